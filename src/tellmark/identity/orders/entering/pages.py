"""`/review/orders/new`: one officer enters what stands in the paper; it has no effect before another confirms it."""

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.identity.accounts.model import FRESH, STRONG
from tellmark.identity.accounts.roles import ORDER
from tellmark.identity.errors import BadOrder
from tellmark.identity.orders.api import Registry
from tellmark.identity.orders.entering.fields import terms_of
from tellmark.identity.orders.model import OrderKind, WhyHeld
from tellmark.identity.orders.service import set_order
from tellmark.identity.orders.words import kind_words, why_words
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.guard import TO_WRITE, Guard
from tellmark.surface.language import language_of
from tellmark.surface.leading import led
from tellmark.surface.rendering import Pages
from tellmark.values.languages import said, wording


def routes(registry: Registry, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes of the form."""
    router, form = APIRouter(include_in_schema=False), guard.form(24)
    enters, writes = guard.needs(ORDER), guard.needs_step_up(TO_WRITE, ORDER, level=STRONG)

    @router.get("/review/orders/new")
    def empty(request: Request, scope: Annotated[Scope, enters]) -> Response:
        del scope
        return _asked(guard, pages, request, blank())

    @router.post("/review/orders/new")
    def enter(request: Request, scope: Annotated[Scope, writes], sent: Annotated[Form, form]) -> Response:
        language = language_of(request)
        terms = terms_of(sent, language)
        if isinstance(terms, list):
            return _asked(guard, pages, request, sent.told(terms))
        try:
            with registry.database.write(scope) as unit:
                order = set_order(unit, registry.vault, terms)
        except BadOrder as wrong:
            return _asked(guard, pages, request, sent.told([Mistake("kind", *wrong.worded(language))]))
        except NotFound:
            _ = wording(language)
            nobody = Mistake("subject", _(said("Nobody here has this number.")), _(said("Compare it with the paper.")))
            return _asked(guard, pages, request, sent.told([nobody]))
        return led(request, f"/review/orders/{order.id}")

    return router


def _asked(guard: Guard, pages: Pages, request: Request, sent: Form) -> Response:
    language = language_of(request)
    # What was sent has come through the gate already: it is shown once more, with all that was typed.
    confirmed = bool(sent.mistakes) or guard.visitor(request).assurance.reaches(STRONG, FRESH, guard.clock())
    return pages.answer(
        request, "order_new.html", 422 if sent.mistakes else 200, here="/review/orders", form=sent,
        kinds=[(kind, *kind_words(kind, language)) for kind in OrderKind], confirmed=confirmed,
        reasons=[(why, why_words(why, language)) for why in WhyHeld],
    )  # fmt: skip
