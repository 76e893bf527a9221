"""What this room asks of those who know who somebody is; identity answers, and never says who it is."""

from typing import Protocol

from tellmark.consent.proofs import AgeBand, Assured, BindingMethod, Bound
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId

__all__ = ["AgeBand", "Assured", "Assures", "BindingMethod", "Bound"]


class Assures(Protocol):
    """Knows what a person has proved of themselves."""

    def assured(self, unit: ReadUnit, subject: SubjectId, record: str = "") -> Assured | None:
        """Return the best of *subject* that is in force at the unit's instant; None where there is none.

        Where *record* is named it is that one or none: a level is not borrowed from another proof.
        """
