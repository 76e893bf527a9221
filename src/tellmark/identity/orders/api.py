"""`/v1/identity/orders`: orders of authorities, one person each, by two officers; their number, for everybody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeAlias

import msgspec
from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tellmark.identity.accounts.model import FRESH, STRONG
from tellmark.identity.accounts.roles import ORDER, ORDER_CONFIRM
from tellmark.identity.orders.choosing import chosen
from tellmark.identity.orders.handing import Tells
from tellmark.identity.orders.history import handed_over, history
from tellmark.identity.orders.model import Order, OrderId, OrderKind, OrderTerms, WhyHeld
from tellmark.identity.orders.service import (
    carry_out,
    confirm_order,
    end_order,
    order_counts,
    order_here,
    orders_here,
    set_order,
    tell_now,
)
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.seconding import shows_paper
from tellmark.surface.errors import BadForm
from tellmark.surface.guard import Guard
from tellmark.surface.kept import KeptRepeats
from tellmark.surface.repeats import Answer
from tellmark.surface.turns import given
from tellmark.values.instants import rfc3339

_LARGEST_BODY = 16 << 10
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class OrderBody(msgspec.Struct, forbid_unknown_fields=True):
    """An order as it is entered: code words, one person, the digest of the paper."""

    kind: OrderKind
    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    authority: Code
    legal_basis: Code
    scope: Code
    territory: Code
    number: Code
    paper: Digest
    expires_at: datetime
    notice_at: datetime | None = None
    notice_why: WhyHeld | None = None


class PaperBody(msgspec.Struct, forbid_unknown_fields=True):
    """The digest of the paper that the second officer has read."""

    paper: Digest


class CarryOutBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whom the order is about, once more, and what its scope covers; without *rooms* it is all of them."""

    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    rooms: Annotated[tuple[str, ...], msgspec.Meta(max_length=16)] | None = None


Exported: TypeAlias = Callable[[ReadUnit], Sequence[tuple[str, int, int]]]


def nothing_exported(unit: ReadUnit) -> Sequence[tuple[str, int, int]]:
    """Return nothing, where nobody oversees anything."""
    del unit
    return ()


@dataclass(frozen=True, eq=False)
class Registry:
    """What these routes and pages work with: the stores, the rooms that know something of persons, kept answers."""

    database: Database
    vault: Vault
    rooms: Sequence[Tells]
    repeats: KeptRepeats
    random: Callable[[int], bytes]
    exported: Exported = nothing_exported
    """How many files regulators took, by territory and year: what stands beside the numbers of orders."""


def routes(registry: Registry, guard: Guard) -> APIRouter:
    """Return the routes. None of them takes more than one person, or anything to look one up by."""
    router = APIRouter(tags=["identity"])
    for part in (_looking, _setting, _carrying, _ending):
        router.include_router(part(registry, guard))
    return router


def _looking(registry: Registry, guard: Guard) -> APIRouter:
    router, known = APIRouter(), guard.needs()

    @router.get("/v1/identity/orders/counts", summary="How many orders there were")
    def counts(scope: Annotated[Scope, guard.anyone()]) -> JSONResponse:
        """Answer how many orders took effect, by kind, territory and year. It is open to everybody."""
        with registry.database.read(scope) as unit:
            found = order_counts(unit)
        items = [{"kind": one.kind, "territory": one.territory, "year": one.year, "count": one.count} for one in found]
        return JSONResponse({"items": items, "next": None})

    @router.get("/v1/identity/orders", summary="The newest orders")
    def newest(scope: Annotated[Scope, known]) -> JSONResponse:
        """Answer the newest orders, 200 at most."""
        with registry.database.read(scope) as unit:
            items = [order_document(one, unit) for one in orders_here(unit)]
        return JSONResponse({"items": items, "next": None})

    @router.get("/v1/identity/orders/{order}", summary="An order", openapi_extra=NOT_HERE)
    def one(order: str, scope: Annotated[Scope, known]) -> JSONResponse:
        """Answer an order, with each time that something was handed over under it."""
        with registry.database.read(scope) as unit:
            found = order_here(unit, OrderId(order))
            return JSONResponse({**order_document(found, unit), "handed_over": _handed(unit, found)})

    return router


def _setting(registry: Registry, guard: Guard) -> APIRouter:
    router = APIRouter()
    first, second = (
        guard.needs_step_up(FRESH, ORDER, level=STRONG),
        guard.needs_step_up(FRESH, ORDER_CONFIRM, level=STRONG),
    )

    @router.post("/v1/identity/orders", summary="Enter an order", status_code=201, openapi_extra=_ORDER)
    async def new(request: Request, scope: Annotated[Scope, first]) -> Response:
        """Enter an order. It has no effect before a second officer confirms it, within 72 hours."""

        def run(unit: WriteUnit, sent: OrderBody) -> dict[str, Any]:
            return order_document(set_order(unit, registry.vault, _terms(sent)), unit)

        return await answered(registry, request, scope, OrderBody, run, 201)

    @router.post("/v1/identity/orders/{order}/confirm", summary="Confirm an order", openapi_extra=PAPER)
    async def confirm(request: Request, order: str, scope: Annotated[Scope, second]) -> Response:
        """Confirm an order as the second officer, who has read the paper of that digest.

        The person is told now, or by the date that the order allows.
        """

        def run(unit: WriteUnit, sent: PaperBody) -> dict[str, Any]:
            return order_document(confirm_order(unit, registry.vault, OrderId(order), sent.paper), unit)

        return await answered(registry, request, scope, PaperBody, run)

    return router


def _carrying(registry: Registry, guard: Guard) -> APIRouter:
    router, first = APIRouter(), guard.needs_step_up(FRESH, ORDER, level=STRONG)

    @router.post("/v1/identity/orders/{order}/carry-out", summary="Show what an order asks for", openapi_extra=_SUBJECT)
    async def show(request: Request, order: str, scope: Annotated[Scope, first]) -> Response:
        """Answer what is known of the one person of an order to unmask or to export. The log says that it was shown.

        `digest` is the SHA-256 of `file`, the text that goes to the authority; the log has it.
        The answer is kept for no repeat: each look is one of its own, and in the log as such.
        """

        def run(unit: WriteUnit, asked: CarryOutBody) -> dict[str, Any]:
            rooms = registry.rooms if asked.rooms is None else chosen(registry.rooms, asked.rooms)
            salt = registry.random(32)
            made = carry_out(unit, registry.vault, rooms, OrderId(order), SubjectId(asked.subject), salt)
            items = [{"room": room, "what": one.what, "says": one.says} for room, one in made.items]
            return {"items": items, "digest": made.digest, "file": made.data.decode()}

        return await answered(registry, request, scope, CarryOutBody, run, kept=False)

    return router


def _ending(registry: Registry, guard: Guard) -> APIRouter:
    router, first = APIRouter(), guard.needs_step_up(FRESH, ORDER, level=STRONG)

    @router.post("/v1/identity/orders/{order}/end", summary="End an order")
    async def end(request: Request, order: str, scope: Annotated[Scope, first]) -> Response:
        """End an order before its time."""

        def run(unit: WriteUnit, _: None) -> dict[str, Any]:
            return order_document(end_order(unit, registry.vault, OrderId(order)), unit)

        return await answered(registry, request, scope, None, run)

    @router.post("/v1/identity/orders/{order}/notice", summary="Tell the person of an order now")
    async def tell(request: Request, order: str, scope: Annotated[Scope, first]) -> Response:
        """Tell the person before the date up to which it was held back, since the reason is gone."""

        def run(unit: WriteUnit, _: None) -> dict[str, Any]:
            tell_now(unit, OrderId(order))
            return order_document(order_here(unit, OrderId(order)), unit)

        return await answered(registry, request, scope, None, run)

    return router


def order_document(order: Order, unit: ReadUnit) -> dict[str, Any]:
    """Return an order as the officer of *unit* reads it: who is to confirm it is not told the digest of its paper."""
    terms = order.terms
    paper = terms.paper if shows_paper(order.confirmed_at, enters=ORDER in unit.scope.capabilities) else None
    return {
        "id": order.id, "kind": terms.kind, "subject": terms.subject, "authority": terms.authority,
        "legal_basis": terms.legal_basis, "scope": terms.scope, "territory": terms.territory, "number": terms.number,
        "paper": paper, "expires_at": rfc3339(terms.expires_at), "set_by": order.set_by,
        "set_at": rfc3339(order.set_at), "second": order.second or None, "confirmed_at": when_of(order.confirmed_at),
        "ended_at": when_of(order.ended_at), "notice_at": when_of(terms.notice_at), "notice_why": terms.notice_why,
        "told_at": when_of(order.told_at),
    }  # fmt: skip


def _terms(found: OrderBody) -> OrderTerms:
    """Return the terms that were sent. Raises BadForm for an instant without its zone."""
    for when in (found.expires_at, found.notice_at):
        if when is not None and when.tzinfo is None:
            raise BadForm
    return OrderTerms(
        found.kind, SubjectId(found.subject), found.authority, found.legal_basis, found.scope, found.territory,
        found.number, found.paper, found.expires_at, found.notice_at, found.notice_why,
    )  # fmt: skip


def _handed(unit: ReadUnit, order: Order) -> list[dict[str, Any]]:
    return [
        {"at": rfc3339(one.at), "things": one.things, "what": one.what, "digest": one.digest}
        for one in handed_over(history(unit, order.id))
    ]


def when_of(at: datetime | None) -> str | None:
    """Return an instant as documents write it, None for none."""
    return None if at is None else rfc3339(at)


async def answered(
    registry: Registry, request: Request, scope: Scope, kind: type[Any] | None,
    run: Callable[[WriteUnit, Any], dict[str, Any]], status: int = 200, *, kept: bool = True,
) -> Response:  # fmt: skip
    """Answer *request* with what *run* returns, given a unit and the body read as *kind*; None: it is no document.

    It runs within one unit, so that what was done and the answer that is *kept* for a repeat are durable together.
    Raises BadForm.
    """
    body = await _body_of(request)
    sent = None if kind is None else _read_as(body, kind)

    def answer(unit: WriteUnit) -> Answer:
        return Answer(status, (("content-type", "application/json"),), msgspec.json.encode(run(unit, sent)))

    def within() -> Response:
        if kept:
            return registry.repeats.answered(request, scope, body, answer)
        with registry.database.write(scope) as unit:
            return given(answer(unit))

    return await to_thread.run_sync(within)


async def _body_of(request: Request) -> bytes:
    """Return the body of *request*, which is small. Raises BadForm."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise BadForm
    return body


def _read_as(body: bytes, kind: type[Any]) -> Any:
    """Return the document in *body*. Raises BadForm for what is none of this *kind*."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise BadForm from broken


TEXT = {"type": "string", "minLength": 1, "maxLength": 100}
INSTANT = {"type": "string", "format": "date-time"}
NOT_HERE: dict[str, Any] = {"responses": {"404": {"$ref": "#/components/responses/Problem"}}}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_WORDS = ("subject", "authority", "legal_basis", "scope", "territory", "number")
_ORDER: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/json": {"schema": {
    "type": "object", "additionalProperties": False, "required": ["kind", *_WORDS, "paper", "expires_at"],
    "properties": {"kind": {"enum": list(OrderKind)}, **dict.fromkeys(_WORDS, TEXT), "expires_at": INSTANT,
                   "paper": DIGEST, "notice_at": INSTANT, "notice_why": {"enum": list(WhyHeld)}},
}}}}, **NOT_HERE}  # fmt: skip
_SUBJECT: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/json": {"schema": {
    "type": "object", "additionalProperties": False, "required": ["subject"],
    "properties": {"subject": TEXT, "rooms": {"type": "array", "items": TEXT, "maxItems": 16}},
}}}}, **NOT_HERE}  # fmt: skip
PAPER: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/json": {"schema": {
    "type": "object", "additionalProperties": False, "required": ["paper"], "properties": {"paper": DIGEST},
}}}}, **NOT_HERE}  # fmt: skip
