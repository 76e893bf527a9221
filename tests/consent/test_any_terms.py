"""Whatever terms are let in at the door: they can be agreed to, and taken back again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from consent_spelling import SPELLED
from consent_steps import SCOPE, Studio, answering
from store_places import on_sqlite
from tellmark.consent import asks, service
from tellmark.consent.asks import LONGEST_KEPT
from tellmark.consent.bodies import ScopeBody
from tellmark.consent.errors import BadAsk
from tellmark.consent.model import ConsentId, CounterSent, EffectKind, Ending, Verdict
from tellmark.consent.terms import Scope
from tellmark.surface.documents import BadBody, document

AGREED_BEFORE_THERE_WAS_A_BOUND = [1_096, 1_000_000_000, 1 << 40, 1 << 53]


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
