"""The walk through orders itself, on small machines of chance: held against every order that there is."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

import pytest

from order_tree import Taken, Tree
from touches import Touch

OPS = ("look x", "look y", "take x", "take y", "set x", "set y", "keep", "drop")
WRITING = ("begin", "set x", "look y", "set y", "keep")
"""As on SQLite: nobody begins while another has begun and not ended."""


@dataclass
class Machine:
    """A few actors with transactions on two rows; one who wants what another has taken waits for their end."""

    programs: Sequence[Sequence[str]]
    kept: dict[str, str] = field(default_factory=dict)
    held: dict[int, Touch] = field(default_factory=dict)
    own: dict[int, dict[str, str]] = field(default_factory=dict)
    place: dict[int, int] = field(default_factory=dict)
    waiting: list[int] = field(default_factory=list)
    seen: list[tuple[int, int, str]] = field(default_factory=list)

    def played(self, choose: Callable[[Mapping[int, Touch]], int]) -> list[Taken]:
        """Let the actors go as *choose* says until all have ended or nobody can; return what was taken."""
        run = []
        while able := {actor: self._touch(actor) for actor in self._able()}:
            actor = choose(able)
            run.append(Taken(actor, able, frozenset(self._gone(actor))))
        return run

    def outcome(self) -> tuple[object, ...]:
        """Return what was kept, and what everybody has seen."""
        return tuple(sorted(self.kept.items())), tuple(sorted(self.seen))

    def _able(self) -> Iterator[int]:
        for actor, program in enumerate(self.programs):
            if self._at(actor) < len(program) and actor not in self.waiting:
                barred = any("begun" in held.takes for other, held in self.held.items() if other != actor)
                if program[self._at(actor)] != "begin" or not barred:
                    yield actor

    def _at(self, actor: int) -> int:
        return self.place.get(actor, 0)

    def _touch(self, actor: int) -> Touch:
        what, _, row = self.programs[actor][self._at(actor)].partition(" ")
        names, held = frozenset({f"rows/{row}"}), self.held.get(actor, Touch())
        match what:
            case "begin":
                return Touch(takes=frozenset({"begun"}), waits=True)
            case "look":
                return Touch(reads=names)
            case "take":
                return Touch(takes=names).within(held)
            case "set":
                return Touch(takes=names, changes=names).within(held)
        return held.ended(what == "keep")

    def _gone(self, actor: int) -> list[int]:
        """Take one step of *actor*; return who goes on because of it."""
        what, _, row = self.programs[actor][self._at(actor)].partition(" ")
        touch = self._touch(actor)
        if what in ("keep", "drop"):
            if what == "keep":
                self.kept |= self.own.get(actor, {})
            self.held.pop(actor, None)
            self.own.pop(actor, None)
            self.place[actor] = self._at(actor) + 1
            waited, self.waiting = self.waiting, []
            return [other for other in waited if not self._wait_or_go(other)]
        if what == "look":
            self.seen.append((actor, self._at(actor), self.kept.get(row, "")))
        if what != "begin" and self._wait_or_go(actor):
            return []
        if what == "begin":
            self.held[actor] = touch
            self.place[actor] = self._at(actor) + 1
        return []

    def _wait_or_go(self, actor: int) -> bool:
        """Take the step of *actor* if nobody holds what it takes, else wait."""
        what, _, row = self.programs[actor][self._at(actor)].partition(" ")
        touch = self._touch(actor)
        if any(touch.takes & held.takes for other, held in self.held.items() if other != actor):
            self.waiting.append(actor)
            return True
        if what == "take":  # what it sees is what was kept last
            self.seen.append((actor, self._at(actor), self.kept.get(row, "")))
        if what == "set":
            self.own.setdefault(actor, {})[row] = f"{actor} {self._at(actor)}"
        if touch.takes or touch.changes:
            self.held[actor] = self.held.get(actor, Touch()).and_then(touch)
        self.place[actor] = self._at(actor) + 1
        return False


def shape(run: Sequence[Taken]) -> frozenset[object]:
    """Return what two orders have in common that differ only in neighbours who do not mind each other."""
    counted: dict[int, int] = {}
    names, pairs = [], set[object]()
    for late, taken in enumerate(run):
        counted[taken.actor] = counted.get(taken.actor, 0) + 1
        names.append((taken.actor, counted[taken.actor]))
        for early in range(late):
            before = run[early]
            if before.actor != taken.actor and (before.touch.minds(taken.touch) or taken.actor in before.woken):
                pairs.add((names[early], names[late]))
    return frozenset({*pairs, *names})


def every(programs: Sequence[Sequence[str]]) -> Iterator[tuple[list[Taken], Machine]]:
    """Yield every order, one by one."""
    waiting: list[list[int]] = [[]]
    while waiting:
        begin = waiting.pop()
        machine, went = Machine(programs), list[int]()

        def choose(able: Mapping[int, Touch], begin: list[int] = begin, went: list[int] = went) -> int:
            if len(went) >= len(begin):
                waiting.extend([*went, other] for other in sorted(able)[1:])
            went.append(begin[len(went)] if len(went) < len(begin) else min(able))
            return went[-1]

        yield machine.played(choose), machine


def walked(
    programs: Sequence[Sequence[str]], chance: Random | None = None, *, apart: bool = False
) -> Iterator[tuple[list[Taken], Machine, bool]]:
    """Yield the orders that the walk takes, and whether each is new; *apart*: each in a sitting of its own."""
    tree = Tree(chance)
    while not tree.exhausted:
        machine = Machine(programs)
        run = machine.played(tree.choose)
        yield run, machine, tree.end_of(run)
        if apart:
            tree = Tree.at(json.loads(json.dumps(tree.bookmark())))
            tree.chance = chance


def of_chance(chance: Random) -> list[list[str]]:
    """Return the programs of two or three actors, who end what they have begun."""
    if chance.random() < 0.2:
        return [["look x", *WRITING[: chance.randint(2, 4)], "keep"] for _ in range(chance.randint(2, 3))]
    sizes = [chance.randint(1, 2) for _ in range(chance.choice([2, 3, 3]))]
    return [[*(chance.choice(OPS) for _ in range(size)), chance.choice(["keep", "keep", "drop"])] for size in sizes]


@pytest.mark.parametrize("seed", range(4))
def test_of_equal_orders_one_is_taken_and_no_other_is_left_out(seed: int) -> None:
    chance = Random(f"orders {seed}")
    for _ in range(8):
        programs = of_chance(chance)
        all_of_them = list(every(programs))
        taken = [(run, machine) for run, machine, new in walked(programs) if new]
        shapes = [shape(run) for run, _ in taken]
        assert len(shapes) == len(set(shapes)), programs
        assert set(shapes) == {shape(run) for run, _ in all_of_them}, programs
        assert {machine.outcome() for _, machine in taken} == {machine.outcome() for _, machine in all_of_them}


def test_whichever_order_comes_first_and_wherever_a_walk_was_left_it_takes_the_same_orders() -> None:
    chance = Random("sittings")
    begun_otherwise = 0
    for _ in range(20):
        programs = of_chance(chance)
        whole, apart, other = (
            [shape(run) for run, _, new in walk if new]
            for walk in (walked(programs), walked(programs, apart=True), walked(programs, chance, apart=True))
        )
        assert apart == whole, programs
        assert Counter(other) == Counter(whole), programs
        begun_otherwise += other[0] != whole[0]
    assert begun_otherwise > 5


def test_a_run_that_is_made_again_leaves_nothing_behind() -> None:
    chance = Random("made again")
    for _ in range(10):
        programs = of_chance(chance)
        tree, shapes = Tree(), []
        while not tree.exhausted:
            if chance.random() < 0.4:
                Machine(programs).played(for_a_while(tree.choose, chance.randrange(9)))
                tree.take_again()
                continue
            run = Machine(programs).played(tree.choose)
            if tree.end_of(run):
                shapes.append(shape(run))
        assert shapes == [shape(run) for run, _, new in walked(programs) if new], programs


def for_a_while(choose: Callable[[Mapping[int, Touch]], int], steps: int) -> Callable[[Mapping[int, Touch]], int]:
    """Choose as *choose* does for some *steps*, then anybody."""
    left = iter(range(steps))
    return lambda able: min(able) if next(left, None) is None else choose(able)
