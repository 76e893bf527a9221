"""`/review/mandates`: what waits for a second officer, what stands, and one mandate with all that was read under it."""

from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.identity.accounts.model import FRESH, STRONG
from tellmark.identity.accounts.roles import ORDER, ORDER_CONFIRM, OVERSEE
from tellmark.identity.errors import BadMandate
from tellmark.identity.oversight import views
from tellmark.identity.oversight.api import Overseeing
from tellmark.identity.oversight.history import history
from tellmark.identity.oversight.model import OPEN, MandateId
from tellmark.identity.oversight.service import (
    confirm_mandate,
    end_mandate,
    exports_of,
    mandate_here,
    mandates_here,
)
from tellmark.identity.oversight.words import state_tag
from tellmark.store.scope import Scope
from tellmark.subjects.seconding import kept_from, shows_paper
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.guard import Guard
from tellmark.surface.language import language_of
from tellmark.surface.leading import led
from tellmark.surface.rendering import Pages, Room
from tellmark.values.languages import said

ROOMS = (
    Room("/review/mandates", said("Mandates of regulators"), ORDER),
    Room("/review/mandates", said("Mandates of regulators"), ORDER_CONFIRM),
    Room("/oversight", said("Oversight"), OVERSEE),
)
"""Their places in the navigation: nobody has two of these rights."""


def routes(place: Overseeing, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes: to look for both officers, and each step for its own."""
    router, known = APIRouter(include_in_schema=False), guard.needs()

    @router.get("/review/mandates")
    def listed(request: Request, scope: Annotated[Scope, known]) -> Response:
        language = language_of(request)
        with place.registry.database.read(scope) as unit:
            lines = [views.line(one, unit.at, language) for one in mandates_here(unit)]
        return pages.answer(request, "mandates.html", enters=ORDER in scope.capabilities, lines=lines)

    @router.get("/review/mandates/{mandate}")
    def one(request: Request, mandate: str, scope: Annotated[Scope, known]) -> Response:
        return _shown(place, guard, pages, request, scope, mandate, blank())

    router.include_router(_steps(place, guard, pages))
    return router


def _steps(place: Overseeing, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes of the second officer, who confirms, and of the first, who ends."""
    router, form, registry = APIRouter(), guard.form(16), place.registry
    first = guard.needs_step_up(FRESH, ORDER, level=STRONG)
    second = guard.needs_step_up(FRESH, ORDER_CONFIRM, level=STRONG)

    @router.post("/review/mandates/{mandate}/confirm")
    def confirm(
        request: Request, mandate: str, scope: Annotated[Scope, second], sent: Annotated[Form, form]
    ) -> Response:
        try:
            with registry.database.write(scope) as unit:
                confirm_mandate(unit, MandateId(mandate), sent.get("paper").strip().lower())
        except BadMandate as wrong:
            told = sent.told([Mistake("paper", *wrong.worded(language_of(request)))])
            return _shown(place, guard, pages, request, scope, mandate, told)
        return led(request, f"/review/mandates/{mandate}")

    @router.post("/review/mandates/{mandate}/end")
    def end(request: Request, mandate: str, scope: Annotated[Scope, first], sent: Annotated[Form, form]) -> Response:
        del sent
        with registry.database.write(scope) as unit:
            end_mandate(unit, MandateId(mandate))
        return led(request, f"/review/mandates/{mandate}")

    return router


def _shown(
    place: Overseeing, guard: Guard, pages: Pages, request: Request, scope: Scope, mandate: str, sent: Form
) -> Response:
    language = language_of(request)
    with place.registry.database.read(scope) as unit:
        found, at = mandate_here(unit, MandateId(mandate)), unit.at
        leaves, exports = history(unit, found.id), exports_of(unit, found.id)
    state, enters = found.state(at), ORDER in scope.capabilities
    paper = found.terms.paper if shows_paper(found.confirmed_at, enters=enters) else ""
    confirms = ORDER_CONFIRM in scope.capabilities and kept_from(found.entered, scope.acts, at) is None
    path = f"/review/mandates/{mandate}"
    values: dict[str, Any] = {
        "mandate": found, "place": path, "path": path, "form": sent, "title": views.title(found),
        "tag": state_tag(state, language), "clock": views.clock(found, at, language),
        "facts": views.officers_facts(found, language), "exports": views.export_rows(exports, language),
        "timeline": views.timeline(leaves, language), "confirms": confirms,
        "subject": found.terms.reader, "paper": paper,
        "ends": enters and state in OPEN,
        "confirmed": guard.visitor(request).assurance.reaches(STRONG, FRESH, guard.clock()),
    }  # fmt: skip
    return pages.answer(request, "mandate.html", 422 if sent.mistakes else 200, here="/review/mandates", **values)
