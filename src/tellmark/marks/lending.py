"""Sandboxed children that run the jobs of this room, lent for as long as a command or a server needs them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tellmark.marks.orders import Lend
from tellmark.media.sandbox import Cell, Limits

JOBS = "tellmark.marks.jobs"
SMALL = Limits.for_size(0)
"""Budgets until a job names those of its own file."""


@contextmanager
def one_cell() -> Iterator[Lend]:
    """Keep one sandboxed child for the length of a command, and lend it to every file in turn.

    A child that a file brought down is replaced for the next one.
    """
    with ExitStack() as cells:
        kept = [cells.enter_context(Cell(JOBS, SMALL))]

        @contextmanager
        def lend() -> Iterator[Cell]:
            if not kept[0].alive:
                kept[0] = cells.enter_context(Cell(JOBS, SMALL))
            yield kept[0]

        yield lend
