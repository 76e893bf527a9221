"""Clocks: each mark is told once, whoever sweeps, and none is lost while nobody does."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from store_children import ACME, BIRCH, NOON, Nursery
from store_places import Place
from tellmark.store.clocks import Clock, Clocks, Mark, RunningClocks, _event, _event_id, clock_of, sweep
from tellmark.store.database import Database
from tellmark.store.errors import AlreadyThere, NotFound
from tellmark.store.scope import Machinery, Scope
from tellmark.store.tables import EVENTS, LEAVES

LONG = 40


def started(database: Database, name: str = "c1", hours: int = 10, scope: Scope = ACME) -> Clock:
    clock = clock_of(name, "DSA-16", "case-1", "hours", NOON, NOON + timedelta(hours=hours))
    with database.write(scope) as unit:
        Clocks(unit).start(clock)
    return clock


def told(database: Database) -> list[tuple[str, str, int | None]]:
    """Return tenant, event and percent of everything that was told, in the order of the leaves."""
    both = select(EVENTS).join(LEAVES, LEAVES.c.event == EVENTS.c.id).order_by(LEAVES.c.id)
    with database.work(Machinery("tests")) as unit:
        rows = unit.run(both).mappings().all()
    return [(row["tenant"], row["name"], msgspec.json.decode(row["body"]).get("percent")) for row in rows]


def test_each_mark_is_told_when_it_comes_and_once(place: Place, database: Database) -> None:
    started(database)
    assert sweep(database) == 0
    expected = []
    for hours, mark in ((5, ("clock.at_risk", 50)), (3, ("clock.at_risk", 80)), (2, ("clock.ran_out", None))):
        place.later(hours=hours, seconds=-1)
        assert sweep(database) == 0
        place.later(seconds=1)
        assert sweep(database) == 1
        assert sweep(database) == 0
        expected.append(("acme", *mark))
        assert told(database) == expected


def test_after_a_long_sleep_every_mark_is_told_in_order(place: Place, database: Database) -> None:
    started(database)
    started(database, scope=BIRCH)
    place.later(days=3)
    assert sweep(database) == 2
    for tenant in ("acme", "birch"):
        assert [mark for mark in told(database) if mark[0] == tenant] == [
            (tenant, "clock.at_risk", 50), (tenant, "clock.at_risk", 80), (tenant, "clock.ran_out", None)
        ]  # fmt: skip


def test_a_stopped_clock_says_nothing_more(place: Place, database: Database) -> None:
    started(database)
    with database.write(ACME) as unit:
        assert Clocks(unit).stop("c1")
        assert not Clocks(unit).stop("c1")
        with pytest.raises(NotFound):
            Clocks(unit).stop("c2")
        with pytest.raises(NotFound):
            Clocks(unit).move("c1", NOON, NOON, NOON)
    place.later(days=3)
    assert sweep(database) == 0


def test_a_clock_that_was_moved_keeps_what_was_told(place: Place, database: Database) -> None:
    clock = started(database)
    place.later(hours=6)
    assert sweep(database) == 1
    with database.write(ACME) as unit:
        moved = Clocks(unit).move("c1", clock.half, clock.most + timedelta(hours=4), clock.due + timedelta(hours=4))
        assert Clocks(unit).get("c1") == moved
    place.later(hours=3)
    assert sweep(database) == 0
    place.later(hours=3)
    assert sweep(database) == 1
    assert [percent for _, _, percent in told(database)] == [50, 80]


def test_two_sweepers_fire_each_clock_once(place: Place, database: Database, children: Nursery) -> None:
    with database.write(ACME) as unit:
        for number in range(LONG):
            Clocks(unit).start(clock_of(f"c{number}", "rule", "thing", "hours", NOON, NOON + timedelta(hours=1)))
    at = (NOON + timedelta(days=1)).isoformat()
    assert children.run(*[("sweep_all", place.where, at)] * 2) == [0, 0]
    assert Counter(told(database)) == {
        ("acme", "clock.at_risk", 50): LONG, ("acme", "clock.at_risk", 80): LONG, ("acme", "clock.ran_out", None): LONG
    }  # fmt: skip


def test_planted_a_sweeper_that_does_not_look_is_refused_by_the_database(place: Place, database: Database) -> None:
    clock = started(database)
    place.later(days=1)
    sweep(database)
    with pytest.raises(IntegrityError), database.write(ACME) as unit:
        unit.say_as(_event_id(ACME.tenant, "c1", Mark.HALF), _event(clock, Mark.HALF))


def test_the_first_due_stands_first_and_a_clock_starts_once(database: Database) -> None:
    started(database, "late", 20)
    started(database, "soon", 2)
    with database.read(ACME) as reading:
        assert [clock.id for clock in RunningClocks(reading).about("case-1")] == ["soon", "late"]
    with pytest.raises(AlreadyThere):
        started(database, "soon")


@given(st.integers(0, 4 * 10**9), st.integers(0, 10**9))
def test_marks_stand_at_half_and_four_fifths(start: int, seconds: int) -> None:
    begin = datetime.fromtimestamp(start, UTC)
    clock = clock_of("c", "k", "a", "hours", begin, begin + timedelta(seconds=seconds))
    assert clock.started <= clock.half <= clock.most <= clock.due
    assert (clock.half - begin).total_seconds() == seconds // 2
    assert (clock.most - begin).total_seconds() == seconds * 8 // 10


def test_a_clock_whose_instants_are_in_disorder_cannot_be() -> None:
    with pytest.raises(ValueError, match="order"):
        Clock("c", "k", "a", "hours", NOON, NOON, NOON, NOON - timedelta(seconds=1))
