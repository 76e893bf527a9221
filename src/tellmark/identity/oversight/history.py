"""What the log tells of one mandate: that it was entered and confirmed, on which days it was read under, each file."""

from tellmark.identity.orders.history import Entry, leaves_of
from tellmark.identity.oversight.events import MandateEnded, MandateExported, MandateRead, MandateSet
from tellmark.identity.oversight.model import MandateId
from tellmark.store.units import ReadUnit

_KINDS = (MandateSet.name, MandateEnded.name, MandateRead.name, MandateExported.name)


def history(unit: ReadUnit, mandate: MandateId) -> tuple[Entry, ...]:
    """Return the leaves of *mandate*, oldest first."""
    return leaves_of(unit, mandate, _KINDS)
