"""Answering a request once, however long it takes: the turn is renewed while the work goes on, and ends with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import anyio
from anyio import to_thread

from tellmark.surface.repeats import LASTS, Answer, Repeats, Turn
from tellmark.values.errors import TellmarkError

_EVERY = 20.0
"""Seconds between two signs of life; a turn that gives none for a minute is another's to take."""


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
