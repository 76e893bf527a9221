"""Terms and words of a request as programs spell them, for properties over whatever is let in at the door."""

from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Any

from hypothesis import strategies as st

from consent_steps import SCOPE
from tellmark.consent.terms import Aftermath, Channel, Exclusion, Modality, Operation, Per, Purpose, Training

NUMBERS = st.integers(0, 1 << 54) | st.sampled_from([0, 1, 1_095, 1_096, 999_999_999, 1 << 40, 1 << 53])
STARTS = st.sampled_from([SCOPE.start, SCOPE.start + timedelta(days=400)]) | st.datetimes(timezones=st.just(UTC))
ENDS = st.sampled_from([SCOPE.end, SCOPE.start + timedelta(days=3_653)]) | st.datetimes(timezones=st.just(UTC))
Strategies = Mapping[str, st.SearchStrategy[Any]]


def some(kind: Any, least: int = 0) -> st.SearchStrategy[list[Any]]:
    """Some of *kind*, *least* of them or more."""
    return st.lists(st.sampled_from(list(kind)), min_size=least, max_size=4)


def needed(starts: st.SearchStrategy[Any] = STARTS, ends: st.SearchStrategy[Any] = ENDS) -> Strategies:
    """The terms that every scope names."""
    return {
        "modalities": some(Modality, 1), "operations": some(Operation, 1), "purposes": some(Purpose, 1),
        "territories": some(["CN", "EU", "US-CA", "KR"], 1), "channels": some(Channel, 1), "start": starts,
        "end": ends,
    }  # fmt: skip


def beside(numbers: st.SearchStrategy[int] = NUMBERS, days: st.SearchStrategy[int] = NUMBERS) -> Strategies:
    """The terms that a scope may name beside them."""
    return {
        "languages": some(["en", "zh-Hans"], 1), "excluded": some(Exclusion), "models": some(["m-1", "m-2"], 1),
        "max_outputs": numbers, "max_seconds": numbers, "retention_days": days,
        "pay": st.fixed_dictionaries({
            "amount": numbers, "currency": st.sampled_from(["CNY", "JPY", "KWD"]), "per": st.sampled_from(Per),
        }),
        "aftermath": st.sampled_from(Aftermath), "training": st.sampled_from(Training), "derivatives": st.booleans(),
        "sublicence": st.booleans(), "cross_border": st.booleans(), "content": st.sampled_from(["0" * 64, "f" * 64]),
    }  # fmt: skip


SPELLED = st.fixed_dictionaries(dict(needed()), optional=dict(beside()))
"""Scopes as programs spell them; most of them are refused somewhere, and those between are what this is about."""
