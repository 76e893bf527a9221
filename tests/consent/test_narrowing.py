"""What gives the requester more than was asked, term by term, at the edges where more turns into as much."""

from dataclasses import replace
from typing import Any

import pytest

from consent_steps import SCOPE
from tellmark.consent.narrowing import Term, Widening, narrower
from tellmark.consent.terms import Aftermath, Pay, Scope, Training

ONE, BOTH = frozenset({"m-1"}), frozenset({"m-1", "m-2"})
FREE = Pay(0, "CNY")


def told(term: Term, asked: Any, offered: Any) -> bool:
    """Tell whether *offered* in place of *asked* is more; then it is told, with both, and nothing else is."""
    before: Scope = replace(SCOPE, **{term: asked})
    found = narrower(replace(before, **{term: offered}), before)
    assert found in ((), (Widening(term, asked, offered),))
    return found != ()


@pytest.mark.parametrize(("asked", "offered", "more"), [
    (frozenset(), ONE, False), (frozenset(), frozenset(), False),  # none named: any
    (BOTH, ONE, False), (BOTH, BOTH, False), (ONE, BOTH, True), (ONE, frozenset({"m-2"}), True),
    (ONE, frozenset(), True),
])  # fmt: skip
def test_where_models_are_named_others_are_more_and_naming_none_is_most(
    asked: frozenset[str], offered: frozenset[str], more: bool
) -> None:
    assert told(Term.MODELS, asked, offered) is more


@pytest.mark.parametrize(("asked", "offered", "more"), [
    (None, "a" * 64, False), ("a" * 64, "a" * 64, False), ("a" * 64, "b" * 64, True), ("a" * 64, None, True),
])  # fmt: skip
def test_another_content_than_was_asked_for_is_more_and_any_content_may_be_tied(
    asked: str | None, offered: str | None, more: bool
) -> None:
    assert told(Term.CONTENT, asked, offered) is more


@pytest.mark.parametrize("term", [Term.MAX_OUTPUTS, Term.MAX_SECONDS])
@pytest.mark.parametrize(("asked", "offered", "more"), [
    (None, None, False), (None, 9, False), (5, 4, False), (5, 5, False), (5, 6, True), (5, None, True),
])  # fmt: skip
def test_a_ceiling_that_is_higher_or_gone_is_more(
    term: Term, asked: int | None, offered: int | None, more: bool
) -> None:
    assert told(term, asked, offered) is more


@pytest.mark.parametrize(("asked", "offered", "more"), [
    (None, None, False), (None, Pay(1, "CNY"), False), (Pay(1, "CNY"), None, True), (Pay(1, "CNY"), FREE, True),
    (FREE, None, False), (FREE, Pay(1, "USD"), False), (FREE, FREE, False),
])  # fmt: skip
def test_where_nothing_was_to_be_paid_no_pay_is_less(asked: Pay | None, offered: Pay | None, more: bool) -> None:
    assert told(Term.PAY, asked, offered) is more


@pytest.mark.parametrize(("term", "order"), [
    (Term.TRAINING, (Training.NONE, Training.OWN_MODEL, Training.ANY_MODEL)),
    (Term.AFTERMATH, (Aftermath.TAKE_DOWN, Aftermath.NO_NEW_COPIES, Aftermath.LET_STAND)),
    (Term.DERIVATIVES, (False, True)), (Term.SUBLICENCE, (False, True)), (Term.CROSS_BORDER, (False, True)),
])  # fmt: skip
def test_from_the_least_to_the_most_each_step_up_is_more_and_no_step_down(term: Term, order: tuple[Any, ...]) -> None:
    for low, asked in enumerate(order):
        for high, offered in enumerate(order):
            assert told(term, asked, offered) is (high > low)
