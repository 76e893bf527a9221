"""SQLite on a disk that fails: every kind of fault at every place in the program where it can come.

What must hold is said in `fault_rounds.Round.faults`: nothing acknowledged is lost, no state is without its leaf, what
was refused as unchanged is, the file is sound, and the work goes on when the fault is over.
"""

from collections.abc import Iterable, Iterator

import pytest

from fault_rounds import Round, SqliteRounds, pairs, sites
from faulty_disk import Fault, Kind

pytestmark = pytest.mark.needs("cc")

SEED = 4


def rounds_at_each_site(rounds: SqliteRounds, plant: str = "") -> Iterator[Round]:
    return (rounds.run(fault, call, plant) for fault, call in pairs(sites(rounds.calls(plant))))


def wrong(done: Iterable[Round]) -> Iterator[str]:
    return (f"{one.fault.name} at {one.call}: {fault}" for one in done for fault in one.faults)


@pytest.mark.slow
def test_no_fault_at_any_place_loses_or_halves_a_change(rounds: SqliteRounds) -> None:
    done = list(rounds_at_each_site(rounds))
    assert list(wrong(done)) == []
    assert len(done) > 100
    assert {one.fault for one in done} == set(Fault) - {Fault.NONE, Fault.LIE, Fault.POWER_OFF}
    refusals = {how for one in done for how in one.tale.refused.values()}
    assert refusals >= {"store.full", "store.failed"}
    assert {one.call.kind for one in done if one.call} >= {Kind.WRITE, Kind.SYNC, Kind.TRUNCATE, Kind.CREATE}


def test_no_cut_of_the_power_loses_or_halves_a_change(rounds: SqliteRounds) -> None:
    done = list(rounds.power_cuts(SEED))
    assert list(wrong(done)) == []
    assert len(done) > 200
    assert {len(one.tale.kept) for one in done} == {0, 1, 2, 3, 4}


@pytest.mark.parametrize("plant", ["leaf-after", "no-leaf"])
def test_planted_a_change_that_is_not_one_with_its_leaf_is_found(rounds: SqliteRounds, plant: str) -> None:
    assert any("do not agree" in one for one in wrong(rounds.power_cuts(SEED, plant)))


@pytest.mark.slow
@pytest.mark.parametrize("plant", ["leaf-after", "no-leaf"])
def test_planted_it_is_found_by_a_kill_or_a_full_disk_too(rounds: SqliteRounds, plant: str) -> None:
    assert any("do not agree" in one for one in wrong(rounds_at_each_site(rounds, plant)))


def test_planted_what_is_never_flushed_is_found_by_a_cut_of_the_power_alone(rounds: SqliteRounds) -> None:
    deaths = [rounds.run(Fault.KILL_AFTER, call, "unflushed") for call in sites(rounds.calls("unflushed"))]
    assert list(wrong(deaths)) == []  # the system keeps what a killed process had written
    assert any("lost" in one or "damaged" in one for one in wrong(rounds.power_cuts(SEED, "unflushed")))


def test_a_disk_that_only_says_it_has_flushed_is_found(rounds: SqliteRounds) -> None:
    assert any(wrong(rounds.power_cuts(SEED, lie=True)))
