"""Where no consent covers a use: whether a legal basis of whoever makes it does, and what the use takes of it."""

from collections.abc import Sequence

from tellmark.consent.ids import BasisId, UseId
from tellmark.consent.lawful import events as said
from tellmark.consent.lawful.decide import never, reasons
from tellmark.consent.lawful.evolving import after_on_basis, reserved_on_basis
from tellmark.consent.lawful.knowing import known_of, passed_on
from tellmark.consent.lawful.model import RUNNING, Basis, BasisState, Never
from tellmark.consent.lawful.service import change
from tellmark.consent.lawful.store import Bases, KnownBases
from tellmark.consent.model import Reason, Reserved, Use
from tellmark.consent.ports import Ages
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId


def weighed(
    unit: ReadUnit, subject: SubjectId, use: Use, ages: Ages, *, ordered: bool
) -> BasisId | tuple[tuple[BasisId, tuple[Reason, ...]], ...]:
    """Return the basis that covers *use* of *subject* by whoever acts, else each that came near, with all reasons.

    It takes one look where there is none; what is known of the person, and that the account changed hands, is asked
    only of a basis that covers otherwise.
    *ordered*: an order holds the person up where the use is meant for. It shows where a silent word of the person
    would, and takes as much: only in what is covered otherwise.
    """
    why, bases = [], KnownBases(unit).by(subject=subject)
    for basis in bases:
        if basis.terms.requester != unit.scope.account or basis.state(unit.at) not in RUNNING:
            continue
        against = reasons(basis, use, unit.at) or _against(unit, basis, ages, bases, ordered=ordered)
        if not against:
            return basis.id
        why.append((basis.id, against))
    return tuple(why)


def still_counts(unit: WriteUnit, basis: Basis, ages: Ages | None) -> bool:
    """Tell whether *basis* stands now, as when something was set aside of it; without *ages* nobody can tell."""
    if ages is None or basis.state(unit.at) is not BasisState.IN_EFFECT:
        return False
    return not _against(unit, basis, ages, KnownBases(unit).by(subject=basis.terms.subject))


def set_aside(unit: WriteUnit, making: UseId, subject: SubjectId, basis: BasisId, use: Use) -> Reserved:
    """Set aside what *use* of *subject* takes of *basis*."""
    event = said.BasisUseReserved(
        reserved=unit.fresh_id(), use=making, basis=basis, subject=subject, outputs=use.outputs, seconds=use.seconds,
        territories=tuple(sorted(use.territories)), by=unit.scope.account,
    )  # fmt: skip
    change(unit, Bases(unit).locked(basis), event)
    return reserved_on_basis(event, unit.at)


def count(unit: WriteUnit, aside: Reserved, basis: Basis, outputs: int, seconds: int) -> Reserved:
    """Count what was made of *basis*, and say it; return what *aside* is then."""
    event = said.BasisUseSettled(
        reserved=aside.id, use=aside.use, basis=basis.id, outputs=outputs, seconds=seconds,
        reserved_outputs=aside.outputs, reserved_seconds=aside.seconds,
    )  # fmt: skip
    change(unit, basis, event)
    return after_on_basis(aside, event)


def give_back(unit: WriteUnit, aside: Reserved, basis: BasisId) -> Reserved:
    """Give back to *basis* what was set aside of it, and say it; return what *aside* is then."""
    event = said.BasisUseReleased(
        reserved=aside.id, use=aside.use, basis=basis, outputs=aside.outputs, seconds=aside.seconds
    )
    change(unit, Bases(unit).locked(basis), event)
    return after_on_basis(aside, event)


# --- inside -----------------------------------------------------------------------------------------------------------


def _against(
    unit: ReadUnit, basis: Basis, ages: Ages, bases: Sequence[Basis], *, ordered: bool = False
) -> tuple[Reason, ...]:
    """Return why *basis*, which is in effect, covers nothing now; *bases* are all those about its person."""
    if passed_on(unit, basis):
        return (Reason.SUSPENDED,)  # as with consents that changed hands
    against = never(basis.terms, known_of(unit, basis.terms, ages, bases))
    if against == (Never.TURNED_DOWN,) or (ordered and not against):
        return (Reason.SUSPENDED,)  # as with an order or an objection: a word of their own would tell of a silent one
    return (Reason.NEVER,) if against else ()
