"""What is known of a person when a basis is weighed: looked up anew each time that it matters, and kept nowhere."""

from collections.abc import Iterable

from tellmark.consent.handed.store import KnownHands
from tellmark.consent.ids import BasisId
from tellmark.consent.lawful import decide
from tellmark.consent.lawful.askers import Asking
from tellmark.consent.lawful.model import Basis, BasisTerms, Extent, Known
from tellmark.consent.lawful.refused import turned_down
from tellmark.consent.model import Role
from tellmark.consent.ports import Ages
from tellmark.consent.speakers.store import KnownRepresentatives, KnownStandings
from tellmark.consent.voices import is_guarded
from tellmark.consent.wishes import wishes_for_nobody
from tellmark.store.units import ReadUnit


def known_of(unit: ReadUnit, terms: BasisTerms, ages: Ages, bases: Iterable[Basis]) -> Known:
    """Return what is known of the person of *terms*, and of what they have told its requester. Raises NotFound.

    *bases* are all those about them.
    """
    subject, asking = terms.subject, Asking(unit, terms.requester)
    representatives = KnownRepresentatives(unit).by(subject=subject)
    standing, age = KnownStandings(unit).known(subject), ages(unit, subject)
    estate = any(one.authority.role is Role.ESTATE and one.speaks(unit.at) for one in representatives)
    return Known(
        standing, age, is_guarded(representatives, standing, age, unit.at), estate, wishes_for_nobody(unit, subject),
        turned_down(unit, terms, asking), _objected(terms, asking, bases),
    )  # fmt: skip


def passed_on(unit: ReadUnit, basis: Basis) -> bool:
    """Tell whether the account of *basis* has changed hands since it was entered."""
    return decide.passed_on(basis, KnownHands(unit).of(basis.terms.requester, None), unit.at)


def all_passed_on(unit: ReadUnit, bases: Iterable[Basis]) -> frozenset[BasisId]:
    """Return which of *bases* `passed_on` tells of: one look for all of them."""
    changes = KnownHands(unit).every()
    return frozenset(one.id for one in bases if decide.passed_on(one, changes, unit.at))


def _objected(terms: BasisTerms, asking: Asking, bases: Iterable[Basis]) -> tuple[Extent, ...]:
    near = [one for one in bases if one.binds and decide.shares(one.terms.extent, terms.extent)]
    return tuple(one.terms.extent for one in near if asking.is_account(one.terms.requester))
