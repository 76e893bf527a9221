"""What a statement has to do with what others do: read off its text and its values, and never less than it really is.

On PostgreSQL a plain read sees what was committed last, and a change is seen by nobody else until its commit. So a read
minds commits alone; what takes a row minds whoever takes it, too. On SQLite only the right to write is ever taken.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Index, Table, UniqueConstraint

from tellmark.store.columns import METADATA

Names = frozenset[str]
NOTHING: Names = frozenset()
ALL: Names = frozenset({"*"})
_HELD = ("shares", "takes", "changes", "looked_through")

_NAMED = re.compile(r"(?:(?:FROM|JOIN|INTO|UPDATE) |\b(?=[a-z_]+\.))([a-z_]+)")
_LOCKED = re.compile(r"(?s)SELECT.* FOR UPDATE(?: OF ([a-z_]+))?")
_ADVISORY = re.compile(r"pg_(?:try_)?advisory_(xact_)?\w*\((?:hashtext)?\(?([^)]+)")
_COLUMNS = re.compile(r"INSERT INTO \w+ \(([^)]*)\) VALUES")


@dataclass(frozen=True, slots=True)
class Touch:
    """What a step looks at, what it takes for its transaction alone, and what it tells everybody.

    A name is that of a table (`consents`), of a row (`consents/c-1`), of a key of a new row that nobody else sees
    before the commit (`consents+/code=7`), or of whatever else can be held.
    """

    reads: Names = NOTHING
    """As it was committed last."""
    shares: Names = NOTHING
    """Held so that it stays, and needed that it is there: a row that a new one points at."""
    takes: Names = NOTHING
    """Locked or changed; at the end of a transaction, let go."""
    draws: Names = NOTHING
    """Where it draws a number: the next may be drawn at once, whatever becomes of this one."""
    changes: Names = NOTHING
    """What of it a commit will tell."""
    tells: Names = NOTHING
    """What others see from here on."""
    looked_through: Names = NOTHING
    """Tables of which it locks what it finds, and passes over what another has locked."""
    waits: bool = False
    """Whether it cannot even be tried as long as another holds what it takes."""
    ends: bool = False
    """Whether it is the end of a transaction."""

    def minds(self, other: "Touch") -> bool:
        """Tell whether it makes a difference which of the two comes first."""
        return self._before(other) or other._before(self)

    def within(self, held: "Touch") -> "Touch":
        """Return what is left of it in a transaction that has *held* rows: what one has taken, one takes no more.

        Whoever has looked through a table for rows to lock changes those rows afterwards, and no others of it.
        """
        had = {one for one in held.takes if "/" in one} | held.looked_through
        return replace(self, shares=frozenset(_not_of(self.shares, had)), takes=frozenset(_not_of(self.takes, had)))

    def and_then(self, more: "Touch") -> "Touch":
        """Return what both hold."""
        both = {name: getattr(self, name) | getattr(more, name) for name in _HELD}
        return Touch(**both)

    def ended(self, kept: bool) -> "Touch":
        """Return the end of a transaction that holds this: what was taken is free, and what was *kept* is told."""
        return Touch(shares=self.shares, takes=self.takes, tells=self.changes if kept else NOTHING, ends=True)

    def _before(self, other: "Touch") -> bool:
        told = self.tells and other.tells  # who was first to be told is what a judge may ask
        drawn = self.draws & other.draws  # in which order new rows are found
        return bool(told or drawn) or _meet(self.takes, other.takes | other.shares) or _meet(self.tells, other.reads)


def touch_of(text: str, values: object) -> Touch:
    """Return what the statement *text* with its *values* touches on PostgreSQL."""
    if advisory := _ADVISORY.search(text):
        return Touch(takes=frozenset({f"advisory {advisory[2]}"}))
    rows = {table: _row(table, text, values if isinstance(values, Mapping) else {}) for table in _NAMED.findall(text)}
    names = frozenset(rows.values())
    if locked := _LOCKED.match(text):
        taken = frozenset({rows[locked[1]]}) if locked[1] else names
        return Touch(reads=names, takes=taken, looked_through=taken if "SKIP LOCKED" in text else NOTHING)
    if text.startswith("SELECT"):
        return Touch(reads=names)
    first = next(iter(rows), "*")
    changed = frozenset({rows.get(first, "*")})
    if text.startswith("INSERT"):
        looks = names - changed | ({first} if f"FROM {first}" in text else NOTHING)
        new = _inserted(values)
        return Touch(looks, _pointed_at(first, new), _new(first, text, new), _drawn(first, text), changed)
    return Touch(names, takes=changed | {_in_the_way(first, one) for one in changed}, changes=changed)


def kept_until_the_end(text: str) -> bool:
    """Tell whether what a statement takes is free at the end of its transaction, and not when a session says so."""
    advisory = _ADVISORY.search(text)
    return advisory is None or advisory[1] is not None


def _row(table: str, text: str, values: Mapping[str, object]) -> str:
    """Return the name of the one row of *table* that the statement names, else that of the table."""
    known = METADATA.tables.get(table)
    if known is None or " OR " in text or f"{table} AS " in text:
        return table
    if text.startswith("INSERT"):
        alone = text.startswith(f"INSERT INTO {table} ") and "VALUES" in text
        return f"{table}/{values['id']}" if alone and "id" in values else table
    found = re.search(rf"\b{table}\.id = %\((\w+)\)s", text)
    return f"{table}/{values[found[1]]}" if found and "id" in known.c and found[1] in values else table


def _inserted(values: object) -> Sequence[Mapping[str, object]]:
    """Return the values of each new row; nothing where they do not stand there row by row."""
    rows: Any = [values] if isinstance(values, Mapping) else values
    return rows if isinstance(rows, Sequence) and all(isinstance(row, Mapping) for row in rows) else ()


def _pointed_at(table: str, rows: Sequence[Mapping[str, object]]) -> Names:
    """Return the rows that new *rows* point at, as they are and as new ones, else the whole of their tables."""
    found: set[str] = set()
    for key in METADATA.tables[table].foreign_keys if table in METADATA.tables else ():
        to, by = key.column.table.name, key.parent.name
        if key.column.name == "tenant":
            continue  # a part of a key, of which the id is the other
        known = rows and key.column.name == "id" and all(by in row for row in rows)
        found |= {f"{to}{new}/{row[by]}" for row in rows for new in ("", "+")} if known else {to, f"{to}+"}
    return frozenset(found)


def _in_the_way(table: str, row: str) -> str:
    """Return the keys of new rows that may wait for whoever changes *row*, or that are free again without it."""
    known = METADATA.tables.get(table)
    by_id = known is not None and [*map(_is_by_id, _alone(known))] == [True]
    return row.replace(table, f"{table}+", 1) if by_id else f"{table}+"


def _is_by_id(columns: Collection[str]) -> bool:
    return "id" in columns and {*columns} <= {"tenant", "id"}


def _new(table: str, text: str, rows: Sequence[Mapping[str, object]]) -> Names:
    """Return what is taken of *table* by new rows: the keys of which there can be but one, else the whole of it."""
    if "DO UPDATE" in text:
        return frozenset({table, f"{table}+"})
    if table not in METADATA.tables or not _COLUMNS.match(text) or not rows:
        return frozenset({f"{table}+"})
    left_out = set(METADATA.tables[table].columns.keys()) - _named(text)
    found = [_key(table, columns, row, left_out) for columns in _alone(METADATA.tables[table]) for row in rows]
    return frozenset(one for one in found if one)


def _key(table: str, columns: Collection[str], row: Mapping[str, object], left_out: Collection[str]) -> str:
    """Return the name of a key of a new *row*; nothing where none can be like it, as it is null or drawn."""
    known = METADATA.tables[table]
    for name in columns:
        empty = name in left_out and (known.c[name].nullable or known.c[name] is known.autoincrement_column)
        if empty or (name in row and row[name] is None):
            return ""
    if _is_by_id(columns) and "id" in row:
        return f"{table}+/{row['id']}"
    given = [f"{name}={row[name]}" for name in columns if name in row]
    return f"{table}+/{' '.join(given)}" if len(given) == len(columns) else f"{table}+"


def _alone(table: Table) -> Iterator[list[str]]:
    """Yield the columns of each key of which a table can have but one."""
    yield [column.name for column in table.primary_key]
    for one in (*table.indexes, *table.constraints):
        if isinstance(one, UniqueConstraint) or (isinstance(one, Index) and one.unique):
            yield [column.name for column in one.columns]


def _drawn(table: str, text: str) -> Names:
    """Return the numbers of which a new row of *table* draws one."""
    known = METADATA.tables.get(table)
    own = None if known is None else known.autoincrement_column
    return NOTHING if own is None or own.name in _named(text) else frozenset({f"{table}.{own.name}"})


def _named(text: str) -> set[str]:
    """Return the columns that an insertion names."""
    found = _COLUMNS.match(text)
    return {name.strip().strip('"') for name in found[1].split(",")} if found else set()


def _not_of(names: Names, had: Collection[str]) -> Iterator[str]:
    return (one for one in names if one not in had and one.partition("/")[0] not in had)


def _meet(ours: Names, theirs: Names) -> bool:
    """Tell whether something of *ours* is, holds or lies in something of *theirs*."""
    if not ours or not theirs:
        return False
    if ours & theirs or "*" in ours or "*" in theirs:
        return True
    return any(one.partition("/")[0] in theirs for one in ours) or any(one.partition("/")[0] in ours for one in theirs)
