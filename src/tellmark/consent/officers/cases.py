"""What waits for officers, each as a case: what it is, since when, by when, and what they can decide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.due import TIME_TO_DECIDE, came_at, dispute_due, note_due
from tellmark.consent.events import ConflictMarked, RepresentativeProposed
from tellmark.consent.handed.service import all_seen
from tellmark.consent.lifting import standing_still
from tellmark.consent.model import Alarm, ConsentId, Effect, Ending, HoldReason, Note, NoteKind, Request, Standing
from tellmark.consent.person.views import Cells
from tellmark.consent.service import queue, request_of
from tellmark.consent.sides import behind, may_witness, on_a_side, on_a_side_of
from tellmark.consent.spoken.model import Spoken
from tellmark.consent.spoken.store import KnownSpoken
from tellmark.consent.states import EFFECTS, ENDINGS, ROLES
from tellmark.consent.store import KnownConsents, KnownEffects
from tellmark.consent.timeline import entries
from tellmark.consent.unreached import has_case
from tellmark.consent.witnessed.service import live
from tellmark.consent.witnessed.store import KnownWitnessed
from tellmark.store.units import ReadUnit
from tellmark.subjects.seconding import TIME_TO_CONFIRM, kept_from
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
_ORDER = (
    NoteKind.COERCION, NoteKind.IDENTITY, NoteKind.DENIED, NoteKind.MISUSE, NoteKind.FIRST_PROOF, NoteKind.TAKEN_UP,
    NoteKind.UNWANTED,
)  # fmt: skip
DISPUTE = said("Somebody says that they never agreed")
EFFECT = said("After an end: {what}")
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
    return sorted(_reviewing(unit, language), key=lambda one: one.due is None or unit.at < one.due)


def _reviewing(unit: ReadUnit, language: Language) -> Iterator[Case]:
    """Yield what an officer reviews, what weighs most first."""
    waiting, _ = queue(unit), wording(language)
    notes = sorted(waiting.notes, key=lambda note: (_ORDER.index(note.kind), note.made_at))
    notes = [one for one in notes if has_case(unit, one)]
    notes = [one for one in notes if (about := behind(unit, one)) is None or not on_a_side(unit, about)]
    for note in (one for one in notes if one.kind is NoteKind.COERCION):
        yield note_case(unit, note, language)
    for dispute in waiting.disputes:
        if on_a_side(unit, KnownConsents(unit).get(dispute.consent)):
            continue
        since = dispute.opened_at
        yield _case(unit, "dispute", dispute.id, _(DISPUTE), since, language, dispute_due(dispute))
    for spoken in KnownSpoken(unit).waiting():
        if on_a_side(unit, request_of(unit, spoken.request)):
            continue
        yield spoken_case(spoken, unit.at, language)
    for speaker in (one for one in waiting.contested if not on_a_side_of(unit, one.subject)):
        since = entries(unit, [speaker.id], [ConflictMarked.name])[-1].at
        yield _case(unit, "speaker", speaker.id, _(CONTESTED), since, language, since + TIME_TO_DECIDE)
    for effect in sorted(KnownEffects(unit).by(done=False), key=lambda one: one.due):
        consent = KnownConsents(unit).get(effect.consent)
        if on_a_side(unit, consent):
            continue
        yield effect_case(effect, consent.ending, unit.at, language)
    for note in (one for one in notes if one.kind is not NoteKind.COERCION):
        yield note_case(unit, note, language)
    yield from _standing_still(unit, language)


def confirming(unit: ReadUnit, language: Language) -> Iterator[Case]:
    """Yield what a second officer confirms: what others decided, who may speak for whom, and what a person is."""
    waiting, _ = queue(unit), wording(language)
    yield from _witnessed(unit, language)
    yield from _handed(unit, language)
    for one in waiting.representatives:
        if on_a_side_of(unit, one.subject):
            continue
        role = _(ROLES[one.authority.role])
        alarms = _(said("{count} alarms")).format(count=len(one.alarms)) if one.alarms else _(said("no alarm"))
        since = entries(unit, [one.id], [RepresentativeProposed.name])[0].at
        address = f"/review/consents/confirm/speaker/{one.id}"
        yield Case(address, _(SPEAKER).format(role=role), alarms, None, since)
    for standing in waiting.standings:
        if on_a_side_of(unit, standing.subject):
            continue
        yield Case(f"/review/consents/confirm/standing/{standing.subject}", _(STANDING), standing_of(standing), None)


def _witnessed(unit: ReadUnit, language: Language) -> Iterator[Case]:
    """Yield what was decided before another officer, and could still be confirmed."""
    for one in KnownWitnessed(unit).waiting():
        request = request_of(unit, one.request)
        if unit.scope.account != one.first and live(unit, one, request) and may_witness(unit, request):
            clock = face(running(one.since, one.due), unit.at, language)
            address = f"/review/consents/confirm/witnessed/{one.id}"
            yield Case(address, wording(language)(WITNESSED), _short(one.id), clock, one.since, one.due)


def _handed(unit: ReadUnit, language: Language) -> Iterator[Case]:
    """Yield what another officer says has changed hands, or was entered wrongly, and could still be confirmed."""
    for one in all_seen(unit):
        entered, title = (one.entered, HANDS) if one.taken_back is None else (one.taken_back, HANDS_UNDONE)
        if kept_from(entered, unit.scope.acts, unit.at) is None:
            since, due = entered.lapses_at - TIME_TO_CONFIRM, entered.lapses_at
            clock, address = face(running(since, due), unit.at, language), f"/review/consents/confirm/hands/{one.id}"
            yield Case(address, wording(language)(title), _short(one.id), clock, since, due)


def standing_of(standing: Standing) -> str:
    """Return what a person is said to be, as its code word."""
    return str(standing.proposed.kind) if standing.proposed else ""


def effect_case(effect: Effect, ending: Ending | None, at: datetime, language: Language) -> Case:
    """Return what has to follow an *ending*, with its clock."""
    _ = wording(language)
    title = _(EFFECT).format(what=_(EFFECTS[effect.kind]))
    more = " · ".join([_short(effect.id), *([_(ENDINGS[ending])] if ending else [])])
    clock = face(running(effect.begun_at, effect.due), at, language)
    return Case(f"/review/consents/effect/{effect.id}", title, more, clock, effect.begun_at, effect.due)


def spoken_case(spoken: Spoken, at: datetime, language: Language) -> Case:
    """Return a recording that somebody has to listen to, with its clock."""
    title, clock = wording(language)(SPOKEN), face(running(spoken.since, spoken.due), at, language)
    return Case(f"/review/consents/spoken/{spoken.id}", title, _short(spoken.id), clock, spoken.since, spoken.due)


def note_case(unit: ReadUnit, note: Note, language: Language) -> Case:
    """Return what a person has told, with its clock; none as long as there is nothing to decide."""
    title, since = wording(language)(NOTES[note.kind]), came_at(unit, note)
    return _case(unit, "note", note.id, title, since, language, note_due(unit, note))


def note_facts(unit: ReadUnit, note: Note, language: Language) -> Cells:
    """Return when *note* was told, and by when it is due, where something is to be decided still."""
    _, due = wording(language), None if note.done_at else note_due(unit, note)
    told = (_(said("Told on")), day(note.made_at, language), "", "", "")
    return [told, *([(_(said("Due on")), day(due, language), "", "", "")] if due else [])]


def _standing_still(unit: ReadUnit, language: Language) -> Iterator[Case]:
    """Yield what stands still until an officer lets it count again, or ends it."""
    for held in standing_still(unit):
        if not on_a_side(unit, held.consent):
            yield _case(unit, "hold", held.id, wording(language)(HELD[held.reason]), held.since, language)


def request_behind(unit: ReadUnit, note: Note) -> Request | None:
    """Return the request that a note is about, where it is known."""
    if note.request is not None:
        return request_of(unit, note.request)
    return request_of(unit, KnownConsents(unit).get(ConsentId(note.consent)).request) if note.consent else None


def _case(
    unit: ReadUnit,
    kind: str,
    id: str,  # noqa: A002 (the field's word)
    title: str,
    since: datetime,
    language: Language,
    due: datetime | None = None,
) -> Case:
    more = wording(language)(said("{number} · since {day}")).format(number=_short(id), day=day(since, language))
    clock = None if due is None else face(running(since, due), unit.at, language)
    return Case(f"/review/consents/{kind}/{id}", title, more, clock, since, due)


def _short(id: str) -> str:  # noqa: A002 (the field's word)
    return f"C-{id[-6:].upper()}"
