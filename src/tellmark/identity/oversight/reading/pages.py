"""`/oversight`: what a regulator can read, or why there is nothing; what a mandate covers, and the same as a file."""

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.identity.accounts.model import FRESH, STRONG
from tellmark.identity.accounts.roles import OVERSEE
from tellmark.identity.oversight import views
from tellmark.identity.oversight.api import Overseeing
from tellmark.identity.oversight.model import MandateId
from tellmark.identity.oversight.service import own_mandates, take_export
from tellmark.store.scope import Scope
from tellmark.surface.forms import Form
from tellmark.surface.guard import Guard
from tellmark.surface.heads import sees_nothing, unmade
from tellmark.surface.language import language_of
from tellmark.surface.rendering import Pages


def routes(place: Overseeing, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes: none of them changes anything but what is written down of the reading."""
    router, form = APIRouter(include_in_schema=False), guard.form(8)
    reads, fresh = guard.needs(OVERSEE), guard.needs_step_up(FRESH, OVERSEE, level=STRONG)

    @router.get("/oversight")
    def own(request: Request, scope: Annotated[Scope, reads]) -> Response:
        language = language_of(request)
        with place.registry.database.read(scope) as unit:
            lines = [views.own_line(one, unit.at, language) for one in own_mandates(unit)]
        return pages.answer(request, "oversight.html", lines=lines, any=any(one.address for one in lines))

    @router.get("/oversight/{mandate}")
    def covered(request: Request, mandate: str, scope: Annotated[Scope, reads]) -> Response:
        if sees_nothing(request):
            place.check(scope, MandateId(mandate))
            return unmade("text/html")
        language, seen = language_of(request), place.read(scope, MandateId(mandate))
        answer = pages.answer(
            request, "overseen.html", here="/oversight", place=f"/oversight/{mandate}", title=views.title(seen.mandate),
            facts=views.facts(seen.mandate, language), clock=views.clock(seen.mandate, seen.at, language),
            shown=views.shown(seen, language),
            confirmed=guard.visitor(request).assurance.reaches(STRONG, FRESH, guard.clock()),
        )  # fmt: skip
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @router.post("/oversight/{mandate}/export")
    def export(scope: Annotated[Scope, fresh], mandate: str, sent: Annotated[Form, form]) -> Response:
        del sent
        registry = place.registry
        with registry.database.write(scope) as unit:
            made = take_export(unit, place.rooms, MandateId(mandate), registry.random(32))
        name = f'attachment; filename="oversight-{made.id}.json"'
        headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
        return Response(made.data, media_type="application/json", headers=headers)

    return router
