"""What this room asks of others: how surely a person is known (never who it is), what orders hold, what a file is."""

from collections.abc import Callable, Sequence
from typing import BinaryIO, Protocol, TypeAlias

from tellmark.consent.files import FileSeen
from tellmark.consent.proofs import AgeBand, Assured, BindingMethod, Bound
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId

__all__ = [
    "AgeBand",
    "Ages",
    "Assured",
    "Assures",
    "BindingMethod",
    "Bound",
    "Examines",
    "ReadsFiles",
    "Restrains",
    "nobody_restrains",
    "nothing_proved",
]


Ages: TypeAlias = Callable[[ReadUnit, SubjectId], AgeBand]
"""Tells how old somebody is, as `Assures.age` does."""


def nothing_proved(unit: ReadUnit, subject: SubjectId) -> AgeBand:
    """Tell no age: where nobody can prove one."""
    del unit, subject
    return AgeBand.UNKNOWN


class Assures(Protocol):
    """Knows what a person has proved of themselves."""

    def assured(self, unit: ReadUnit, subject: SubjectId, record: str = "") -> Sequence[Assured]:
        """Return all of *subject* that is in force at the unit's instant: which counts depends on where (`surest`).

        Where *record* is named it is that one or none: a level is not borrowed from another proof.
        """

    def age(self, unit: ReadUnit, subject: SubjectId) -> AgeBand:
        """Return how old *subject* is by what they proved, as far as it counts beside what officers found since.

        `UNKNOWN` where nothing is known. Of the dead, what they had proved before their death was recorded.
        """

    def met(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Assured]:
        """Return those of *subject* that two officers have made in person (`proofs.IN_PERSON`)."""


class Examines(Protocol):
    """Recognises what was made or changed by a machine, where hostile bytes may be opened."""

    def signs(self, stream: BinaryIO) -> tuple[str, ...]:
        """Return by what the file in *stream* is recognised, as code words; none: by nothing, which proves nothing.

        Raises TellmarkError where it cannot be opened.
        """


class ReadsFiles(Protocol):
    """Reads the marks of finished files, where hostile bytes may be opened."""

    def read(self, stream: BinaryIO) -> FileSeen:
        """Return what the file in *stream* is, and the marks that were put into it for AI.

        Raises TellmarkError where it cannot be opened.
        """


class Restrains(Protocol):
    """Knows whether an order holds somebody up."""

    def __call__(self, unit: ReadUnit, subject: SubjectId, territory: str) -> bool:
        """Tell whether nothing of *subject* may be made for *territory*, at the unit's instant."""


def nobody_restrains(unit: ReadUnit, subject: SubjectId, territory: str) -> bool:
    """Tell of no order: where nobody can order anything."""
    del unit, subject, territory
    return False
