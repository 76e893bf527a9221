"""SARIF 2.1.0 (OASIS): the answers of a check in the form that code hosts and pipelines read."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from tellmark import __version__
from tellmark.cli.streams import STANDARD
from tellmark.marks.checks.model import Checked, Outcome
from tellmark.values.languages import Language
from tellmark.verify.check_words import command_for, rule_words
from tellmark.verify.checks import CheckReport

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_KINDS = {
    Outcome.PASS: ("pass", "none"),
    Outcome.FAIL: ("fail", "error"),
    Outcome.CANNOT_TELL: ("review", "none"),
    Outcome.NOT_APPLICABLE: ("notApplicable", "none"),
}
"""`kind` and `level` of a result (SARIF 2.1.0 §3.27.9, §3.27.10): where the kind is not fail, the level is none."""


def sarif(answers: Sequence[tuple[str, CheckReport]]) -> str:
    """Return one log with one run: each rule once, and a result for each rule and file. Unreadable files are noted."""
    rules = {one.rule: one for _, report in answers for one in report.checked if one.grade is not None}
    order = {name: number for number, name in enumerate(rules)}
    run = {
        "tool": {
            "driver": {"name": "Tellmark", "version": __version__, "rules": [_rule(one) for one in rules.values()]}
        },
        "artifacts": [_artifact(name, report) for name, report in answers],
        "results": [
            _result(one, report, name, number, order[one.rule])
            for number, (name, report) in enumerate(answers)
            for one in report.checked
            if one.grade is not None
        ],
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": list(_unread(answers))}],
    }
    return msgspec.json.encode({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}).decode()


def _rule(checked: Checked) -> dict[str, Any]:
    return {
        "id": checked.rule,
        "shortDescription": {"text": checked.what},
        "fullDescription": {"text": f"{checked.what} ({checked.cites})"},
        "properties": {"audience": checked.audience, "cites": checked.cites, "grade": checked.grade},
    }


def _artifact(name: str, report: CheckReport) -> dict[str, Any]:
    artifact: dict[str, Any] = {"location": _location(name), "hashes": {"sha-256": report.file.sha256}}
    artifact["length"] = report.file.size
    if report.file.media_type:
        artifact["mimeType"] = report.file.media_type
    return artifact


def _location(name: str) -> dict[str, str]:
    return {"uri": "stdin" if name == STANDARD else quote(name)}


def _result(checked: Checked, report: CheckReport, name: str, number: int, index: int) -> dict[str, Any]:
    kind, level = _KINDS[checked.outcome]
    words = rule_words(checked, Language.EN, command_for(report, checked, quote(name)))
    parts = [words.measured, words.needs_words]
    if kind in ("fail", "review") and words.mends:
        parts.append(words.mends)
    return {
        "ruleId": checked.rule,
        "ruleIndex": index,
        "kind": kind,
        "level": level,
        "message": {"text": "; ".join(part for part in parts if part) or checked.what},
        "locations": [{"physicalLocation": {"artifactLocation": {**_location(name), "index": number}}}],
    }


def _unread(answers: Iterable[tuple[str, CheckReport]]) -> Iterable[dict[str, Any]]:
    for number, (name, report) in enumerate(answers):
        if report.outcome is None:
            why = next((note.what for note in report.notes if note.what), "the file could not be read")
            place = {"physicalLocation": {"artifactLocation": {**_location(name), "index": number}}}
            yield {"level": "error", "message": {"text": why}, "locations": [place]}
