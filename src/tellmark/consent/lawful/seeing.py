"""Who sees a legal basis, and acts on it: officers who are on no side of it. For anybody else it is not there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from itertools import islice

from tellmark.consent.ids import CONFIRM, REVIEW, BasisId
from tellmark.consent.lawful.model import Basis
from tellmark.consent.lawful.store import KnownBases
from tellmark.consent.sides import on_a_side_of
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import is_here


@dataclass(frozen=True, slots=True)
class Place:
    """After which basis a page of the others begins, and *began*, when the first page was read."""

    after: str
    began: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of bases: those that wait for somebody stand on the first, before the others, the newest first."""

    waiting: list[Basis]
    others: list[Basis]
    older: Place | None


def apart(unit: ReadUnit, basis: Basis) -> bool:
    """Tell whether whoever acts is on no side of *basis*: neither its account, nor on a side of its person."""
    return _apart(unit, basis, partial(on_a_side_of, unit))


def seen(unit: ReadUnit, basis: Basis) -> Basis:
    """Return *basis*: all that an officer reads of one, or does with one, goes by here. Raises NotFound."""
    if not apart(unit, basis):
        raise NotFound("there is no such legal basis here")
    return basis


def basis_here(unit: ReadUnit, basis: BasisId) -> Basis:
    """Return *basis* for an officer. Raises NotAllowed, and NotFound, also for whoever is on a side of it."""
    _demand_officer(unit)
    return seen(unit, KnownBases(unit).get(basis))


def bases_here(unit: ReadUnit, after: Place | None, limit: int) -> Listed:
    """Return a page of the bases that are there for an officer, at most *limit* beside those that wait.

    Every one that waits stands on the first page, whoever has waited longest first. What waited then is on no other
    page, whatever has become of it, and what began to wait since is where it would have been. Raises NotAllowed.
    """
    _demand_officer(unit)
    known, sides = KnownBases(unit), cache(partial(on_a_side_of, unit))
    began, before = (unit.at, None) if after is None else (after.began, after.after)
    waiting = [one for one in known.undecided() if _waits(unit, one, began)] if after is None else []
    others = (
        one for one in known.newest(before, limit + 1) if not _waits(unit, one, began) and _apart(unit, one, sides)
    )
    found = list(islice(others, limit + 1))
    older = Place(found[limit - 1].id, began) if len(found) > limit else None
    mine = [one for one in sorted(waiting, key=_since) if _apart(unit, one, sides)]
    return Listed(mine, found[:limit], older)


def instants(unit: ReadUnit) -> Iterator[datetime]:
    """Yield since when each basis waits for officers, whoever looks: for a second, or for a third to decide."""
    yield from (_since(one) for one in KnownBases(unit).undecided() if _waits(unit, one, unit.at))


def waits(basis: Basis, at: datetime) -> bool:
    """Tell whether *basis* waited at the instant *at*: for a second officer, or for a third to decide.

    An objection does though the basis be over, for it binds whoever asks until it is decided.
    """
    if any(one.at <= at and (one.decided_at is None or at < one.decided_at) for one in basis.objections):
        return True
    if at < basis.entered_at or (basis.ended_at is not None and at >= basis.ended_at):
        return False
    return (basis.confirmed_at is None or at < basis.confirmed_at) and at < basis.due


def is_moot(unit: ReadUnit, basis: Basis) -> bool:
    """Tell whether nothing is left to decide of *basis*, whose person has been erased."""
    return basis.ending is not None and not is_here(unit, basis.terms.subject)


def _waits(unit: ReadUnit, basis: Basis, at: datetime) -> bool:
    return waits(basis, at) and not is_moot(unit, basis)


def _apart(unit: ReadUnit, basis: Basis, on_a_side: Callable[[SubjectId], bool]) -> bool:
    terms = basis.terms
    return terms.requester not in unit.scope.acts and not on_a_side(terms.subject)


def _demand_officer(unit: ReadUnit) -> None:
    if CONFIRM not in unit.scope.capabilities:
        unit.scope.demand(REVIEW)


def _since(basis: Basis) -> datetime:
    return basis.objection.at if basis.objection is not None else basis.entered_at
