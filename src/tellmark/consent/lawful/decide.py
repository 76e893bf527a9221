"""What a legal basis may be, whom it may never be about, and what it covers: pure decisions; an oracle agrees."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from tellmark.consent.covering import fits, reaches
from tellmark.consent.hands.decide import in_force
from tellmark.consent.hands.model import Change, belongs
from tellmark.consent.lawful.errors import BadBasis
from tellmark.consent.lawful.model import (
    LONGEST,
    RUNNING,
    Basis,
    BasisCount,
    BasisState,
    BasisTerms,
    Extent,
    Ground,
    Known,
    Never,
    TurnedDown,
)
from tellmark.consent.people import Standing, StandingKind
from tellmark.consent.terms import Exclusion, Operation, Purpose, Scope, Training
from tellmark.consent.uses import Reason, Use
from tellmark.consent.voices import MINORS
from tellmark.rules.audiences import BadAudience, places_of
from tellmark.rules.library import shipped_codes
from tellmark.rules.territories import lies_within, overlap
from tellmark.subjects.model import is_code
from tellmark.subjects.seconding import Unconfirmed, refusal
from tellmark.values.languages import said
from tellmark.values.names import unreadable

MEANT_FOR: Mapping[Ground, frozenset[Purpose]] = {
    Ground.PARODY: frozenset({Purpose.SATIRE}),
    Ground.NEWS: frozenset({Purpose.NEWS}),
    Ground.DOCUMENTARY: frozenset({Purpose.NEWS, Purpose.EDUCATION, Purpose.ART}),
    Ground.DECEASED: frozenset({Purpose.NEWS, Purpose.EDUCATION, Purpose.ART, Purpose.RESEARCH}),
    Ground.LAW_ENFORCEMENT: frozenset({Purpose.INTERNAL, Purpose.SERVICE}),
    Ground.COURT_ORDER: frozenset(Purpose) - {Purpose.SEXUAL, Purpose.ADVERT, Purpose.POLITICAL},
}
"""For which purposes each ground may be entered: our own bounds, narrower than any law that names the ground."""


OPEN = RUNNING | {BasisState.WAITING}
"""States in which it counts, or may still."""


def check_terms(terms: BasisTerms, reason: str, paper: bool, by: Iterable[str], at: datetime) -> None:
    """Raise BadBasis for what cannot be entered; *paper*: there is the digest of one, *by* is whoever enters it."""
    if not paper or not reason.strip() or unreadable(reason.replace("\r\n", "\n")):  # its person reads it
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


def check_beside(terms: BasisTerms, others: Iterable[Basis], at: datetime) -> None:
    """Raise BadBasis where one of *others*, of the same person for the same account, is open and shares something."""
    for one in others:
        same = (one.terms.subject, one.terms.requester) == (terms.subject, terms.requester)
        if same and one.state(at) in OPEN and shares(one.terms.extent, terms.extent):
            raise BadBasis(
                said("A basis for the same account waits or is in effect already, and overlaps with this one: {basis}"),
                said("Let that one be decided or ended first, or enter what it does not reach to."), basis=one.id,
            )  # fmt: skip


def check_objects(basis: Basis, by: Collection[str], at: datetime, *, told: bool = False) -> None:
    """Raise BadBasis where there is nothing to object to, or whoever objects (*by* are their ids) did so before.

    *told*: an officer without a part in it records what they were told, where nobody has objected yet.
    """
    if told and not {basis.entered_by, basis.confirmed_by}.isdisjoint(by):
        raise BadBasis(
            said("Whoever entered or confirmed a basis records no objection to it."),
            said("Let another officer record it."),
        )
    if basis.contested or (told and basis.objections) or any(one.by in by for one in basis.objections):
        raise BadBasis(
            said("It was objected to already: an officer who had no part in it decides once."),
            said("Against that decision, an authority or a court can help."),
        )
    if basis.state(at) is not BasisState.IN_EFFECT:
        raise BadBasis(said("This basis has no effect."), said("There is nothing to object to."))


def may_object(basis: Basis, by: Collection[str], at: datetime, *, told: bool = False) -> bool:
    """Tell whether `check_objects` lets them."""
    try:
        check_objects(basis, by, at, told=told)
    except BadBasis:
        return False
    return True


def check_decides(basis: Basis, by: Collection[str]) -> None:
    """Raise BadBasis unless they (*by* are their ids) may decide on the objection, whatever became of the basis since.

    Whoever had a part in it may not.
    """
    if not basis.contested:
        raise BadBasis(said("No objection waits to be decided."), said("Look at how it stands."))
    if not basis.parts.isdisjoint(by):
        raise BadBasis(
            said("Whoever had a part in it does not decide on the objection."), said("Let a third officer decide.")
        )


def check_ends(basis: Basis, at: datetime) -> None:
    """Raise BadBasis where it is over already, or an objection waits: that gets its decision first."""
    if basis.contested:
        raise BadBasis(
            said("An objection to this basis waits to be decided."),
            said("Let an officer who had no part in it decide: where the objection is right, the basis ends."),
        )
    if basis.state(at) in (BasisState.ENDED, BasisState.EXPIRED, BasisState.LAPSED):
        raise BadBasis(said("This basis is over already."), said("There is nothing to end."))


def never(terms: BasisTerms, known: Known) -> tuple[Never, ...]:
    """Return every reason why nobody recreates this person so without their consent; none: a basis may stand."""
    return (*_by_terms(terms), *_by_person(terms.ground, known), *_by_their_word(terms, known))


def bars(no: TurnedDown, extent: Extent) -> bool:
    """Tell whether something could be made in *extent* that the person said *no* to."""
    return shares(no.asked, extent) and (no.instead is None or not _within(no.instead, no.asked, extent))


def shares(one: Scope | Extent, extent: Extent) -> bool:
    """Tell whether something could be made that lies in both."""
    places = one.territories if isinstance(one, Scope) else (one.territory,)
    there = any(overlap(place, extent.territory) for place in places)
    return there and all(
        (one.modalities & extent.modalities, one.operations & extent.operations, one.purposes & extent.purposes,
         one.channels & extent.channels)
    )  # fmt: skip


def passed_on(basis: Basis, changes: Iterable[Change], at: datetime) -> bool:
    """Tell whether its account has changed hands since it was entered: it was weighed for the former one."""
    return any(
        in_force(one, at) and belongs(one.former, basis.terms.requester, None)
        and one.effect is not None and basis.entered_at < one.effect
        for one in changes
    )  # fmt: skip


def stands(basis: Basis, at: datetime, *, passed_on: bool) -> BasisState:
    """Return how *basis* stands at the instant *at*; *passed_on*: its account has changed hands since it was entered.

    An objection waits for its decision all the same.
    """
    state = basis.state(at)
    return BasisState.PASSED_ON if passed_on and state in (BasisState.WAITING, BasisState.IN_EFFECT) else state


def reasons(basis: Basis, use: Use, at: datetime) -> tuple[Reason, ...]:
    """Return every reason why *basis* does not cover *use* at the instant *at*, but for what is `never`."""
    return (*_in_time(basis, use, at), *_in_kind(basis.terms, use), *_in_extent(basis, use))


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
    if known.age in MINORS or StandingKind.MINOR in (found, proposed) or _died_a_minor(known.standing):
        yield Never.MINOR
    if known.guarded or StandingKind.PROTECTED in (found, proposed):
        yield Never.PROTECTED
    if ground is Ground.DECEASED and found is not StandingKind.DECEASED:
        yield Never.NOT_DEAD
    dead = found is StandingKind.DECEASED or ground is Ground.DECEASED
    if known.estate and dead and ground is not Ground.COURT_ORDER:  # by no other name is the estate gone around
        yield Never.HAS_ESTATE


def _died_a_minor(standing: Standing | None) -> bool:
    """Tell whether two officers found a minor dead: a day of majority, which is not opened here, was still to come."""
    if standing is None or standing.confirmed_by is None or standing.kind is not StandingKind.DECEASED:
        return False
    return standing.majority is not None or standing.majority_at is not None


def _by_their_word(terms: BasisTerms, known: Known) -> Iterator[Never]:
    if known.unwanted:
        yield Never.UNWANTED
    if terms.ground is Ground.COURT_ORDER:
        return
    if any(shares(one, terms.extent) for one in known.objected):
        yield Never.OBJECTED
    if any(bars(one, terms.extent) for one in known.turned_down):
        yield Never.TURNED_DOWN


def _within(instead: Scope, asked: Scope, extent: Extent) -> bool:
    """Tell whether all that lies in *asked* and *extent* lies in *instead*, which is as much in all that bases lack.

    What was to be fewer, shorter or in another language is not made on a basis, which has no such bounds; what a basis
    never gives makes no difference.
    """
    near = [one for one in asked.territories if overlap(one, extent.territory)]
    both = (one if lies_within(one, extent.territory) else extent.territory for one in near)
    inside = (
        asked.modalities & extent.modalities <= instead.modalities,
        asked.operations & extent.operations <= instead.operations,
        asked.purposes & extent.purposes <= instead.purposes,
        asked.channels & extent.channels <= instead.channels,
        all(reaches(instead.territories, one) for one in both),
    )
    alike = replace(
        asked, modalities=instead.modalities, operations=instead.operations, purposes=instead.purposes,
        channels=instead.channels, territories=instead.territories, excluded=instead.excluded,
        training=instead.training, derivatives=instead.derivatives, sublicence=instead.sublicence,
        cross_border=instead.cross_border,
    )  # fmt: skip
    return all(inside) and alike == instead


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


def _in_kind(terms: BasisTerms, use: Use) -> Iterator[Reason]:
    extent = terms.extent
    if not use.modalities or not use.modalities <= extent.modalities:
        yield Reason.MODALITY
    if use.operation not in extent.operations:
        yield Reason.OPERATION
    if use.purpose not in extent.purposes:
        yield Reason.PURPOSE
    if use.touches and (terms.ground is not Ground.COURT_ORDER or Exclusion.SEXUAL in use.touches):
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
