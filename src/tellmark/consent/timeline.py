"""What the log tells of one request or consent: its leaves, in words, each with its place where it has one."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tellmark.consent.documents import scope_from
from tellmark.consent.model import EffectKind, Ending, HoldReason
from tellmark.consent.states import EFFECTS, ENDINGS
from tellmark.consent.terms import Scope
from tellmark.store.leaves import Leaf, Leaves
from tellmark.store.units import ReadUnit
from tellmark.surface.moments import instant
from tellmark.values.instants import rfc3339
from tellmark.values.languages import Language, said, wording

WORDS: Mapping[str, str] = {
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
    "consent.narrowed": said("A part of it was taken back: by the person, or by whoever may do so for them."),
    "consent.withdrawn": said("It was taken back: by the person, or by whoever may do so for them."),
    "consent.ended": said("It ended."),
    "consent.closed": said("Everything that had to follow its end is done."),
    "consent.effect_begun": said("Something has to follow."),
    "consent.effect_at_risk": said("The time for something that has to follow is nearly over."),
    "consent.effect_overdue": said("The time for something that has to follow is over, and it is not done."),
    "consent.effect_done": said("Something that had to follow is done."),
    "consent.use_reserved": said("A making began."),
    "consent.file_made": said("What was found in a finished file was entered."),
    "consent.use_settled": said("Something was made."),
    "consent.use_released": said("Nothing of a making was let out."),
    "consent.basis_entered": said("An officer entered a legal basis for making it without agreement."),
    "consent.basis_confirmed": said("A second officer confirmed it, and the person was told."),
    "consent.basis_objected": said("Somebody objected: nothing is made until it is decided."),
    "consent.basis_objection_decided": said("A third officer decided on the objection."),
    "consent.basis_ended": said("It ended before its time."),
    "consent.basis_use_reserved": said("A making began."),
    "consent.basis_file_made": said("What was found in a finished file was entered."),
    "consent.basis_use_settled": said("Something was made."),
    "consent.basis_use_released": said("Nothing of a making was let out."),
    "consent.disputed": said("Somebody said that it is not what it seems."),
    "consent.dispute_decided": said("An officer decided the dispute."),
    "consent.word_seen_to": said("An officer has looked into what was said to be wrong, and has closed the case."),
}
"""What each leaf tells, by its type; what it is about is told beside it (`Entry.about`)."""

BOUND, TAKEN = "bound", "taken"
"""Of an offer that its person agreed to in advance, and of an agreement that came of the taking of one."""

_OF_USES = (
    "consent.use_reserved", "consent.file_made", "consent.use_settled", "consent.use_released",
    "consent.basis_use_reserved", "consent.basis_file_made", "consent.basis_use_settled", "consent.basis_use_released",
)  # fmt: skip

BUT_USES: Collection[str] = [name for name in WORDS if name not in _OF_USES]
"""What a person's timeline tells. One consent may have thousands of uses: they stand in a list of their own."""

_HELD: Mapping[tuple[str | None, str], str] = {
    (HoldReason.UNREACHED, "consent.held"): said("It does not count yet: an officer first makes sure who answered."),
    (HoldReason.UNREACHED, "consent.hold_lifted"): said("It is sure by now who answered."),
    (HoldReason.HANDS, "consent.held"): said("It stands still: whoever was allowed this has changed hands."),
    (HoldReason.HANDS, "consent.hold_lifted"): said("It had not changed hands: that was entered wrongly."),
}
"""Of an agreement by somebody whom nothing of ours had reached, and of one that was given to a former hand."""

_ABOUT: Mapping[str, str] = {
    "consent.countered": said("The person offered something smaller, and agreed to it in advance."),
    "consent.granted": said("Whoever asked took the offer, to which the person had agreed in advance: it was agreed."),
    "consent.ended": said("It ended. {what}."),
    "consent.effect_begun": said("Has to follow: {what}."),
    "consent.effect_at_risk": said("The time for this is nearly over: {what}."),
    "consent.effect_overdue": said("The time for this is over, and it is not done: {what}."),
    "consent.effect_done": said("Done: {what}."),
}

_DONE: Mapping[str, str] = {
    "requester": said("Whoever asked says that this is done: {what}."),
    "officer": said("An officer says that this is done: {what}."),
}
"""By who says so; what this service has done itself is just done, and so is what leaves of before tell."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf: its type and facts, its instant, and its *position* in the log once it has one.

    *about* is a code word: by what it ended, what follows, why it stands still, that an offer is `bound`, that it was
    agreed by an offer that was `taken`; None where nothing more is to say. *told_by* is which side says that something
    is done (`EffectDone`).
    """

    type: str
    at: datetime
    facts: Mapping[str, Any]
    position: int | None
    about: str | None = None
    told_by: str | None = None

    def bare(self) -> "Entry":
        """Return it without its facts."""
        return replace(self, facts={})


def entries(unit: ReadUnit, things: Sequence[str], names: Collection[str] | None = None) -> tuple[Entry, ...]:
    """Return what the log tells of *things* (opaque ids), oldest first, each leaf once; with *names*, by those alone.

    What is over is about what it began with, so *names* that hold an end should hold its beginning too.
    """
    leaves = {leaf.id: leaf for thing in things for leaf in Leaves(unit).naming(thing, names)}
    found = [_entry(leaves[number]) for number in sorted(leaves)]
    begun = {one.facts[_NAMED[one.type]]: one.about for one in found if one.type in _NAMED and one.about}
    return tuple(replace(one, about=begun[named]) if (named := _ends(one)) in begun else one for one in found)


def told(entries: Sequence[Entry], language: Language) -> list[tuple[str, str, str, str, str]]:
    """Return the rows of a timeline, newest first; what this version has no words for is passed over."""
    return [
        (rfc3339(one.at), instant(one.at, language), _sentence(one, language), _proof(one), _place(one))
        for one in reversed(entries)
        if one.type in WORDS
    ]


def scopes(entries: Sequence[Entry]) -> dict[int, Scope]:
    """Return what was asked in each version of a request, as its leaves tell it.

    Of an offer that was taken the leaf names the version alone: what it asks was told when it was offered.
    """
    found, offer = {}, None
    for one in entries:
        if one.type in ("consent.drafted", "consent.edited"):
            found[int(one.facts.get("version", 1))] = scope_from(one.facts)
        elif one.type == "consent.countered":
            offer = scope_from(one.facts)
        elif one.type == _TAKEN and offer is not None:
            found[int(one.facts["version"])] = offer
    return found


def digests_of_words(entries: Sequence[Entry]) -> dict[int, str]:
    """Return the digest of the words of each version of a request: an offer that was taken has those of before."""
    found, words = {}, ""
    for one in entries:
        if one.type in ("consent.drafted", "consent.edited"):
            words = one.facts["words"]
        elif one.type != _TAKEN:
            continue
        found[int(one.facts.get("version", 1))] = words
    return found


def versions_taken(entries: Sequence[Entry]) -> frozenset[int]:
    """Return the versions of a request that are what was offered instead of the one before."""
    return frozenset(int(one.facts["version"]) for one in entries if one.type == _TAKEN)


_TAKEN = "consent.counter_taken"


def last_shown(entries: Sequence[Entry], before: int) -> int | None:
    """Return the newest version older than *before* that the person was shown, None where there is none."""
    shown = [int(one.facts["version"]) for one in entries if one.type == "consent.shown"]
    return max((version for version in shown if version < before), default=None)


def _entry(leaf: Leaf) -> Entry:
    body = json.loads(leaf.body)
    kind, facts = body["type"], body["facts"]
    return Entry(kind, leaf.written_at, facts, leaf.position, _about(kind, facts), facts.get("told_by"))


def _about(kind: str, facts: Mapping[str, Any]) -> str | None:
    if kind == "consent.countered":
        return BOUND if facts.get("method") else None
    if kind == "consent.granted":
        return TAKEN if facts.get("taken_by") else None
    return facts.get(_TELLS[kind]) if kind in _TELLS else None


_TELLS = {"consent.ended": "ending", "consent.effect_begun": "kind", "consent.held": "reason"}
"""Which fact of a leaf says what it is about."""


_NAMED = {"consent.effect_begun": "effect", "consent.held": "hold"}
_ENDS = {
    "consent.effect_done": "effect", "consent.effect_at_risk": "effect", "consent.effect_overdue": "effect",
    "consent.hold_lifted": "hold",
}  # fmt: skip
"""Under which fact a leaf names what begins with it, and what is over with it, or late."""


def _ends(one: Entry) -> str:
    """Return the id of what is over with an entry, empty where nothing is."""
    return str(one.facts[_ENDS[one.type]]) if one.type in _ENDS else ""


def _sentence(one: Entry, language: Language) -> str:
    _ = wording(language)
    if (one.about, one.type) in _HELD:
        return _(_HELD[one.about, one.type])
    if one.about is None or one.type not in _ABOUT:
        return _(WORDS[one.type])
    if one.about in (BOUND, TAKEN):
        return _(_ABOUT[one.type])
    what = ENDINGS[Ending(one.about)] if one.type == "consent.ended" else EFFECTS[EffectKind(one.about)]
    return _(_DONE.get(one.told_by or "", _ABOUT[one.type])).format(what=_(what))


def _proof(one: Entry) -> str:
    return "" if one.position is None else f"/log/proof/{one.position}"


def _place(one: Entry) -> str:
    return "" if one.position is None else f"{one.position:,}"
