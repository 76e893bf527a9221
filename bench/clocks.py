"""What telling a million clocks costs: `python bench/clocks.py [how many]` prints a row for each database.

All of them have come at once, as after a long sleep of the server or on the day on which a law takes effect. Beside
it the floor of the disk: the same leaves appended to a file, flushed once for each pass of the sweep.
"""

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select

from store import ACME, append, furnished, postgresql
from tellmark.store.clocks import AT_ONCE, sweep
from tellmark.store.database import Database
from tellmark.store.scope import Machinery
from tellmark.store.tables import CLOCKS, LEAVES
from tellmark.values.instants import now
from throwaway_postgresql import find_server

BENCH = Machinery("bench")
TOGETHER = 20_000
"""Clocks that are put in with one transaction, before anything is measured."""


def main() -> None:
    """Measure, and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores,", end=" ")
    print(f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}; {count:,} clocks have come\n")
    print("| | told a second | passes | p50, ms | p99, ms | bare flushed appends, leaves a second | times slower |")
    print("|---|---|---|---|---|---|---|")
    with ExitStack() as open_things:
        folder = Path(open_things.enter_context(tempfile.TemporaryDirectory(dir=".")))
        databases = {"SQLite": open_things.enter_context(furnished(str(folder / "a.db")))}
        if find_server() is not None:
            where = open_things.enter_context(postgresql(Path.cwd()))
            databases["PostgreSQL"] = open_things.enter_context(furnished(where))
        for name, database in databases.items():
            print(f"| {name} | {row(database, folder / name, count)} |", flush=True)


def row(database: Database, bare: Path, count: int) -> str:
    """Put the clocks in, sweep them all, and return what it came to beside the floor."""
    put_in(database, count)
    spent = list(passes(database))
    with database.work(BENCH) as unit:
        leaves = unit.run(select(func.count()).select_from(LEAVES).where(LEAVES.c.tenant == ACME.tenant)).scalar_one()
        entry = unit.run(select(LEAVES.c.body).order_by(LEAVES.c.id.desc()).limit(1)).scalar_one()
    assert leaves >= count
    told, floor = count / sum(spent), flushed(bare, entry)
    waits = sorted(one * 1e3 for one in spent)
    ends = f"{statistics.median(waits):.0f} | {waits[len(waits) * 99 // 100]:.0f}"
    return f"{told:,.0f} | {len(spent):,} | {ends} | {floor:,.0f} | {floor / told:,.0f}"


def put_in(database: Database, count: int) -> None:
    """Start so many clocks whose half is over."""
    at = now()
    fixed = {"tenant": "acme", "kind": "rule", "about": "thing", "calendar": "hours", "told": 0}
    fixed |= {
        "started_at": at - timedelta(days=2),
        "half_at": at - timedelta(days=1),
        "next_at": at - timedelta(days=1),
    }
    fixed |= {"most_at": at + timedelta(days=40), "due_at": at + timedelta(days=50)}
    rows = ({**fixed, "id": f"c{number}"} for number in range(count))
    while some := list(islice(rows, TOGETHER)):
        with database.work(BENCH) as unit:
            unit.run_each(CLOCKS.insert(), some)


def passes(database: Database) -> Iterator[float]:
    """Sweep until nothing has come, and yield the seconds of each pass that told something."""
    while True:
        begun = time.perf_counter()
        if not sweep(database):
            return
        yield time.perf_counter() - begun


def flushed(bare: Path, entry: bytes) -> float:
    """Return how many leaves a second a file takes, flushed once for as many as a pass of the sweep tells."""
    descriptor = os.open(bare, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    spent = []
    for _ in range(200):
        begun = time.perf_counter()
        append(descriptor, entry * AT_ONCE)
        spent.append(time.perf_counter() - begun)
    os.close(descriptor)
    return AT_ONCE * len(spent) / sum(spent)


if __name__ == "__main__":
    main()
