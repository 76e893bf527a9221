"""Who speaks for whom, what they may end, and whose words an agreement needs: each rule at its edge."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest

from consent_steps import SCOPE
from store_children import NOON
from tellmark.consent.documents import will_of
from tellmark.consent.errors import InConflict, NobodySpeaks
from tellmark.consent.model import (
    Authority,
    Decided,
    Half,
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
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Operation, Purpose, Scope
from tellmark.consent.voices import (
    FOUR_YEARS,
    Speaker,
    alone,
    check_reach,
    has_a_say,
    may_end,
    minor,
    missing_voices,
    speaker_of,
)
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language

MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)
PERSON = SubjectId("p-1")
ASKED = Request(RequestId("q-1"), None, PERSON, "asker-1", None, SCOPE, "0" * 64, 1, 1, RequestState.SHOWN, NOON)
PAPER = Decided(RequestId("q-1"), 1, "n" * 64, Language.EN, Verdict.GRANT)
HEAVY = replace(SCOPE, purposes=frozenset({Purpose.MEDICAL}))
CHILD, TEEN, GROWN, UNKNOWN = AgeBand.UNDER_14, AgeBand.FROM_14_TO_17, AgeBand.ADULT, AgeBand.UNKNOWN
ELSEWHERE = frozenset({Operation.AVATAR})
"""What is not asked here."""


def one(principal: str, role: Role = Role.AGENT, *, conflict: bool = False,
        state: RepresentativeState = RepresentativeState.CONFIRMED, second: str | None = "o-2",
        **authority: Any) -> Representative:  # fmt: skip
    """Return somebody who speaks for the person."""
    held = Authority(role, "a" * 64, **{"until": NOON + DAY, **authority})
    return Representative(
        RepresentativeId(f"r-{principal}-{role}"), PERSON, principal, held, state, "o-1", second, conflict
    )


def known_as(kind: StandingKind, day: datetime | None = None, **more: Any) -> Standing:
    return Standing(PERSON, kind, day, **{"confirmed_by": "o-2", **more})


DEAD, PROTECTED, OF_AGE = (known_as(one) for one in (StandingKind.DECEASED, StandingKind.PROTECTED, StandingKind.ADULT))


def speaking(by: str, *around: Representative, standing: Standing | None = None, age: AgeBand = GROWN,
             scope: Scope = SCOPE) -> Speaker:  # fmt: skip
    return speaker_of(replace(ASKED, scope=scope), by, around, standing, age, NOON)


def missing(by: str, *around: Representative, scope: Scope = SCOPE, halves: tuple[Half, ...] = (),
            **known: Any) -> set[Role]:  # fmt: skip
    speaker = speaking(by, *around, scope=scope, **known)
    return set(missing_voices(replace(ASKED, halves=halves), PAPER, scope, speaker, NOON))


def half(by: str, role: Role, will: str = "") -> Half:
    return Half(role, by, will or will_of(PAPER), "d" * 64, NOON)


# --- in which part ----------------------------------------------------------------------------------------------------


def test_a_person_answers_for_themselves_while_they_live() -> None:
    assert speaking(PERSON, one("agent")).role is Role.SELF
    assert speaking(PERSON, standing=replace(DEAD, confirmed_by=None)).standing is None
    with pytest.raises(NobodySpeaks):
        speaking(PERSON, standing=DEAD)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SELF])
def test_for_the_dead_their_estate_speaks_and_for_the_living_everybody_else(role: Role) -> None:
    for standing, speaks in ((None, role is not Role.ESTATE), (DEAD, role is Role.ESTATE)):
        if speaks:
            assert speaking("who", one("who", role), standing=standing).role is role
            continue
        with pytest.raises(NobodySpeaks):
            speaking("who", one("who", role), standing=standing)


@pytest.mark.parametrize("authority", [
    {"until": NOON}, {"since": NOON + MOMENT}, {"state": RepresentativeState.PROPOSED},
    {"state": RepresentativeState.ENDED}, {"state": RepresentativeState.VETOED},
])  # fmt: skip
def test_whose_authority_does_not_hold_now_speaks_for_nobody(authority: dict[str, Any]) -> None:
    with pytest.raises(NobodySpeaks):
        speaking("who", one("who", **authority))
    assert not may_end(SCOPE, "who", PERSON, [one("who", **authority)], None, GROWN, NOON)


def test_an_authority_holds_from_its_first_instant_to_its_last() -> None:
    assert speaking("who", one("who", since=NOON, until=NOON + MOMENT)).role is Role.AGENT
    with pytest.raises(NobodySpeaks):
        speaking("other", one("who"))


def test_of_several_authorities_it_is_the_one_that_reaches_and_then_that_of_a_guardian() -> None:
    agent, guardian = one("who"), one("who", Role.GUARDIAN)
    narrow, blunt = one("who", Role.GUARDIAN, operations=ELSEWHERE), one("who", Role.GUARDIAN, grants=False)
    assert speaking("who", agent, guardian).role is speaking("who", guardian, agent).role is Role.GUARDIAN
    assert speaking("who", agent, narrow).role is speaking("who", blunt, agent).role is Role.AGENT
    assert speaking("who", one("who", operations=ELSEWHERE), narrow).role is Role.GUARDIAN


@pytest.mark.parametrize(("around", "guarded"), [
    (one("mother", Role.GUARDIAN), True), (one("mother", Role.GUARDIAN, state=RepresentativeState.ENDED), True),
    (one("mother", Role.GUARDIAN, state=RepresentativeState.PROPOSED, second=None), False), (one("agent"), False),
])  # fmt: skip
def test_who_ever_had_a_guardian_is_known_to_have_had_one(around: Representative, guarded: bool) -> None:
    assert speaking(PERSON, around).guarded is guarded


# --- what they may end ------------------------------------------------------------------------------------------------

LOST = one("mother", Role.GUARDIAN, state=RepresentativeState.ENDED)


@pytest.mark.parametrize(("who", "standing", "age", "may"), [
    (one("who"), None, GROWN, True),
    (one("who", grants=False), None, GROWN, True),
    (one("who", withdraws=False), None, GROWN, False),
    (one("who", operations=ELSEWHERE), None, GROWN, False),
    (one("who", conflict=True), None, GROWN, False),
    (one("other"), None, GROWN, False),
    (one("who"), None, TEEN, False),
    (one("who"), None, UNKNOWN, True),
    (one("who"), DEAD, GROWN, False),
    (one("who", Role.GUARDIAN), None, TEEN, True),
    (one("who", Role.GUARDIAN, conflict=True), None, TEEN, True),
    (one("who", Role.GUARDIAN), DEAD, GROWN, False),
    (one("who", Role.ESTATE), None, GROWN, False),
    (one("who", Role.ESTATE), replace(DEAD, confirmed_by=None), GROWN, False),
    (one("who", Role.ESTATE), DEAD, GROWN, True),
    (one("who", Role.ESTATE, conflict=True), DEAD, GROWN, True),
])  # fmt: skip
def test_who_speaks_for_somebody_ends_what_lies_within_their_authority(
    who: Representative, standing: Standing | None, age: AgeBand, may: bool
) -> None:
    assert may_end(SCOPE, "who", PERSON, [who], standing, age, NOON) is may


def test_a_person_ends_their_own_while_they_live_and_whatever_their_age() -> None:
    for age in AgeBand:
        assert may_end(SCOPE, PERSON, PERSON, [], None, age, NOON)
        assert not may_end(SCOPE, PERSON, PERSON, [], DEAD, age, NOON)
    assert may_end(SCOPE, PERSON, PERSON, [], replace(DEAD, confirmed_by=None), GROWN, NOON)


def test_one_authority_that_may_end_is_enough() -> None:
    around = [one("who", withdraws=False), one("other"), one("who", Role.GUARDIAN)]
    assert may_end(SCOPE, "who", PERSON, around, None, GROWN, NOON)


@pytest.mark.parametrize(
    ("standing", "age", "may"), [(None, UNKNOWN, False), (None, GROWN, True), (OF_AGE, UNKNOWN, True)]
)
def test_an_agent_of_whoever_once_had_a_guardian_waits_until_somebody_says_that_they_are_of_age(
    standing: Standing | None, age: AgeBand, may: bool
) -> None:
    assert may_end(SCOPE, "who", PERSON, [LOST, one("who")], standing, age, NOON) is may
    speaker = speaking("who", LOST, one("who"), standing=standing, age=age)
    if may:
        check_reach(SCOPE, speaker, NOON)
        return
    with pytest.raises(NobodySpeaks, match="only a guardian"):
        check_reach(SCOPE, speaker, NOON)


@pytest.mark.parametrize(("other", "role"), product(Role, Role))
def test_whoever_protects_is_contested_by_their_like_alone(other: Role, role: Role) -> None:
    hired = role not in (Role.GUARDIAN, Role.ESTATE)
    assert has_a_say(other, role) is (hired or other is role)


def test_nobody_answers_beyond_their_authority_and_for_a_minor_only_a_guardian_does() -> None:
    for who in (one("who", operations=ELSEWHERE), one("who", grants=False)):
        with pytest.raises(NobodySpeaks, match="does not reach"):
            check_reach(SCOPE, speaking("who", who), NOON)
    with pytest.raises(NobodySpeaks, match="only a guardian"):
        check_reach(SCOPE, speaking("who", one("who"), age=TEEN), NOON)
    check_reach(SCOPE, speaking("who", one("who")), NOON)
    check_reach(SCOPE, speaking("who", one("who", Role.GUARDIAN), age=TEEN), NOON)
    check_reach(SCOPE, speaking(PERSON, LOST, age=TEEN), NOON)


# --- whose words it needs ---------------------------------------------------------------------------------------------

AGENT, MOTHER, FATHER = one("agent"), one("mother", Role.GUARDIAN), one("father", Role.GUARDIAN)
SON, DAUGHTER = one("son", Role.ESTATE), one("daughter", Role.ESTATE)


@pytest.mark.parametrize(("by", "around", "known", "lacks"), [
    (PERSON, (), {}, set()),
    (PERSON, (AGENT, MOTHER), {}, set()),
    (PERSON, (AGENT,), {"scope": HEAVY}, set()),
    ("agent", (AGENT,), {}, set()),
    ("agent", (AGENT,), {"scope": HEAVY}, {Role.SELF}),
    ("agent", (AGENT, MOTHER), {}, {Role.SELF}),
    ("mother", (MOTHER,), {}, {Role.SELF}),
    ("mother", (MOTHER,), {"age": UNKNOWN}, {Role.SELF}),
    ("mother", (MOTHER,), {"age": CHILD}, set()),
    ("mother", (MOTHER,), {"age": TEEN}, {Role.SELF}),
    (PERSON, (MOTHER,), {"age": TEEN}, {Role.GUARDIAN}),
    (PERSON, (MOTHER,), {"age": CHILD}, {Role.GUARDIAN}),
    (PERSON, (MOTHER,), {"standing": PROTECTED}, {Role.GUARDIAN}),
    ("mother", (MOTHER,), {"standing": PROTECTED}, set()),
    ("mother", (MOTHER,), {"standing": PROTECTED, "scope": HEAVY}, {Role.SELF}),
    (PERSON, (MOTHER,), {"standing": PROTECTED, "scope": HEAVY}, {Role.GUARDIAN}),
    ("son", (SON,), {"standing": DEAD}, set()),
    ("son", (SON, DAUGHTER), {"standing": DEAD}, {Role.ESTATE}),
    ("son", (SON, MOTHER, AGENT), {"standing": DEAD, "scope": HEAVY}, set()),
])  # fmt: skip
def test_whose_word_a_grant_needs_beside_that_of_whoever_speaks(
    by: str, around: tuple[Representative, ...], known: dict[str, Any], lacks: set[Role]
) -> None:
    assert missing(by, *around, **known) == lacks
    scope = known.get("scope", SCOPE)
    is_alone = alone(scope, speaking(by, *around, **known), NOON)
    assert is_alone is (not lacks and known.get("age") is not CHILD and known.get("standing") is not PROTECTED)


def test_a_half_counts_that_says_the_same_and_comes_from_who_may_give_it_still() -> None:
    minor_with: dict[str, Any] = {"age": TEEN}
    for mine in (half("mother", Role.GUARDIAN), half("father", Role.GUARDIAN)):
        assert missing(PERSON, MOTHER, FATHER, halves=(mine,), **minor_with) == set()
    for wrong in (half("mother", Role.GUARDIAN, "0" * 64), half("aunt", Role.GUARDIAN), half("mother", Role.AGENT)):
        assert missing(PERSON, MOTHER, halves=(wrong,), **minor_with) == {Role.GUARDIAN}
    for gone in (one("mother", Role.GUARDIAN, grants=False), one("mother", Role.GUARDIAN, operations=ELSEWHERE)):
        assert missing(PERSON, gone, halves=(half("mother", Role.GUARDIAN),), **minor_with) == {Role.GUARDIAN}
    assert missing("mother", MOTHER, halves=(half(PERSON, Role.SELF),), **minor_with) == set()
    assert missing("mother", MOTHER, halves=(half("p-2", Role.SELF),), **minor_with) == {Role.SELF}


def test_every_heir_says_so_for_themselves() -> None:
    said = half("daughter", Role.ESTATE)
    assert missing("son", SON, DAUGHTER, standing=DEAD, halves=(said,)) == set()
    assert missing("son", SON, DAUGHTER, standing=DEAD, halves=(half("son", Role.ESTATE),)) == {Role.ESTATE}


@pytest.mark.parametrize(("by", "around", "known", "stuck"), [
    ("agent", (one("agent", conflict=True),), {}, True),
    ("agent", (AGENT, one("mother", Role.GUARDIAN, conflict=True)), {"standing": OF_AGE}, False),
    (PERSON, (one("agent", conflict=True),), {}, False),
    (PERSON, (one("mother", Role.GUARDIAN, conflict=True),), {"age": TEEN}, True),
    ("mother", (MOTHER, one("father", Role.GUARDIAN, conflict=True)), {"age": TEEN}, True),
    ("mother", (MOTHER, one("agent", conflict=True)), {"age": TEEN}, False),
    ("son", (SON, one("daughter", Role.ESTATE, conflict=True)), {"standing": DEAD}, True),
    ("son", (SON, one("mother", Role.GUARDIAN, conflict=True)), {"standing": DEAD}, False),
])  # fmt: skip
def test_where_those_do_not_agree_who_have_a_say_nothing_is_granted(
    by: str, around: tuple[Representative, ...], known: dict[str, Any], stuck: bool
) -> None:
    if not stuck:
        missing(by, *around, **known)
        return
    with pytest.raises(InConflict):
        missing(by, *around, **known)
    assert not alone(SCOPE, speaking(by, *around, **known), NOON)


# --- who is a minor ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("standing", "age", "is_one"), [
    (None, TEEN, True), (None, CHILD, True), (None, GROWN, False), (None, UNKNOWN, False),
    (OF_AGE, UNKNOWN, False), (OF_AGE, TEEN, True), (PROTECTED, UNKNOWN, False), (DEAD, UNKNOWN, False),
    (known_as(StandingKind.MINOR, NOON), GROWN, False),
    (known_as(StandingKind.MINOR, NOON), UNKNOWN, True),
    (known_as(StandingKind.MINOR, NOON + MOMENT), GROWN, True),
    (known_as(StandingKind.MINOR, majority="sealed"), GROWN, True),
    (known_as(StandingKind.MINOR), GROWN, True),
    (known_as(StandingKind.ADULT, majority="sealed"), GROWN, True),
    (known_as(StandingKind.DECEASED, NOON - DAY, since=NOON - DAY), GROWN, False),
    (known_as(StandingKind.DECEASED, NOON - DAY, since=NOON - DAY - MOMENT), GROWN, True),
    (known_as(StandingKind.DECEASED, NOON - DAY), GROWN, True),
])  # fmt: skip
def test_who_is_a_minor_as_far_as_is_known(standing: Standing | None, age: AgeBand, is_one: bool) -> None:
    speaker = Speaker(PERSON, Role.SELF, None, (), standing, age, guarded=False)
    assert minor(speaker, NOON) is is_one


@pytest.mark.parametrize(("age", "is_one"), [(UNKNOWN, True), (GROWN, False)])
def test_whoever_has_a_guardian_is_a_minor_until_shown(age: AgeBand, is_one: bool) -> None:
    assert minor(speaking(PERSON, MOTHER, age=age), NOON) is is_one
    assert not minor(speaking(PERSON, AGENT, age=age), NOON)


@pytest.mark.parametrize(("day", "age", "own"), [
    (NOON + FOUR_YEARS + MOMENT, UNKNOWN, False), (NOON + FOUR_YEARS, UNKNOWN, True),
    (NOON + FOUR_YEARS + MOMENT, CHILD, False), (NOON + FOUR_YEARS + MOMENT, TEEN, True),
    (NOON, UNKNOWN, True), (NOON, CHILD, False), (NOON + MOMENT, CHILD, True),
])  # fmt: skip
def test_from_fourteen_on_a_minor_s_own_word_is_needed_and_in_doubt_too(day: datetime, age: AgeBand, own: bool) -> None:
    lacks = missing("mother", MOTHER, standing=known_as(StandingKind.MINOR, day), age=age)
    assert lacks == ({Role.SELF} if own else set())
