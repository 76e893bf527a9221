"""What the log tells of one request or consent: its leaves, in words, each with its place where it has one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tellmark.consent.documents import scope_from
from tellmark.consent.terms import Scope
from tellmark.store.leaves import Leaf, Leaves
from tellmark.store.units import ReadUnit
from tellmark.surface.moments import instant
from tellmark.values.instants import rfc3339
from tellmark.values.languages import Language, said, wording

_WORDS: Mapping[str, str] = {
    "consent.drafted": said("The request was composed."),
    "consent.edited": said("The request was changed; what had been read before is void."),
    "consent.preview_declared": said("Whoever asks showed a recording of the person, as unaltered."),
    "consent.preview_refused": said("Whoever asks wanted to show a file that was made or changed by a machine."),
    "consent.preview_forgotten": said("A recording that was shown was deleted."),
    "consent.sent": said("The request was sent."),
    "consent.shown": said("The person was shown what is asked."),
    "consent.identity_pending": said("The person began to prove who they are."),
    "consent.adopted": said("The request belongs to somebody who was known here already."),
    "consent.recalled": said("Whoever asked took the request back."),
    "consent.refused": said("The answer was no."),
    "consent.lapsed": said("Nobody answered in time: that means no."),
    "consent.countered": said("The person offered something smaller."),
    "consent.counter_declined": said("Whoever asked left the offer."),
    "consent.counter_taken": said("Whoever asked took the offer; it is asked anew."),
    "consent.half_given": said("One of several whose word is needed agreed."),
    "consent.speaking_asked": said("Words to be read aloud were made."),
    "consent.spoke": said("The person read them aloud."),
    "consent.speech_played": said("An officer was given the recording to listen to."),
    "consent.speech_heard": said("An officer listened."),
    "consent.witness_recorded": said("An officer wrote down what was decided before them."),
    "consent.witnessed": said("A second officer confirmed it."),
    "consent.witness_dropped": said("What an officer had written down counts for nothing."),
    "consent.granted": said("It was agreed."),
    "consent.renewed": said("The person proved again who they are."),
    "consent.held": said("The agreement stands still."),
    "consent.hold_lifted": said("The agreement counts again."),
    "consent.narrowed": said("The person took a part of it back."),
    "consent.withdrawn": said("The person ended it."),
    "consent.ended": said("It ended."),
    "consent.closed": said("Everything that had to follow its end is done."),
    "consent.effect_begun": said("Something has to follow."),
    "consent.effect_done": said("Something that had to follow is done."),
    "consent.use_reserved": said("A making began."),
    "consent.use_settled": said("Something was made."),
    "consent.use_released": said("Nothing came of a making."),
    "consent.disputed": said("Somebody said that it is not what it seems."),
    "consent.dispute_decided": said("An officer decided the dispute."),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf: its type and facts, its instant, and its *position* in the log once it has one."""

    type: str
    at: datetime
    facts: Mapping[str, Any]
    position: int | None


def entries(unit: ReadUnit, things: Sequence[str]) -> tuple[Entry, ...]:
    """Return what the log tells of *things* (opaque ids), oldest first, each leaf once."""
    leaves = {leaf.id: leaf for thing in things for leaf in Leaves(unit).naming(thing)}
    return tuple(_entry(leaves[number]) for number in sorted(leaves))


def told(entries: Sequence[Entry], language: Language) -> list[tuple[str, str, str, str, str]]:
    """Return the rows of a timeline, newest first; what this version has no words for is passed over."""
    _ = wording(language)
    return [
        (rfc3339(one.at), instant(one.at, language), _(_WORDS[one.type]), _proof(one), _place(one))
        for one in reversed(entries)
        if one.type in _WORDS
    ]


def scopes(entries: Sequence[Entry]) -> dict[int, Scope]:
    """Return what was asked in each version of a request, as its leaves tell it."""
    return {
        int(one.facts.get("version", 1)): scope_from(one.facts)
        for one in entries
        if one.type in ("consent.drafted", "consent.edited")
    }


def last_shown(entries: Sequence[Entry], before: int) -> int | None:
    """Return the newest version older than *before* that the person was shown, None where there is none."""
    shown = [int(one.facts["version"]) for one in entries if one.type == "consent.shown"]
    return max((version for version in shown if version < before), default=None)


def _entry(leaf: Leaf) -> Entry:
    body = json.loads(leaf.body)
    return Entry(body["type"], leaf.written_at, body["facts"], leaf.position)


def _proof(one: Entry) -> str:
    return "" if one.position is None else f"/log/proof/{one.position}"


def _place(one: Entry) -> str:
    return "" if one.position is None else f"{one.position:,}"
