"""The rows of the log: written in the transaction of what they tell; durable with it, and then acknowledged."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, func, select, text, union_all, update

from tellmark.store.errors import NotFound
from tellmark.store.events import EventId
from tellmark.store.repository import Reading
from tellmark.store.scope import TenantId
from tellmark.store.tables import LEAF_NAMES, LEAVES
from tellmark.store.units import MachineLook, MachineUnit
from tellmark.values.ids import uuid7

_AT_ONCE = 500
"""So many things are looked up by one statement."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf: the bytes that the log hashes, and its index there once the sequencer has given it one.

    *id* numbers the rows in the order they were begun, which on PostgreSQL is not always the order of commits.
    """

    id: int
    tenant: TenantId
    event: EventId
    body: bytes
    written_at: datetime
    position: int | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many leaves wait for a place in the log, and when the oldest of them was written (None without any)."""

    count: int
    since: datetime | None


class Leaves(Reading):
    """One tenant's leaves. They are written by `WriteUnit.say` alone; the database refuses to change or delete one."""

    table = LEAVES
    noun = "leaf"

    def of(self, event: EventId) -> Leaf:
        """Return the leaf of *event*. Raises NotFound."""
        if found := self._find(LEAVES.c.event == event):
            return _leaf(found[0])
        raise NotFound("there is no leaf of this event here")

    def begun_at(self, at: datetime) -> list[Leaf]:
        """Return the leaves of events whose ids were made in the millisecond of *at*, the instant of their unit."""
        stem = uuid7(at, bytes(10))[: len("00000000-0000")]
        return [_leaf(row) for row in self._find(LEAVES.c.event.startswith(stem), order=[LEAVES.c.id])]

    def placed(self, after: int, limit: int) -> list[Leaf]:
        """Return the tenant's leaves beyond the place *after* of the log, at most *limit*, in the log's order.

        A leaf gets its place when it is committed, and a later place than whatever got one before it.
        """
        beyond = LEAVES.c.position > after
        return [_leaf(row) for row in self._find(beyond, order=[LEAVES.c.position], limit=limit)]

    def all(self) -> list[Leaf]:
        """Return the tenant's leaves in the order of their ids."""
        return [_leaf(row) for row in self._find(order=[LEAVES.c.id])]

    def naming(self, thing: str, names: Collection[str] | None = None) -> list[Leaf]:
        """Return the tenant's leaves that name *thing*, an id as `fresh_id` makes them, in the order of their ids.

        With *names*, one at least, those of events of these names alone. An index tells which they are (`LEAF_NAMES`):
        it takes as long as they are many, however long the log is, and however many of other names there are.
        """
        wanted = _naming(None if names is None else tuple(names))
        found = self._unit.run(wanted, {"of": self._unit.scope.tenant, "thing": thing})
        return [_leaf(row) for row in found.mappings()]

    def named(self, things: Collection[str], name: str) -> frozenset[str]:
        """Return those of *things*, ids as `fresh_id` makes them, that leaves of events called *name* name."""
        index = LEAF_NAMES.c
        mine = index.tenant == self._unit.scope.tenant
        wanted = select(index.thing).where(mine, index.thing.in_(things), index.name == name)
        return frozenset(self._unit.run(wanted).scalars())

    def written(self, things: Collection[str], name: str) -> dict[str, datetime]:
        """Return of those of *things*, ids as `fresh_id` makes them, that leaves of events called *name* name, when the
        last such leaf of each was written: in few looks, however many things there are."""
        return {str(row.thing): row.written_at for row in self._last(things, name)}

    def numbers(self, things: Collection[str], name: str) -> dict[str, int]:
        """Return of the same things the number (`Leaf.id`) of that last leaf.

        Of two units that held one lock when they wrote, the later has the higher numbers, whatever their instants say.
        """
        return {str(row.thing): row.id for row in self._last(things, name)}

    def _last(self, things: Collection[str], name: str) -> Iterator[Any]:
        """Yield the leaves of events called *name* that name one of *things*, of each thing the last one last."""
        index, ids = LEAF_NAMES.c, list(things)
        leaf = (LEAVES.c.tenant == index.tenant) & (LEAVES.c.event == index.event)
        mine = index.tenant == self._unit.scope.tenant
        wanted = select(index.thing, LEAVES.c.written_at, LEAVES.c.id).join_from(LEAF_NAMES, LEAVES, leaf)
        for first in range(0, len(ids), _AT_ONCE):
            some = wanted.where(mine, index.thing.in_(ids[first : first + _AT_ONCE]), index.name == name)
            yield from self._unit.run(some.order_by(LEAVES.c.id))


class LeavesOfAll:
    """All tenants' leaves in the log's order, for the sequencer."""

    def __init__(self, unit: MachineLook) -> None:
        self._unit = unit

    def numbered(self) -> int:
        """Return how many leaves have a place in the log: places 0 up to that."""
        last = self._unit.run(select(func.max(LEAVES.c.position))).scalar_one()
        return 0 if last is None else int(last) + 1

    def place_of(self, event: EventId) -> int | None:
        """Return the place of an event's leaf in the log, None while it waits for one. Raises NotFound."""
        row = self._unit.run(select(LEAVES.c.position).where(LEAVES.c.event == event)).one_or_none()
        if row is None:
            raise NotFound("there is no leaf of this event here")
        place: int | None = row[0]
        return place

    def backlog(self) -> Backlog:
        """Return how many leaves wait for a place, and since when."""
        waits = select(func.count().label("count"), func.min(LEAVES.c.written_at).label("since"))
        row = self._unit.run(waits.where(LEAVES.c.position.is_(None))).mappings().one()
        return Backlog(row["count"], row["since"])

    def bodies(self, first: int, limit: int) -> list[bytes]:
        """Return the entries of the log from place *first* on, at most *limit*."""
        placed = select(LEAVES.c.body).where(LEAVES.c.position >= first).order_by(LEAVES.c.position).limit(limit)
        return list(self._unit.run(placed).scalars())


def number(unit: MachineUnit, limit: int) -> int:
    """Give at most *limit* waiting leaves the next places in the log; return how many there were.

    Only committed rows are seen, so that none comes to light later under a lower place. Two sequencers at once, should
    a lease have been lost unseen, do it one after the other.
    """
    if unit.dialect == "postgresql":
        unit.run(text("SELECT pg_advisory_xact_lock(hashtext('tellmark.positions'))"))
    leaves = waiting(unit, limit)
    next_place = LeavesOfAll(unit).numbered()
    place = update(LEAVES).where(LEAVES.c.id == bindparam("leaf")).values(position=bindparam("place"))
    unit.run_each(place, [{"leaf": leaf.id, "place": next_place + at} for at, leaf in enumerate(leaves)])
    return len(leaves)


def waiting(unit: MachineLook, limit: int) -> list[Leaf]:
    """Return at most *limit* acknowledged leaves of all tenants that have no place in the log yet, oldest first.

    A leaf may come to light after another of a higher id: whoever integrates takes what is waiting, not what is next.
    """
    wanted = select(LEAVES).where(LEAVES.c.position.is_(None)).order_by(LEAVES.c.id).limit(limit)
    return [_leaf(row) for row in unit.run(wanted).mappings()]


@cache
def _naming(names: tuple[str, ...] | None) -> Select[Any]:
    """Return the look-up of the leaves that name a thing, made once: to build a statement takes as long as to run it.

    Each name is looked up for itself: given a list, PostgreSQL may as well go through all that names the thing.
    """
    own = select(LEAF_NAMES.c.event).where(
        LEAF_NAMES.c.tenant == bindparam("of"), LEAF_NAMES.c.thing == bindparam("thing")
    )
    found = own if names is None else union_all(*(own.where(LEAF_NAMES.c.name == name) for name in names))
    mine = LEAVES.c.tenant == bindparam("of")
    return select(LEAVES).where(mine, LEAVES.c.event.in_(found)).order_by(LEAVES.c.id)


def _leaf(row: RowMapping) -> Leaf:
    tenant, event = TenantId(row["tenant"]), EventId(row["event"])
    return Leaf(row["id"], tenant, event, row["body"], row["written_at"], row["position"])
