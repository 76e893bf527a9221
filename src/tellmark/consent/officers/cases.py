"""What waits for officers, each as a case: what it is, since when, by when, and what they can decide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.due import note_due
from tellmark.consent.handed.service import may_look
from tellmark.consent.hands.model import Change
from tellmark.consent.lifting import Held
from tellmark.consent.model import (
    Alarm,
    Consent,
    ConsentId,
    Dispute,
    Effect,
    HoldReason,
    Note,
    NoteKind,
    Representative,
    Request,
    Standing,
)
from tellmark.consent.officers.waiting import Waiting, to_confirm, to_review
from tellmark.consent.officers.words import KINDS
from tellmark.consent.person.views import Cells
from tellmark.consent.service import queue, request_of
from tellmark.consent.sides import behind, may_witness, on_a_side, on_a_side_of
from tellmark.consent.spoken.model import Spoken
from tellmark.consent.states import EFFECTS, ENDINGS, ROLES
from tellmark.consent.store import KnownConsents
from tellmark.consent.witnessed.model import Witnessed
from tellmark.store.units import ReadUnit
from tellmark.subjects.seconding import kept_from
from tellmark.surface.clock_faces import Face, face, running
from tellmark.surface.moments import day
from tellmark.values.languages import Language, said, wording

NOTES: Mapping[NoteKind, str] = {
    NoteKind.COERCION: said("Somebody could not answer freely"),
    NoteKind.UNWANTED: said("A request is reported as unwanted"),
    NoteKind.MISUSE: said("Somebody is used otherwise than agreed"),
    NoteKind.IDENTITY: said("What proved who agreed was revoked"),
    NoteKind.FIRST_PROOF: said("Who agreed came by a link that whoever asks was given"),
    NoteKind.DENIED: said("Somebody says once more that they never agreed"),
    NoteKind.TAKEN_UP: said("Somebody else than was asked has agreed, by a link that whoever asks was given"),
}
DISPUTE = said("Somebody says that they never agreed")
EFFECT = said("After an end: {what}")
EFFECT_OF_PART = said("After a part was taken back: {what}")
SPEAKER = said("Somebody is to speak for a person: {role}")
SPOKEN = said("Somebody has spoken their agreement")
WITNESSED = said("Somebody has decided before an officer")
CONTESTED = said("Somebody whom it concerns says that they do not speak rightly for the person")
STANDING = said("What a person is, is to be confirmed")
HANDS = said("Something has changed hands")
HANDS_UNDONE = said("That something changed hands is said to have been entered wrongly")

HELD: Mapping[HoldReason, str] = {
    HoldReason.OFFICER: said("An officer lets an agreement stand still"),
    HoldReason.REPRESENTATIVE: said("An agreement stands still: whoever gave it speaks for the person no more"),
    HoldReason.DEATH: said("An agreement stands still: its person is recorded as dead"),
    HoldReason.ALONE: said("An agreement stands still: by what is known now, it takes a guardian"),
}

ALARMS: Mapping[Alarm, str] = {
    Alarm.MANY_WARDS: said("They are the guardian of several others already"),
    Alarm.MANY_MANDATES: said("They speak for many others already"),
    Alarm.IS_REQUESTER: said("They have asked for something of this person themselves"),
    Alarm.CONFLICT: said("Others who speak for this person do not agree"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One entry of the queue: *since* when it waits, where that is known, and by when it is *due*, where it is."""

    address: str
    title: str
    more: str
    clock: Face | None
    since: datetime | None = None
    due: datetime | None = None


def reviewing(unit: ReadUnit, language: Language) -> list[Case]:
    """Return what an officer reviews: first what is overdue; then pressed persons, disputes, and the rest.

    What they are on a side of themselves is not shown: above all no silent word about their own request.
    """
    found = list(_reviewing(unit, language))
    return sorted(found, key=lambda one: one.due is None or unit.at < one.due)


def _reviewing(unit: ReadUnit, language: Language) -> Iterator[Case]:
    for one in to_review(unit, queue(unit)):
        about = _about(unit, one)
        if isinstance(one.what, Representative):
            beside = on_a_side_of(unit, one.what.subject)
        else:
            beside = about is not None and on_a_side(unit, about)
        if not beside:
            yield _reviewed(one, about, unit.at, language)


def _about(unit: ReadUnit, one: Waiting) -> Request | Consent | None:
    """Return what was asked or agreed to that *one* is about."""
    match one.what:
        case Dispute() | Effect():
            return KnownConsents(unit).get(one.what.consent)
        case Spoken():
            return request_of(unit, one.what.request)
        case Held():
            return one.what.consent
        case _:
            return one.about


def _reviewed(one: Waiting, about: Request | Consent | None, at: datetime, language: Language) -> Case:
    """Return what is reviewed, in words."""
    _, what = wording(language), one.what
    match what:
        case Note():
            return _case("note", what.id, _(NOTES[what.kind]), one, at, language)
        case Dispute():
            return _case("dispute", what.id, _(DISPUTE), one, at, language)
        case Representative():
            return _case("speaker", what.id, _(CONTESTED), one, at, language)
        case Held():
            return _case("hold", what.id, _(HELD[what.reason]), one, at, language)
        case Spoken():
            return _case("spoken", what.id, _(SPOKEN), one, at, language, _short(what.id))
        case Effect():
            ending = about.ending if isinstance(about, Consent) else None
            more = " · ".join([_short(what.id), *([_(ENDINGS[ending])] if ending else [])])
            title = _(EFFECT if ending else EFFECT_OF_PART).format(what=_(EFFECTS[what.kind]))
            return _case("effect", what.id, title, one, at, language, more)
        case _:
            raise TypeError("an officer does not review this: another confirms it")


def confirming(unit: ReadUnit, language: Language) -> Iterator[Case]:
    """Yield what a second officer confirms: what others decided, who may speak for whom, and what a person is."""
    for one in to_confirm(unit, queue(unit)):
        if _confirms(unit, one):
            yield _to_confirm(one, unit.at, language)


def _confirms(unit: ReadUnit, one: Waiting) -> bool:
    """Tell whether whoever acts is on no side of *one*, and has not entered it themselves."""
    match one.what:
        case Witnessed(first=first):
            return unit.scope.account != first and isinstance(one.about, Request) and may_witness(unit, one.about)
        case Change() as change:
            return may_look(unit, change) and kept_from(change.next, unit.scope.acts, unit.at) is None
        case Representative(subject=subject) | Standing(subject=subject):
            return not on_a_side_of(unit, subject)
        case _:
            return False


def _to_confirm(one: Waiting, at: datetime, language: Language) -> Case:
    """Return what is to be confirmed, in words."""
    _, what = wording(language), one.what
    match what:
        case Witnessed():
            return _case("confirm/witnessed", what.id, _(WITNESSED), one, at, language, _short(what.id))
        case Change():
            title = HANDS if what.taken_back is None else HANDS_UNDONE
            return _case("confirm/hands", what.id, _(title), one, at, language, _short(what.id))
        case Representative():
            role, count = _(ROLES[what.authority.role]), len(what.alarms)
            alarms = _(said("{count} alarms")).format(count=count) if count else _(said("no alarm"))
            return _case("confirm/speaker", what.id, _(SPEAKER).format(role=role), one, at, language, alarms)
        case Standing():
            proposed = _(KINDS[what.proposed.kind]) if what.proposed else ""
            return _case("confirm/standing", what.subject, _(STANDING), one, at, language, proposed)
        case _:
            raise TypeError("a second officer does not confirm this: an officer reviews it")


def note_facts(unit: ReadUnit, note: Note, language: Language) -> Cells:
    """Return when *note* was told, and by when it is due, where something is to be decided still."""
    _, due = wording(language), None if note.done_at else note_due(note, behind(unit, note))
    told = (_(said("Told on")), day(note.made_at, language), "", "", "")
    return [told, *([(_(said("Due on")), day(due, language), "", "", "")] if due else [])]


def request_behind(unit: ReadUnit, note: Note) -> Request | None:
    """Return the request that a note is about, where it is known."""
    if note.request is not None:
        return request_of(unit, note.request)
    return request_of(unit, KnownConsents(unit).get(ConsentId(note.consent)).request) if note.consent else None


def _case(
    kind: str,
    id: str,  # noqa: A002 (the field's word)
    title: str,
    one: Waiting,
    at: datetime,
    language: Language,
    more: str | None = None,
) -> Case:
    """Return *one*, with *more* of it in words; where nothing is said, its number and since when it waits."""
    if more is None and one.since is not None:
        told = wording(language)(said("{number} · since {day}"))
        more = told.format(number=_short(id), day=day(one.since, language))
    clock = None if one.since is None or one.due is None else face(running(one.since, one.due), at, language)
    return Case(f"/review/consents/{kind}/{id}", title, more or "", clock, one.since, one.due)


def _short(id: str) -> str:  # noqa: A002 (the field's word)
    return f"C-{id[-6:].upper()}"
