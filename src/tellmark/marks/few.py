"""A report stays readable whatever a file is stuffed with: so many findings of each mark, and the rest counted."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tellmark.marks.model import Finding, Mark, State

MOST = 32
"""How many findings of one sort of mark a report holds."""

_WORST_FIRST = (
    State.TAMPERED,
    State.MALFORMED,
    State.DISPUTED,
    State.NOT_CHECKED,
    State.INTACT,
    State.ABSENT,
)


def few(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return *found* in its order, at most MOST of each mark; the last of a mark counts the others in `not_shown`.

    The first of each mark stays, and one of every combination of state, trust and statement, the worst states first:
    neither a broken mark nor a statement hides behind many others.
    """
    all_found = tuple(found)
    kept = {id(finding) for mark in Mark for finding in _kept([one for one in all_found if one.mark is mark])}
    shown = [finding for finding in all_found if id(finding) in kept]
    for mark in Mark:
        left_out = sum(finding.mark is mark for finding in all_found) - sum(finding.mark is mark for finding in shown)
        if left_out:
            last = max(number for number, finding in enumerate(shown) if finding.mark is mark)
            shown[last] = replace(shown[last], detail={**shown[last].detail, "not_shown": left_out})
    return tuple(shown)


def _kept(alike: list[Finding]) -> Iterator[Finding]:
    if len(alike) <= MOST:
        yield from alike
        return
    seen: dict[tuple[object, ...], Finding] = {}
    for finding in alike:
        seen.setdefault((finding.state, finding.trust, finding.says), finding)
    telling = sorted(seen.values(), key=lambda finding: _WORST_FIRST.index(finding.state))
    order = {id(finding): finding for finding in (alike[0], *telling, *alike)}
    yield from list(order.values())[:MOST]
