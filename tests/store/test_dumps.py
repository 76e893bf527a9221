"""A database that any earlier version has left becomes one of this version, and keeps what is in it."""

import json
import sqlite3
from pathlib import Path
from typing import cast

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
        still = [{name: row[name] for name in kept[0]} for row in after[table]]
        assert sorted(map(repr, still)) == sorted(map(repr, kept)), table


@pytest.mark.parametrize("dump", [one for one in DUMPS if one.endswith("-0034")])
def test_uses_of_before_are_found_by_their_person_afterwards(empty: Place, dump: str) -> None:
    load(dump, empty)
    database = empty.open()
    upgrade(database)
    uses = rows(database)["consent_uses"]
    assert uses
    for row in uses:
        told = json.loads(cast(bytes, row["body"]))
        assert (row["subject"], row["made"]) == (told["subject"], told["state"] == "settled" and told["outputs"] > 0)
