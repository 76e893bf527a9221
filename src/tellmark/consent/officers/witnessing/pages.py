"""`/review/consents/witness`: somebody who has no way of their own decides before an officer, who writes it down."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.decide import is_open
from tellmark.consent.errors import RequestChanged
from tellmark.consent.ids import TIME_TO_WITNESS
from tellmark.consent.keeping import locked_request
from tellmark.consent.model import REVIEW, Representative, Request, RequestId, Verdict
from tellmark.consent.officers.numbers.pages import ByNumber
from tellmark.consent.officers.witnessing.reading import told_in
from tellmark.consent.officers.witnessing.words import (
    KNOWINGS,
    READINGS,
    VERDICTS,
    answered,
    met_words,
    people,
    told_trouble,
)
from tellmark.consent.person.answering import NO, YES, ticks_of
from tellmark.consent.person.views import meaning, number_of
from tellmark.consent.phrases import AFTERMATH, ASKS, ASKS_OF_PERSON
from tellmark.consent.place import Place
from tellmark.consent.recording import request_called
from tellmark.consent.service import asked, notice_of, representatives_of
from tellmark.consent.showing import beside
from tellmark.consent.sides import may_witness
from tellmark.consent.store import KnownRequests
from tellmark.consent.witnessed.model import Told
from tellmark.consent.witnessed.service import live, write_down
from tellmark.consent.witnessed.store import KnownWitnessed
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import language_of
from tellmark.surface.moments import instant
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording

BASE = "/review/consents/witness"
_HERE = "/review/consents"
_WHICH = ByNumber(
    BASE,
    said("Who is to decide before you?"),
    said(
        "Whoever has no telephone and no passkey can answer a request before two officers: one is there, another "
        "confirms it."
    ),
    said("Number of the request"),
    said("It stands on the request and in the message about it, and begins with CR-."),
    (said("No request that waits for an answer has this number."), said("It begins with CR-, and has eight digits.")),
)


def routes(place: Place) -> APIRouter:
    """Return these pages."""
    router = APIRouter(include_in_schema=False, prefix=BASE)
    reviews, form = place.guard.needs(REVIEW), place.guard.form()

    @router.get("")
    def which(request: HttpRequest, actor: Annotated[Actor, reviews]) -> Response:
        return _WHICH.page(place, request, actor, blank())

    def led_to(unit: ReadUnit, number: str) -> str:
        found = _open(unit, request_called(unit, number))
        return f"{BASE}/{found.id}?notice={asked(unit, place.vault, found.id).language}&"

    @router.post("")
    def find(request: HttpRequest, actor: Annotated[Actor, reviews], sent: Annotated[Form, form]) -> Response:
        return _WHICH.led(place, request, actor, sent, led_to)

    @router.get("/{request}")
    def one(web: HttpRequest, actor: Annotated[Actor, reviews], request: str) -> Response:
        return _page(place, web, actor, request, blank(notice=web.query_params.get("notice", "")))

    @router.get("/{request}/paper")
    def paper(web: HttpRequest, actor: Annotated[Actor, reviews], request: str) -> Response:
        language = language_of(web)
        with place.database.read(actor) as unit:
            found = _found(unit, request)
            values = _notice(place, unit, found, language)
        return place.pages.answer(web, "officers/paper.html", here=_HERE, **values)

    @router.post("/{request}")
    def record(
        web: HttpRequest, actor: Annotated[Actor, reviews], sent: Annotated[Form, form], request: str
    ) -> Response:  # fmt: skip
        return _recorded(place, web, actor, request, sent)

    return router


def _found(unit: ReadUnit, request: str) -> Request:
    """Return the request *request*, where this officer may be a witness of its answer. Raises NotFound."""
    return _open(unit, KnownRequests(unit).get(request))


def _open(unit: ReadUnit, found: Request) -> Request:
    """Return *found*, while somebody may still answer it, to whoever may be a witness. Raises NotFound."""
    if not is_open(found, unit.at, ""):
        raise NotFound("there is no such request here")
    return _apart(unit, found)


def _apart(unit: ReadUnit, found: Request) -> Request:
    """Return *found* to whoever may be a witness. Raises NotFound for a draft, and to everybody else."""
    if not found.sent or not may_witness(unit, found):
        raise NotFound("there is no such request here")
    return found


def _speaking(unit: ReadUnit, found: Request) -> Sequence[Representative]:
    return [one for one in representatives_of(unit, found.subject) if one.speaks(unit.at)]


def _page(place: Place, web: HttpRequest, actor: Actor, request: str, form: Form) -> Response:
    language = language_of(web)
    with place.database.read(actor) as unit:
        found = _found(unit, request)
        chosen = form.get("notice")
        shown = Language(chosen) if chosen in list(Language) else asked(unit, place.vault, found.id).language
        values = _values(place, unit, found, shown, language) | {"form": form}
    status, path = 422 if form.mistakes else 200, f"{BASE}/{found.id}"
    query = f"notice={shown}&"
    return place.pages.answer(web, "officers/witness.html", status, path=path, query=query, here=_HERE, **values)


def _values(place: Place, unit: ReadUnit, found: Request, shown: Language, language: Language) -> dict[str, Any]:
    """Return what the first officer's page shows: the notice in the language *shown*, all else in their own."""
    _, waiting = wording(language), KnownWitnessed(unit).by(request=found.id)
    return {
        **_notice(place, unit, found, shown),
        "address": f"{BASE}/{found.id}",
        "people": [
            (who, called, met_words(found, place.assures.met(unit, SubjectId(who)), language))
            for who, called in people(found, _speaking(unit, found), language)
        ],
        "readings": [(code, _(word), "") for code, word in READINGS.items()],
        "knowings": [(code, _(word), "") for code, word in KNOWINGS.items()],
        "verdicts": [(code, _(word), _(then)) for code, (word, then) in VERDICTS.items()],
        "asks": [(str(tick), _(ASKS_OF_PERSON[tick])) for tick in ticks_of(found.scope)],
        "answers": [(YES, _(said("Yes")), ""), (NO, _(said("No")), "")],
        "until": instant(unit.at + TIME_TO_WITNESS, language),
        "waits": [instant(one.due, language) for one in waiting if live(unit, one, found)],
    }


def _notice(place: Place, unit: ReadUnit, found: Request, shown: Language) -> dict[str, Any]:
    """Return what the person reads, or is read, in the language *shown*."""
    _, notice = wording(shown), notice_of(unit, place.vault, found.id, shown)
    return {
        "notice": notice,
        "marked": beside(notice),
        "ends": _(said("What you can take back")),
        "ending": [_(_ENDING), _(AFTERMATH[found.scope.aftermath])],
        "separately": _(said("What you agree to separately")),
        "questions": [(_(ASKS[tick]), meaning(tick, found.scope, shown)) for tick in ticks_of(found.scope)],
        "number": number_of(found),
        "version": found.version,
    }


_ENDING = said(
    "You can end this on any day, without giving a reason. From that moment it gives no leave to make anything new. Who"
    " uses it is told, the pattern that was taken of you has to be deleted, and you see here what an officer says is"
    " done."
)


def _recorded(place: Place, web: HttpRequest, actor: Actor, request: str, sent: Form) -> Response:
    language = language_of(web)
    with place.database.read(actor) as unit:
        found = _apart(unit, KnownRequests(unit).get(request))
        over = not is_open(found, unit.at, "")
        allowed = [who for who, _called in people(found, _speaking(unit, found), language)]
    if over:  # answered while it was read out
        return _answered(place, web, actor)
    told, wrong = told_in(sent, found, allowed, language)
    try:
        _check_read(found, sent)
        if told is None:
            return _page(place, web, actor, request, sent.told(wrong))
        _written(place, actor, found.id, told)
    except TellmarkError as error:
        if _is_over(place, actor, found.id):  # answered while it was written down
            return _answered(place, web, actor)
        changed = isinstance(error, RequestChanged)
        typed = blank(notice=sent.get("notice")) if changed else sent  # what was read is no more
        return _page(place, web, actor, request, typed.told([Mistake("decision", *told_trouble(error, language))]))
    return RedirectResponse(f"{BASE}/{found.id}?notice={told.language}&lang={language}", 303)


def _is_over(place: Place, actor: Actor, request: RequestId) -> bool:
    with place.database.read(actor) as unit:
        return not is_open(KnownRequests(unit).get(request), unit.at, "")


def _answered(place: Place, web: HttpRequest, actor: Actor) -> Response:
    mistake = Mistake("number", *answered(language_of(web)))
    return _WHICH.page(place, web, actor, Form({}, (mistake,)))


def _check_read(found: Request, sent: Form) -> None:
    """Raise RequestChanged where another version was read: before all that is wrong with what was written down."""
    if sent.get("version") != str(found.version):
        raise RequestChanged(
            said("the request was changed after you had read it; nothing was decided"),
            said("Read it again: what you decide on is what you see then."),
        )


def _written(place: Place, actor: Actor, request: RequestId, told: Told) -> None:
    with place.database.write(actor) as unit:
        asked = locked_request(unit, request)  # first: a proof revoked at this moment is seen, or sees this
        needed = told.verdict is Verdict.GRANT
        assured = place.assures.met(unit, SubjectId(told.by)) if needed else ()
        write_down(unit, place.vault, request, told, assured, place.assures.age(unit, asked.subject))
