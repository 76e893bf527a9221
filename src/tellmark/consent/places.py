"""Which agreement took the place of which: what is said of the one that ended is said of what runs on."""

from tellmark.consent.evolving import ENDED
from tellmark.consent.model import Consent, ConsentId
from tellmark.consent.store import KnownConsents, KnownRequests
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId


def line(unit: ReadUnit, subject: SubjectId, first: ConsentId) -> list[Consent]:
    """Return the agreement *first* of *subject*, and all that has taken its place since, the oldest first."""
    takes = {one.id: one.supersedes for one in KnownRequests(unit).by(subject=subject)}
    found: dict[str, Consent] = {}
    for one in KnownConsents(unit).by(subject=subject):  # the oldest first: nothing takes a place to come
        if one.id == first or takes.get(one.request) in found:
            found[one.id] = one
    return list(found.values())


def runs_on(unit: ReadUnit, consent: Consent) -> list[Consent]:
    """Return what has taken the place of *consent*, which has ended, and has not ended itself."""
    if consent.state not in ENDED:
        return []
    return [one for one in line(unit, consent.subject, consent.id) if one.state not in ENDED]
