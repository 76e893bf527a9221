"""Rounds of one piece of work on SQLite, each with one fault at one call, and what is left of it afterwards."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from random import Random

from fault_children import Work
from faulty_disk import MEETS, Call, Disk, Fault, Kind
from power_loss import Names, laid_out
from store_children import ACME, LOG, NOON, Happened, Nursery
from store_kept import Tale, broken, kept
from tellmark.proof.log.trust import Trust
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.verify import verify_log
from tellmark.store.database import Database, open_database
from tellmark.store.log_folder import LogFolder
from tellmark.store.sequencer import Keeping, sequencing, standing
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy

PLAIN = Work()
SHARES = (0.0, 0.5, 0.9)
"""How much of what was not flushed survives a cut of the power."""
TRUST = Trust((LOG.key,))

DEADLY = frozenset({Fault.KILL_BEFORE, Fault.KILL_AFTER, Fault.TORN})
LASTING = frozenset({Fault.NO_SPACE, Fault.LIE})
"""A full disk stays full, and one that lies goes on; any other fault comes once, and then the work has to go on."""


@dataclass(frozen=True)
class Round:
    """One round: the fault and the call that met it, how the child ended, what it told, and what was wrong then."""

    fault: Fault
    call: Call | None
    end: int
    tale: Tale
    faults: list[str]
    """What must not be, and was, in words."""


class SqliteRounds:
    """Rounds on copies of one database, by children of one warm parent that runs on the faulty *disk*."""

    def __init__(self, disk: Disk, children: Nursery, before: Path, folder: Path) -> None:
        """Begin each round with a copy of the folder *before*: `a.db`, and `log` where there is one."""
        self._disk, self._children, self._before, self._folder = disk, children, before, folder
        self._numbers = count()

    def calls(self, work: Work = PLAIN) -> list[Call]:
        """Return every call of one round without a fault."""
        place, _ = self._run(work, Fault.NONE, 0)
        calls = self._disk.calls()
        shutil.rmtree(place)
        return calls

    def run(self, fault: Fault, at: int, work: Work = PLAIN) -> Round:
        """Make a round in which call number *at* meets *fault*."""
        place, end = self._run(work, fault, at)
        met = self._disk.met > 0
        assert met or work.threads > 1, "the fault was never met: the calls are not the same every time"
        tale = Tale.read(place / "tale")
        faults = faults_in(place, tale, work)
        if end != (-9 if met and fault in DEADLY else 0):
            faults.append(f"the child ended with {end}")
        if fault not in LASTING and len(tale.refused) > work.threads:
            faults.append("it did not go on when the fault was over")
        shutil.rmtree(place)
        return Round(fault, next((call for call in self._disk.calls() if call.fault), None), end, tale, faults)

    def power_cuts(self, seed: int, work: Work = PLAIN, *, lie: bool = False) -> Iterator[Round]:
        """Run once, and then cut the power after each call: yield a round for everything the disk may then hold.

        A choice of sectors comes from *seed*; a disk that was seen before under the same tale is not opened again.
        With *lie* every flush only says that it was done.
        """
        place, _ = self._run(work, Fault.LIE if lie else Fault.NONE, 0)
        calls = self._disk.calls()
        names, text, seen = Names(self._before, place), "", set[tuple[str, int]]()
        for call in calls:
            if call.path.name == "tale":
                text += call.data.decode()
            else:
                names.take(call)
            for share in SHARES[: 2 if work.log else 3]:
                left = names.cut(Random(f"{seed} {call.number} {share}"), share) | {"a.db-shm": None}
                if (known := (text, hash(tuple(sorted(left.items()))))) not in seen:
                    seen.add(known)
                    yield self._after(left, call, Tale.of(text).without_refusals(), work)
        shutil.rmtree(place)

    def _after(self, left: dict[str, bytes | None], call: Call, tale: Tale, work: Work) -> Round:
        place = laid_out(left, self._before, self._folder / f"cut{next(self._numbers)}")
        done = Round(Fault.POWER_OFF, call, 0, tale, faults_in(place, tale, work))
        shutil.rmtree(place)
        return done

    def _run(self, work: Work, fault: Fault, at: int) -> tuple[Path, int]:
        place = self._folder / f"round{next(self._numbers)}"
        shutil.copytree(self._before, place)
        self._disk.arm(place, place / "tale", fault, at, among=MEETS[fault] if fault in LASTING else None)
        (end,) = self._children.run(("work_through", str(place / "a.db"), str(place / "tale"), asdict(work)))
        return place, end


def faults_in(place: Path, tale: Tale, work: Work) -> list[str]:
    """Open what lies in a round's folder as after a crash, and return what must not be after that *tale*, in words."""
    if not _sound(place / "a.db"):
        return ["the database is damaged"]
    with closing(open_database(str(place / "a.db"), lambda: NOON, entropy)) as database:
        faults = broken(tale, kept(database, tale.kept, set(range(work.changes))))
        return faults + (log_faults(database, Keeping(LogFolder(place / "log"), LOG), tale) if work.log else [])


def log_faults(database: Database, keeping: Keeping, tale: Tale) -> list[str]:
    """Look at a log as a stranger does, and then let it go on; return what must not be, in words."""
    seen = verify_log(keeping.folder, TRUST)
    if seen.state is not LogState.INTACT:
        return [f"strangers see a log that is {seen.state}: {seen.faults}"]
    published = keeping.folder.published()
    assert published is not None
    before = published[1]
    faults = [] if before.head.size >= tale.signed else [f"signed up to {tale.signed}, and {before.head.size} stands"]
    try:
        with sequencing(database, keeping) as sequencer:
            while sequencer.advance():
                pass
    except TellmarkError as refused:
        return [*faults, f"the log does not go on: {refused.what}"]
    after = verify_log(keeping.folder, TRUST, [before])
    if after.state is not LogState.INTACT or after.entries != standing(database, keeping.folder).numbered:
        faults.append(f"the log that went on is {after.state} with {after.entries} entries: {after.faults}")
    return faults


def with_log(template: Path, folder: Path, entries: int) -> Path:
    """Make, in *folder*, what a round begins with: a copy of a furnished database, and its log of so many entries."""
    folder.mkdir()
    shutil.copy(template, folder / "a.db")
    with closing(open_database(str(folder / "a.db"), lambda: NOON, entropy)) as database:
        with database.write(ACME) as unit:
            for number in range(entries):
                unit.say(Happened(number=10_000 + number))
        with sequencing(database, Keeping(LogFolder(folder / "log"), LOG)) as sequencer:
            while sequencer.advance():
                pass
    return folder


def _sound(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        try:
            return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        except sqlite3.DatabaseError:
            return False


def role(call: Call) -> str:
    """Return what kind of file of a round this is."""
    parts = call.path.parts
    begin = next(place for place, part in enumerate(parts) if re.fullmatch(r"round\d+", part))
    return re.sub(r"\d+", "0", "/".join(parts[begin + 1 :])) or "."


def sites(calls: list[Call], *, last: bool = True) -> list[Call]:
    """Return the first call of each distinct site: kind, file, and the way to it in the program; and the *last*."""
    found: dict[tuple[Kind, str, int], list[Call]] = {}
    for call in calls:
        if call.path.name != "tale":
            found.setdefault((call.kind, role(call), call.site), []).append(call)
    chosen = {one.number: one for same in found.values() for one in (same[0], same[-1] if last else same[0])}
    return [chosen[number] for number in sorted(chosen)]


def pairs(calls: list[Call]) -> Iterator[tuple[Fault, Call]]:
    """Yield each fault with each of *calls* that it can come upon, but for cuts of the power, which need no round."""
    for call in calls:
        for fault, kinds in MEETS.items():
            if call.kind in kinds and fault not in (Fault.LIE, Fault.POWER_OFF) and call.path.name != "tale":
                yield fault, call
