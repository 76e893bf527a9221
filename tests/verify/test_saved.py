"""The saved report: whole in one file, checked without a server, and no change goes unnoticed."""

import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark import __version__
from tellmark.marks.model import Detail, Finding, Layer, Mark, Says, State, Trust
from tellmark.proof.keys import KeyFolder
from tellmark.proof.reports import Integrity, Standing, sign_document
from tellmark.values.languages import Language
from tellmark.verify.decide import ACTIVE, NEVER_CHECKED
from tellmark.verify.report import SCHEMA, FileFacts, Report, Tool, Verdict
from tellmark.verify.saved import (
    NotAReport,
    Sheet,
    check,
    is_sound,
    offline_html,
    payload_of,
    read_offline,
    report_of,
)

AT = datetime(2026, 11, 23, 11, 4, tzinfo=UTC)
EVIL = '</script><script>alert("x")</script>'


def a_report(version: str = __version__) -> Report:
    detail: Detail = {
        "signer": EVIL,
        "change": "altered",
        "operation": "voice_clone",
        "at": "2026-11-18T09:12:44Z",
        "ink": 5.3,
    }
    found = Finding(Mark.C2PA, Layer.CRYPTOGRAPHIC, State.INTACT, Trust.PINNED, Says.AI, ACTIVE, detail)
    return Report(
        SCHEMA, Verdict.AI_ATTESTED, None, FileFacts("9c" * 32, 18_400_000, "video/mp4"), (found,), (), (),
        NEVER_CHECKED, "2026-11-23T11:04:00Z", Tool("tellmark", version, "2026-09-06"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyFolder:
    folder = KeyFolder(tmp_path_factory.mktemp("keys") / ".tellmark")
    folder.create("Studio-North", "ZZ", AT)
    return folder


@pytest.fixture(scope="module")
def jws(keys: KeyFolder) -> str:
    return sign_document(payload_of(a_report()), keys.load_reports(AT))


@pytest.mark.parametrize("language", Language)
def test_a_saved_report_is_checked_offline(keys: KeyFolder, jws: str, language: Language) -> None:
    """EU-COP-21b: it holds the digest, the tool and the time, and verifies without us."""
    checked = check(offline_html(a_report(), jws, language), keys.pins(), AT)
    assert (checked.document.integrity, checked.document.signer) == (Integrity.INTACT, Standing.PINNED)
    assert checked.sheet is Sheet.AGREES
    assert checked.report == a_report()
    assert is_sound(checked)


def test_the_sheet_says_what_must_stand_on_it(jws: str) -> None:
    html = offline_html(a_report(), jws, Language.EN).decode()
    for wanted in ("Changed with AI", "9c" * 32, "23 Nov 2026, 11:04 UTC", f"tellmark {__version__}", "6 Sep 2026",
                   "Not checked", "Invisible marks", "tellmark report verify"):  # fmt: skip
        assert wanted in html


@pytest.mark.parametrize("language", Language)
def test_the_sheet_loads_nothing_and_runs_nothing(jws: str, language: Language) -> None:
    html = offline_html(a_report(), jws, language).decode()
    assert re.findall(r"(?:src|href|action|@import)\s*[=(]", html) == []
    assert html.count("<script") == 1
    assert '<script type="application/jose"' in html
    assert "default-src &#x27;none&#x27;" in html or "default-src 'none'" in html
    assert EVIL not in html


@pytest.mark.parametrize(
    ("before", "after"),
    [("Changed with AI", "Taken with a camera"), ("9c9c9c", "ababab"), ("</main>", "<p>Genuine.</p></main>"),
     (".verdict{", ".verdict{display:none;"), ("<html ", "<html hidden ")],
)  # fmt: skip
def test_a_changed_sheet_is_found_out(keys: KeyFolder, jws: str, before: str, after: str) -> None:
    html = offline_html(a_report(), jws, Language.EN)
    assert before.encode() in html
    checked = check(html.replace(before.encode(), after.encode(), 1), keys.pins(), AT)
    assert checked.sheet is Sheet.CHANGED
    assert checked.document.integrity is Integrity.INTACT
    assert not is_sound(checked)


def test_a_changed_answer_is_found_out(keys: KeyFolder, jws: str) -> None:
    head, body, signature = jws.split(".")
    other = "B" if body[40] != "B" else "C"
    forged = f"{head}.{body[:40]}{other}{body[41:]}.{signature}"
    checked = check(offline_html(a_report(), forged, Language.EN), keys.pins(), AT)
    assert checked.document.integrity is Integrity.TAMPERED
    assert checked.report is None
    assert not is_sound(checked)


def test_a_stranger_is_named_as_unknown_and_not_as_broken(tmp_path: Path, keys: KeyFolder) -> None:
    stranger = KeyFolder(tmp_path / ".tellmark")
    stranger.create("Stranger", "ZZ", AT)
    jws = sign_document(payload_of(a_report()), stranger.load_reports(AT))
    checked = check(jws.encode(), keys.pins(), AT)
    assert checked.document.signer is Standing.UNKNOWN
    assert checked.sheet is Sheet.NO_SHEET
    assert is_sound(checked)


def test_the_sheet_of_another_version_is_not_called_changed(keys: KeyFolder) -> None:
    old = a_report("0.0.1")
    jws = sign_document(payload_of(old), keys.load_reports(AT))
    html = offline_html(old, jws, Language.EN).replace(b"What we read", b"What was read")
    assert check(html, keys.pins(), AT).sheet is Sheet.OTHER_VERSION


def test_the_signature_alone_is_enough(keys: KeyFolder, jws: str) -> None:
    for data in (jws.encode(), f"\n{jws}\n".encode(), msgspec.json.encode({"jws": jws, "note": "kept"})):
        assert check(data, keys.pins(), AT).report == a_report()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b'{"jws": 5}',
        b"<html></html>",
        b"a.b",
        b"\xff\xfe\x00",
        b'{"verdict": "ai_attested"}',
        b"<" * 100,
        b'{"x":' + b"[" * 60_000,
    ],
)
def test_what_holds_no_signed_answer_is_no_report(data: bytes) -> None:
    with pytest.raises(NotAReport):
        check(data, b"", AT)


def test_two_signed_answers_in_one_sheet_are_refused(keys: KeyFolder, jws: str) -> None:
    """Else a reader might look at one, and the check at the other."""
    html = offline_html(a_report(), jws, Language.EN)
    with pytest.raises(NotAReport):
        read_offline(html + html)


def test_a_signed_document_that_is_no_report_is_refused(keys: KeyFolder) -> None:
    for payload in (
        b'{"schema": "tellmark.other/1"}',
        b"[]",
        b"\xff",
        b'{"x":' + b"[" * 30_000,
        payload_of(a_report()).replace(b"report/1", b"report/9"),
    ):
        with pytest.raises(NotAReport):
            check(sign_document(payload, keys.load_reports(AT)).encode(), keys.pins(), AT)


@given(st.binary(max_size=300))
def test_hostile_bytes_never_break_the_check(data: bytes) -> None:
    for tried in (data, b"<html>" + data, b'<script type="application/jose" id="signed-report">' + data + b"</script>"):
        try:
            checked = check(tried, b"", AT)
        except NotAReport:
            continue
        assert checked.report is None


def test_a_report_survives_its_json() -> None:
    assert report_of(payload_of(a_report())) == a_report()
