"""Read, decide, write by two processes at once: `python bench/transactions.py [postgresql://…]` prints a table.

For each way to begin a transaction: how many changes were acknowledged, how many of those are missing afterwards, and
how many were refused.
"""

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError

from tellmark.store.engine import make_engines

SECONDS = 5.0
PROCESSES = get_context("fork")
Way = Callable[[str], tuple[Engine, str]]


def main() -> None:
    """Measure every way, and print."""
    print(
        f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )
    print(f"\n| two processes, {SECONDS:.0f} s each | acknowledged | of those lost | refused |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        ways: dict[str, tuple[Way, str]] = {
            "SQLite, the driver's own begin": (as_it_comes, f"{folder}/a.db"),
            "SQLite, BEGIN": (plain_begin, f"{folder}/b.db"),
            "SQLite, BEGIN IMMEDIATE (ours)": (ours, f"{folder}/c.db"),
        }
        for where in sys.argv[1:]:
            ways["PostgreSQL, SELECT"] = (unlocked, where)
            ways["PostgreSQL, SELECT … FOR UPDATE (ours)"] = (locked, where)
        for name, (way, where) in ways.items():
            acknowledged, refused, kept = race(way, where)
            print(f"| {name} | {acknowledged} | {acknowledged - kept} | {refused} |", flush=True)


def as_it_comes(where: str) -> tuple[Engine, str]:
    """Let the driver begin when it likes: at the first write."""
    engine = create_engine(f"sqlite:///{where}")
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA journal_mode = WAL"))
    return engine, ""


def plain_begin(where: str) -> tuple[Engine, str]:
    """Begin with the first read, and ask for the right to write later."""
    engine, _ = as_it_comes(where)
    event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine, ""


def ours(where: str) -> tuple[Engine, str]:
    """Begin as the store does."""
    return make_engines(where, 20).writing, ""


def unlocked(where: str) -> tuple[Engine, str]:
    """Read without a lock."""
    return make_engines(where, 20).writing, ""


def locked(where: str) -> tuple[Engine, str]:
    """Read as the store's repositories do when a decision rests on it."""
    return make_engines(where, 20).writing, " FOR UPDATE"


def race(way: Way, where: str) -> tuple[int, int, int]:
    """Let two processes put up one counter; return what they acknowledged, what was refused, and what is kept."""
    engine, _ = way(where)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS counter"))
        connection.execute(text("CREATE TABLE counter (n integer)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    engine.dispose()
    with PROCESSES.Pool(2) as pool:
        told = pool.starmap(put_up, [(way, where)] * 2)
    with engine.begin() as connection:
        kept = int(connection.execute(text("SELECT n FROM counter")).scalar_one())
    engine.dispose()
    return sum(done for done, _ in told), sum(refused for _, refused in told), kept


def put_up(way: Way, where: str) -> tuple[int, int]:
    """Read and write one more, again and again; return how often it was acknowledged, and how often refused."""
    engine, lock = way(where)
    done = refused = 0
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            with engine.begin() as connection:
                number = connection.execute(text(f"SELECT n FROM counter{lock}")).scalar_one()
                connection.execute(text("UPDATE counter SET n = :n"), {"n": number + 1})
        except OperationalError:
            refused += 1
        else:
            done += 1
    return done, refused


if __name__ == "__main__":
    main()
