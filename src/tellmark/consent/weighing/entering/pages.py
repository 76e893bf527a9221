"""`/review/bases/new`: one officer writes down what a memorandum weighs; it counts for nothing until another has."""

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.lawful.decide import MEANT_FOR
from tellmark.consent.lawful.model import Ground
from tellmark.consent.lawful.service import enter
from tellmark.consent.lawful.words import ground_words
from tellmark.consent.model import REVIEW
from tellmark.consent.phrases import CHANNELS, MODALITIES, OPERATIONS, PURPOSES
from tellmark.consent.place import STEP_UP, STRONG, Place
from tellmark.consent.recording import person_called
from tellmark.consent.terms import Operation
from tellmark.consent.troubles import trouble
from tellmark.consent.weighing.entering.fields import terms_of
from tellmark.store.scope import Scope as Actor
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.guard import TO_WRITE
from tellmark.surface.language import language_of
from tellmark.surface.leading import led
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import said, wording

_NOBODY = (said("Nobody here has this number."), said("Compare it; who is not known here cannot be told of it."))


def routes(place: Place) -> APIRouter:
    """Return the routes of the form."""
    router, form = APIRouter(include_in_schema=False), place.guard.form(96)
    fresh = place.guard.needs_step_up(STEP_UP, REVIEW, level=STRONG)
    writes = place.guard.needs_step_up(TO_WRITE, REVIEW, level=STRONG)

    @router.get("/review/bases/new")
    def empty(request: HttpRequest, actor: Annotated[Actor, fresh]) -> Response:
        del actor
        return _asked(place, request, blank())

    @router.post("/review/bases/new")
    def new(request: HttpRequest, actor: Annotated[Actor, writes], sent: Annotated[Form, form]) -> Response:
        return _entered(place, request, actor, sent)

    return router


def _entered(place: Place, request: HttpRequest, actor: Actor, sent: Form) -> Response:
    language = language_of(request)
    read = terms_of(sent, language)
    if isinstance(read, list):
        return _asked(place, request, sent.told(read))
    terms, paper = read
    try:
        with place.database.write(actor) as unit:
            person_called(unit, terms.subject)
            basis = enter(unit, place.vault, terms, sent.get("reason"), paper, place.assures.age, of_age=True)
    except TellmarkError as error:
        field = "subject" if error.code == "store.not_found" else "ground"
        return _asked(place, request, sent.told([Mistake(field, *trouble(error, language, _NOBODY))]))
    return led(request, f"/review/bases/{basis.id}")


def _asked(place: Place, request: HttpRequest, sent: Form) -> Response:
    language = language_of(request)
    _ = wording(language)
    reach = frozenset[str]().union(*MEANT_FOR.values())
    return place.pages.answer(
        request, "officers/basis_new.html", 422 if sent.mistakes else 200, here="/review/bases", form=sent,
        grounds=[(ground, *ground_words(ground, language)) for ground in Ground],
        modalities=[(code, _(word), "") for code, word in MODALITIES.items()],
        operations=[(code, _(word), "") for code, word in OPERATIONS.items() if code is not Operation.BODY_CHANGE],
        purposes=[(code, _(word), "") for code, word in PURPOSES.items() if code in reach],
        channels=[(code, _(word), "") for code, word in CHANNELS.items()],
        sure=[("yes", _(said("I have made sure that the person is of age, or was when they died")), "")],
    )  # fmt: skip
