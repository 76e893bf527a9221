"""Turns at a database that takes so many at once: who asked first goes first, and who has just been waits again.

A pool of connections alone is a lottery. A thread that gives its connection back and wants another takes the one that
was meant for who waits, so that of 64 threads some got none for as long as the others worked.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from tellmark.store.errors import StoreBusy

AT_ONCE = 15
"""Units that work at once. Fewer would be as fast, and be held up by as many as wait for one row."""


class Turns:
    """So many turns at once, *at_once*; nobody waits longer than *patience* seconds for theirs."""

    def __init__(self, patience: float, at_once: int = AT_ONCE) -> None:
        self._patience = patience
        self._free = at_once
        self._mutex = threading.Lock()
        self._queue: deque[threading.Event] = deque()

    @property
    def waiting(self) -> int:
        """How many wait for a turn."""
        return len(self._queue)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Have a turn for the length of the block. Raises StoreBusy."""
        self._take()
        try:
            yield
        finally:
            self._pass_on()

    def _take(self) -> None:
        with self._mutex:
            if self._free:
                self._free -= 1
                return
            mine = threading.Event()
            self._queue.append(mine)
        given = False
        try:
            mine.wait(self._patience)
            given = self._given(mine)
        except BaseException:
            if self._given(mine):
                self._pass_on()  # it came to somebody who will not take it
            raise
        if not given:
            raise StoreBusy("everybody who may work on the database is at work; nothing was changed")

    def _given(self, mine: threading.Event) -> bool:
        """Tell whether it came, and stand in line no longer."""
        with self._mutex:
            if not mine.is_set() and mine in self._queue:
                self._queue.remove(mine)
            return mine.is_set()

    def _pass_on(self) -> None:
        with self._mutex:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._free += 1
