"""Whose word lets an agreement count again: a guardian's for a ward, the heirs' for the dead, else their own."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, cast

import pytest

from consent_cases import consent
from consent_steps import SCOPE
from store_children import NOON
from tellmark.consent.errors import StandsStill
from tellmark.consent.lifting import Held, _is_spoken_for, _needed, check_liftable, liftable
from tellmark.consent.model import (
    Authority,
    HoldReason,
    Representative,
    RepresentativeId,
    RepresentativeState,
    Role,
    Standing,
    StandingKind,
    Suspension,
)
from tellmark.consent.ports import nothing_proved
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Operation, Purpose
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId

GROWN = AgeBand.ADULT
GIVEN = replace(consent(Random(0)), scope=SCOPE)
SEXUAL = replace(GIVEN, scope=replace(SCOPE, purposes=frozenset({Purpose.SEXUAL})))
BY_GUARDIAN = replace(GIVEN, grounds=replace(GIVEN.grounds, role=Role.GUARDIAN))


def known_as(kind: StandingKind, by: str | None = "officer-2") -> Standing:
    return Standing(SubjectId("s-1"), kind, confirmed_by=by)


def speaks(role: Role = Role.GUARDIAN, *, conflict: bool = False, **told: Any) -> Representative:
    authority = Authority(role, "a" * 64, **{"until": NOON + timedelta(days=1), **told})
    who = RepresentativeId(f"r-{role}")
    return Representative(
        who, SubjectId("s-1"), "mother", authority, RepresentativeState.CONFIRMED, "o-1", "o-2", conflict
    )


@pytest.mark.parametrize(("kind", "own", "by_guardian"), [
    (None, Role.SELF, Role.GUARDIAN), (StandingKind.ADULT, Role.SELF, Role.SELF),
    (StandingKind.MINOR, Role.SELF, Role.GUARDIAN), (StandingKind.PROTECTED, Role.SELF, Role.GUARDIAN),
    (StandingKind.DECEASED, Role.ESTATE, Role.ESTATE),
])  # fmt: skip
def test_who_can_stand_for_an_agreement(kind: StandingKind | None, own: Role, by_guardian: Role) -> None:
    standing = None if kind is None else known_as(kind)
    ended = HoldReason.REPRESENTATIVE
    assert (_needed(GIVEN, ended, standing, GROWN), _needed(BY_GUARDIAN, ended, standing, GROWN)) == (own, by_guardian)
    assert _needed(GIVEN, HoldReason.ALONE, standing, GROWN) is by_guardian, (
        "whoever agreed alone needs a guardian, too"
    )
    if kind is not None:
        alone = known_as(kind, None)
        found = (_needed(GIVEN, ended, alone, GROWN), _needed(BY_GUARDIAN, ended, alone, GROWN))
        assert found == (Role.SELF, Role.GUARDIAN), "one officer is none"


@pytest.mark.parametrize("age", [AgeBand.UNDER_14, AgeBand.FROM_14_TO_17])
def test_whom_a_proof_calls_a_minor_needs_a_guardian_beside_every_standing(age: AgeBand) -> None:
    for kind in (StandingKind.ADULT, StandingKind.MINOR, StandingKind.PROTECTED):
        assert _needed(GIVEN, HoldReason.ALONE, known_as(kind), age) is Role.GUARDIAN
        assert _needed(BY_GUARDIAN, HoldReason.REPRESENTATIVE, known_as(kind), age) is Role.GUARDIAN
    assert _needed(GIVEN, HoldReason.ALONE, known_as(StandingKind.DECEASED), age) is Role.ESTATE


@pytest.mark.parametrize(("there", "spoken"), [
    ([], False), ([speaks()], True), ([speaks(Role.AGENT)], False), ([speaks(until=NOON)], False),
    ([replace(speaks(), state=RepresentativeState.PROPOSED)], False), ([speaks(grants=False)], False),
    ([speaks(operations=frozenset({Operation.LIP_SYNC}))], False), ([speaks(grants=False), speaks()], True),
    ([speaks(conflict=True)], False), ([speaks(), speaks(conflict=True)], False),
    ([speaks(), speaks(Role.AGENT, conflict=True)], True), ([speaks(), speaks(until=NOON, conflict=True)], True),
])  # fmt: skip
def test_a_guardian_stands_for_it_who_may_agree_to_all_of_it_and_whom_no_other_contests(
    there: list[Representative], spoken: bool
) -> None:
    assert _is_spoken_for(BY_GUARDIAN, HoldReason.REPRESENTATIVE, there, None, GROWN, NOON) is spoken
    assert _is_spoken_for(GIVEN, HoldReason.REPRESENTATIVE, there, None, GROWN, NOON), (
        "who agreed for themselves needs nobody"
    )
    assert _is_spoken_for(GIVEN, HoldReason.ALONE, there, None, GROWN, NOON) is spoken
    assert not _is_spoken_for(SEXUAL, HoldReason.ALONE, there, None, GROWN, NOON), "nobody stands by that for another"


@pytest.mark.parametrize(
    "reason", sorted({*HoldReason} - {HoldReason.REPRESENTATIVE, HoldReason.DEATH, HoldReason.ALONE})
)
def test_what_an_officer_holds_up_they_let_count_again_and_what_has_changed_hands_nobody_does(
    reason: HoldReason,
) -> None:
    nowhere = cast(ReadUnit, None)  # who speaks for the person is not asked
    assert liftable(nowhere, GIVEN, reason, nothing_proved) is (reason is not HoldReason.HANDS)
    if reason is HoldReason.HANDS:
        with pytest.raises(StandsStill, match="changed hands"):
            check_liftable(nowhere, GIVEN, reason, nothing_proved)
    else:
        check_liftable(nowhere, GIVEN, reason, nothing_proved)


def test_a_hold_is_over_once_it_is_lifted_whatever_else_holds_it_up() -> None:
    held = replace(GIVEN, holds=tuple(Suspension(one, HoldReason.OFFICER) for one in ("h-1", "h-2")))
    assert [Held(one, HoldReason.OFFICER, NOON, held).is_over for one in ("h-1", "h-2", "h-3")] == [False, False, True]
