"""`/v1/webhooks`: programs that want to be told register here, each for its tenant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.units import WriteUnit
from tellmark.surface.bodies import RawBody
from tellmark.surface.documents import document
from tellmark.surface.guard import Guard
from tellmark.surface.kept import KeptRepeats
from tellmark.surface.lines import Lines
from tellmark.surface.repeats import Answer
from tellmark.values.canonical import canonical
from tellmark.values.instants import rfc3339
from tellmark.work.hooks.model import KEPT_ON, LONGEST_KEPT_ON, LONGEST_URL, MANAGE, TEST, Hook, HookId, Standing
from tellmark.work.hooks.sending import Sender
from tellmark.work.hooks.service import register, remove, rotate
from tellmark.work.hooks.signing import spelled
from tellmark.work.hooks.store import KnownHooks, KnownSends

_PROBLEM = {"$ref": "#/components/responses/Problem"}


class NewHook(msgspec.Struct, forbid_unknown_fields=True):
    """A webhook that is to be registered."""

    url: Annotated[str, msgspec.Meta(max_length=LONGEST_URL, description="An https address")]
    events: Annotated[list[str], msgspec.Meta(min_length=1, max_length=64)]


class Rotation(msgspec.Struct, forbid_unknown_fields=True):
    """How a secret is changed: for how many hours the present one goes on signing beside the new one."""

    keep_hours: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_KEPT_ON // timedelta(hours=1))] = KEPT_ON // timedelta(
        hours=1
    )


@dataclass(frozen=True, slots=True)
class HookDesk:
    """What the routes work with: database, repeats, what sends; the events that are *offered*, each explained.

    A test of a webhook holds one of the *lines* to the outside.
    """

    database: Database
    repeats: KeptRepeats
    sender: Sender
    offered: Mapping[str, str]
    lines: Lines = field(default_factory=Lines)


def routes(desk: HookDesk, guard: Guard) -> APIRouter:
    """Return the routes of webhooks."""
    router = APIRouter(tags=["webhooks"])
    scoped = Annotated[Scope, guard.needs(MANAGE)]
    read: dict[str, Any] = {}

    @router.post("/v1/webhooks", status_code=201, summary="Register a webhook", response_class=Response,
                 openapi_extra=_changing("NewHook", "201", "HookWithSecret"))  # fmt: skip
    def make(request: Request, scope: scoped, raw: RawBody) -> Response:
        """Register an address and the events that it wants. The secret in the answer is shown this once."""
        asked = document(raw, NewHook)

        def run(unit: WriteUnit) -> Answer:
            reach = desk.sender.reach
            hook = register(unit, asked.url, frozenset(asked.events), desk.offered, reach)
            return _answer(201, _with_secret(desk, scope, hook))

        return desk.repeats.answered(request, scope, raw, run)

    @router.get("/v1/webhooks", summary="List webhooks", openapi_extra=read | _ok("Hooks"))
    def listed(scope: scoped) -> JSONResponse:
        """List the webhooks of this tenant (twenty at most), and the events that there are to be told of."""
        with desk.database.read(scope) as unit:
            items = [_members(hook, KnownSends(unit).standing(hook.id)) for hook in KnownHooks(unit).all()]
        return JSONResponse({"items": items, "next": None, "offered": dict(desk.offered)})

    @router.get("/v1/webhooks/{hook}", summary="Show a webhook", openapi_extra=read | _ok("Hook"))
    def show(hook: str, scope: scoped) -> JSONResponse:
        """Show a webhook, and how it fares: what waits, what was given up, the trouble of the last attempt."""
        with desk.database.read(scope) as unit:
            found = KnownHooks(unit).get(HookId(hook))
            return JSONResponse(_members(found, KnownSends(unit).standing(found.id)))

    @router.post("/v1/webhooks/{hook}/secret", summary="Change a webhook's secret", response_class=Response,
                 openapi_extra=_changing("Rotation", "200", "HookWithSecret"))  # fmt: skip
    def change(hook: str, request: Request, scope: scoped,
               raw: RawBody) -> Response:  # fmt: skip
        """Make a new secret. Until the old one ends, each message bears the signatures of both."""
        keep = timedelta(hours=document(raw, Rotation).keep_hours)

        def run(unit: WriteUnit) -> Answer:
            return _answer(200, _with_secret(desk, scope, rotate(unit, HookId(hook), keep)))

        return desk.repeats.answered(request, scope, raw, run)

    @router.delete("/v1/webhooks/{hook}", status_code=204, summary="Remove a webhook", response_class=Response,
                   openapi_extra=read | {"responses": {"204": {"description": "It is gone"}, **_PROBLEMS}})  # fmt: skip
    def end(hook: str, scope: scoped) -> Response:
        """Remove a webhook, and everything that is on its way to it."""
        with desk.database.write(scope) as unit:
            remove(unit, HookId(hook))
        return Response(status_code=204)

    @router.post("/v1/webhooks/{hook}/test", summary="Send a test", openapi_extra=read | _ok("HookTest"))
    def test(hook: str, scope: scoped) -> JSONResponse:
        """Send a message of the type `webhook.test` now, once, and tell what came of it."""
        with desk.database.write(scope) as unit:
            found, number, at = KnownHooks(unit).get(HookId(hook)), unit.fresh_id(), unit.at
        body = canonical({"type": TEST, "id": f"{TEST}-{number}", "timestamp": rfc3339(at), "data": {"hook": found.id}})
        with desk.lines.held(urlsplit(found.url).netloc):
            trouble = desk.sender.test(scope.tenant, found, number, body, desk.database)
        return JSONResponse({"delivered": not trouble, "trouble": trouble or None})

    return router


def _answer(status: int, told: Mapping[str, object]) -> Answer:
    return Answer(status, (("Content-Type", "application/json"),), msgspec.json.encode(told))


def _with_secret(desk: HookDesk, scope: Scope, hook: Hook) -> Mapping[str, object]:
    secret = spelled(desk.sender.secrets.of(scope.tenant, hook, hook.generation))
    return {**_members(hook, Standing(0, 0, "", None)), "secret": secret}


def _members(hook: Hook, fares: Standing) -> dict[str, object]:
    return {
        "id": hook.id,
        "url": hook.url,
        "events": sorted(hook.events),
        "made_at": rfc3339(hook.made_at),
        "old_secret_until": hook.before_until and rfc3339(hook.before_until),
        "gone_at": hook.gone_at and rfc3339(hook.gone_at),
        "waiting": fares.waiting,
        "given_up": fares.given_up,
        "trouble": fares.trouble or None,
        "tried_at": fares.tried_at and rfc3339(fares.tried_at),
    }


_PROBLEMS: dict[str, Any] = dict.fromkeys(("401", "403", "404", "409", "422", "503"), _PROBLEM)
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Names this request, so that a repeat within a day gets the same answer.",
    "schema": {"type": "string", "maxLength": 255},
}


def _ok(schema: str, code: str = "200") -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"responses": {code: {"description": "Done", "content": content}, **_PROBLEMS}}


def _changing(asked: str, code: str, answered: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{asked}"}}}
    return {
        "parameters": [_KEY],
        "requestBody": {"required": asked == "NewHook", "content": content},
        **_ok(answered, code),
    }


def schemas() -> dict[str, Any]:
    """Return the JSON schemas of webhooks, for the OpenAPI document."""
    _, components = msgspec.json.schema_components((NewHook, Rotation), ref_template="#/components/schemas/{name}")
    text, number = {"type": "string"}, {"type": "integer"}
    instant = {"type": ["string", "null"], "format": "date-time"}
    hook = {
        "id": text, "url": text, "events": {"type": "array", "items": text}, "made_at": text,
        "old_secret_until": instant, "gone_at": instant, "waiting": number, "given_up": number,
        "trouble": {"type": ["string", "null"]}, "tried_at": instant,
    }  # fmt: skip
    with_secret = {**hook, "secret": {"type": "string", "description": "Shown this once"}}
    listed = {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Hook"}}, "next": {"type": "null"},
              "offered": {"type": "object", "additionalProperties": text}}  # fmt: skip
    tested = {"delivered": {"type": "boolean"}, "trouble": {"type": ["string", "null"]}}
    shapes = {"Hook": hook, "HookWithSecret": with_secret, "Hooks": listed, "HookTest": tested}
    made = {name: {"type": "object", "required": sorted(shape), "properties": shape} for name, shape in shapes.items()}
    return {**components, **made}
