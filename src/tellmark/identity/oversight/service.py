"""Mandates within a unit of work: enter, confirm, end; read what they cover, and take it as a file.

Whoever reads changes nothing but this: that they have read is written down.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.roles import ORDER, ORDER_CONFIRM, OVERSEE
from tellmark.identity.accounts.store import KnownAccounts
from tellmark.identity.errors import BadMandate, NothingToRead
from tellmark.identity.orders.service import check_officer
from tellmark.identity.oversight import events
from tellmark.identity.oversight.decide import confirmed, counted, ended, mandate_of
from tellmark.identity.oversight.model import ExportCount, Exported, Mandate, MandateId, MandateTerms
from tellmark.identity.oversight.showing import Export, Overseen, Reach, Shows, exported
from tellmark.identity.oversight.store import Exports, KnownExports, KnownMandates, Mandates
from tellmark.store.errors import NotFound
from tellmark.store.events import EventId
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import committed
from tellmark.values.languages import said

ORDERS = "orders"
"""The room whose cases are counted apart where a file is taken."""


def set_mandate(unit: WriteUnit, vault: Vault, terms: MandateTerms) -> Mandate:
    """Enter a mandate; nothing is read under it before a second officer confirms it.

    Raises NotAllowed, NotFound, BadMandate.
    """
    unit.scope.demand(ORDER)
    if Role.REGULATOR not in KnownAccounts(unit).get(terms.reader).roles:
        raise BadMandate(
            said("A mandate is for an account with the role regulator, and this one has another."),
            said("Compare the number with the paper, or ask an administrator for an account with that role."),
        )
    mandate = mandate_of(MandateId(unit.fresh_id()), terms, unit.scope, unit.at)
    Mandates(unit).add(mandate)
    event_id = EventId(unit.fresh_id())
    sealed = committed(unit, vault, terms.reader, event_id, "paper", terms.paper)
    unit.say_as(event_id, events.unread(events.mandate_set(mandate), sealed))
    return mandate


def confirm_mandate(unit: WriteUnit, mandate: MandateId, paper: str) -> Mandate:
    """Confirm a mandate as a second officer, who has read the *paper* of that SHA-256.

    Raises NotAllowed, NotFound, BadMandate.
    """
    unit.scope.demand(ORDER_CONFIRM)
    known = confirmed(_locked(unit, mandate), paper, unit.scope, unit.at)
    Mandates(unit).put(known)
    unit.say(events.mandate_set(known))
    return known


def end_mandate(unit: WriteUnit, mandate: MandateId) -> Mandate:
    """End a mandate before its time. Raises NotAllowed, NotFound, BadMandate."""
    unit.scope.demand(ORDER)
    known = ended(_locked(unit, mandate), unit.at)
    Mandates(unit).put(known)
    unit.say(events.MandateEnded(mandate=mandate, by=unit.scope.principal))
    return known


def mandate_here(unit: ReadUnit, mandate: MandateId) -> Mandate:
    """Return *mandate* for an officer. Raises NotAllowed, and NotFound, also where it is about that officer."""
    check_officer(unit)
    return _not_own(unit, KnownMandates(unit).get(mandate))


def mandates_here(unit: ReadUnit) -> list[Mandate]:
    """Return the newest mandates for an officer: none that is about that officer. Raises NotAllowed."""
    check_officer(unit)
    return [one for one in KnownMandates(unit).newest() if one.terms.reader not in unit.scope.acts]


def instants(unit: ReadUnit) -> Iterator[datetime]:
    """Yield since when each mandate waits for a second officer, whoever looks."""
    yield from (one.set_at for one in KnownMandates(unit).waiting())


def own_mandates(unit: ReadUnit) -> list[Mandate]:
    """Return the mandates of whoever acts, the newest first. Raises NotAllowed."""
    unit.scope.demand(OVERSEE)
    return KnownMandates(unit).read_by(SubjectId(unit.scope.principal))


def standing(unit: ReadUnit, mandate: MandateId) -> Mandate:
    """Return *mandate*, which whoever acts reads under. Raises NotAllowed, NotFound for another's, NothingToRead."""
    unit.scope.demand(OVERSEE)
    return _checked(unit, KnownMandates(unit).get(mandate))


def note_reading(unit: WriteUnit, mandate: MandateId) -> None:
    """Write down, once a day, that there was reading under *mandate*. Raises as `standing`."""
    unit.scope.demand(OVERSEE)
    known = _checked(unit, Mandates(unit).locked(mandate))
    if not known.was_read_on(unit.at):
        Mandates(unit).read(mandate, unit.at)
        unit.say(events.MandateRead(mandate=mandate, territory=known.terms.territory))


def overseen(unit: ReadUnit, rooms: Sequence[Shows], mandate: MandateId) -> Overseen:
    """Return what *rooms* show under *mandate*. Raises as `standing`."""
    known = standing(unit, mandate)
    terms = known.terms
    reach = Reach(terms.territory, terms.begins_at, terms.until)
    numbers = tuple((room.name, one) for room in rooms for one in room.numbers(unit, reach))
    cases = tuple((room.name, one) for room in rooms for one in room.cases(unit, reach))
    return Overseen(known, unit.at, tuple(room.name for room in rooms), numbers, cases)


def take_export(unit: WriteUnit, rooms: Sequence[Shows], mandate: MandateId, salt: bytes) -> Export:
    """Return what *rooms* show under *mandate* as a file, after writing down that it was taken. Raises as `standing`.

    *salt*, 32 random bytes, goes into the file.
    """
    unit.scope.demand(OVERSEE)
    _checked(unit, Mandates(unit).locked(mandate))  # nobody ends it before this is written down
    seen = overseen(unit, rooms, mandate)
    made = exported(seen, unit.fresh_id(), salt)
    kept = Exported(made.id, mandate, seen.mandate.terms.territory, unit.at, made.digest)
    Exports(unit).add(kept)
    told = [room for room, one in seen.cases if not one.held_back]
    orders = told.count(ORDERS)
    unit.say(events.exported(kept, len(seen.numbers), len(told) - orders, orders))
    return made


def exports_of(unit: ReadUnit, mandate: MandateId) -> list[Exported]:
    """Return which files were taken under *mandate*, the newest first: for officers. Raises NotAllowed, NotFound."""
    return KnownExports(unit).of(mandate_here(unit, mandate).id)


def export_counts(unit: ReadUnit) -> list[ExportCount]:
    """Return how many files were taken, by territory and year: for everybody to see."""
    return counted(KnownExports(unit).all())


def _locked(unit: WriteUnit, mandate: MandateId) -> Mandate:
    return _not_own(unit, Mandates(unit).locked(mandate))


def _not_own(unit: ReadUnit, mandate: Mandate) -> Mandate:
    """Return *mandate*; one about an officer, who was a regulator before, is not there for them."""
    if mandate.terms.reader in unit.scope.acts:
        raise NotFound("there is no such mandate here")
    return mandate


def _checked(unit: ReadUnit, mandate: Mandate) -> Mandate:
    if mandate.terms.reader != unit.scope.principal:
        raise NotFound("there is no such mandate here")
    if not mandate.stands(unit.at):
        raise NothingToRead
    return mandate
