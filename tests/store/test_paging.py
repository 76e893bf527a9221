"""Rows in pages, while others are added and removed: none comes twice, and none that stays is left out."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from store_children import ACME, BIRCH, NOON
from tellmark.store.clocks import Clock, Clocks, clock_of
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.tables import CLOCKS


class Listed(Clocks):
    """Clocks in pages, those that are due first in front."""

    def page(self, after: tuple[object, ...] | None, limit: int) -> list[tuple[object, str]]:
        rows = self._after(after, [CLOCKS.c.due_at, CLOCKS.c.id], CLOCKS.c.kind == "shown", limit=limit)
        return [(row["due_at"], row["id"]) for row in rows]


def clock(number: int, kind: str = "shown") -> Clock:
    made = clock_of(f"c{number:03}", kind, "x", "plain", NOON, NOON + timedelta(hours=number % 7 + 1))
    return replace(made, kind=kind)


def put(database: Database, scope: Scope, *clocks: Clock) -> None:
    with database.write(scope) as unit:
        for one in clocks:
            Clocks(unit).start(one)


@pytest.mark.parametrize("seed", range(8))
def test_no_row_is_lost_or_comes_twice_while_others_come_and_go(database: Database, seed: int) -> None:
    chance = random.Random(seed)
    numbers = list(range(60))
    chance.shuffle(numbers)
    first, added = numbers[:40], numbers[40:]
    put(database, ACME, *map(clock, first), clock(900, "hidden"))
    put(database, BIRCH, *map(clock, numbers))
    gone: set[str] = set()
    seen: list[tuple[object, str]] = []
    after: tuple[object, ...] | None = None
    while True:
        with database.read(ACME) as unit:
            page = Listed(unit).page(after, chance.randint(1, 7))  # type: ignore[arg-type]  # it only reads here
        if not page:
            break
        seen += page
        after = page[-1]
        if added:
            put(database, ACME, clock(added.pop()))
        with database.write(ACME) as unit:
            victim = f"c{chance.choice(first):03}"
            if Clocks(unit)._remove(victim):
                gone.add(victim)
    ids = [one for _, one in seen]
    assert seen == sorted(seen)
    assert len(ids) == len(set(ids))
    assert {f"c{number:03}" for number in first} - gone <= set(ids)
    assert set(ids) <= {f"c{number:03}" for number in numbers}


def test_a_place_of_another_order_is_refused(database: Database) -> None:
    with database.read(ACME) as unit, pytest.raises(ValueError, match="a value for each column"):
        Listed(unit).page((1, 2, 3), 5)  # type: ignore[arg-type]  # it only reads here
