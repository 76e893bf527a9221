"""`/.well-known/tellmark/keys`: who signs here now, and which keys were given up; signed, for whoever pinned us."""

from collections.abc import Callable
from typing import Any

from anyio import to_thread
from fastapi import APIRouter
from starlette.responses import Response

from tellmark.surface.guard import PUBLIC
from tellmark.web.wellknown import Line

PATH = "/.well-known/tellmark/keys"
_OF_NOW = "public, max-age=60"


def routes(statement: Callable[[], str]) -> APIRouter:
    """Return the route that answers with *statement*, a compact JWS."""
    router = APIRouter(tags=["site"], dependencies=[PUBLIC])

    @router.get(
        PATH, summary="Who signs here, and which keys were given up", response_class=Response, openapi_extra=_OPENAPI
    )
    async def keys() -> Response:
        """A compact JWS of `tellmark.keys/1`: check it with `tellmark key distrust FILE` and it is heeded there."""
        jws = await to_thread.run_sync(statement)
        headers = {"Cache-Control": _OF_NOW, "Access-Control-Allow-Origin": "*"}
        return Response(jws, media_type="application/jose", headers=headers)

    return router


def line() -> Line:
    """Return the line of the site's document."""
    return Line("keys", lambda: {"route": PATH})


_OPENAPI: dict[str, Any] = {
    "responses": {
        "200": {
            "description": "The statement as a compact JWS",
            "content": {"application/jose": {"schema": {"type": "string"}}},
        }
    }
}
