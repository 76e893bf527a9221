"""Loading a backup into an empty place. What was cut off goes on where it was; nothing serves before the end."""

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

import msgspec
from sqlalchemy import inspect

from tellmark.store.backup.errors import MOVE_AWAY, BackupDamaged, NotEmpty
from tellmark.store.backup.making import BACKUP, LIST, content_name
from tellmark.store.backup.manifest import ROWS, Manifest, Part
from tellmark.store.backup.places import Holds, checked
from tellmark.store.backup.rows import read_rows, tables_of
from tellmark.store.blobs import Blobs
from tellmark.store.database import Database
from tellmark.store.errors import AlreadyThere
from tellmark.store.installation import begin_restore, restoring
from tellmark.store.schema import build, finish
from tellmark.store.units import MachineUnit


def check_parts(backup: Holds, manifest: Manifest) -> None:
    """Read the whole backup and hold it against its *manifest*. Raises BackupDamaged."""
    for name, part in manifest.parts.items():
        checked(backup, name, part).close()
    for _, part in _blobs(backup, manifest):
        checked(backup, content_name(part.sha256), part).close()


def begun(database: Database, manifest: Manifest) -> bool:
    """Tell whether the rows of this very backup are here, from a restore that was cut off.

    Raises NotEmpty where anything else is here, so that a restore never writes over something.
    """
    with database.look(BACKUP) as look:
        if not inspect(look.connection).get_table_names():
            return False
        if "installation" in inspect(look.connection).get_table_names() and restoring(look) == manifest.digest:
            return True
    raise NotEmpty(
        "the database that the settings name holds something already, and a restore needs an empty place",
        MOVE_AWAY,
    )


def load_rows(database: Database, backup: Holds, manifest: Manifest) -> None:
    """Make the tables, fill them, bring them up to this version, and note that the restore is not at its end.

    All of it or nothing, in one transaction. Raises WrongSchema, BackupDamaged.
    """
    with database.work(BACKUP) as unit:
        build(unit, manifest.revision)
        fill(unit, backup, manifest.parts)
        finish(unit)
        begin_restore(unit, manifest.digest, manifest.epoch)


def fill(unit: MachineUnit, backup: Holds, parts: Mapping[str, Part]) -> None:
    """Put the rows of a backup into tables of the same revision, which are empty. Raises BackupDamaged."""
    wanted = {name.removeprefix(ROWS) for name in parts if name.startswith(ROWS)}
    tables = [table for table in tables_of(unit.connection) if table.name in wanted]
    if len(tables) != len(wanted):
        raise BackupDamaged("the backup holds tables that its revision does not have")
    for table in tables:
        with checked(backup, ROWS + table.name, parts[ROWS + table.name]) as lines:
            read_rows(unit, table, lines)


def load_blobs(blobs: Blobs, backup: Holds, manifest: Manifest, progress: Callable[[float], None] | None) -> int:
    """Put back every blob that is not there yet; return how many there are. Raises NotEmpty for another content."""
    count = 0
    size = manifest.parts[LIST].size
    for name, part in _blobs(backup, manifest):
        with checked(backup, content_name(part.sha256), part) as stream:
            data = stream.read()
        try:
            blobs.put_new(name, data)
        except AlreadyThere as there:
            if blobs.get(name) != data:
                raise NotEmpty(
                    "there are other blobs of the same names already", "Name another store.folder or store.blobs."
                ) from there
        count += 1
        if progress is not None:
            progress(min(1.0, count * 100 / size))
    return count


def _blobs(backup: Holds, manifest: Manifest) -> Iterator[tuple[str, Part]]:
    if LIST not in manifest.parts:
        return
    with checked(backup, LIST, manifest.parts[LIST]) as lines:
        yield from _listed(lines)


def _listed(lines: BinaryIO) -> Iterator[tuple[str, Part]]:
    for line in lines:
        name, size, content = msgspec.json.decode(line, type=tuple[str, int, str])
        yield name, Part(size, content)
