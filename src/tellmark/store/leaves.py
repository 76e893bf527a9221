"""The rows of the log: written in the transaction of what they tell; durable with it, and then acknowledged."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, select

from tellmark.store.errors import NotFound
from tellmark.store.events import EventId
from tellmark.store.repository import Reading
from tellmark.store.scope import TenantId
from tellmark.store.tables import LEAVES
from tellmark.store.units import MachineUnit


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


class Leaves(Reading):
    """One tenant's leaves. They are written by `WriteUnit.say` alone; the database refuses to change or delete one."""

    table = LEAVES
    noun = "leaf"

    def of(self, event: EventId) -> Leaf:
        """Return the leaf of *event*. Raises NotFound."""
        if found := self._find(LEAVES.c.event == event):
            return _leaf(found[0])
        raise NotFound("there is no leaf of this event here")

    def all(self) -> list[Leaf]:
        """Return the tenant's leaves in the order of their ids."""
        return [_leaf(row) for row in self._find(order=[LEAVES.c.id])]


def waiting(unit: MachineUnit, limit: int) -> list[Leaf]:
    """Return at most *limit* acknowledged leaves of all tenants that have no place in the log yet, oldest first.

    A leaf may come to light after another of a higher id: whoever integrates takes what is waiting, not what is next.
    """
    wanted = select(LEAVES).where(LEAVES.c.position.is_(None)).order_by(LEAVES.c.id).limit(limit)
    return [_leaf(row) for row in unit.run(wanted).mappings()]


def _leaf(row: RowMapping) -> Leaf:
    tenant, event = TenantId(row["tenant"]), EventId(row["event"])
    return Leaf(row["id"], tenant, event, row["body"], row["written_at"], row["position"])
