"""By what a file is recognised as made or changed by a machine: every sign that our readers find, as a code word.

No sign proves nothing: whoever makes a file can leave its marks out.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tellmark.marks.model import Finding, Mark, Says, State
from tellmark.marks.orders import Lend
from tellmark.proof.anchors import Anchors
from tellmark.verify.looking import look

BROKEN = "broken"
"""A signature that the file does not fit: it was changed after somebody had signed for it."""

AS_TAKEN = frozenset({"digitalCapture", "computationalCapture", "negativeFilm", "positiveFilm", "print"})
"""Source types (IPTC digital source type) of what a camera or a recorder took and nobody worked on since."""

_OURS = frozenset({Mark.AIGC, Mark.LABEL, Mark.WATERMARK})
"""Marks that stand on nothing but what was made or spread as AI."""
_AI = frozenset({Says.AI, Says.POSSIBLY_AI, Says.SUSPECTED_AI})
_THERE = frozenset({State.INTACT, State.MALFORMED, State.TAMPERED, State.DISPUTED})


@dataclass(frozen=True, slots=True)
class Examiner:
    """Looks for signs of a machine's making, in the sandboxes that *lend* lends."""

    anchors: Callable[[], Anchors]
    lend: Lend

    def signs(self, stream: BinaryIO) -> tuple[str, ...]:
        """Return the signs in the file of *stream* (seekable). Raises TellmarkError where it cannot be read."""
        looked = look(stream, self.anchors(), self.lend)
        if looked.fault is not None:
            raise looked.fault
        return signs_of(looked.findings.found)


def signs_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the signs of a machine's making among *findings*: marks' names, and `broken`; sorted, each once."""
    return tuple(sorted({sign for one in findings if one.state in _THERE for sign in _signs(one)}))


def is_mark_of_ai(one: Finding) -> bool:
    """Tell whether *one* is a mark that was put for AI: it says so, stands on nothing else, or is a broken credential.

    What a generator leaves behind by itself is a trace, and no mark.
    """
    broken = one.mark is Mark.C2PA and one.state is not State.INTACT
    return one.state in _THERE and one.mark is not Mark.TRACE and (one.says in _AI or one.mark in _OURS or broken)


def _signs(one: Finding) -> Iterator[str]:
    if one.says in _AI or one.mark in _OURS or not _as_taken(one):
        yield one.mark.value
    if one.mark is Mark.C2PA and one.state is State.TAMPERED:
        yield BROKEN


def _as_taken(one: Finding) -> bool:
    """Tell whether no source type stands there, or one of what was only taken."""
    stated = one.detail.get("digital_source_type")
    return not isinstance(stated, str) or stated.rpartition("/")[2] in AS_TAKEN
