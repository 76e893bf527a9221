"""What each role may do, and which rights nobody has together."""

from itertools import combinations

import pytest

from tellmark.identity.accounts.model import PERSONS, Role
from tellmark.identity.accounts.roles import APART, CAPABILITIES, FOR_PROGRAMS, capabilities_of, clashes
from tellmark.identity.accounts.words import ROLES

OPENS_NOTHING = "sees nothing here yet that is not public"


def test_each_role_stands_in_the_table() -> None:
    assert CAPABILITIES.keys() == set(Role)


def test_a_role_that_opens_nothing_yet_says_so_and_no_other_does() -> None:
    assert {role for role in Role if OPENS_NOTHING in ROLES[role]} == {role for role in Role if not CAPABILITIES[role]}


def test_no_role_by_itself_brings_together_what_is_apart() -> None:
    assert [role for role in Role if clashes([role])] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Role.REQUESTER, Role.COMPLIANCE_OFFICER),
        (Role.REQUESTER, Role.SENIOR_OFFICER),
        (Role.IDENTITY_OFFICER, Role.SENIOR_OFFICER),
        (Role.ADMINISTRATOR, Role.REQUESTER),
        (Role.ADMINISTRATOR, Role.COMPLIANCE_OFFICER),
    ],
)
def test_whoever_asks_does_not_approve(one: Role, other: Role) -> None:
    assert clashes({one, other})


def test_only_pairs_that_bring_both_sides_together_clash() -> None:
    for pair in combinations(Role, 2):
        both = [apart for apart in APART if capabilities_of(pair) >= set(apart)]
        assert list(clashes(pair)) == both


def test_a_program_never_answers_reviews_or_manages() -> None:
    forbidden = capabilities_of({*PERSONS, Role.COMPLIANCE_OFFICER, Role.SENIOR_OFFICER, Role.ADMINISTRATOR,
                                 Role.IDENTITY_OFFICER})  # fmt: skip
    assert not FOR_PROGRAMS & forbidden
