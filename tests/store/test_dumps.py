"""A database that any earlier version has left becomes one of this version, and keeps what is in it."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select

from store_places import Place
from tellmark.store.backup.making import BACKUP
from tellmark.store.backup.rows import tables_of
from tellmark.store.database import Database
from tellmark.store.schema import check_schema, rehearse, upgrade

FOLDER = Path(__file__).parent / "dumps"
DUMPS = sorted({path.name.rsplit(".", 2)[0] for path in FOLDER.glob("*.sql")})


def rows(database: Database) -> dict[str, list[dict[str, object]]]:
    with database.look(BACKUP) as look:
        return {
            table.name: [dict(row) for row in look.run(select(table).order_by(*table.primary_key)).mappings()]
            for table in tables_of(look.connection)
        }


def load(dump: str, place: Place) -> None:
    dialect = "sqlite" if place.server is None else "postgresql"
    text = (FOLDER / f"{dump}.{dialect}.sql").read_text("utf-8")
    if place.server is None:
        with sqlite3.connect(place.where) as database:
            database.executescript(text)
        return
    import psycopg

    with psycopg.connect(place.where, autocommit=True) as connection:
        connection.execute(text.encode())


def test_there_is_a_dump() -> None:
    assert DUMPS


@pytest.mark.parametrize("dump", DUMPS)
def test_a_dump_of_each_version_is_upgraded_and_loses_nothing(empty: Place, dump: str) -> None:
    load(dump, empty)
    database = empty.open()
    before = rows(database)
    assert len(before) >= 9
    assert all(before.values()), "every table had rows, else this shows nothing"
    rehearse(database)
    assert rows(database) == before
    upgrade(database)
    check_schema(database)
    after = rows(database)
    for table, kept in before.items():
        assert [{name: row[name] for name in old} for row, old in zip(after[table], kept, strict=True)] == kept
