"""The saved report: one HTML file for people, with the signed answer inside it, that needs no server to be checked."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from html import escape
from typing import Protocol

import msgspec

from tellmark import __version__
from tellmark.proof.reports import Integrity, SignedDocument, verify_document
from tellmark.surface.shapes import svg
from tellmark.surface.style import stylesheet
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.languages import Language, said, wording
from tellmark.verify import words
from tellmark.verify.amounts import instant_words
from tellmark.verify.report import SCHEMA, Report
from tellmark.verify.words import LayerWords, Row

LARGEST = 8 << 20
"""The most bytes that a saved report may have."""

_OPENING = '<script type="application/jose" id="signed-report">'
_SIGNED = re.compile(re.escape(_OPENING).encode() + rb"([A-Za-z0-9_.-]{1,%d})</script>" % LARGEST)


_WHAT_WE_READ = said("What we read")
_TWO_QUESTIONS = said(
    "How a file was made and whether it tells the truth are two questions. This part answers the first."
)
_NEXT = said("What to do next")
_THE_FILE = said("The file")
_HOW = said("How to check this sheet")
_MACHINES = said("For machines (JSON)")
_ANYONE_CAN_CHANGE = said(
    "The words on this sheet prove nothing: anyone can change them. The signed answer inside it can be checked:"
)
_WHAT_IT_SHOWS = said("It shows whether the sheet was changed, and who signed it. It asks nobody over the network.")


class NotAReport(TellmarkError):
    """The file is no saved report: no signed answer can be found in it."""

    code = "report.not_a_report"
    kind = ErrorKind.UNREADABLE


class NotSignedHere(TellmarkError):
    """Somebody handed in a signed answer that this service did not sign, or that was changed."""

    code = "report.not_signed_here"
    kind = ErrorKind.REFUSED


class Seals(Protocol):
    """What signs answers, and knows its own signature again."""

    def seal(self, payload: bytes) -> str:
        """Sign *payload* as a compact JWS. Raises TellmarkError when the key is locked or has run out."""

    def opened(self, jws: str) -> bytes | None:
        """Return the payload of an intact JWS that was signed here, None for any other."""


class Sheet(StrEnum):
    """Whether the words on the sheet are those that belong to its signed answer."""

    AGREES = "agrees"
    CHANGED = "changed"
    OTHER_VERSION = "other_version"
    NO_SHEET = "no_sheet"


@dataclass(frozen=True, slots=True)
class SavedCheck:
    """What a saved report turned out to be: its signature, its answer if that is intact, and its sheet."""

    document: SignedDocument
    report: Report | None
    sheet: Sheet


class _Wrapped(msgspec.Struct):
    jws: str


def payload_of(report: Report) -> bytes:
    """Write *report* as the JSON that is answered and signed (`tellmark.report/1`)."""
    return msgspec.json.encode(report)


def report_of(payload: bytes) -> Report:
    """Read the JSON of a report. Raises NotAReport for anything else."""
    try:
        report = msgspec.json.decode(payload, type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise _no_report() from broken
    if report.schema != SCHEMA:
        raise _no_report()
    return report


def offline_html(report: Report, jws: str, language: Language) -> bytes:
    """Write the sheet: the answer in *language*, what was not checked, how to verify, and *jws* inside.

    The same report, signature and language give the same bytes, so that a changed sheet can be told. It loads nothing.
    """
    body = _body(report, language)
    style = stylesheet(body)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    title = _title(language)
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'">
<title>{title} · Tellmark</title>
<style>{style}</style>
</head>
<body>
{body}
{_OPENING}{jws}</script>
</body>
</html>
""".encode()


def read_offline(html: bytes) -> str:
    """Return the compact JWS that a sheet carries. Raises NotAReport when there is none, or more than one."""
    found = _SIGNED.findall(html[: LARGEST + 1]) if len(html) <= LARGEST else []
    if len(found) != 1:
        raise _no_report()
    return str(found[0], "ascii")


def check(data: bytes, pinned_pem: bytes, at: datetime) -> SavedCheck:
    """Judge a saved report: a sheet, a compact JWS, or JSON with the JWS under `jws`. Raises NotAReport."""
    is_sheet = b"<" in data[:64]
    document = verify_document(read_offline(data) if is_sheet else _bare(data), pinned_pem, at)
    if document.payload is None:
        return SavedCheck(document, None, Sheet.NO_SHEET)
    report = report_of(document.payload)
    return SavedCheck(document, report, _compare(data, report) if is_sheet else Sheet.NO_SHEET)


def is_sound(checked: SavedCheck) -> bool:
    """Tell whether nothing in a saved report was found changed or broken."""
    return checked.document.integrity is Integrity.INTACT and checked.sheet is not Sheet.CHANGED


def _title(language: Language) -> str:
    return escape(wording(language)(said("Report on a file")))


def _body(report: Report, language: Language) -> str:
    _ = wording(language)
    return f"""<main class="wrap">
<div class="columns">
<div class="flow">
<p class="small soft">{_title(language)} · {escape(instant_words(report.checked_at, language))}</p>
{_verdict(report, language)}
<h2>{escape(_(_WHAT_WE_READ))}</h2>
<p class="soft">{escape(_(_TWO_QUESTIONS))}</p>
{"".join(_layer(group, number) for number, group in enumerate(words.layers(report, language)))}
</div>
{_about(report, language)}
</div>
</main>"""


def _bare(data: bytes) -> str:
    text = data[: LARGEST + 1].decode("ascii", "replace").strip()
    if text.startswith("{"):
        try:
            text = msgspec.json.decode(text, type=_Wrapped).jws
        except (msgspec.DecodeError, RecursionError) as broken:
            raise _no_report() from broken
    if text.count(".") != 2 or len(text) > LARGEST:
        raise _no_report()
    return text


def _compare(data: bytes, report: Report) -> Sheet:
    """Write the sheet anew from its signed answer, and look whether the same comes out."""
    jws = read_offline(data)
    if any(data == offline_html(report, jws, language) for language in Language):
        return Sheet.AGREES
    return Sheet.CHANGED if report.tool.version == __version__ else Sheet.OTHER_VERSION


def _no_report() -> NotAReport:
    return NotAReport(
        "there is no signed Tellmark report in this file",
        "Give the HTML file that “Save signed report” wrote, or the compact JWS itself.",
    )


def _verdict(report: Report, language: Language) -> str:
    verdict = words.verdict_words(report, language)
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in verdict.sentences)
    asked = "".join(
        f"<div><dt>{escape(answer.question)}</dt><dd>{escape(answer.answer)}"
        f'<span class="small">{escape(answer.more)}</span></dd></div>'
        for answer in words.answers(report, language)
    )
    steps = "".join(f"<li>{escape(step)}</li>" for step in verdict.then)
    notes = "".join(f'<p class="soft">{escape(note)}</p>' for note in words.note_sentences(report, language))
    return (
        f'<div class="verdict is-{verdict.tone}"><div class="what">{svg(verdict.shape)}<div>'
        f"<h1>{escape(verdict.title)}</h1>{sentences}</div></div>"
        + (f'<dl class="answers">{asked}</dl>' if asked else "")
        + f"</div><h2>{escape(wording(language)(_NEXT))}</h2><ul>{steps}</ul>{notes}"
    )


def _layer(group: LayerWords, number: int) -> str:
    rows = "".join(_finding(row) for row in group.rows)
    return (
        f'<section class="layer" aria-labelledby="l{number}"><header><h3 id="l{number}">{escape(group.title)}</h3>'
        f'<p>{escape(group.ground)}</p></header><ul class="findings">{rows}</ul></section>'
    )


def _finding(row: Row) -> str:
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in row.sentences)
    facts = _facts(row.facts)
    return (
        f'<li><span class="tag is-{row.tone}">{svg(row.shape)}{escape(row.tag)}</span>'
        f"<div><h4>{escape(row.title)}</h4>{sentences}{facts}</div></li>"
    )


def _about(report: Report, language: Language) -> str:
    _ = wording(language)
    facts = [
        (_(said("Kind")), words.kind_words(report.file, language)),
        (_(said("Digest (SHA-256)")), report.file.sha256),
        (_(said("Checked")), instant_words(report.checked_at, language)),
        (_(said("Checked by")), f"{report.tool.name} {report.tool.version}"),
        (_(said("Signers looked up in")), words.trust_list_words(report, language)),
    ]
    if (tier := words.tier_words(report, language)) is not None:
        facts.append((_(said("In China (Labelling Measures, Art. 6)")), tier))
    machine = json.dumps(msgspec.json.decode(payload_of(report)), ensure_ascii=False, indent=1)
    return (
        f'<aside class="flow"><h2>{escape(_(_THE_FILE))}</h2>{_facts(facts)}'
        f'<h2>{escape(_(_HOW))}</h2><p class="small">{escape(_(_ANYONE_CAN_CHANGE))}</p>'
        "<p><code>tellmark report verify tellmark-report.html</code></p>"
        f'<p class="small">{escape(_(_WHAT_IT_SHOWS))}</p>'
        f'<details class="no-print"><summary>{escape(_(_MACHINES))}</summary>'
        f'<pre class="scroll small" tabindex="0">{escape(machine)}</pre></details></aside>'
    )


def _facts(facts: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> str:
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    return f'<dl class="facts">{rows}</dl>' if rows else ""
