"""`/healthz`: the process runs. `/readyz`: it can do its work, part by part."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from anyio import to_thread
from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from tellmark.surface.guard import PUBLIC


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that the service needs: its name, whether it stands, and a word about it."""

    name: str
    ready: bool
    detail: str = ""


def routes(parts: Callable[[], Sequence[Part]]) -> APIRouter:
    """Return the routes for whoever keeps the service running."""
    router = APIRouter(tags=["health"], dependencies=[PUBLIC])

    @router.get("/healthz", summary="Does the process run?", response_class=JSONResponse)
    async def healthz() -> Response:
        """Answer `ok` as long as the process answers at all."""
        return JSONResponse({"status": "ok"})

    @router.get("/readyz", summary="Can it do its work?", response_class=JSONResponse, openapi_extra=_READINESS)
    async def readyz() -> Response:
        """Answer 200 when every part stands, 503 otherwise; each part says how it is."""
        found = await to_thread.run_sync(parts)
        ready = all(part.ready for part in found)
        document = {"status": "ready" if ready else "not_ready", "parts": [asdict(part) for part in found]}
        return JSONResponse(document, 200 if ready else 503)

    return router


_PART = {
    "type": "object",
    "required": ["name", "ready", "detail"],
    "properties": {"name": {"type": "string"}, "ready": {"type": "boolean"}, "detail": {"type": "string"}},
}
_PARTS = {
    "type": "object",
    "required": ["status", "parts"],
    "properties": {"status": {"enum": ["ready", "not_ready"]}, "parts": {"type": "array", "items": _PART}},
}
_READINESS: dict[str, Any] = {
    "responses": {
        status: {"description": what, "content": {"application/json": {"schema": _PARTS}}}
        for status, what in (("200", "Every part stands"), ("503", "One does not: its detail is an error's code"))
    }
}
