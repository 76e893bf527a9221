"""Group commit on SQLite: units that meet share one transaction, each a savepoint of it, and one fsync.

Units come one after the other, each in its caller's own thread. Whoever ends while another waits hands the open
transaction on and waits in turn; whoever finds nobody waiting commits for all of them, and only then does any return.
Nothing waits for company: units that come one by one are committed one by one.

A unit must not wait for the end of another: that one may be waiting for this.
"""

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, NestedTransaction, RootTransaction
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tellmark.store.errors import OutcomeUnknown, StoreBusy
from tellmark.store.faults import in_words
from tellmark.values.errors import TellmarkError

MOST = 64
"""Units of one commit."""

LONGEST = 0.02
"""Seconds after which a transaction is handed on no more, so that the first of its units need not wait for long."""


@dataclass(eq=False)
class _Group:
    """Units that are kept or lost together; *kept* counts those that ended well, *fault* is why all are lost."""

    connection: Connection
    transaction: RootTransaction
    until: float
    kept: int = 0
    fault: TellmarkError | None = None
    done: threading.Event = field(default_factory=threading.Event)


class SharedCommits:
    """Turns on the one connection that writes; *patience* is how many seconds anybody waits for theirs.

    A transaction takes *most* units, and none that comes later than *longest* seconds after its beginning.
    """

    def __init__(self, engine: Engine, patience: float, most: int = MOST, longest: float = LONGEST) -> None:
        self._engine = engine
        self._patience = patience
        self._most = most
        self._longest = longest
        self._mutex = threading.Lock()
        self._queue: deque[threading.Event] = deque()
        self._at_work = False
        self._handed_on: _Group | None = None  # touched only by whose turn it is

    @property
    def waiting(self) -> int:
        """How many units wait for their turn."""
        return len(self._queue)

    @contextmanager
    def unit(self) -> Iterator[Connection]:
        """Be alone on a connection; at the end of the block what was changed is durable, or an error says it is not.

        An error in the block takes back the block's own changes only. Raises StoreBusy, and what the commit raises.
        """
        self._take_turn()
        group, savepoint = self._joined()
        try:
            yield group.connection
            _check_whole(group.connection)
            if savepoint is not None:
                savepoint.commit()
        except BaseException as fault:
            _take_back(group, savepoint, fault)
            self._end(group)
            raise
        group.kept += 1
        self._end(group)
        group.done.wait()
        if group.fault is not None:
            raise group.fault

    def _take_turn(self) -> None:
        with self._mutex:
            if not self._at_work:
                self._at_work = True
                return
            mine = threading.Event()
            self._queue.append(mine)
        interrupted = True
        try:
            mine.wait(self._patience)
            interrupted = False
        finally:
            with self._mutex:
                given = mine.is_set()
                if not given:
                    self._queue.remove(mine)
            if given and interrupted:
                self._abandon()
        if not given:
            raise StoreBusy("everybody who may write to the database is at work; nothing was changed")

    def _abandon(self) -> None:
        """End a turn that was given to somebody who will not take it."""
        group, self._handed_on = self._handed_on, None
        self._pass_turn() if group is None else self._end(group)

    def _joined(self) -> tuple[_Group, NestedTransaction | None]:
        """Return the transaction to work in, and where it can be taken back to; None where it is a new one."""
        group, self._handed_on = self._handed_on, None
        if group is not None:
            try:
                return group, group.connection.begin_nested()
            except BaseException as fault:
                group.fault = _in_words(fault)
                self._end(group)
                raise
        try:
            return self._begun(), None
        except BaseException:
            self._pass_turn()
            raise

    def _begun(self) -> _Group:
        connection = self._engine.connect()
        try:
            return _Group(connection, connection.begin(), time.monotonic() + self._longest)
        except BaseException:
            connection.close()
            raise

    def _end(self, group: _Group) -> None:
        """Hand the transaction on to whoever waits, or commit it for everybody in it."""
        with self._mutex:
            open_still = group.kept and group.fault is None and group.kept < self._most
            if open_still and self._queue and time.monotonic() < group.until:
                self._handed_on = group
                self._queue.popleft().set()
                return
        try:
            _commit(group)
        finally:
            group.done.set()
            self._pass_turn()

    def _pass_turn(self) -> None:
        with self._mutex:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._at_work = False


def _commit(group: _Group) -> None:
    """Commit, if there is anything to keep, and keep in the group what went wrong: everybody in it is to be told."""
    try:
        if group.kept and group.fault is None:
            with in_words(committing=True):
                group.transaction.commit()
    except TellmarkError as fault:
        group.fault = fault
    except BaseException:
        group.fault = OutcomeUnknown()
        raise
    finally:
        _let_go(group.connection, group.transaction)


def _let_go(connection: Connection, transaction: RootTransaction) -> None:
    """Give the connection back without a transaction on it, which a COMMIT that failed may have left there."""
    try:
        if transaction.is_active:
            transaction.rollback()
        if _driver(connection).in_transaction:
            _driver(connection).rollback()
    except (SQLAlchemyError, sqlite3.Error):
        connection.invalidate()
    finally:
        connection.close()


def _take_back(group: _Group, savepoint: NestedTransaction | None, fault: BaseException) -> None:
    """Take back what the last unit changed. Where SQLite has dropped the whole transaction, all in it are lost."""
    if savepoint is None:
        return  # it was alone in the transaction, which is not committed then
    try:
        if _driver(group.connection).in_transaction:
            savepoint.rollback()
            return
    except SQLAlchemyError:
        pass
    group.fault = _in_words(fault)


def _in_words(fault: BaseException) -> TellmarkError:
    """Return what those are told who shared a transaction with *fault*."""
    if isinstance(fault, DBAPIError):
        with suppress(DBAPIError):
            try:
                with in_words():
                    raise fault
            except TellmarkError as said:
                return said
    return StoreBusy("another change that was to be kept together with this one failed; nothing was changed")


def _check_whole(connection: Connection) -> None:
    """Raise RuntimeError where SQLite has dropped the transaction and somebody has swallowed its error."""
    if not _driver(connection).in_transaction:
        raise RuntimeError("a statement of this unit of work failed, and its error was swallowed")


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
