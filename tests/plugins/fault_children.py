"""What a child does while something goes wrong under it, and what it tells about each change: kept, or refused how."""

from collections.abc import Callable

from sqlalchemy import event

from store_children import ACME, NOON, Happened, append, change_one, opened
from tellmark.store.clocks import Clocks, clock_of
from tellmark.store.database import Database
from tellmark.values.errors import TellmarkError

CHANGES = 4
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
    for number in range(CHANGES):
        try:
            PLANTED[plant](database, number)
        except TellmarkError as refused:
            append(tale, f"{number} {refused.code}")
        else:
            append(tale, f"{number} kept")
    database.close()
    append(tale, "ended")


def _hasten(database: Database, *, unflushed: bool) -> None:
    """Let SQLite empty its write-ahead log often; and, planted, flush nothing."""
    database.close()

    def connect(connection: object, _: object) -> None:
        assert hasattr(connection, "execute")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_OFTEN}")
        if unflushed:
            connection.execute("PRAGMA synchronous = OFF")

    event.listen(database.engines.writing, "connect", connect)


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

TASKS: dict[str, Callable[..., None]] = {task.__name__: task for task in (work_through,)}
