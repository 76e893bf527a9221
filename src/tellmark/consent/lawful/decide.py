"""What a legal basis may be, whom it may never be about, and what it covers: pure decisions; an oracle agrees."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from tellmark.consent.covering import fits, reaches
from tellmark.consent.lawful.errors import BadBasis
from tellmark.consent.lawful.model import (
    LONGEST,
    Basis,
    BasisCount,
    BasisState,
    BasisTerms,
    Extent,
    Ground,
    Known,
    Never,
)
from tellmark.consent.people import StandingKind
from tellmark.consent.terms import Exclusion, Operation, Purpose, Scope, Training
from tellmark.consent.uses import Reason, Use
from tellmark.consent.voices import MINORS
from tellmark.rules.audiences import BadAudience, places_of
from tellmark.rules.library import shipped_codes
from tellmark.rules.territories import overlap
from tellmark.subjects.model import is_code
from tellmark.subjects.seconding import Unconfirmed, refusal
from tellmark.values.languages import said

MEANT_FOR: Mapping[Ground, frozenset[Purpose]] = {
    Ground.PARODY: frozenset({Purpose.SATIRE}),
    Ground.NEWS: frozenset({Purpose.NEWS}),
    Ground.DOCUMENTARY: frozenset({Purpose.NEWS, Purpose.EDUCATION, Purpose.ART}),
    Ground.DECEASED: frozenset({Purpose.NEWS, Purpose.EDUCATION, Purpose.ART, Purpose.RESEARCH}),
    Ground.LAW_ENFORCEMENT: frozenset({Purpose.INTERNAL, Purpose.SERVICE}),
    Ground.COURT_ORDER: frozenset(Purpose) - {Purpose.SEXUAL, Purpose.ADVERT, Purpose.POLITICAL},
}
"""For which purposes each ground may be entered: our own bounds, narrower than any law that names the ground."""


def check_terms(terms: BasisTerms, reason: str, paper: bool, by: Iterable[str], at: datetime) -> None:
    """Raise BadBasis for what cannot be entered; *paper*: there is the digest of one, *by* is whoever enters it."""
    if not paper or not reason.strip():
        raise BadBasis(
            said("A basis has a reason in words, and the digest of the memorandum that weighs it."),
            said("Write both: the words are sealed, and the second officer reads the memorandum."),
        )
    if not is_code(terms.requester):
        raise BadBasis(
            said("It is not said whose account this is for."), said("Write the number of one account, as it has it.")
        )
    check_apart(terms, by)
    if not at < terms.until <= at + LONGEST:
        raise BadBasis(
            said("A basis ends, within 90 days."), said("Give a last day before then; it can be weighed anew.")
        )
    _check_territory(terms.extent.territory)


def check_apart(terms: BasisTerms, by: Iterable[str]) -> None:
    """Raise BadBasis where whoever acts (*by* are their ids) is the requester or the person."""
    if not {terms.requester, terms.subject}.isdisjoint(by):
        raise BadBasis(*Unconfirmed.ON_A_SIDE.value)


def check_confirms(basis: Basis, sealed: str, acts: frozenset[str], at: datetime) -> None:
    """Raise BadBasis unless whoever *acts* may confirm *basis*; *sealed* is the digest of what they read, as it is."""
    if why := refusal(basis.entered, sealed, acts, at):
        raise BadBasis(*why.value)


def check_objects(basis: Basis, at: datetime) -> None:
    """Raise BadBasis where there is nothing to object to, or it was objected to before."""
    if basis.objection is not None:
        raise BadBasis(
            said("It was objected to already: an officer who had no part in it decides once."),
            said("Against that decision, an authority or a court can help."),
        )
    if basis.state(at) is not BasisState.IN_EFFECT:
        raise BadBasis(said("This basis has no effect."), said("There is nothing to object to."))


def check_decides(basis: Basis, by: str) -> None:
    """Raise BadBasis unless *by* may decide on the objection: whoever entered or confirmed it, or objected, may not."""
    if not basis.contested or basis.ending is not None:
        raise BadBasis(said("No objection waits to be decided."), said("Look at how it stands."))
    assert basis.objection is not None
    if by in (basis.entered_by, basis.confirmed_by, basis.objection.by):
        raise BadBasis(
            said("Whoever had a part in it does not decide on the objection."), said("Let a third officer decide.")
        )


def check_ends(basis: Basis, at: datetime) -> None:
    """Raise BadBasis where it is over already."""
    if basis.state(at) in (BasisState.ENDED, BasisState.EXPIRED, BasisState.LAPSED):
        raise BadBasis(said("This basis is over already."), said("There is nothing to end."))


def never(terms: BasisTerms, known: Known) -> tuple[Never, ...]:
    """Return every reason why nobody recreates this person so without their consent; none: a basis may stand."""
    return (*_by_terms(terms), *_by_person(terms.ground, known), *_by_their_word(terms, known))


def reasons(basis: Basis, use: Use, at: datetime) -> tuple[Reason, ...]:
    """Return every reason why *basis* does not cover *use* at the instant *at*, but for what is `never`."""
    return (*_in_time(basis, use, at), *_in_kind(basis.terms.extent, use), *_in_extent(basis, use))


def counted(bases: Iterable[Basis]) -> list[BasisCount]:
    """Return how many *bases* took effect, by ground, territory and year: no more than that is public."""
    taken = Counter(
        (one.terms.ground, one.terms.extent.territory, one.confirmed_at.year)
        for one in bases
        if one.confirmed_at is not None
    )
    return [BasisCount(*what, count) for what, count in sorted(taken.items())]


# --- inside -----------------------------------------------------------------------------------------------------------


def _check_territory(territory: str) -> None:
    try:
        known = places_of([territory], shipped_codes()) == (territory,)
    except BadAudience:
        known = False
    if not known:
        raise BadBasis(
            said("The territory of this basis has no code that is known here."),
            said("Write one, as rules do, in capitals: CN, EU, DE, US-CA."),
        )


def _by_terms(terms: BasisTerms) -> Iterator[Never]:
    extent = terms.extent
    if Purpose.SEXUAL in extent.purposes or Operation.BODY_CHANGE in extent.operations:
        yield Never.SEXUAL  # a body that is shown otherwise than it is: so people are undressed
    if not extent.purposes <= MEANT_FOR[terms.ground]:
        yield Never.PURPOSE


def _by_person(ground: Ground, known: Known) -> Iterator[Never]:
    standing = known.standing
    found = standing.kind if standing is not None and standing.confirmed_by is not None else None
    proposed = standing.proposed.kind if standing is not None and standing.proposed is not None else None
    if known.age in MINORS or StandingKind.MINOR in (found, proposed):
        yield Never.MINOR
    if known.guarded or StandingKind.PROTECTED in (found, proposed):
        yield Never.PROTECTED
    if ground is Ground.DECEASED and found is not StandingKind.DECEASED:
        yield Never.NOT_DEAD
    if ground is Ground.DECEASED and known.estate:
        yield Never.HAS_ESTATE


def _by_their_word(terms: BasisTerms, known: Known) -> Iterator[Never]:
    if known.unwanted:
        yield Never.UNWANTED
    if terms.ground is not Ground.COURT_ORDER and any(_shares(one, terms.extent) for one in known.turned_down):
        yield Never.TURNED_DOWN


def _shares(scope: Scope, extent: Extent) -> bool:
    """Tell whether something could be made that lies in both."""
    there = any(overlap(one, extent.territory) for one in scope.territories)
    return there and all(
        (scope.modalities & extent.modalities, scope.operations & extent.operations, scope.purposes & extent.purposes,
         scope.channels & extent.channels)
    )  # fmt: skip


def _in_time(basis: Basis, use: Use, at: datetime) -> Iterator[Reason]:
    if basis.ending is not None:
        yield Reason.ENDED
    if basis.contested:
        yield Reason.SUSPENDED
    if basis.confirmed_at is None or at < basis.confirmed_at:
        yield Reason.NOT_YET
    if at >= basis.terms.until:
        yield Reason.EXPIRED
    if use.party is not None:
        yield Reason.OTHER_PARTY


def _in_kind(extent: Extent, use: Use) -> Iterator[Reason]:
    if not use.modalities or not use.modalities <= extent.modalities:
        yield Reason.MODALITY
    if use.operation not in extent.operations:
        yield Reason.OPERATION
    if use.purpose not in extent.purposes:
        yield Reason.PURPOSE
    if Exclusion.SEXUAL in use.touches:
        yield Reason.EXCLUDED


def _in_extent(basis: Basis, use: Use) -> Iterator[Reason]:
    extent, counted = basis.terms.extent, basis.counted
    there = frozenset({extent.territory})
    if not use.territories or not all(reaches(there, one) for one in use.territories):
        yield Reason.TERRITORY
    if not use.channels or not use.channels <= extent.channels:
        yield Reason.CHANNEL
    if use.training is not Training.NONE:
        yield Reason.TRAINING
    for wanted, reason in (
        (use.derivative, Reason.DERIVATIVE),
        (use.sublicensed, Reason.SUBLICENCE),
        (use.cross_border, Reason.CROSS_BORDER),
    ):
        if wanted:
            yield reason
    if not fits(counted.outputs + counted.reserved_outputs, use.outputs, extent.max_outputs):
        yield Reason.OUTPUTS
    if not fits(counted.seconds + counted.reserved_seconds, use.seconds, extent.max_seconds):
        yield Reason.SECONDS
