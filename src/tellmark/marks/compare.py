"""A file and its copy: which marks of the one are still in the other, and which died on the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tellmark.marks.model import Finding, Findings, Mark, State


class Fate(StrEnum):
    """What became of one mark. `broken` is still there and stands no more; `unseen` could not be looked for."""

    KEPT = "kept"
    CHANGED = "changed"
    BROKEN = "broken"
    DIED = "died"
    APPEARED = "appeared"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Survival:
    """What became of one mark: where it was and is (None: nowhere), and which of its own words differ now."""

    mark: Mark
    fate: Fate
    before: str | None
    after: str | None
    differs: tuple[str, ...] = ()


_OWN_WORDS: Mapping[Mark, tuple[str, ...]] = {
    Mark.C2PA: ("signer", "record_id", "at", "digital_source_type", "operation"),
    Mark.AIGC: ("label", "content_producer", "produce_id", "content_propagator", "propagate_id"),
    Mark.IPTC: ("digital_source_type", "system", "system_version"),
    Mark.LABEL: ("text", "languages", "rhythm"),
    Mark.WATERMARK: ("watermark_key",),
    Mark.TRACE: ("generator",),
}
"""The details by which a mark is the same mark; what is measured in it (ink, seconds) may drift."""

_LOST = frozenset({Fate.DIED, Fate.BROKEN})


def compare(before: Findings, after: Findings) -> tuple[Survival, ...]:
    """Return what became of each mark of *before* in *after*, and what appeared there, mark by mark.

    Marks that were already broken in *before* count as kept while they are no worse.
    """
    unseen = {Mark(one.what) for one in after.not_checked if one.what in set(Mark)}
    return tuple(
        one for mark in Mark for one in _of_mark(mark, _all(before, mark), _all(after, mark), unseen=mark in unseen)
    )


def lost(survivals: Iterable[Survival]) -> bool:
    """Tell whether any mark died or broke."""
    return any(one.fate in _LOST for one in survivals)


def _all(findings: Findings, mark: Mark) -> list[Finding]:
    return [one for one in findings.found if one.mark is mark and one.state is not State.ABSENT]


def _of_mark(mark: Mark, before: list[Finding], after: list[Finding], *, unseen: bool) -> Iterator[Survival]:
    for old, new in _paired(before, after):
        if new is None:
            yield Survival(mark, Fate.UNSEEN if unseen else Fate.DIED, old.place, None)
        else:
            yield Survival(mark, _fate(old, new), old.place, new.place, _differing(old, new))
    taken = [new for _, new in _paired(before, after) if new is not None]
    for new in after:
        if not any(new is one for one in taken):
            yield Survival(mark, Fate.APPEARED, None, new.place)


def _paired(before: Sequence[Finding], after: Sequence[Finding]) -> list[tuple[Finding, Finding | None]]:
    """Pair each old mark with the new one that is most like it: same words first, then the same place, then any."""
    free = list(after)
    pairs: dict[int, Finding | None] = {}
    for alike in (_same_words, _same_place, _anything):
        for number, old in enumerate(before):
            if number in pairs:
                continue
            found = next((new for new in free if alike(old, new)), None)
            if found is not None:
                pairs[number] = found
                free = [new for new in free if new is not found]
    return [(old, pairs.get(number)) for number, old in enumerate(before)]


def _same_words(old: Finding, new: Finding) -> bool:
    return not _differing(old, new)


def _same_place(old: Finding, new: Finding) -> bool:
    return old.place == new.place


def _anything(old: Finding, new: Finding) -> bool:
    return old.mark is new.mark


def _fate(old: Finding, new: Finding) -> Fate:
    if old.state is State.INTACT and new.state is not State.INTACT:
        return Fate.BROKEN
    return Fate.CHANGED if _differing(old, new) else Fate.KEPT


def _differing(old: Finding, new: Finding) -> tuple[str, ...]:
    words = _OWN_WORDS.get(old.mark, ())
    return tuple(key for key in words if old.detail.get(key) != new.detail.get(key))
