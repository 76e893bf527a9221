"""What durability costs: `python bench/store.py` prints events acknowledged a second, beside bare flushed appends.

Both databases lie on the disk of the working folder, and so does the file of the bare appends: the same bytes as the
leaves, flushed as often as the batch says, by one thread. All are measured in turn, several times, in one run.
"""

import os
import platform
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "plugins"))

from tellmark.proof.log.trust import Trust
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.verify import verify_log
from tellmark.proof.log.vkeys import ed25519_signer
from tellmark.store.clocks import sweep
from tellmark.store.database import Database, open_database
from tellmark.store.events import Event
from tellmark.store.leaves import Leaves
from tellmark.store.log_folder import LogFolder
from tellmark.store.schema import upgrade
from tellmark.store.scope import Machinery, Scope, TenantId
from tellmark.store.sequencer import Keeping, sequencing
from tellmark.store.tables import CLOCKS
from tellmark.store.tenants import Tenants
from tellmark.values.ids import entropy
from tellmark.values.instants import now
from throwaway_postgresql import find_server, new_server

ROUNDS = 5
SECONDS = 0.6
BATCHES = (1, 8, 64, 256)
WRITERS = (1, 4, 16)
CLOCKS_IN_ALL = 1_000_000
COME = 10_000
ACME = Scope(TenantId("acme"), "bench")
SIGNER = ed25519_signer("log.example/bench", Ed25519PrivateKey.from_private_bytes(b"B" * 32))


class Happened(Event, frozen=True):
    """An event of the size of a permit's."""

    name: ClassVar = "bench.happened"
    number: int
    subject: str = "0190c3d2-7a51-7c3e-9d41-5a7c2f1b8e60"
    purpose: str = "advertisement"


def main() -> None:
    """Measure, and print."""
    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {os.cpu_count()} cores,", end=" ")
    print(f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}, median of {ROUNDS} (least to most)\n")
    with ExitStack() as open_things:
        folder = Path(open_things.enter_context(tempfile.TemporaryDirectory(dir=".")))
        databases = {"SQLite": open_things.enter_context(furnished(str(folder / "a.db")))}
        if find_server() is not None:
            where = open_things.enter_context(postgresql(Path.cwd()))
            databases["PostgreSQL"] = open_things.enter_context(furnished(where))
        entry = leaf_of_one(databases["SQLite"])
        print(f"Appends of leaves of {len(entry)} bytes, each with its event.\n")
        appends(databases, os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), entry)
        for name, database in databases.items():
            print(f"\n{name}: {sweeping(database)}")
        print(f"\nSQLite: {keeping(databases['SQLite'], folder / 'log')}")


# --- appending --------------------------------------------------------------------------------------------------------


def appends(databases: dict[str, Database], bare: int, entry: bytes) -> None:
    """Print a line for each database, batch and number of writers."""
    print("| | writers | events a unit | events a second | against the bare append | p50, ms | p99, ms |")
    print("|---|---|---|---|---|---|---|")
    ways = [(1, batch) for batch in BATCHES] + [(writers, 1) for writers in WRITERS[1:]]
    for writers, batch in ways:
        measured: dict[str, list[tuple[float, list[float]]]] = {name: [] for name in ("bare append", *databases)}
        for _ in range(ROUNDS):
            measured["bare append"].append(rate(1, batch, partial(append, bare, entry * batch)))
            for name, database in databases.items():
                measured[name].append(rate(writers, batch, partial(say, database, batch)))
        floor = [speed for speed, _ in measured["bare append"]]
        for name, rounds in measured.items():
            speeds = [speed for speed, _ in rounds]
            ratios = sorted(speed / bottom for speed, bottom in zip(speeds, floor, strict=True))
            spent = sorted(one for _, times in rounds for one in times)
            against = f"**{statistics.median(ratios):.2f}** ({ratios[0]:.2f} to {ratios[-1]:.2f})"
            who, ratio = (writers, against) if name in databases else (1, "")
            print(
                f"| {name} | {who} | {batch} | {statistics.median(speeds):,.0f} | {ratio}"
                f" | {spent[len(spent) // 2] * 1e3:.1f} | {spent[len(spent) * 99 // 100] * 1e3:.1f} |",
                flush=True,
            )


def rate(writers: int, batch: int, act: Callable[[], None]) -> tuple[float, list[float]]:
    """Let so many threads act for a while; return events a second, and the seconds until each was acknowledged."""
    spent: list[float] = []
    end = time.perf_counter() + SECONDS

    def work() -> None:
        while (begun := time.perf_counter()) < end:
            act()
            spent.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(spent) * batch / (time.perf_counter() - begun), spent


def append(descriptor: int, data: bytes) -> None:
    """Append to an open file, durably."""
    os.write(descriptor, data)
    os.fdatasync(descriptor)


def say(database: Database, batch: int) -> None:
    """Acknowledge so many events in one unit of work."""
    with database.write(ACME) as unit:
        for number in range(batch):
            unit.say(Happened(number=number))


def leaf_of_one(database: Database) -> bytes:
    """Return a leaf as the log keeps it."""
    with database.write(ACME) as unit:
        event = unit.say(Happened(number=1))
    with database.read(ACME) as unit:
        return Leaves(unit).of(event).body


# --- clocks and the log -----------------------------------------------------------------------------------------------


def sweeping(database: Database) -> str:
    """Sweep those clocks that have come among a million that have not; return a sentence."""
    at = now()
    fixed = {"tenant": "acme", "kind": "rule", "about": "thing", "calendar": "hours", "told": 0}
    fixed |= {"started_at": at - timedelta(days=2), "most_at": at + timedelta(days=40)}
    fixed |= {"due_at": at + timedelta(days=50)}
    halves = [at + timedelta(days=-1 if number < COME else 30) for number in range(CLOCKS_IN_ALL)]
    rows = [{**fixed, "id": f"c{number}", "half_at": half, "next_at": half} for number, half in enumerate(halves)]
    with database.work(Machinery("bench")) as unit:
        unit.connection.execute(CLOCKS.insert(), rows)
    begun = time.perf_counter()
    told = 0
    while done := sweep(database, 500):
        told += done
    whole = time.perf_counter() - begun
    spent = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        assert sweep(database, 500) == 0
        spent.append(time.perf_counter() - begun)
    return (
        f"among {CLOCKS_IN_ALL:,} clocks {told:,} have come: told in {whole:.1f} s, {told / whole:,.0f} a second"
        f" (leaf, event and state each); a pass that finds none takes {statistics.median(spent) * 1e3:.1f} ms"
        f" (the first {spent[0] * 1e3:.1f} ms)."
    )


def keeping(database: Database, folder: Path) -> str:
    """Integrate every leaf that waits, and verify the log; return a sentence."""
    begun = time.perf_counter()
    with sequencing(database, Keeping(LogFolder(folder), SIGNER)) as sequencer:
        while sequencer.advance():
            pass
    whole = time.perf_counter() - begun
    begun = time.perf_counter()
    verdict = verify_log(LogFolder(folder), Trust((SIGNER.key,)))
    verifying = time.perf_counter() - begun
    assert verdict.state is LogState.INTACT
    bundles = [path.read_bytes() for path in folder.rglob("tile/entries/**/*") if path.is_file()]
    begun = time.perf_counter()
    for bundle in bundles:
        sha256(bundle).digest()
    bare = time.perf_counter() - begun
    return (
        f"{verdict.entries:,} leaves are integrated at {verdict.entries / whole:,.0f} a second, up to 4096 a"
        f" checkpoint; the log is verified at {verdict.entries / verifying:,.0f} entries a second, every byte of it"
        f" (SHA-256 of the same bytes alone: {verifying / bare:,.0f} times as fast)."
    )


# --- places -----------------------------------------------------------------------------------------------------------


@contextmanager
def furnished(where: str) -> Iterator[Database]:
    """Open a new database with one tenant."""
    with closing(open_database(where, now, entropy, patience=60)) as database:
        upgrade(database)
        with database.work(Machinery("bench")) as unit:
            Tenants(unit).open(ACME.tenant)
        yield database


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Run a server of our own on the disk of *folder*, as it comes; return the address of a database in it."""
    with new_server(place=folder) as server:
        server.start()
        with server.admin() as admin:
            admin.execute("CREATE ROLE tellmark LOGIN NOSUPERUSER NOBYPASSRLS")
            admin.execute("CREATE DATABASE bench OWNER tellmark")
        yield server.url("tellmark", "bench")


if __name__ == "__main__":
    main()
