"""`/review/orders`: what waits for a second officer, what is in effect, and one order with all that came of it."""

from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.identity.accounts.model import FRESH, STRONG
from tellmark.identity.accounts.roles import ORDER, ORDER_CONFIRM
from tellmark.identity.errors import BadOrder
from tellmark.identity.orders import views
from tellmark.identity.orders.api import Registry
from tellmark.identity.orders.choosing import chosen
from tellmark.identity.orders.handing import Handover
from tellmark.identity.orders.history import handed_over, history
from tellmark.identity.orders.model import OPEN, Order, OrderId, OrderKind
from tellmark.identity.orders.service import (
    carry_out,
    confirm_order,
    end_order,
    order_counts,
    order_here,
    orders_here,
    tell_now,
)
from tellmark.identity.orders.words import DOCUMENTS, kind_words, room_words, state_tag, thing_words
from tellmark.store.scope import Scope
from tellmark.subjects.model import SubjectId
from tellmark.subjects.seconding import kept_from, shows_paper
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.guard import Guard
from tellmark.surface.language import language_of
from tellmark.surface.leading import led
from tellmark.surface.rendering import Pages, Room
from tellmark.values.languages import said

ROOMS = (
    Room("/review/orders", said("Orders of authorities"), ORDER),
    Room("/review/orders", said("Orders of authorities"), ORDER_CONFIRM),
)
"""Its place in the navigation: nobody has both rights."""


def routes(registry: Registry, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes: to look for both officers, each step for its own, and the numbers for everybody."""
    router = APIRouter(include_in_schema=False)
    known = guard.needs()

    @router.get("/orders")
    def counts(request: Request, scope: Annotated[Scope, guard.anyone()]) -> Response:
        language = language_of(request)
        with registry.database.read(scope) as unit:
            found, exports = order_counts(unit), registry.exported(unit)
        rows = [(kind_words(one.kind, language)[0], one.territory, one.year, one.count) for one in found]
        return pages.answer(request, "order_counts.html", rows=rows, exports=exports)

    @router.get("/review/orders")
    def listed(request: Request, scope: Annotated[Scope, known]) -> Response:
        language = language_of(request)
        with registry.database.read(scope) as unit:
            lines = [views.line(one, unit.at, language) for one in orders_here(unit)]
        return pages.answer(request, "orders.html", enters=ORDER in scope.capabilities, lines=lines)

    @router.get("/review/orders/{order}")
    def one(request: Request, order: str, scope: Annotated[Scope, known]) -> Response:
        return _shown(registry, guard, pages, request, scope, order, blank())

    router.include_router(_second(registry, guard, pages))
    router.include_router(_carrying(registry, guard, pages))
    router.include_router(_ending(registry, guard))
    return router


def _second(registry: Registry, guard: Guard, pages: Pages) -> APIRouter:
    """Return the route of the second officer."""
    router, form = APIRouter(), guard.form(16)
    second = guard.needs_step_up(FRESH, ORDER_CONFIRM, level=STRONG)

    @router.post("/review/orders/{order}/confirm")
    def confirm(request: Request, order: str, scope: Annotated[Scope, second], sent: Annotated[Form, form]) -> Response:
        try:
            with registry.database.write(scope) as unit:
                confirm_order(unit, registry.vault, OrderId(order), sent.get("paper").strip().lower())
        except BadOrder as wrong:
            return _mistaken(registry, guard, pages, request, scope, order, sent, wrong, "paper")
        return led(request, f"/review/orders/{order}")

    return router


def _carrying(registry: Registry, guard: Guard, pages: Pages) -> APIRouter:
    """Return the route that hands over: on a page, or as the file itself. It is kept nowhere, and each time is told."""
    router, form = APIRouter(), guard.form(32)
    first = guard.needs_step_up(FRESH, ORDER, level=STRONG)

    @router.post("/review/orders/{order}/carry-out")
    def hand(request: Request, order: str, scope: Annotated[Scope, first], sent: Annotated[Form, form]) -> Response:
        try:
            rooms = chosen(registry.rooms, sent.all("rooms"))
            with registry.database.write(scope) as unit:
                found, subject = order_here(unit, OrderId(order)), SubjectId(sent.get("subject").strip())
                made = carry_out(unit, registry.vault, rooms, found.id, subject, registry.random(32))
        except BadOrder as wrong:
            return _mistaken(registry, guard, pages, request, scope, order, sent, wrong, "subject")
        if sent.get("as") == "file":
            name = f'attachment; filename="{order}.json"'
            headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
            return Response(made.data, media_type="application/json", headers=headers)
        return _handed(pages, request, found, made)

    return router


def _ending(registry: Registry, guard: Guard) -> APIRouter:
    """Return the routes that end an order, and that tell the person before the date up to which it was held back."""
    router, form = APIRouter(), guard.form(8)
    first = guard.needs_step_up(FRESH, ORDER, level=STRONG)

    @router.post("/review/orders/{order}/end")
    def end(request: Request, order: str, scope: Annotated[Scope, first], sent: Annotated[Form, form]) -> Response:
        del sent
        with registry.database.write(scope) as unit:
            end_order(unit, registry.vault, OrderId(order))
        return led(request, f"/review/orders/{order}")

    @router.post("/review/orders/{order}/notice")
    def tell(request: Request, order: str, scope: Annotated[Scope, first], sent: Annotated[Form, form]) -> Response:
        del sent
        with registry.database.write(scope) as unit:
            tell_now(unit, OrderId(order))
        return led(request, f"/review/orders/{order}")

    return router


def _shown(
    registry: Registry, guard: Guard, pages: Pages, request: Request, scope: Scope, order: str, sent: Form
) -> Response:
    language = language_of(request)
    with registry.database.read(scope) as unit:
        found, at = order_here(unit, OrderId(order)), unit.at
        leaves = history(unit, found.id)
    enters, shows = ORDER in scope.capabilities, found.terms.kind in (OrderKind.UNMASK, OrderKind.EXPORT)
    paper = found.terms.paper if shows_paper(found.confirmed_at, enters=enters) else ""
    confirms = ORDER_CONFIRM in scope.capabilities and kept_from(found.entered, scope.acts, at) is None
    values: dict[str, Any] = {
        "order": found, "place": f"/review/orders/{order}", "path": f"/review/orders/{order}", "form": sent,
        "title": " · ".join((kind_words(found.terms.kind, language)[0], found.terms.authority, found.terms.number)),
        "means": kind_words(found.terms.kind, language)[1], "tag": state_tag(found.state(at), language),
        "clock": views.clock(found, at, language), "facts": views.facts(found, language),
        "handed": views.handed_rows(handed_over(leaves), language), "timeline": views.timeline(leaves, language),
        "confirms": confirms, "subject": found.terms.subject, "paper": paper,
        "carries": found.stands(at) and shows and enters,
        "covers": [(room.name, room_words(room.name, language), "") for room in registry.rooms],
        "ends": enters and found.state(at) in OPEN,
        "tells": enters and found.owes_notice,
        "confirmed": guard.visitor(request).assurance.reaches(STRONG, FRESH, guard.clock()),
    }  # fmt: skip
    return pages.answer(request, "order.html", 422 if sent.mistakes else 200, here="/review/orders", **values)


def _mistaken(
    registry: Registry, guard: Guard, pages: Pages, request: Request, scope: Scope, order: str, sent: Form,
    wrong: BadOrder, field: str,
) -> Response:  # fmt: skip
    told = sent.told([Mistake(field, *wrong.worded(language_of(request)))])
    return _shown(registry, guard, pages, request, scope, order, told)


def _handed(pages: Pages, request: Request, order: Order, made: Handover) -> Response:
    """Show what was handed over, this once; no browser is to keep it."""
    language = language_of(request)
    items = [
        (room_words(room, language), thing_words(thing.what, language), thing.says, thing.what in DOCUMENTS)
        for room, thing in made.items
    ]
    place = f"/review/orders/{order.id}"
    answer = pages.answer(
        request, "order_handed.html", here="/review/orders", path=place, place=place, order=order, items=items,
        digest=made.digest,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer
