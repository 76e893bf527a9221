"""`/.well-known/tellmark.json`: what runs here, which documents it speaks, and where to ask; a line for each duty."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from tellmark import __version__
from tellmark.rules import documents
from tellmark.surface.guard import PUBLIC
from tellmark.verify import checks, report

SCHEMA = "tellmark.site/1"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the document: its key, and what gives its value whenever somebody asks."""

    key: str
    value: Callable[[], object]


HERE = (
    Line("schema", lambda: SCHEMA),
    Line("software", lambda: {"name": "tellmark", "version": __version__}),
    Line("documents", lambda: [report.SCHEMA, checks.SCHEMA, documents.SCHEMA]),
    Line("verify", lambda: {"page": "/", "route": "/v1/verify"}),
    Line("check", lambda: {"page": "/check", "route": "/v1/check"}),
    Line("openapi", lambda: "/openapi.json"),
)
"""What every installation says. Addresses are relative to the document's own (RFC 3986)."""


def routes(lines: Sequence[Line]) -> APIRouter:
    """Return the route. Raises ValueError where two of *lines* claim one key."""
    keys = [line.key for line in lines]
    if len(set(keys)) < len(keys):
        raise ValueError(f"two lines of one key: {', '.join(sorted(keys))}")
    router = APIRouter(tags=["site"], dependencies=[PUBLIC])

    @router.get("/.well-known/tellmark.json", summary="What runs here, and where to ask", response_class=JSONResponse)
    def wellknown() -> Response:
        """Answer with this installation's versions and addresses; nothing in it names a person."""
        return JSONResponse({line.key: line.value() for line in lines})

    return router
