"""Where consent and verifying meet: the marks of a finished file, as the readers of `verify` find them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from tellmark.consent.files import Contents, FileSeen, MarkSeen
from tellmark.marks.model import Mark
from tellmark.marks.orders import Lend
from tellmark.proof.anchors import Anchors
from tellmark.verify.looking import look
from tellmark.verify.making import is_mark_of_ai

_IN_METADATA = (Mark.AIGC, Mark.IPTC)
"""Marks that are missed where there is more metadata than is read."""


@dataclass(frozen=True, slots=True)
class FinishedFiles:
    """Reads finished files (`consent.ports.ReadsFiles`), in the sandboxes that *lend* lends."""

    anchors: Callable[[], Anchors]
    lend: Lend

    def read(self, stream: BinaryIO) -> FileSeen:
        """As the port says. Marks that were put for AI count; a photograph's own credential is none."""
        looked = look(stream, self.anchors(), self.lend)
        if looked.fault is not None:
            raise looked.fault
        assert looked.kind is not None  # else there is a fault
        marks = {MarkSeen(one.mark, one.state, one.trust) for one in looked.findings.found if is_mark_of_ai(one)}
        unseen = {mark for one in looked.findings.not_checked for mark in _marks(one.what)}
        contents = Contents(looked.file.sha256, looked.file.size)
        return FileSeen(contents, looked.kind.value, tuple(sorted(marks)), tuple(sorted(unseen)))


def _marks(what: str) -> tuple[Mark, ...]:
    """Return which marks *what* could not be looked at holds."""
    if what == "metadata":
        return _IN_METADATA
    return (Mark(what),) if what in list(Mark) else ()
