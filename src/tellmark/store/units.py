"""Units of work: all of it or nothing. Whoever opens one ends it; a service is given one and never commits."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Executable, insert

from tellmark.store.events import Event, EventId, Said, leaf_of, named_in
from tellmark.store.scope import Machinery, Scope, TenantId
from tellmark.store.tables import EVENTS, LEAF_NAMES, LEAVES
from tellmark.values.ids import uuid7

Random = Callable[[int], bytes]
Found = TypeVar("Found")

_NEW_LEAF, _NEW_EVENT, _NEW_NAME = (insert(table).inline() for table in (LEAVES, EVENTS, LEAF_NAMES))
"""Made once, and given their values apart: to build and look up a statement takes as long as to run it."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A transaction that has begun: its connection, its instant, and where ids get their chance from."""

    connection: Connection
    at: datetime
    random: Random


class ReadUnit:
    """One view of the database, unchanged until its end, for one scope."""

    def __init__(self, begun: Begun, scope: Scope, found: dict[Hashable, Any] | None = None) -> None:
        """*found* is where a view keeps what it has found `once`; without it each is looked for again."""
        self._begun = begun
        self.scope = scope
        self._found = found

    @property
    def at(self) -> datetime:
        """The instant of this unit: what happens in it happens then."""
        return self._begun.at

    @property
    def dialect(self) -> str:
        """Which database this is: sqlite or postgresql."""
        return self._begun.connection.dialect.name

    def run(self, statement: Executable, values: Mapping[str, object] | None = None) -> CursorResult[Any]:
        """Run a statement that a repository has made, with *values* for what it leaves open.

        Nobody else calls this: it looks at no tenant.
        """
        return self._begun.connection.execute(statement, values)

    def once(self, what: Hashable, find: Callable[[], Found]) -> Found:
        """Return what *find* finds: asked for *what* again in this view, what it found then.

        While something is written nothing is kept: it may have changed since it was last asked for.
        """
        if self._found is None:
            return find()
        if what not in self._found:
            self._found[what] = find()
        found: Found = self._found[what]
        return found


class WriteUnit(ReadUnit):
    """Changes for one scope that are all kept or none: rows, log leaves and events together."""

    def say(self, event: Event) -> EventId:
        """Write the leaf and the outbox entry of *event*, and return its id. Raises ValueError for a bad value."""
        return self.say_as(EventId(self.fresh_id()), event)

    def say_as(self, id: EventId, event: Event) -> EventId:  # noqa: A002 (the field's word)
        """As `say`, under an *id* that follows from what happened: then it cannot be said twice."""
        said = Said(id, self.scope.tenant, event.name, self.at, event.body())
        self._begun.connection.execute(_NEW_LEAF, _leaf_row(said, event))
        self._begun.connection.execute(_NEW_EVENT, _event_row(said))
        if names := _name_rows(said):
            self._begun.connection.execute(_NEW_NAME, names)
        return id

    def fresh_id(self) -> str:
        """Return an opaque id that nobody has used, and that sorts by its instant."""
        return uuid7(self.at, self._begun.random(10))


class MachineLook:
    """One view of all tenants, unchanged until its end, for the installation's own machinery."""

    def __init__(self, begun: Begun, machinery: Machinery) -> None:
        self._begun = begun
        self.machinery = machinery

    @property
    def at(self) -> datetime:
        """The instant of this unit."""
        return self._begun.at

    @property
    def dialect(self) -> str:
        """Which database this is: sqlite or postgresql."""
        return self._begun.connection.dialect.name

    @property
    def connection(self) -> Connection:
        """The bare connection, for migrations and backups."""
        return self._begun.connection

    def run(self, statement: Executable) -> CursorResult[Any]:
        """Run a statement over all tenants."""
        return self._begun.connection.execute(statement)


class MachineUnit(MachineLook):
    """Changes by the installation's own machinery, which sees every tenant and acts within one at a time."""

    def run_each(self, statement: Executable, rows: Sequence[Mapping[str, object]]) -> None:
        """Run a statement once with each of *rows*, over all tenants."""
        if rows:
            self._begun.connection.execute(statement, rows)

    def say_each(self, told: Iterable[tuple[TenantId, EventId, Event]]) -> None:
        """Write leaf and outbox entry of many events at once, in their order, each under an id that follows from it.

        Raises ValueError for a bad value.
        """
        said = [(Said(as_id, tenant, event.name, self.at, event.body()), event) for tenant, as_id, event in told]
        self.run_each(_NEW_LEAF, [_leaf_row(one, event) for one, event in said])
        self.run_each(_NEW_EVENT, [_event_row(one) for one, _ in said])
        self.run_each(_NEW_NAME, [row for one, _ in said for row in _name_rows(one)])

    def within(self, tenant: TenantId) -> WriteUnit:
        """Return the same unit, narrowed to one *tenant*."""
        return WriteUnit(self._begun, self.machinery.within(tenant))


def _leaf_row(said: Said, event: Event) -> dict[str, object]:
    body = leaf_of(said, event.untold)
    return {"tenant": said.tenant, "event": said.id, "body": body, "written_at": said.said_at}


def _name_rows(said: Said) -> list[dict[str, object]]:
    return [{"tenant": said.tenant, "thing": thing, "name": said.name, "event": said.id} for thing in named_in(said)]


def _event_row(said: Said) -> dict[str, object]:
    return {"id": said.id, "tenant": said.tenant, "name": said.name, "body": said.body, "said_at": said.said_at}
