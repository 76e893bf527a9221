"""`Idempotency-Key`: a request that is repeated gets the answer of the first time, and is not done again."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Protocol

from tellmark.store.scope import Scope
from tellmark.values.errors import ErrorKind, TellmarkError

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LASTS = timedelta(hours=24)
"""How long an answer is kept where its route does not say otherwise."""

AGAIN = 2
"""Seconds after which a client may ask again for what is still running."""


class KeyReused(TellmarkError):
    """The same Idempotency-Key came with another request."""

    code = "idempotency.reused"
    kind = ErrorKind.USAGE

    def __init__(self) -> None:
        super().__init__(
            "this Idempotency-Key came with another request a while ago",
            "Use a new key for each request, and the same one only to repeat it as it was.",
        )


class StillRunning(TellmarkError):
    """The same request is being worked on at this moment."""

    code = "idempotency.running"
    kind = ErrorKind.CONFLICT
    seconds = AGAIN

    def __init__(self) -> None:
        super().__init__(
            "the same request, under this Idempotency-Key, is being worked on at this moment",
            "Ask again in a few seconds, under the same key: you will get its answer.",
        )


class BadIdempotencyKey(TellmarkError):
    """The Idempotency-Key is too long, or not printable ASCII."""

    code = "idempotency.bad_key"
    kind = ErrorKind.USAGE


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is kept: status, headers, and the body whole."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """A request under a key: by whom, under which *key*, and the *digest* of everything that makes it this request."""

    scope: Scope
    key: str = field(repr=False)
    digest: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """Leave to answer a request, for whoever came first. *number* tells it from a turn that was given before."""

    asked: Asked
    number: str


class Repeats(Protocol):
    """Where answers are kept. A turn that is neither kept nor dropped, for its process died, ends by itself."""

    @property
    def largest(self) -> int:
        """Bytes of the largest answer that is kept; a repeat of a larger one is done anew."""

    def begin(self, asked: Asked) -> Turn | Answer:
        """Return the answer of the first time, or the turn to answer now. Raises KeyReused, StillRunning."""

    def renew(self, turn: Turn) -> None:
        """Say that *turn* is still at work: to be called at least every twenty seconds."""

    def keep(self, turn: Turn, answer: Answer, lasts: timedelta = LASTS) -> None:
        """Keep *answer*, which is no larger than the largest, as long as it *lasts*."""

    def drop(self, turn: Turn) -> None:
        """Give *turn* back: nothing was done, and the key is free at once."""


def key_of(header: str | None) -> str | None:
    """Check an Idempotency-Key: 1 to 255 printable ASCII characters. Raises BadIdempotencyKey."""
    if header is None:
        return None
    if not 1 <= len(header) <= 255 or not header.isascii() or not header.isprintable():
        raise BadIdempotencyKey(
            "the Idempotency-Key is not 1 to 255 printable ASCII characters", "Use a random UUID for each request."
        )
    return header


def replayed(answer: Answer) -> Answer:
    """Return *answer* as it is given once more: with a header that says so."""
    return replace(answer, headers=(*answer.headers, (REPLAYED, "true")))
