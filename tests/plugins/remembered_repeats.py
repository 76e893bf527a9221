"""Answers in memory, for servers of tests that have no database; it keeps the same contract as the store."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tellmark.surface.repeats import LASTS, Answer, Asked, KeyReused, StillRunning, Turn


@dataclass(slots=True)
class _Entry:
    digest: bytes
    number: str
    answer: Answer | None = None
    until: float = 0.0


class RememberedRepeats:
    """Answers in this process's memory."""

    largest = 1 << 20

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._entries: dict[tuple[str, str, str], _Entry] = {}
        self._lock = threading.Lock()
        self._turns = 0

    def begin(self, asked: Asked) -> Turn | Answer:
        """As the port says."""
        with self._lock:
            self._forget()
            entry = self._entries.get(_name(asked))
            if entry is None:
                self._turns += 1
                self._entries[_name(asked)] = _Entry(asked.digest, str(self._turns))
                return Turn(asked, str(self._turns))
            if entry.digest != asked.digest:
                raise KeyReused
            if entry.answer is None:
                raise StillRunning
            return entry.answer

    def renew(self, turn: Turn) -> None:
        """Do nothing: a turn in memory ends with its process."""

    def keep(self, turn: Turn, answer: Answer, lasts: timedelta = LASTS) -> None:
        """As the port says."""
        with self._lock:
            entry = self._entries.get(_name(turn.asked))
            if entry is not None and entry.number == turn.number:
                entry.answer, entry.until = answer, self._clock() + lasts.total_seconds()

    def drop(self, turn: Turn) -> None:
        """As the port says."""
        with self._lock:
            entry = self._entries.get(_name(turn.asked))
            if entry is not None and entry.number == turn.number and entry.answer is None:
                del self._entries[_name(turn.asked)]

    def _forget(self) -> None:
        at = self._clock()
        over = [name for name, entry in self._entries.items() if entry.answer is not None and entry.until <= at]
        for name in over:
            del self._entries[name]


def _name(asked: Asked) -> tuple[str, str, str]:
    return (asked.scope.tenant, asked.scope.principal, asked.key)
