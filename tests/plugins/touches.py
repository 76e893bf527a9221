"""What a statement has to do with what others do: read off its text and its values, and never less than it really is.

On PostgreSQL a plain read sees what was committed last, and a change is seen by nobody else until its commit. So a read
minds commits alone; what takes a row minds whoever takes it, too. On SQLite only the right to write is ever taken.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Table, UniqueConstraint

from tellmark.store.columns import METADATA

Names = frozenset[str]
NOTHING: Names = frozenset()
ALL: Names = frozenset({"*"})
_HELD = ("shares", "takes", "changes", "looked_through")

_NAMED = re.compile(r"(?:FROM|JOIN|INTO|UPDATE) ([a-z_]+)")
_LOCKED = re.compile(r"(?s)SELECT.* FOR UPDATE(?: OF ([a-z_]+))?")
_ADVISORY = re.compile(r"pg_(?:try_)?advisory_(xact_)?\w*\((?:hashtext)?\(?([^)]+)")
_POINTED_AT = {name: {key.column.table.name for key in table.foreign_keys} for name, table in METADATA.tables.items()}


@dataclass(frozen=True, slots=True)
class Touch:
    """What a step looks at, what it takes for its transaction alone, and what it tells everybody.

    A name is that of a table (`consents`), of a row (`consents/c-1`), of a new row that nobody else sees before the
    commit (`consents+/c-1`), or of whatever else can be held.
    """

    reads: Names = NOTHING
    """As it was committed last."""
    shares: Names = NOTHING
    """Held so that it stays: a row that a new one points at."""
    takes: Names = NOTHING
    """Locked, drawn from or changed; at the end of a transaction, let go."""
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
        return bool(told) or _meet(self.takes, other.takes | other.shares) or _meet(self.tells, other.reads)


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
        new = frozenset({rows[first].replace(first, f"{first}+", 1)})
        return Touch(names - changed, frozenset(_POINTED_AT.get(first, ())), new, changed)
    return Touch(names, NOTHING, changed, changed)


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
        alone = text.startswith(f"INSERT INTO {table} ") and "VALUES" in text and _only_by_id(known)
        return f"{table}/{values['id']}" if alone and "id" in values else table
    found = re.search(rf"\b{table}\.id = %\((\w+)\)s", text)
    return f"{table}/{values[found[1]]}" if found and "id" in known.c and found[1] in values else table


def _only_by_id(table: Table) -> bool:
    """Tell whether new rows of *table* can only be in each other's way by their ids, which they bring along."""
    unique = any(index.unique for index in table.indexes)
    apart = any(isinstance(one, UniqueConstraint) for one in table.constraints)
    return [column.name for column in table.primary_key] == ["tenant", "id"] and not unique and not apart


def _not_of(names: Names, had: Collection[str]) -> Iterator[str]:
    return (one for one in names if one not in had and one.partition("/")[0] not in had)


def _meet(ours: Names, theirs: Names) -> bool:
    """Tell whether something of *ours* is, holds or lies in something of *theirs*."""
    if not ours or not theirs:
        return False
    if ours & theirs or "*" in ours or "*" in theirs:
        return True
    return any(one.partition("/")[0] in theirs for one in ours) or any(one.partition("/")[0] in ours for one in theirs)
