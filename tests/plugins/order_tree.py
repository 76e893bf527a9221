"""All orders of a few actors, depth first: of those that differ only in neighbours who do not mind each other, one.

Where two steps of a run mind each other and nothing keeps them in this order, the other order is tried as well: source
sets (Abdulla, Aronsson, Jonsson and Sagonas, 2014). What sleeps has been tried from an equal state (Godefroid, 1996).
How many orders there are does not depend on which of them comes first.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from touches import Touch


@dataclass(frozen=True, slots=True)
class Taken:
    """One step of a run: who went, what it touched, who else could have gone, and whom it set going again."""

    actor: int
    able: Mapping[int, Touch]
    woken: frozenset[int]

    @property
    def touch(self) -> Touch:
        """What the step touched."""
        return self.able[self.actor]


class Tree:
    """Walks through all orders; the same choices must lead to the same steps.

    Which of several ways it tries first, *chance* says; without it, that of the actor with the lowest number.
    """

    def __init__(self, chance: Random | None = None) -> None:
        self.chance = chance
        self.exhausted = False
        self.taken = 0
        self._begin: list[int] = []
        self._wanted: list[set[int]] = []  # at each step, who is to be tried there
        self._asleep: list[set[int]] = [set()]  # at each step, whose next statement has been tried from an equal state
        self._fixed = 0  # how many steps of the next run are laid down
        self._step = 0
        self._dull: int | None = None  # the step from which nothing new can come

    @classmethod
    def at(cls, bookmark: Mapping[str, Any]) -> "Tree":
        """Return a walk that goes on where another one left a *bookmark*."""
        tree = cls()
        tree.exhausted, tree.taken, tree._begin = bookmark["exhausted"], bookmark["taken"], [*bookmark["begin"]]
        tree._wanted, tree._asleep = ([{*actors} for actors in bookmark[name]] for name in ("wanted", "asleep"))
        tree._fixed = len(tree._begin)
        return tree

    def bookmark(self) -> dict[str, Any]:
        """Return where it stands between two orders, in what JSON can hold."""
        sets = {"wanted": self._wanted, "asleep": self._asleep}
        kept = {name: [sorted(actors) for actors in steps] for name, steps in sets.items()}
        return {"exhausted": self.exhausted, "taken": self.taken, "begin": self._begin, **kept}

    def choose(self, able: Mapping[int, Touch]) -> int:
        """Choose who goes next; once nothing new can come of a run, anybody."""
        step, self._step = self._step, self._step + 1
        if self._dull is not None:
            return min(able)
        asleep = self._asleep[step]
        if step < len(self._begin):
            actor = self._begin[step]
            assert actor in able, "the same beginning did not lead to the same choice"
        else:
            awake = [actor for actor in able if actor not in asleep]
            if not awake:
                self._dull = step
                return min(able)
            actor = self._first(awake)
            self._begin.append(actor)
            self._wanted.append({actor})
        if step + 1 == len(self._asleep):
            self._asleep.append({other for other in asleep & able.keys() if not able[other].minds(able[actor])})
        return actor

    def end_of(self, run: Sequence[Taken]) -> bool:
        """Prepare the next order after *run*; return whether that was a new one."""
        new = self._dull is None
        last = len(run) if self._dull is None else self._dull
        self._dull, self._step = None, 0
        self.taken += new
        for step, anyone in _turned(run[:last]):
            if not anyone & self._wanted[step]:
                able = anyone & run[step].able.keys()
                self._wanted[step] |= {min(able)} if able else run[step].able.keys()
        for step in range(last - 1, -1, -1):
            del self._asleep[step + 1 :], self._begin[step:], self._wanted[step + 1 :]
            self._asleep[step].add(run[step].actor)
            if awake := self._wanted[step] & run[step].able.keys() - self._asleep[step]:
                self._begin.append(self._first(awake))
                self._fixed = step + 1
                return new
        self.exhausted = True
        return new

    def take_again(self) -> None:
        """Forget the run that has just been made: the same order is the next one."""
        del self._asleep[max(1, self._fixed) :], self._begin[self._fixed :], self._wanted[self._fixed :]
        self._dull, self._step = None, 0

    def _first(self, actors: Collection[int]) -> int:
        return min(actors) if self.chance is None else self.chance.choice(sorted(actors))


def _turned(run: Sequence[Taken]) -> Iterator[tuple[int, set[int]]]:
    """Yield each step before which a later one could have come, with those by whom that would have begun."""
    follows: list[set[int]] = []  # for each step, those that it comes after in every equal order
    own: dict[int, set[int]] = {}  # the same for the next step of an actor, whatever that touches
    for step, taken in enumerate(run):
        after, let = set(own.get(taken.actor, ())), set[int]()
        alone: int | None = None  # who had what this step had to wait for
        for before in range(step - 1, -1, -1):
            other = run[before].touch
            if before in after or not taken.touch.minds(other):
                continue
            if taken.touch.waits and other.ends:
                alone = run[before].actor
            if run[before].actor == alone and not other.waits:  # it could not have come before this
                let.add(before)
                continue
            alone = None if run[before].actor == alone else alone
            after |= {before, *follows[before]}
            yield before, _beginners(run, follows, before, taken.actor, after, step)
        follows.append(after.union(let, *(follows[one] for one in let)))
        for actor in (taken.actor, *taken.woken):
            own[actor] = own.get(actor, set()) | follows[step] | {step}


def _beginners(
    run: Sequence[Taken], follows: Sequence[set[int]], turned: int, actor: int, after: set[int], end: int
) -> set[int]:
    """Return who could begin an order in which *actor* comes to its step at *end* before the step *turned* is taken."""
    free = [step for step in range(turned + 1, end) if turned not in follows[step]]
    first: dict[int, int] = {}
    for step in free:
        first.setdefault(run[step].actor, step)
    begin = {who for who, step in first.items() if not follows[step] & set(free)}
    return begin if actor in first or after & set(free) else begin | {actor}
