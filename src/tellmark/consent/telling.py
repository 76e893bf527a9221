"""What others are told of requests and consents, by webhook and by the feed: which events, and which of their facts.

What holds a consent up, and when it is let go, is told to nobody but officers: a silent word of its person to them
would stand out, were every other hold told. That something changed hands is told once for all of it, and of no one
consent. Nor is it told whether somebody has looked, or begun to prove who they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tellmark.consent import events as said
from tellmark.consent.delivering import InvitationAwaitsDelivery
from tellmark.consent.hands import events as of_hands
from tellmark.consent.store import KnownConsents
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.events import LoggedEvent, read_leaf
from tellmark.store.leaves import Leaves
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId

OFFERED: Mapping[str, str] = {
    said.RequestSent.name: "A person has been asked.",
    InvitationAwaitsDelivery.name: "An invitation is ready, and nobody sends it unless you do.",
    said.RequestRecalled.name: "A request was taken back by whoever asked.",
    said.RequestRefused.name: "The person has refused.",
    said.RequestLapsed.name: "Nobody has answered in time: that is a refusal.",
    said.RequestCountered.name: "The person offers less than was asked.",
    said.CounterDeclined.name: "What the person offered was not taken.",
    said.CounterTaken.name: "What the person offered is asked anew.",
    said.ConsentGranted.name: "A person has agreed.",
    said.ConsentNarrowed.name: "A person has taken a part of a consent back.",
    said.ConsentWithdrawn.name: "A person has taken a consent back: it counts no more.",
    said.ConsentEnded.name: "A consent has ended otherwise.",
    said.EffectAtRisk.name: "Something that has to follow an end is not done, and its time is nearly over.",
    said.EffectOverdue.name: "Something that has to follow an end is not done, and its time is over.",
    said.ConsentClosed.name: "All that had to happen after a consent's end has happened.",
    of_hands.HandsConfirmed.name: "An account, a company or the service changed hands: what it may stands still.",
    of_hands.HandsUndone.name: "That was entered wrongly: what it held up counts again.",
}
"""The events that others may be told of, by name."""

_KEPT_BACK = frozenset(
    ("by", "role", "method", "evidence", "record", "level", "assured_until", "person", "unwanted", "words", "reason",
     "tenant", "code", "taken_by")
)  # fmt: skip
"""Facts that are nobody's business but the person's and the officers': how and by whom somebody decided, and why."""

_SCAN = 2000


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened: its *place* in the log, which orders it, its id, name, instant and facts."""

    place: int
    id: str
    name: str
    at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """Some changes in the log's order, and the place *after* which the next begin; *more* if some may be there."""

    items: tuple[Change, ...]
    after: int
    more: bool


def facts_told(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of an event's *facts* that others are told; of whom it is, once they have agreed to something."""
    kept_back = _KEPT_BACK if "consent" in facts else _KEPT_BACK | {"subject"}
    return {name: value for name, value in facts.items() if name not in kept_back}


def changes(unit: ReadUnit, since: int, limit: int) -> Changes:
    """Return at most *limit* changes after the place *since* (-1: from the beginning) in the log's order.

    The log gives a place to what is committed only, one after the other: whoever reads on from where they stopped
    misses nothing, however many write at once. What has no place yet (a second or so) comes later, never before.
    """
    leaves = Leaves(unit).placed(since, _SCAN)
    found: list[tuple[int, LoggedEvent]] = []
    after = since
    for leaf in leaves:
        assert leaf.position is not None
        if (event := _read(leaf.body)) is not None:
            if len(found) == limit:
                return Changes(_told(unit, found), after, more=True)
            found.append((leaf.position, event))
        after = leaf.position
    return Changes(_told(unit, found), after, more=len(leaves) == _SCAN)


def _read(body: bytes) -> LoggedEvent | None:
    if b'"type":"consent.' not in body:
        return None
    try:
        event = read_leaf(body)
    except MalformedLog:
        return None
    return event if event.type in OFFERED else None


def _told(unit: ReadUnit, found: Sequence[tuple[int, LoggedEvent]]) -> tuple[Change, ...]:
    """Return *found* as others are told: of whom a consent is, too, which the log does not tell, while it is known."""
    whose = KnownConsents(unit).whose([str(event.facts["consent"]) for _, event in found if "consent" in event.facts])
    return tuple(_change(place, event, whose) for place, event in found)


def _change(place: int, event: LoggedEvent, whose: Mapping[str, SubjectId]) -> Change:
    consent = str(event.facts.get("consent", ""))
    of = {"subject": whose[consent]} if consent in whose else {}
    return Change(place, event.id, event.type, event.at, facts_told({**event.facts, **of}))
