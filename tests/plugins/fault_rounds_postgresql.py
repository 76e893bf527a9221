"""Rounds of one piece of work on PostgreSQL, whose server is on the faulty disk, and what is left of it afterwards.

The server's own calls are not the same every time: a round takes the call of a number, whichever that is then.
"""

import re
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import count
from random import Random

import psycopg

from fault_children import Work
from faulty_disk import MEETS, Call, Disk, Fault, Kind
from power_loss import Names, laid_out
from store_children import NOON, Nursery
from store_kept import Kept, Tale, broken, kept
from tellmark.store.database import open_database
from tellmark.store.errors import StoreUnreachable
from tellmark.values.ids import entropy
from throwaway_postgresql import Server

NEVER = 10_000
CALM = (
    "autovacuum=off",
    "bgwriter_lru_maxpages=0",
    "checkpoint_timeout=1d",
    "track_counts=off",
    "wal_writer_delay=10s",
)
"""So that little happens by itself while a child is at work."""


@dataclass(frozen=True)
class ServerRound:
    """One round: the fault, the calls that met it, what the child told, and what must not be and was."""

    fault: Fault
    met: list[Call]
    tale: Tale
    faults: list[str]


class PostgresqlRounds:
    """Rounds on one *server* with a furnished database `ours`; it and its *children* are on the faulty *disk*."""

    def __init__(self, disk: Disk, server: Server, children: Nursery) -> None:
        self._disk, self._server, self._children = disk, server, children
        self._where = server.url("tellmark", "ours")
        self._first = 0
        self._numbers = count()
        server.stop()
        self._before = shutil.copytree(server.data, server.folder / "before")
        server.start(*CALM)

    def calls(self) -> list[Call]:
        """Return every call of one round without a fault; not of the first, which still makes room."""
        for _ in range(2):
            self._round(Fault.NONE, 0)
        calls = self._disk.calls()
        self._disk.disarm()
        return calls

    def run(self, fault: Fault, at: int) -> ServerRound:
        """Make a round of one change, a checkpoint of the database and one more change; call *at* meets *fault*."""
        tale = self._round(fault, at)
        met = [call for call in self._disk.calls() if call.fault]
        self._disk.disarm()
        self._server.revive()
        return ServerRound(fault, met, tale, broken(tale, self._left(self._server, tale, self._last_numbers)))

    def power_cuts(self, seed: int, plant: str = "", most: int = 10_000) -> Iterator[ServerRound]:
        """Run once, and then cut the power after each call since the work began: a round for each distinct disk.

        Which sectors are left, and at which of the calls, where there are more than *most* cuts, comes from *seed*.
        """
        calls = self._recorded(plant)
        begun = next(place for place, call in enumerate(calls) if call.path.name == "tale")
        cuts = [(place, share) for place in range(begun, len(calls)) for share in (0.0, 0.5)]
        names, text, seen, done = Names(self._before, self._server.data), "", set[int](), 0
        for place, share in sorted(Random(seed).sample(cuts, min(most, len(cuts)))):
            for call in calls[done : place + 1]:
                text += call.data.decode() if call.path.name == "tale" else ""
                names.take(call)
            done = place + 1
            left = names.cut(Random(f"{seed} {place} {share}"), share) | {"postmaster.pid": None}
            if (known := hash((text, tuple(sorted(left.items(), key=lambda one: one[0]))))) not in seen:
                seen.add(known)
                yield self._after(left, calls[place], Tale.of(text))

    def _round(self, fault: Fault, at: int) -> Tale:
        tale = self._server.folder / "tale"
        tale.write_text("")
        self._last_numbers = {self._first, self._first + 1}
        self._disk.arm(self._server.data, self._server.data / "tale", fault, at)
        for number in sorted(self._last_numbers):
            order = ("work_amid", self._where, str(tale), number, 1, "killed", NEVER, "")
            assert self._children.run(order) == [0]
            with suppress(psycopg.Error), self._server.admin() as admin:
                admin.execute("CHECKPOINT")
        self._first += 2
        return Tale.read(tale)

    def _recorded(self, plant: str) -> list[Call]:
        self._server.stop()
        shutil.rmtree(self._server.data)
        shutil.copytree(self._before, self._server.data)
        self._server.own()
        self._disk.arm(self._server.data, self._server.data / "tale")
        self._server.start(*CALM)
        (end,) = self._children.run(("work_through", self._where, str(self._server.data / "tale"), {"plant": plant}))
        calls = self._disk.calls()
        self._disk.disarm()
        assert end == 0
        return calls

    def _after(self, left: dict[str, bytes | None], call: Call, tale: Tale) -> ServerRound:
        copy = Server(self._server.folder / f"cut{next(self._numbers)}", self._server.user)
        copy.folder.mkdir()
        laid_out(left, self._before, copy.data)
        copy.own()
        try:
            copy.start(*CALM)
        except RuntimeError:
            return ServerRound(Fault.POWER_OFF, [call], tale, ["the server does not start any more"])
        try:
            faults = broken(tale, self._left(copy, tale, set(range(Work().changes))))
        finally:
            copy.stop(signal.SIGQUIT)
            shutil.rmtree(copy.folder)
        return ServerRound(Fault.POWER_OFF, [call], tale, faults)

    def _left(self, server: Server, tale: Tale, numbers: set[int]) -> Kept:
        """Return what is left of the changes, as soon as a server that has crashed lets somebody in again."""
        end = time.monotonic() + 60
        while True:
            try:
                with closing(open_database(server.url("tellmark", "ours"), lambda: NOON, entropy)) as database:
                    return kept(database, tale.kept, numbers)
            except StoreUnreachable:
                assert time.monotonic() < end, "the server does not come back"
                server.revive()


def sites(calls: list[Call]) -> list[Call]:
    """Return one call of each distinct site: kind, kind of file, and the way to it in the server."""
    found: dict[tuple[Kind, str, int], Call] = {}
    for call in calls:
        found.setdefault((call.kind, role(call), call.site), call)
    return list(found.values())


def pairs(calls: list[Call]) -> Iterator[tuple[Fault, Call]]:
    """Yield each fault with each of *calls* that it can come upon; a disk that stays full is another test's matter."""
    for call in calls:
        for fault, kinds in MEETS.items():
            if call.kind in kinds and fault not in (Fault.LIE, Fault.POWER_OFF):
                yield fault, call


def role(call: Call) -> str:
    """Return what kind of the server's files this is."""
    return re.sub(r"[0-9A-F]{2,}|\d", "0", "/".join(call.path.parts[call.path.parts.index("data") + 1 :]))
