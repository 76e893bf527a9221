"""From when a grant counts: at once, and what weighs heavily after a night's sleep."""

from dataclasses import replace
from datetime import timedelta

from consent_steps import SCOPE
from store_children import NOON
from tellmark.consent.granting import counts_from
from tellmark.consent.terms import Purpose


def test_what_weighs_heavily_takes_a_night_s_sleep() -> None:
    assert counts_from(SCOPE, NOON) == NOON
    assert counts_from(replace(SCOPE, purposes=frozenset({Purpose.POLITICAL})), NOON) == NOON + timedelta(hours=24)
