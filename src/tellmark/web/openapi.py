"""The OpenAPI document: what the routes say of themselves, and for each the answers that follow from what it declares.

A route tells what it answers when all is well, and what only it refuses with. That a stranger gets 401 where a right is
needed, that an id that is not here is 404, that what is sent may be too large or may not be read, follows from the
route, and is written here once for all of them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from tellmark.consent import openapi as consent_openapi
from tellmark.surface import problems
from tellmark.surface.declared import Declared, declared
from tellmark.verify import api as verify_api
from tellmark.web import marking
from tellmark.work.hooks import api as hooks_api

PROBLEM = {"$ref": "#/components/responses/Problem"}
_CHANGING = frozenset({"post", "put", "patch", "delete"})
_THEIRS = frozenset({"HTTPValidationError", "ValidationError"})
"""What FastAPI would answer to a value that does not fit, and we do not."""


def document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of *app*, with the schemas of reports, jobs and problems; it is made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _made(app)
    return app.openapi_schema


def _made(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(title=app.title, version=app.version, summary=_SUMMARY, routes=app.routes)
    components = made.setdefault("components", {})
    own = {name: schema for name, schema in components.get("schemas", {}).items() if name not in _THEIRS}
    rooms = (verify_api.schemas(), marking.schemas(), consent_openapi.schemas(), hooks_api.schemas())
    components["schemas"] = own | {name: one for room in rooms for name, one in room.items()} | {"Problem": _PROBLEM}
    components["responses"] = {
        "Problem": {
            "description": "What went wrong, and what to do (RFC 9457)",
            "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }
    components["securitySchemes"] = {"apiKey": {"type": "http", "scheme": "bearer"}}
    says = {(route.path, method.lower()): route for route in declared(app.routes) for method in route.methods}
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            _complete(operation, method, path, says)
    return made


def _complete(operation: dict[str, Any], method: str, path: str, says: Mapping[tuple[str, str], Declared]) -> None:
    """Add to *operation* the problems that follow from its route, and whose key it takes."""
    responses = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
    # The document writes `{name:path}` as `{name}`.
    route = next((one for (at, by), one in says.items() if by == method and at.replace(":path", "") == path), None)
    for status in _follows(method, path, route):
        responses.setdefault(status, PROBLEM)
    if route is not None and route.is_gated and not route.is_for_anyone:
        operation.setdefault("security", [{"apiKey": []}])
    operation["responses"] = dict(sorted(responses.items()))


def _follows(method: str, path: str, route: Declared | None) -> Iterator[str]:
    if "{" in path:
        yield "404"
    if path.startswith("/v1/"):
        yield "422"
    if method in _CHANGING:
        yield from ("413", "415", "422")
    if route is not None and route.is_gated:
        yield from ("403",) if route.is_for_anyone else ("401", "403")
    yield "503"


_SUMMARY = "Mark what was made with AI, and tell anyone what the marks of a file say."
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "code", "remedy"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened, in a sentence about this case"},
        "instance": {"type": "string", "description": "The number of the request, as in the header Request-Id"},
        "code": {"type": "string", "description": "Stable: see `tellmark explain`"},
        "remedy": {"type": "string", "description": "What to do"},
    },
}
