"""Ask whether a file's labels would be recognised, rule by rule; and what became of them in a copy."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from tellmark.marks.check import check
from tellmark.marks.checks.model import Checked, Outcome, Question
from tellmark.marks.compare import Survival, compare, lost
from tellmark.marks.model import Findings, Mark
from tellmark.marks.orders import Lend
from tellmark.proof.anchors import Anchors
from tellmark.rules.model import Operation, Role
from tellmark.rules.pack import Library
from tellmark.values.errors import TellmarkError
from tellmark.values.instants import rfc3339
from tellmark.verify.decide import ACTIVE
from tellmark.verify.looking import look
from tellmark.verify.report import FileFacts, Note, Tool

SCHEMA = "tellmark.check/1"
COMPARED = "tellmark.comparison/1"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The answer to “would its labels be recognised?”. *outcome* is None where the file could not be read.

    *on* is the instant whose law counts, *role* and *features* are those of the question; *operation_from* says how the
    operation is known: `asked` by whoever asked, `credential` of our own make in the file, or `unknown`.
    """

    schema: str
    outcome: Outcome | None
    file: FileFacts
    audiences: tuple[str, ...]
    on: str
    operation: Operation | None
    operation_from: str
    checked: tuple[Checked, ...]
    notes: tuple[Note, ...]
    checked_at: str
    rules_digest: str
    tool: Tool
    role: Role = Role.PROVIDER
    features: tuple[str, ...] = ()

    def without(self, rules: AbstractSet[str]) -> "CheckReport":
        """Return the same answer without *rules*, named in a note, so that nothing is left out silently."""
        left_out = sorted({one.rule for one in self.checked} & rules)
        if self.outcome is None or not left_out:
            return self
        kept = tuple(one for one in self.checked if one.rule not in rules)
        notes = (*self.notes, Note("rules_left_out", ", ".join(left_out)))
        return replace(self, checked=kept, outcome=overall(kept), notes=notes)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of a file's marks in its copy; *lost* where any died or broke."""

    schema: str
    before: FileFacts
    after: FileFacts
    same_bytes: bool
    marks: tuple[Survival, ...]
    lost: bool
    notes: tuple[Note, ...]
    checked_at: str
    tool: Tool


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks files against the rules. Keeps nothing of them."""

    library: Library
    anchors: Anchors
    lend: Lend
    tool: Tool

    def check(self, stream: BinaryIO, question: Question, at: datetime) -> CheckReport:
        """Return what came of every rule for the file in *stream*. What cannot be opened is an answer, not an error."""
        looked = look(stream, self.anchors, self.lend, thorough=True)
        known, origin = _operation(question, looked.findings)
        asked = replace(question, operation=known)
        checked: tuple[Checked, ...] = ()
        if looked.fault is None and looked.kind is not None:
            checked = check(self.library, looked.findings, looked.kind.modality, asked)
        return CheckReport(
            schema=SCHEMA,
            outcome=None if looked.fault else overall(checked),
            file=looked.file,
            audiences=question.audiences,
            on=rfc3339(question.at),
            operation=known,
            operation_from=origin,
            checked=checked,
            notes=_notes(looked.fault),
            checked_at=rfc3339(at),
            rules_digest=self.library.digest,
            tool=self.tool,
            role=question.role,
            features=tuple(sorted(question.features)),
        )

    def compare(self, before: BinaryIO, after: BinaryIO, at: datetime) -> Comparison:
        """Return what became of the marks of *before* in *after*. A side that cannot be read is named in the notes."""
        first, second = (look(stream, self.anchors, self.lend) for stream in (before, after))
        marks = compare(first.findings, second.findings) if not (first.fault or second.fault) else ()
        return Comparison(
            schema=COMPARED,
            before=first.file,
            after=second.file,
            same_bytes=first.file.sha256 == second.file.sha256,
            marks=marks,
            lost=lost(marks),
            notes=(*_notes(first.fault), *_notes(second.fault)),
            checked_at=rfc3339(at),
            tool=self.tool,
        )


def overall(checked: Iterable[Checked]) -> Outcome:
    """Sum up: a failure outweighs what cannot be told, that outweighs a pass; nothing at all is not applicable."""
    outcomes = {one.outcome for one in checked}
    order = (Outcome.FAIL, Outcome.CANNOT_TELL, Outcome.PASS)
    return next((one for one in order if one in outcomes), Outcome.NOT_APPLICABLE)


def _operation(question: Question, findings: Findings) -> tuple[Operation | None, str]:
    """Take the operation from whoever asks, else from our own disclosure in the file's credential."""
    if question.operation is not None:
        return question.operation, "asked"
    for one in findings.found:
        said = one.detail.get("operation")
        if one.mark is Mark.C2PA and one.place == ACTIVE and said in list(Operation):
            return Operation(str(said)), "credential"
    return None, "unknown"


def _notes(fault: TellmarkError | None) -> tuple[Note, ...]:
    return () if fault is None else (Note(fault.code, fault.what), Note("unreadable_is_not_nothing_found"))
