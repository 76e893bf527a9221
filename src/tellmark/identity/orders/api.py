"""`/v1/identity/orders`: orders of authorities, one person each, by two officers; their number, for everybody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tellmark.identity.accounts.model import FRESH
from tellmark.identity.accounts.roles import ORDER, ORDER_CONFIRM
from tellmark.identity.orders.model import Order, OrderId, OrderKind, OrderTerms
from tellmark.identity.orders.service import (
    Tells,
    carry_out,
    confirm_order,
    end_order,
    order_counts,
    set_order,
)
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.errors import BadForm
from tellmark.surface.guard import Guard
from tellmark.surface.kept import KeptRepeats
from tellmark.surface.repeats import Answer
from tellmark.surface.turns import asked_of, given
from tellmark.values.instants import rfc3339

_LARGEST_BODY = 16 << 10
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class OrderBody(msgspec.Struct, forbid_unknown_fields=True):
    """An order as it is entered: code words, one person, the digest of the paper."""

    kind: OrderKind
    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    authority: Code
    legal_basis: Code
    scope: Code
    territory: Code
    number: Code
    paper: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    expires_at: datetime
    notice_at: datetime | None = None


class CarryOutBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whom the order is about, once more."""

    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


@dataclass(frozen=True, eq=False)
class Registry:
    """What these routes work with: the store, the rooms that know something of persons, kept answers."""

    database: Database
    rooms: Sequence[Tells]
    repeats: KeptRepeats


def routes(registry: Registry, guard: Guard) -> APIRouter:
    """Return the routes. None of them takes more than one person, or anything to look one up by."""
    router = APIRouter(tags=["identity"])
    enter, second = guard.needs_step_up(FRESH, ORDER), guard.needs_step_up(FRESH, ORDER_CONFIRM)

    @router.get("/v1/identity/orders/counts", summary="How many orders there were")
    def counts(scope: Annotated[Scope, guard.anyone()]) -> JSONResponse:
        """Answer how many orders took effect, by kind, territory and year. It is open to everybody."""
        with registry.database.read(scope) as unit:
            found = order_counts(unit)
        items = [{"kind": one.kind, "territory": one.territory, "year": one.year, "count": one.count} for one in found]
        return JSONResponse({"items": items, "next": None})

    @router.post("/v1/identity/orders", summary="Enter an order", status_code=201, openapi_extra=_ORDER)
    async def new(request: Request, scope: Annotated[Scope, enter]) -> Response:
        """Enter an order. It has no effect before a second officer confirms it, within 72 hours."""
        body = await _body(request)
        found = _read(body, OrderBody)
        for when in (found.expires_at, found.notice_at):
            if when is not None and when.tzinfo is None:
                raise BadForm
        terms = OrderTerms(
            found.kind, SubjectId(found.subject), found.authority, found.legal_basis, found.scope, found.territory,
            found.number, found.paper, found.expires_at, found.notice_at,
        )  # fmt: skip
        return await _once(request, scope, body, 201, lambda unit: order_document(set_order(unit, terms)))

    @router.post("/v1/identity/orders/{order}/confirm", summary="Confirm an order")
    async def confirm(request: Request, order: str, scope: Annotated[Scope, second]) -> Response:
        """Confirm an order as the second officer. The person is told now, or by the date that the order allows."""
        body = await _body(request)
        return await _once(request, scope, body, 200, lambda unit: order_document(confirm_order(unit, OrderId(order))))

    @router.post("/v1/identity/orders/{order}/carry-out", summary="Show what an order asks for", openapi_extra=_SUBJECT)
    async def show(request: Request, order: str, scope: Annotated[Scope, enter]) -> Response:
        """Answer what is known of the one person of an order to unmask or to export. The log says that it was shown.

        The answer is kept for no repeat: each look is one of its own, and in the log as such.
        """
        body = await _body(request)
        subject = SubjectId(_read(body, CarryOutBody).subject)

        def run(unit: WriteUnit) -> dict[str, Any]:
            told = carry_out(unit, registry.rooms, OrderId(order), subject)
            return {"items": [{"room": room, "what": one.what, "says": one.says} for room, one in told]}

        return await to_thread.run_sync(_answered, registry, None, scope, body, 200, run)

    @router.post("/v1/identity/orders/{order}/end", summary="End an order")
    async def end(request: Request, order: str, scope: Annotated[Scope, enter]) -> Response:
        """End an order before its time."""
        body = await _body(request)
        return await _once(request, scope, body, 200, lambda unit: order_document(end_order(unit, OrderId(order))))

    async def _once(
        request: Request, scope: Scope, body: bytes, status: int, run: Callable[[WriteUnit], dict[str, Any]]
    ) -> Response:
        return await to_thread.run_sync(_answered, registry, request, scope, body, status, run)

    return router


def order_document(order: Order) -> dict[str, Any]:
    """Return an order as programs read it."""
    terms = order.terms
    return {
        "id": order.id, "kind": terms.kind, "subject": terms.subject, "authority": terms.authority,
        "legal_basis": terms.legal_basis, "scope": terms.scope, "territory": terms.territory, "number": terms.number,
        "paper": terms.paper, "expires_at": rfc3339(terms.expires_at), "set_by": order.set_by,
        "second": order.second or None, "confirmed_at": rfc3339(order.confirmed_at) if order.confirmed_at else None,
        "ended_at": rfc3339(order.ended_at) if order.ended_at else None,
    }  # fmt: skip


def _answered(
    registry: Registry, request: Request | None, scope: Scope, body: bytes, status: int,
    run: Callable[[WriteUnit], dict[str, Any]],
) -> Response:  # fmt: skip
    """Run within one unit, so that what was done and the answer that is kept for a repeat are durable together."""
    asked = None if request is None else asked_of(request, scope, body)

    def answer(unit: WriteUnit) -> Answer:
        document = msgspec.json.encode(run(unit))
        return Answer(status, (("content-type", "application/json"),), document)

    with registry.database.write(scope) as unit:
        if asked is None:
            return given(answer(unit))
        return given(registry.repeats.within(unit).once(asked, lambda: answer(unit)))


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise BadForm
    return body


def _read(body: bytes, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as broken:
        raise BadForm from broken


_TEXT = {"type": "string", "minLength": 1, "maxLength": 100}
_INSTANT = {"type": "string", "format": "date-time"}
_NOT_HERE: dict[str, Any] = {"responses": {"404": {"$ref": "#/components/responses/Problem"}}}
_WORDS = ("subject", "authority", "legal_basis", "scope", "territory", "number")
_ORDER: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/json": {"schema": {
    "type": "object", "additionalProperties": False, "required": ["kind", *_WORDS, "paper", "expires_at"],
    "properties": {"kind": {"enum": list(OrderKind)}, **dict.fromkeys(_WORDS, _TEXT), "expires_at": _INSTANT,
                   "paper": {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "notice_at": _INSTANT},
}}}}, **_NOT_HERE}  # fmt: skip
_SUBJECT: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/json": {"schema": {
    "type": "object", "additionalProperties": False, "required": ["subject"], "properties": {"subject": _TEXT},
}}}}, **_NOT_HERE}  # fmt: skip
