"""What waits for officers, whoever looks: ids and instants alone, without a word. Their queue is made of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from tellmark.consent.due import TIME_TO_DECIDE, came_at, dispute_due, note_due
from tellmark.consent.events import ConflictMarked, RepresentativeProposed
from tellmark.consent.handed.store import KnownHands
from tellmark.consent.hands.model import Change
from tellmark.consent.lifting import Held, standing_still
from tellmark.consent.model import Consent, Dispute, Effect, Note, NoteKind, Representative, Request, Standing
from tellmark.consent.seeing import Queue, queue
from tellmark.consent.sides import behind_each
from tellmark.consent.spoken.model import Spoken
from tellmark.consent.spoken.store import KnownSpoken
from tellmark.consent.store import KnownEffects, KnownRequests
from tellmark.consent.unreached import has_case
from tellmark.consent.witnessed.model import Witnessed
from tellmark.consent.witnessed.service import live
from tellmark.consent.witnessed.store import KnownWitnessed
from tellmark.store.leaves import Leaves
from tellmark.store.units import ReadUnit
from tellmark.subjects.seconding import TIME_TO_CONFIRM

Thing: TypeAlias = Note | Dispute | Spoken | Representative | Effect | Held | Witnessed | Change | Standing

_ORDER = (
    NoteKind.COERCION, NoteKind.IDENTITY, NoteKind.DENIED, NoteKind.MISUSE, NoteKind.FIRST_PROOF, NoteKind.TAKEN_UP,
    NoteKind.UNWANTED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: *since* when, where that is known, and by when it is *due*, where it is.

    *about* is what was asked or agreed to, where it was looked up for that.
    """

    what: Thing
    since: datetime | None
    due: datetime | None = None
    about: Request | Consent | None = None


def instants(unit: ReadUnit) -> Iterator[datetime]:
    """Yield since when each thing waits, and by when it is due: all that may call officers, in as many looks however
    much it is."""
    known = queue(unit)
    for one in (*to_review(unit, known), *to_confirm(unit, known)):
        yield from (at for at in (one.since, one.due) if at is not None)


def to_review(unit: ReadUnit, known: Queue) -> Iterator[Waiting]:
    """Yield what an officer reviews, what weighs most first."""
    notes = list(_notes(unit, known))
    yield from (one for one, kind in notes if kind is NoteKind.COERCION)
    for dispute in known.disputes:
        yield Waiting(dispute, dispute.opened_at, dispute_due(dispute))
    for spoken in KnownSpoken(unit).waiting():
        yield Waiting(spoken, spoken.since, spoken.due)
    marked = Leaves(unit).written([one.id for one in known.contested], ConflictMarked.name)
    for speaker in known.contested:
        yield Waiting(speaker, marked[speaker.id], marked[speaker.id] + TIME_TO_DECIDE)
    for effect in sorted(KnownEffects(unit).by(done=False), key=lambda one: one.due):
        yield Waiting(effect, effect.begun_at, effect.due)
    yield from (one for one, kind in notes if kind is not NoteKind.COERCION)
    for held in standing_still(unit):
        yield Waiting(held, held.since)


def to_confirm(unit: ReadUnit, known: Queue) -> Iterator[Waiting]:
    """Yield what a second officer confirms, and could still. Since when a standing waits is not kept."""
    witnessed = KnownWitnessed(unit).waiting()
    asked = KnownRequests(unit).each(one.request for one in witnessed)
    for one in witnessed:
        if live(unit, one, asked[one.request]):
            yield Waiting(one, one.since, one.due, asked[one.request])
    for change in reversed(KnownHands(unit).every()):
        if change.next.waits(unit.at):
            yield Waiting(change, change.next.lapses_at - TIME_TO_CONFIRM, change.next.lapses_at)
    proposed = Leaves(unit).written([one.id for one in known.representatives], RepresentativeProposed.name)
    for speaker in known.representatives:
        yield Waiting(speaker, proposed[speaker.id])
    for standing in known.standings:
        yield Waiting(standing, None)


def _notes(unit: ReadUnit, known: Queue) -> Iterator[tuple[Waiting, NoteKind]]:
    behind = behind_each(unit, known.notes)
    for note in sorted(known.notes, key=lambda one: (_ORDER.index(one.kind), one.made_at)):
        if has_case(note, about := behind[note.id]):
            yield Waiting(note, came_at(note, about), note_due(note, about), about), note.kind
