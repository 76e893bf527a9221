"""Two processes that do everything at once on one database, some of whom die, and what must hold after each round."""

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from fault_rounds import log_faults
from hammer_children import COUNTERS, TODAY
from soaking import Trial
from store_children import ACME, LOG, NOON, Counting, Numbers, Nursery
from store_kept import Tale, kept
from tellmark.store.clocks import Clocks, clock_of, sweep
from tellmark.store.database import Database, open_database
from tellmark.store.log_folder import LogFolder
from tellmark.store.outbox import deliver
from tellmark.store.scope import Machinery
from tellmark.store.sequencer import Keeping
from tellmark.store.tables import CLOCKS, DELIVERIES, EVENTS, LEAVES
from tellmark.values.ids import entropy

PROCESSES = 2
LATER = TODAY + timedelta(days=30)


@dataclass(frozen=True)
class Told:
    """What the processes told of one kind of action: which they began, and which they ended well."""

    begun: Mapping[str, list[int]]
    done: Mapping[str, list[int]]


class Hammer:
    """Rounds of blows on one database and its log; what was told is added up over all rounds."""

    def __init__(self, where: str, children: Nursery, folder: Path) -> None:
        self._where, self._children = where, children
        self._tale, self._log = folder / "tale", folder / "log"
        self._tale.touch()
        self._first = 0
        far = NOON.replace(year=2040)
        with closing(self._open()) as database, database.write(ACME) as unit:
            for name in (*COUNTERS, "counter"):
                Clocks(unit).start(clock_of(name, "rule", name, "hours", far, far))

    def round(self, seed: str, actions: int = 200, *, lock: bool = True) -> Trial:
        """Let every process do so many *actions*, see to all that was left over, and look what must not be."""
        orders = []
        for process in range(PROCESSES):
            orders.append(("hammer", self._where, str(self._log), str(self._tale), self._first, actions,
                           f"{seed} {process}", lock))  # fmt: skip
            self._first += actions
        ends = self._children.run(*orders)
        failures = [f"a process ended with {end}" for end in ends if end not in (0, -9)]
        with closing(self._open()) as database:
            failures += self._failures(database)
        return Trial({"actions": actions * PROCESSES, "deaths": sum(end == -9 for end in ends)}, failures)

    def _failures(self, database: Database) -> list[str]:
        while sweep(database, limit=500):
            pass
        while (done := deliver(database, [Counting(database)], limit=500)).delivered or done.spread:
            pass
        began, ended = self._told("begun"), self._told("done")
        failures = []
        with database.read(ACME) as unit:
            for name in COUNTERS:
                count, low, high = Numbers(unit).count(name), len(ended[f"count {name}"]), len(began[f"count {name}"])
                if not low <= count <= high:
                    failures.append(f"{name} stands at {count}; {low} were told that they counted, of {high}")
        changes = {number for name, numbers in began.items() if name.startswith("change") for number in numbers}
        acknowledged = {number for name, numbers in ended.items() if name.startswith("change") for number in numbers}
        if not (left := kept(database, acknowledged, changes)).whole:
            failures.append(f"state, leaf and event do not agree: {len(left.leaves)} leaves of {len(acknowledged)}")
        failures += _clocks(database) + _deliveries(database)
        return failures + log_faults(database, Keeping(LogFolder(self._log), LOG), Tale(set(), {}, ended=True))

    def _told(self, how: str) -> dict[str, list[int]]:
        """Return the numbers of the actions that were begun, or done, by name and counter."""
        told: dict[str, list[int]] = {f"count {name}": [] for name in COUNTERS}
        for line in self._tale.read_text().splitlines():
            word, action, counter, number = line.split()
            if word == how:
                told.setdefault(f"{action} {counter}", []).append(int(number))
        return told

    def _open(self) -> Database:
        return open_database(self._where, lambda: LATER, entropy, patience=20)


def _clocks(database: Database) -> list[str]:
    """See that each clock that has run out was told its three marks, once."""
    with database.look(Machinery("tests")) as look:
        clocks = look.run(select(CLOCKS.c.id).where(CLOCKS.c.id.like("t%"))).scalars().all()
        bodies = look.run(select(LEAVES.c.body)).scalars().all()
    told = Counter(json.loads(body)["facts"].get("clock") for body in bodies)
    return [f"{told[clock]} marks of the clock {clock} were told" for clock in clocks if told[clock] != 3]


def _deliveries(database: Database) -> list[str]:
    """See that each event was delivered, and counted once by a subscriber who settles in its own unit of work."""
    happened = select(func.count()).select_from(EVENTS).where(EVENTS.c.name == "test.happened")
    settled = select(func.count()).select_from(DELIVERIES).where(DELIVERIES.c.done_at.is_not(None))
    with database.look(Machinery("tests")) as look:
        events, done = look.run(happened).scalar_one(), look.run(settled).scalar_one()
    with database.read(ACME) as unit:
        counted = Numbers(unit).count("counter")
    return [] if events == done == counted else [f"{events} events, {done} settled, {counted} counted"]
