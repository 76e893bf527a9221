"""What happened, as a frozen value: written in its unit of work, delivered later, at least once, to who subscribed."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NewType, TypeVar

import msgspec

from tellmark.proof.log.events import LoggedEvent, leaf
from tellmark.store.scope import TenantId
from tellmark.values.canonical import canonical

EventId = NewType("EventId", str)
E = TypeVar("E", bound="Event")

_ID = re.compile(rb'(?<=")[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?=")')


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened, in ids, words, numbers and truths only: it goes to the log, and so names nobody.

    A subclass names itself (`name: ClassVar = "consent.withdrawn"`). It may gain fields with a default, and lose or
    rename none: what lies in the outbox of an older version must still be understood.
    """

    name: ClassVar[str]
    untold: ClassVar[tuple[str, ...]] = ()
    """Fields that the log does not tell, since anybody reads it: whose it is, which rows and outbox know (ADR 38)."""

    def body(self) -> bytes:
        """Return the fields as canonical JSON. Raises ValueError where one has no canonical spelling."""
        return canonical(msgspec.to_builtins(self))


@dataclass(frozen=True, slots=True)
class Said:
    """An event as it lies in the outbox."""

    id: EventId
    tenant: TenantId
    name: str
    said_at: datetime
    body: bytes

    def read(self, kind: type[E]) -> E:
        """Return the event itself. Raises ValueError where *kind* is another event's, or the body is not one's."""
        if kind.name != self.name:
            raise ValueError(f"{self.name} is not {kind.name}")
        try:
            return msgspec.json.decode(self.body, type=kind)
        except msgspec.ValidationError as fault:
            raise ValueError(f"a {self.name} of another shape: {fault}") from fault


def leaf_of(said: Said, untold: Collection[str] = ()) -> bytes:
    """Return the log's leaf of an event: what, when, in which tenant, under which id; without its fields *untold*.

    The field `commitments`, where an event has one, maps names to what `proof/log/events.py` made of personal values.
    A list of structs `{a, b}` under `name` stands there as the lists `name.a` and `name.b`.
    Raises BadLeaf for what may not stand in a log.
    """
    facts = msgspec.json.decode(said.body)
    commitments = facts.pop("commitments", {})
    flat = dict(pair for name, value in facts.items() if name not in untold for pair in _flat(name, value))
    return leaf(LoggedEvent(said.name, said.id, said.said_at, {"tenant": said.tenant, **flat}, commitments))


def named_in(said: Said) -> list[str]:
    """Return the ids that an event names, as `fresh_id` makes them, each once, in order."""
    return sorted({found.decode() for found in _ID.findall(said.body)})


def _flat(name: str, value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        return [(name, value)]
    return [(f"{name}.{part}", [one[part] for one in value]) for part in value[0]]
