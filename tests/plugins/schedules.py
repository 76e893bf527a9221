"""Every order in which a few actors can come: each stops before every statement and commit, and goes on when told.

An actor is a thread with connections of its own, as another process would have. One goes at a time, until its next
stop, its end, or a lock that another holds; PostgreSQL is asked who waits for whom, SQLite is asked beforehand whether
a transaction could begin. No clock is involved: an order that was seen once can be taken again.
"""

import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import Connection, event

from order_tree import Taken, Tree
from store_places import Place
from tellmark.store.database import Database
from tellmark.values.errors import TellmarkError
from touches import ALL, Touch, kept_until_the_end, touch_of

Work: TypeAlias = Callable[[Database], object]
Choice: TypeAlias = Callable[[Mapping[int, Touch]], int]
_BEGIN = "BEGIN IMMEDIATE"
_START = "START"
_ENDS = {"COMMIT": True, "ROLLBACK": False}
_TO_WRITE = Touch(takes=frozenset({"the right to write"}), waits=True)
_GLANCE = 0.002  # how long somebody may be quiet before PostgreSQL is asked whether they wait
_PATIENCE = 60.0
_TRIES = 9


@dataclass
class Run:
    """One order: who could have gone and who went, step by step, and how each ended."""

    taken: list[Taken] = field(default_factory=list)
    steps: list[tuple[int, str]] = field(default_factory=list)
    """Each actor's statements in the order in which they were let go."""
    results: dict[int, object] = field(default_factory=dict)
    """What each actor returned, or the TellmarkError that refused it."""
    unfair: bool = False
    """Whether somebody who waited for a row was passed by one who came later; from there on anybody went."""

    @property
    def order(self) -> str:
        """Who went, as digits."""
        return "".join(str(actor) for actor, _ in self.steps)

    def commit_of(self, actor: int) -> int | None:
        """Return the place of an actor's last commit in the order; None where there was none."""
        places = [place for place, step in enumerate(self.steps) if step == (actor, "COMMIT")]
        return places[-1] if places else None


class Outside(Enum):
    """When actors do something beside their statements that others see, such as files: no step is moved past that."""

    NOTHING = "nothing"
    START = "before their first statement"
    ALWAYS = "at any time"


class Stage:
    """Actors on one database, each with an own way to open it."""

    def __init__(
        self,
        place: Place,
        actors: int,
        open_one: Callable[[], Database] | None = None,
        outside: Outside = Outside.NOTHING,
    ) -> None:
        self._place = place
        self._outside = outside
        self._said: queue.SimpleQueue[tuple[int, str, object]] = queue.SimpleQueue()
        self._turns = [threading.Semaphore(0) for _ in range(actors)]
        self._backends: list[int | None] = [None] * actors
        self._sessions: list[set[int]] = [set() for _ in range(actors)]
        self._standing: dict[int, tuple[str, Touch]] = {}  # who stands before which statement
        self._gone: dict[int, Touch] = {}  # what each was last let go with
        self._held: set[int] = set()  # who waits for a lock
        self._me = threading.local()  # of an actor's thread: which actor it is
        self._open_things = ExitStack()
        self._observer: Any = None
        self._databases = [(open_one or self._open)() for _ in range(actors)]
        for actor, database in enumerate(self._databases):
            self._listen(actor, database)

    def orders(self, scene: Callable[[], Sequence[Work]], tree: Tree | None = None) -> Iterator[Run]:
        """Yield a run for every distinct order of the actors of *scene*, which is set anew for each; *tree* goes on.

        Two orders are not distinct if they differ only in neighbours that do not mind each other: of those one is
        taken (Godefroid's sleep sets). Raises AssertionError where the same beginning leads to another choice.
        Of two who wait for a row PostgreSQL may let the later one go first, where that row was changed meanwhile: such
        a run is made again until it is fair, and that the later one comes first is an order of its own.
        """
        tree, unfair = tree or Tree(), 0
        while not tree.exhausted:
            run = self.run(scene(), tree.choose)
            unfair = unfair + 1 if run.unfair else 0
            assert unfair < _TRIES, "whoever waits first is never first to go"
            if run.unfair:
                tree.take_again()
            elif tree.end_of(run.taken):
                yield run

    def run(self, works: Sequence[Work], choose: Choice) -> Run:
        """Let the actors go as *choose* says, which is given those who can, and what each would touch."""
        run = Run()
        threads = [threading.Thread(target=self._act, args=one, daemon=True) for one in enumerate(works)]
        self._holds = [Touch()] * len(works)
        for thread in threads:
            thread.start()
        self._settle(set(range(len(works))), run)
        while able := self._able():
            actor = min(able) if run.unfair else choose(able)
            text, _ = self._standing.pop(actor)
            run.steps.append((actor, text))
            self._note(actor, text, able[actor])
            waited = frozenset(self._held)  # as it was before: one who is set going may be heard first
            self._turns[actor].release()
            self._settle({actor}, run)
            held, self._held = self._held, set()
            self._settle(held, run)
            run.unfair |= self._passed(waited, run)
            run.taken.append(Taken(actor, able, waited - self._held))
        assert len(run.results) == len(works), "everybody waits for somebody"
        for thread in threads:
            thread.join(_PATIENCE)
        return run

    def step(self, text: str, touch: Touch) -> None:
        """Stop the actor who is about to do something beside statements that others see; nobody else is stopped."""
        if (actor := getattr(self._me, "actor", None)) is not None:
            self._said.put((actor, "at", (text, touch)))
            self._turns[actor].acquire()

    def close(self) -> None:
        """Close what the actors have opened."""
        for database in self._databases:
            database.close()
        self._open_things.close()

    # --- the actors' side ---------------------------------------------------------------------------------------------

    def _act(self, actor: int, work: Work) -> None:
        self._me.actor = actor
        self._said.put((actor, "at", (_START, Touch() if self._outside is Outside.NOTHING else Touch(takes=ALL))))
        self._turns[actor].acquire()
        try:
            result: object = work(self._databases[actor])
        except TellmarkError as refused:
            result = refused
        except BaseException as bug:  # noqa: BLE001 (handed to the director, who raises it)
            self._said.put((actor, "bug", bug))
            return
        self._said.put((actor, "end", result))

    def _listen(self, actor: int, database: Database) -> None:
        def statement(connection: Connection, _: object, text: str, values: object, *__: object) -> None:
            if self._place.server is None:
                self._stop(actor, connection, text, _TO_WRITE if text == _BEGIN else Touch(takes=ALL))
            elif not connection.get_execution_options().get("postgresql_readonly"):
                if "set_config" not in text:  # it touches nothing that others see
                    self._stop(actor, connection, text, touch_of(text, values))
            elif "set_config" in text:  # from here on it sees one state of everything
                self._stop(actor, connection, text, Touch(reads=ALL))

        event.listen(database.engines.writing, "before_cursor_execute", statement)

        def ended(connection: Connection, how: str) -> None:
            alone = connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
            if not alone and not connection.invalidated:
                self._stop(actor, connection, how, Touch())

        for end in _ENDS:
            event.listen(database.engines.writing, end.lower(), partial(ended, how=end))

    def _stop(self, actor: int, connection: Connection, text: str, touch: Touch) -> None:
        if self._place.server is not None:
            driver: Any = connection.connection.driver_connection
            self._backends[actor] = driver.info.backend_pid
            self._sessions[actor].add(driver.info.backend_pid)
        self.step(text, touch)

    # --- the director's side ------------------------------------------------------------------------------------------

    def _settle(self, moving: set[int], run: Run) -> None:
        """Wait until each of *moving* stands still: before a statement, at a lock, or at the end."""
        end = time.monotonic() + _PATIENCE
        while moving:
            try:
                actor, how, what = self._said.get(timeout=_GLANCE)
            except queue.Empty:
                assert time.monotonic() < end, "somebody neither goes on nor waits"
                stuck = self._stuck(moving)
                self._held |= stuck
                moving -= stuck
                continue
            moving.discard(actor)
            self._take(actor, how, what, run)

    def _take(self, actor: int, how: str, what: object, run: Run) -> None:
        """Take note of what an actor says."""
        self._held.discard(actor)
        match how:
            case "at":
                assert isinstance(what, tuple)
                self._standing[actor] = what
            case "end":
                self._wait_for_leases(actor)
                run.results[actor] = what
            case _:
                assert isinstance(what, BaseException)
                raise what

    def _able(self) -> dict[int, Touch]:
        """Return who could go now, and what their statements touch; on SQLite nobody begins while another writes."""
        begin = [actor for actor, (text, _) in self._standing.items() if text == _BEGIN]
        barred = set(begin) if begin and self._taken() else set()
        return {actor: self._touch(actor) for actor in sorted(self._standing.keys() - barred)}

    def _touch(self, actor: int) -> Touch:
        """Return what the next step of *actor* touches: at an end, whoever waits goes on, too."""
        text, touch = self._standing[actor]
        if self._outside is Outside.ALWAYS:
            return Touch(takes=ALL, waits=touch.waits, ends=text in _ENDS)
        if text not in _ENDS:
            alone = _TO_WRITE.takes <= self._holds[actor].takes
            return Touch() if alone else touch.within(self._holds[actor])
        ends = self._holds[actor].ended(_ENDS[text])
        let = [self._gone[other].takes for other in self._held if self._gone[other].minds(ends)]
        return replace(ends, takes=ends.takes.union(*let))

    def _note(self, actor: int, text: str, touch: Touch) -> None:
        """Remember what the transaction of an actor holds so far."""
        self._gone[actor] = touch
        if text in _ENDS:
            self._holds[actor] = Touch()
        elif kept_until_the_end(text):
            self._holds[actor] = self._holds[actor].and_then(touch)

    def _stuck(self, moving: set[int]) -> set[int]:
        """Return those of *moving* who wait, in the end, for somebody who stands still."""
        blockers = {actor: self._blockers(actor) for actor in moving}
        still = set(self._standing) | self._held
        while more := {actor for actor in moving - still if blockers[actor] & still}:
            still |= more
        return moving & still

    def _passed(self, waited: frozenset[int], run: Run) -> bool:
        """Tell whether one of those who *waited* for a row waits still, and another who came later has got it."""
        came = {actor: place for place, (actor, _) in enumerate(run.steps)}
        return any(
            came[first] < came[second] and "/" in row
            for first in waited & self._held
            for second in waited - self._held
            for row in self._gone[first].takes & self._gone[second].takes
        )

    def _wait_for_leases(self, actor: int) -> None:
        """Wait until the sessions that an actor has closed are gone, and their leases with them: nobody else does."""
        asked = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = ANY(%s)"
        while self._place.server is not None and self._ask(asked, list(self._sessions[actor])):
            pass

    def _blockers(self, actor: int) -> set[int]:
        """Ask PostgreSQL for whom an actor waits."""
        if self._place.server is None or self._backends[actor] is None:
            return set()
        pids = self._ask("SELECT pg_blocking_pids(%s)", self._backends[actor])
        return {other for other, pid in enumerate(self._backends) if pid in pids}

    def _ask(self, question: str, about: object) -> Any:
        """Ask PostgreSQL something that needs one answer."""
        if self._observer is None:
            assert self._place.server is not None
            self._observer = self._open_things.enter_context(self._place.server.admin())
        return self._observer.execute(question, [about]).fetchone()[0]

    def _taken(self) -> bool:
        """Ask SQLite whether somebody else may write now."""
        with closing(sqlite3.connect(self._place.where, timeout=0, isolation_level=None)) as probe:
            try:
                probe.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            probe.execute("ROLLBACK")
            return False

    def _open(self) -> Database:
        return self._place.open(patience=_PATIENCE)
