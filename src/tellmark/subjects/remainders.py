"""What remains of somebody who was erased, as it is written down: the thing, the rule, the date."""

from datetime import datetime

import msgspec

from tellmark.subjects.model import Kept
from tellmark.values.instants import rfc3339


class Remainder(msgspec.Struct, frozen=True):
    """What the law forces to keep."""

    what: str
    rule: str
    until: str


def remainder(kept: Kept) -> Remainder:
    """Return *kept* as it is written."""
    return Remainder(kept.what, kept.rule, rfc3339(kept.until))


def kept_of(found: Remainder) -> Kept:
    """Return what `remainder` was made of, to the second."""
    return Kept(found.what, found.rule, datetime.fromisoformat(found.until))
