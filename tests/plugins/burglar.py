"""A burglar who takes everything that an installation has on its disks: folders, databases with their logs, backups."""

import shutil
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import LargeBinary, String, Table, select, text

from erased_town import Town
from key_attacker import Cell, Loot
from tellmark.proof.envelope import Place as Spot
from tellmark.proof.files import get
from tellmark.store.columns import METADATA
from tellmark.store.database import Database
from tellmark.store.scope import Machinery
from tellmark.store.units import MachineUnit

_BURGLAR = Machinery("tests")
_MAGIC = {b"\x1f\x8b\x08": 31, b"\x78\x01": 15, b"\x78\x5e": 15, b"\x78\x9c": 15, b"\x78\xda": 15}
"""How gzip (RFC 1952) and zlib (RFC 1950) begin, and what the library calls them."""
_STREAM = 1 << 22
"""The most that a compressed stream may come to."""


@dataclass(frozen=True)
class Burglar:
    """Who breaks into *town*; *backups* is the folder in which they find every backup there is."""

    town: Town
    backups: Path

    @property
    def master(self) -> bytes:
        """The master key, as it lies there."""
        told = msgspec.json.decode(get(self.town.place.settings.vault / "master.json"))
        return msgspec.convert(told["open"]["key"], bytes)

    def back_up(self, name: str) -> None:
        """Back up as the product does, and by copying every file of databases and keys but for the generations."""
        folder, house = self.backups / name, self.town.house
        folder.mkdir(parents=True)
        house.run("backup", str(folder / "rows"))
        house.run("vault", "copy", str(folder / "keys"))
        settings = self.town.place.settings
        shutil.copy(settings.vault / "ring", folder / "ring")
        for where in (settings.database, settings.key_database):
            for file in () if "://" in where else Path(where).parent.glob(f"{Path(where).name}*"):
                shutil.copy(file, folder / file.name)
        for database in self._databases():
            (folder / f"{id(database)}.dump").write_bytes(b"\n".join(_values(database)))
            database.close()

    def loot(self, *names: str) -> Loot:
        """Take every file of the installation and of its server, all rows, and the backups of these *names*."""
        loot = Loot()
        if self.town.server is not None:
            with self.town.server.admin() as admin:
                admin.execute("CHECKPOINT")
            _take(loot, self.town.server.folder)
        _take(loot, self.town.house.home)
        for name in names:
            _take(loot, self.backups / name)
        for database in self._databases():
            loot.take("rows", b"\n".join(_values(database)))
            database.close()
        with self.town.place.database() as database:
            loot.cells.extend(sealed_cells(database))
        return loot

    def _databases(self) -> Iterator[Database]:
        from tellmark.store.database import open_database
        from tellmark.values.ids import entropy
        from tellmark.values.instants import now

        settings = self.town.place.settings
        for where in (settings.database, settings.key_database):
            yield open_database(where, now, entropy)


def sealed_cells(database: Database) -> Iterator[Cell]:
    """Yield every sealed value of every table that there is, as far as a room has called its column personal."""
    with database.work(_BURGLAR) as unit:
        for table in METADATA.sorted_tables:
            names = [column.name for column in table.c if column.info.get("personal")]
            for row in unit.run(select(table)).mappings() if names else ():
                places = ((name, Spot(row["tenant"], table.name, row["id"], name)) for name in names)
                yield from (Cell(place, bytes(row[name])) for name, place in places if row[name] is not None)


def open_columns() -> Iterator[tuple[Table, str]]:
    """Yield every column of words or bytes that no key seals."""
    for table in METADATA.sorted_tables:
        for column in table.c:
            if isinstance(column.type, String | LargeBinary) and not column.info.get("personal"):
                yield table, column.name


def filled_columns(database: Database) -> set[str]:
    """Return the name (`table.column`) of each column of words or bytes in which at least one row has something."""
    with database.work(_BURGLAR) as unit:
        return {
            f"{table.name}.{column.name}"
            for table in METADATA.sorted_tables
            for column in table.c
            if isinstance(column.type, String | LargeBinary) and _has(unit, table, column)
        }


def _has(unit: MachineUnit, table: Table, column: Any) -> bool:
    empty = b"" if isinstance(column.type, LargeBinary) else ""
    return unit.run(select(column).where(column.isnot(None), column != empty).limit(1)).first() is not None


def _values(database: Database) -> Iterator[bytes]:
    """Yield every value of every row of every table, whatever made it."""
    with database.work(_BURGLAR) as unit:
        catalogue = {
            "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
            "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
        }
        for name in unit.run(text(catalogue[unit.dialect])).scalars().all():
            for row in unit.run(text(f'SELECT * FROM "{name}"')):
                yield from (bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for one in row)


_FIRST_OF_OURS = 16384
"""The first number that PostgreSQL gives to a database of its user's: in its own ones there is nothing of ours."""


def _is_its_own(path: Path) -> bool:
    number = path.parent.name
    return path.parent.parent.name == "base" and number.isdecimal() and int(number) < _FIRST_OF_OURS


def _take(loot: Loot, folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not _is_its_own(path):
            data = path.read_bytes()
            loot.take(path.name, data)
            for stream in streams(data):
                loot.take(path.name, stream)


def streams(data: bytes) -> Iterator[bytes]:
    """Yield what every gzip or zlib stream that begins anywhere in *data* holds, as far as it can be read."""
    for magic, bits in _MAGIC.items():
        at = data.find(magic)
        while at >= 0:
            found = _inflated(data[at : at + _STREAM], bits)
            if len(found) >= 16:
                yield found
            at = data.find(magic, at + 1)


def _inflated(data: bytes, bits: int) -> bytes:
    reader = zlib.decompressobj(bits)
    found = b""
    try:
        for start in range(0, len(data), 4096):
            found += reader.decompress(data[start : start + 4096], _STREAM)
            if reader.eof or len(found) >= _STREAM:
                break
    except zlib.error:
        return found
    return found
