"""`/review/mandates/new`: one officer enters what stands in the paper; nothing is read before another confirms it."""

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.identity.accounts.model import FRESH, STRONG
from tellmark.identity.accounts.roles import ORDER
from tellmark.identity.errors import BadMandate
from tellmark.identity.oversight.api import Overseeing
from tellmark.identity.oversight.entering.fields import terms_of
from tellmark.identity.oversight.service import set_mandate
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.guard import TO_WRITE, Guard
from tellmark.surface.language import language_of
from tellmark.surface.leading import led
from tellmark.surface.rendering import Pages
from tellmark.values.languages import said, wording


def routes(place: Overseeing, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes of the form."""
    router, form, registry = APIRouter(include_in_schema=False), guard.form(24), place.registry
    enters, writes = guard.needs(ORDER), guard.needs_step_up(TO_WRITE, ORDER, level=STRONG)

    @router.get("/review/mandates/new")
    def empty(request: Request, scope: Annotated[Scope, enters]) -> Response:
        del scope
        return _asked(guard, pages, request, blank())

    @router.post("/review/mandates/new")
    def enter(request: Request, scope: Annotated[Scope, writes], sent: Annotated[Form, form]) -> Response:
        language = language_of(request)
        terms = terms_of(sent, language)
        if isinstance(terms, list):
            return _asked(guard, pages, request, sent.told(terms))
        try:
            with registry.database.write(scope) as unit:
                mandate = set_mandate(unit, registry.vault, terms)
        except BadMandate as wrong:
            return _asked(guard, pages, request, sent.told([Mistake("reader", *wrong.worded(language))]))
        except NotFound:
            _ = wording(language)
            nobody = Mistake("reader", _(said("No account here has this number.")), _(said("Compare it.")))
            return _asked(guard, pages, request, sent.told([nobody]))
        return led(request, f"/review/mandates/{mandate.id}")

    return router


def _asked(guard: Guard, pages: Pages, request: Request, sent: Form) -> Response:
    # What was sent has come through the gate already: it is shown once more, with all that was typed.
    confirmed = bool(sent.mistakes) or guard.visitor(request).assurance.reaches(STRONG, FRESH, guard.clock())
    return pages.answer(
        request, "mandate_new.html", 422 if sent.mistakes else 200, here="/review/mandates", form=sent,
        confirmed=confirmed,
    )  # fmt: skip
