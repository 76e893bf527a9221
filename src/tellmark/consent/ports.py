"""What this room asks of those who know who somebody is; identity answers, and never says who it is."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from tellmark.consent.proofs import AgeBand, Assured, BindingMethod, Bound
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId

__all__ = ["AgeBand", "Ages", "Assured", "Assures", "BindingMethod", "Bound", "Restrains", "nobody_restrains"]


Ages: TypeAlias = Callable[[ReadUnit, SubjectId], AgeBand]
"""Tells how old somebody is, as `Assures.age` does."""


class Assures(Protocol):
    """Knows what a person has proved of themselves."""

    def assured(self, unit: ReadUnit, subject: SubjectId, record: str = "") -> Assured | None:
        """Return the best of *subject* that is in force at the unit's instant; None where there is none.

        Where *record* is named it is that one or none: a level is not borrowed from another proof.
        """

    def age(self, unit: ReadUnit, subject: SubjectId) -> AgeBand:
        """Return how old *subject* is by all that is known of them; `UNKNOWN` where nothing is."""


class Restrains(Protocol):
    """Knows whether an order holds somebody up."""

    def __call__(self, unit: ReadUnit, subject: SubjectId, territory: str) -> bool:
        """Tell whether nothing of *subject* may be made for *territory*, at the unit's instant."""


def nobody_restrains(unit: ReadUnit, subject: SubjectId, territory: str) -> bool:
    """Tell of no order: where nobody can order anything."""
    del unit, subject, territory
    return False
