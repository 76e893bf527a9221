"""What is known of a person when a basis is weighed: looked up anew each time that it matters, and kept nowhere."""

from tellmark.consent.lawful.model import BasisTerms, Known
from tellmark.consent.model import Ending, RepresentativeState, RequestState, Role
from tellmark.consent.ports import Ages
from tellmark.consent.speakers.store import KnownRepresentatives, KnownStandings
from tellmark.consent.store import KnownConsents, KnownRequests
from tellmark.consent.terms import Scope
from tellmark.consent.wishes import wishes_for_nobody
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId


def known_of(unit: ReadUnit, terms: BasisTerms, ages: Ages) -> Known:
    """Return what is known of the person of *terms*, and of what they have told its requester. Raises NotFound."""
    subject = terms.subject
    confirmed = {
        one.authority.role
        for one in KnownRepresentatives(unit).by(subject=subject)
        if one.state is RepresentativeState.CONFIRMED
    }
    return Known(
        KnownStandings(unit).known(subject), ages(unit, subject), Role.GUARDIAN in confirmed, Role.ESTATE in confirmed,
        wishes_for_nobody(unit, subject), _turned_down(unit, subject, terms.requester),
    )  # fmt: skip


def _turned_down(unit: ReadUnit, subject: SubjectId, requester: str) -> tuple[Scope, ...]:
    """Return what *subject* refused *requester*, took back from them, or was void; of what was narrowed, the whole."""
    asked = {one.id: one for one in KnownRequests(unit).by(subject=subject) if one.requester == requester}
    refused = [one.scope for one in asked.values() if one.state is RequestState.REFUSED]
    given = [one for one in KnownConsents(unit).by(subject=subject) if one.requester == requester]
    back = [one for one in given if one.ending in (Ending.WITHDRAWN, Ending.VOID) or one.version > 1]
    return (*refused, *(asked[one.request].scope if one.request in asked else one.scope for one in back))
