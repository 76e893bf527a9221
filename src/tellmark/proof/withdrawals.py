"""Keys that somebody else may hold: from when on nothing under them is to be believed. Each is said in one place."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from tellmark.proof.anchors import Withdrawn
from tellmark.proof.errors import BrokenWithdrawals
from tellmark.proof.files import alone, get, put
from tellmark.values.instants import rfc3339

FILE = "withdrawn.json"
REASONS = ("key_compromise", "superseded", "unspecified")
"""The words of RFC 5280 §5.3.1 that fit a key which its own holder gives up."""


class Withdrawal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One key that is given up: its certificates (PEM, root first), *since* when and *told_at* when (RFC 3339)."""

    key: str
    certificates: str
    since: str
    told_at: str
    reason: str

    @property
    def withdrawn(self) -> Withdrawn:
        """What a reader of files needs of it."""
        return Withdrawn(self.certificates.encode(), datetime.fromisoformat(self.since))


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """The list in a key folder: it grows, and of one key the earliest *since* counts."""

    folder: Path

    def all(self) -> tuple[Withdrawal, ...]:
        """Return every key that is given up. Raises BrokenWithdrawals: without the list nothing may be believed."""
        path = self.folder / FILE
        if not path.exists():
            return ()
        try:
            found = msgspec.json.decode(get(path), type=tuple[Withdrawal, ...])
            for one in found:
                _ = one.withdrawn
        except (msgspec.DecodeError, ValueError) as fault:
            raise BrokenWithdrawals(FILE) from fault
        return found

    def of(self, key: str) -> Withdrawal | None:
        """Return what is said of *key*, None for nothing."""
        return next((one for one in self.all() if one.key == key), None)

    def add(self, new: Withdrawal) -> Withdrawal:
        """Write *new* down, durably, and return what counts: what is there already stays, unless it began later.

        Raises NotWritten and BrokenWithdrawals.
        """
        with alone(self.folder):
            before = self.of(new.key)
            if before is not None and before.withdrawn.since <= new.withdrawn.since:
                return before
            others = tuple(one for one in self.all() if one.key != new.key)
            put(self.folder / FILE, msgspec.json.encode((*others, new)))
        return new


def withdrawal(key: str, certificates_pem: bytes, since: datetime, at: datetime, reason: str) -> Withdrawal:
    """Return the withdrawal of *key*. Raises ValueError for a reason that is none of REASONS."""
    if reason not in REASONS:
        raise ValueError(f"{reason} is no reason; these are: {', '.join(REASONS)}")
    return Withdrawal(key, certificates_pem.decode("ascii"), rfc3339(since), rfc3339(at), reason)
