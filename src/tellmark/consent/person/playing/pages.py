"""Below a request: the file of each recording of the person, for nobody but them, while the matter is open."""

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.person.pages import comes, here
from tellmark.consent.place import Place
from tellmark.consent.previewing.pages import served
from tellmark.consent.previewing.service import open_preview
from tellmark.store.scope import Scope as Actor


def routes(place: Place, door: str) -> APIRouter:
    """Return the route of these files, below *door*."""
    router = APIRouter(include_in_schema=False, prefix=door)

    @router.get("/preview/{preview}")
    def play(request: HttpRequest, actor: Annotated[Actor, comes(place, door)], preview: str) -> Response:
        at = here(place, request)
        with place.database.read(actor) as unit:
            found, file = open_preview(unit, place.vault, at.request(unit), preview)
        return served(request, found, file)

    return router
