"""`/log`: the log as anybody may read and check it, a few files (C2SP tlog-tiles), and the key that signs it."""

import re
from typing import Any, Protocol

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.notes import LARGEST
from tellmark.proof.log.receipts import receipt
from tellmark.proof.log.tiles import LARGEST_BUNDLE, tile_named
from tellmark.surface.errors import NotHere
from tellmark.surface.guard import PUBLIC
from tellmark.web.wellknown import Line

_OF_NOW = "public, max-age=1"
_FOR_EVER = "public, max-age=31536000, immutable"
_NUMBER = re.compile(r"[0-9]{1,15}")
_ANYBODY = {"Access-Control-Allow-Origin": "*"}


class PublicLog(Protocol):
    """The log to be served."""

    def get(self, path: str, largest: int) -> bytes | None:
        """Return a file of the log, None where there is none."""

    def vkey(self) -> str:
        """Return the verifier key as one line, name+id+key. Raises NoKeys, KeyLocked."""


def routes(log: PublicLog) -> APIRouter:
    """Return the routes of the log. They are open to everyone, and count nobody's requests."""
    router = APIRouter(tags=["log"], prefix="/log", dependencies=[PUBLIC])

    def checkpoint() -> Response:
        """The log's size and root, signed: fetch it first, and keep it."""
        return _answer(log.get("checkpoint", LARGEST), "text/plain; charset=utf-8", _OF_NOW)

    def tile(request: Request) -> Response:
        """A tile of hashes, or a bundle of entries, under its one name. It never changes."""
        path = f"tile/{request.path_params['name']}"
        try:
            known = tile_named(path)
        except MalformedLog as error:
            raise NotHere from error
        return _answer(log.get(known.path, LARGEST_BUNDLE), "application/octet-stream", _FOR_EVER)

    def proof(index: str) -> Response:
        """A receipt of one entry, as a `.tlog-proof` file that `tellmark receipt verify` checks offline."""
        if not _NUMBER.fullmatch(index):
            raise NotHere
        name = f'attachment; filename="entry-{index}.tlog-proof"'
        made = receipt(int(index), log).data
        return Response(made, media_type="text/plain; charset=utf-8", headers={"Content-Disposition": name, **_ANYBODY})

    def vkey() -> Response:
        """The verifier key (C2SP signed-note). Whoever checks this log should have it from elsewhere, too."""
        return _answer(f"{log.vkey()}\n".encode(), "text/plain; charset=utf-8", _OF_NOW)

    for path, answer, what, more in (
        ("/checkpoint", checkpoint, "The log's checkpoint", _TEXT),
        ("/tile/{name:path}", tile, "A tile of the log", _TILE),
        ("/proof/{index}", proof, "A receipt of one entry", _PROOF),
        ("/vkey", vkey, "The log's verifier key", _TEXT),
    ):
        router.add_api_route(path, answer, summary=what, response_class=Response, openapi_extra=more)
    return router


def line(log: PublicLog) -> Line:
    """Return the line of `/.well-known/tellmark.json`: where the log is, and the key that signs it."""
    return Line("log", lambda: {"route": "/log", "vkey": log.vkey()})


def _answer(data: bytes | None, media_type: str, keep: str) -> Response:
    if data is None:
        raise NotHere
    return Response(data, media_type=media_type, headers={"Cache-Control": keep, **_ANYBODY})


_LINES: Any = {"description": "Lines of text", "content": {"text/plain": {"schema": {"type": "string"}}}}
_TEXT: Any = {"responses": {"200": _LINES, "404": {"$ref": "#/components/responses/Problem"}}}
_PROOF: Any = {"responses": {"200": _LINES}}
_NAMED = {"type": "string", "description": "A tile's name, such as `0/000` or `entries/000.p/5` (C2SP tlog-tiles)"}
_BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_TILE: Any = {
    "parameters": [{"name": "name", "in": "path", "required": True, "schema": _NAMED}],
    "responses": {"200": {"description": "Its bytes", "content": _BYTES}},
}
