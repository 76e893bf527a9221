"""`/review/consents/spoken`: an officer listens to a recording, and says whether the words that were made are in it."""

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.model import REVIEW
from tellmark.consent.officers import cases
from tellmark.consent.officers.pages import Shown, case_page, case_values, mistakes
from tellmark.consent.place import STEP_UP, Place
from tellmark.consent.reading_aloud import hear, play
from tellmark.consent.service import request_of
from tellmark.consent.sides import on_a_side
from tellmark.consent.spoken.model import Spoken, SpokenState
from tellmark.consent.spoken.store import KnownSpoken
from tellmark.consent.troubles import trouble
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit
from tellmark.subjects.service import key_of
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import language_of
from tellmark.surface.moments import instant
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording

_BASE = "/review/consents/spoken"
_STRONG = 2
"""The level of a step-up here: a one-time code can be talked out of an officer (ADR 33)."""
_HEARD = ("heard", said("These are the words"), said("The person can agree now, within 48 hours."))
_OTHERS = ("others", said("These are not the words"), said("The recording is deleted. The person may try again."))


def routes(place: Place) -> APIRouter:
    """Return a recording's page, and the recording: a voice takes a passkey, used just now, as an order does."""
    router = APIRouter(include_in_schema=False, prefix=_BASE)
    reviews, form = place.guard.needs_step_up(STEP_UP, REVIEW, level=_STRONG), place.guard.form()

    @router.get("/{spoken}")
    def one(request: HttpRequest, actor: Annotated[Actor, reviews], spoken: str) -> Response:
        return _page(place, request, actor, spoken, blank())

    @router.post("/{spoken}")
    def decide(
        request: HttpRequest, actor: Annotated[Actor, reviews], sent: Annotated[Form, form], spoken: str
    ) -> Response:
        return _decided(place, request, actor, spoken, sent)

    @router.get("/{spoken}/sound")
    def sound(actor: Annotated[Actor, reviews], spoken: str) -> Response:
        with place.database.write(actor) as unit:
            recording = play(unit, place.vault, spoken)
        return Response(recording, media_type="audio/wav", headers={"Cache-Control": "no-store"})

    return router


def _waiting(unit: ReadUnit, spoken: str) -> Spoken:
    """Return what waits to be heard. Raises NotFound for what does not, so that nobody listens for another reason."""
    found = KnownSpoken(unit).get(spoken)
    request = request_of(unit, found.request)
    if not found.stands(SpokenState.GIVEN, unit.at) or on_a_side(unit, request):
        raise NotFound("there is no such case here")
    return found


def _shown(place: Place, unit: ReadUnit, found: Spoken, language: Language) -> Shown:
    said_, _ = KnownSpoken(unit).opened(found, key_of(unit, place.vault, found.subject)), wording(language)
    lines = [
        _(said("Listen to all of it. Say yes only where one voice speaks these words, in this order, unprompted.")),
        _(said("Whose voice it is, is not asked: who they are was proved in another way. No machine has listened.")),
    ]
    facts = [
        (_(said("Words that were made")), said_.sentence, "", "", ""),
        (_(said("Recorded")), instant(found.since, language), "", "", ""),
        (_(said("To be heard by")), instant(found.due, language), "", "", ""),
    ]
    request = request_of(unit, found.request)
    return Shown("spoken", found.id, _(cases.SPOKEN), lines, facts, None, request, (_HEARD, _OTHERS))


def _page(place: Place, request: HttpRequest, actor: Actor, spoken: str, form: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        found = _waiting(unit, spoken)
        values = case_values(place, unit, _shown(place, unit, found, language), language)
    return case_page(place, request, form, values | {"sound": f"{_BASE}/{spoken}/sound"})


def _decided(place: Place, request: HttpRequest, actor: Actor, spoken: str, sent: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        shown = _shown(place, unit, _waiting(unit, spoken), language)
    if wrong := mistakes(shown, sent, language):
        return _page(place, request, actor, spoken, sent.told(wrong))
    try:
        with place.database.write(actor) as unit:
            hear(unit, spoken, matches=sent.get("decision") == "heard")
    except TellmarkError as error:
        return _page(place, request, actor, spoken, sent.told([Mistake("decision", *trouble(error, language))]))
    return RedirectResponse(f"/review/consents?lang={language}", 303)
