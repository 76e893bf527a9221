"""Who opens files in tests: the real readers, in sandboxes of their own, with nobody's keys known."""

from collections.abc import Iterator
from contextlib import contextmanager

from tellmark.marks.lending import JOBS, SMALL
from tellmark.media.sandbox import Cell
from tellmark.proof.anchors import Anchors
from tellmark.surface.limits import Doorway, Limits
from tellmark.verify.making import Examiner
from tellmark.web.finished import FinishedFiles


@contextmanager
def sandboxed() -> Iterator[Cell]:
    """Lend a sandbox of its own, started when it is needed."""
    with Cell(JOBS, SMALL) as cell:
        yield cell


EXAMINER = Examiner(Anchors, sandboxed)
"""Knows what was made by a machine, and nobody who signs."""

READER = FinishedFiles(Anchors, sandboxed)
"""Reads the marks of finished files, and knows nobody who signs."""

DOOR = Doorway(Limits(), lambda _: False)
"""Where files come in."""
