"""Ask one file what it is: read it in the sandbox, decide, and answer with a report."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from tellmark.marks.model import Findings, NotChecked
from tellmark.marks.orders import Lend
from tellmark.proof.anchors import Anchors
from tellmark.values.errors import TellmarkError
from tellmark.values.instants import rfc3339
from tellmark.verify.decide import NEVER_CHECKED, cn_tier_of, notes_of, verdict_of
from tellmark.verify.looking import look
from tellmark.verify.report import SCHEMA, FileFacts, Note, Report, Tool, Verdict


@dataclass(frozen=True, slots=True)
class Verifier:
    """Answers what files are. Keeps nothing of them."""

    anchors: Anchors
    lend: Lend
    tool: Tool

    def verify(self, stream: BinaryIO, at: datetime) -> Report:
        """Return the report on the file in *stream* (seekable). What cannot be opened is a report, not an error.

        Raises TellmarkError only for what is no fault of the file, such as a full disk.
        """
        looked = look(stream, self.anchors, self.lend)
        if looked.fault is not None:
            return self._unreadable(looked.file, looked.fault, at)
        return self._report(looked.file, looked.findings, at)

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
