import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import tellmark
from tellmark.media.targets import SourceIsTarget, TargetExists
from tellmark.rules.audiences import BadAudience
from tellmark.values.errors import TellmarkError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "tellmark", "init", "--home", str(tmp_path), "--name", "Studio-North"], check=False
    )
    assert done.returncode == 0
    return tmp_path


def test_a_file_is_marked_beside_itself_and_verified(photograph: Path, home: Path) -> None:
    source = home / "swap.jpg"
    source.write_bytes(photograph.read_bytes())
    answer = tellmark.mark(source, operation="face_swap", model="avatar-2", audiences="CN,EU", home=home)
    assert answer.plan.aigc
    assert tellmark.verify(home / "swap.marked.jpg", home=home).verdict == "ai_attested"
    with pytest.raises(TargetExists):
        tellmark.mark(source, operation="face_swap", home=home)


def test_bytes_and_streams_do_as_well(photograph: Path, home: Path) -> None:
    out = io.BytesIO()
    tellmark.mark(photograph.read_bytes(), out, operation="image_edit", home=home)
    assert tellmark.verify(out.getvalue(), home=home).verdict == "ai_attested"
    assert tellmark.verify(io.BytesIO(out.getvalue()), home=home).verdict == "ai_attested"
    assert tellmark.verify(photograph).verdict == "no_mark_found"
    with pytest.raises(TypeError, match="target"):
        tellmark.mark(photograph.read_bytes(), operation="image_edit", home=home)


@pytest.mark.parametrize("nobody", [[], ",", "", ["Germany"]])
def test_a_file_for_nobody_is_refused(photograph: Path, tmp_path: Path, nobody: str | list[str]) -> None:
    with pytest.raises(BadAudience):
        tellmark.mark(photograph, io.BytesIO(), operation="image_edit", audiences=nobody, home=tmp_path)
    with pytest.raises(BadAudience):
        tellmark.check(photograph, audiences=nobody, home=tmp_path)


def test_verify_can_be_called_whatever_was_imported_before(photograph: Path) -> None:
    script = (
        "import sys, tellmark, tellmark.verify.report as report\n"
        "assert tellmark.verify(sys.argv[1]).verdict is report.Verdict.NO_MARK_FOUND\n"
        "from tellmark import verify\n"
        "assert verify(sys.argv[1]).verdict is report.Verdict.NO_MARK_FOUND\n"
    )
    subprocess.run([sys.executable, "-c", script, str(photograph)], check=True)


def test_a_file_is_checked_from_python(photograph: Path, tmp_path: Path) -> None:
    report = tellmark.check(photograph, audiences="CN", on=date(2026, 12, 3), operation="face_swap", home=tmp_path)
    assert report.outcome == "fail"
    assert "CN-GB-61" in {one.rule for one in report.checked if one.outcome == "fail"}


def test_the_source_is_never_written_over(photograph: Path, home: Path) -> None:
    source, link = home / "swap.jpg", home / "other.jpg"
    source.write_bytes(photograph.read_bytes())
    link.hardlink_to(source)
    with source.open("r+b") as stream:
        for given, target in ((source, source), (source, link), (stream, link)):
            with pytest.raises(SourceIsTarget):
                tellmark.mark(given, target, operation="image_edit", force=True, home=home)
        with pytest.raises(ValueError, match="never touched"):
            tellmark.mark(stream, stream, operation="image_edit", force=True, home=home)
    assert source.read_bytes() == photograph.read_bytes()


def test_a_target_stream_holds_the_marked_file_and_nothing_else(photograph: Path, home: Path) -> None:
    out = io.BytesIO(b"x" * 10_000_000)
    tellmark.mark(photograph, out, operation="image_edit", home=home)
    assert len(out.getvalue()) < 10_000_000
    assert tellmark.verify(out, home=home).verdict == "ai_attested"
    with pytest.raises(ValueError, match="beginning"):
        tellmark.mark(photograph, out, operation="image_edit", home=home)


def test_a_target_stream_keeps_what_it_holds_when_the_marking_fails(home: Path) -> None:
    out = io.BytesIO(b"mine")
    with pytest.raises(TellmarkError):
        tellmark.mark(b"no picture", out, operation="image_edit", home=home)
    assert out.getvalue() == b"mine"
