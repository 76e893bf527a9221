"""`/review/consents/confirm`: a second officer looks at a document, at each alarm, and confirms or lets it be."""

from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent import recording
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.errors import CaseChanged
from tellmark.consent.model import (
    CONFIRM,
    REVIEW,
    Alarm,
    Paper,
    Representative,
    RepresentativeId,
    RepresentativeState,
    StandingKind,
    StandingSeen,
)
from tellmark.consent.officers import cases, speaking
from tellmark.consent.officers.pages import Shown, case_page, case_values, mistakes
from tellmark.consent.officers.words import KINDS, NOTHING_LEFT, OVER, PAPERS
from tellmark.consent.place import STEP_UP, STRONG, Place
from tellmark.consent.service import standing_of
from tellmark.consent.sides import on_a_side_of
from tellmark.consent.speakers.store import KnownRepresentatives, instant_of, text_of
from tellmark.consent.states import ROLES
from tellmark.consent.troubles import trouble
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import language_of
from tellmark.surface.moments import day
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording

_BASE = "/review/consents/confirm"
_CONFIRM = ("confirm", said("Confirm it"), said("From now on it counts."))
_LET_BE = ("let_be", said("Let it be"), said("They do not speak for the person. It may be recorded anew."))
_SAY_NO = ("refuse", said("Say no to it"), said("What was recorded counts for nothing. It may be recorded anew."))
_LOOK = said(
    "Look at the document itself. If anything differs, say no: what counted before goes on. Tell the officer who"
    " recorded it."
)


def routes(place: Place) -> APIRouter:
    """Return the second officer's queue and its cases."""
    router = APIRouter(include_in_schema=False, prefix=_BASE)
    confirms, form = place.guard.needs(CONFIRM), place.guard.form()
    fresh = place.guard.needs_step_up(STEP_UP, CONFIRM, level=STRONG)

    @router.get("")
    def waiting(request: HttpRequest, actor: Annotated[Actor, confirms]) -> Response:
        language = language_of(request)
        with place.database.read(actor) as unit:
            shown = list(cases.confirming(unit, language))
        values: dict[str, Any] = {"cases": shown, "tab": _BASE, "second": True, "first": REVIEW in actor.capabilities}
        return place.pages.answer(request, "officers/queue.html", here="/review/consents", **values)

    @router.get("/{kind}/{case}")
    def one(request: HttpRequest, actor: Annotated[Actor, fresh], kind: str, case: str) -> Response:
        return _page(place, request, actor, kind, case, blank())

    @router.post("/{kind}/{case}")
    def confirm(
        request: HttpRequest, actor: Annotated[Actor, fresh], sent: Annotated[Form, form], kind: str, case: str
    ) -> Response:
        return _confirmed(place, request, actor, kind, case, sent)

    return router


def _page(place: Place, request: HttpRequest, actor: Actor, kind: str, case: str, form: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        shown, alarms = _case(place, unit, kind, case, language)
        values = case_values(place, unit, shown, language)
    return case_page(place, request, form, values | {"address": f"{_BASE}/{kind}/{case}", "alarms": alarms})


def _case(
    place: Place, unit: ReadUnit, kind: str, case: str, language: Language
) -> tuple[Shown, list[tuple[str, str, str]]]:
    """Return a case, and the alarms that have to be looked at. Raises NotFound, also for whoever is on a side of it."""
    speaker = KnownRepresentatives(unit).get(case) if kind == "speaker" else None
    if on_a_side_of(unit, SubjectId(case) if speaker is None else speaker.subject):
        raise NotFound("there is no such case here")
    if speaker is not None:
        return _speaker(unit, speaker, language)
    found = standing_of(unit, place.vault, SubjectId(case))
    if kind != "standing" or found is None:
        raise NotFound("there is no such case here")
    _, told = wording(language), found.proposed
    if told is None:
        return Shown("standing", case, _(cases.STANDING), [_(OVER)], [], None, None, ()), []
    facts = [
        (_(said("What the person is")), _(KINDS[told.kind]), "", "", ""),
        (_(said("Number of the person")), case, "", "", ""),
        (_(said("Document")), _(PAPERS[told.paper]), told.document or "", "", ""),
    ]
    if told.majority_at is not None:
        facts.append((_(said("Of age on")), day(told.majority_at, language), "", "", ""))
    carried = (
        ("kind", str(told.kind)),
        ("paper", str(told.paper)),
        ("document", told.document or ""),
        ("majority", text_of(told.majority_at) or ""),
    )
    title = _(cases.STANDING)
    lines = [_(_LOOK)]
    both = (_CONFIRM, _SAY_NO)
    shown = Shown("standing", case, title, lines, facts, None, None, both, reasoned=True, carried=carried)
    return shown, []


def _speaker(unit: ReadUnit, one: Representative, language: Language) -> tuple[Shown, list[tuple[str, str, str]]]:
    _ = wording(language)
    title = _(cases.SPEAKER).format(role=_(ROLES[one.authority.role]))
    if one.state is not RepresentativeState.PROPOSED:
        return Shown("speaker", one.id, title, [_(OVER)], [], None, None, ()), []
    lines = [_(said("Look at the document itself. The person keeps a veto, and is told."))]
    facts, alarms = speaking.authority_facts(one, language), speaking.alarms(unit, one, language)
    return Shown("speaker", one.id, title, lines, facts, None, None, (_CONFIRM, _LET_BE), reasoned=True), alarms


def _confirmed(place: Place, request: HttpRequest, actor: Actor, kind: str, case: str, sent: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        shown, _alarms = _case(place, unit, kind, case, language)
    try:
        _check_read(shown, sent)
        if wrong := mistakes(shown, sent, language):
            return _page(place, request, actor, kind, case, sent.told(wrong))
        with place.database.write(actor) as unit:
            _act(place, unit, kind, case, sent)
    except TellmarkError as error:
        typed = blank() if isinstance(error, CaseChanged) else sent  # what was decided on is no more
        return _page(place, request, actor, kind, case, typed.told([Mistake("decision", *trouble(error, language))]))
    return RedirectResponse(f"{_BASE}?lang={language}", 303)


def _check_read(shown: Shown, sent: Form) -> None:
    """Raise CaseChanged where the page that was read showed something else: before all that is wrong with the form."""
    if not shown.decisions:
        raise CaseChanged(OVER, NOTHING_LEFT)
    if any(sent.get(name) != value for name, value in shown.carried):
        raise CaseChanged(
            said("What is proposed was changed since you read it: nothing was confirmed."),
            said("Read it as it stands now, and look at the document itself, before you decide."),
        )


def _seen(sent: Form) -> StandingSeen:
    day_of_age = instant_of(sent.get("majority") or None)
    return StandingSeen(StandingKind(sent.get("kind")), sent.get("document"), Paper(sent.get("paper")), day_of_age)


def _act(place: Place, unit: WriteUnit, kind: str, case: str, sent: Form) -> None:
    why = CaseReason(sent.get("reason"))
    if kind == "speaker" and sent.get("decision") == "let_be":
        recording.end(unit, RepresentativeId(case), why)
    elif kind == "speaker":
        despite = [one for one in Alarm if one in sent.all("alarms")]
        recording.confirm(unit, RepresentativeId(case), why, place.assures.age, despite)
    elif sent.get("decision") == "refuse":
        seen = _seen(sent)
        recording.refuse_seen(unit, place.vault, SubjectId(case), why, seen.kind, seen.document)
    else:
        recording.confirm_seen(unit, place.vault, SubjectId(case), why, _seen(sent), place.assures.age)
