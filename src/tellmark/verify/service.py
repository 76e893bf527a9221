"""Ask one file what it is: read it in the sandbox, decide, and answer with a report."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from tellmark.marks.model import Findings, NotChecked, Trust
from tellmark.marks.orders import Lend
from tellmark.proof.anchors import Anchors, Logged
from tellmark.values.errors import TellmarkError
from tellmark.values.instants import rfc3339
from tellmark.verify.decide import NEVER_CHECKED, cn_tier_of, notes_of, verdict_of
from tellmark.verify.looking import Looked, look
from tellmark.verify.report import SCHEMA, FileFacts, Note, Report, Tool, Verdict

Recall = Callable[[str], Logged | None]
"""Since when a log that is believed here has known the signature of a digest. Raises TellmarkError: it cannot tell."""


def _nobody(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Verifier:
    """Answers what files are. Keeps nothing of them. *recall* is asked only of signatures whose key is lost."""

    anchors: Anchors
    lend: Lend
    tool: Tool
    recall: Recall = _nobody

    def verify(self, stream: BinaryIO, at: datetime) -> Report:
        """Return the report on the file in *stream* (seekable). What cannot be opened is a report, not an error.

        Raises TellmarkError only for what is no fault of the file, such as a full disk.
        """
        looked, silent = self._proven(look(stream, self.anchors, self.lend), stream)
        if looked.fault is not None:
            return self._unreadable(looked.file, looked.fault, at)
        return self._report(looked.file, replace(looked.findings, not_checked=looked.findings.not_checked + silent), at)

    def _proven(self, looked: Looked, stream: BinaryIO) -> tuple[Looked, tuple[NotChecked, ...]]:
        """Look again at a file that was signed by a key that is lost, where a log proves that it was signed before."""
        try:
            logged = tuple(one for digest in _lost(looked.findings) if (one := self.recall(digest)) is not None)
        except TellmarkError:
            return looked, (NotChecked("log", "log_out_of_reach"),)
        if not logged:
            return looked, ()
        return look(stream, replace(self.anchors, logged=logged), self.lend), ()

    def _report(self, file: FileFacts, findings: Findings, at: datetime) -> Report:
        verdict = verdict_of(findings.found)
        return Report(
            schema=SCHEMA,
            verdict=verdict,
            cn_tier=cn_tier_of(findings.found, verdict),
            file=file,
            findings=findings.found,
            refutations=(),
            notes=notes_of(findings.found, verdict),
            not_checked=findings.not_checked + NEVER_CHECKED,
            checked_at=rfc3339(at),
            tool=self.tool,
        )

    def _unreadable(self, file: FileFacts, fault: TellmarkError, at: datetime) -> Report:
        return Report(
            schema=SCHEMA,
            verdict=Verdict.UNREADABLE,
            cn_tier=None,
            file=file,
            findings=(),
            refutations=(),
            notes=(Note(fault.code, fault.what), Note("unreadable_is_not_nothing_found")),
            not_checked=(NotChecked("everything", fault.code),),
            checked_at=rfc3339(at),
            tool=self.tool,
        )


def _lost(findings: Findings) -> Iterator[str]:
    """Yield the digest of each signature whose key was given up, and that nothing else proves to be earlier."""
    for one in findings.found:
        if one.trust is Trust.REVOKED and isinstance(digest := one.detail.get("signature_digest"), str):
            yield digest
