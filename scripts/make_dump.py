"""Dump a database of this version, with rows in every table, for `tests/store/dumps/`: every later version upgrades it.

Run it once for a release: `python scripts/make_dump.py`. It refuses to change the dumps of a version that is there.
"""

import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests" / "plugins")]

from every_table import fill  # noqa: E402 (the tests' plug-ins are no package)
from store_places import Place  # noqa: E402 (the tests' plug-ins are no package)
from tellmark import __version__  # noqa: E402 (the tests' plug-ins are no package)
from tellmark.proof.envelope import KEY  # noqa: E402 (the tests' plug-ins are no package)
from tellmark.proof.masters.port import InMemory  # noqa: E402 (the tests' plug-ins are no package)
from tellmark.store import schema  # noqa: E402 (the tests' plug-ins are no package)
from tellmark.values.ids import entropy  # noqa: E402 (the tests' plug-ins are no package)
from tellmark_stores import furnish  # noqa: E402 (the tests' plug-ins are no package)
from tellmark_vaults import Strongroom  # noqa: E402 (the tests' plug-ins are no package)
from throwaway_postgresql import find_server, running_server  # noqa: E402 (the tests' plug-ins are no package)

DUMPS = ROOT / "tests" / "store" / "dumps"


def main() -> None:
    """Write one dump for each database."""
    with tempfile.TemporaryDirectory() as folder:
        for dialect, dump in (("sqlite", of_sqlite), ("postgresql", of_postgresql)):
            text, revision = dump(Path(folder))
            target = DUMPS / f"{__version__}-{revision}.{dialect}.sql"
            if target.exists():
                raise SystemExit(f"{target.name} is there and is never made anew")
            DUMPS.mkdir(exist_ok=True)
            target.write_text(text, "utf-8")
            print(target.name)


def of_sqlite(folder: Path) -> tuple[str, str]:
    """Return the dump of an SQLite database, and its revision."""
    file = folder / "tellmark.db"
    revision = filled(Place(str(file)), folder / "sqlite")
    with sqlite3.connect(file) as database:
        return "\n".join(database.iterdump()) + "\n", revision


def of_postgresql(folder: Path) -> tuple[str, str]:
    """Return the dump of a PostgreSQL database, and its revision."""
    programs = find_server()
    assert programs is not None, "install PostgreSQL first"
    with running_server() as server:
        with server.admin() as admin:
            admin.execute("CREATE ROLE tellmark LOGIN NOSUPERUSER NOBYPASSRLS")
            admin.execute("CREATE DATABASE dumped OWNER tellmark")
        revision = filled(Place(server.url("tellmark", "dumped")), folder / "postgresql")
        command = [str(programs / "pg_dump"), "--inserts", "--no-owner", server.url("postgres", "dumped")]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line and not line.startswith(("\\", "--"))]
    return "\n".join(lines) + "\n", revision


def filled(place: Place, vault: Path) -> str:
    """Make and fill the database of *place*; return its revision."""
    furnish(place.where)
    beside = Place(str(vault.with_suffix(".keys.db")))
    room = Strongroom(beside, vault, InMemory("dump", entropy(KEY), entropy))
    database = place.open()
    fill(database, room.create())
    found = schema.revision(database)
    assert found is not None
    for opened in (place, beside):
        for one in opened.opened:
            one.close()
    return found


if __name__ == "__main__":
    main()
