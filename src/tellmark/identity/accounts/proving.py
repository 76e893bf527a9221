"""What accounts ask of whoever knows who somebody really is: a port, which verifiers answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId


@dataclass(frozen=True, slots=True)
class Proof:
    """That somebody has proved who they are: by the opaque id of a *record*, and when."""

    record: str
    at: datetime


class Proves(Protocol):
    """What knows when a person last proved who they are."""

    def proved(self, unit: ReadUnit, subject: SubjectId) -> Proof | None:
        """Return the last proof of *subject*, None where there is none that counts."""


class NobodyProves:
    """Knows nobody: an installation without verifiers."""

    def proved(self, unit: ReadUnit, subject: SubjectId) -> Proof | None:
        """Return None."""
        del unit, subject
        return None


NOBODY_PROVES = NobodyProves()
