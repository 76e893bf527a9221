"""`tellmark report verify`: exit codes and words."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tellmark.cli import report
from tellmark.cli.edge import Exit
from tellmark.proof.keys import KeyFolder
from tellmark.proof.reports import sign_document
from tellmark.values.languages import Language
from tellmark.verify.decide import NEVER_CHECKED
from tellmark.verify.report import SCHEMA, FileFacts, Report, Tool, Verdict
from tellmark.verify.saved import NotAReport, offline_html, payload_of

AT = datetime(2026, 11, 23, 11, 4, tzinfo=UTC)
ANSWER = Report(
    SCHEMA, Verdict.NO_MARK_FOUND, None, FileFacts("9c" * 32, 184, "image/png"), (), (), (), NEVER_CHECKED,
    "2026-11-23T11:04:00Z", Tool("tellmark", "0.0.1", None),
)  # fmt: skip


@pytest.fixture
def saved() -> Path:
    """Return a report that was saved here: this folder's own keys signed it."""
    keys = KeyFolder(Path(".tellmark"))
    keys.create("Studio-North", "ZZ", datetime.now(UTC))
    path = Path("report.html")
    path.write_bytes(
        offline_html(ANSWER, sign_document(payload_of(ANSWER), keys.load_reports(datetime.now(UTC))), Language.EN)
    )
    return path


def run(*arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    app.callback()(lambda: None)
    report.register(app)
    result = CliRunner().invoke(app, ["report", "verify", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_an_intact_report_is_told_with_its_answer(saved: Path) -> None:
    code, said = run(str(saved))
    assert code == Exit.OK
    assert "Signed by Studio-North, known here." in said
    assert "We found no AI mark. This does not show that the file is real." in said
    assert "9c" * 32 in said
    assert "No public list of signers is installed here." in said


def test_a_stranger_is_not_broken(saved: Path, tmp_path: Path) -> None:
    code, said = run(str(saved), "--home", str(tmp_path / "elsewhere"))
    assert code == Exit.OK
    assert "nobody here knows them" in said


def test_a_changed_report_is_broken(saved: Path) -> None:
    data = saved.read_bytes()
    head, _, tail = data.rpartition(b"</script>")
    saved.write_bytes(head[:-5] + b"AAAAA</script>" + tail)
    code, said = run(str(saved))
    assert code == Exit.BROKEN
    assert "Do not rely on it" in said
    assert "no AI mark" not in said


def test_a_file_without_a_signed_report_is_unreadable() -> None:
    Path("page.html").write_text("<html></html>")
    with pytest.raises(NotAReport):
        run("page.html")


def test_programs_get_one_object(saved: Path) -> None:
    code, said = run(str(saved), "--json")
    answer = json.loads(said)
    assert code == Exit.OK
    assert (answer["integrity"], answer["signer"], answer["organisation"]) == ("intact", "pinned", "Studio-North")
    assert answer["report"]["verdict"] == "no_mark_found"


def test_it_is_read_in_chinese_too(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLMARK_LANG", "zh_CN.UTF-8")
    assert "由Studio-North签名，本处认得。" in run(str(saved))[1]
