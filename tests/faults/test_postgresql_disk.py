"""PostgreSQL on a disk that fails, and after a power cut: what it acknowledged to us is there, whole."""

from collections.abc import Iterable, Iterator
from random import Random

import pytest

from fault_rounds_postgresql import PostgresqlRounds, ServerRound, pairs, role, sites
from faulty_disk import Disk, Fault
from store_children import Nursery
from throwaway_postgresql import Server

pytestmark = [pytest.mark.needs("cc"), pytest.mark.needs("postgresql"), pytest.mark.slow]

SEED = 4
OTHERS = 6
CUTS = 10
"""How many rounds away from the log, and how many cuts of the power; `make soak` makes all of them."""


@pytest.fixture
def server_rounds(disk: Disk, own_server: Server, endangered: Nursery) -> PostgresqlRounds:
    return PostgresqlRounds(disk, own_server, endangered)


def wrong(done: Iterable[ServerRound]) -> Iterator[str]:
    return (f"{one.fault.name} at {one.met}: {fault}" for one in done for fault in one.faults)


def test_no_fault_under_the_server_loses_or_halves_a_change(server_rounds: PostgresqlRounds) -> None:
    found = list(pairs(sites(server_rounds.calls())))
    log = [(fault, call) for fault, call in found if role(call).startswith("pg_wal")]
    others = Random(SEED).sample([one for one in found if one not in log], OTHERS)
    done = [server_rounds.run(fault, call.number) for fault, call in [*log, *others]]
    assert list(wrong(done)) == []
    assert {one.fault for one in done} >= {Fault.KILL_BEFORE, Fault.TORN, Fault.NO_SPACE, Fault.IO_ERROR}
    assert {how for one in done for how in one.tale.refused.values()}, "nothing was ever refused: the faults do nothing"


def test_no_power_cut_under_the_server_loses_or_halves_a_change(server_rounds: PostgresqlRounds) -> None:
    done = list(server_rounds.power_cuts(SEED, most=CUTS))
    assert list(wrong(done)) == []
    assert len({len(one.tale.kept) for one in done}) > 1


def test_planted_a_server_that_does_not_wait_for_its_disk_is_found(server_rounds: PostgresqlRounds) -> None:
    assert any("lost" in one for one in wrong(server_rounds.power_cuts(SEED, "unflushed", most=CUTS)))
