import io
import json
import subprocess
import tempfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO, cast

import c2pa  # type: ignore[import-untyped]  # it ships no types
import encypher_c2pa
import pytest

from tellmark.app import Installation
from tellmark.cli.edge import Exit, exit_of_report
from tellmark.marks.model import Finding, Mark, State, Trust
from tellmark.marks.orders import Lend
from tellmark.marks.service import MarkOrder
from tellmark.media.kinds import Kind, Modality
from tellmark.rules.model import Operation
from tellmark.values.ids import entropy
from tellmark.values.instants import now
from tellmark.verify.report import Report, Verdict

OPERATIONS = {"image": Operation.IMAGE_EDIT, "audio": Operation.AUDIO_GENERATE, "video": Operation.VIDEO_EDIT}

MarkedFiles = dict[Kind, Any]
EVERY = pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)


def verified(place: Installation, lend: Lend, data: bytes | Path) -> Report:
    with tempfile.TemporaryFile() as stream:
        stream.write(data if isinstance(data, bytes) else data.read_bytes())
        return place.verifier(lend).verify(cast("BinaryIO", stream), now())


def states(report: Report) -> dict[Mark, set[State]]:
    answer: dict[Mark, set[State]] = {}
    for finding in report.findings:
        answer.setdefault(finding.mark, set()).add(finding.state)
    return answer


def of(report: Report, mark: Mark) -> Finding:
    found = [finding for finding in report.findings if finding.mark is mark]
    assert len(found) == 1, found
    return found[0]


@EVERY
def test_our_own_file_is_attested_here_and_every_mark_is_intact(
    kind: Kind, marked: MarkedFiles, home: Installation, lend: Lend
) -> None:
    report = verified(home, lend, marked[kind].path)
    assert report.verdict is Verdict.AI_ATTESTED
    ours = {Mark.C2PA, Mark.AIGC, Mark.IPTC, Mark.LABEL}
    ours |= {Mark.WATERMARK} if kind.modality is Modality.IMAGE else set()
    assert states(report) == {mark: {State.INTACT} for mark in ours}
    assert of(report, Mark.C2PA).trust is Trust.PINNED
    assert exit_of_report(report) is Exit.OK


@EVERY
def test_a_stranger_learns_that_it_is_declared(
    kind: Kind, marked: MarkedFiles, stranger: Installation, lend: Lend
) -> None:
    report = verified(stranger, lend, marked[kind].path)
    assert report.verdict is Verdict.AI_DECLARED
    assert {finding.state for finding in report.findings} == {State.INTACT}
    assert of(report, Mark.C2PA).trust is Trust.UNKNOWN


@EVERY
def test_the_five_fields_of_california_come_back_from_the_file(
    kind: Kind, marked: MarkedFiles, home: Installation, lend: Lend
) -> None:
    detail = of(verified(home, lend, marked[kind].path), Mark.C2PA).detail
    assert detail["provider"] == "Studio-North"
    assert (detail["system"], detail["system_version"]) == ("avatar-2", "2.1")
    assert detail["record_id"] == marked[kind].answer.record_id
    assert detail["change"] in ("created", "altered")
    assert str(detail["at"]).endswith("Z")
    assert detail["permit"] == "none"


@EVERY
def test_two_independent_readers_accept_the_credential(kind: Kind, marked: MarkedFiles, home: Installation) -> None:
    data = marked[kind].path.read_bytes()
    anchors = home.keys.pins().decode()
    settings = c2pa.Settings.from_dict({"version": 1, "trust": {"user_anchors": anchors}})
    with c2pa.Reader(kind.value, io.BytesIO(data), context=c2pa.Context(settings)) as reader:
        assert reader.get_validation_state() == "Trusted"
    other = encypher_c2pa.verify(data, kind.value, telemetry=False, online=False)
    assert (other["integrity"], other["hard_binding"]) == ("valid", "match")
    broken = encypher_c2pa.verify(flipped(kind, data), kind.value, telemetry=False, online=False)
    assert (broken["integrity"], broken["hard_binding"]) != ("valid", "match")


@pytest.mark.needs("exiftool")
@pytest.mark.parametrize(
    ("kind", "key"), [(Kind.JPEG, "XMP-TC260:Aigc"), (Kind.PNG, "XMP-TC260:Aigc"), (Kind.MP4, "Keys:AIGC")]
)
def test_exiftool_reads_the_implicit_label(kind: Kind, key: str, marked: MarkedFiles) -> None:
    done = subprocess.run(["exiftool", "-j", "-G1", marked[kind].path], capture_output=True, check=True)
    label = json.loads(json.loads(done.stdout)[0][key])
    assert label["Label"] == "1"
    assert label["ProduceID"] == label["PropagateID"] == marked[kind].answer.record_id


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize("kind", [Kind.MP3, Kind.MP4], ids=lambda kind: kind.name)
def test_ffprobe_reads_the_implicit_label(kind: Kind, marked: MarkedFiles) -> None:
    command = ["ffprobe", "-v", "error", "-show_entries", "format_tags=AIGC", "-of", "json", marked[kind].path]
    done = subprocess.run(command, capture_output=True, check=True)
    label = json.loads(json.loads(done.stdout)["format"]["tags"]["AIGC"])
    assert label["ProduceID"] == marked[kind].answer.record_id


def test_the_label_of_a_recording_lies_in_a_chunk_of_its_own(marked: MarkedFiles) -> None:
    data = marked[Kind.WAV].path.read_bytes()
    at = data.index(b"AIGC")
    size = int.from_bytes(data[at + 4 : at + 8], "little")
    assert json.loads(data[at + 8 : at + 8 + size])["ProduceID"] == marked[Kind.WAV].answer.record_id


@EVERY
def test_one_changed_bit_breaks_exactly_the_credential(
    kind: Kind, marked: MarkedFiles, home: Installation, lend: Lend
) -> None:
    report = verified(home, lend, flipped(kind, marked[kind].path.read_bytes()))
    broken = {mark for mark, found in states(report).items() if found != {State.INTACT}}
    assert broken == {Mark.C2PA}
    assert of(report, Mark.C2PA).state is State.TAMPERED
    assert report.verdict is Verdict.AI_DECLARED
    assert exit_of_report(report) is Exit.BROKEN


@EVERY
def test_without_the_credential_the_labels_remain(
    kind: Kind, marked: MarkedFiles, home: Installation, lend: Lend
) -> None:
    report = verified(home, lend, without_credential(kind, marked[kind].path.read_bytes()))
    assert Mark.C2PA not in {finding.mark for finding in report.findings}
    for mark in (Mark.AIGC, Mark.LABEL, Mark.IPTC):
        assert of(report, mark).state is State.INTACT
    assert report.verdict is Verdict.AI_DECLARED
    assert exit_of_report(report) is Exit.OK


@EVERY
def test_marking_a_marked_file_keeps_its_credential_as_parent_and_one_label(
    kind: Kind, marked: MarkedFiles, home: Installation, lend: Lend, tmp_path: Path
) -> None:
    again = tmp_path / f"again{kind.extension}"
    with marked[kind].path.open("rb") as src, again.open("w+b") as dst:
        answer = home.marker(lend, now()).mark(
            src, dst, MarkOrder(OPERATIONS[kind.modality], ("CN", "EU")), now(), entropy(10)
        )
    report = verified(home, lend, again)
    assert report.verdict is Verdict.AI_ATTESTED
    credentials = [finding for finding in report.findings if finding.mark is Mark.C2PA]
    assert len(credentials) == 2
    assert {finding.state for finding in credentials} == {State.INTACT}
    assert of(report, Mark.AIGC).detail["produce_id"] == answer.record_id


@pytest.mark.needs("exiftool")
def test_a_forged_label_on_a_photograph_is_never_attested(
    home: Installation, lend: Lend, photograph: Path, tmp_path: Path
) -> None:
    forged = tmp_path / "forged.jpg"
    config = tmp_path / "config"
    config.write_text(
        "%Image::ExifTool::UserDefined = ('Image::ExifTool::XMP::Main' => {TC260 => {SubDirectory => "
        "{TagTable => 'Image::ExifTool::UserDefined::TC260'}}});\n"
        "%Image::ExifTool::UserDefined::TC260 = (GROUPS => {0=>'XMP',1=>'XMP-TC260',2=>'Other'}, "
        "NAMESPACE => {'TC260' => 'http://www.tc260.org.cn/ns/AIGC/1.0/'}, WRITABLE=>'string', AIGC => {});\n1;\n"
    )
    label = json.dumps({"Label": "1", "ContentProducer": "X", "ProduceID": "1", "ReservedCode1": "",
                        "ContentPropagator": "X", "PropagateID": "1", "ReservedCode2": ""})  # fmt: skip
    subprocess.run(
        ["exiftool", "-config", config, f"-XMP-TC260:AIGC={label}", "-o", forged, photograph],
        check=True, capture_output=True,
    )  # fmt: skip
    report = verified(home, lend, forged)
    assert of(report, Mark.AIGC).state is State.INTACT
    assert report.verdict is Verdict.AI_DECLARED


@EVERY
def test_an_unmarked_file_has_no_mark(kind: Kind, marked: MarkedFiles, home: Installation, lend: Lend) -> None:
    report = verified(home, lend, marked[kind].source)
    assert report.verdict is Verdict.NO_MARK_FOUND
    assert report.findings == ()
    assert exit_of_report(report) is Exit.NO_MARK


def flipped(kind: Kind, data: bytes) -> bytes:
    """Turn one bit over in the coded picture, sound or film; a PNG chunk gets its checksum repaired."""
    if kind is Kind.PNG:
        return _flipped_png(data)
    place = next(at for at in range(len(data) * 2 // 3, len(data)) if data[at] not in (0, 0xFE, 0xFF))
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _flipped_png(data: bytes) -> bytes:
    """Change one letter of the comment and repair the chunk's checksum."""
    at = data.index(b"tEXtComment")
    size = int.from_bytes(data[at - 4 : at])
    body = bytearray(data[at : at + 4 + size])
    body[-1] ^= 1
    return data[:at] + bytes(body) + zlib.crc32(bytes(body)).to_bytes(4) + data[at + 8 + size :]


def without_credential(kind: Kind, data: bytes) -> bytes:
    """Take the C2PA store out, by a reader of this test's own."""
    match kind:
        case Kind.JPEG:
            return _jpeg_without(data)
        case Kind.PNG:
            return _png_without(data)
        case Kind.WAV:
            return _riff_without(data)
        case Kind.MP3:
            at = data.index(b"GEOB")
            return data[:at] + b"XOBX" + data[at + 4 :]
        case Kind.MP4:
            at = data.index(bytes.fromhex("d8fec3d61b0e483c92975828877ec481")) - 4
            return data[:at] + b"free" + data[at + 4 :]


def _jpeg_without(data: bytes) -> bytes:
    out, at = bytearray(data[:2]), 2
    while data[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if data[at + 1] != 0xEB:
            out += data[at:end]
        at = end
    return bytes(out + data[at:])


def _png_without(data: bytes) -> bytes:
    out, at = bytearray(data[:8]), 8
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        if data[at + 4 : at + 8] != b"caBX":
            out += data[at:end]
        at = end
    return bytes(out)


def _riff_without(data: bytes) -> bytes:
    out, at = bytearray(data[:12]), 12
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if data[at : at + 4] != b"C2PA":
            out += data[at:end]
        at = end
    out[4:8] = (len(out) - 8).to_bytes(4, "little")
    return bytes(out)
