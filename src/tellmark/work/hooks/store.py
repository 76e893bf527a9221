"""The tables of webhooks, and of what is on its way to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    RowMapping,
    String,
    and_,
    delete,
    select,
    tuple_,
    update,
)

from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.events import EventId
from tellmark.store.outbox import Delivery, pause_after
from tellmark.store.repository import Reading, Writing
from tellmark.store.scope import TenantId
from tellmark.store.units import MachineUnit
from tellmark.work.hooks.model import GIVE_UP, LONGEST_URL, Hook, HookId, Standing

WEBHOOKS = tenanted(
    "webhooks",
    Column("url", String(LONGEST_URL), nullable=False),
    Column("events", LargeBinary, nullable=False),
    Column("generation", Id, nullable=False),
    Column("before", Id),
    Column("before_until", Instant),
    Column("made_by", String(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("gone_at", Instant),
    Column("rests_until", Instant),  # after it could not be reached at all
)

HOOK_SENDS = tenanted(
    "hook_sends",
    Column("hook", Id, nullable=False),
    Column("event", Id, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("tried_at", Instant),
    Column("trouble", String(100)),
    Column("done_at", Instant),
    Column("given_up", Integer, nullable=False),
    Index("ix_hook_sends_waiting", "done_at", "next_at"),
    Index("ux_hook_sends_once", "tenant", "hook", "event", unique=True),
)

_EACH = 4
"""Messages that one webhook gets in one pass, so that none waits behind another's crowd."""


@dataclass(frozen=True, slots=True)
class Send:
    """One event on its way to one webhook, for the *attempt*-th time (from 1)."""

    id: str
    tenant: TenantId
    hook: Hook
    event: EventId
    body: bytes
    attempt: int


class KnownHooks(Reading):
    """One tenant's webhooks, to look at."""

    table = WEBHOOKS
    noun = "webhook"

    def get(self, hook: HookId) -> Hook:
        """Return *hook*. Raises NotFound."""
        return _hook(self._get(hook))

    def all(self) -> list[Hook]:
        """Return all of them, the oldest first."""
        return [_hook(row) for row in self._find(order=[WEBHOOKS.c.id])]

    def wanting(self, event: str) -> list[Hook]:
        """Return those that are to be told of events called *event*."""
        return [hook for hook in self.all() if event in hook.events and hook.gone_at is None]


class Hooks(KnownHooks, Writing):
    """One tenant's webhooks."""

    def locked(self, hook: HookId) -> Hook:
        """Return *hook*, which nobody changes until this unit ends. Raises NotFound."""
        return _hook(self._locked(hook))

    def count(self) -> int:
        """Return how many there are."""
        return self._count()

    def add(self, hook: Hook) -> None:
        """Add *hook*."""
        self._add({"id": hook.id, "url": hook.url, "events": msgspec.json.encode(sorted(hook.events)),
                   "generation": hook.generation, "made_by": hook.made_by, "made_at": hook.made_at})  # fmt: skip

    def put(self, hook: Hook) -> None:
        """Keep what may change of *hook*."""
        self._change(hook.id, {"generation": hook.generation, "before": hook.before,
                               "before_until": hook.before_until, "gone_at": hook.gone_at})  # fmt: skip

    def remove(self, hook: HookId) -> bool:
        """Remove *hook* and everything on its way to it; return whether it was there."""
        self._unit.run(delete(HOOK_SENDS).where(HOOK_SENDS.c.tenant == self._unit.scope.tenant,
                                                HOOK_SENDS.c.hook == hook))  # fmt: skip
        return self._remove(hook)


class Sends(Writing):
    """What is on its way to one tenant's webhooks."""

    table = HOOK_SENDS
    noun = "message"

    def add(self, hook: HookId, delivery: Delivery, body: bytes) -> None:
        """Put the event of *delivery* on its way to *hook*."""
        said = delivery.said
        self._add({"id": self._writing.fresh_id(), "hook": hook, "event": said.id, "body": body,
                   "said_at": said.said_at, "next_at": self._unit.at, "attempts": 0, "given_up": 0})  # fmt: skip


class KnownSends(Reading):
    """How one tenant's webhooks fare."""

    table = HOOK_SENDS
    noun = "message"

    def standing(self, hook: HookId) -> Standing:
        """Return how *hook* fares."""
        mine = HOOK_SENDS.c.hook == hook
        tried = self._find(mine, HOOK_SENDS.c.tried_at.isnot(None), order=[HOOK_SENDS.c.tried_at.desc()], limit=1)
        waiting = self._count(mine, HOOK_SENDS.c.done_at.is_(None))
        given_up = self._count(mine, HOOK_SENDS.c.given_up == 1)
        last = (tried[0]["trouble"] or "", tried[0]["tried_at"]) if tried else ("", None)
        return Standing(waiting, given_up, *last)


def claim(unit: MachineUnit, lease: timedelta, limit: int) -> list[Send]:
    """Take at most *limit* messages that are due, of all tenants: they are nobody else's for as long as *lease*."""
    its_hook = and_(WEBHOOKS.c.tenant == HOOK_SENDS.c.tenant, WEBHOOKS.c.id == HOOK_SENDS.c.hook)
    awake = WEBHOOKS.c.gone_at.is_(None) & (WEBHOOKS.c.rests_until.is_(None) | (WEBHOOKS.c.rests_until <= unit.at))
    own = [HOOK_SENDS.c[name].label(f"send_{name}") for name in ("id", "event", "body", "attempts")]
    due = select(WEBHOOKS, *own).join_from(HOOK_SENDS, WEBHOOKS, its_hook)
    due = due.where(HOOK_SENDS.c.done_at.is_(None), HOOK_SENDS.c.next_at <= unit.at, awake)
    due = due.order_by(HOOK_SENDS.c.next_at, HOOK_SENDS.c.id).limit(limit * 8)
    rows = unit.run(due.with_for_update(skip_locked=True, of=HOOK_SENDS)).mappings().all()
    taken = [_send(row) for row in _fair(rows, limit)]
    for send in taken:
        held = {"next_at": unit.at + lease, "attempts": send.attempt, "tried_at": unit.at}
        unit.run(update(HOOK_SENDS).where(_this(send)).values(held))
    return taken


def note(unit: MachineUnit, send: Send, trouble: str, *, reached: bool, gone: bool) -> None:
    """Write down what came of *send*: done, to be tried again, or given up for its age."""
    if not trouble:
        unit.run(update(HOOK_SENDS).where(_this(send)).values(done_at=unit.at, trouble=None))
        return
    pause = unit.at + pause_after(send.attempt)
    over = (HOOK_SENDS.c.said_at <= unit.at - GIVE_UP) if not gone else HOOK_SENDS.c.said_at.isnot(None)
    unit.run(update(HOOK_SENDS).where(_this(send)).values(trouble=trouble, next_at=pause))
    unit.run(update(HOOK_SENDS).where(_this(send), over).values(done_at=unit.at, given_up=1))
    hook = and_(WEBHOOKS.c.tenant == send.tenant, WEBHOOKS.c.id == send.hook.id)
    if gone:
        unit.run(update(WEBHOOKS).where(hook).values(gone_at=unit.at))
        rest = and_(HOOK_SENDS.c.tenant == send.tenant, HOOK_SENDS.c.hook == send.hook.id)
        left = update(HOOK_SENDS).where(rest, HOOK_SENDS.c.done_at.is_(None))
        unit.run(left.values(done_at=unit.at, given_up=1, trouble=trouble))
    elif not reached:
        unit.run(update(WEBHOOKS).where(hook).values(rests_until=pause))


def forget(unit: MachineUnit, keep: timedelta, limit: int) -> int:
    """Delete at most *limit* messages that are over for longer than *keep*; return how many."""
    over = select(*HOOK_SENDS.primary_key).where(HOOK_SENDS.c.done_at <= unit.at - keep).limit(limit)
    return unit.run(delete(HOOK_SENDS).where(tuple_(*HOOK_SENDS.primary_key).in_(over))).rowcount


def _fair(rows: Sequence[RowMapping], limit: int) -> Iterable[RowMapping]:
    """Choose *limit* of *rows*, of each webhook a few only."""
    seen: dict[tuple[str, str], int] = {}
    chosen: list[RowMapping] = []
    for row in rows:
        mine = row["tenant"], row["id"]
        seen[mine] = seen.get(mine, 0) + 1
        if seen[mine] <= _EACH and len(chosen) < limit:
            chosen.append(row)
    return chosen


def _this(send: Send) -> ColumnElement[bool]:
    return and_(HOOK_SENDS.c.tenant == send.tenant, HOOK_SENDS.c.id == send.id, HOOK_SENDS.c.done_at.is_(None))


def _send(row: RowMapping) -> Send:
    return Send(row["send_id"], TenantId(row["tenant"]), _hook(row), EventId(row["send_event"]), row["send_body"],
                row["send_attempts"] + 1)  # fmt: skip


def _hook(row: RowMapping) -> Hook:
    events = frozenset(msgspec.json.decode(row["events"], type=list[str]))
    return Hook(HookId(row["id"]), row["url"], events, row["generation"], row["made_by"], row["made_at"],
                row["before"], row["before_until"], row["gone_at"])  # fmt: skip
