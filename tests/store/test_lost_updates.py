"""Read, decide, write: with the driver's own begin an update is lost without a word; with ours none is."""

import pytest
from sqlalchemy import Engine, create_engine, event, select, update
from sqlalchemy.exc import OperationalError

from store_children import ACME, NOON, Counters, Nursery
from store_places import Place, on_postgresql, on_sqlite
from tellmark.store.clocks import Clocks, clock_of
from tellmark.store.database import Database
from tellmark.store.tables import CLOCKS

TIMES = 60


@pytest.fixture
def counter(database: Database) -> str:
    with database.write(ACME) as unit:
        Clocks(unit).start(clock_of("counter", "rule", "thing", "hours", NOON, NOON.replace(hour=22)))
    return "counter"


def count(database: Database, key: str) -> int:
    with database.write(ACME) as unit:
        return Counters(unit).count(key)


def two_at_once(engine: Engine, key: str) -> None:
    """Let two transactions read the same number, and then each write one more."""
    this = CLOCKS.c.id == key
    with engine.connect() as one, engine.connect() as other:
        numbers = [connection.execute(select(CLOCKS.c.told).where(this)).scalar_one() for connection in (one, other)]
        for connection, number in zip((one, other), numbers, strict=True):
            connection.execute(update(CLOCKS).where(this).values(told=number + 1))
            connection.commit()


@on_sqlite
def test_planted_with_the_driver_s_own_begin_an_update_is_lost(place: Place, database: Database, counter: str) -> None:
    as_it_comes = create_engine(f"sqlite:///{place.where}")
    two_at_once(as_it_comes, counter)
    as_it_comes.dispose()
    assert count(database, counter) == 1  # of two, and nobody was told


@on_sqlite
def test_planted_with_a_plain_begin_the_second_fails_at_its_write(
    place: Place, database: Database, counter: str
) -> None:
    plain = create_engine(f"sqlite:///{place.where}")
    event.listen(plain, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    event.listen(plain, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    with pytest.raises(OperationalError, match="locked"):  # at once: no patience helps a view that is stale
        two_at_once(plain, counter)
    plain.dispose()
    assert count(database, counter) == 1


@on_postgresql
def test_planted_on_postgresql_an_unlocked_read_loses_an_update(place: Place, database: Database, counter: str) -> None:
    url = place.where.replace("postgresql:", "postgresql+psycopg:")
    plain = create_engine(url, connect_args={"options": "-c tellmark.tenant=acme"})
    two_at_once(plain, counter)
    plain.dispose()
    assert count(database, counter) == 1


def test_two_processes_that_read_and_then_write_lose_nothing(
    place: Place, database: Database, counter: str, children: Nursery
) -> None:
    assert children.run(*[("count_up", place.where, counter, TIMES, True)] * 2) == [0, 0]
    assert count(database, counter) == 2 * TIMES
