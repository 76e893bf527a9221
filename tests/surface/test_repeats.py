"""What is remembered for repeats: for how long, and how much."""

import anyio
import pytest
from tellmark.web.repeats import SECONDS, KeyReused, Repeats


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_an_answer_is_forgotten_after_ten_minutes() -> None:
    clock = Clock()
    repeats: Repeats[str] = Repeats(clock=clock)
    repeats.keep("caller", "key", "digest", "answer", 6)
    clock.at = SECONDS - 1
    assert repeats.recall("caller", "key", "digest") == "answer"
    clock.at = SECONDS
    assert repeats.recall("caller", "key", "digest") is None


def test_one_caller_never_meets_the_answer_of_another() -> None:
    repeats: Repeats[str] = Repeats()
    repeats.keep("a", "key", "digest", "answer", 6)
    assert repeats.recall("b", "key", "digest") is None


def test_memory_has_a_bound_and_the_oldest_goes_first() -> None:
    repeats: Repeats[str] = Repeats(most=100)
    for number in range(10):
        repeats.keep("a", str(number), "digest", "answer", 20)
    kept = [number for number in range(10) if repeats.recall("a", str(number), "digest")]
    assert kept == [5, 6, 7, 8, 9]


def test_what_is_too_large_is_not_kept() -> None:
    repeats: Repeats[str] = Repeats(most=100)
    repeats.keep("a", "key", "digest", "answer", 26)
    assert repeats.recall("a", "key", "digest") is None


def test_another_request_under_the_same_key_is_refused() -> None:
    repeats: Repeats[str] = Repeats()
    repeats.keep("a", "key", "digest", "answer", 6)
    with pytest.raises(KeyReused):
        repeats.recall("a", "key", "other")


def test_two_at_the_same_time_are_done_once() -> None:
    repeats: Repeats[str] = Repeats()
    done: list[str] = []

    async def ask() -> None:
        async with repeats.turn("a", "key"):
            if repeats.recall("a", "key", "digest") is None:
                await anyio.sleep(0.01)
                done.append("once")
                repeats.keep("a", "key", "digest", "answer", 6)

    async def both() -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(5):
                tasks.start_soon(ask)

    anyio.run(both)
    assert done == ["once"]
    assert repeats._turns == {}
