"""Work that only one process may do: held by a lock that the system lets go when the process ends, however it ends."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from tellmark.store.errors import AlreadyHeld, StoreUnreachable
from tellmark.store.faults import in_words


@dataclass(frozen=True, slots=True)
class Lease:
    """Work that this process holds; `check` before each step that must not be done twice."""

    name: str
    check: Callable[[], None]
    """Raises StoreUnreachable once the lease is lost, as a broken connection to PostgreSQL loses it."""


@contextmanager
def by_file(database: Path, name: str) -> Iterator[Lease]:
    """Hold *name* by a lock on a file beside the SQLite *database*. Raises AlreadyHeld, StoreUnreachable."""
    try:
        descriptor = os.open(database.with_name(f"{database.name}.{name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise StoreUnreachable(f"the lock beside the database cannot be made: {fault.strerror or 'refused'}") from fault
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _held(name) from None
        yield Lease(name, lambda: None)
    finally:
        os.close(descriptor)  # and with it the lock


@contextmanager
def by_advisory_lock(engine: Engine, name: str) -> Iterator[Lease]:
    """Hold *name* by an advisory lock of a PostgreSQL session. Raises AlreadyHeld, StoreUnreachable."""
    with in_words(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as session:
        key = int.from_bytes(sha256(f"tellmark.{name}".encode()).digest()[:8], signed=True)
        if not session.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar_one():
            raise _held(name)
        try:
            yield Lease(name, lambda: _still_there(session))
        finally:
            with suppress(SQLAlchemyError):  # the server notices only later that a session has ended
                session.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
            session.invalidate()  # ends the session, and with it the lock, even where the connection is half dead


def _still_there(session: Connection) -> None:
    with in_words():
        session.execute(text("SELECT 1"))


def _held(name: str) -> AlreadyHeld:
    return AlreadyHeld(
        f"another process already does this work ({name}), a running server or another command, and only one may",
        "Stop the server of this installation, or wait until the other command has ended, and try again.",
    )
