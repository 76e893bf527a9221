"""A request answered once, however long that takes: its turn is renewed while the work goes on, and ends with it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import anyio
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from tellmark.store.scope import Scope
from tellmark.surface.repeats import HEADER, LASTS, Answer, Asked, Repeats, Turn, key_of
from tellmark.values.errors import TellmarkError

_EVERY = 20.0
"""Seconds between two signs of life; a turn that gives none for a minute is another's to take."""


def asked_of(request: Request, scope: Scope, *parts: bytes) -> Asked | None:
    """Return what *request* asks under its Idempotency-Key, None without one. Raises BadIdempotencyKey.

    *parts* are everything beside method and address that makes it this request: its body, or its file and fields.
    """
    key = key_of(request.headers.get(HEADER))
    if key is None:
        return None
    told = hashlib.sha256()
    for part in (request.method.encode(), request.url.path.encode(), *parts):
        told.update(len(part).to_bytes(8) + part)
    return Asked(scope, key, told.digest())


def given(answer: Answer) -> Response:
    """Return *answer* as it goes out."""
    return Response(answer.body, answer.status, dict(answer.headers))


@dataclass(slots=True)
class Held:
    """A turn that is held. What is put into *answer* is kept when the work is over; without one the key is free."""

    answer: Answer | None = None


@asynccontextmanager
async def held(repeats: Repeats, turn: Turn, lasts: timedelta = LASTS, every: float = _EVERY) -> AsyncIterator[Held]:
    """Hold *turn* for as long as the block runs, whether it ends well, fails or is cut off."""
    mine = Held()
    alive = asyncio.create_task(_renewing(repeats, turn, every))  # a task group would wrap what the block raises
    try:
        yield mine
    finally:
        alive.cancel()
        with anyio.CancelScope(shield=True):
            await to_thread.run_sync(_end, repeats, turn, mine.answer, lasts)


def _end(repeats: Repeats, turn: Turn, answer: Answer | None, lasts: timedelta) -> None:
    if answer is None:
        repeats.drop(turn)
    else:
        repeats.keep(turn, answer, lasts)


async def _renewing(repeats: Repeats, turn: Turn, every: float) -> None:
    while True:
        await anyio.sleep(every)
        with suppress(TellmarkError):  # the store is busy: the next sign of life may reach it
            await to_thread.run_sync(repeats.renew, turn)
