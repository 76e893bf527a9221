"""`/review/consents/effect/{effect}/outputs`: what is to be taken down, as a file, as long as that is not done."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from tellmark.consent.made.listing import outputs_of
from tellmark.consent.model import REVIEW, Effect
from tellmark.consent.place import Place
from tellmark.consent.recreated.pages import list_file
from tellmark.consent.service import consent_of
from tellmark.consent.sides import on_a_side
from tellmark.consent.store import KnownEffects
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit


def routes(place: Place) -> APIRouter:
    """Return the route of these files."""
    router = APIRouter(include_in_schema=False, prefix="/review/consents/effect")

    @router.get("/{effect}/outputs")
    def listed(actor: Annotated[Actor, place.guard.needs(REVIEW)], effect: str) -> Response:
        with place.database.read(actor) as unit:
            return list_file(outputs_of(unit, place.vault, _waiting(unit, effect)))

    return router


def _waiting(unit: ReadUnit, effect: str) -> Effect:
    """Return *effect* while it is a case. Raises NotFound, also for whoever is on a side of it."""
    found = KnownEffects(unit).get(effect)
    if found.done_at is not None or on_a_side(unit, consent_of(unit, found.consent)):
        raise NotFound("there is no such case here")
    return found
