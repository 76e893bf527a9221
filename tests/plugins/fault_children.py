"""What a child does while something goes wrong under it, and what it tells about each change: kept, or refused how."""

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event

from store_children import ACME, NOON, Boundaries, Happened, append, change_one, die, opened
from tellmark.store.clocks import Clocks, clock_of
from tellmark.store.database import Database, open_database
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy

CHANGES = 4
"""How many changes a child makes on the faulty disk."""
_OFTEN = 12  # pages, after which SQLite takes the write-ahead log over into the database file


def work_through(where: str, tale: str, plant: str) -> None:
    """Make a few changes, each in its own unit of work, and tell of each; with a fault in the code *plant*ed."""
    append(tale, "begun")
    try:
        database = opened(where)
    except TellmarkError as refused:
        append(tale, f"not-opened {refused.code}")
        return
    if database.engines.file is not None:
        _hasten(database, unflushed=plant == "unflushed")
    elif plant == "unflushed":
        event.listen(database.engines.writing, "connect", _do_not_wait)
        database.close()
    for number in range(CHANGES):
        try:
            PLANTED[plant](database, number)
        except TellmarkError as refused:
            append(tale, f"{number} {refused.code}")
        else:
            append(tale, f"{number} kept")
    database.close()
    append(tale, "ended")


def work_amid(where: str, tale: str, first: int, changes: int, trouble: str, at: int, admin: str) -> None:
    """Make a few changes while one *trouble* comes at boundary *at* between two statements; tell of each change."""
    clock = [NOON]
    try:
        database = open_database(where, lambda: clock[-1], entropy, patience=0.3)
    except TellmarkError as refused:
        append(tale, f"not-opened {refused.code}")
        return
    held = ExitStack()
    happens: dict[str, Callable[[], None]] = {
        "killed": die,
        "cut": lambda: _cut(admin),
        "stopped": lambda: _stop(Path(admin)),
        "locked": lambda: _lock(where, admin, held),
        "clock-forward": lambda: clock.append(NOON + timedelta(days=4000)),
        "clock-back": lambda: clock.append(NOON - timedelta(days=4000)),
    }
    boundaries = Boundaries(database, at, happens[trouble], Boundaries.BETWEEN)
    for number in range(first, first + changes):
        try:
            change_one(database, number, planted=False)
        except TellmarkError as refused:
            held.close()
            append(tale, f"{number} {refused.code}")
        else:
            boundaries.cross()
            append(tale, f"{number} kept")
            boundaries.cross()
    held.close()
    append(tale, f"crossed {boundaries.crossed}")
    append(tale, "ended")


def _cut(admin: str) -> None:
    """Let PostgreSQL end every session on our database but the one that asks."""
    with psycopg.connect(admin, autocommit=True) as session:
        session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _stop(data: Path) -> None:
    """Stop a PostgreSQL server at once, as a crash would, and wait until it is gone."""
    server = int((data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(server, signal.SIGQUIT)
    while (data / "postmaster.pid").exists():
        pass


def _lock(where: str, admin: str, held: ExitStack) -> None:
    """Lock what another process could lock now; where we hold it ourselves, nobody can."""
    if admin:
        session = held.enter_context(psycopg.connect(admin))
        with suppress(psycopg.errors.LockNotAvailable):
            session.execute("LOCK TABLE leaves, events, clocks IN ACCESS EXCLUSIVE MODE NOWAIT")
        return
    other = held.enter_context(closing(sqlite3.connect(where, isolation_level=None, timeout=0)))
    with suppress(sqlite3.OperationalError):
        other.execute("BEGIN IMMEDIATE")


def _hasten(database: Database, *, unflushed: bool) -> None:
    """Let SQLite empty its write-ahead log often; and, planted, flush nothing."""
    database.close()

    def connect(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA wal_autocheckpoint = {_OFTEN}")
        if unflushed:
            connection.execute("PRAGMA synchronous = OFF")

    event.listen(database.engines.writing, "connect", connect)


def _do_not_wait(connection: Any, _: object) -> None:
    """Let PostgreSQL acknowledge what it has not flushed."""
    connection.execute("SET synchronous_commit = off")
    connection.commit()


def _rightly(database: Database, number: int) -> None:
    change_one(database, number, planted=False)


def _leaf_after_the_commit(database: Database, number: int) -> None:
    change_one(database, number, planted=True)


def _state_without_leaf(database: Database, number: int) -> None:
    """Write the leaf before the state, each kept by itself: a refusal between them leaves one without the other."""
    with database.write(ACME) as unit:
        Clocks(unit).start(clock_of(f"c{number}", "rule", "thing", "hours", NOON, NOON))
        Clocks(unit).stop(f"c{number}")
    if number != CHANGES - 1:
        with database.write(ACME) as unit:
            unit.say(Happened(number=number))


PLANTED: dict[str, Callable[[Database, int], None]] = {
    "": _rightly,
    "unflushed": _rightly,
    "leaf-after": _leaf_after_the_commit,
    "no-leaf": _state_without_leaf,
}
"""The ways to make one change: as the store does it, and each with its fault in the code."""

TASKS: dict[str, Callable[..., None]] = {task.__name__: task for task in (work_through, work_amid)}
