"""Warm cells for servers."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tellmark.media.sandbox import Limits, Pool
from tellmark.media.sandbox.errors import Busy, Crashed, NotStarted

pytestmark = pytest.mark.needs("linux")

HERE = str(Path(__file__).parent)
LIMITS = Limits(memory=1 << 30, cpu_seconds=60, wall_seconds=30, output=1 << 20, answer=1 << 16)


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool("hostile_jobs", LIMITS, size=2, each=3, folders=[HERE]) as pool:
        yield pool


def test_a_cell_serves_several_jobs_and_is_then_replaced(pool: Pool) -> None:
    served = []
    for _ in range(12):
        with pool.cell() as cell:
            assert cell.run("threads", None, int, {}) == 8
            served.append(cell.pid)
    assert max(served.count(pid) for pid in served) == 3


def test_a_cell_that_failed_is_replaced(pool: Pool) -> None:
    for _ in range(4):
        with pool.cell() as cell, pytest.raises(Crashed):
            cell.run("die", int(signal.SIGSEGV), type(None), {})
    with pool.cell() as cell:
        assert cell.run("threads", None, int, {}) == 8


def test_a_spare_cell_that_died_is_not_lent(pool: Pool) -> None:
    with pool.cell() as one, pool.cell() as two:
        spare = [one.pid, two.pid]
    for pid in spare:
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    for _ in range(2):
        with pool.cell() as cell:
            assert cell.run("threads", None, int, {}) == 8


def test_no_more_cells_than_its_size_are_lent(pool: Pool) -> None:
    with pool.cell(), pool.cell(), pytest.raises(Busy), pool.cell(wait_seconds=0.05):
        pytest.fail("a third cell was lent")
    with pool.cell(wait_seconds=30):
        pass


def test_many_threads_share_a_pool(pool: Pool) -> None:
    answers: list[int] = []

    def ask() -> None:
        with pool.cell() as cell:
            answers.append(cell.run("threads", None, int, {}))

    askers = [threading.Thread(target=ask) for _ in range(12)]
    for each in askers:
        each.start()
    for each in askers:
        each.join()
    assert answers == [8] * 12


def test_a_pool_that_cannot_start_says_so_to_everybody_who_asks() -> None:
    with Pool("no_such_table", LIMITS, size=1) as pool:
        for _ in range(2):
            with pytest.raises(NotStarted), pool.cell():
                pytest.fail("a cell was lent")


def test_closing_ends_every_child() -> None:
    with Pool("hostile_jobs", LIMITS, size=2, folders=[HERE]) as pool, pool.cell() as one, pool.cell() as two:
        pids = [one.pid, two.pid]
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
