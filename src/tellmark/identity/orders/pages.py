"""`/account/orders`: what authorities have ordered about whoever is signed in, once they are to be told of it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.identity.accounts.model import FRESH
from tellmark.identity.accounts.roles import OWN_ACCOUNT
from tellmark.identity.orders.model import Order, OrderKind
from tellmark.identity.orders.store import KnownOrders
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.subjects.model import SubjectId
from tellmark.surface.guard import Guard
from tellmark.surface.language import language_of
from tellmark.surface.moments import day
from tellmark.surface.rendering import Pages
from tellmark.values.languages import Language, said, wording

_KINDS = {
    OrderKind.PAUSE: said("Nothing new may be made by you or of you there meanwhile."),
    OrderKind.BLOCK: said("Nothing may be made by you or of you there."),
    OrderKind.EXPORT: said("What is kept of you here is to be shown to the authority."),
    OrderKind.UNMASK: said("The authority is to be told who you are."),
}


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order as the person reads it: what it does, and rows that name it."""

    what: str
    rows: list[tuple[str, str]]


def routes(database: Database, guard: Guard, pages: Pages) -> APIRouter:
    """Return the page. What nobody may be told yet does not stand there."""
    router = APIRouter(include_in_schema=False)
    fresh = guard.needs_step_up(FRESH, OWN_ACCOUNT)

    @router.get("/account/orders")
    def mine(request: Request, scope: Annotated[Scope, fresh]) -> Response:
        language = language_of(request)
        with database.read(scope) as unit:
            found = KnownOrders(unit).about(SubjectId(scope.principal))
        shown = [shown_order(one, language) for one in found if one.told_at is not None]
        return pages.answer(request, "own_orders.html", orders=shown)

    return router


def shown_order(order: Order, language: Language) -> ShownOrder:
    """Return *order* in words: the authority and the law by the codes that stand on its paper."""
    _, terms = wording(language), order.terms
    ends = order.ended_at or terms.expires_at
    return ShownOrder(_(_KINDS[terms.kind]), [
        (_(said("Authority")), terms.authority),
        (_(said("Number of the order")), terms.number),
        (_(said("Law")), terms.legal_basis),
        (_(said("Where it holds")), terms.territory),
        (_(said("From")), day(order.confirmed_at or order.set_at, language)),
        (_(said("Until")), day(ends, language)),
    ])  # fmt: skip
