"""Chores in threads: begun and ended in good order; trouble is told and tried again, and so is a mistake of ours."""

import logging
import threading
from collections.abc import Callable

import pytest

from tellmark.store.errors import StoreFull
from tellmark.work.loops import Loops, Timed

PATIENCE = 20


class Chore:
    """Does what it is told, round by round, and then nothing more."""

    name = "chore"

    def __init__(self, *rounds: Callable[[], bool]) -> None:
        self._rounds = list(rounds)
        self.done = threading.Event()
        self.closed = 0

    def round(self) -> bool:
        if self._rounds:
            return self._rounds.pop(0)()
        self.done.set()
        return False

    def close(self) -> None:
        self.closed += 1


def full() -> bool:
    raise StoreFull


def broken() -> bool:
    raise ZeroDivisionError("what somebody wrote")


def test_a_chore_is_done_until_the_end_and_then_closed() -> None:
    chore = Chore(lambda: True, lambda: True, lambda: False)
    with Loops([Timed(chore, 0.001)]) as loops:
        assert chore.done.wait(PATIENCE)
        assert loops.troubles() == {"chore": ""}
    assert chore.closed == 1
    assert "tellmark-chore" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize(("fault", "code"), [(full, "store.full"), (broken, "internal")])
def test_trouble_is_told_once_and_tried_again_until_it_is_over(
    fault: Callable[[], bool], code: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    chore = Chore(fault, fault, lambda: False)
    with Loops([Timed(chore, 0.001)]) as loops:
        assert chore.done.wait(PATIENCE)
        assert loops.troubles() == {"chore": ""}
    told = [vars(record)["fields"] for record in caplog.records if record.message == "work"]
    assert [one["trouble"] for one in told] == [code, ""]
    assert "what somebody wrote" not in caplog.text


def test_one_chore_in_trouble_does_not_hold_up_another() -> None:
    bad, good = Chore(*[full] * 1000), Chore()
    good.name = "good"
    with Loops([Timed(bad, 1000.0), Timed(good, 0.001)]) as loops:
        assert good.done.wait(PATIENCE)
        while not loops.troubles()["chore"]:
            pass
    assert loops.troubles() == {"chore": "store.full", "good": ""}


def test_the_end_does_not_wait_for_a_pause() -> None:
    chore = Chore()
    with Loops([Timed(chore, 3600.0)]):
        assert chore.done.wait(PATIENCE)
    assert chore.closed == 1
