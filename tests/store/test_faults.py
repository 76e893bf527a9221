"""What goes wrong under a database, in words that somebody can act on."""

import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from store_children import ACME, NOON, Counters, Happened, Numbers
from store_places import Place, on_postgresql, on_sqlite
from tellmark.store.clocks import Clocks, clock_of
from tellmark.store.database import Database, open_database
from tellmark.store.errors import NotText, OutcomeUnknown, StoreBusy, StoreFailed, StoreFull, StoreUnreachable
from tellmark.store.faults import in_words
from tellmark.store.leaves import Leaves
from tellmark.store.schema import upgrade
from tellmark.store.scope import Machinery
from tellmark.store.tenants import Tenants
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy

MANY = 4000


@pytest.fixture
def small() -> Iterator[Path]:
    """Mount a disk of two megabytes, where another user may come, too."""
    disk = Path(tempfile.mkdtemp(prefix="tellmark-"))
    disk.chmod(0o755)
    mounting: list[str | Path] = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=777", "none", disk]
    if os.geteuid() != 0 or subprocess.run(mounting, check=False, capture_output=True).returncode:
        disk.rmdir()
        pytest.skip("needs root that may mount (run as root, outside of a locked container)")
    yield disk
    subprocess.run(["umount", disk], check=True)
    disk.rmdir()


def leaves(database: Database) -> int:
    with database.read(ACME) as unit:
        return len(Leaves(unit).all())


def fill(database: Database) -> int:
    """Say something until there is no room; return how often it was acknowledged."""
    for number in range(MANY):
        try:
            with database.write(ACME) as unit:
                for part in range(50):
                    unit.say(Happened(number=number * 50 + part))
        except StoreFull:
            return number * 50
    pytest.fail("the disk is larger than it should be")


@on_sqlite
def test_a_locked_database_says_so_and_nothing_was_changed(place: Place, database: Database) -> None:
    impatient = place.open(patience=0.1)
    with closing(sqlite3.connect(place.where, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="locked by another process") as busy, impatient.write(ACME) as unit:
            unit.say(Happened(number=1))
    assert "Try again" in busy.value.remedy
    assert leaves(database) == 0


@on_sqlite
def test_whoever_waits_for_their_own_process_is_told_so(place: Place) -> None:
    impatient = place.open(patience=0.1)
    with impatient.write(ACME), pytest.raises(StoreBusy, match="at work"), impatient.write(ACME):
        pass


@on_postgresql
def test_a_locked_row_says_so_and_nothing_was_changed(place: Place, database: Database) -> None:
    with database.write(ACME) as unit:
        Clocks(unit).start(clock_of("counter", "k", "a", "hours", NOON, NOON))
    with database.write(ACME) as holder:
        Counters(holder).put_up("counter")
        with pytest.raises(StoreBusy), place.open(patience=0.1).write(ACME) as unit:
            unit.say(Happened(number=1))
            Counters(unit).put_up("counter")
    assert leaves(database) == 0


@on_postgresql
def test_what_is_no_text_is_said_and_breaks_nothing(database: Database) -> None:
    with pytest.raises(NotText), database.read(ACME) as unit:
        Numbers(unit).count("a\0b")
    with pytest.raises(NotText), database.write(ACME) as unit:
        Clocks(unit).start(clock_of("a\0b", "k", "a", "hours", NOON, NOON))
    with database.write(ACME) as unit:
        unit.say(Happened(number=1))
    assert leaves(database) == 1


@on_sqlite
def test_a_database_that_may_not_grow_says_so_and_keeps_what_it_has(place: Place, database: Database) -> None:
    with database.engines.writing.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
    acknowledged = fill(database)
    assert leaves(database) == acknowledged
    assert leaves(place.open()) == acknowledged


def test_a_full_disk_under_sqlite_says_so_and_loses_nothing(small: Path) -> None:
    database = open_database(str(small / "a.db"), lambda: NOON, entropy)
    upgrade(database)
    with database.work(Machinery("tests")) as unit:
        Tenants(unit).open(ACME.tenant)
    acknowledged = fill(database)
    assert acknowledged > 0
    assert leaves(database) == acknowledged
    database.close()


@on_postgresql
def test_a_full_disk_under_postgresql_says_so_and_loses_nothing(place: Place, database: Database, small: Path) -> None:
    assert place.server is not None
    with place.server.admin() as admin:
        (small / "pg").mkdir()
        subprocess.run(["chown", place.server.user, small / "pg"], check=True)
        admin.execute(f"CREATE TABLESPACE small OWNER tellmark LOCATION '{small / 'pg'}'")
    try:
        with database.work(Machinery("tests")) as unit:
            for table in ("leaves", "events"):
                unit.connection.exec_driver_sql(f"ALTER TABLE {table} SET TABLESPACE small")
        acknowledged = fill(database)
        assert acknowledged > 0
        assert leaves(database) == acknowledged
    finally:
        place.close()
        with place.server.admin() as admin:
            admin.execute("DROP TABLESPACE small")


@on_postgresql
def test_a_connection_that_breaks_before_the_end_has_changed_nothing(place: Place, database: Database) -> None:
    with pytest.raises(StoreUnreachable), database.write(ACME) as unit:
        unit.say(Happened(number=1))
        place.cut_off()
        unit.say(Happened(number=2))
    assert leaves(database) == 0


@on_postgresql
def test_a_connection_that_breaks_at_the_end_leaves_the_outcome_open(place: Place, database: Database) -> None:
    with pytest.raises(OutcomeUnknown) as unknown, database.write(ACME) as unit:
        unit.say(Happened(number=1))
        place.cut_off()
    assert "Idempotency-Key" in unknown.value.remedy
    assert leaves(database) == 0


@on_postgresql
def test_a_server_that_is_not_there_is_unreachable(place: Place) -> None:
    with pytest.raises(StoreUnreachable):
        open_database(f"postgresql://tellmark@/x?host={Path.cwd()}", lambda: NOON, entropy, patience=0.1)
    with pytest.raises(StoreUnreachable):
        open_database(place.where.replace("/copy", "/nowhere"), lambda: NOON, entropy)


class _Said(Exception):
    """A driver's error with PostgreSQL's code."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("sqlstate", "kind"),
    [("53100", StoreFull), ("58030", StoreFailed), ("XX001", StoreFailed), ("40P01", StoreBusy),
     ("08006", StoreUnreachable), ("57P01", StoreUnreachable), ("25006", StoreUnreachable)],
)  # fmt: skip
def test_postgresql_s_codes_have_words(sqlstate: str, kind: type[TellmarkError]) -> None:
    with pytest.raises(kind), in_words():
        raise DBAPIError("SELECT 1", {}, _Said(sqlstate))


@pytest.mark.parametrize(
    ("code", "kind"),
    [(sqlite3.SQLITE_IOERR_FSYNC, StoreFailed), (sqlite3.SQLITE_CORRUPT, StoreFailed), (4874, StoreFull),
     (sqlite3.SQLITE_READONLY, StoreUnreachable), (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreBusy)],
)  # fmt: skip
def test_sqlite_s_codes_have_words(code: int, kind: type[TellmarkError]) -> None:
    fault = sqlite3.OperationalError("no")
    fault.sqlite_errorcode = code
    with pytest.raises(kind), in_words():
        raise DBAPIError("SELECT 1", {}, fault)


def test_what_has_no_words_is_a_bug_and_stays_one() -> None:
    for fault in (_Said("42601"), sqlite3.OperationalError("near SELCT: syntax error")):
        with pytest.raises(DBAPIError), in_words():
            raise DBAPIError("SELCT 1", {}, fault)
