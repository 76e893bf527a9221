"""What is handed over under an order: one file, whose SHA-256 stands in the log, from rooms that know the person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from tellmark.identity.orders.model import Order
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.values.canonical import canonical
from tellmark.values.instants import rfc3339

SCHEMA = "tellmark.handover/1"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a room knows of a person: a code word for it, and what it says."""

    what: str
    says: str = field(repr=False)


class Tells(Protocol):
    """A room that knows something of persons: what it tells under an order about one of them."""

    @property
    def name(self) -> str:
        """Which room this is."""

    def who(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Thing]:
        """Return what says who *subject* is: names, contacts, retained numbers; of somebody erased what is left."""

    def everything(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Thing]:
        """Return everything that is kept of *subject*; of somebody erased what is left."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What was handed over: *items* by room, *data* the file as it goes to the authority, *digest* its SHA-256."""

    items: tuple[tuple[str, Thing], ...]
    data: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, which the log has."""
        return sha256(self.data).hexdigest()

    @property
    def what(self) -> tuple[str, ...]:
        """What it is, in code words without what it says: `accounts.name`."""
        return tuple(sorted({f"{room}.{thing.what}" for room, thing in self.items}))


def handover(
    order: Order, rooms: Sequence[str], told: Sequence[tuple[str, Thing]], at: datetime, salt: bytes
) -> Handover:
    """Return what the *rooms* have *told* under *order* as one file in canonical JSON, with *salt* in it.

    It names the rooms that were asked: of the others it says nothing, also not that there is nothing.
    """
    terms = order.terms
    document = {
        "schema": SCHEMA, "order": order.id, "authority": terms.authority, "number": terms.number,
        "kind": terms.kind.value, "scope": terms.scope, "territory": terms.territory, "subject": terms.subject,
        "at": rfc3339(at), "salt": salt.hex(), "rooms": sorted(rooms),
        "items": [{"room": room, "what": thing.what, "says": thing.says} for room, thing in told],
    }  # fmt: skip
    return Handover(tuple(told), canonical(document))
