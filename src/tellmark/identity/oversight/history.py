"""What the log tells of one mandate: that it was entered and confirmed, on which days it was read under, each file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from tellmark.identity.oversight.events import MandateEnded, MandateExported, MandateRead, MandateSet
from tellmark.identity.oversight.model import MandateId
from tellmark.store.leaves import Leaves
from tellmark.store.units import ReadUnit

_KINDS = (MandateSet.name, MandateEnded.name, MandateRead.name, MandateExported.name)


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf: its type, its instant and its facts, and its *position* in the log once it has one."""

    type: str
    at: datetime
    facts: Mapping[str, Any]
    position: int | None


def history(unit: ReadUnit, mandate: MandateId) -> tuple[Entry, ...]:
    """Return the leaves of *mandate*, oldest first."""
    found = [(leaf, msgspec.json.decode(leaf.body)) for leaf in Leaves(unit).naming(mandate, _KINDS)]
    return tuple(Entry(body["type"], leaf.written_at, body["facts"], leaf.position) for leaf, body in found)
