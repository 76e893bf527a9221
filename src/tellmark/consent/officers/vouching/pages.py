"""`/review/consents/confirm/witnessed`: a second officer sees what was decided before the first, and confirms it.

Where it is an agreement, its receipt is shown once, as a sheet for the person: with the code that ends it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.keeping import locked_request
from tellmark.consent.model import CONFIRM, Granted, Outcome, Request, Verdict
from tellmark.consent.officers import cases
from tellmark.consent.officers.pages import Shown, case_page, case_values, mistakes
from tellmark.consent.officers.witnessing.words import facts, met_words, people, told_trouble
from tellmark.consent.person.receipt import receipt_facts
from tellmark.consent.place import CODE, STEP_UP, STRONG, Place
from tellmark.consent.proofs import Assured
from tellmark.consent.service import consent_of, notice_of, representatives_of, request_of, seen
from tellmark.consent.sides import may_witness
from tellmark.consent.witnessed.model import Witnessed
from tellmark.consent.witnessed.service import confirm, let_be, live
from tellmark.consent.witnessed.store import KnownWitnessed
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import language_of
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording

_QUEUE = "/review/consents/confirm"
_BASE = f"{_QUEUE}/witnessed"
_CONFIRM = ("confirm", said("Confirm it"), said("From now on it counts."))
_OVER = said("This waits for nobody any more: the request has changed or has its answer, or the time is over.")
_LET_BE = ("let_be", said("Let it be"), said("It is deleted, and counts for nothing. It may be written down anew."))


def routes(place: Place) -> APIRouter:
    """Return these pages; what makes a decision count takes an officer who has just now shown that it is them."""
    router = APIRouter(include_in_schema=False, prefix=_BASE)
    confirms, form = place.guard.needs(CONFIRM), place.guard.form()
    fresh = place.guard.needs_step_up(STEP_UP, CONFIRM, level=STRONG)

    @router.get("/{witnessed}")
    def one(request: HttpRequest, actor: Annotated[Actor, confirms], witnessed: str) -> Response:
        return _page(place, request, actor, witnessed, blank())

    @router.post("/{witnessed}")
    def decide(
        request: HttpRequest, actor: Annotated[Actor, fresh], sent: Annotated[Form, form], witnessed: str
    ) -> Response:
        return _decided(place, request, actor, witnessed, sent)

    return router


def _waiting(unit: ReadUnit, witnessed: str) -> tuple[Witnessed, Request]:
    """Return what this officer may look at. Raises NotFound, also for who wrote it down or is on a side."""
    found = KnownWitnessed(unit).get(witnessed)
    request = request_of(unit, found.request)
    if unit.scope.account == found.first or not may_witness(unit, request):
        raise NotFound("there is no such case here")
    return found, request


def _page(place: Place, request: HttpRequest, actor: Actor, witnessed: str, form: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        found, asked = _waiting(unit, witnessed)
        shown = _shown(place, unit, found, asked, language)
        values = case_values(place, unit, shown, language)
        notice = notice_of(unit, place.vault, asked.id, found.decided.language) if shown.decisions else None
    paper = wording(language)(said("SHA-256 of the signed paper, which you have made yourself"))
    values |= {"address": f"{_BASE}/{witnessed}", "notice": notice, "evidence": paper}
    return case_page(place, request, form, values)


def _shown(place: Place, unit: ReadUnit, found: Witnessed, asked: Request, language: Language) -> Shown:
    _ = wording(language)
    if not live(unit, found, asked):
        return Shown("witnessed", found.id, _(cases.WITNESSED), [_(_OVER)], [], None, asked, ())
    lines = [
        _(said("Look at the signed paper itself: it says the same, and the same digest of the text stands on it.")),
        _(said("Where you can, ask the person. Where anything differs, let it be.")),
    ]
    called = dict(people(asked, representatives_of(unit, asked.subject), language)).get(found.by, "")
    met = ""
    if found.decided.verdict is Verdict.GRANT:
        met = met_words(asked, _assured(place, unit, found), language)
    told = facts(found, asked, called, met, language)
    decisions = (_CONFIRM, _LET_BE)
    return Shown("witnessed", found.id, _(cases.WITNESSED), lines, told, None, asked, decisions, evidence=True)


def _assured(place: Place, unit: ReadUnit, found: Witnessed) -> Sequence[Assured]:
    """Return the proof that the first officer relied on, while it counts."""
    return place.assures.assured(unit, SubjectId(found.by), found.record) if found.record else ()


def _decided(place: Place, request: HttpRequest, actor: Actor, witnessed: str, sent: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        found, asked = _waiting(unit, witnessed)
        shown = _shown(place, unit, found, asked, language)
    confirms = sent.get("decision") == "confirm"
    if wrong := mistakes(replace(shown, evidence=confirms), sent, language):
        return _page(place, request, actor, witnessed, sent.told(wrong))
    try:
        outcome = _done(place, actor, found, sent.get("evidence").strip().lower()) if confirms else None
        if not confirms:
            with place.database.write(actor) as unit:
                let_be(unit, witnessed)
    except TellmarkError as error:
        return _page(place, request, actor, witnessed, sent.told([Mistake("decision", *told_trouble(error, language))]))
    if isinstance(outcome, Granted):
        return _sheet(place, request, actor, outcome)
    return RedirectResponse(f"{_QUEUE}?lang={language}", 303)


def _done(place: Place, actor: Actor, found: Witnessed, paper: str) -> Outcome:
    with place.database.write(actor) as unit:
        asked = locked_request(unit, found.request)  # first: a proof revoked at this moment is seen, or sees this
        assured, age = _assured(place, unit, found), place.assures.age(unit, asked.subject)
        return confirm(unit, place.vault, found.id, paper, assured, age, place.random(CODE))


def _sheet(place: Place, request: HttpRequest, actor: Actor, granted: Granted) -> Response:
    """Show the receipt, in the language of the notice, for the person; and whoever confirmed what to do with it."""
    officer = language_of(request)
    with place.database.read(actor) as unit:
        consent = seen(consent_of(unit, granted.consent))
        values = receipt_facts(place, unit, consent, consent.language)
    values["proofs"] = values["proofs"][:-1]  # the log has no place for it yet, and this sheet is shown once
    values |= {"code": granted.receipt_code, "officer": officer, "notes": [wording(officer)(one) for one in _NOTES]}
    return place.pages.answer(request, "officers/sheet.html", language=consent.language, path=_QUEUE,
                              here="/review/consents", **values)  # fmt: skip


_NOTES = (
    said("This sheet belongs to the person"),
    said("You see the code now, and so does whoever prints it. It is shown this once: we keep only a digest of it."),
    said("Print it, close it in an envelope, and hand it or post it to the person. Then leave this page."),
    said(
        "The code ends the agreement, and does nothing else. If the sheet is lost, they can end it by the link of the"
        " request, on a page of their own, or through an officer."
    ),
    said("Back to the queue"),
)
