"""Read, decide, write by two processes at once: `python bench/transactions.py [postgresql://…]` prints a table.

For each way to begin a transaction: how many changes were acknowledged, how many of those are missing afterwards, and
how many were refused. Then what a sweep costs among a million clocks, on SQLite.
"""

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError

from tellmark.store.clocks import sweep
from tellmark.store.database import open_database
from tellmark.store.engine import make_engines
from tellmark.store.schema import upgrade
from tellmark.store.scope import Machinery, TenantId
from tellmark.store.tables import CLOCKS
from tellmark.store.tenants import Tenants
from tellmark.values.ids import entropy
from tellmark.values.instants import now

SECONDS = 5.0
CLOCKS_IN_ALL = 1_000_000
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
        print(f"\n{sweeping(Path(folder) / 'clocks.db')}")


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


def sweeping(file: Path) -> str:
    """Sweep a hundred clocks that have come among a million that have not; return a sentence."""
    database = open_database(str(file), now, entropy)
    upgrade(database)
    at = now()
    fixed = {"tenant": "acme", "kind": "rule", "about": "thing", "calendar": "hours", "told": 0}
    fixed |= {
        "started_at": at - timedelta(days=2),
        "most_at": at + timedelta(days=40),
        "due_at": at + timedelta(days=50),
    }
    halves = [at + timedelta(days=-1 if number < 1000 else 30) for number in range(CLOCKS_IN_ALL)]
    rows = [{**fixed, "id": f"c{number}", "half_at": half, "next_at": half} for number, half in enumerate(halves)]
    with database.work(Machinery("bench")) as unit:
        Tenants(unit).open(TenantId("acme"))
        unit.connection.execute(CLOCKS.insert(), rows)
    spent = []
    for _ in range(10):
        begun = time.perf_counter()
        assert sweep(database, 100) == 100
        spent.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    assert sweep(database, 100) == 0
    idle = time.perf_counter() - begun
    database.close()
    return (
        f"Among {CLOCKS_IN_ALL:,} clocks, telling 100 that have come takes {statistics.median(spent) * 1e3:.0f} ms "
        f"(leaf, event and state each, one durable commit); finding that none has come, {idle * 1e3:.1f} ms."
    )


if __name__ == "__main__":
    main()
