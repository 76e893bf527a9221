"""Units that share one commit on SQLite: each all or nothing by itself, none acknowledged before all are durable."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import event

from store_children import ACME, NOON, Counters, Happened, Nursery
from store_kept import kept
from store_places import Place, on_sqlite
from tellmark.store.clocks import Clocks, clock_of
from tellmark.store.database import Database, open_database
from tellmark.store.errors import StoreBusy, StoreFull
from tellmark.store.leaves import Leaves
from tellmark.store.schema import upgrade
from tellmark.store.scope import Machinery
from tellmark.store.sharing import MOST, SharedCommits
from tellmark.store.tenants import Tenants
from tellmark.values.ids import entropy

pytestmark = on_sqlite


def say(database: Database, number: int) -> None:
    with database.write(ACME) as unit:
        unit.say(Happened(number=number))


def said(database: Database) -> list[int]:
    with database.read(ACME) as unit:
        return sorted(int(leaf.body.partition(b'"number":')[2].partition(b",")[0]) for leaf in Leaves(unit).all())


class Gone(Exception):
    """Ends a unit that only held the others up."""


class Crowd:
    """Threads that come while somebody works, so that all of them wait when that one ends."""

    def __init__(self, database: Database, most: int = 100) -> None:
        self._database = database
        self._threads = ThreadPoolExecutor(most)
        self.commits = 0
        event.listen(database.engines.writing, "commit", self._count)

    def _count(self, _: object) -> None:
        self.commits += 1

    def meets(self, *works: Callable[[], object]) -> list[Future[object]]:
        """Let each of *works* begin to wait, in this order, then let all of them go; return how they ended."""
        assert self._database._shared is not None
        with suppress(Gone), self._database.write(ACME):
            futures = []
            for at, work in enumerate(works):
                futures.append(self._threads.submit(work))
                while self._database._shared.waiting < at + 1:
                    pass
            self.commits = 0
            raise Gone  # so that it is not one of those who share
        for one in futures:
            one.exception(60)
        return futures

    def close(self) -> None:
        self._threads.shutdown()


@pytest.fixture
def crowd(database: Database) -> Iterator[Crowd]:
    database._shared = SharedCommits(database.engines.writing, 60, longest=60)  # however slow this machine is
    found = Crowd(database)
    yield found
    found.close()


def test_units_that_meet_share_one_commit_and_one_by_one_each_has_its_own(database: Database, crowd: Crowd) -> None:
    ends = crowd.meets(*(lambda number=number: say(database, number) for number in range(8)))
    assert [one.exception() for one in ends] == [None] * 8
    assert said(database) == list(range(8))
    assert crowd.commits < 8
    crowd.commits = 0
    for number in range(8, 11):
        say(database, number)
    assert crowd.commits == 3


def test_nobody_is_told_before_the_commit_that_they_share(place: Place, database: Database, crowd: Crowd) -> None:
    """At the moment of the commit no unit of it has returned, and afterwards another process sees all of them."""
    returned: list[int] = []
    at_commit: list[int] = []
    event.listen(database.engines.writing, "commit", lambda _: at_commit.append(len(returned)))

    def work(number: int) -> None:
        say(database, number)
        assert number in said(other)
        returned.append(number)

    other = place.open()
    ends = crowd.meets(*(lambda number=number: work(number) for number in range(6)))
    assert [one.exception() for one in ends] == [None] * 6
    shared = [before for before in at_commit if before < 6]
    assert shared[0] == 0


def test_a_unit_that_fails_takes_back_its_own_and_nobody_elses(database: Database, crowd: Crowd) -> None:
    def fail(number: int) -> None:
        with database.write(ACME) as unit:
            unit.say(Happened(number=number))
            raise ZeroDivisionError

    works = [(fail if number % 3 == 0 else lambda number: say(database, number)) for number in range(9)]
    ends = crowd.meets(*(lambda at=at, work=work: work(at) for at, work in enumerate(works)))
    assert [type(one.exception()) for one in ends] == [
        ZeroDivisionError if number % 3 == 0 else type(None) for number in range(9)
    ]
    assert said(database) == [1, 2, 4, 5, 7, 8]


def test_one_after_the_other_sees_what_the_one_before_wrote(database: Database, crowd: Crowd) -> None:
    with database.write(ACME) as unit:
        Clocks(unit).start(clock_of("counter", "k", "a", "hours", NOON, NOON))

    def put_up() -> None:
        with database.write(ACME) as unit:
            Counters(unit).put_up("counter")

    crowd.meets(*[put_up] * 60)
    with database.write(ACME) as unit:
        assert Counters(unit).count("counter") == 60


def test_a_transaction_that_is_dropped_under_all_of_them_is_told_to_all(database: Database, crowd: Crowd) -> None:
    """SQLite takes back a whole transaction where there is no room: whoever had ended in it was not acknowledged."""

    def drop() -> None:
        with database.work(Machinery("tests")) as unit:
            unit.connection.exec_driver_sql("ROLLBACK")

    ends = crowd.meets(lambda: say(database, 1), lambda: say(database, 2), drop, lambda: say(database, 3))
    faults = [one.exception() for one in ends]
    assert [type(fault) for fault in faults[:3]] == [StoreBusy, StoreBusy, RuntimeError]
    assert "nothing was changed" in str(faults[0])
    assert said(database) == ([] if faults[3] else [3])
    say(database, 4)
    assert 4 in said(database)


def test_a_commit_that_fails_is_told_to_all_who_shared_it(database: Database, crowd: Crowd) -> None:
    with refusing_commits(database, StoreFull()):
        ends = crowd.meets(*(lambda number=number: say(database, number) for number in range(4)))
        assert {type(one.exception()) for one in ends} == {StoreFull}
    assert said(database) == []
    say(database, 9)
    assert said(database) == [9]


@contextmanager
def refusing_commits(database: Database, fault: Exception) -> Iterator[None]:
    def refuse(_: object) -> None:
        if database._shared is not None and threading.current_thread() is not threading.main_thread():
            raise fault

    event.listen(database.engines.writing, "commit", refuse)
    yield
    event.remove(database.engines.writing, "commit", refuse)


def test_a_full_database_under_a_crowd_loses_nothing_that_was_acknowledged(database: Database, crowd: Crowd) -> None:
    with database.engines.writing.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")

    def fill(first: int) -> list[int]:
        done: list[int] = []
        for number in range(first, first + 500):
            try:
                say(database, number)
            except (StoreFull, StoreBusy):
                return done
            done.append(number)
        return pytest.fail("there is more room than there should be")

    ends = crowd.meets(*(lambda first=first: fill(first) for first in range(0, 8000, 1000)))
    acknowledged = sorted(number for one in ends for number in one.result())  # type: ignore[attr-defined]  # lists
    assert acknowledged
    assert said(database) == acknowledged


def test_a_crowd_that_never_ends_is_still_committed_in_parts(database: Database, crowd: Crowd) -> None:
    crowd.meets(*[lambda: say(database, 1)] * (MOST + 10))
    assert len(said(database)) == MOST + 10
    assert crowd.commits >= 2


def test_whoever_waits_too_long_for_their_turn_has_changed_nothing(place: Place) -> None:
    impatient = place.open(patience=0.1)
    crowd = Crowd(impatient)
    with impatient.write(ACME):
        ends = [crowd._threads.submit(say, impatient, number) for number in range(3)]
        assert {type(one.exception(60)) for one in ends} == {StoreBusy}
    assert said(impatient) == []
    say(impatient, 5)
    assert said(impatient) == [5]
    crowd.close()


def test_an_interrupt_in_one_unit_is_nobody_elses(database: Database, crowd: Crowd) -> None:
    def interrupted() -> None:
        with database.write(ACME) as unit:
            unit.say(Happened(number=1))
            raise SystemExit

    ends = crowd.meets(lambda: say(database, 0), interrupted, lambda: say(database, 2))
    assert [type(one.exception()) for one in ends] == [type(None), SystemExit, type(None)]
    assert said(database) == [0, 2]


@pytest.mark.slow
def test_killed_in_a_crowd_every_unit_is_whole_and_none_that_was_acknowledged_is_lost(
    place: Place, children: Nursery, tmp_path: Path
) -> None:
    """Some children die at a boundary between two statements of any of their threads, in a shared transaction."""
    acks = tmp_path / "acks"
    acks.touch()
    ended = 0
    for fatal in range(0, 240, 3):
        first = 1000 * fatal
        (end,) = children.run(("change_together", place.where, str(acks), fatal, first))
        ended += end == 0
        assert end in (0, -9)
        found = kept(place.open(), set(map(int, acks.read_text().split())), set(range(first, first + 12)))
        assert found.whole, (fatal, found)
    assert ended
    assert acks.stat().st_size


def test_a_migration_is_a_unit_like_any_other(place: Place, tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "new.db"), lambda: NOON, entropy)
    upgrade(database)
    with database.work(Machinery("tests")) as unit:
        Tenants(unit).open(ACME.tenant)
    say(database, 1)
    assert said(database) == [1]
    database.close()
