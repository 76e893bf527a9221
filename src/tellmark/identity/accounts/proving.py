"""What accounts ask of whoever knows who somebody really is: a port, which verifiers answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId


@dataclass(frozen=True, slots=True)
class Proof:
    """That somebody has proved who they are: by the opaque id of a *record*, and when."""

    record: str
    at: datetime


class Proves(Protocol):
    """What knows when a person has proved who they are, and from which browser."""

    def proved(self, unit: ReadUnit, subject: SubjectId, cookies: Mapping[str, str]) -> Proof | None:
        """Return the proof of *subject* that the browser which shows *cookies* has made; None where none counts."""


class Spends(Protocol):
    """What spends a proof: for one decision, for one passkey, or for one session without any."""

    def proof(self, unit: ReadUnit, subject: SubjectId, cookies: Mapping[str, str]) -> Proof | None:
        """Return the proof of *subject* that the browser of these *cookies* has just made; None where it is spent."""

    def bind(self, unit: WriteUnit, subject: SubjectId, digest: str, cookies: Mapping[str, str]) -> object:
        """Spend it for what has this *digest*. Raises NotProved, SubjectErased."""


class NobodyProves:
    """Knows nobody: an installation without verifiers."""

    def proved(self, unit: ReadUnit, subject: SubjectId, cookies: Mapping[str, str]) -> Proof | None:
        """Return None."""
        del unit, subject, cookies
        return None


NOBODY_PROVES = NobodyProves()
