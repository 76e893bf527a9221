"""Whether a use is covered, and what it takes of each ceiling: set aside under lock, then counted or given back."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from tellmark.consent import events as said
from tellmark.consent.covering import reasons
from tellmark.consent.ending import end_otherwise
from tellmark.consent.errors import BadUse, NotCovered
from tellmark.consent.evolving import reserved, reserved_after
from tellmark.consent.files import MadeFile
from tellmark.consent.given_alone import could_give
from tellmark.consent.handed.going_on import taken
from tellmark.consent.keeping import MAKING, change_consent, start_clock, stop_clocks
from tellmark.consent.lawful import covering as lawful
from tellmark.consent.lawful.model import Basis
from tellmark.consent.lawful.store import Bases
from tellmark.consent.made.store import Files, KnownFiles, KnownUses, Uses
from tellmark.consent.made.telling import tell
from tellmark.consent.model import (
    CHECK,
    Consent,
    ConsentState,
    Covered,
    Ending,
    OnBasis,
    PersonCovered,
    PersonLawful,
    PersonUncovered,
    Reason,
    Reserved,
    Uncovered,
    Use,
    UseId,
    UseState,
)
from tellmark.consent.ports import Ages, Restrains, nobody_restrains
from tellmark.consent.store import Consents, KnownConsents, KnownRequests
from tellmark.consent.uses import LONGEST_MAKING
from tellmark.rules.territories import is_place
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId, SubjectState
from tellmark.subjects.service import current, look_up


def check(
    unit: ReadUnit, subjects: Collection[SubjectId], use: Use, restrains: Restrains = nobody_restrains,
    ages: Ages | None = None,
) -> Covered | Uncovered:  # fmt: skip
    """Tell whether everybody in *subjects* has agreed to *use*, at the unit's instant, with all reasons if not.

    *restrains* tells of orders that hold somebody up in a territory: there nothing of them is covered. Whom nobody here
    knows, or who is erased, has agreed to nothing. Of whom no consent covers it, a legal basis of whoever acts may;
    without *ages*, which tell of a minor, none does. Raises NotAllowed, and BadUse for nobody or nothing at all.
    """
    unit.scope.demand(CHECK)
    _check_meant(subjects, use)
    everybody = sorted(set(subjects))
    found = [_person(unit, subject, everybody, use, restrains, ages) for subject in everybody]
    uncovered = tuple(one for one in found if isinstance(one, PersonUncovered))
    covered = tuple(one for one in found if not isinstance(one, PersonUncovered))
    return Uncovered(uncovered, len(covered)) if uncovered else Covered(covered)


def reserve(
    unit: WriteUnit, subjects: Collection[SubjectId], use: Use, restrains: Restrains = nobody_restrains,
    ages: Ages | None = None,
) -> tuple[Reserved, ...] | Uncovered:  # fmt: skip
    """Check under lock, and set aside what *use* takes of every ceiling: all of them, or none. Raises as `check`."""
    unit.scope.demand(CHECK)
    _check_meant(subjects, use)
    for subject in sorted(set(subjects)):  # in one order, so that two who reserve do not wait for each other
        try:
            current(unit, subject)
        except (NotFound, SubjectErased):
            continue  # then `check` says that nobody has agreed
    answer = check(unit, subjects, use, restrains, ages)
    if isinstance(answer, Uncovered):
        return answer
    making = UseId(unit.fresh_id())
    start_clock(unit, MAKING, making, unit.at + LONGEST_MAKING)
    return tuple(_reserve(unit, making, person, use) for person in answer.persons)


def settle(
    unit: WriteUnit, use: UseId, outputs: int, seconds: int, restrains: Restrains = nobody_restrains,
    ages: Ages | None = None,
) -> tuple[Reserved, ...]:  # fmt: skip
    """Say what was really made: never more than was set aside. What that exhausts, ends. Again, it changes nothing.

    Raises NotAllowed, NotFound, BadUse (also when the hour for it is over), and NotCovered where a consent or a basis
    has ended, run out, been narrowed or held up meanwhile, or where an order holds somebody up in a territory of the
    use (*restrains* and *ages*, as at `check`): the withdrawal wins, and what was made must not leave. Then `release`
    it.
    """
    unit.scope.demand(CHECK)
    known = own_use(unit, use)
    if all((one.state, one.outputs, one.seconds) == (UseState.SETTLED, outputs, seconds) for one in known):
        return known
    if any(one.state is not UseState.RESERVED for one in known):
        raise BadUse("what was set aside for this was told of, or given back, already", "Reserve anew.")
    check_takes(unit, known)
    if seconds and not outputs:
        raise BadUse("a length was made, and no piece of it", "Tell of the piece, too.")
    if outputs < 0 or seconds < 0 or any(outputs > one.outputs or seconds > one.seconds for one in known):
        raise BadUse("more was made than was set aside", "Reserve what you make; what was made beyond must not leave.")
    files = KnownFiles(unit).of([one.id for one in known])
    if any(outputs < len(files[one.id]) for one in known):
        raise BadUse("fewer pieces are told of than files were handed in", "Tell of each; then settle it.")
    rests = [_rests(unit, one) for one in known]
    ordered = any(
        _ordered(unit, one.subject, one.territories or _everywhere(ground), restrains)
        for one, ground in zip(known, rests, strict=True)
    )
    if ordered or not all(_counts(ground, one, unit, ages) for one, ground in zip(known, rests, strict=True)):
        raise NotCovered(
            "what this rested on has ended, was narrowed or is held up",
            "Do not let it leave; release what was set aside, and reserve anew what is still covered.",
        )
    stop_clocks(unit, MAKING, use)
    return tuple(
        _settle(unit, one, ground, outputs, seconds, files[one.id]) for one, ground in zip(known, rests, strict=True)
    )


def release(unit: WriteUnit, use: UseId) -> tuple[Reserved, ...]:
    """Say that nothing was made; what was set aside is free. Again, it changes nothing.

    Raises NotAllowed, NotFound, and BadUse where it was told that something was made.
    """
    unit.scope.demand(CHECK)
    own_use(unit, use)
    return free(unit, use)


def free(unit: WriteUnit, use: UseId) -> tuple[Reserved, ...]:
    """Do what `release` does, whoever it is that may."""
    known = _locked(unit, use)
    if any(one.state is UseState.SETTLED for one in known):
        raise BadUse("something was made of this, as was told", "There is nothing to give back.")
    stop_clocks(unit, MAKING, use)
    return tuple(_release(unit, one) if one.state is UseState.RESERVED else one for one in known)


def own_use(unit: WriteUnit, use: UseId) -> tuple[Reserved, ...]:
    """Return what *use* has set aside, under lock, to whoever makes it. Raises NotFound as `making`."""
    making(unit, use)
    return _locked(unit, use)


def making(unit: ReadUnit, use: UseId) -> tuple[Reserved, ...]:
    """Return what *use* has set aside, to whoever makes it. Raises NotFound, for others' uses as well."""
    found = tuple(KnownUses(unit).of(use))
    if not found or any(one.by != unit.scope.account for one in found):
        raise NotFound("there is no such use here")
    return found


def check_takes(unit: ReadUnit, known: Sequence[Reserved]) -> None:
    """Raise BadUse where nothing more is told of the use *known*: it was given back, or its hour is over."""
    if any(one.state is UseState.RELEASED for one in known):
        raise BadUse("what was set aside for this was given back already", "Reserve anew; this must not leave.")
    if any(one.state is UseState.RESERVED and unit.at >= one.at + LONGEST_MAKING for one in known):
        raise BadUse("the hour in which this was to be settled is over", "Reserve anew; this must not leave.")


# --- inside -----------------------------------------------------------------------------------------------------------


def _check_meant(subjects: Collection[SubjectId], use: Use) -> None:
    if not subjects:
        raise BadUse("this use names nobody", "Name each person who is recreated.")
    if use.outputs < 1:
        raise BadUse(
            "nothing is to be made of this", "Name each piece: a length alone counts against no ceiling of pieces."
        )
    if not all(map(is_place, use.territories)):  # they stand in the log, where nobody's words may
        raise BadUse("a territory of this use is none", "Write codes such as CN, EU or US-CA.")


def _person(
    unit: ReadUnit, subject: SubjectId, everybody: Sequence[SubjectId], use: Use, restrains: Restrains,
    ages: Ages | None,
) -> PersonCovered | PersonLawful | PersonUncovered:  # fmt: skip
    why = []
    ordered = _ordered(unit, subject, use.territories, restrains)
    consents, handed, looked = KnownConsents(unit).standing(subject)
    sure = looked or isinstance(unit, WriteUnit)  # what is set aside is asked of proofs, too: their hold comes after
    for consent in consents:
        lost = ordered or (handed and taken(unit, consent)) or (sure and not could_give(unit, consent, ages))
        seen = _as_held_up(consent) if lost else consent
        against = (*reasons(seen, use, unit.at), *_alone(unit, consent, everybody))
        if not against and (epoch := _epoch(unit, subject)) is not None:
            return PersonCovered(subject, consent.id, epoch)
        why.append((consent.id, against or (Reason.ENDED,)))
    told = tuple(why) or ((None, (Reason.NONE_GIVEN,)),)
    near = () if ages is None else lawful.weighed(unit, subject, use, ages, ordered=ordered)
    if isinstance(near, tuple):
        return PersonUncovered(subject, told, near)
    epoch = _epoch(unit, subject)
    return PersonUncovered(subject, told) if epoch is None else PersonLawful(subject, near, epoch)


def _ordered(unit: ReadUnit, subject: SubjectId, territories: Collection[str], restrains: Restrains) -> bool:
    return any(restrains(unit, subject, one) for one in sorted(territories))


def _as_held_up(consent: Consent) -> Consent:
    """Return *consent* as one that stands still: word and shape are those of any hold, for an order may be secret."""
    return replace(consent, state=ConsentState.SUSPENDED) if consent.state is ConsentState.ACTIVE else consent


def _alone(unit: ReadUnit, consent: Consent, everybody: Sequence[SubjectId]) -> tuple[Reason, ...]:
    """Return the reason against a consent to one picture of several, where one who was asked is left out.

    Whoever agreed was told that nothing is made before all have: where one request is taken back, it is another
    picture, and all are asked anew.
    """
    if consent.group is None:
        return ()
    together = {one.subject for one in KnownRequests(unit).group(consent.group) if one.sent}
    return () if together <= set(everybody) else (Reason.OTHERS_MISSING,)


def _epoch(unit: ReadUnit, subject: SubjectId) -> int | None:
    found = look_up(unit, subject)
    return found.epoch if found.state is SubjectState.ACTIVE else None


def _rests(unit: WriteUnit, aside: Reserved) -> Consent | Basis:
    """Return the consent or the legal basis that *aside* takes of, under lock."""
    if isinstance(aside.consent, OnBasis):
        return Bases(unit).locked(aside.consent.basis)
    return Consents(unit).locked(aside.consent)


def _everywhere(ground: Consent | Basis) -> Collection[str]:
    return ground.scope.territories if isinstance(ground, Consent) else (ground.terms.extent.territory,)


def _counts(consent: Consent | Basis, aside: Reserved, unit: WriteUnit, ages: Ages | None) -> bool:
    """Tell whether *consent* is as it was when *aside* was set aside: one that was narrowed may cover it no more."""
    if isinstance(consent, Basis):
        return lawful.still_counts(unit, consent, ages)
    in_time = unit.at < min(consent.until, consent.grounds.assured_until)
    as_before = consent.state is ConsentState.ACTIVE and consent.version == aside.version
    return as_before and in_time and not taken(unit, consent) and could_give(unit, consent, ages)


def _locked(unit: WriteUnit, use: UseId) -> tuple[Reserved, ...]:
    """Return what *use* has set aside, under the locks of its persons and rows, in one order. Raises NotFound."""
    found = Uses(unit).of(use)
    if not found:
        raise NotFound("there is no such use here")
    for subject in sorted({one.subject for one in found}):
        try:
            current(unit, subject)
        except SubjectErased:
            continue  # their consents have ended
    return tuple(Uses(unit).locked(one.id) for one in found)


def _reserve(unit: WriteUnit, making: UseId, person: PersonCovered | PersonLawful, use: Use) -> Reserved:
    if isinstance(person, PersonLawful):
        aside = lawful.set_aside(unit, making, person.subject, person.basis, use)
        Uses(unit).add(aside)
        return aside
    consent = Consents(unit).locked(person.consent)
    event = said.UseReserved(
        reserved=unit.fresh_id(), use=making, consent=person.consent, subject=person.subject,
        outputs=use.outputs, seconds=use.seconds, territories=tuple(sorted(use.territories)),
        by=unit.scope.account, version=consent.version,
    )  # fmt: skip
    change_consent(unit, consent, event)
    aside = reserved(event, unit.at)
    Uses(unit).add(aside)
    return aside


def _settle(
    unit: WriteUnit, aside: Reserved, ground: Consent | Basis, outputs: int, seconds: int, files: Sequence[MadeFile]
) -> Reserved:
    after: Consent | None = None
    if isinstance(ground, Basis):
        told = lawful.count(unit, aside, ground, outputs, seconds)
    else:
        event = said.UseSettled(
            reserved=aside.id, use=aside.use, consent=ground.id, outputs=outputs, seconds=seconds,
            reserved_outputs=aside.outputs, reserved_seconds=aside.seconds,
        )  # fmt: skip
        after = change_consent(unit, ground, event)
        told = reserved_after(aside, event)
    Uses(unit).put(told)
    for file in files:
        told = tell(unit, told, file)
    if after is not None and _exhausted(after):
        end_otherwise(unit, after, Ending.EXHAUSTED)
    return told


def _release(unit: WriteUnit, aside: Reserved) -> Reserved:
    if isinstance(aside.consent, OnBasis):
        return _given(unit, lawful.give_back(unit, aside, aside.consent.basis))
    event = said.UseReleased(
        reserved=aside.id, use=aside.use, consent=aside.consent, outputs=aside.outputs, seconds=aside.seconds
    )
    after = change_consent(unit, Consents(unit).locked(aside.consent), event)
    given = _given(unit, reserved_after(aside, event))
    if _exhausted(after):
        end_otherwise(unit, after, Ending.EXHAUSTED)
    return given


def _given(unit: WriteUnit, given: Reserved) -> Reserved:
    Uses(unit).put(given)
    Files(unit).drop(given.id)
    return given


def _exhausted(consent: Consent) -> bool:
    """Tell whether nothing more can be made of *consent*, and nothing is being made."""
    counted, scope = consent.counted, consent.scope
    used_up = (scope.max_outputs is not None and counted.outputs >= scope.max_outputs) or (
        scope.max_seconds is not None and counted.seconds >= scope.max_seconds
    )
    return used_up and not (counted.reserved_outputs or counted.reserved_seconds)
