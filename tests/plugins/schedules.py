"""Every order in which a few actors can come: each stops before every statement and commit, and goes on when told.

An actor is a thread with connections of its own, as another process would have. One goes at a time, until its next
stop, its end, or a lock that another holds; PostgreSQL is asked who waits for whom, SQLite is asked beforehand whether
a transaction could begin. No clock is involved: an order that was seen once can be taken again.
"""

import queue
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import Connection, event

from store_places import Place
from tellmark.store.columns import METADATA
from tellmark.store.database import Database
from tellmark.values.errors import TellmarkError

Work: TypeAlias = Callable[[Database], object]
Choice: TypeAlias = Callable[[Mapping[int, "Touch"]], int]
_BEGIN = "BEGIN IMMEDIATE"
_START = "START"
_ALL = "*"
_TABLE = re.compile(r"(?:FROM|JOIN|INTO|UPDATE) ([a-z_]+)")
_ADVISORY = re.compile(r"pg_(?:try_)?advisory\w*\((?:hashtext)?\(?([^)]+)")
_POINTED_AT = {
    name: {key.column.table.name for key in table.foreign_keys} for name, table in METADATA.tables.items()
}  # whose rows a new row locks, too
_PLAIN = re.compile(r"(?s)SELECT(?!.*FOR UPDATE)")
_GLANCE = 0.002  # how long somebody may be quiet before PostgreSQL is asked whether they wait
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Touch:
    """What a statement reads, and what it changes or locks; a commit lets go of all that was changed."""

    reads: frozenset[str]
    changes: frozenset[str]

    def minds(self, other: "Touch") -> bool:
        """Tell whether it makes a difference which of the two comes first."""
        if _ALL in self.changes | other.changes:
            return True
        return bool(self.changes & (other.reads | other.changes) or self.reads & other.changes)


@dataclass
class Run:
    """One order: who could have gone and who went, step by step, and how each ended."""

    able: list[dict[int, "Touch"]] = field(default_factory=list)
    went: list[int] = field(default_factory=list)
    steps: list[tuple[int, str]] = field(default_factory=list)
    """Each actor's statements in the order in which they were let go."""
    results: dict[int, object] = field(default_factory=dict)
    """What each actor returned, or the TellmarkError that refused it."""

    @property
    def order(self) -> str:
        """Who went, as digits."""
        return "".join(map(str, self.went))

    def commit_of(self, actor: int) -> int | None:
        """Return the place of an actor's last commit in the order; None where there was none."""
        places = [place for place, step in enumerate(self.steps) if step == (actor, "COMMIT")]
        return places[-1] if places else None


class Stage:
    """Actors on one database, each with an own way to open it."""

    def __init__(
        self, place: Place, actors: int, open_one: Callable[[], Database] | None = None, *, starts_count: bool = False
    ) -> None:
        """Set the stage for *actors*; *starts_count* where what they do before their first statement is seen by others.

        A lease held by a file is such a thing.
        """
        self._place = place
        self._start = Touch(frozenset(), frozenset({_ALL} if starts_count else ()))
        self._said: queue.SimpleQueue[tuple[int, str, object]] = queue.SimpleQueue()
        self._turns = [threading.Semaphore(0) for _ in range(actors)]
        self._backends: list[int | None] = [None] * actors
        self._sessions: list[set[int]] = [set() for _ in range(actors)]
        self._standing: dict[int, str] = {}  # who stands before which statement
        self._held: set[int] = set()  # who waits for a lock
        self._open_things = ExitStack()
        self._observer: Any = None
        self._databases = [(open_one or self._open)() for _ in range(actors)]
        for actor, database in enumerate(self._databases):
            self._listen(actor, database)

    def orders(self, scene: Callable[[], Sequence[Work]], limit: int | None = None) -> Iterator[Run]:
        """Yield a run for every distinct order of the actors of *scene*, which is set anew for each; at most *limit*.

        Two orders are not distinct if they differ only in neighbours that do not mind each other: of those one is
        taken (Godefroid's sleep sets). Raises AssertionError where the same beginning leads to another choice.
        """
        tree = _Tree()
        while not tree.exhausted and (limit is None or tree.taken < limit):
            run = self.run(scene(), tree.choose)
            if tree.end_of(run):
                yield run

    def run(self, works: Sequence[Work], choose: Choice) -> Run:
        """Let the actors go as *choose* says, which is given those who can, and what each would touch."""
        run = Run()
        threads = [threading.Thread(target=self._act, args=one, daemon=True) for one in enumerate(works)]
        self._touched = [Touch(frozenset(), frozenset())] * len(works)
        for thread in threads:
            thread.start()
        self._settle(set(range(len(works))), run)
        while able := self._able():
            actor = choose(able)
            run.able.append(able)
            run.went.append(actor)
            run.steps.append((actor, self._standing.pop(actor)))
            self._note(actor, run.steps[-1][1], able[actor])
            self._turns[actor].release()
            self._settle({actor}, run)
            held, self._held = self._held, set()
            self._settle(held, run)
        assert len(run.results) == len(works), "everybody waits for somebody"
        for thread in threads:
            thread.join(_PATIENCE)
        return run

    def close(self) -> None:
        """Close what the actors have opened."""
        for database in self._databases:
            database.close()
        self._open_things.close()

    # --- the actors' side ---------------------------------------------------------------------------------------------

    def _act(self, actor: int, work: Work) -> None:
        self._said.put((actor, "at", _START))
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
        def statement(connection: Connection, _: object, text: str, *__: object) -> None:
            if "set_config" not in text:  # it touches nothing that others see
                self._stop(actor, connection, text)

        def commit(connection: Connection) -> None:
            self._stop(actor, connection, "COMMIT")

        event.listen(database.engines.writing, "before_cursor_execute", statement)
        event.listen(database.engines.writing, "commit", commit)

    def _stop(self, actor: int, connection: Connection, text: str) -> None:
        if self._place.server is not None:
            driver: Any = connection.connection.driver_connection
            self._backends[actor] = driver.info.backend_pid
            self._sessions[actor].add(driver.info.backend_pid)
        self._said.put((actor, "at", text))
        self._turns[actor].acquire()

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
                self._standing[actor] = str(what)
            case "end":
                self._wait_for_leases(actor)
                run.results[actor] = what
            case _:
                assert isinstance(what, BaseException)
                raise what

    def _able(self) -> dict[int, Touch]:
        """Return who could go now, and what their statements touch; on SQLite nobody begins while another writes."""
        begin = [actor for actor, text in self._standing.items() if text == _BEGIN]
        barred = set(begin) if begin and self._taken() else set()
        return {
            actor: self._touch(actor, text) for actor, text in sorted(self._standing.items()) if actor not in barred
        }

    def _touch(self, actor: int, text: str) -> Touch:
        if text == _START:
            return self._start
        if text == "COMMIT":
            return Touch(frozenset(), self._touched[actor].changes)
        if text == _BEGIN:
            return Touch(frozenset(), frozenset({"the right to write"}))
        if "advisory" in text:
            return Touch(frozenset(), frozenset(_ADVISORY.findall(text)))
        named = _TABLE.findall(text)
        tables = frozenset([*named, *(other for name in named for other in _POINTED_AT.get(name, ()))])
        return Touch(tables, frozenset()) if _PLAIN.match(text) else Touch(frozenset(), tables)

    def _note(self, actor: int, text: str, touch: Touch) -> None:
        """Remember what the transaction of an actor has changed so far."""
        changes = frozenset() if text == "COMMIT" else self._touched[actor].changes | touch.changes
        self._touched[actor] = Touch(frozenset(), changes)

    def _stuck(self, moving: set[int]) -> set[int]:
        """Return those of *moving* who wait, in the end, for somebody who stands still."""
        blockers = {actor: self._blockers(actor) for actor in moving}
        still = set(self._standing) | self._held
        while more := {actor for actor in moving - still if blockers[actor] & still}:
            still |= more
        return moving & still

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


class _Tree:
    """Walks through all orders, depth first; of orders that come to the same it takes one."""

    def __init__(self) -> None:
        self.exhausted = False
        self.taken = 0
        self._begin: list[int] = []
        self._asleep: list[set[int]] = [set()]  # at each step, whose next statement has been tried from an equal state
        self._step = 0
        self._dull: int | None = None  # the step from which nothing new can come

    def choose(self, able: Mapping[int, Touch]) -> int:
        """Choose who goes next; once nothing new can come of a run, anybody."""
        step, self._step = self._step, self._step + 1
        asleep = self._asleep[step]
        if step < len(self._begin):
            actor = self._begin[step]
            assert actor in able, "the same beginning did not lead to the same choice"
        else:
            awake = [actor for actor in able if actor not in asleep]
            if not awake and self._dull is None:
                self._dull = step
            actor = (awake or list(able))[0]
            self._begin.append(actor)
        if step + 1 == len(self._asleep):
            self._asleep.append({other for other in asleep & able.keys() if not able[other].minds(able[actor])})
        return actor

    def end_of(self, run: Run) -> bool:
        """Prepare the next order; return whether this one was new."""
        new = self._dull is None
        last = len(run.went) if self._dull is None else self._dull
        self._dull, self._step = None, 0
        self.taken += new
        for step in range(last - 1, -1, -1):
            del self._asleep[step + 1 :], self._begin[step:]
            self._asleep[step].add(run.went[step])
            if awake := [actor for actor in run.able[step] if actor not in self._asleep[step]]:
                self._begin.append(awake[0])
                return new
        self.exhausted = True
        return new
