"""What durable appends cost: `python bench/appends.py [postgresql://…]` prints a table.

A unit says one event: leaf, event and commit. For 1, 8 and 64 writers at once, threads of one process: units a second
and how long one waits until it is acknowledged, with a commit for each and with shared commits. To compare with: the
same bytes appended to a file and fsynced, one after the other by one writer. Then how fast the sequencer integrates.
"""

import os
import platform
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tellmark.proof.log.vkeys import ed25519_signer
from tellmark.store.database import Database, open_database
from tellmark.store.events import Event
from tellmark.store.log_folder import LogFolder
from tellmark.store.schema import upgrade
from tellmark.store.scope import HOME, Machinery, Scope
from tellmark.store.sequencer import Keeping, sequencing
from tellmark.store.sharing import SharedCommits
from tellmark.store.tenants import Tenants
from tellmark.values.ids import entropy
from tellmark.values.instants import now

SECONDS = 4.0
WRITERS = (1, 8, 64)
US = Scope(HOME, "bench")


class Appended(Event, frozen=True):
    """What every unit says."""

    name: ClassVar = "bench.appended"
    number: int
    thing: str = "0123456789abcdef0123456789abcdef"


def main() -> None:
    """Measure, and print."""
    cores, python = os.cpu_count(), platform.python_version()
    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {cores} cores, Python {python}, {SECONDS:.0f} s each\n")
    with tempfile.TemporaryDirectory() as folder:
        bare = fsynced(Path(folder) / "bare")
        print(f"A bare append of 300 bytes and fsync: {bare:,.0f} a second.\n")
        print("| | writers | a second | of a bare append | median | 99 % |\n|---|---|---|---|---|---|")
        for name, where, most in places(Path(folder)):
            for writers in WRITERS:
                with opened(where, most) as database:
                    rate, waits = appended(database, writers)
                ends = f"{statistics.median(waits) * 1e3:.1f} ms | {sorted(waits)[len(waits) * 99 // 100] * 1e3:.1f} ms"
                print(f"| {name} | {writers} | {rate:,.0f} | {rate / bare:.2f} | {ends} |", flush=True)
        print(f"\n{integrating(Path(folder))}")


def places(folder: Path) -> Iterator[tuple[str, str, int]]:
    """Yield what is measured: its name, where the database is, and how many units a commit may have."""
    yield "SQLite, a commit each", str(folder / "each.db"), 1
    yield "SQLite, shared commits", str(folder / "shared.db"), 64
    for where in sys.argv[1:]:
        yield "PostgreSQL", where, 1


@contextmanager
def opened(where: str, most: int) -> Iterator[Database]:
    """Open a database with our tables, and with *most* units a commit where it is SQLite's."""
    database = open_database(where, now, entropy, patience=60)
    if database.engines.file is not None:
        shared = SharedCommits(database.engines.writing, 60, most)
        database = Database(database.engines, now, entropy, shared)
    upgrade(database)
    with database.work(Machinery("bench")) as unit:
        if not Tenants(unit).all():
            Tenants(unit).open(HOME)
    yield database
    database.close()


def fsynced(path: Path) -> float:
    """Return how many bare appends a second are durable."""
    with path.open("ab", buffering=0) as file:
        end, done = time.monotonic() + SECONDS, 0
        while time.monotonic() < end:
            file.write(bytes(300))
            os.fsync(file.fileno())
            done += 1
    return done / SECONDS


def appended(database: Database, writers: int) -> tuple[float, list[float]]:
    """Let *writers* append; return how many units a second, and how long each took to be acknowledged."""
    waits: list[list[float]] = [[] for _ in range(writers)]
    end = time.monotonic() + SECONDS
    begun = time.perf_counter()
    together([lambda mine=mine: append_until(database, end, mine) for mine in waits])  # type: ignore[misc]  # bound
    all_waits = [wait for mine in waits for wait in mine]
    return len(all_waits) / (time.perf_counter() - begun), all_waits


def append_until(database: Database, end: float, waits: list[float]) -> None:
    """Append until *end*, and note how long each took."""
    while time.monotonic() < end:
        begun = time.perf_counter()
        with database.write(US) as unit:
            unit.say(Appended(number=len(waits)))
        waits.append(time.perf_counter() - begun)


def together(works: list[Callable[[], None]]) -> None:
    """Run every one of *works* in a thread of its own, until all have ended."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def integrating(folder: Path) -> str:
    """Integrate what was appended to SQLite; return a sentence."""
    signer = ed25519_signer("bench", Ed25519PrivateKey.from_private_bytes(bytes(32)))
    log = LogFolder(folder / "log")
    with opened(str(folder / "shared.db"), 64) as database:
        begun = time.perf_counter()
        with sequencing(database, Keeping(log, signer)) as sequencer:
            while sequencer.advance():
                pass
        spent = time.perf_counter() - begun
    return f"The sequencer integrates {log.size() / spent:,.0f} entries a second ({log.size():,} at once, SQLite)."


if __name__ == "__main__":
    main()
