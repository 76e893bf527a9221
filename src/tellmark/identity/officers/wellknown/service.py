"""Say of somebody that their face or voice is widely known. One officer is enough: it only slows things."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tellmark.identity.accounts.roles import IDENTITY_VERIFY
from tellmark.identity.assurance.service import Contacts, enrol_well_known
from tellmark.identity.errors import BadCase
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import said


@dataclass(frozen=True, slots=True)
class NobodyKnows:
    """Knows no contact of anybody (a `Contacts`): where nobody is asked anything, there are none."""

    def of(self, unit: ReadUnit, subject: SubjectId) -> Sequence[str]:
        """Return none."""
        del unit, subject
        return ()


NOBODY_KNOWS = NobodyKnows()


def enrol(unit: WriteUnit, contacts: Contacts, subject: SubjectId) -> datetime:
    """Enrol *subject*; return until when what they prove from now on supports nothing.

    Raises NotAllowed, NotFound, SubjectErased, and BadCase for an officer who enrols themselves.
    """
    unit.scope.demand(IDENTITY_VERIFY)
    if unit.scope.principal == subject:
        raise BadCase(said("Nobody looks at their own case."), said("Let another officer look at it."))
    return enrol_well_known(unit, contacts, subject)
