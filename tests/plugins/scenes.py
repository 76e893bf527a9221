"""Scenes in which somebody can come between: what each actor does, and what must hold afterwards in whatever order."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import select

from order_tree import Tree
from schedules import Run, Stage, Work
from store_children import ACME, LOG, NOON, Counters, Happened, Numbers
from tellmark.proof.log.tiles import Tile
from tellmark.proof.log.trust import Trust
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.verify import verify_log
from tellmark.store.clocks import Clocks, clock_of, sweep
from tellmark.store.database import Database
from tellmark.store.errors import AlreadyHeld, NotAllowed
from tellmark.store.events import EventId
from tellmark.store.leases import Lease
from tellmark.store.log_folder import CHECKPOINT, LogFolder
from tellmark.store.outbox import Delivery, deliver
from tellmark.store.scope import Machinery
from tellmark.store.sequencer import Keeping, sequencing
from tellmark.store.tables import DELIVERIES, LEAVES
from touches import Touch

Step: TypeAlias = Callable[[str, Touch], None]

_KEYS = count(1)


@dataclass
class Scene:
    """One setting of a scene: the actors' work, and what is wrong after a run of it."""

    works: Sequence[Work]
    judge: Callable[[Run], list[str]]


@dataclass
class Scenes:
    """Scenes on one database; every setting has rows of its own."""

    database: Database
    folder: Path
    """Where the log is kept."""
    step: Step | None = None
    """What is called before each file of the log is read or written, where those are steps, too."""
    lock: bool = True
    """Whether what a decision rests on is read as the store reads it; planted: without a lock."""

    def played(
        self, stage: Stage, scene: str, actors: int, tree: Tree | None = None
    ) -> Iterator[tuple[Run, list[str]]]:
        """Play a scene in every distinct order, from where *tree* stands; yield each with what is wrong after it."""
        judges = []

        def set_anew() -> Sequence[Work]:
            setting = SCENES[scene](self, actors)
            judges.append(setting.judge)
            return setting.works

        for run in stage.orders(set_anew, tree):
            yield run, judges[-1](run)

    def counter(self, actors: int) -> Scene:
        """Everybody reads a number and writes one more: none of them is lost."""
        key = self._row("n")

        def put_up(database: Database) -> None:
            with database.write(ACME) as unit:
                Counters(unit).put_up(key, lock=self.lock)

        def judge(run: Run) -> list[str]:
            done = sum(result is None for result in run.results.values())
            with self.database.read(ACME) as unit:
                kept = Numbers(unit).count(key)
            return [] if kept == done else [f"{done} were told that they counted, and {kept} were counted"]

        return Scene([put_up] * actors, judge)

    def withdrawal(self, actors: int) -> Scene:
        """One withdraws while the others ask for leave: nobody is given leave once the withdrawal is acknowledged.

        A stand-in for a subject: its epoch is a number in a row, read in the unit that gives leave.
        """
        subject = self._row("s")

        def withdraw(database: Database) -> None:
            with database.write(ACME) as unit:
                Counters(unit).put_up(subject, lock=self.lock)
                unit.say(Happened(number=-1))

        def issue(permit: str) -> Work:
            def work(database: Database) -> None:
                with database.write(ACME) as unit:
                    if Counters(unit).read(subject, lock=self.lock):
                        raise NotAllowed("the consent was withdrawn", "Ask again.")
                    Clocks(unit).start(clock_of(permit, "permit", subject, "hours", NOON, NOON))
                    unit.say(Happened(number=1))

            return work

        def judge(run: Run) -> list[str]:
            withdrawn = run.commit_of(0)
            late = [actor for actor, result in run.results.items() if actor and result is None and withdrawn is not None
                    and (run.commit_of(actor) or 0) > withdrawn]  # fmt: skip
            return [f"leave was given to {late} after the withdrawal"] if late else []

        return Scene([withdraw, *(issue(f"{subject}-{number}") for number in range(1, actors))], judge)

    def sweepers(self, actors: int) -> Scene:
        """Everybody sweeps: each mark of a clock is told once, and none is forgotten."""
        while sweep(self.database):  # what other scenes have left
            pass
        clock = f"w{next(_KEYS)}"
        with self.database.write(ACME) as unit:
            Clocks(unit).start(clock_of(clock, "rule", clock, "hours", NOON, NOON))  # all three marks have come

        before = len(self._leaves())

        def judge(run: Run) -> list[str]:
            told = self._leaves()[before:]
            refused = [result for result in run.results.values() if not isinstance(result, int)]
            return [*([f"{len(told)} of 3 marks were told"] if len(told) != 3 else []), *map(repr, refused)]

        return Scene([lambda database: sweep(database, limit=1)] * actors, judge)

    def deliverers(self, actors: int) -> Scene:
        """Everybody delivers one event: it arrives once, and is settled."""
        return self._delivering(self._event(), actors)

    def heirs(self, actors: int) -> Scene:
        """Everybody delivers what one had taken who then died: it arrives once, and is settled."""
        said = self._event()
        with suppress(_Died):
            deliver(self.database, [_Dies()], lease=timedelta())
        return self._delivering(said, actors)

    def _event(self) -> EventId:
        while (done := deliver(self.database, [_Ears(Counter())])).spread or done.delivered:  # what others have left
            pass
        with self.database.write(ACME) as unit:
            return unit.say(Happened(number=next(_KEYS)))

    def _delivering(self, said: EventId, actors: int) -> Scene:
        heard: Counter[str] = Counter()

        def work(database: Database) -> object:
            return deliver(database, [_Ears(heard)], limit=1)

        def judge(run: Run) -> list[str]:
            wrong = [] if heard[said] == 1 else [f"the event arrived {heard[said]} times"]
            with self.database.work(Machinery("tests")) as unit:
                rows = unit.run(select(DELIVERIES).where(DELIVERIES.c.event == said)).mappings().all()
            if [row["done_at"] is not None for row in rows] != [True]:
                wrong.append(f"it was laid out {len(rows)} times, or not settled")
            return wrong

        return Scene([work] * actors, judge)

    def sequencers(self, actors: int) -> Scene:
        """Everybody integrates what waits, and one is refused at most: every leaf has one place, the log is intact."""
        where = self.folder / "log"
        keeping = Keeping(LogFolder(where) if self.step is None else SteppedFolder(where, self.step), LOG)
        for _ in range(2 if keeping.folder.size() == 0 else 1):  # on an empty log there are other steps
            with sequencing(self.database, keeping) as before:
                before.advance()
            with self.database.write(ACME) as unit:
                unit.say(Happened(number=-2))

        def work(database: Database) -> None:
            with sequencing(database, keeping) as sequencer:
                sequencer.advance()

        def judge(run: Run) -> list[str]:
            wrong = [repr(one) for one in run.results.values() if not isinstance(one, AlreadyHeld | None)]
            log = verify_log(keeping.folder, Trust((LOG.key,)))
            if log.state is not LogState.INTACT or log.entries != len(self._leaves()):
                wrong.append(
                    f"{len(self._leaves())} leaves, and the log is {log.state} with {log.entries}: {log.faults}"
                )
            return wrong

        return Scene([work] * actors, judge)

    def _leaves(self) -> list[int]:
        with self.database.work(Machinery("tests")) as unit:
            return list(unit.run(select(LEAVES.c.id).order_by(LEAVES.c.id)).scalars())

    def _row(self, letter: str) -> str:
        key = f"{letter}{next(_KEYS)}"
        with self.database.write(ACME) as unit:
            Clocks(unit).start(clock_of(key, "rule", key, "hours", NOON.replace(year=2030), NOON.replace(year=2031)))
        return key


SCENES: dict[str, Callable[[Scenes, int], Scene]] = {
    "counter": Scenes.counter,
    "withdrawal": Scenes.withdrawal,
    "sweepers": Scenes.sweepers,
    "deliverers": Scenes.deliverers,
    "heirs": Scenes.heirs,
    "sequencers": Scenes.sequencers,
}


class SteppedFolder(LogFolder):
    """A log's folder of which every file that is read, and all that are written at once, is a step.

    No tile gets full in a scene, so that none is removed.
    """

    def __init__(self, root: Path, step: Step) -> None:
        super().__init__(root)
        self._step = step

    def get(self, path: str, largest: int) -> bytes | None:
        """Read a file, as a step."""
        self._step(f"read {path}", Touch(reads=frozenset({_file(path)})))
        return super().get(path, largest)

    def put(self, files: Mapping[Tile, bytes]) -> None:
        """Write tiles, as one step."""
        self._step("write tiles", Touch(tells=frozenset(_file(tile.path) for tile in files)))
        super().put(files)

    def publish(self, checkpoint: bytes) -> None:
        """Write the checkpoint, as a step."""
        self._step("publish", Touch(tells=frozenset({_file(CHECKPOINT)})))
        super().publish(checkpoint)


class Unleased(Database):
    """A database whose leases are held by everybody: as if each had been lost unseen."""

    def alone(self, name: str) -> AbstractContextManager[Lease]:
        """Hold *name* together with all others."""
        return nullcontext(Lease(name, lambda: None))


def _file(path: str) -> str:
    return f"file {path.replace('/', ':')}"  # no row of a table


class _Died(Exception):
    """Somebody was killed here."""


class _Dies:
    name = "ears"
    wants = frozenset({"test.happened"})

    def receive(self, _: Delivery) -> None:
        raise _Died


class _Ears:
    name = "ears"
    wants = frozenset({"test.happened"})

    def __init__(self, heard: Counter[str]) -> None:
        self._heard = heard

    def receive(self, delivery: Delivery) -> None:
        self._heard[delivery.said.id] += 1
