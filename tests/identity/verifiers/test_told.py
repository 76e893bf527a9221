"""What a service has told is kept; one request asks anew, and the others wait neither for it nor for a silent one."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from store_children import NOON
from tellmark.identity.errors import VerifierAwaited, VerifierUnreachable
from tellmark.identity.verifiers.told import SILENT_FOR, Told

LASTS = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


def silent() -> str:
    raise VerifierUnreachable("fetch.failed")


def engaged() -> str:
    raise VerifierAwaited("fetch.no_line")


def never() -> str:
    raise AssertionError("somebody was asked")


def during(told: Told[str], look: Callable[[], None], at: timedelta = timedelta()) -> None:
    """Have another thread ask, and *look* while it is asking."""
    asked, answered = threading.Event(), threading.Event()

    def slow() -> str:
        asked.set()
        assert answered.wait(20)
        return "new"

    thread = threading.Thread(target=told.get, args=(NOON + at, slow))
    thread.start()
    try:
        assert asked.wait(20)
        look()
    finally:
        answered.set()
        thread.join(20)


def test_it_is_asked_for_once_and_anew_when_it_is_old() -> None:
    told = Told[str](LASTS)
    assert told.get(NOON, lambda: "old") == "old"
    assert told.get(NOON + LASTS - SECOND, never) == "old"
    assert told.get(NOON + LASTS, lambda: "new") == "new"
    assert told.get(NOON + LASTS - timedelta(hours=2), lambda: "after the clock went back") != "new"


def test_while_one_asks_the_others_are_sent_away_at_once() -> None:
    told = Told[str](LASTS)

    def another() -> None:
        with pytest.raises(VerifierAwaited):
            told.get(NOON, never)

    during(told, another)
    assert told.get(NOON, never) == "new"


def test_a_renewal_sends_nobody_away() -> None:
    told = Told[str](LASTS)
    told.get(NOON, lambda: "old")

    def others() -> None:
        assert told.get(NOON + LASTS, never) == "old"
        with pytest.raises(VerifierAwaited):
            told.get(NOON + LASTS, never, lambda _told, _age: False)
        with pytest.raises(VerifierAwaited):
            told.get(NOON + 2 * LASTS, never)

    during(told, others, LASTS)


def test_who_was_silent_is_not_asked_again_for_a_while() -> None:
    told = Told[str](LASTS)
    with pytest.raises(VerifierUnreachable):
        told.get(NOON, silent)
    for soon in (NOON, NOON + SILENT_FOR - SECOND, NOON - SECOND):
        with pytest.raises(VerifierUnreachable) as caught:
            told.get(soon, never)
        assert caught.value.why == "fetch.failed"
    assert told.get(NOON + SILENT_FOR, lambda: "back") == "back"
    assert told.get(NOON + SILENT_FOR, never) == "back"


def test_what_was_told_outlasts_a_silence_by_a_minute_at_most() -> None:
    told = Told[str](LASTS)
    told.get(NOON, lambda: "old")
    for late in (NOON + LASTS, NOON + LASTS + 2 * SILENT_FOR):
        with pytest.raises(VerifierUnreachable):
            told.get(late, silent)
    with pytest.raises(VerifierUnreachable):
        told.get(NOON + LASTS + 2 * SILENT_FOR + SECOND, never)


def test_where_no_line_was_free_nobody_was_silent() -> None:
    told = Told[str](LASTS)
    with pytest.raises(VerifierAwaited):
        told.get(NOON, engaged)
    assert told.get(NOON, lambda: "told") == "told"


def test_a_mistake_of_ours_lets_the_next_one_ask() -> None:
    told = Told[str](LASTS)
    with pytest.raises(AssertionError):
        told.get(NOON, never)
    assert told.get(NOON, lambda: "told") == "told"
