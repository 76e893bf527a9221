"""`/review/consents`: the officers' queue, and one case at a time; a second officer's part is in `confirming`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent import recording
from tellmark.consent.case_reasons import REASONS, CaseReason, CaseReasoned
from tellmark.consent.due import dispute_due
from tellmark.consent.errors import CaseChanged
from tellmark.consent.evolving import ENDED
from tellmark.consent.keeping import lock_person
from tellmark.consent.lifting import held_as, liftable
from tellmark.consent.made.listing import LISTED
from tellmark.consent.model import (
    CONFIRM,
    REVIEW,
    Consent,
    ConsentId,
    DisputeId,
    EffectId,
    HoldReason,
    Note,
    NoteId,
    NoteKind,
    RepresentativeId,
    RepresentativeState,
    Request,
)
from tellmark.consent.officers import cases, holding, speaking
from tellmark.consent.officers.words import CLOSED, MAKE_SURE, NOTHING_LEFT, NOTHING_YET, OF_OFFER, OVER, TOLD, WAITS
from tellmark.consent.person.here import asking
from tellmark.consent.person.views import Cells, number_of, summary_of
from tellmark.consent.place import STEP_UP, STRONG, Place
from tellmark.consent.ports import Ages
from tellmark.consent.previewing.service import previews_of
from tellmark.consent.previews.words import THEIRS, shown_at
from tellmark.consent.previews.words import Shown as Recording
from tellmark.consent.recreated import looking
from tellmark.consent.recreated.looking import Made
from tellmark.consent.service import (
    close_note,
    consent_of,
    decide_dispute,
    finish_effect,
    request_of,
    resume,
    suspend,
    void,
    words_left,
)
from tellmark.consent.showing import rows
from tellmark.consent.sides import behind, on_a_side, on_a_side_of
from tellmark.consent.speakers.store import KnownRepresentatives
from tellmark.consent.states import EFFECTS, ENDINGS, ROLES, consent_tag
from tellmark.consent.store import KnownDisputes, KnownEffects, KnownNotes
from tellmark.consent.suspending import waits
from tellmark.consent.timeline import BUT_USES, entries, told
from tellmark.consent.troubles import trouble
from tellmark.consent.unreached import UNREACHED, has_case
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import language_of
from tellmark.surface.moments import day
from tellmark.values.digests import is_digest
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording


@dataclass(frozen=True, slots=True)
class Shown:
    """A case as its page shows it: *lines* say what was told, *decisions* what can be done.

    What was *carried* comes back with the decision, so that nobody decides on something else than they have read.
    """

    kind: str
    id: str
    title: str
    lines: list[str]
    facts: Cells
    consent: Consent | None
    request: Request | None
    decisions: tuple[tuple[str, str, str], ...]
    reasoned: bool = False
    evidence: bool = False
    listed: bool = False
    carried: tuple[tuple[str, str], ...] = ()


def routes(place: Place) -> APIRouter:
    """Return the queue and its cases."""
    router = APIRouter(include_in_schema=False, prefix="/review/consents")
    reviews, form = place.guard.needs(REVIEW), place.guard.form()
    fresh = place.guard.needs_step_up(STEP_UP, REVIEW, level=STRONG)  # who speaks decides for another

    @router.get("")
    def waiting(request: HttpRequest, actor: Annotated[Actor, reviews]) -> Response:
        language = language_of(request)
        with place.database.read(actor) as unit:
            shown = list(cases.reviewing(unit, language))
        values: dict[str, Any] = {
            "cases": shown,
            "tab": "/review/consents",
            "second": CONFIRM in actor.capabilities,
            "first": True,
        }
        return place.pages.answer(request, "officers/queue.html", **values)

    @router.get("/speaker/{case}")
    def speaker(request: HttpRequest, actor: Annotated[Actor, fresh], case: str) -> Response:
        return _page(place, request, actor, "speaker", case, blank())

    @router.post("/speaker/{case}")
    def settle(
        request: HttpRequest, actor: Annotated[Actor, fresh], sent: Annotated[Form, form], case: str
    ) -> Response:  # fmt: skip
        return _decided(place, request, actor, "speaker", case, sent)

    @router.get("/{kind}/{case}")
    def one(request: HttpRequest, actor: Annotated[Actor, reviews], kind: str, case: str) -> Response:
        return _page(place, request, actor, kind, case, blank())

    @router.post("/{kind}/{case}")
    def decide(
        request: HttpRequest, actor: Annotated[Actor, reviews], sent: Annotated[Form, form], kind: str, case: str
    ) -> Response:
        return _decided(place, request, actor, kind, case, sent)

    return router


def _page(place: Place, request: HttpRequest, actor: Actor, kind: str, case: str, form: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        shown = _case(place, unit, kind, case, language)
        values = case_values(place, unit, shown, language)
    return case_page(place, request, form, values)


def case_page(place: Place, request: HttpRequest, form: Form, values: Mapping[str, Any]) -> Response:
    """Answer with the page of a case, *form* filled in; with status 422 where it has mistakes."""
    status = 422 if form.mistakes else 200
    return place.pages.answer(request, "officers/case.html", status, here="/review/consents", form=form, **values)


def case_values(place: Place, unit: ReadUnit, shown: Shown, language: Language) -> dict[str, Any]:
    """Return what the page of a case shows."""
    _ = wording(language)
    asked = shown.request or (request_of(unit, shown.consent.request) if shown.consent else None)
    things = [one.id for one in (shown.consent, asked) if one is not None]
    scope = shown.consent.scope if shown.consent else asked.scope if asked else None
    words = words_left(unit, place.vault, asked.id) if asked else None
    who = asking(place, unit, asked, language) if asked else ("", [])
    return {
        "case": shown,
        "address": f"/review/consents/{shown.kind}/{shown.id}",
        "who": who[0],
        "recordings": _recordings(place, unit, asked, who[0], language) if asked else [],
        "checked": who[1],
        "number": number_of(asked) if asked else "",
        "tag": consent_tag(shown.consent, language) if shown.consent else None,
        "person": asked.subject if asked else "",
        "rows": summary_of(rows(scope, words, language, to_person=False)) if scope else [],
        "timeline": told(entries(unit, things, BUT_USES), language) if things else [],
        "uses": _uses(unit, shown.consent, language) if shown.consent else [],
        "reasons": [(code, _(reason), "") for code, reason in REASONS.items()],
        "options": [(code, _(word), _(then)) for code, word, then in shown.decisions],
    }


def _uses(unit: ReadUnit, consent: Consent, language: Language) -> list[Made]:
    """Return the newest of what was made under *consent*, with its marks."""
    return looking.shown(unit, looking.made_under(unit, consent.id, None, looking.FEW).uses, language)


def _recordings(place: Place, unit: ReadUnit, asked: Request, who: str, language: Language) -> list[Recording]:
    """Return what was shown to the person with *asked*; nothing once they are erased."""
    try:
        shown = previews_of(unit, place.vault, asked)
    except SubjectErased:
        return []
    return shown_at(shown, "/review/consents/previews", who, language, THEIRS)


# --- the cases --------------------------------------------------------------------------------------------------------

_SEEN = ("seen", said("Seen to"), said("The case is closed. Nothing else changes."))
_STAYS = ("seen", _SEEN[1], said("The case is closed. What was told stays a no, for legal bases, too."))
_VOID = ("void", said("It was no agreement"), said("It is void at once, and everything that follows an end follows."))
_COUNTS = ("counts", said("It counts"), said("What held it up is over."))
_HOLD = ("hold", said("Let it stand still"), said("Nothing new is made until an officer lets it count again."))


def _case(place: Place, unit: ReadUnit, kind: str, case: str, language: Language) -> Shown:
    """Return the case of *kind* with the id *case*. Raises NotFound, also for whoever is on a side of it."""
    makers: Mapping[str, Callable[[ReadUnit, str, Language], Shown]] = {
        "note": _note, "dispute": _dispute, "effect": _effect, "speaker": _speaker,
        "hold": partial(_hold, place.assures.age),
    }  # fmt: skip
    if kind not in makers:
        raise NotFound("there is no such case here")
    shown = makers[kind](unit, case, language)
    beside = kind == "speaker" and on_a_side_of(unit, KnownRepresentatives(unit).get(case).subject)
    if beside or any(one is not None and on_a_side(unit, one) for one in (shown.consent, shown.request)):
        raise NotFound("there is no such case here")
    return shown


def _note(unit: ReadUnit, case: str, language: Language) -> Shown:
    note, _ = KnownNotes(unit).get(case), wording(language)
    consent = consent_of(unit, note.consent) if note.consent else None
    of_offer = note.kind is NoteKind.IDENTITY and consent is None
    lines = [_(OF_OFFER if of_offer else TOLD[note.kind])]
    facts = cases.note_facts(unit, note, language)
    request = cases.request_behind(unit, note)
    if note.done_at is not None:
        return Shown("note", case, _(cases.NOTES[note.kind]), [_(CLOSED)], facts, consent, request, ())
    if note.kind in UNREACHED:
        return _unreached(unit, note, consent, request, language)
    if waits(note, behind(unit, note)):
        return Shown("note", case, _(cases.NOTES[note.kind]), [*lines, _(WAITS)], facts, None, request, ())
    decisions = {
        NoteKind.COERCION: (_VOID, _COUNTS) if consent and consent.state not in ENDED else (_STAYS,),
        NoteKind.IDENTITY: (_VOID, _COUNTS) if consent else (_SEEN,),
        NoteKind.MISUSE: (_SEEN, _HOLD, _VOID),
        NoteKind.DENIED: (_SEEN, _HOLD, _VOID),
        NoteKind.UNWANTED: (_SEEN,),
    }[note.kind]
    return Shown("note", case, _(cases.NOTES[note.kind]), lines, facts, consent, request, decisions)


def _unreached(
    unit: ReadUnit, note: Note, consent: Consent | None, request: Request | None, language: Language
) -> Shown:
    """Return the case of an agreement by whom nothing of ours has reached, as long as it holds the agreement up."""
    _, facts = wording(language), cases.note_facts(unit, note, language)
    title, decisions = _(cases.NOTES[note.kind]), (_COUNTS, _VOID) if has_case(note, consent) else ()
    lines = [_(TOLD[note.kind]), _(MAKE_SURE)] if decisions else [_(NOTHING_YET)]
    return Shown("note", note.id, title, lines, facts, consent, request, decisions, reasoned=bool(decisions))


def _dispute(unit: ReadUnit, case: str, language: Language) -> Shown:
    dispute, _ = KnownDisputes(unit).get(case), wording(language)
    consent = consent_of(unit, dispute.consent)
    facts = [(_(said("Opened on")), day(dispute.opened_at, language), "", "", "")]
    if dispute.decided_at is not None:
        return Shown("dispute", case, _(cases.DISPUTE), [_(CLOSED)], facts, consent, None, ())
    facts.append((_(said("Due on")), day(dispute_due(dispute), language), "", "", ""))
    lines = [_(said("The agreement stands still until this is decided. Alike looks or voices prove nothing."))]
    return Shown("dispute", case, _(cases.DISPUTE), lines, facts, consent, None, (_VOID, _COUNTS), reasoned=True)


def _effect(unit: ReadUnit, case: str, language: Language) -> Shown:
    effect, _ = KnownEffects(unit).get(case), wording(language)
    consent = consent_of(unit, effect.consent)
    facts = [(_(said("Due on")), day(effect.due, language), "", "", "")]
    title = _(EFFECTS[effect.kind])
    if effect.done_at is not None:
        return Shown("effect", case, title, [_(CLOSED)], facts, consent, None, ())
    done = ("done", said("It is done"), said("With the digest of what shows it."))
    lines = [_(said("A part of the agreement was taken back, the rest runs on; this has to follow."))]
    if consent.ending is not None:
        lines = [_(said("The agreement has ended; this has to follow.")), f"{_(ENDINGS[consent.ending])}."]
    listed = effect.kind in LISTED
    return Shown("effect", case, title, lines, facts, consent, None, (done,), evidence=True, listed=listed)


def _speaker(unit: ReadUnit, case: str, language: Language) -> Shown:
    one, _ = KnownRepresentatives(unit).get(case), wording(language)
    title, facts = _(cases.SPEAKER).format(role=_(ROLES[one.authority.role])), speaking.authority_facts(one, language)
    if one.is_over:
        return Shown("speaker", case, title, [_(CLOSED)], facts, None, None, ())
    if one.state is RepresentativeState.PROPOSED:
        lines = [_(said("It waits for a second officer. Until then they speak for nobody."))]
    elif one.conflict:
        lines = [_(cases.CONTESTED), _(said("They agree to nothing for the person until this is decided."))]
    else:
        lines = [_(said("They may speak for the person. The person keeps a veto."))]
    lines += [words for _code, words, _then in speaking.alarms(unit, one, language)]
    return Shown("speaker", case, title, lines, facts, None, None, speaking.decisions(one), reasoned=True)


def _hold(ages: Ages, unit: ReadUnit, case: str, language: Language) -> Shown:
    held = held_as(unit, case)
    title, consent = wording(language)(cases.HELD[held.reason]), held.consent
    facts = holding.facts(held, language)
    if held.is_over:
        return Shown("hold", case, title, [wording(language)(CLOSED)], facts, consent, None, ())
    decisions = (_COUNTS, _VOID) if liftable(unit, consent, held.reason, ages) else (_VOID,)
    lines = holding.lines(unit, held, ages, language)
    return Shown("hold", case, title, lines, facts, consent, None, decisions, reasoned=True)


# --- the decisions ----------------------------------------------------------------------------------------------------


def _decided(place: Place, request: HttpRequest, actor: Actor, kind: str, case: str, sent: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        shown = _case(place, unit, kind, case, language)
    if shown.decisions and (wrong := mistakes(shown, sent, language)):
        return _page(place, request, actor, kind, case, sent.told(wrong))
    try:
        with place.database.write(actor) as unit:
            _check_stands(place, unit, shown, language)
            _act(unit, shown, sent, place.assures.age)
    except TellmarkError as error:
        typed = blank() if isinstance(error, CaseChanged) else sent  # what was decided on is no more
        return _page(place, request, actor, kind, case, typed.told([Mistake("decision", *trouble(error, language))]))
    return RedirectResponse(f"/review/consents?lang={language}", 303)


def _check_stands(place: Place, unit: WriteUnit, shown: Shown, language: Language) -> None:
    """Raise CaseChanged where something else is to be decided by now than was *shown*, or nothing.

    Two who look at once would else leave two decisions on one case, or one with two reasons.
    """
    lock_person(unit, _whose(unit, shown))
    open_now = _case(place, unit, shown.kind, shown.id, language).decisions
    if not open_now:
        raise CaseChanged(OVER, NOTHING_LEFT)
    if open_now != shown.decisions:
        raise CaseChanged(
            said("This has changed since you read it: nothing was decided."),
            said("Read it as it stands now, before you decide."),
        )


def _whose(unit: ReadUnit, shown: Shown) -> SubjectId:
    """Return the person whom a case is about."""
    if (about := shown.consent or shown.request) is not None:
        return about.subject
    known = KnownNotes(unit) if shown.kind == "note" else KnownRepresentatives(unit)
    return known.get(shown.id).subject


def mistakes(shown: Shown, sent: Form, language: Language) -> list[Mistake]:
    """Return what is missing of a decision."""
    _, wrong = wording(language), []
    if sent.get("decision") not in {code for code, _word, _then in shown.decisions}:
        wrong.append(Mistake("decision", _(said("Nothing was chosen.")), _(said("Choose one of the answers."))))
    if shown.reasoned and sent.get("reason") not in REASONS:
        wrong.append(Mistake("reason", _(said("There is no reason.")), _(said("Choose one of the reasons."))))
    if shown.evidence and not is_digest(sent.get("evidence").strip().lower()):
        remedy = _(said("Write the SHA-256 of a file that shows it: 64 digits and letters from a to f."))
        wrong.append(Mistake("evidence", _(said("There is no digest of the evidence.")), remedy))
    return wrong


def _act(unit: WriteUnit, shown: Shown, sent: Form, ages: Ages) -> None:
    decision = sent.get("decision")
    match shown.kind:
        case "dispute":
            decide_dispute(unit, DisputeId(shown.id), upheld=decision == "void")
            by = unit.scope.principal
            unit.say(CaseReasoned(case=shown.id, outcome=decision, reason=sent.get("reason"), by=by))
        case "speaker" if decision == "end":
            recording.end(unit, RepresentativeId(shown.id), CaseReason(sent.get("reason")))
        case "speaker":
            conflict, why = decision == "conflict", CaseReason(sent.get("reason"))
            recording.decide_conflict(unit, RepresentativeId(shown.id), why, conflict=conflict)
        case "hold" if shown.consent is not None:
            holding.decide(unit, shown.id, shown.consent.id, decision, sent.get("reason"), ages)
        case "effect":
            finish_effect(unit, EffectId(shown.id), sent.get("evidence").strip().lower())
        case _:
            _act_on_note(unit, NoteId(shown.id), shown.consent, decision)
            if shown.reasoned:
                by, reason = unit.scope.principal, sent.get("reason")
                unit.say(CaseReasoned(case=shown.id, outcome=decision, reason=reason, by=by))


def _act_on_note(unit: WriteUnit, note: NoteId, consent: Consent | None, decision: str) -> None:
    """Do what was decided on what a person told; the log does not learn which consent it was about."""
    if consent is not None and decision == "counts":
        resume(unit, ConsentId(consent.id), note)
        return
    if consent is not None and decision == "void":
        void(unit, consent.id)
    if consent is not None and decision == "hold":
        suspend(unit, consent.id, HoldReason.OFFICER)
    close_note(unit, note)
