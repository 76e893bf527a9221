"""Which consent, or which use, somebody has come for on their own pages: one of theirs, or of a ward of theirs."""

from tellmark.consent.handed.stands_still import as_it_stands
from tellmark.consent.made.store import KnownUses
from tellmark.consent.model import Consent, ConsentId, Reserved
from tellmark.consent.person.finding import stands_for
from tellmark.consent.service import consent_of, seen
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit


def own_consent(unit: ReadUnit, consent: str) -> Consent:
    """Return a consent of the unit's principal, or of a ward of theirs, as its person sees it. Raises NotFound."""
    found = consent_of(unit, ConsentId(consent))
    if not stands_for(unit, unit.scope.principal, found.subject):
        raise NotFound("there is no such consent here")
    return seen(as_it_stands(unit, found))


def own_use(unit: ReadUnit, reserved: str) -> Reserved:
    """Return what was made under such a consent. Raises NotFound, for others' in the very words of none."""
    found = KnownUses(unit).get(reserved)
    if not found.made or not stands_for(unit, unit.scope.principal, found.subject):
        raise NotFound(f"there is no such {KnownUses.noun} here")
    return found
