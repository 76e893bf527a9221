"""A fresh thousand orders on the pure core in memory (`make soak` tries more), and the same without locks: planted."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

import basis_memory
import consent_memory
from consent_memory import played
from memory_world import World
from tellmark.consent.lawful import decide as lawful
from tellmark.consent.lawful.events import BasisEnded, BasisUseReserved
from tellmark.consent.uses import Reason
from tellmark.store.events import Event


def test_no_order_of_chance_lets_anything_through() -> None:
    chance = Random("consent in memory")
    assert [fault for _ in range(1000) for fault in played(chance).faults] == []


def test_planted_without_locks_it_is_seen() -> None:
    chance = Random("consent in memory, unlocked")
    faults = {fault for _ in range(2000) for fault in played(chance, lock=False).faults}
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


@pytest.mark.parametrize("fault", ["set aside of a minor", "sealed of a minor", "a minor's, and not held up"])
def test_planted_what_a_minor_agreed_to_alone_is_seen(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    monkeypatch.setattr(consent_memory, "fallen", lambda *_: None)
    chance = Random("consent in memory, of a minor")
    assert fault in {fault for _ in range(3000) for fault in played(chance).faults}


# --- legal bases ------------------------------------------------------------------------------------------------------


def seen(wanted: str, *, lock: bool = True) -> bool:
    """Tell whether *wanted* is found wrong in one of some thousand orders."""
    chance = Random(f"bases in memory: {wanted}")
    return any(wanted in fault for _ in range(3000) for fault in played(chance, lock=lock).faults)


def test_what_is_to_be_met_by_chance_is_met() -> None:
    chance = Random("bases in memory")
    worlds = [played(chance) for _ in range(1000)]
    met: dict[str, Callable[[World], bool]] = {
        "made": lambda world: bool(world.made),
        "made of both accounts": lambda world: len({world.bases[one].terms.requester for one in world.made}) > 1,
        "as much as there may be": lambda world: any(world.made.count(one) == 2 for one in world.made),
        "another basis entered": lambda world: len(world.bases) > 2,
        "and confirmed": lambda world: len(world.effective) > 2,
        "objected to, and not decided": lambda world: bool(world.contested),
        "denied, and made": lambda world: any(
            one.objection is not None and one.objection.upheld is False and one.id in world.made
            for one in world.bases.values()
        ),
        "over": lambda world: bool(world.over),
        "expired": lambda world: any(world.at >= one.terms.until for one in world.bases.values()),
        "refused": lambda world: world.refused and bool(world.bases),
        "taken back": lambda world: world.withdrawn and bool(world.bases),
    }
    assert {name: sum(map(true, worlds)) for name, true in met.items() if sum(map(true, worlds)) < 5} == {}


@pytest.mark.parametrize(
    "fault",
    [
        "beyond the ceiling of a basis", "left on a basis while it is objected to", "left on a basis after its end",
        "left on a basis in spite of a no", "the events tell another legal basis",
    ],
)  # fmt: skip
def test_planted_without_locks_somebody_comes_between(fault: str) -> None:
    assert seen(fault, lock=False)


@pytest.mark.parametrize(
    ("forgotten", "fault"),
    [
        (Reason.SUSPENDED, "set aside on a basis while it is objected to"),
        (Reason.ENDED, "set aside on a basis after its end"),
        (Reason.NOT_YET, "set aside on a basis before a second officer agreed"),
        (Reason.EXPIRED, "set aside on a basis after its time"),
        (Reason.OUTPUTS, "beyond the ceiling of a basis"),
    ],
)
def test_planted_a_reason_that_is_forgotten_is_seen(
    monkeypatch: pytest.MonkeyPatch, forgotten: Reason, fault: str
) -> None:
    def forgets(*asked: Any) -> tuple[Reason, ...]:
        return tuple(one for one in lawful.reasons(*asked) if one is not forgotten)

    monkeypatch.setattr(basis_memory, "reasons", forgets)
    assert seen(fault)


@pytest.mark.parametrize("why", ["while it is objected to", "after its end", "after its time"])
def test_planted_what_comes_between_setting_aside_and_leaving_is_seen(
    monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    monkeypatch.setattr(basis_memory, "_stands", lambda *_: True)
    assert seen(f"left on a basis {why}")


@pytest.mark.parametrize("what", ["set aside", "left"])
def test_planted_a_no_that_is_not_heard_is_seen(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.setattr(basis_memory, "never", lambda *_: ())
    assert seen(f"{what} on a basis in spite of a no")


@pytest.mark.parametrize("event", [BasisEnded, BasisUseReserved])
def test_planted_a_table_that_keeps_what_no_event_tells_is_seen(
    monkeypatch: pytest.MonkeyPatch, event: type[Event]
) -> None:
    say = World.say
    monkeypatch.setattr(World, "say", lambda world, one: None if isinstance(one, event) else say(world, one))
    assert seen("the events")
