"""What one officer enters counts once another has read the paper too: one rule, and an oracle that knows no order."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store_children import NOON
from tellmark.store.scope import HOME, Scope
from tellmark.subjects.seconding import Entered, Unconfirmed, kept_from, lapses, refusal, shows_paper
from tellmark.values.languages import Language, wording

PAPER, HOUR = "a" * 64, timedelta(hours=1)
WAITING = Entered("first", NOON + 72 * HOUR, open=True, paper=PAPER, sides=frozenset({"person"}))
SECOND = Scope(HOME, "second").acts


def test_another_officer_who_has_read_the_same_paper_confirms_it_in_time() -> None:
    assert refusal(WAITING, PAPER, SECOND, NOON + 72 * HOUR - timedelta(microseconds=1)) is None


@pytest.mark.parametrize(("entered", "paper", "acts", "hours", "why"), [
    (WAITING, PAPER, Scope(HOME, "first"), 0, Unconfirmed.SAME_OFFICER),
    (WAITING, PAPER, Scope(HOME, "person"), 0, Unconfirmed.ON_A_SIDE),
    (WAITING, "b" * 64, Scope(HOME, "second"), 0, Unconfirmed.OTHER_PAPER),
    (WAITING, PAPER, Scope(HOME, "second"), 72, Unconfirmed.LAPSED),
    (replace(WAITING, open=False), PAPER, Scope(HOME, "second"), 0, Unconfirmed.NOT_WAITING),
    (replace(WAITING, open=False), PAPER, Scope(HOME, "second"), 72, Unconfirmed.NOT_WAITING),
])  # fmt: skip
def test_why_not(entered: Entered, paper: str, acts: Scope, hours: int, why: Unconfirmed) -> None:
    assert refusal(entered, paper, acts.acts, NOON + hours * HOUR) is why


def test_a_program_is_no_other_officer_than_the_account_behind_it() -> None:
    through_a_program = Scope(HOME, "program", behalf="first").acts
    assert refusal(WAITING, PAPER, through_a_program, NOON) is Unconfirmed.SAME_OFFICER
    assert refusal(replace(WAITING, first="program"), PAPER, through_a_program, NOON) is Unconfirmed.SAME_OFFICER
    for_the_person = Scope(HOME, "program", behalf="person").acts
    assert refusal(WAITING, PAPER, for_the_person, NOON) is Unconfirmed.ON_A_SIDE


@given(
    first=st.sampled_from("abc"), acts=st.frozensets(st.sampled_from("abc"), min_size=1, max_size=2),
    sides=st.frozensets(st.sampled_from("abc")), is_open=st.booleans(), hours=st.integers(-1, 80), same=st.booleans(),
)  # fmt: skip
def test_all_that_has_to_be_so_is_so_or_it_stays_unconfirmed(
    first: str, acts: frozenset[str], sides: frozenset[str], is_open: bool, hours: int, same: bool
) -> None:
    entered = Entered(first, lapses(NOON, NOON + 99 * HOUR), is_open, PAPER, sides)
    at = NOON + hours * HOUR
    others = all(who not in sides and who != first for who in acts)
    assert (kept_from(entered, acts, at) is None) == (others and is_open and hours < 72)
    assert (refusal(entered, PAPER if same else "b" * 64, acts, at) is None) == (
        others and is_open and hours < 72 and same
    )


def test_it_lapses_after_three_days_or_when_it_would_have_been_over() -> None:
    assert lapses(NOON, NOON + 90 * HOUR) == NOON + 72 * HOUR
    assert lapses(NOON, NOON + 5 * HOUR) == NOON + 5 * HOUR


def test_the_digest_of_a_paper_that_nobody_confirmed_is_read_by_who_enters_alone() -> None:
    assert (shows_paper(None, enters=True), shows_paper(None, enters=False)) == (True, False)
    assert shows_paper(NOON, enters=False)


@pytest.mark.parametrize("why", Unconfirmed)
def test_each_reason_is_worded_in_every_language_with_a_way_on(why: Unconfirmed) -> None:
    what, remedy = why.value
    chinese = wording(Language.ZH)
    assert what.endswith(".") and remedy.endswith(".")
    assert chinese(what) != what and chinese(remedy) != remedy
