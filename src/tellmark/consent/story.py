"""What happened to a request, as whoever asked may know it: one story for their page, for programs and for commands.

Nothing is told but what stands here, and of its facts no more than what it is about. By whom, it says the side alone:
which of those who may speak has spoken, how they were tied to it, and why, is theirs and the officers' (`telling`), and
so is whether somebody was known here before. What holds an agreement up is not told (ADR 24), but for what is theirs
alone: that nothing of ours reached the person, and that they have changed hands (`seen_by_requester`).
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from tellmark.consent.model import Request
from tellmark.consent.seeing import TOLD_TO_ASKER
from tellmark.consent.timeline import Entry, entries
from tellmark.store.units import ReadUnit


class Side(StrEnum):
    """Whose doing something is: of whoever asks, of the person or who speaks for them, of this service."""

    ASKER = "asker"
    PERSON = "person"
    SERVICE = "service"


BY: Mapping[str, Side] = {
    "consent.drafted": Side.ASKER,
    "consent.edited": Side.ASKER,
    "consent.preview_declared": Side.ASKER,
    "consent.preview_refused": Side.ASKER,
    "consent.preview_forgotten": Side.SERVICE,
    "consent.sent": Side.ASKER,
    "consent.shown": Side.PERSON,
    "consent.recalled": Side.ASKER,
    "consent.refused": Side.PERSON,
    "consent.lapsed": Side.SERVICE,
    "consent.countered": Side.PERSON,
    "consent.counter_declined": Side.ASKER,
    "consent.counter_taken": Side.ASKER,
    "consent.half_given": Side.PERSON,
    "consent.granted": Side.PERSON,
    "consent.held": Side.SERVICE,
    "consent.hold_lifted": Side.SERVICE,
    "consent.narrowed": Side.PERSON,
    "consent.withdrawn": Side.PERSON,
    "consent.ended": Side.SERVICE,
    "consent.effect_begun": Side.SERVICE,
    "consent.effect_at_risk": Side.SERVICE,
    "consent.effect_overdue": Side.SERVICE,
    "consent.effect_done": Side.SERVICE,
    "consent.closed": Side.SERVICE,
}
"""What is told, and whose doing it is, but for what whoever asked says that they have done (`side`)."""

_HOLDS = ("consent.held", "consent.hold_lifted")


def story(unit: ReadUnit, request: Request) -> tuple[Entry, ...]:
    """Return what whoever asked may know of *request* and of what was agreed to on it, to its end, oldest first."""
    return known_to_asker(entries(unit, [request.id, *([request.consent] if request.consent else [])], BY))


def side(entry: Entry) -> Side:
    """Return whose doing *entry* is, which is one that is told."""
    return Side.ASKER if entry.told_by == "requester" else BY[entry.type]


def known_to_asker(found: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return those of *found* that whoever asked may know, with no facts left but what each is about."""
    told = (one for one in found if one.type in BY)
    return tuple(one.bare() for one in told if one.type not in _HOLDS or one.about in TOLD_TO_ASKER)
