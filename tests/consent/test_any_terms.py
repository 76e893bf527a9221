"""Whatever terms are let in at the door: they can be agreed to, and taken back again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent_steps import SCOPE, Studio, answering
from store_places import on_sqlite
from tellmark.consent import asks, service
from tellmark.consent.asks import LONGEST_KEPT
from tellmark.consent.bodies import ScopeBody
from tellmark.consent.errors import BadAsk
from tellmark.consent.model import ConsentId, CounterSent, EffectKind, Ending, Verdict
from tellmark.consent.terms import Aftermath, Channel, Exclusion, Modality, Operation, Per, Purpose, Scope, Training
from tellmark.surface.documents import BadBody, document

AGREED_BEFORE_THERE_WAS_A_BOUND = [1_096, 1_000_000_000, 1 << 40, 1 << 53]

NUMBERS = st.integers(0, 1 << 54) | st.sampled_from([0, 1, 1_095, 1_096, 999_999_999, 1 << 40, 1 << 53])
STARTS = st.sampled_from([SCOPE.start, SCOPE.start + timedelta(days=400)]) | st.datetimes(timezones=st.just(UTC))
ENDS = st.sampled_from([SCOPE.end, SCOPE.start + timedelta(days=3_653)]) | st.datetimes(timezones=st.just(UTC))


def some(kind: Any, least: int = 0) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(list(kind)), min_size=least, max_size=4)


SPELLED = st.fixed_dictionaries(
    {
        "modalities": some(Modality, 1), "operations": some(Operation, 1), "purposes": some(Purpose, 1),
        "territories": some(["CN", "EU", "US-CA", "KR"], 1), "channels": some(Channel, 1), "start": STARTS,
        "end": ENDS,
    },
    optional={
        "languages": some(["en", "zh-Hans"], 1), "excluded": some(Exclusion), "models": some(["m-1", "m-2"], 1),
        "max_outputs": NUMBERS, "max_seconds": NUMBERS, "retention_days": NUMBERS,
        "pay": st.fixed_dictionaries({
            "amount": NUMBERS, "currency": st.sampled_from(["CNY", "JPY", "KWD"]), "per": st.sampled_from(Per),
        }),
        "aftermath": st.sampled_from(Aftermath), "training": st.sampled_from(Training), "derivatives": st.booleans(),
        "sublicence": st.booleans(), "cross_border": st.booleans(),
    },
)  # fmt: skip
"""Scopes as programs spell them; most of them are refused somewhere, and those between are what this is about."""


@on_sqlite
@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(spelled=SPELLED)
def test_whatever_can_be_asked_can_be_agreed_to_and_taken_back(studio: Studio, spelled: dict[str, Any]) -> None:
    try:
        granted = studio.granted(document(msgspec.json.encode(spelled), ScopeBody).scope())
    except (BadBody, BadAsk):
        return
    withdraw(studio, granted.consent)
    assert studio.consent(granted.consent).ending is Ending.WITHDRAWN


@pytest.mark.parametrize("days", AGREED_BEFORE_THERE_WAS_A_BOUND)
def test_what_was_agreed_for_longer_than_anything_is_kept_ends_like_any_other(studio: Studio, days: int) -> None:
    with before_the_bound():
        back, ran_out, erased = (studio.granted(replace(SCOPE, retention_days=days)) for _ in range(3))
    withdraw(studio, back.consent)
    studio.erased(studio.consent(erased.consent).subject)
    studio.place.later(days=301)
    studio.clocks_run()
    with studio.look() as look:
        (kept,) = (one for one in service.effects_of(look, ran_out.consent) if one.kind is EffectKind.DELETE_TEMPLATES)
    assert kept.due == kept.begun_at + LONGEST_KEPT
    endings = [studio.consent(one.consent).ending for one in (back, ran_out, erased)]
    assert endings == [Ending.WITHDRAWN, Ending.EXPIRED, Ending.ERASED]


def test_a_part_of_it_can_be_taken_back_and_less_be_offered(studio: Studio) -> None:
    long = replace(SCOPE, retention_days=AGREED_BEFORE_THERE_WAS_A_BOUND[1])
    with before_the_bound():
        granted, asked = studio.granted(long), studio.asked(long)
    withdraw(studio, granted.consent, replace(long, max_outputs=1))
    assert studio.consent(granted.consent).scope.max_outputs == 1
    offer = studio.document(asked.id, Verdict.COUNTER, counter=replace(long, max_outputs=1))
    assert isinstance(studio.decided(offer, bound=False), CounterSent)


def withdraw(studio: Studio, consent: ConsentId, remaining: Scope | None = None) -> None:
    with studio.unit(answering(studio.consent(consent).subject)) as unit:
        service.withdraw(unit, consent, remaining=remaining, ages=studio.age)


@contextmanager
def before_the_bound() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(asks, "LONGEST_KEPT", SimpleNamespace(days=1 << 60))
        yield
