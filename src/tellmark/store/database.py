"""The database, and the boundary of every unit of work: begun here, kept or dropped here, and nowhere else."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, text

from tellmark.store.engine import Engines, check_durable, make_engines
from tellmark.store.errors import AlreadyHeld, AlreadyServed
from tellmark.store.faults import in_words
from tellmark.store.leases import Lease, by_advisory_lock, by_file
from tellmark.store.scope import Machinery, Scope
from tellmark.store.sharing import SharedCommits
from tellmark.store.trying import is_kept
from tellmark.store.units import Begun, MachineLook, MachineUnit, Random, ReadUnit, WriteUnit

_EVERY_TENANT = "*"  # no id of a tenant: those have no asterisk
_IN_TRANSACTION = 2  # libpq, PQTRANS_INTRANS: in a transaction, and none of its statements has failed


class _TakenBack(Exception):
    """A unit has ended well, and nothing of it is to be kept."""


class Database:
    """One database, and what opens units of work on it. Threads may share it; processes each open their own."""

    def __init__(
        self, engines: Engines, clock: Callable[[], datetime], random: Random, shared: SharedCommits | None = None
    ) -> None:
        self.engines = engines
        self._shared = shared
        self._clock = clock
        self._random = random

    @contextmanager
    def read(self, scope: Scope) -> Iterator[ReadUnit]:
        """Open a unit that sees one state of the database and cannot change it."""
        with self._begun(self.engines.reading, scope.tenant) as begun:
            found: dict[Hashable, Any] = {}
            try:
                yield ReadUnit(begun, scope, found)
            finally:
                found.clear()

    @contextmanager
    def write(self, scope: Scope) -> Iterator[WriteUnit]:
        """Open a unit whose changes are durable, all of them, once the block has ended well; else there are none.

        On SQLite it is alone from its first statement; on PostgreSQL rows that a decision rests on are read with
        `lock=True`. Within `nothing_kept` all of it is taken back at the end. Raises StoreBusy, StoreFull,
        StoreUnreachable, StoreFailed, OutcomeUnknown.
        """
        with self._writing(scope.tenant) as begun:
            yield WriteUnit(begun, scope)

    @contextmanager
    def look(self, machinery: Machinery) -> Iterator[MachineLook]:
        """Open a unit of the installation's own *machinery* that sees one state of all tenants, and changes nothing."""
        with self._begun(self.engines.reading, _EVERY_TENANT) as begun:
            yield MachineLook(begun, machinery)

    @contextmanager
    def work(self, machinery: Machinery) -> Iterator[MachineUnit]:
        """Open a writing unit of the installation's own *machinery*, over all tenants. Raises as `write`."""
        with self._writing(_EVERY_TENANT) as begun:
            yield MachineUnit(begun, machinery)

    def alone(self, name: str) -> AbstractContextManager[Lease]:
        """Hold the work called *name* for this process alone. Raises AlreadyHeld where another does."""
        if self.engines.file is not None:
            return by_file(self.engines.file, name)
        return by_advisory_lock(self.engines.writing, name)

    @contextmanager
    def serve(self) -> Iterator[None]:
        """Be a server on this database. Raises AlreadyServed where SQLite has one already; PostgreSQL takes many."""
        if self.engines.file is None:
            yield
            return
        with ExitStack() as held:
            try:
                held.enter_context(self.alone("server"))
            except AlreadyHeld as taken:
                raise AlreadyServed from taken
            yield

    def now(self) -> datetime:
        """Return the present instant by this database's clock."""
        return self._clock()

    def close(self) -> None:
        """Close every connection that nobody uses."""
        self.engines.close()

    @contextmanager
    def _writing(self, tenant: str) -> Iterator[Begun]:
        with suppress(_TakenBack), self._alone(tenant) as begun:
            yield begun
            if not is_kept():
                raise _TakenBack

    @contextmanager
    def _alone(self, tenant: str) -> Iterator[Begun]:
        if self._shared is None:
            with self._begun(self.engines.writing, tenant) as begun:
                yield begun
        else:
            with in_words(), self._shared.unit() as connection:
                yield Begun(connection, self._clock(), self._random)

    @contextmanager
    def _begun(self, engine: Engine, tenant: str) -> Iterator[Begun]:
        with in_words(), self.engines.turns.turn(), engine.connect() as connection:
            transaction = connection.begin()
            try:
                _raise_wall(connection, tenant)
                yield Begun(connection, self._clock(), self._random)
                _check_whole(connection)
                with in_words(committing=True):
                    transaction.commit()
            finally:
                if transaction.is_active:
                    transaction.rollback()


def open_database(
    where: str, clock: Callable[[], datetime], random: Random, *, patience: float = 5.0, password: str | None = None
) -> Database:
    """Open the database *where*: the path of a file for SQLite, or postgresql://…, whose *password* comes apart.

    *clock* and *random* give units their instants and ids; *patience* is how many seconds anybody waits for a lock.
    Raises NoDriver, StoreUnreachable, NotDurable.
    """
    engines = make_engines(where, patience, password)
    check_durable(engines)
    shared = SharedCommits(engines.writing, patience) if engines.file is not None else None
    return Database(engines, clock, random, shared)


def _raise_wall(connection: Connection, tenant: str) -> None:
    """Tell PostgreSQL's row-level security whose rows this transaction may see; it forgets at the end."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT set_config('tellmark.tenant', :tenant, true)"), {"tenant": tenant})


def _check_whole(connection: Connection) -> None:
    """Raise RuntimeError where the database has dropped the transaction and somebody has swallowed its error.

    To commit would then keep nothing, or half, without a word: PostgreSQL answers such a COMMIT with a rollback.
    """
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        whole = driver.in_transaction
    else:
        whole = driver.info.transaction_status == _IN_TRANSACTION
    if not whole:
        raise RuntimeError("a statement of this unit of work failed, and its error was swallowed")
