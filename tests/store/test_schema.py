"""One history of the tables: all or nothing, rehearsable, and what it makes is what the code asks for."""

from importlib import import_module
from pkgutil import walk_packages

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

import tellmark
from store_children import ACME
from store_places import Place
from tellmark.store import schema
from tellmark.store.columns import METADATA
from tellmark.store.database import Database
from tellmark.store.errors import WrongSchema
from tellmark.store.leaves import Leaves
from tellmark.store.schema import check_schema, rehearse, upgrade
from tellmark.store.scope import Machinery

ROOMS = [
    import_module(one.name) for one in walk_packages(tellmark.__path__, "tellmark.") if one.name.endswith(".store")
]
"""Rooms with tables of their own: they stand in METADATA once they are imported."""

TENANTED = {name for name, table in METADATA.tables.items() if table.info.get("tenanted")}


def tables(database: Database) -> set[str]:
    with database.engines.reading.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_an_empty_database_is_refused_until_it_is_brought_up_to_date(empty: Place) -> None:
    database = empty.open()
    with pytest.raises(WrongSchema, match="or there are none yet"):
        check_schema(database)
    assert upgrade(database)[0] is None
    check_schema(database)
    assert upgrade(database) == (schema._head(), schema._head())
    with database.read(ACME) as unit:
        assert Leaves(unit).all() == []


def test_a_rehearsal_does_it_all_and_leaves_nothing(empty: Place) -> None:
    database = empty.open()
    assert rehearse(database) == (None, schema._head())
    assert tables(database) == set()


def test_a_step_that_fails_leaves_everything_as_it_was(empty: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    database = empty.open()
    monkeypatch.setattr(schema, "_head", lambda: 1 // 0)  # after the last step, before the end
    with pytest.raises(ZeroDivisionError):
        upgrade(database)
    assert tables(database) == set()


def test_a_later_version_s_database_is_refused(database: Database) -> None:
    with database.work(Machinery("tests")) as unit:
        unit.run(text("UPDATE alembic_version SET version_num = '9999'"))
    for look in (check_schema, upgrade, rehearse):
        with pytest.raises(WrongSchema, match="a later version"):
            look(database)


def test_the_history_makes_what_the_code_asks_for(database: Database) -> None:
    with database.engines.reading.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_every_table_with_tenants_has_its_wall(place: Place, database: Database) -> None:
    assert {"leaves", "events", "deliveries", "clocks", "answers", "subjects"} <= TENANTED
    if place.server is None:
        return
    walled = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    with database.work(Machinery("tests")) as unit:
        assert set(unit.run(text(walled)).scalars()) == TENANTED
