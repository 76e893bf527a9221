"""Whether somebody may agree, refuse or offer less, and what then happens: pure decisions, events as their values."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tellmark.consent.asks import LONGEST, LONGEST_OF_MINORS, faults_of_scope
from tellmark.consent.covering import reaches
from tellmark.consent.documents import digest_of
from tellmark.consent.errors import (
    NobodySpeaks,
    NotAssured,
    NotBound,
    NotForMinors,
    TickMissing,
    TickNotAsked,
    Widens,
)
from tellmark.consent.ids import TIME_TO_WITNESS
from tellmark.consent.model import (
    FRESHNESS,
    OPEN,
    SKEW,
    Consent,
    Decided,
    Ending,
    Grounds,
    HoldReason,
    Request,
    RequestState,
    Role,
    StandingKind,
)
from tellmark.consent.narrowing import narrower
from tellmark.consent.proofs import IN_PERSON, AgeBand, Assured, BindingMethod, Bound
from tellmark.consent.spoken.model import TIME_TO_CONFIRM
from tellmark.consent.terms import BIOMETRIC, PUBLIC, Purpose, Scope, Tick, Training
from tellmark.consent.voices import MINORS, Speaker, check_reach, minor
from tellmark.rules.territories import overlap
from tellmark.values.languages import said

LASTS = {BindingMethod.SPOKEN: TIME_TO_CONFIRM, BindingMethod.WITNESSED: TIME_TO_WITNESS}
"""How old a binding may be that others have to confirm; of every other, `FRESHNESS`."""
A_YEAR = timedelta(days=365)
NEVER_OF_MINORS = frozenset({Purpose.SEXUAL, Purpose.POLITICAL})
"""What nobody agrees to for a minor, and no minor for themselves; that this holds of politics is a house rule."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Proof:
    """What ties the decision to its speaker, and all that tells who that is: on one of them it rests (`surest`)."""

    bound: Bound | None
    assured: Sequence[Assured]


def is_open(request: Request, at: datetime, by: str) -> bool:
    """Tell whether the principal *by* may still decide: whoever has given their word among several waits for others."""
    given = any(half.by == by for half in request.halves)
    return request.state in OPEN - {RequestState.COUNTERED} and not given and not late(request, at)


def late(request: Request, at: datetime) -> bool:
    """Tell whether the time to answer is over, though nobody has said so yet."""
    return request.state in OPEN and request.due is not None and at >= request.due


def ticked(scope: Scope, ticks: frozenset[Tick]) -> Scope:
    """Return what is left of *scope* where only *ticks* were set: what is not ticked is not granted.

    Raises TickNotAsked, and TickMissing where nothing is left.
    """
    if extra := ticks - scope.ticks:
        raise TickNotAsked(
            said("a tick was set for what was not asked: {ticks}"),
            said("Decide on the request as it is shown."),
            ticks=", ".join(sorted(extra)),
        )
    missing = scope.ticks - ticks
    modalities = scope.modalities - BIOMETRIC if Tick.BIOMETRIC in missing else scope.modalities
    channels = scope.channels - PUBLIC if Tick.PUBLIC_DISCLOSURE in missing else scope.channels
    if not modalities or not channels:
        raise TickMissing(
            said("without this separate agreement nothing is left of what was asked"),
            said("Set the tick if you agree to it, refuse, or offer something narrower."),
        )
    return replace(
        scope, modalities=modalities, channels=channels,
        sublicence=scope.sublicence and Tick.THIRD_PARTIES not in missing,
        cross_border=scope.cross_border and Tick.CROSS_BORDER not in missing,
        training=Training.NONE if Tick.TRAINING in missing else scope.training,
    )  # fmt: skip


def offered(request: Request, document: Decided, at: datetime) -> Scope:
    """Return the scope of a counter, which gives no more than was asked. Raises Widens, with all widenings."""
    assert document.counter is not None
    if widenings := narrower(document.counter, request.scope):
        terms = tuple(one.term.value for one in widenings)
        raise Widens(
            said("what is offered is wider than what was asked: {terms}"),
            said("Offer less in these; whoever wants more asks anew."),
            terms,
        )
    if wrong := faults_of_scope(document.counter, at):
        raise Widens(said("what is offered cannot be meant: {terms}"), said("Offer what can be granted."), wrong)
    return document.counter


def grounds_of(scope: Scope, document: Decided, speaker: Speaker, proof: Proof, at: datetime) -> Grounds:
    """Return what a grant of *scope* by *speaker* rests on.

    Raises NotBound, NotAssured, NotForMinors, NobodySpeaks, InConflict.
    """
    bound, assured = _bound(document, speaker, proof.bound, at), _assured(scope, surest(scope, proof.assured), at)
    if bound.record and bound.record != assured.record:
        raise NotAssured(said("another proof ties this than is told of"), said("Prove who you are once more."))
    if bound.method is BindingMethod.WITNESSED and assured.method != IN_PERSON:
        raise NotAssured(
            said("an officer cannot know whom another proof than a meeting in person is about"),
            said("Let two officers see their identity document first."),
        )
    _check_age(scope, speaker, assured, at)
    check_reach(scope, speaker, at)
    _check_sexual(scope, speaker)
    accepted = _accepted(scope, assured)
    return Grounds(
        speaker.role, speaker.by, bound.method, bound.evidence, assured.record, assured.level,
        assured.valid_until, accepted, _until(scope, speaker, at),
    )  # fmt: skip


def counts_in(places: frozenset[str], assured: Assured) -> frozenset[str]:
    """Return those of *places* in which the proof counts: its method is accepted, its level asked for (invariant 17).

    A place asks what the one that contains it asks, and a whole what any part of it asks: else a consent for the whole
    would cover the part, too. Where the parts are named one by one, each is looked at for itself.
    """
    return frozenset(one for one in places if _accepts(one, assured) and not _lacking(one, assured))


def left_out(scope: Scope, assured: Assured) -> frozenset[str]:
    """Return the territories of *scope* in which an agreement that rests on this proof would not count."""
    return scope.territories - (counts_in(scope.territories, assured) if assured.level >= _needed(scope) else set())


def fallen(consent: Consent, given: Collection[Role], speaker: Speaker, at: datetime) -> Ending | HoldReason | None:
    """Return what *consent*, agreed to by those in *given*, comes to by what is known by now: void, held up, or None.

    Void is what is never of minors, and what heirs agreed to for somebody who lives. Held up is what takes a guardian's
    word, which nobody gave, and what is sexual of somebody under protection. A standing that was there already was
    asked when it was given (`grounds_of`).
    """
    told, purposes = speaker.standing, consent.scope.purposes
    asked = told is not None and told.since is not None and consent.granted_at > told.since
    child = speaker.age in MINORS if asked else minor(speaker, at)
    dead = speaker.is_known_as(StandingKind.DECEASED)
    if (child and purposes & NEVER_OF_MINORS) or (speaker.role is Role.ESTATE and not dead):
        return Ending.VOID
    if dead:
        return None  # their estate speaks, and what they gave is held up by their death
    protected = speaker.is_known_as(StandingKind.PROTECTED) and not asked
    lacking = (child or protected) and Role.GUARDIAN not in given
    return HoldReason.ALONE if lacking or (protected and Purpose.SEXUAL in purposes) else None


def surest(scope: Scope, proofs: Iterable[Assured]) -> Assured | None:
    """Return on which of *proofs* an agreement to *scope* rests: the one that is sure enough in most of its places.

    Of several the one of the highest level, then the one that holds longest. It is one, never the places of several: a
    receipt names one record, and where that one is not accepted it would say what is not so (invariant 17).
    """
    return max(proofs, key=lambda one: _rank(scope, one), default=None)


def before(majority: datetime, at: datetime) -> datetime:
    """Return when what is agreed to for a minor at *at* ends: it stands in the log, and *majority* is a birthday.

    With the year before, else the month before, and in the month itself after a day: always too early, never too late.
    """
    return next((one for one in beginnings(majority) if one > at), min(majority, at + A_DAY))


def beginnings(majority: datetime) -> tuple[datetime, datetime]:
    """Return the beginnings of the year and of the month of *majority*."""
    month = majority.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return month.replace(month=1), month


# --- inside -----------------------------------------------------------------------------------------------------------


def _bound(document: Decided, speaker: Speaker, bound: Bound | None, at: datetime) -> Bound:
    if bound is None or bound.digest != digest_of(document) or bound.by != speaker.by:
        raise NotBound(
            said("nothing ties this decision to whoever takes it"),
            said("Confirm it with your passkey or wallet, or prove again who you are."),
        )
    if not at - LASTS.get(bound.method, FRESHNESS) <= bound.at <= at + SKEW:
        raise NotBound(
            said("the confirmation of this decision is too old, or from a clock that is wrong"),
            said("Confirm it anew."),
        )
    return bound


def _accepts(place: str, assured: Assured) -> bool:
    return not assured.territories or reaches(assured.territories, place)


def _lacking(place: str, assured: Assured) -> int:
    """Return the level that is asked in *place*, or in a part of it, and that the proof is not of; 0 for none."""
    return max((level for one, level in assured.short.items() if overlap(one, place)), default=0)


def _accepted(scope: Scope, assured: Assured) -> frozenset[str]:
    """Return those territories of *scope* in which the proof counts. Raises NotAssured for none."""
    if accepted := counts_in(scope.territories, assured):
        return accepted
    if levels := [_lacking(one, assured) for one in scope.territories if _accepts(one, assured)]:
        raise _not_sure_enough(min(levels))
    raise NotAssured(
        said("this way of proving who you are is accepted in none of the places that were asked for"),
        said("Prove who you are in another way."),
    )


def _rank(scope: Scope, one: Assured) -> tuple[int, int, int, datetime, str]:
    places = len(counts_in(scope.territories, one))
    enough = places if one.level >= _needed(scope) else 0
    return enough, places, one.level, one.valid_until, one.record


def _needed(scope: Scope) -> int:
    return 2 if scope.high_risk else 1


def _assured(scope: Scope, assured: Assured | None, at: datetime) -> Assured:
    needed = _needed(scope)
    if assured is None or assured.valid_until <= at or assured.level < needed:
        raise _not_sure_enough(needed)
    return assured


def _not_sure_enough(needed: int) -> NotAssured:
    return NotAssured(
        said("who decides is not proved well enough: this takes level {needed}"),
        said("Prove who you are, with an identity document or in person."),
        needed=needed,
    )


def _check_age(scope: Scope, speaker: Speaker, assured: Assured, at: datetime) -> None:
    if minor(speaker, at) and scope.purposes & NEVER_OF_MINORS:
        raise NotForMinors(
            said("nothing sexual and nothing political is made of a minor, whoever agrees"),
            said("There is nothing that would allow it."),
        )
    if speaker.role is not Role.SELF:
        if assured.age in MINORS:
            raise NobodySpeaks(
                said("Whoever is not of age does not speak for somebody else."),
                said("Let an officer of this service confirm an adult, who then answers."),
            )
        return
    if speaker.age is AgeBand.UNKNOWN and (scope.high_risk or _day_is_past(speaker, at)):
        raise NotAssured(
            said("the proof does not tell whether the person is of age, and that has to be known for this"),
            said("Prove who you are in a way that tells your age. If another proof of yours does not, ask an officer."),
        )
    if speaker.standing is None and speaker.age is AgeBand.UNDER_14:
        raise NobodySpeaks(
            said("Below 14 a guardian agrees; a no of your own is enough."),
            said("Let an officer of this service confirm a guardian, who then answers."),
        )


def _day_is_past(speaker: Speaker, at: datetime) -> bool:
    day = None if speaker.standing is None else speaker.standing.majority_at
    return day is not None and at >= day


def _check_sexual(scope: Scope, speaker: Speaker) -> None:
    """Raise NobodySpeaks where not the person alone would agree to something sexual."""
    if Purpose.SEXUAL in scope.purposes and (speaker.representative or speaker.is_known_as(StandingKind.PROTECTED)):
        raise NobodySpeaks(
            said("Nobody agrees to something sexual for another, and nobody under protection does."),
            said("Refuse it. Only whoever is shown could agree, of age and not under protection."),
        )


def _until(scope: Scope, speaker: Speaker, at: datetime) -> datetime:
    ends = [scope.end, at + LONGEST]
    if minor(speaker, at):
        ends.append(at + LONGEST_OF_MINORS)
        if not speaker.is_known_as(StandingKind.DECEASED):
            day = None if speaker.standing is None else speaker.standing.majority_at
            ends.append(before(day, at) if day is not None and at < day else at + A_YEAR)
    if speaker.representative is not None:
        ends.append(speaker.representative.authority.until)
    if (until := min(ends)) <= at:
        raise NotBound(said("what was asked is over already"), said("Whoever still wants it asks anew."))
    return until
