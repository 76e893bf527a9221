"""What holds for all five formats, shown on real files."""

import hashlib
import io
import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tellmark.media.containers import Inscribed, orientation, read, transplant, write, xmp
from tellmark.media.kinds import Kind, Modality, sniff

LABEL = (xmp.TC260, "AIGC")
NOTHING = Inscribed()


def _samples() -> list[Path]:
    found: list[Path] = []
    for package, folder in (("skimage", "data"), ("iscc_samples", "files")):
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        files = sorted((Path(spec.origin).parent / folder).rglob("*"))
        found += [file for file in files if file.suffix in {".jpg", ".png", ".wav", ".mp3", ".mp4"}]
    return found


SAMPLES = _samples()
SMALL = [file for file in SAMPLES if file.stat().st_size < 400_000]
ONE_OF_EACH = [
    next(file for file in SAMPLES if file.name == name)
    for name in ("demo.jpg", "demo.png", "short.wav", "withcover.mp3", "demo.mp4")
]
every = pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
one_of_each = pytest.mark.parametrize("file", ONE_OF_EACH, ids=lambda file: file.suffix)


def written(data: bytes, marks: Inscribed) -> bytes:
    out = io.BytesIO()
    write(sniff(data), io.BytesIO(data), out, marks)
    return out.getvalue()


def marks_for(kind: Kind, label: str, packet: bytes | None = None) -> Inscribed:
    if kind.modality is Modality.IMAGE:
        return Inscribed(None, xmp.with_properties(packet, {LABEL: label}))
    return Inscribed(label.encode(), xmp.with_properties(packet, {(xmp.IPTC_EXT, "AISystemUsed"): "Model 1"}))


def test_the_samples_are_there() -> None:
    assert {sniff(file.read_bytes()[:4096]) for file in SAMPLES} == set(Kind)
    assert len(SAMPLES) >= 30


@every
def test_what_is_written_is_read_again_and_writing_twice_is_writing_once(file: Path) -> None:
    data = file.read_bytes()
    kind = sniff(data)
    before = read(kind, io.BytesIO(data))
    marks = marks_for(kind, '{"Label":"1"}', before.xmp[0].data if before.xmp else None)
    once = written(data, marks)
    after = read(kind, io.BytesIO(once))
    assert [site.data for site in after.xmp] == [marks.xmp]
    assert [site.data for site in after.aigc] == ([] if marks.aigc is None else [marks.aigc])
    assert after.texts == before.texts
    assert written(once, marks) == once


@every
def test_taking_the_marks_out_again_leaves_the_bytes_that_were_there(file: Path) -> None:
    data = file.read_bytes()
    bare = written(data, NOTHING)
    assert written(written(data, marks_for(sniff(data), '{"Label":"1"}')), NOTHING) == bare
    carried = read(sniff(data), io.BytesIO(data))
    if sniff(data) is not Kind.MP4 and not carried.xmp:  # an MP4 is laid out for quick starting
        without_tag = sniff(data) is Kind.MP3 and not data.startswith(b"ID3")
        assert bare == data or without_tag


@given(st.sampled_from(SMALL), st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=600))
def test_every_label_survives_the_round_trip(file: Path, label: str) -> None:
    data = file.read_bytes()
    kind = sniff(data)
    after = read(kind, io.BytesIO(written(data, marks_for(kind, label))))
    if kind.modality is Modality.IMAGE:
        assert xmp.Property(*LABEL, label) in xmp.properties(after.xmp[0].data)
    else:
        assert [site.data for site in after.aigc] == [label.encode()]


@pytest.mark.parametrize("file", [file for file in SAMPLES if file.suffix in {".jpg", ".png"}], ids=lambda f: f.name)
def test_a_marked_picture_decodes_to_the_same_pixels(file: Path) -> None:
    data = file.read_bytes()
    marked = written(data, marks_for(sniff(data), '{"Label":"1"}'))
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(marked)) as after:
        assert before.mode == after.mode
        assert np.array_equal(np.asarray(before), np.asarray(after))
        assert before.info.get("icc_profile") == after.info.get("icc_profile")


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize("file", [f for f in SAMPLES if f.suffix in {".wav", ".mp3", ".mp4"}], ids=lambda f: f.name)
def test_marked_sound_and_film_have_the_same_packets_and_times(file: Path, tmp_path: Path) -> None:
    data = file.read_bytes()
    marked = tmp_path / f"marked{file.suffix}"
    marked.write_bytes(written(data, marks_for(sniff(data), '{"Label":"1"}')))
    assert _packets(marked) == _packets(file)


@pytest.mark.needs("ffmpeg")
def test_a_marked_film_decodes_without_an_error_to_the_same_pictures(film: Path, tmp_path: Path) -> None:
    marked = tmp_path / "marked.mp4"
    marked.write_bytes(written(film.read_bytes(), marks_for(Kind.MP4, '{"Label":"1"}')))
    command = ["ffmpeg", "-v", "error", "-xerror", "-t", "5", "-i"]
    before, after = (
        subprocess.run([*command, str(file), "-f", "hash", "-"], capture_output=True, check=True)
        for file in (film, marked)
    )
    assert before.stdout == after.stdout
    assert not after.stderr


def _packets(file: Path) -> str:
    command = ["ffprobe", "-v", "error", "-show_packets", "-show_data_hash", "md5"]
    command += ["-show_entries", "packet=stream_index,pts,dts,duration,size,flags,data_hash", "-of", "csv", str(file)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


@pytest.mark.needs("exiftool")
@pytest.mark.parametrize(("name", "key"), [("demo.jpg", "XMP-TC260:Aigc"), ("demo.png", "XMP-TC260:Aigc"),
                                           ("demo.mp4", "Keys:AIGC")])  # fmt: skip
def test_exiftool_reads_the_label(name: str, key: str, tmp_path: Path) -> None:
    data = next(file for file in ONE_OF_EACH if file.name == name).read_bytes()
    marked = tmp_path / name
    marked.write_bytes(written(data, marks_for(sniff(data), '{"Label":"1"}')))
    said = subprocess.run(["exiftool", "-j", "-G1", "-a", str(marked)], capture_output=True, check=True, text=True)
    tags = json.loads(said.stdout)[0]
    assert tags[key] in ('{"Label":"1"}', {"Label": 1})
    assert "ExifTool:Warning" not in tags
    assert "ExifTool:Error" not in tags


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize("file", [file for file in SAMPLES if file.suffix in {".mp3", ".mp4"}], ids=lambda f: f.name)
def test_ffprobe_reads_the_label_and_every_tag_that_was_there(file: Path, tmp_path: Path) -> None:
    data = file.read_bytes()
    marked = tmp_path / f"marked{file.suffix}"
    marked.write_bytes(written(data, marks_for(sniff(data), '{"Label":"1"}')))
    before, after = _tags(file), _tags(marked)
    assert after.pop("AIGC") == '{"Label":"1"}'
    assert after.items() >= before.items()


def _tags(file: Path) -> dict[str, str]:
    command = ["ffprobe", "-v", "error", "-show_format", "-of", "json", str(file)]
    said = subprocess.run(command, capture_output=True, check=True)
    return dict(json.loads(said.stdout)["format"].get("tags", {}))


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG])
def test_a_label_outside_xmp_is_not_written_into_a_picture(kind: Kind) -> None:
    with pytest.raises(ValueError, match="XMP"):
        write(kind, io.BytesIO(), io.BytesIO(), Inscribed(aigc=b"{}"))


@pytest.mark.parametrize("marks", [{"aigc": b""}, {"aigc": b"a\0b"}, {"xmp": b""}])
def test_marks_that_no_carrier_can_hold_are_a_mistake_of_the_caller(marks: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match=r"label|packet"):
        Inscribed(**marks)


@one_of_each
def test_the_source_is_only_read(file: Path) -> None:
    data = file.read_bytes()
    source = io.BytesIO(data)
    write(sniff(data), source, io.BytesIO(), NOTHING)
    assert source.getvalue() == data


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("name", ["JPEG", "PNG"])
def test_orientation_is_read_as_it_was_written(name: str, turn: int) -> None:
    tags = Image.Exif()
    tags[274] = turn
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, name, exif=tags)
    assert orientation(Kind[name], file) == turn


def test_a_file_without_orientation_stands_upright(photograph: Path) -> None:
    assert orientation(Kind.JPEG, io.BytesIO(photograph.read_bytes())) == 1
    assert orientation(Kind.WAV, io.BytesIO()) == 1


@pytest.mark.parametrize("file", [file for file in ONE_OF_EACH if file.suffix != ".mp4"], ids=lambda f: f.suffix)
def test_a_transplant_onto_itself_keeps_what_the_file_says(file: Path) -> None:
    data = file.read_bytes()
    kind = sniff(data)
    out = io.BytesIO()
    transplant(kind, io.BytesIO(data), io.BytesIO(data), out)
    assert read(kind, out) == read(kind, io.BytesIO(data))


def test_a_film_is_not_transplanted() -> None:
    with pytest.raises(ValueError, match="remuxed"):
        transplant(Kind.MP4, io.BytesIO(), io.BytesIO(), io.BytesIO())


@one_of_each
def test_writing_goes_through_the_samples_a_piece_at_a_time(file: Path) -> None:
    """A stream that refuses to give more than 1 MB at a time, and a sink that counts, see the same bytes."""

    class Sparing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 <= size <= 1 << 20
            return super().read(size)

    data = file.read_bytes()
    out = io.BytesIO()
    write(sniff(data), Sparing(data), out, NOTHING)
    assert hashlib.sha256(out.getvalue()).digest() == hashlib.sha256(written(data, NOTHING)).digest()
