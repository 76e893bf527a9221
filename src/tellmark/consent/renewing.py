"""Whoever proves anew who they are goes on with what they have agreed to: it rests on the newer proof from then on."""

from tellmark.consent.proof_ends import spoken_for
from tellmark.consent.proofs import Assured
from tellmark.consent.store import KnownConsents
from tellmark.consent.suspending import renew
from tellmark.store.units import WriteUnit
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import current


def renew_all(unit: WriteUnit, assured: Assured) -> None:
    """Let all that the unit's principal has agreed to, and that has not ended, rest on *assured* where that is better.

    For themselves, or for whom they speak. What stands still stays so: whatever holds it up makes no difference here.
    Raises NotAllowed.
    """
    by = SubjectId(unit.scope.principal)
    for whose in spoken_for(unit, by):
        try:
            current(unit, whose)
        except SubjectErased:
            continue  # what was theirs has ended
        for consent in KnownConsents(unit).near(whose):
            if consent.grounds.by == by:
                renew(unit, consent.id, assured)
