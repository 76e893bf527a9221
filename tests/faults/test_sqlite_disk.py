"""SQLite on a disk that fails: every kind of fault at every place in the program where it can come.

What must hold is said in `store_kept.broken` and `fault_rounds`: nothing acknowledged is lost, no state is without its
leaf, what was refused as unchanged is, the file is sound, the work goes on when the fault is over; a stranger sees an
intact log all the time, and what was signed stays signed.
"""

from collections.abc import Iterable, Iterator

import pytest

from fault_children import Work
from fault_rounds import Round, SqliteRounds, pairs, role, sites
from faulty_disk import Fault, Kind

pytestmark = pytest.mark.needs("cc")

SEED = 4
TOGETHER = Work(changes=9, threads=3)
LOGGED = Work(changes=2, log=True)


def rounds_at_each_site(rounds: SqliteRounds, work: Work) -> Iterator[Round]:
    """Make a round for each fault at each site; with a log, at those of its files: the others are the same."""
    calls = sites(rounds.calls(work), last=not work.log)
    calls = [call for call in calls if not work.log or role(call).startswith("log")]
    return (rounds.run(fault, call.number, work) for fault, call in pairs(calls))


def wrong(done: Iterable[Round]) -> Iterator[str]:
    return (f"{one.fault.name} at {one.call}: {fault}" for one in done for fault in one.faults)


@pytest.mark.slow
def test_no_fault_at_any_place_loses_or_halves_a_change(rounds: SqliteRounds) -> None:
    done = list(rounds_at_each_site(rounds, Work()))
    assert list(wrong(done)) == []
    assert len(done) > 100
    assert {one.fault for one in done} == set(Fault) - {Fault.NONE, Fault.LIE, Fault.POWER_OFF}
    assert {how for one in done for how in one.tale.refused.values()} >= {"store.full", "store.failed"}


@pytest.mark.slow
def test_no_fault_at_any_place_loses_a_change_of_those_who_share_a_commit(rounds: SqliteRounds) -> None:
    done = list(rounds_at_each_site(rounds, TOGETHER))
    assert list(wrong(done)) == []
    assert {how for one in done for how in one.tale.refused.values()} >= {"store.full", "store.failed"}


@pytest.mark.slow
def test_no_fault_at_any_place_spoils_the_log(rounds_with_log: SqliteRounds) -> None:
    done = list(rounds_at_each_site(rounds_with_log, LOGGED))
    assert list(wrong(done)) == []
    assert len(done) > 50


def test_no_cut_of_the_power_loses_or_halves_a_change(rounds: SqliteRounds) -> None:
    done = list(rounds.power_cuts(SEED))
    assert list(wrong(done)) == []
    assert len(done) > 200
    assert {len(one.tale.kept) for one in done} == {0, 1, 2, 3, 4}


@pytest.mark.slow
def test_no_cut_of_the_power_loses_a_change_of_those_who_share_a_commit(rounds: SqliteRounds) -> None:
    done = list(rounds.power_cuts(SEED, TOGETHER))
    assert list(wrong(done)) == []
    assert len(done) > 100


@pytest.mark.slow
def test_no_cut_of_the_power_spoils_the_log(rounds_with_log: SqliteRounds) -> None:
    done = list(rounds_with_log.power_cuts(SEED, LOGGED))
    assert list(wrong(done)) == []
    assert {one.tale.signed for one in done} == {0, 255, 256}


# --- planted: the harness finds what it is there for ------------------------------------------------------------------


@pytest.mark.parametrize("plant", ["leaf-after", "no-leaf"])
def test_planted_a_change_that_is_not_one_with_its_leaf_is_found(rounds: SqliteRounds, plant: str) -> None:
    assert any("do not agree" in one for one in wrong(rounds.power_cuts(SEED, Work(plant))))


@pytest.mark.slow
@pytest.mark.parametrize("plant", ["leaf-after", "no-leaf"])
def test_planted_it_is_found_by_a_kill_too(rounds: SqliteRounds, plant: str) -> None:
    assert any("KILL" in one for one in wrong(rounds_at_each_site(rounds, Work(plant))) if "do not agree" in one)


def test_planted_what_is_never_flushed_is_found_by_a_cut_of_the_power_alone(rounds: SqliteRounds) -> None:
    unflushed = Work("unflushed")
    calls = [call for call in sites(rounds.calls(unflushed)) if call.kind is Kind.WRITE]
    assert list(wrong(rounds.run(Fault.KILL_AFTER, call.number, unflushed) for call in calls)) == []
    found = list(wrong(rounds.power_cuts(SEED, unflushed)))
    assert any("lost" in one or "damaged" in one for one in found)


@pytest.mark.slow
def test_planted_a_checkpoint_that_is_signed_before_its_rows_are_durable_is_found(
    rounds_with_log: SqliteRounds,
) -> None:
    found = wrong(rounds_with_log.power_cuts(SEED, Work("signed-early", changes=1, log=True)))
    assert any("it is an older copy" in one for one in found)


def test_a_disk_that_only_says_it_has_flushed_is_found(rounds: SqliteRounds) -> None:
    assert any(wrong(rounds.power_cuts(SEED, lie=True)))
