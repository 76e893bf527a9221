"""What a child does while something goes wrong under it, and what it tells about each change: kept, or refused how."""

import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import psycopg
from sqlalchemy import event

from store_children import ACME, LOG, NOON, Boundaries, Happened, append, change_one, die
from tellmark.proof.log.append import Edge, grown
from tellmark.proof.log.checkpoints import Checkpoint
from tellmark.proof.log.vkeys import signed_checkpoint
from tellmark.store import leaves
from tellmark.store.clocks import Clocks, clock_of
from tellmark.store.database import Database, open_database
from tellmark.store.leaves import LeavesOfAll
from tellmark.store.log_folder import LogFolder
from tellmark.store.sequencer import SEQUENCER, Keeping, sequencing
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy


@dataclass(frozen=True)
class Work:
    """What a child is to do on the faulty disk: how much, and with which fault in the code."""

    plant: str = ""
    changes: int = 4
    often: int = 12
    """Pages, after which SQLite takes the write-ahead log over into the database file."""
    threads: int = 1
    """Who share commits."""
    log: bool = False
    """Whether each change is integrated into the log beside the database."""


def work_through(where: str, tale: str, how: dict[str, Any]) -> None:
    """Make changes, each in its own unit of work, and tell of each; the ids are the same every time.

    Else a page of an index would be split in one round and not in the next, and the calls would not be the same.
    """
    work = Work(**how)
    append(tale, "begun")
    try:
        database = open_database(where, lambda: NOON, Random(7).randbytes, patience=20)
    except TellmarkError as refused:
        append(tale, f"not-opened {refused.code}")
        return
    _prepare(database, work)
    own = [list(range(work.changes))[first :: work.threads] for first in range(work.threads)]
    threads = [threading.Thread(target=_change_all, args=(database, tale, numbers, work)) for numbers in own[1:]]
    for thread in threads:
        thread.start()
    _change_all(database, tale, own[0], work)
    for thread in threads:
        thread.join()
    database.close()
    append(tale, "ended")


def _change_all(database: Database, tale: str, numbers: Sequence[int], work: Work) -> None:
    for number in numbers:
        try:
            PLANTED[work.plant](database, number)
        except TellmarkError as refused:
            append(tale, f"{number} {refused.code}")
        else:
            append(tale, f"{number} kept")
        if work.log:
            _integrate(database, tale, early=work.plant == "signed-early")


def _integrate(database: Database, tale: str, *, early: bool) -> None:
    """Bring the log up to the rows, and tell how far it was signed."""
    assert database.engines.file is not None
    keeping = Keeping(LogFolder(database.engines.file.with_name("log")), LOG)
    try:
        if early:
            _sign_early(database, keeping)
        with sequencing(database, keeping) as sequencer:
            while sequencer.advance():
                pass
    except TellmarkError as refused:
        append(tale, f"log {refused.code}")
    else:
        append(tale, f"signed {keeping.folder.size()}")


def _sign_early(database: Database, keeping: Keeping) -> None:
    """Sign a checkpoint while its rows are on their way."""
    with database.work(SEQUENCER) as unit:
        leaves.number(unit, 4096)
        growth = grown(Edge(), LeavesOfAll(unit).bodies(0, 4096))
        keeping.folder.put(growth.files)
        keeping.folder.publish(signed_checkpoint(Checkpoint(LOG.key.name, growth.edge.head), LOG).data)


def _prepare(database: Database, work: Work) -> None:
    """Let SQLite empty its write-ahead log often; and, planted, let nothing be flushed before it is acknowledged."""
    unflushed = work.plant == "unflushed"

    def connect(connection: Any, _: object) -> None:
        if database.engines.file is not None:
            connection.execute(f"PRAGMA wal_autocheckpoint = {work.often}")
            if unflushed:
                connection.execute("PRAGMA synchronous = OFF")
        elif unflushed:
            connection.execute("SET synchronous_commit = off")
            connection.commit()

    database.close()
    event.listen(database.engines.writing, "connect", connect)


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


def _rightly(database: Database, number: int) -> None:
    change_one(database, number, planted=False)


def _leaf_after_the_commit(database: Database, number: int) -> None:
    change_one(database, number, planted=True)


def _state_without_leaf(database: Database, number: int) -> None:
    """Change state, and say nothing of the first change."""
    with database.write(ACME) as unit:
        Clocks(unit).start(clock_of(f"c{number}", "rule", "thing", "hours", NOON, NOON))
        Clocks(unit).stop(f"c{number}")
    if number:
        with database.write(ACME) as unit:
            unit.say(Happened(number=number))


PLANTED: dict[str, Callable[[Database, int], None]] = {
    "": _rightly,
    "unflushed": _rightly,
    "leaf-after": _leaf_after_the_commit,
    "no-leaf": _state_without_leaf,
    "signed-early": _rightly,
}
"""The ways to make one change: as the store does it, and each with its fault in the code."""

TASKS: dict[str, Callable[..., None]] = {task.__name__: task for task in (work_through, work_amid)}
