"""Clocks that the law starts: a row each with its instants, so that none is lost; one pass tells what has come.

When a clock is up is reckoned in `rules/calendars.py`; here it only runs. Each clock is at risk when half of its time
is over, and again at four fifths.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from hashlib import sha256
from typing import ClassVar

from sqlalchemy import RowMapping, bindparam, select, update

from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.events import Event, EventId
from tellmark.store.repository import Reading, Writing
from tellmark.store.scope import Machinery, TenantId
from tellmark.store.tables import CLOCKS

_SWEEPER = Machinery("sweeper")


class Mark(IntEnum):
    """A point of a clock that is told, in order."""

    HALF = 1
    MOST = 2
    DUE = 3


@dataclass(frozen=True, slots=True)
class Clock:
    """A time that runs: its *kind* (a rule's id), what it is *about* (an opaque id), and the calendar it goes by.

    Raises ValueError unless started ≤ half ≤ most ≤ due.
    """

    id: str
    kind: str
    about: str
    calendar: str
    started: datetime
    half: datetime
    most: datetime
    due: datetime

    def __post_init__(self) -> None:
        if not self.started <= self.half <= self.most <= self.due:
            raise ValueError("a clock's instants come in the order started, half, most, due")

    def at(self, mark: Mark) -> datetime:
        """Return when *mark* comes."""
        return {Mark.HALF: self.half, Mark.MOST: self.most, Mark.DUE: self.due}[mark]


class ClockAtRisk(Event, frozen=True):
    """Half, or four fifths, of a clock's time is over."""

    name: ClassVar = "clock.at_risk"
    untold: ClassVar = ("about",)
    clock: str
    kind: str
    about: str
    percent: int


class ClockRanOut(Event, frozen=True):
    """A clock's time is over and nobody had stopped it."""

    name: ClassVar = "clock.ran_out"
    untold: ClassVar = ("about",)
    clock: str
    kind: str
    about: str


def clock_of(id: str, kind: str, about: str, calendar: str, started: datetime, due: datetime) -> Clock:  # noqa: A002 (the field's word)
    """Return a clock from *started* to *due* whose marks stand at 50 % and 80 % of the time between, to the second."""
    whole = due - started
    half, most = (timedelta(seconds=whole.total_seconds() * share // 100) for share in (50, 80))
    return Clock(id, kind, about, calendar, started, started + half, started + most, due)


class RunningClocks(Reading):
    """One tenant's clocks, to look at."""

    table = CLOCKS
    noun = "clock"

    def get(self, clock: str) -> Clock:
        """Return a clock, running or not. Raises NotFound."""
        return _clock(self._get(clock))

    def about(self, thing: str) -> list[Clock]:
        """Return the running clocks of *thing*, the first due first; a clock that ran out runs until it is stopped."""
        running = self._find(CLOCKS.c.about == thing, CLOCKS.c.stopped_at.is_(None), order=[CLOCKS.c.due_at])
        return [_clock(row) for row in running]


class Clocks(RunningClocks, Writing):
    """One tenant's clocks, to start, move and stop."""

    def start(self, clock: Clock) -> None:
        """Start *clock*. Raises AlreadyThere."""
        self._add({"id": clock.id, "kind": clock.kind, "about": clock.about, "calendar": clock.calendar,
                   "started_at": clock.started, "half_at": clock.half, "most_at": clock.most, "due_at": clock.due,
                   "told": 0, "next_at": clock.half})  # fmt: skip

    def move(self, clock: str, half: datetime, most: datetime, due: datetime) -> Clock:
        """Give a running *clock* new instants, as after a pause; what was told stays told.

        Raises NotFound, and ValueError for instants in a wrong order.
        """
        row = self._locked(clock)
        moved = replace(_clock(row), half=half, most=most, due=due)
        values = {"half_at": half, "most_at": most, "due_at": due, "next_at": _next(moved, row["told"])}
        if not self._change(clock, values, CLOCKS.c.stopped_at.is_(None)):
            raise NotFound("this clock does not run any more")
        return moved

    def stop(self, clock: str) -> bool:
        """Stop a *clock*; False where it had been stopped before. Raises NotFound."""
        self._get(clock)
        return self._change(clock, {"stopped_at": self._unit.at, "next_at": None}, CLOCKS.c.stopped_at.is_(None))


AT_ONCE = 250
"""Clocks of one pass: more would keep other writers waiting on SQLite, where so many take some hundredths."""


def sweep(database: Database, limit: int = AT_ONCE) -> int:
    """Tell every mark that has come, of at most *limit* clocks of all tenants; return how many clocks that were.

    Leaves, events and the clocks' new state are one transaction. Two sweepers at once share the work; none tells twice.
    """
    with database.work(_SWEEPER) as unit:
        come = select(CLOCKS).where(CLOCKS.c.next_at <= unit.at).order_by(CLOCKS.c.next_at).limit(limit)
        rows = unit.run(come.with_for_update(skip_locked=True)).mappings().all()
        come_now = [_come(row, unit.at) for row in rows]
        unit.say_each(
            (one.tenant, _event_id(one.tenant, one.clock.id, mark), _event(one.clock, mark))
            for one in come_now
            for mark in one.marks
        )
        unit.run_each(_MOVED_ON, [one.row for one in come_now])
        return len(rows)


_MOVED_ON = (
    update(CLOCKS)
    .where(CLOCKS.c.tenant == bindparam("its_tenant"), CLOCKS.c.id == bindparam("its_id"))
    .values(told=bindparam("now_told"), next_at=bindparam("comes_next"))
)


@dataclass(frozen=True, slots=True)
class _Come:
    """A clock, and its marks that have come and were not told, in order; after a long sleep that is all of them."""

    tenant: TenantId
    clock: Clock
    marks: tuple[Mark, ...]
    told: int

    @property
    def row(self) -> dict[str, object]:
        """What there is to be written of the clock."""
        its = {"its_tenant": self.tenant, "its_id": self.clock.id}
        return {**its, "now_told": self.told, "comes_next": _next(self.clock, self.told)}


def _come(row: RowMapping, at: datetime) -> _Come:
    clock, told = _clock(row), int(row["told"])
    marks = tuple(mark for mark in Mark if mark > told and clock.at(mark) <= at)
    return _Come(TenantId(row["tenant"]), clock, marks, told + len(marks))


def _event(clock: Clock, mark: Mark) -> Event:
    if mark is Mark.DUE:
        return ClockRanOut(clock=clock.id, kind=clock.kind, about=clock.about)
    return ClockAtRisk(clock=clock.id, kind=clock.kind, about=clock.about, percent=50 if mark is Mark.HALF else 80)


def _event_id(tenant: TenantId, clock: str, mark: Mark) -> EventId:
    """Return the id that follows from the mark: were it told twice, the second would be refused by the database."""
    return EventId(sha256(f"{tenant} {clock} {mark.name}".encode()).hexdigest())


def _next(clock: Clock, told: int) -> datetime | None:
    return clock.at(Mark(told + 1)) if told < Mark.DUE else None


def _clock(row: RowMapping) -> Clock:
    return Clock(row["id"], row["kind"], row["about"], row["calendar"],
                 row["started_at"], row["half_at"], row["most_at"], row["due_at"])  # fmt: skip
