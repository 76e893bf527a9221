"""Turns at a database: in the order in which they were asked for, and nobody waits as long as others work."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from store_children import ACME, Happened
from tellmark.store.database import Database
from tellmark.store.errors import StoreBusy
from tellmark.store.turns import AT_ONCE, Turns

LONG = 30.0


def until(holds: Callable[[], bool]) -> None:
    """Wait until *holds* is true. Raises TimeoutError."""
    end = time.monotonic() + LONG
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.001)


def in_line(turns: Turns, count: int) -> Callable[[], bool]:
    return lambda: turns.waiting == count


def test_whoever_asked_first_goes_first_and_whoever_has_just_been_waits_again() -> None:
    turns, order = Turns(LONG, 1), list[str]()

    def go(name: str) -> None:
        with turns.turn():
            order.append(name)

    with ThreadPoolExecutor(3) as others:
        with turns.turn():
            running = []
            for place, name in enumerate(("first", "second", "third")):
                running.append(others.submit(go, name))
                until(in_line(turns, place + 1))
        go("just been")
        for one in running:
            one.result()
    assert order == ["first", "second", "third", "just been"]


def test_as_many_work_at_once_as_there_are_turns_and_no_more() -> None:
    turns, at_work, most = Turns(LONG, 3), threading.Semaphore(3), list[bool]()
    all_three = threading.Barrier(3, timeout=LONG)

    def go() -> None:
        with turns.turn():
            most.append(at_work.acquire(blocking=False))
            all_three.wait()
            at_work.release()

    with ThreadPoolExecutor(12) as others:
        for one in [others.submit(go) for _ in range(60)]:
            one.result()
    assert most == [True] * 60


def test_whoever_waits_too_long_is_told_and_leaves_no_hole_in_the_line() -> None:
    turns = Turns(0.05, 1)
    with turns.turn():
        with pytest.raises(StoreBusy, match="at work"), turns.turn():
            pass
        assert turns.waiting == 0
    with turns.turn():
        pass


def test_an_error_in_a_turn_gives_it_back() -> None:
    turns = Turns(0.05, 1)
    for _ in range(3):
        with pytest.raises(ValueError, match="ours"), turns.turn():
            raise ValueError("ours")
    with turns.turn():
        pass


class Stopped(BaseException):
    """What Ctrl-C raises in whoever waits."""


class Interrupted(threading.Event):
    """Comes, and is not heard for an interruption."""

    def wait(self, timeout: float | None = None) -> bool:
        super().wait(timeout)
        raise Stopped


def test_a_turn_that_came_to_somebody_who_was_interrupted_goes_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else one turn is lost for each, until there is none left."""
    turns = Turns(LONG, 1)

    def go() -> None:
        with turns.turn():
            pass

    with ThreadPoolExecutor(1) as others:
        with turns.turn(), monkeypatch.context() as patched:
            patched.setattr("tellmark.store.turns.threading", SimpleNamespace(Event=Interrupted))
            stopped = others.submit(go)
            until(lambda: turns.waiting == 1)
        with pytest.raises(Stopped):
            stopped.result()
    with turns.turn():
        assert turns.waiting == 0


class TooLate(threading.Event):
    """Comes in the moment in which whoever waits gives up."""

    def wait(self, timeout: float | None = None) -> bool:
        super().wait(timeout)
        return False


def test_a_turn_that_comes_in_the_moment_in_which_somebody_gives_up_is_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    turns, come = Turns(LONG, 1), list[str]()

    def go() -> None:
        with turns.turn():
            come.append("came")

    with ThreadPoolExecutor(1) as others:
        with turns.turn(), monkeypatch.context() as patched:
            patched.setattr("tellmark.store.turns.threading", SimpleNamespace(Event=TooLate))
            late = others.submit(go)
            until(lambda: turns.waiting == 1)
        late.result()
    with turns.turn():
        assert come == ["came"]


def test_many_threads_are_all_served_while_they_all_go_on(database: Database) -> None:
    """With a pool of connections alone, of 64 that wrote without end some had written nothing after four seconds."""
    stop, served = threading.Event(), [0] * (4 * AT_ONCE)
    all_here = threading.Barrier(len(served), timeout=LONG)

    def go(mine: int) -> None:
        all_here.wait()
        while not stop.is_set():
            with database.write(ACME) as unit:
                unit.say(Happened(number=mine))
            served[mine] += 1

    with ThreadPoolExecutor(len(served)) as others:
        running = [others.submit(go, mine) for mine in range(len(served))]
        try:
            until(lambda: sum(served) >= 20 * len(served))
        finally:
            stop.set()
        for one in running:
            one.result()
    assert min(served) * 4 > max(served)
