"""Units of work: all or nothing, one view to read, one tenant to see."""

import sqlite3
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from store_children import ACME, BIRCH, NOON, Counters, Happened
from store_places import Place, on_postgresql
from tellmark.store.clocks import Clock, Clocks, RunningClocks, clock_of
from tellmark.store.database import Database, open_database
from tellmark.store.errors import AlreadyThere, NoDriver, NotDurable, NotFound, StoreUnreachable
from tellmark.store.leaves import Leaves
from tellmark.store.scope import Machinery, TenantId
from tellmark.store.tables import CLOCKS, LEAVES
from tellmark.store.tenants import Tenants
from tellmark.store.trying import nothing_kept
from tellmark.values.ids import entropy


def clock(name: str = "c1", about: str = "thing") -> Clock:
    return clock_of(name, "rule", about, "hours", NOON, NOON.replace(hour=22))


def test_a_unit_that_ends_well_is_kept_whole(database: Database) -> None:
    with database.write(ACME) as unit:
        Clocks(unit).start(clock())
        event = unit.say(Happened(number=7))
    with database.read(ACME) as unit:
        assert RunningClocks(unit).get("c1") == clock()
        assert (
            Leaves(unit).of(event).body.startswith(b'{"at":"2026-11-22T12:00:00Z","commitments":{},"facts":{"number":7')
        )


def test_a_unit_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write(ACME) as unit:
        Clocks(unit).start(clock())
        unit.say(Happened(number=7))
        raise ZeroDivisionError
    with database.read(ACME) as unit:
        assert RunningClocks(unit).about("thing") == []
        assert Leaves(unit).all() == []


def test_what_is_only_tried_is_done_to_its_end_and_leaves_nothing(database: Database) -> None:
    with nothing_kept():
        with database.write(ACME) as unit:
            unit.say(Happened(number=7))
            assert len(Leaves(unit).all()) == 1
        with database.work(Machinery("tries")) as work:
            work.within(TenantId("acme")).say(Happened(number=8))
        with pytest.raises(ZeroDivisionError), database.write(ACME):
            raise ZeroDivisionError
    with database.read(ACME) as unit:
        assert Leaves(unit).all() == []
    with database.write(ACME) as unit:
        unit.say(Happened(number=9))
    with database.read(ACME) as unit:
        assert len(Leaves(unit).all()) == 1


def test_a_reading_unit_sees_one_state_however_long_it_looks(place: Place, database: Database) -> None:
    with database.read(ACME) as reading:
        assert Leaves(reading).all() == []
        with place.open().write(ACME) as unit:
            unit.say(Happened(number=1))
        assert Leaves(reading).all() == []
    with database.read(ACME) as reading:
        assert len(Leaves(reading).all()) == 1


def test_a_reading_unit_looks_once_for_each_thing_and_a_writing_one_each_time(database: Database) -> None:
    look = count(1).__next__
    with database.read(ACME) as unit:
        assert [unit.once(what, look) for what in "aab"] == [1, 1, 2]
    assert unit.once("a", lambda: 0) == 0  # what has ended has kept nothing
    with database.read(ACME) as unit:
        assert unit.once("a", look) == 3
    with database.write(ACME) as unit:
        assert [unit.once("a", look) for _ in range(2)] == [4, 5]


def test_what_was_looked_for_in_vain_is_looked_for_again(database: Database) -> None:
    with database.read(ACME) as unit:
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                unit.once("a", lambda: 1 // 0)
        assert unit.once("a", lambda: 0) == 0


def test_a_reading_unit_changes_nothing_even_by_a_trick(database: Database) -> None:
    trick = insert(CLOCKS).values(tenant="acme", id="c1", kind="k", about="a", calendar="c", started_at=NOON,
                                  half_at=NOON, most_at=NOON, due_at=NOON, told=0)  # fmt: skip
    with pytest.raises((DBAPIError, StoreUnreachable)), database.read(ACME) as unit:
        unit.run(trick)
    with database.write(ACME) as unit:
        unit.run(trick)


def test_a_foreign_id_is_not_found_and_may_be_ones_own(database: Database) -> None:
    with database.write(ACME) as unit:
        Clocks(unit).start(clock())
        event = unit.say(Happened(number=1))
    with database.write(BIRCH) as unit:
        for look in (lambda: RunningClocks(unit).get("c1"), lambda: Clocks(unit).stop("c1"),
                     lambda: Counters(unit).put_up("c1"), lambda: Leaves(unit).of(event)):  # fmt: skip
            with pytest.raises(NotFound):
                look()
        assert RunningClocks(unit).about("thing") == []
        Clocks(unit).start(clock())  # the same id: nothing tells that somebody else has one
    with database.read(ACME) as unit:
        assert RunningClocks(unit).about("thing") == [clock()]


@on_postgresql
def test_postgresql_shows_no_other_tenant_whatever_is_asked(database: Database) -> None:
    for scope in (ACME, BIRCH):
        with database.write(scope) as unit:
            unit.say(Happened(number=1))
    with database.write(ACME) as unit:
        assert unit.run(select(LEAVES.c.tenant)).scalars().all() == ["acme"]
    with pytest.raises(DBAPIError, match="row-level security"), database.write(ACME) as unit:
        unit.run(insert(CLOCKS).values(tenant="birch", id="x", kind="k", about="a", calendar="c", started_at=NOON,
                                       half_at=NOON, most_at=NOON, due_at=NOON, told=0))  # fmt: skip
    with database.engines.reading.connect() as bare:
        assert bare.execute(select(LEAVES)).all() == []  # nobody said for whom: nobody's rows


def test_what_is_there_already_is_said_and_the_unit_goes_on(database: Database) -> None:
    with database.write(ACME) as unit:
        Clocks(unit).start(clock())
        with pytest.raises(AlreadyThere):
            Clocks(unit).start(clock())
        unit.say(Happened(number=1))
    with database.read(ACME) as unit:
        assert len(Leaves(unit).all()) == 1


@on_postgresql
def test_a_swallowed_failure_is_a_bug_and_never_half_a_unit(database: Database) -> None:
    with pytest.raises(RuntimeError, match="swallowed"), database.write(ACME) as unit:
        unit.say(Happened(number=1))
        with pytest.raises(DBAPIError):
            unit.run(text("SELECT nothing FROM nowhere"))
    with database.read(ACME) as unit:
        assert Leaves(unit).all() == []


def test_on_sqlite_a_transaction_that_was_dropped_is_seen(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "a.db"), lambda: NOON, entropy)
    with pytest.raises(RuntimeError, match="swallowed"), database.work(Machinery("tests")) as unit:
        unit.connection.exec_driver_sql("ROLLBACK")
    database.close()


def test_an_event_of_a_tenant_that_was_never_opened_is_a_bug(database: Database) -> None:
    with pytest.raises(IntegrityError), database.work(Machinery("tests")) as unit:
        unit.within(TenantId("nobody")).say(Happened(number=1))


def test_tenants_are_opened_once(database: Database) -> None:
    with database.work(Machinery("tests")) as unit:
        Tenants(unit).open(TenantId("cedar"))
        with pytest.raises(AlreadyThere):
            Tenants(unit).open(TenantId("cedar"))
        assert list(Tenants(unit).all()) == ["acme", "birch", "cedar"]


def test_on_sqlite_every_connection_is_durable_and_its_file_private(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/a.db", lambda: NOON, entropy)
    for engine in (database.engines.reading, database.engines.writing):
        with engine.connect() as connection:
            told = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                    for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")}  # fmt: skip
        assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    assert (tmp_path / "a.db").stat().st_mode & 0o777 == 0o600
    database.close()


@pytest.mark.parametrize("where", ["sqlite://", "sqlite:///:memory:", "mysql://somewhere", "://"])
def test_an_address_that_is_none_is_refused_in_words(where: str) -> None:
    with pytest.raises(NoDriver) as refused:
        open_database(where, lambda: NOON, entropy)
    assert refused.value.remedy.endswith(".")


@on_postgresql
def test_a_role_that_passes_over_the_walls_is_refused(place: Place) -> None:
    with pytest.raises(NotDurable, match="walls"):
        open_database(place.where.replace("tellmark@", "postgres@"), lambda: NOON, entropy)


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"a diary, not a database" * 100)
    with pytest.raises(Exception, match="damaged, or is no database"):
        open_database(str(tmp_path / "a.db"), lambda: NOON, entropy)
    with pytest.raises(StoreUnreachable):
        open_database(str(tmp_path / "no" / "such" / "a.db"), lambda: NOON, entropy)


def test_the_driver_s_own_begin_is_switched_off(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "a.db"), lambda: NOON, entropy)
    with database.engines.writing.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        assert driver.isolation_level is None
    database.close()
