"""Rounds of one piece of work on SQLite, each with one fault at one call, and what is left of it afterwards."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

from fault_children import CHANGES
from faulty_disk import MEETS, Call, Disk, Fault, Kind
from power_loss import Names, laid_out
from store_children import NOON, Nursery
from store_kept import Kept, Tale, broken, kept
from tellmark.store.database import open_database
from tellmark.values.ids import entropy

NUMBERS = set(range(CHANGES))
DEADLY = frozenset({Fault.KILL_BEFORE, Fault.KILL_AFTER, Fault.TORN})
LASTING = frozenset({Fault.NO_SPACE, Fault.LIE})
"""A full disk stays full, and one that lies goes on; any other fault comes once, and then the work has to go on."""


@dataclass(frozen=True)
class Round:
    """One round: the fault and the call that met it, how the child ended, what it told, and what was left."""

    fault: Fault
    call: Call | None
    end: int
    tale: Tale
    left: Kept | None
    """None where the database did not open any more, or SQLite found it damaged."""

    @property
    def faults(self) -> list[str]:
        """Return what must not be, in words."""
        faults = broken(self.tale, self.left)
        if self.end not in ({-9} if self.fault in DEADLY else {0}):
            faults.append(f"the child ended with {self.end}")
        if self.fault not in LASTING and len(self.tale.refused) > 1:
            faults.append("it did not go on when the fault was over")
        return faults


class SqliteRounds:
    """Rounds on copies of one database, by children of one warm parent that runs on the faulty *disk*."""

    def __init__(self, disk: Disk, children: Nursery, template: Path, folder: Path) -> None:
        self._disk, self._children, self._folder = disk, children, folder
        self._before = folder / "before"
        self._before.mkdir()
        shutil.copy(template, self._before / "a.db")
        self._numbers = count()

    def calls(self, plant: str = "") -> list[Call]:
        """Return every call of one round without a fault."""
        return self._run(plant, Fault.NONE, 0)[2]

    def run(self, fault: Fault, call: Call, plant: str = "") -> Round:
        """Make a round in which *call* meets *fault*."""
        place, end, _ = self._run(plant, fault, call.number)
        tale = Tale.read(place / "tale")
        done = Round(fault, call, end, tale, left_in(place / "a.db", tale))
        shutil.rmtree(place)
        return done

    def power_cuts(self, seed: int, plant: str = "", *, lie: bool = False) -> Iterator[Round]:
        """Run once, and then cut the power after each call: yield a round for everything the disk may then hold.

        A choice of sectors comes from *seed*; a disk that was seen before under the same tale is not opened again.
        With *lie* every flush only says that it was done.
        """
        place, _, calls = self._run(plant, Fault.LIE if lie else Fault.NONE, 0)
        names, text, seen = Names(self._before, place), "", set()
        for call in calls:
            if call.path.name == "tale":
                text += call.data.decode()
            else:
                names.take(call)
            for share in (0.0, 0.5, 0.9):
                left = names.cut(Random(f"{seed} {call.number} {share}"), share)
                left["a.db-shm"] = None
                if (text, known := hash(tuple(sorted(left.items())))) and (text, known) not in seen:
                    seen.add((text, known))
                    yield self._after(left, call, Tale.of(text))
        shutil.rmtree(place)

    def _after(self, left: dict[str, bytes | None], call: Call, tale: Tale) -> Round:
        place = laid_out(left, self._before, self._folder / f"cut{next(self._numbers)}")
        done = Round(Fault.POWER_OFF, call, 0, Tale(tale.kept, {}, tale.ended), left_in(place / "a.db", tale))
        shutil.rmtree(place)
        return done

    def _run(self, plant: str, fault: Fault, at: int) -> tuple[Path, int, list[Call]]:
        place = self._folder / f"round{next(self._numbers)}"
        shutil.copytree(self._before, place)
        self._disk.arm(place, place / "tale", fault, at, among=MEETS[fault] if fault in LASTING else None)
        (end,) = self._children.run(("work_through", str(place / "a.db"), str(place / "tale"), plant))
        calls = self._disk.calls()
        assert self._disk.met or not fault, "the fault was never met: the calls are not the same every time"
        self._disk.disarm()
        return place, end, calls


def left_in(file: Path, tale: Tale) -> Kept | None:
    """Open the database *file* as after a crash, and return what is left of the changes; None where it is damaged."""
    if not _sound(file):
        return None
    database = open_database(str(file), lambda: NOON, entropy)
    try:
        return kept(database, tale.kept, NUMBERS)
    finally:
        database.close()


def _sound(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        try:
            return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        except sqlite3.DatabaseError:
            return False


def role(call: Call) -> str:
    """Return which file this is, whatever the round's folder is called."""
    return call.path.name if call.path.suffix or "-" in call.path.name else "folder"


def sites(calls: list[Call]) -> list[Call]:
    """Return the first and the last call of each distinct site: kind, file, and the way to it in the program."""
    first: dict[tuple[Kind, str, int], Call] = {}
    last: dict[tuple[Kind, str, int], Call] = {}
    for call in calls:
        if call.path.name != "tale":
            first.setdefault((call.kind, role(call), call.site), call)
            last[call.kind, role(call), call.site] = call
    return sorted(
        {call.number: call for call in [*first.values(), *last.values()]}.values(), key=lambda one: one.number
    )


def pairs(calls: list[Call]) -> Iterator[tuple[Fault, Call]]:
    """Yield each fault with each of *calls* that it can come upon, but for cuts of the power, which need no round."""
    for call in calls:
        for fault, kinds in MEETS.items():
            if call.kind in kinds and fault not in (Fault.LIE, Fault.POWER_OFF) and call.path.name != "tale":
                yield fault, call
