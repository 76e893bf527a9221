"""What happens to records of assurance: ids, methods, levels, digests, and nobody's data."""

from typing import ClassVar

from tellmark.identity.assurance.model import AssuranceRecord
from tellmark.store.events import Event
from tellmark.values.instants import rfc3339


class IdentityProved(Event, frozen=True):
    """A verifier found out who somebody is; *evidence* is the digest of what was shown."""

    name: ClassVar = "identity.proved"
    untold: ClassVar = ("record", "subject")
    record: str
    subject: str
    method: str
    verifier: str
    level: int
    territories: tuple[str, ...]
    evidence: str
    valid_until: str


class FirstProofByLink(Event, frozen=True):
    """Somebody of whom nothing was proved yet has now done so by an invitation's link: whoever was asked is told."""

    name: ClassVar = "identity.first_proof_by_link"
    untold: ClassVar = ("record", "subject")
    record: str
    subject: str


class HumanRecognised(Event, frozen=True):
    """Somebody who was known here as *subject* proved under another id, *asked_as*: it is the same human."""

    name: ClassVar = "identity.recognised"
    untold: ClassVar = ("subject", "asked_as", "record")
    subject: str
    asked_as: str
    record: str


class IdentityRevoked(Event, frozen=True):
    """A record counts no more, because of *reason* (a code word)."""

    name: ClassVar = "identity.revoked"
    untold: ClassVar = ("subject",)
    record: str
    subject: str
    reason: str


class WellKnownEnrolled(Event, frozen=True):
    """Somebody well known was enrolled: *contacts* are told, and nothing rests on it before *cooling_until*."""

    name: ClassVar = "identity.well_known_enrolled"
    untold: ClassVar = ("subject",)
    subject: str
    contacts: tuple[str, ...]
    cooling_until: str
    by: str


class WellKnownProved(Event, frozen=True):
    """Somebody proved anew to be *subject*, who is well known: contacts are told; it counts from *cooling_until*."""

    name: ClassVar = "identity.well_known_proved"
    untold: ClassVar = ("record", "subject")
    record: str
    subject: str
    cooling_until: str


class NumberRetained(Event, frozen=True):
    """A number is kept, sealed, because *rule* forces it, until *until*; then its key is destroyed."""

    name: ClassVar = "identity.number_retained"
    untold: ClassVar = ("subject",)
    subject: str
    rule: str
    until: str


def proved(record: AssuranceRecord) -> IdentityProved:
    """Return the event of a new *record*."""
    return IdentityProved(
        record=record.id, subject=record.subject, method=record.method, verifier=record.verifier, level=record.level,
        territories=tuple(sorted(record.territories)), evidence=record.evidence,
        valid_until=rfc3339(record.valid_until),
    )  # fmt: skip
