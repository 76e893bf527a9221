"""Who is told of a basis in its person's place, and objects for them: of the dead the estate, of others who speaks."""

from tellmark.consent.lawful.model import Basis
from tellmark.consent.lawful.store import KnownBases
from tellmark.consent.model import Representative, Role, StandingKind
from tellmark.consent.speakers.store import KnownRepresentatives, KnownStandings
from tellmark.consent.voices import PROTECTING
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId


def speaks_for(unit: ReadUnit, subject: SubjectId) -> bool:
    """Tell whether whoever acts speaks for *subject* now, and may end what is made of them."""
    theirs = KnownRepresentatives(unit).by(subject=subject, principal=unit.scope.principal)
    return any(_is_heard(unit, one) for one in theirs)


def told_for(unit: ReadUnit) -> list[tuple[Representative, list[Basis]]]:
    """Return for whom whoever acts speaks now, each with the bases that took effect, the newest first."""
    theirs = KnownRepresentatives(unit).by(principal=unit.scope.principal)
    heard = {one.subject: one for one in theirs if _is_heard(unit, one)}
    return [(one, KnownBases(unit).about(subject)) for subject, one in heard.items()]


def _is_heard(unit: ReadUnit, one: Representative) -> bool:
    role = one.authority.role
    if not one.speaks(unit.at) or not (one.authority.withdraws or role in PROTECTING):
        return False
    standing = KnownStandings(unit).known(one.subject)
    found = standing.kind if standing is not None and standing.confirmed_by is not None else None
    return (role is Role.ESTATE) == (found is StandingKind.DECEASED)
