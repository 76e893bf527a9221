"""What a grant rests on: what ties it is what proves who decides, at the level and in the places that were asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from consent_steps import ADULT, SCOPE
from store_children import NOON
from tellmark.consent.asks import LONGEST, LONGEST_OF_MINORS
from tellmark.consent.decide import A_YEAR, Proof, before, grounds_of
from tellmark.consent.documents import digest_of
from tellmark.consent.errors import NobodySpeaks, NotAssured, NotBound, NotForMinors
from tellmark.consent.ids import TIME_TO_WITNESS
from tellmark.consent.model import (
    FRESHNESS,
    SKEW,
    Authority,
    Decided,
    Representative,
    RepresentativeId,
    RepresentativeState,
    Request,
    RequestId,
    RequestState,
    Role,
    Standing,
    StandingKind,
    Verdict,
)
from tellmark.consent.proofs import IN_PERSON, AgeBand, Assured, BindingMethod, Bound
from tellmark.consent.spoken.model import TIME_TO_CONFIRM
from tellmark.consent.terms import Purpose, Scope
from tellmark.consent.voices import Speaker, missing_voices
from tellmark.subjects.model import SubjectId
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language

PERSON, MOMENT = "person-1", timedelta(microseconds=1)
PAPER = Decided(RequestId("request-1"), 1, "n" * 64, Language.EN, Verdict.GRANT)
KNOWN = Assured("record-1", "oidc", 2, ADULT, frozenset(), NOON + timedelta(days=100))
SPEAKER = Speaker(PERSON, Role.SELF, None, (), None, ADULT, guarded=False)
ASKED = Request(
    RequestId("request-1"), None, SubjectId("p-1"), "asker-1", None, SCOPE, "0" * 64, 1, 1, RequestState.SHOWN, NOON
)
RISKY = replace(SCOPE, purposes=frozenset({Purpose.POLITICAL}))


def bound(**changes: Any) -> Bound:
    made = Bound(BindingMethod.FRESH_PROOF, digest_of(PAPER), "e" * 64, PERSON, NOON, "record-1")
    return replace(made, **changes)


def grounds(scope: Scope = SCOPE, *, tied: Bound | None = None, known: Assured | None = KNOWN) -> Any:
    return grounds_of(scope, PAPER, SPEAKER, Proof(tied or bound(), (known,) if known else ()), NOON)


def resting(*known: Assured, places: str = "CN EU", scope: Scope = SCOPE) -> Any:
    """Return what a decision for these *places* rests on, which a passkey ties."""
    tied, asked = bound(method=BindingMethod.PASSKEY, record=""), replace(scope, territories=frozenset(places.split()))
    return grounds_of(asked, PAPER, SPEAKER, Proof(tied, known), NOON)


def proved(name: str, level: int, *territories: str, days: int = 100) -> Assured:
    return Assured(name, "oidc", level, ADULT, frozenset(territories), NOON + timedelta(days=days))


def test_what_is_told_of_is_the_very_proof_that_ties_the_decision() -> None:
    """A proof made just now at level 1 borrows no level from another that was made before."""
    assert grounds().record == "record-1"
    with pytest.raises(NotAssured, match="another proof ties this"):
        grounds(tied=bound(record="record-2"))


def test_what_nothing_ties_is_no_decision_whatever_is_proved() -> None:
    with pytest.raises(NotBound, match="nothing ties"):
        grounds_of(SCOPE, PAPER, SPEAKER, Proof(None, (KNOWN,)), NOON)


def test_a_passkey_stands_beside_whatever_was_proved() -> None:
    found = grounds(tied=bound(method=BindingMethod.PASSKEY, record=""))
    assert (found.method, found.record, found.level) == (BindingMethod.PASSKEY, "record-1", 2)


@pytest.mark.parametrize(
    ("level", "scope", "enough"), [(0, SCOPE, False), (1, SCOPE, True), (1, RISKY, False), (2, RISKY, True)]
)
def test_the_step_up_reaches_the_level_that_is_asked(level: int, scope: Scope, enough: bool) -> None:
    known = replace(KNOWN, level=level)
    if enough:
        assert grounds(scope, known=known).level == level
        return
    with pytest.raises(NotAssured, match="level"):
        grounds(scope, known=known)


def test_it_counts_where_its_way_is_accepted_and_nowhere_else() -> None:
    """Invariant 17: a place that does not take it is left out, and the others stay."""
    assert grounds(known=replace(KNOWN, territories=frozenset({"EU"}))).accepted == {"EU"}
    assert grounds().accepted == {"CN", "EU"}
    with pytest.raises(NotAssured, match="none of the places"):
        grounds(known=replace(KNOWN, territories=frozenset({"US"})))


EUROPEAN, CHINESE = proved("eu", 2, "EU"), proved("cn", 1, "CN")


@pytest.mark.parametrize(
    ("known", "places", "record", "accepted"),
    [
        ((EUROPEAN, CHINESE), "CN", "cn", {"CN"}),  # what is surer elsewhere takes nothing away here
        ((EUROPEAN, CHINESE), "DE", "eu", {"DE"}),
        ((EUROPEAN, CHINESE), "CN DE FR", "eu", {"DE", "FR"}),  # where most of it counts
        ((EUROPEAN, CHINESE), "CN DE", "eu", {"DE"}),  # as many: the surer one, and never both
        ((EUROPEAN, CHINESE, proved("any", 1)), "CN DE", "any", {"CN", "DE"}),
        ((CHINESE, proved("cn-2", 1, "CN", days=101)), "CN", "cn-2", {"CN"}),  # as sure: the one that lasts
        ((proved("us", 1, "US"), proved("ca", 2, "US-CA")), "US", "us", {"US"}),  # a part is not the whole
        ((proved("us", 1, "US"), proved("ca", 2, "US-CA")), "US-CA", "ca", {"US-CA"}),
    ],
)
def test_levels_are_of_their_own_territory(
    known: tuple[Assured, ...], places: str, record: str, accepted: set[str]
) -> None:
    """Invariant 17: of all that was proved it rests on what counts where it is asked for; on one record, named."""
    for order in (known, known[::-1]):
        found = resting(*order, places=places)
        named = next(one for one in known if one.record == record)
        assert (found.record, found.accepted) == (record, accepted)
        assert (found.level, found.assured_until) == (named.level, named.valid_until)


def test_what_weighs_heavily_rests_on_what_is_sure_enough_there() -> None:
    anywhere = proved("any", 1)
    assert resting(anywhere, EUROPEAN).record == "any"
    found = resting(anywhere, EUROPEAN, scope=RISKY)
    assert (found.record, found.accepted) == ("eu", {"EU"})
    with pytest.raises(NotAssured, match="this takes level 2"):
        resting(CHINESE, EUROPEAN, places="CN", scope=RISKY)
    with pytest.raises(NotAssured, match="none of the places"):
        resting(EUROPEAN, places="CN")


@pytest.mark.parametrize(
    "wrong",
    [
        {"digest": "0" * 64}, {"by": "person-2"}, {"at": NOON - timedelta(hours=1)}, {"at": NOON + timedelta(hours=1)},
    ],
)  # fmt: skip
def test_another_decision_another_person_or_another_hour_ties_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotBound):
        grounds(tied=bound(**wrong))


def test_an_officer_is_witness_to_the_word_of_whom_officers_have_met() -> None:
    tied = bound(method=BindingMethod.WITNESSED, record="")
    assert grounds(tied=tied, known=replace(KNOWN, method=IN_PERSON)).method is BindingMethod.WITNESSED
    with pytest.raises(NotAssured, match="a meeting in person"):
        grounds(tied=tied)


@pytest.mark.parametrize(
    ("method", "lasts"),
    [
        (BindingMethod.PASSKEY, FRESHNESS), (BindingMethod.SPOKEN, TIME_TO_CONFIRM),
        (BindingMethod.WITNESSED, TIME_TO_WITNESS),
    ],
)  # fmt: skip
def test_what_ties_a_decision_counts_as_long_as_others_have_to_confirm_it(
    method: BindingMethod, lasts: timedelta
) -> None:
    known = replace(KNOWN, method=IN_PERSON)
    for at in (NOON - lasts, NOON + SKEW):
        assert grounds(tied=bound(method=method, record="", at=at), known=known).method is method
    for at in (NOON - lasts - MOMENT, NOON + SKEW + MOMENT):
        with pytest.raises(NotBound, match="too old"):
            grounds(tied=bound(method=method, record="", at=at), known=known)


@pytest.mark.parametrize(
    ("majority", "ends"),
    [
        ("2029-07-15", "2029-01-01"), ("2027-01-01", "2027-01-01"), ("2026-12-31", "2026-12-01"),
        ("2026-11-28", "2026-11-28"), ("2026-11-30", "2026-11-28T12:00"),
    ],
)  # fmt: skip
def test_what_is_agreed_to_for_a_minor_ends_before_their_birthday_and_does_not_tell_it(
    majority: str, ends: str
) -> None:
    day, end = (datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (majority, ends))
    at = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert before(day, at) == end
    assert before(day, day.replace(day=1) - MOMENT) <= day


def test_whoever_is_not_of_age_speaks_for_nobody_else() -> None:
    mother = confirmed(Role.GUARDIAN)
    speaker = Speaker("mother", Role.GUARDIAN, mother, (mother,), None, AgeBand.UNDER_14, guarded=True)
    proof = Proof(bound(by="mother"), (KNOWN,))
    assert grounds_of(SCOPE, PAPER, speaker, proof, NOON).role is Role.GUARDIAN
    for age in (AgeBand.UNDER_14, AgeBand.FROM_14_TO_17):
        with pytest.raises(NobodySpeaks, match="does not speak for somebody else"):
            grounds_of(SCOPE, PAPER, speaker, replace(proof, assured=(replace(KNOWN, age=age),)), NOON)
    with pytest.raises(NotForMinors):
        grounds_of(RISKY, PAPER, speaker, proof, NOON)


def test_where_it_weighs_heavily_the_age_of_whoever_agrees_is_known() -> None:
    unsure = replace(SPEAKER, age=AgeBand.UNKNOWN)
    proof = Proof(bound(), (KNOWN,))
    assert grounds_of(SCOPE, PAPER, unsure, proof, NOON).role is Role.SELF
    with pytest.raises(NotAssured, match="whether the person is of age"):
        grounds_of(RISKY, PAPER, unsure, proof, NOON)
    with pytest.raises(NobodySpeaks, match="Below 14"):
        grounds_of(SCOPE, PAPER, replace(SPEAKER, age=AgeBand.UNDER_14), proof, NOON)


@pytest.mark.parametrize("known", [None, replace(KNOWN, valid_until=NOON)])
def test_nobody_proved_is_nobody(known: Assured | None) -> None:
    with pytest.raises(TellmarkError, match="not proved well enough"):
        grounds(known=known)


# --- every case of who answers for whom -------------------------------------------------------------------------------

STANDINGS = [
    None,
    *(Standing(SubjectId("p-1"), kind, day, confirmed_by="o-2") for kind in StandingKind
      for day in (None, NOON - timedelta(days=1), NOON + timedelta(days=900), NOON + timedelta(days=3000))
      if (kind is not StandingKind.MINOR or day) and (kind is not StandingKind.ADULT or not day)),
    *(Standing(SubjectId("p-1"), StandingKind.DECEASED, day, confirmed_by="o-2", since=NOON - timedelta(days=400))
      for day in (NOON - timedelta(days=401), NOON - timedelta(days=1))),
]  # fmt: skip
PURPOSES = [Purpose.ADVERT, Purpose.SEXUAL, Purpose.POLITICAL, Purpose.MEDICAL]


def confirmed(role: Role) -> Representative:
    authority = Authority(role, "a" * 64, NOON + timedelta(days=2500))
    who = RepresentativeId(f"r-{role}")
    return Representative(who, SubjectId("p-1"), role, authority, RepresentativeState.CONFIRMED, "o-1", "o-2")


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("age", AgeBand)
def test_in_no_case_does_anybody_agree_who_must_not(age: AgeBand, standing: Standing | None) -> None:
    """Every role, purpose and guardian beside: judged by the words of the duty alone, sharing no code."""
    kind = standing.kind if standing else StandingKind.ADULT
    for role, purpose, guarded in product(Role, PURPOSES, (False, True)):
        others = tuple(confirmed(one) for one in {role, *((Role.GUARDIAN,) if guarded else ())} - {Role.SELF})
        own = next((one for one in others if one.authority.role is role), None)
        speaker = Speaker(PERSON, role, own, others, standing, age, guarded)
        scope = replace(SCOPE, purposes=frozenset({purpose}), end=NOON + timedelta(days=3000))
        try:
            found = grounds_of(scope, PAPER, speaker, Proof(bound(), (replace(KNOWN, age=ADULT),)), NOON)
            missing = missing_voices(ASKED, PAPER, scope, speaker, NOON)
        except TellmarkError:
            continue
        told = f"{role} for {age}, {standing}, {purpose}"
        young = age in ("under_14", "from_14_to_17")
        day = standing.majority_at if standing else None
        end = standing.since if standing and kind is StandingKind.DECEASED else NOON
        child = young or (day is not None and (end is None or day > end or age is AgeBand.UNKNOWN))
        if child:
            assert purpose not in (Purpose.SEXUAL, Purpose.POLITICAL), told
            assert role in (Role.SELF, Role.GUARDIAN, Role.ESTATE), told
            assert found.until <= NOON + timedelta(days=1826), told
        if child and role is Role.SELF and kind is not StandingKind.DECEASED:
            assert Role.GUARDIAN in missing, told
        if role is not Role.SELF or kind is StandingKind.PROTECTED:
            assert purpose is not Purpose.SEXUAL, told
        if kind is StandingKind.PROTECTED and role is not Role.GUARDIAN:
            assert Role.GUARDIAN in missing, told
        if guarded and kind is StandingKind.ADULT and not child:
            assert role is Role.SELF or missing, told
        if purpose is not Purpose.ADVERT and not child and kind is not StandingKind.DECEASED:
            assert role is Role.SELF or Role.SELF in missing, told


# --- until when -------------------------------------------------------------------------------------------------------

LONG = replace(SCOPE, end=NOON + timedelta(days=5000))
TO_COME = NOON + timedelta(days=900)


def until(speaker: Speaker, scope: Scope = LONG) -> datetime:
    return grounds_of(scope, PAPER, speaker, Proof(bound(by=speaker.by), (KNOWN,)), NOON).until


def for_somebody(role: Role, standing: Standing | None, age: AgeBand) -> Speaker:
    who = confirmed(role)
    return Speaker(role, role, who, (who,), standing, age, guarded=role is Role.GUARDIAN)


def test_an_agreement_ends_with_what_was_asked_with_the_authority_and_within_the_longest_time() -> None:
    assert until(SPEAKER, SCOPE) == SCOPE.end
    assert until(SPEAKER) == NOON + LONGEST
    agent = for_somebody(Role.AGENT, None, ADULT)
    assert until(agent) == NOON + timedelta(days=2500) < NOON + LONGEST
    for scope in (replace(SCOPE, end=NOON), replace(SCOPE, end=NOON - MOMENT)):
        with pytest.raises(NotBound, match="over already"):
            until(SPEAKER, scope)
    assert until(SPEAKER, replace(SCOPE, end=NOON + MOMENT)) == NOON + MOMENT


def test_what_is_agreed_to_for_a_minor_ends_before_they_are_of_age_and_where_none_knows_in_a_year() -> None:
    def minor_until(day: datetime | None, age: AgeBand) -> datetime:
        standing = Standing(SubjectId("p-1"), StandingKind.MINOR, day, confirmed_by="o-2") if day else None
        return until(for_somebody(Role.GUARDIAN, standing, age))

    assert minor_until(None, AgeBand.FROM_14_TO_17) == NOON + A_YEAR
    assert minor_until(TO_COME, AgeBand.FROM_14_TO_17) == before(TO_COME, NOON) < TO_COME
    assert minor_until(NOON, AgeBand.UNKNOWN) == NOON + A_YEAR
    assert minor_until(NOON + timedelta(days=2400), AgeBand.UNKNOWN) == NOON + LONGEST_OF_MINORS


def test_what_is_agreed_to_for_a_minor_who_has_died_ends_with_no_birthday() -> None:
    dead = Standing(SubjectId("p-1"), StandingKind.DECEASED, TO_COME, confirmed_by="o-2", since=NOON)
    assert until(for_somebody(Role.ESTATE, dead, AgeBand.UNKNOWN)) == NOON + LONGEST_OF_MINORS


def test_a_day_of_majority_that_is_past_and_that_no_proof_confirms_is_asked_for() -> None:
    def recorded(day: datetime, age: AgeBand = AgeBand.UNKNOWN) -> Speaker:
        standing = Standing(SubjectId("p-1"), StandingKind.MINOR, day, confirmed_by="o-2")
        return replace(SPEAKER, standing=standing, age=age)

    with pytest.raises(NotAssured, match="whether the person is of age"):
        until(recorded(NOON))
    assert until(recorded(TO_COME)) == until(recorded(TO_COME, AgeBand.UNDER_14)) == before(TO_COME, NOON)


def test_somebody_of_age_agrees_to_something_sexual_for_themselves() -> None:
    assert grounds(replace(SCOPE, purposes=frozenset({Purpose.SEXUAL}))).role is Role.SELF


def test_on_the_first_of_january_the_year_has_begun() -> None:
    at, majority = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 7, 15, tzinfo=UTC)
    assert before(majority, at) == datetime(2027, 7, 1, tzinfo=UTC)
