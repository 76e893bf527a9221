"""What a service elsewhere has told of itself: asked for by one request at a time, and kept for a while."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

from tellmark.identity.errors import VerifierAwaited, VerifierUnreachable

SILENT_FOR: Final = timedelta(seconds=30)
"""For how long nobody asks again where no answer came: each who asks holds one of the threads of all requests."""

_LONGER: Final = timedelta(minutes=1)

T = TypeVar("T")


class Told(Generic[T]):
    """One answer, which *lasts*. Threads may share it: while one of them asks, none of the others waits.

    They get what was told before, for a minute longer than it lasts, so that nobody is sent away by a mere renewal.
    """

    def __init__(self, lasts: timedelta) -> None:
        self._lasts = lasts
        self._lock = threading.Lock()  # never held while somebody is asked
        self._asking = False
        self._told: tuple[datetime, T] | None = None
        self._silent: tuple[datetime, str] | None = None

    def get(
        self, at: datetime, ask: Callable[[], T], enough: Callable[[T, timedelta], bool] = lambda _told, _age: True
    ) -> T:
        """Return what was told; *ask* where nothing was, or what was told at that age is not *enough*.

        Raises VerifierAwaited where another is asking, VerifierUnreachable where that failed now or a moment ago.
        """
        with self._lock:
            kept = self._kept(at, enough)
            if kept is not None:
                return kept
            self._check_may_ask(at)
            self._asking = True
        try:
            return self._asked(at, ask)
        finally:
            with self._lock:
                self._asking = False

    def _kept(self, at: datetime, enough: Callable[[T, timedelta], bool]) -> T | None:
        if self._told is None:
            return None
        since, told = self._told
        lasts = self._lasts + _LONGER if self._asking or self._is_silent(at) else self._lasts
        return told if timedelta() <= at - since < lasts and enough(told, at - since) else None

    def _check_may_ask(self, at: datetime) -> None:
        if self._asking:
            raise VerifierAwaited("told.asking")
        if self._silent is not None and self._is_silent(at):
            raise VerifierUnreachable(self._silent[1])

    def _is_silent(self, at: datetime) -> bool:
        return self._silent is not None and abs(at - self._silent[0]) < SILENT_FOR  # a clock may have been set back

    def _asked(self, at: datetime, ask: Callable[[], T]) -> T:
        try:
            new = ask()
        except VerifierAwaited:
            raise  # nobody was asked
        except VerifierUnreachable as failed:
            with self._lock:
                self._silent = at, failed.why
            raise
        with self._lock:
            self._told, self._silent = (at, new), None
        return new
