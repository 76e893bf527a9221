"""What each process of the hammer does: everything at once, in an order of chance, until it is done or dies."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from store_children import ACME, LOG, NOON, Boundaries, Counters, Counting, append, change_one, opened
from tellmark.store.clocks import Clocks, clock_of, sweep
from tellmark.store.database import Database
from tellmark.store.errors import AlreadyHeld, StoreBusy
from tellmark.store.log_folder import LogFolder
from tellmark.store.outbox import deliver
from tellmark.store.sequencer import Keeping, sequencing

COUNTERS = ("north", "south", "east")
TODAY = NOON + timedelta(days=1)
DYING = 0.25
"""How often a process dies before its time."""
DAWDLING = 0.02
"""Seconds between reading and writing without a lock: a planted bug is to be met, however the machine is busy."""


@dataclass(frozen=True)
class Blow:
    """One action: on which database, on which counter, under which number; planted: without a *lock*."""

    database: Database
    counter: str
    number: int
    log: Path
    lock: bool


def hammer(where: str, log: str, tale: str, first: int, actions: int, seed: str, lock: bool) -> None:
    """Do so many *actions* of chance, telling of each before and after; die in between if chance wants it.

    *first* is the number of the first action: no two processes have the same one.
    """
    chance = Random(seed)
    database = opened(where, TODAY)
    boundaries = Boundaries(database, chance.randrange(20 * actions) if chance.random() < DYING else -1)
    for number in range(first, first + actions):
        action, blow = chance.choice(list(ACTIONS)), Blow(database, chance.choice(COUNTERS), number, Path(log), lock)
        about = f"{action} {blow.counter} {number}"
        append(tale, f"begun {about}")
        boundaries.cross()
        with suppress(StoreBusy):
            ACTIONS[action](blow)
            append(tale, f"done {about}")
    database.close()


def _count(blow: Blow) -> None:
    with blow.database.write(ACME) as unit:
        Counters(unit).put_up(blow.counter, lock=blow.lock, dawdle=0 if blow.lock else DAWDLING)


def _change(blow: Blow) -> None:
    change_one(blow.database, blow.number, planted=False)


def _run_out(blow: Blow) -> None:
    """Start a clock that has run out already, for whoever sweeps."""
    with blow.database.write(ACME) as unit:
        Clocks(unit).start(clock_of(f"t{blow.number}", "rule", "thing", "hours", NOON, NOON + timedelta(hours=1)))


def _sweep(blow: Blow) -> None:
    sweep(blow.database, limit=4)


def _deliver(blow: Blow) -> None:
    deliver(blow.database, [Counting(blow.database)], limit=4, lease=timedelta(0))


def _integrate(blow: Blow) -> None:
    with suppress(AlreadyHeld), sequencing(blow.database, Keeping(LogFolder(blow.log), LOG)) as sequencer:
        sequencer.advance()


ACTIONS: dict[str, Callable[[Blow], None]] = {
    "count": _count,
    "change": _change,
    "run-out": _run_out,
    "sweep": _sweep,
    "deliver": _deliver,
    "integrate": _integrate,
}
"""Everything that goes on at once in a server."""

TASKS: dict[str, Callable[..., None]] = {task.__name__: task for task in (hammer,)}
