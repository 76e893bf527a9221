"""Rows, as lines that either database reads: first the names of the columns, then a row a line."""

import base64
from itertools import islice
from typing import Any, BinaryIO

import msgspec
from sqlalchemy import Boolean, Connection, LargeBinary, MetaData, Table, insert, select, text

from tellmark.store.backup.errors import BackupDamaged
from tellmark.store.backup.places import Seen
from tellmark.store.tables import ANSWERS, INSTALLATION
from tellmark.store.units import MachineLook, MachineUnit

_AT_ONCE = 1000
_LEFT_OUT = {"alembic_version", ANSWERS.name, INSTALLATION.name}
"""What the manifest says, and answers that are kept for a day: after a restore nobody may be given an old permit."""


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables that are there, of whatever revision, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in _LEFT_OUT]


def write_rows(unit: MachineLook, table: Table, to: Seen) -> int:
    """Write the rows of *table* as *unit* sees them, in the order of its key; return how many they are."""
    to.write(msgspec.json.encode([str(column.name) for column in table.c]) + b"\n")
    wanted = select(table).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE)
    count = 0
    for row in unit.run(wanted):
        to.write(msgspec.json.encode(tuple(row)) + b"\n")
        count += 1
    return count


def read_rows(unit: MachineUnit, table: Table, lines: BinaryIO) -> int:
    """Put the rows of *lines* into *table*, which is empty; return how many they are. Raises BackupDamaged."""
    names = _decoded(next(lines, b""))
    if not set(names) <= set(table.c.keys()):
        raise BackupDamaged(f"the table {table.name} of the backup has other columns than its revision")
    back = [_back(table, name) for name in names]
    rows = (
        {name: turn(value) for name, turn, value in zip(names, back, _decoded(line), strict=True)} for line in lines
    )
    count = 0
    while some := list(islice(rows, _AT_ONCE)):
        unit.run_each(insert(table), some)
        count += len(some)
    _count_on(unit, table)
    return count


def _decoded(line: bytes) -> list[Any]:
    try:
        return msgspec.json.decode(line, type=list[Any])
    except msgspec.DecodeError as fault:
        raise BackupDamaged("a line of the backup's rows is damaged") from fault


def _back(table: Table, name: str) -> Any:
    kind = table.c[name].type
    if isinstance(kind, LargeBinary):
        return lambda value: None if value is None else base64.b64decode(value)
    if isinstance(kind, Boolean):
        return lambda value: None if value is None else bool(value)
    return lambda value: value


def _count_on(unit: MachineUnit, table: Table) -> None:
    """Let PostgreSQL number new rows after those that are back; SQLite does by itself."""
    if unit.dialect != "postgresql":
        return
    for column in table.primary_key:
        named = text("SELECT pg_get_serial_sequence(:table, :column)")
        sequence = unit.run(named.bindparams(table=table.name, column=column.name)).scalar_one()
        if sequence is not None:
            last = select(column).order_by(column.desc()).limit(1)
            if (newest := unit.run(last).scalar_one_or_none()) is not None:
                unit.run(text("SELECT setval(:sequence, :last)").bindparams(sequence=sequence, last=newest))
