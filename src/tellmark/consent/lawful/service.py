"""Legal bases within a unit of work: enter, confirm, object, decide, end. One person each, and none that is secret."""

from tellmark.consent.case_reasons import CaseReason, CaseReasoned
from tellmark.consent.hands.model import Former, HandKind
from tellmark.consent.ids import ANSWER, CONFIRM, REVIEW, BasisId
from tellmark.consent.lawful import events
from tellmark.consent.lawful.decide import (
    check_beside,
    check_confirms,
    check_decides,
    check_ends,
    check_objects,
    check_terms,
    counted,
    never,
)
from tellmark.consent.lawful.errors import BadBasis, NeverLawful
from tellmark.consent.lawful.evolving import basis_after, entered
from tellmark.consent.lawful.knowing import known_of, passed_on
from tellmark.consent.lawful.model import Basis, BasisCount, BasisEnding, BasisTerms
from tellmark.consent.lawful.seeing import apart, seen
from tellmark.consent.lawful.speaking import speaks_for
from tellmark.consent.lawful.store import Bases, KnownBases
from tellmark.consent.lawful.words import NEVER
from tellmark.consent.ports import Ages
from tellmark.consent.sides import check_apart_of
from tellmark.store.errors import NotFound
from tellmark.store.events import Event
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import current, key_of
from tellmark.values.digests import is_digest
from tellmark.values.instants import rfc3339
from tellmark.values.languages import said


def enter(
    unit: WriteUnit, vault: Vault, terms: BasisTerms, reason: str, paper: str, ages: Ages, *, of_age: bool
) -> Basis:
    """Enter a basis for *reason*, weighed in the memorandum *paper* (its SHA-256); unconfirmed, it counts for nothing.

    *of_age*: the officer has made sure that the person is, or died, of age. Raises NotAllowed, NotFound, SubjectErased,
    NotYours for whoever is on a side, BadBasis, and NeverLawful.
    """
    unit.scope.demand(REVIEW)
    current(unit, terms.subject)
    check_apart_of(unit, terms.subject)
    _check_of_age(of_age)
    check_terms(terms, reason, is_digest(paper), unit.scope.acts, unit.at)
    _check_never(unit, terms, ages)
    basis, key, extent = unit.fresh_id(), key_of(unit, vault, terms.subject), terms.extent
    event = events.BasisEntered(
        basis=basis, subject=terms.subject, ground=terms.ground, requester=terms.requester,
        modalities=tuple(sorted(extent.modalities)), operations=tuple(sorted(extent.operations)),
        purposes=tuple(sorted(extent.purposes)), territory=extent.territory, channels=tuple(sorted(extent.channels)),
        max_outputs=extent.max_outputs, max_seconds=extent.max_seconds, until=rfc3339(terms.until),
        reason=key.commitment(basis, "reason", reason), sealed=key.commitment(basis, "paper", paper),
        by=unit.scope.account,
    )  # fmt: skip
    known = entered(event, unit.at)
    Bases(unit).enter(known, reason, key)
    unit.say(event)
    return known


def confirm(unit: WriteUnit, vault: Vault, basis: BasisId, paper: str, ages: Ages, *, of_age: bool) -> Basis:
    """Confirm as a second officer, who has made the digest of the memorandum themselves: now it counts.

    The person is told at once. Raises as `enter`, but NotFound for whoever is on a side.
    """
    unit.scope.demand(CONFIRM)
    known = seen(unit, _locked(unit, basis))
    _check_of_age(of_age)
    sealed = key_of(unit, vault, known.terms.subject).commitment(basis, "paper", paper)
    check_confirms(known, sealed, unit.scope.acts, unit.at)
    if passed_on(unit, known):
        raise BadBasis(
            said("The account that this is for has changed hands since it was entered."),
            said("Weigh it for whoever has it now, and enter it anew."),
        )
    _check_never(unit, known.terms, ages, basis)
    by, subject = unit.scope.account, known.terms.subject
    return change(unit, known, events.BasisConfirmed(basis=basis, subject=subject, paper=paper, by=by))


def object_to(unit: WriteUnit, basis: BasisId) -> Basis:
    """Object as the person, or who speaks for them: each of them once. Nothing is made till it is decided.

    So does an officer without a part in it for somebody who has told so, where nobody has objected yet. Raises NotFound
    for anybody else, SubjectErased, BadBasis.
    """
    known = _locked(unit, basis)
    subject = known.terms.subject
    theirs = unit.scope.principal == subject or speaks_for(unit, subject)
    if theirs:
        unit.scope.demand(ANSWER)
        if known.confirmed_at is None:
            raise NotFound("there is no such legal basis here")
    elif REVIEW not in unit.scope.capabilities or not apart(unit, known):
        raise NotFound("there is no such legal basis here")
    check_objects(known, unit.scope.acts, unit.at, told=not theirs)
    return change(unit, known, events.BasisObjected(basis=basis, subject=subject, by=unit.scope.account))


def decide_objection(unit: WriteUnit, basis: BasisId, reason: CaseReason, *, upheld: bool) -> Basis:
    """Decide as an officer who had no part in it: *upheld*, it ends; else it goes on. Raises as `confirm`."""
    unit.scope.demand(REVIEW)
    known = seen(unit, _locked(unit, basis))
    by, subject = unit.scope.account, known.terms.subject
    check_decides(known, unit.scope.acts)
    event = events.BasisObjectionDecided(basis=basis, subject=subject, upheld=upheld, by=by)
    unit.say(CaseReasoned(case=basis, outcome="upheld" if upheld else "denied", reason=reason, by=by))
    return change(unit, known, event)


def end(unit: WriteUnit, basis: BasisId) -> Basis:
    """End a basis before its time, or before it was confirmed; not while an objection waits: it is decided.

    Raises NotAllowed, NotFound, also for whoever is on a side of it, SubjectErased, BadBasis.
    """
    unit.scope.demand(REVIEW)
    known = seen(unit, _locked(unit, basis))
    check_ends(known, unit.at)
    return end_by(unit, known, BasisEnding.OFFICER, unit.scope.account)


def end_by(unit: WriteUnit, known: Basis, ending: BasisEnding, by: str) -> Basis:
    """End *known*, by whatever it is; *by* is who does it, and stands in the log."""
    subject = known.terms.subject
    return change(unit, known, events.BasisEnded(basis=known.id, subject=subject, ending=ending, by=by))


def change(unit: WriteUnit, known: Basis, event: Event) -> Basis:
    """Keep what *event* makes of *known*, and say it."""
    after = basis_after(known, event, unit.at)
    Bases(unit).put(after)
    unit.say(event)
    return after


def told_of(unit: ReadUnit, subject: SubjectId) -> list[Basis]:
    """Return the bases about *subject* that took effect, the newest first: each is told at once."""
    return KnownBases(unit).about(subject)


def has_basis(unit: ReadUnit, hands: Former) -> bool:
    """Tell whether there ever was a basis for the account whose *hands* these are."""
    return hands.kind is HandKind.ACCOUNT and bool(KnownBases(unit).by(requester=hands.id))


def words_of(unit: ReadUnit, vault: Vault, basis: Basis) -> str:
    """Return the reason of *basis* in words; nothing once its person is erased."""
    try:
        return KnownBases(unit).words(basis.id, key_of(unit, vault, basis.terms.subject)) or ""
    except SubjectErased:
        return ""


def basis_counts(unit: ReadUnit) -> list[BasisCount]:
    """Return how many bases took effect: for everybody to see."""
    return counted(KnownBases(unit).confirmed())


# --- inside -----------------------------------------------------------------------------------------------------------


def _locked(unit: WriteUnit, basis: BasisId) -> Basis:
    """Return *basis*, which nobody changes until this unit ends, nor its person's epoch: the person is locked first."""
    current(unit, Bases(unit).get(basis).terms.subject)
    return Bases(unit).locked(basis)


def _check_of_age(of_age: bool) -> None:
    if not of_age:
        raise BadBasis(
            said("It is not said that the person is, or died, of age."),
            said("Make sure of it first. Of a minor nothing is made on any ground."),
        )


def _check_never(unit: WriteUnit, terms: BasisTerms, ages: Ages, but: BasisId | None = None) -> None:
    """Raise NeverLawful, or BadBasis where another basis than *but* stands beside."""
    bases = [one for one in KnownBases(unit).by(subject=terms.subject) if one.id != but]
    for one in never(terms, known_of(unit, terms, ages, bases)):
        raise NeverLawful(
            NEVER[one], said("There is no way round this. Ask the person, or who speaks for them, or let it be.")
        )
    check_beside(terms, bases, unit.at)
