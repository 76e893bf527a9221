"""`/review/consents/previews/{preview}`: a recording that was shown to a person, while a case about it is open."""

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.model import REVIEW, Request
from tellmark.consent.place import Place
from tellmark.consent.previewing.pages import served
from tellmark.consent.previewing.service import open_preview
from tellmark.consent.previews.store import KnownPreviews
from tellmark.consent.service import request_of
from tellmark.consent.sides import on_a_side
from tellmark.consent.spoken.model import SpokenState
from tellmark.consent.spoken.store import KnownSpoken
from tellmark.consent.store import KnownDisputes, KnownNotes
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit


def routes(place: Place) -> APIRouter:
    """Return the route of these files."""
    router = APIRouter(include_in_schema=False, prefix="/review/consents")

    @router.get("/previews/{preview}")
    def play(
        request: HttpRequest, actor: Annotated[Actor, place.guard.needs(REVIEW)], preview: str
    ) -> Response:  # fmt: skip
        with place.database.read(actor) as unit:
            about = request_of(unit, KnownPreviews(unit).get(preview).request)
            if on_a_side(unit, about) or not _in_a_case(unit, about):
                raise NotFound("there is no such case here")
            found, file = open_preview(unit, place.vault, about, preview)
        return served(request, found, file)

    return router


def _in_a_case(unit: ReadUnit, about: Request) -> bool:
    """Tell whether anything waits for an officer that is about *about*: nobody looks for another reason."""
    notes = KnownNotes(unit).by(subject=about.subject, open=True)
    told = any(note.request == about.id or (note.consent and note.consent == about.consent) for note in notes)
    disputed = about.consent is not None and bool(KnownDisputes(unit).by(consent=about.consent, open=True))
    speaks = any(one.stands(SpokenState.GIVEN, unit.at) for one in KnownSpoken(unit).of(about.id))
    return told or disputed or speaks
