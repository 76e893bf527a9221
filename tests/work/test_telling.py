"""The log is opened beside the work, closed after it, and what goes wrong with it is told where it is needed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tellmark.marks.service import Tells
from tellmark.store.errors import StoreBusy
from tellmark.work.telling import beside


class Log:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.open = False
        self.may_open = threading.Event()

    def signed(self, record_id: str, signature: str) -> str:
        assert self.open
        self.told.append((record_id, signature))
        return signature

    @contextmanager
    def opened(self) -> Iterator[Tells | None]:
        assert self.may_open.wait(10)
        self.open = True
        yield self
        self.open = False


def test_the_work_goes_on_while_the_log_is_opened_and_waits_for_it_only_to_tell() -> None:
    log = Log()
    with beside(log.opened) as tells:
        assert not log.open
        log.may_open.set()
        assert tells.signed("record", "digest") == "digest"
        assert log.open
    assert (log.told, log.open) == ([("record", "digest")], False)


def test_a_log_that_nobody_needed_is_closed_all_the_same() -> None:
    log = Log()
    log.may_open.set()
    with beside(log.opened):
        pass
    assert not log.open


def test_where_no_log_is_kept_nothing_is_told() -> None:
    @contextmanager
    def none() -> Iterator[Tells | None]:
        yield None

    with beside(none) as tells:
        assert tells.signed("record", "digest") == ""


def test_a_log_that_does_not_open_stops_whoever_has_to_tell_and_nobody_else() -> None:
    @contextmanager
    def busy() -> Iterator[Tells | None]:
        raise StoreBusy
        yield None

    with beside(busy):
        pass
    with beside(busy) as tells, pytest.raises(StoreBusy):
        tells.signed("record", "digest")
