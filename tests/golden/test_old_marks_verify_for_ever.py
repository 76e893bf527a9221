"""Files that each released version marked (DESIGN, invariant 14). They are made by scripts/make_golden.py, once."""

from pathlib import Path
from tempfile import TemporaryFile

import pytest
from PIL import Image

from tellmark.marks.lending import one_cell
from tellmark.marks.model import Mark, State, Trust
from tellmark.marks.watermark.payload import Payload
from tellmark.proof.anchors import Anchors
from tellmark.values.instants import now
from tellmark.verify.report import Tool, Verdict
from tellmark.verify.service import Verifier

HERE = Path(__file__).parent
FILES = sorted(path for path in HERE.glob("v*/marked.*"))


def test_every_kind_of_file_is_kept_for_every_version() -> None:
    for folder in HERE.glob("v*"):
        kinds = {path.suffix for path in folder.glob("marked.*")}
        assert kinds >= {".jpg", ".png", ".wav", ".mp3", ".mp4"}
    assert FILES


def test_the_first_invisible_mark_is_still_read() -> None:
    """With its credential, and from its pixels alone."""
    path = HERE / "watermark-1" / "marked.jpg"
    anchors = Anchors((path.parent / "root.pem").read_bytes())
    with one_cell() as lend, path.open("rb") as stream:
        report = Verifier(anchors, lend, Tool("tellmark", "test", None)).verify(stream, now())
    own = next(one for one in report.findings if one.mark is Mark.WATERMARK)
    signed = next(one for one in report.findings if one.mark is Mark.C2PA)
    assert own.detail["watermark_key"] == signed.detail["watermark_key"]
    assert own.detail["watermark_key"] == Payload.of_record(str(signed.detail["record_id"])).key.hex()
    with one_cell() as lend, Image.open(path) as picture, TemporaryFile() as bare:
        picture.save(bare, "PNG")
        report = Verifier(anchors, lend, Tool("tellmark", "test", None)).verify(bare, now())
    assert {one.mark for one in report.findings} == {Mark.WATERMARK, Mark.LABEL}
    assert report.verdict is Verdict.AI_DECLARED


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name} {path.suffix}")
def test_what_we_once_wrote_is_still_whole(path: Path) -> None:
    anchors = Anchors((path.parent / "root.pem").read_bytes())
    with one_cell() as lend, path.open("rb") as stream:
        report = Verifier(anchors, lend, Tool("tellmark", "test", None)).verify(stream, now())
    assert {finding.mark for finding in report.findings} == {Mark.C2PA, Mark.AIGC, Mark.IPTC, Mark.LABEL}
    assert {finding.state for finding in report.findings} == {State.INTACT}
    signed = next(finding for finding in report.findings if finding.mark is Mark.C2PA)
    assert signed.trust in (Trust.PINNED, Trust.EXPIRED), "its certificate runs out a year after the release"
    assert report.verdict is (Verdict.AI_ATTESTED if signed.trust is Trust.PINNED else Verdict.AI_DECLARED)
