"""What a room shows under a mandate: numbers and cases of a territory and a time, in ids and code words only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from tellmark.identity.oversight.model import Mandate
from tellmark.rules.territories import overlap
from tellmark.store.units import ReadUnit
from tellmark.values.canonical import canonical
from tellmark.values.instants import rfc3339

SCHEMA = "tellmark.oversight/1"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a mandate reaches: one *territory*, and what stands in the time from *since* up to *until*."""

    territory: str
    since: datetime
    until: datetime

    def meets(self, territory: str) -> bool:
        """Tell whether what is meant for *territory* lies in this one, or would reach into it."""
        return overlap(territory, self.territory)

    def stood(self, opened: datetime, over: datetime | None) -> bool:
        """Tell whether what was *opened* then and is *over* since, or is not, stood at any instant of the time."""
        return opened < self.until and (over is None or over >= self.since)


@dataclass(frozen=True, slots=True)
class Number:
    """How many there are of *what*, a code word; None where it is not told since there are fewer than five."""

    what: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that was, or is, before officers: an opaque *id*, code words for what it is and how it stands, dates.

    *more* are further code words and dates by their names. *held_back*: whoever it is about may not know of it yet.
    """

    id: str
    kind: str
    opened_at: datetime
    due: datetime | None
    decided_at: datetime | None
    outcome: str
    reason: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    held_back: bool = False


class Shows(Protocol):
    """A room that is overseen. It shows no name, contact, word, picture or recording, and nothing of who reads."""

    @property
    def name(self) -> str:
        """Which room this is."""

    def numbers(self, unit: ReadUnit, reach: Reach) -> Sequence[Number]:
        """Return how many there were of what."""

    def cases(self, unit: ReadUnit, reach: Reach) -> Sequence[Case]:
        """Return what stood before officers, decided or not, the oldest first."""


@dataclass(frozen=True, slots=True)
class Overseen:
    """What is read under a *mandate* at an instant, room by room."""

    mandate: Mandate
    at: datetime
    rooms: tuple[str, ...]
    numbers: tuple[tuple[str, Number], ...]
    cases: tuple[tuple[str, Case], ...]

    def document(self) -> dict[str, Any]:
        """Return it as programs read it."""
        terms = self.mandate.terms
        return {
            "schema": SCHEMA, "mandate": self.mandate.id, "authority": terms.authority, "number": terms.number,
            "legal_basis": terms.legal_basis, "territory": terms.territory, "begins_at": rfc3339(terms.begins_at),
            "until": rfc3339(terms.until), "at": rfc3339(self.at), "rooms": list(self.rooms),
            "numbers": [{"room": room, "what": one.what, "count": one.count} for room, one in self.numbers],
            "cases": [_case(room, one) for room, one in self.cases],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Export:
    """A file that was taken: *data* as it goes to the authority, *digest* its SHA-256, which the log has."""

    id: str
    data: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """The SHA-256 of the file."""
        return sha256(self.data).hexdigest()


def exported(seen: Overseen, export: str, salt: bytes) -> Export:
    """Return what was *seen* as one file in canonical JSON, with *salt* in it.

    Of what is held back the log tells nothing, also not to whoever guesses what stands in the file and tries it.
    """
    return Export(export, canonical(seen.document() | {"export": export, "salt": salt.hex()}))


def _case(room: str, one: Case) -> dict[str, Any]:
    return {
        "room": room, "id": one.id, "kind": one.kind, "opened_at": rfc3339(one.opened_at), "due": _when(one.due),
        "decided_at": _when(one.decided_at), "outcome": one.outcome, "reason": one.reason or None,
        "held_back": one.held_back, **one.more,
    }  # fmt: skip


def _when(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)
