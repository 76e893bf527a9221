"""What a database's driver says when it cannot go on, in words; what is not on this page is a bug and stays one."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tellmark.store.errors import NotText, OutcomeUnknown, StoreBusy, StoreFailed, StoreFull, StoreUnreachable
from tellmark.values.errors import TellmarkError

_NO_SHARED_MEMORY = 4874  # SQLITE_IOERR_SHMSIZE: no room for the file beside the database that its readers share

_POSTGRESQL_BUSY = {"55P03", "57014", "40001", "40P01", "53300"}
_POSTGRESQL_GONE = {"57P01", "57P02", "57P03", "57P05"}


@contextmanager
def in_words(*, committing: bool = False) -> Iterator[None]:
    """Turn what the driver raises within the block into an error that somebody can act on.

    Raises StoreBusy, StoreFull, StoreUnreachable, StoreFailed, NotText and, where the connection breaks while
    *committing*, OutcomeUnknown.
    """
    try:
        yield
    except PoolTimeout as fault:
        raise StoreBusy("everybody who may work on the database is at work; nothing was changed") from fault
    except DBAPIError as fault:
        words = _of_sqlite(fault.orig) if isinstance(fault.orig, sqlite3.Error) else _of_postgresql(fault)
        if words is None:
            raise
        if committing and isinstance(words, StoreUnreachable):
            words = OutcomeUnknown()
        raise words from fault


def _of_sqlite(fault: sqlite3.Error) -> TellmarkError | None:
    """Word SQLite's primary result code (the low byte of the extended one)."""
    extended: int = getattr(fault, "sqlite_errorcode", 0)
    if extended == _NO_SHARED_MEMORY:
        return StoreFull()
    match extended & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusy()
        case sqlite3.SQLITE_FULL:
            return StoreFull()
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return StoreUnreachable("the database file cannot be opened for writing")
        case sqlite3.SQLITE_IOERR:
            return StoreFailed("the disk under the database refused to read or write; the change was not acknowledged")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StoreFailed("the database file is damaged, or is no database")
    return None


def _of_postgresql(fault: DBAPIError) -> TellmarkError | None:
    """Word PostgreSQL's SQLSTATE (its manual, Appendix A); a connection that breaks has none."""
    state: str = getattr(fault.orig, "sqlstate", None) or ""
    if type(fault.orig).__name__ == "DataError" and "NUL" in str(fault.orig):
        return NotText()
    if state in _POSTGRESQL_BUSY:
        return StoreBusy()
    if state in ("53100", "53400"):
        return StoreFull()
    if state in _POSTGRESQL_GONE or state.startswith("08") or fault.connection_invalidated or _no_answer(fault, state):
        return StoreUnreachable("the database does not answer, or the connection to it was lost")
    if state in ("25006", "28000", "28P01", "3D000"):
        return StoreUnreachable("the database does not let this installation in, or takes no changes now")
    if state.startswith(("58", "XX")):
        return StoreFailed("the disk under the database refused to read or write, or what it holds is damaged")
    return None


def _no_answer(fault: DBAPIError, state: str) -> bool:
    return not state and type(fault.orig).__name__ == "OperationalError"
