"""`POST /v1/verify` and `POST /v1/check`: open to everyone, without an account, keeping nothing."""

from datetime import datetime
from typing import Any, BinaryIO, Protocol

import msgspec
from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.marks.checks.model import Question
from tellmark.rules.model import Role
from tellmark.surface.guard import PUBLIC
from tellmark.surface.limits import Doorway
from tellmark.surface.uploads import Upload, received
from tellmark.values.instants import now
from tellmark.verify.asking import FIELDS, question_of
from tellmark.verify.check_words import as_data
from tellmark.verify.checks import CheckReport
from tellmark.verify.report import Report
from tellmark.verify.saved import Seals, payload_of

SIGNED = "application/jose"


class Verifies(Protocol):
    """What answers the question; an unreadable file is an answer, too."""

    def verify(self, stream: BinaryIO, at: datetime) -> Report:
        """Say what the file in *stream* is. Raises TellmarkError only when it cannot be asked."""


class Checks(Protocol):
    """What tells whether labels would be recognised; an unreadable file is an answer, too."""

    def check(self, stream: BinaryIO, question: Question, at: datetime) -> CheckReport:
        """Say what came of each rule. Raises TellmarkError only when it cannot be asked."""


async def checked(checks: Checks, upload: Upload, audiences: tuple[str, ...], door: Doorway) -> CheckReport:
    """Check the uploaded file in a thread, when it is its turn. Raises BadQuestion, UnknownField."""
    at = now()
    question = question_of(upload.only(*FIELDS).fields, audiences, at)
    return await to_thread.run_sync(checks.check, upload.stream, question, at, limiter=door.working)


async def examined(verifies: Verifies, upload: Upload, door: Doorway) -> Report:
    """Verify the uploaded file in a thread, when it is its turn."""
    return await to_thread.run_sync(verifies.verify, upload.stream, now(), limiter=door.working)


def routes(verifies: Verifies, seals: Seals, door: Doorway) -> APIRouter:
    """Return the route of the verify service."""
    router = APIRouter(tags=["verify"], dependencies=[PUBLIC])

    @router.post("/v1/verify", summary="Say what a file is", response_class=Response, openapi_extra=_OPENAPI)
    async def verify(request: Request) -> Response:
        """Answer what the marks in a file say, whose they are, and whether they are intact.

        Nothing that is sent is kept: no file, no name, no body in a log. With `Accept: application/jose` the answer
        is the same report as a compact JWS, signed by this service. Requests are counted for each network; those that
        bear an API key are not.
        """
        await door.admitted(request)
        async with received(request) as upload:
            report = await examined(verifies, upload, door)
        if SIGNED in request.headers.get("accept", ""):
            jws = await to_thread.run_sync(seals.seal, payload_of(report))
            return Response(jws, media_type=SIGNED)
        return Response(payload_of(report), media_type="application/json")

    return router


def check_routes(checks: Checks, audiences: tuple[str, ...], door: Doorway) -> APIRouter:
    """Return the route of the check service; *audiences* are those of a request that names none."""
    router = APIRouter(tags=["verify"], dependencies=[PUBLIC])

    @router.post("/v1/check", summary="Check a file's labels", response_class=Response, openapi_extra=_CHECK_OPENAPI)
    async def check(request: Request) -> Response:
        """Answer rule by rule whether the labels of a file would be recognised, what was measured, and what mends it.

        Nothing that is sent is kept. Fields beside the file: `for` (such as CN,EU,US-CA), `on` (the day whose law
        counts), `operation` (what was done; else our own disclosure in the file says it, or it stays unknown), `role`
        (whose duties count; the provider's without it), `features` (what else is true, such as advert,election).
        Requests are counted as those to verify are.
        """
        await door.admitted(request)
        async with received(request) as upload:
            report = await checked(checks, upload, audiences, door)
        return Response(msgspec.json.encode(as_data(report)), media_type="application/json")

    return router


def schemas() -> dict[str, Any]:
    """Return the JSON schemas of the reports, for the OpenAPI document."""
    _, components = msgspec.json.schema_components((Report, CheckReport), ref_template="#/components/schemas/{name}")
    words = {"type": "object", "properties": {name: {"type": "string"} for name in ("measured", "needs", "mends")}}
    components["Checked"]["properties"]["words"] = {**words, "description": "The codes of this rule, in English"}
    return components


_BINARY = {"type": "string", "format": "binary"}
_OPENAPI: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["file"], "properties": {"file": _BINARY}},
            },
            "application/octet-stream": {"schema": _BINARY},
        },
    },
    "responses": {
        "200": {
            "description": "The report. An unreadable file is an answer, too: `verdict` says `unreadable`.",
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Report"}},
                SIGNED: {"schema": {"type": "string", "description": "The report as a compact JWS"}},
            },
        },
        "413": {"$ref": "#/components/responses/Problem"},
        "422": {"$ref": "#/components/responses/Problem"},
        "429": {"$ref": "#/components/responses/Problem"},
    },
}
_TEXT = {"type": "string"}
_MORE = {
    "role": {"enum": [role.value for role in Role]},
    "features": {"type": "string", "description": "What else is true, such as advert,election"},
}
_CHECK_OPENAPI: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": _BINARY, "for": _TEXT, "on": _TEXT, "operation": _TEXT, **_MORE},
                },
            },
            "application/octet-stream": {"schema": _BINARY},
        },
    },
    "responses": {
        "200": {
            "description": "What came of each rule. `outcome` is null for a file that could not be read.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CheckReport"}}},
        },
        **{code: _OPENAPI["responses"][code] for code in ("413", "422", "429")},
    },
}
