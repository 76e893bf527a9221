"""Look at one file: what it is as bytes, and what its readers find in it, or why they could not."""

from dataclasses import dataclass
from typing import BinaryIO

from tellmark.marks.model import Findings
from tellmark.marks.orders import READ, Lend, ReadOrder
from tellmark.media.kinds import Kind, kind_of
from tellmark.media.sandbox import Limits
from tellmark.proof.anchors import Anchors
from tellmark.values.digests import sha256_of
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.verify.report import FileFacts


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked at: what was found in it, or the fault for which it could not be opened."""

    file: FileFacts
    kind: Kind | None
    answer: Findings | TellmarkError

    @property
    def findings(self) -> Findings:
        """What was found: nothing in a file that could not be opened."""
        return self.answer if isinstance(self.answer, Findings) else Findings(())

    @property
    def fault(self) -> TellmarkError | None:
        """Why the file could not be opened, None where it could."""
        return self.answer if isinstance(self.answer, TellmarkError) else None


def look(stream: BinaryIO, anchors: Anchors, lend: Lend, *, thorough: bool = False) -> Looked:
    """Read every mark of the file in *stream* (seekable) in the sandbox; *thorough* as `marks.orders.ReadOrder`.

    What cannot be opened is an answer, not an error. Raises TellmarkError only for what is no fault of the file.
    """
    digest = sha256_of(stream)
    size = stream.seek(0, 2)
    kind: Kind | None = None
    try:
        kind = kind_of(stream)
        with lend() as cell:
            order, limits = ReadOrder(kind, anchors, thorough), Limits.for_size(size)
            findings = cell.run(READ, order, Findings, limits=limits, files={"source": stream})
    except TellmarkError as fault:
        if fault.kind not in (ErrorKind.UNREADABLE, ErrorKind.TOO_LARGE):
            raise
        return Looked(FileFacts(digest, size, kind), kind, fault)
    return Looked(FileFacts(digest, size, kind), kind, findings)
