"""`Idempotency-Key`: a request that is repeated within minutes gets the same answer, as far as memory holds it."""

import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

import anyio

from tellmark.values.errors import ErrorKind, TellmarkError

T = TypeVar("T")

SECONDS = 600.0
"""How long an answer is remembered."""


class KeyReused(TellmarkError):
    """The same Idempotency-Key came with another request."""

    code = "web.idempotency_key_reused"
    kind = ErrorKind.USAGE


class BadIdempotencyKey(TellmarkError):
    """The Idempotency-Key is too long, or not printable ASCII."""

    code = "web.bad_idempotency_key"
    kind = ErrorKind.USAGE


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    digest: str
    answer: T
    size: int
    until: float


class Repeats(Generic[T]):
    """Answers by caller and Idempotency-Key, in this process's memory only: at most *most* bytes, for ten minutes.

    What is larger than a quarter of that is not kept; a repeat of it is done anew.
    """

    def __init__(self, most: int = 64 << 20, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self.largest = most // 4
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], _Kept[T]] = OrderedDict()
        self._size = 0
        self._turns: dict[tuple[str, str], anyio.Lock] = {}

    @asynccontextmanager
    async def turn(self, caller: str, key: str) -> AsyncIterator[None]:
        """Let requests with the same key pass one after another, so that the second finds the first's answer."""
        name = (caller, key)
        lock = self._turns.setdefault(name, anyio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.statistics().tasks_waiting and not lock.locked():
                self._turns.pop(name, None)

    def recall(self, caller: str, key: str, digest: str) -> T | None:
        """Return the answer to this very request, None where it is not known. Raises KeyReused for another request."""
        self._forget()
        kept = self._kept.get((caller, key))
        if kept is None:
            return None
        if kept.digest != digest:
            raise KeyReused(
                "this Idempotency-Key came with another file or another job a little while ago",
                "Use a new key for each request, and the same one only to repeat it.",
            )
        return kept.answer

    def keep(self, caller: str, key: str, digest: str, answer: T, size: int) -> None:
        """Remember *answer*, which holds *size* bytes, unless it is too large."""
        if size > self.largest:
            return
        if (before := self._kept.pop((caller, key), None)) is not None:
            self._size -= before.size
        self._kept[caller, key] = _Kept(digest, answer, size, self._clock() + SECONDS)
        self._size += size
        self._forget()

    def _forget(self) -> None:
        while self._kept:
            oldest = next(iter(self._kept.values()))
            if self._size <= self._most and oldest.until > self._clock():
                return
            self._kept.popitem(last=False)
            self._size -= oldest.size


def key_of(header: str | None) -> str | None:
    """Check an Idempotency-Key: 1 to 255 printable ASCII characters. Raises BadIdempotencyKey."""
    if header is None:
        return None
    if not 1 <= len(header) <= 255 or not header.isascii() or not header.isprintable():
        raise BadIdempotencyKey(
            "the Idempotency-Key is not 1 to 255 printable ASCII characters", "Use a random UUID for each request."
        )
    return header
