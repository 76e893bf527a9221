"""Whether a request is still open, what is left of it by what was ticked, and what may be offered in its place."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent_steps import SCOPE
from store_children import NOON
from tellmark.consent.decide import is_open, late, offered, ticked
from tellmark.consent.errors import TickMissing, TickNotAsked, Widens
from tellmark.consent.model import OPEN, Decided, Half, Request, RequestId, RequestState, Role, Verdict
from tellmark.consent.terms import Channel, Modality, Scope, Tick, Training
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language

MOMENT = timedelta(microseconds=1)
ASKED = Request(
    RequestId("q"), None, SubjectId("p"), "asker", None, SCOPE, "0" * 64, 1, 1, RequestState.SHOWN, NOON, due=NOON
)
ALL = replace(
    SCOPE, modalities=frozenset({Modality.FACE, Modality.STYLE}), sublicence=True, cross_border=True,
    training=Training.OWN_MODEL, models=frozenset({"m-1"}),
)  # fmt: skip


@pytest.mark.parametrize("state", RequestState)
def test_a_request_is_late_from_its_day_on_while_it_waits(state: RequestState) -> None:
    request = replace(ASKED, state=state)
    assert late(request, NOON) is (state in OPEN)
    assert not late(request, NOON - MOMENT)
    assert not late(replace(request, due=None), NOON)
    assert is_open(request, NOON - MOMENT, "p") is (state in OPEN and state is not RequestState.COUNTERED)
    assert not is_open(request, NOON, "p")


def test_whoever_has_given_their_word_waits_for_the_others() -> None:
    halves = tuple(Half(Role.SELF, by, "w" * 64, "d" * 64, NOON) for by in ("p", "other"))
    assert not is_open(replace(ASKED, halves=halves), NOON - MOMENT, "p")
    assert is_open(replace(ASKED, halves=halves), NOON - MOMENT, "third")


@pytest.mark.parametrize(("withheld", "left"), [
    (Tick.BIOMETRIC, {"modalities": frozenset({Modality.STYLE})}),
    (Tick.PUBLIC_DISCLOSURE, {"channels": frozenset({Channel.INTERNAL})}),
    (Tick.THIRD_PARTIES, {"sublicence": False}),
    (Tick.CROSS_BORDER, {"cross_border": False}),
    (Tick.TRAINING, {"training": Training.NONE}),
])  # fmt: skip
def test_what_is_not_ticked_is_not_granted_and_all_else_is(withheld: Tick, left: dict[str, Any]) -> None:
    assert (ticked(ALL, ALL.ticks), ticked(SCOPE, SCOPE.ticks)) == (ALL, SCOPE)
    assert ticked(ALL, ALL.ticks - {withheld}) == replace(ALL, **left)


@pytest.mark.parametrize(("scope", "withheld"), [
    (replace(SCOPE, modalities=frozenset({Modality.FACE})), Tick.BIOMETRIC),
    (replace(SCOPE, channels=frozenset({Channel.WEB})), Tick.PUBLIC_DISCLOSURE),
])  # fmt: skip
def test_where_nothing_is_left_nothing_is_granted(scope: Scope, withheld: Tick) -> None:
    with pytest.raises(TickMissing):
        ticked(scope, scope.ticks - {withheld})


def test_a_tick_that_was_not_asked_for_is_none() -> None:
    with pytest.raises(TickNotAsked):
        ticked(SCOPE, SCOPE.ticks | {Tick.TRAINING})


def test_an_offer_gives_no_more_than_was_asked_and_can_be_meant() -> None:
    def offer(counter: Scope) -> Scope:
        paper = Decided(ASKED.id, 1, "n" * 64, Language.EN, Verdict.COUNTER, counter.ticks, counter)
        return offered(ASKED, paper, NOON)

    less = replace(SCOPE, max_outputs=1)
    assert (offer(less), offer(SCOPE)) == (less, SCOPE)
    with pytest.raises(Widens, match="wider"):
        offer(replace(SCOPE, max_outputs=6))
    with pytest.raises(Widens, match="cannot be meant"):
        offer(replace(SCOPE, end=NOON))
