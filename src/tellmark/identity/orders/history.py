"""What the log tells of one order: its leaves, and among them each time that something was handed over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from tellmark.identity.orders.events import OrderCarriedOut, OrderEnded, OrderNoticeGiven, OrderSet
from tellmark.identity.orders.model import OrderId
from tellmark.store.leaves import Leaves
from tellmark.store.units import ReadUnit

_KINDS = (OrderSet.name, OrderCarriedOut.name, OrderEnded.name, OrderNoticeGiven.name)


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf: its type, its instant and its facts, and its *position* in the log once it has one."""

    type: str
    at: datetime
    facts: Mapping[str, Any]
    position: int | None


@dataclass(frozen=True, slots=True)
class Handed:
    """That something was handed over: when, how many *things*, in code words *what* they are, the file's digest."""

    at: datetime
    things: int
    what: tuple[str, ...]
    digest: str


def history(unit: ReadUnit, order: OrderId) -> tuple[Entry, ...]:
    """Return the leaves of *order*, oldest first."""
    return tuple(one for one in leaves_of(unit, order, _KINDS) if one.facts["order"] == order)


def leaves_of(unit: ReadUnit, thing: str, kinds: Collection[str]) -> tuple[Entry, ...]:
    """Return the leaves of these *kinds* that name *thing*, oldest first."""
    found = [(leaf, msgspec.json.decode(leaf.body)) for leaf in Leaves(unit).naming(thing, kinds)]
    return tuple(Entry(body["type"], leaf.written_at, body["facts"], leaf.position) for leaf, body in found)


def handed_over(entries: Sequence[Entry]) -> tuple[Handed, ...]:
    """Return each time that something was handed over, oldest first."""
    return tuple(
        Handed(one.at, one.facts["things"], tuple(one.facts.get("what", ())), one.facts["digest"])
        for one in entries
        if one.type == OrderCarriedOut.name
    )
