"""The outbox: events on their way to whoever subscribed, at least once, in no promised order.

A pass spreads new events over their subscribers, takes what is due under a lease, hands it over outside of any unit of
work, and settles it. A crash anywhere leaves a delivery that is due again when its lease ends. A subscriber that keeps
what it does in this database calls `Deliveries.settle` in its own unit of work: then it is done once, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, RowMapping, and_, delete, exists, insert, select, tuple_, update

from tellmark.store.database import Database
from tellmark.store.events import EventId, Said
from tellmark.store.repository import Writing
from tellmark.store.scope import Machinery, TenantId
from tellmark.store.tables import DELIVERIES, EVENTS
from tellmark.store.units import MachineUnit
from tellmark.values.errors import TellmarkError

_POST = Machinery("post")
_LONGEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event, handed to one subscriber for the *attempt*-th time (from 1)."""

    said: Said
    subscriber: str
    attempt: int


class Subscriber(Protocol):
    """Who wants to know. It may be handed the same event again, and knows it by its id."""

    @property
    def name(self) -> str:
        """Under which its deliveries are kept: never changed."""

    @property
    def wants(self) -> frozenset[str]:
        """The names of the events it is handed."""

    def receive(self, delivery: Delivery) -> None:
        """Do what is to be done. Raises TellmarkError where it cannot now: then it is tried again, ever more seldom."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass has done."""

    spread: int
    delivered: int
    put_off: int


class Deliveries(Writing):
    """One tenant's deliveries, for a subscriber's own unit of work."""

    table = DELIVERIES
    noun = "delivery"

    def settle(self, delivery: Delivery) -> bool:
        """Mark *delivery* as done with this unit; False where it was already: then there is nothing left to do."""
        once = update(DELIVERIES).where(self._mine(), _this(delivery), DELIVERIES.c.done_at.is_(None))
        return self._unit.run(once.values(done_at=self._unit.at, trouble=None)).rowcount == 1


def deliver(
    database: Database, subscribers: Sequence[Subscriber], *, lease: timedelta = timedelta(minutes=1), limit: int = 100
) -> Pass:
    """Make one pass over at most *limit* events and deliveries; what is due stays with this process for *lease*.

    *subscribers* are all that there are: an event reaches those of the moment when it is spread, and no later ones.
    """
    by_name = {subscriber.name: subscriber for subscriber in subscribers}
    with database.work(_POST) as unit:
        spread = _spread(unit, subscribers, limit)
        claimed = _claim(unit, list(by_name), lease, limit)
    put_off = 0
    for delivery in claimed:
        try:
            by_name[delivery.subscriber].receive(delivery)
        except TellmarkError as trouble:
            _put_off(database, delivery, trouble.code)
            put_off += 1
        else:
            with database.write(_POST.within(delivery.said.tenant)) as own:
                Deliveries(own).settle(delivery)
    return Pass(spread, len(claimed) - put_off, put_off)


def prune(database: Database, keep: timedelta, limit: int = 1000) -> int:
    """Delete what is over for longer than *keep*: settled deliveries, then events that none is left of.

    At most *limit* of each, of all tenants; return how many. Whatever waits for somebody stays, and so does every leaf.
    """
    with database.work(_POST) as unit:
        until = unit.at - keep
        settled = select(*DELIVERIES.primary_key).where(DELIVERIES.c.done_at <= until).limit(limit)
        gone = unit.run(delete(DELIVERIES).where(tuple_(*DELIVERIES.primary_key).in_(settled))).rowcount
        its_own = and_(DELIVERIES.c.tenant == EVENTS.c.tenant, DELIVERIES.c.event == EVENTS.c.id)
        over = select(*EVENTS.primary_key).where(EVENTS.c.spread_at <= until, ~exists().where(its_own)).limit(limit)
        return gone + unit.run(delete(EVENTS).where(tuple_(*EVENTS.primary_key).in_(over))).rowcount


def pause_after(attempt: int) -> timedelta:
    """Return how long to wait after the *attempt*-th failure: 1 s, then twice as long each time, at most an hour."""
    return min(timedelta(seconds=2 ** min(attempt - 1, 12)), _LONGEST)


def _spread(unit: MachineUnit, subscribers: Sequence[Subscriber], limit: int) -> int:
    new = select(EVENTS).where(EVENTS.c.spread_at.is_(None)).order_by(EVENTS.c.said_at).limit(limit)
    events = unit.run(new.with_for_update(skip_locked=True)).mappings().all()
    rows = [
        {"tenant": row["tenant"], "event": row["id"], "subscriber": one.name, "next_at": unit.at, "attempts": 0}
        for row in events
        for one in subscribers
        if row["name"] in one.wants
    ]
    if rows:
        unit.run(insert(DELIVERIES).values(rows))
    for row in events:
        this = and_(EVENTS.c.tenant == row["tenant"], EVENTS.c.id == row["id"])
        unit.run(update(EVENTS).where(this).values(spread_at=unit.at))
    return len(events)


def _claim(unit: MachineUnit, names: list[str], lease: timedelta, limit: int) -> list[Delivery]:
    waiting = DELIVERIES.c.done_at.is_(None) & (DELIVERIES.c.next_at <= unit.at) & DELIVERIES.c.subscriber.in_(names)
    its_event = and_(EVENTS.c.tenant == DELIVERIES.c.tenant, EVENTS.c.id == DELIVERIES.c.event)
    due = select(EVENTS, DELIVERIES.c.subscriber, DELIVERIES.c.attempts).join_from(DELIVERIES, EVENTS, its_event)
    due = due.where(waiting).order_by(DELIVERIES.c.next_at).limit(limit)
    rows = unit.run(due.with_for_update(skip_locked=True, of=DELIVERIES)).mappings().all()
    claimed = [Delivery(_said(row), row["subscriber"], row["attempts"] + 1) for row in rows]
    for delivery in claimed:
        taken = {"next_at": unit.at + lease, "attempts": delivery.attempt}
        unit.run(update(DELIVERIES).where(_this(delivery)).values(taken))
    return claimed


def _put_off(database: Database, delivery: Delivery, code: str) -> None:
    with database.work(_POST) as unit:
        later = {"next_at": unit.at + pause_after(delivery.attempt), "trouble": code}
        unit.run(update(DELIVERIES).where(_this(delivery), DELIVERIES.c.done_at.is_(None)).values(later))


def _this(delivery: Delivery) -> ColumnElement[bool]:
    said, columns = delivery.said, DELIVERIES.c
    return and_(columns.tenant == said.tenant, columns.event == said.id, columns.subscriber == delivery.subscriber)


def _said(row: RowMapping) -> Said:
    return Said(EventId(row["id"]), TenantId(row["tenant"]), row["name"], row["said_at"], row["body"])
