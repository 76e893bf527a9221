"""A fresh thousand orders on the pure core in memory (`make soak` tries more), and the same without locks: planted."""

from random import Random

import pytest

import consent_memory
from consent_memory import played


def test_no_order_of_chance_lets_anything_through() -> None:
    chance = Random("consent in memory")
    assert [fault for _ in range(1000) for fault in played(chance).faults] == []


def test_planted_without_locks_it_is_seen() -> None:
    chance = Random("consent in memory, unlocked")
    faults = {fault for _ in range(1000) for fault in played(chance, lock=False).faults}
    assert {"agreed to twice", "set aside after the withdrawal", "sealed after the withdrawal"} <= faults


@pytest.mark.parametrize(
    ("forgets", "fault"),
    [("_is_taken", "set aside for a former hand"), ("_is_taken", "sealed for a former hand"),
     ("_is_over", "a former hand's, and not held up")],
)  # fmt: skip
def test_planted_what_changed_hands_is_seen(monkeypatch: pytest.MonkeyPatch, forgets: str, fault: str) -> None:
    monkeypatch.setattr(consent_memory, forgets, lambda *_: False)
    chance = Random("consent in memory, in other hands")
    assert fault in {fault for _ in range(3000) for fault in played(chance).faults}
