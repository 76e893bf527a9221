"""`/review`: the address of the letter to officers, which tells of no queue in particular; it leads to one's own."""

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.model import CONFIRM, REVIEW
from tellmark.consent.place import Place
from tellmark.store.scope import Scope as Actor
from tellmark.surface.language import language_of


def routes(place: Place) -> APIRouter:
    """Return the door."""
    router = APIRouter(include_in_schema=False)

    @router.get("/review")
    def arrive(request: HttpRequest, actor: Annotated[Actor, place.guard.needs()]) -> Response:
        may = actor.capabilities
        queue = (
            "/review/consents/confirm" if CONFIRM in may and REVIEW not in may else place.pages.leads(may, "/review/")
        )
        if not queue:
            actor.demand(REVIEW)
        return RedirectResponse(f"{queue}?lang={language_of(request)}", 303)

    return router
