"""Files that other programs made, and our files in other programs."""

import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tellmark.marks.aigc.birth import label_for
from tellmark.marks.aigc.read import findings
from tellmark.marks.aigc.write import inscription
from tellmark.marks.iptc.read import findings as iptc_findings
from tellmark.marks.model import Finding, IptcFields, Says, State
from tellmark.media.containers import read, write
from tellmark.media.kinds import Kind

LABEL = label_for("acme", "001191110102MACQD9K64010000", "id-1")
IPTC = IptcFields("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", "Acme", "2")
FIELDS = {
    "Label": "1",
    "ContentProducer": "001191110102MACQD9K64010000",
    "ProduceID": "id-1",
    "ReservedCode1": "",
    "ContentPropagator": "001191110102MACQD9K64010000",
    "PropagateID": "id-1",
    "ReservedCode2": "",
}
BARE = json.dumps(FIELDS, separators=(",", ":"))
WRAPPED = json.dumps({"AIGC": FIELDS}, separators=(",", ":"))
CONFIG = """
%Image::ExifTool::UserDefined = (
    'Image::ExifTool::XMP::Main' => {
        TC260 => { SubDirectory => { TagTable => 'Image::ExifTool::UserDefined::TC260' } },
    },
    'Image::ExifTool::PNG::TextualData' => { AIGC => { } },
);
%Image::ExifTool::UserDefined::TC260 = (
    GROUPS => { 0 => 'XMP', 1 => 'XMP-TC260', 2 => 'Other' },
    NAMESPACE => { 'TC260' => 'http://www.tc260.org.cn/ns/AIGC/1.0/' },
    WRITABLE => 'string',
    AIGC => { },
);
1;
"""


def only(kind: Kind, path: Path) -> Finding:
    with path.open("rb") as stream:
        (found,) = findings(read(kind, stream))
    assert (found.state, found.says) == (State.INTACT, Says.AI), found
    assert found.detail["produce_id"] == "id-1"
    return found


@pytest.mark.needs("exiftool")
@pytest.mark.parametrize(
    ("option", "form"),
    [
        (f"-XMP-TC260:AIGC={BARE}", "bare"),
        (f"-XMP-TC260:AIGC={WRAPPED}", "wrapped"),
        (f"-UserComment={WRAPPED}", "wrapped"),
        (f"-ImageDescription={WRAPPED}", "wrapped"),
        (f"-Comment=AIGC{BARE}", "glued"),
    ],
)
def test_what_exiftool_writes_into_a_photograph_is_read(photograph: Path, option: str, form: str) -> None:
    _exiftool(option, photograph, Path("wild.jpg"))
    assert form in str(only(Kind.JPEG, Path("wild.jpg")).detail["form"])


@pytest.mark.needs("exiftool")
@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("value", [BARE, WRAPPED])
def test_what_exiftool_writes_into_a_png_text_is_read(portrait: Path, value: str, *, compressed: bool) -> None:
    _exiftool(f"-PNG:AIGC={value}", portrait, Path("wild.png"), *(["-z"] if compressed else []))
    only(Kind.PNG, Path("wild.png"))


@pytest.mark.needs("exiftool")
@pytest.mark.parametrize("option", [f"-XMP-TC260:AIGC={BARE}", f"-UserComment={WRAPPED}"])
def test_our_label_takes_the_place_of_exiftool_s(photograph: Path, option: str) -> None:
    _exiftool(option.replace("id-1", "old"), photograph, Path("wild.jpg"))
    _marked(Kind.JPEG, Path("wild.jpg"), Path("ours.jpg"))
    assert "copies" not in only(Kind.JPEG, Path("ours.jpg")).detail
    assert "old" not in _told_by_exiftool(Path("ours.jpg")).values()


@pytest.mark.needs("exiftool")
@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG])
def test_exiftool_reads_what_we_write(kind: Kind, photograph: Path, portrait: Path) -> None:
    ours = Path(f"ours{kind.extension}")
    _marked(kind, photograph if kind is Kind.JPEG else portrait, ours)
    told = _told_by_exiftool(ours)
    assert json.loads(str(told["XMP-TC260:Aigc"])) == FIELDS
    assert "trained" in str(told["XMP-iptcExt:DigitalSourceType"]).casefold()


@pytest.mark.needs("ffmpeg")
def test_what_ffmpeg_writes_into_a_film_is_read(film: Path) -> None:
    _ffmpeg(film, "wild.mp4", "-t", "1", "-movflags", "use_metadata_tags")
    only(Kind.MP4, Path("wild.mp4"))


@pytest.mark.needs("ffmpeg")
def test_what_ffmpeg_writes_into_a_song_is_read(song: Path) -> None:
    _ffmpeg(song, "wild.mp3")
    only(Kind.MP3, Path("wild.mp3"))


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize("kind", [Kind.MP4, Kind.MP3])
def test_ffprobe_reads_what_we_write_and_our_label_replaces_an_old_one(kind: Kind, film: Path, song: Path) -> None:
    wild, ours = f"wild{kind.extension}", Path(f"ours{kind.extension}")
    tags = ("-t", "1", "-movflags", "use_metadata_tags") if kind is Kind.MP4 else ()
    _ffmpeg(film if kind is Kind.MP4 else song, wild, *tags, value=BARE.replace("id-1", "old"))
    _marked(kind, Path(wild), ours)
    assert "copies" not in only(kind, ours).detail
    command = ["ffprobe", "-v", "error", "-show_entries", "format_tags=AIGC", "-of", "json", str(ours)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert json.loads(told["format"]["tags"]["AIGC"]) == FIELDS


def test_a_recording_carries_one_label_and_the_iptc(recording: Path) -> None:
    _marked(Kind.WAV, recording, Path("ours.wav"))
    _marked(Kind.WAV, Path("ours.wav"), Path("again.wav"))
    assert "copies" not in only(Kind.WAV, Path("again.wav")).detail
    with Path("again.wav").open("rb") as stream:
        (iptc,) = iptc_findings(read(Kind.WAV, stream))
    assert iptc.detail["system"] == "Acme"


def _marked(kind: Kind, source: Path, target: Path) -> None:
    held = io.BytesIO(source.read_bytes())
    with target.open("wb+") as stream:
        write(kind, held, stream, inscription(kind, LABEL, IPTC, read(kind, held)))


def _exiftool(option: str, source: Path, target: Path, *more: str) -> None:
    Path("config").write_text(CONFIG)
    shutil.copy(source, target)
    command = ["exiftool", "-config", "config", "-q", "-overwrite_original", *more, option, str(target)]
    subprocess.run(command, check=True)


def _told_by_exiftool(path: Path) -> dict[str, object]:
    found = subprocess.run(["exiftool", "-json", "-G1", str(path)], check=True, capture_output=True).stdout
    told: dict[str, object] = json.loads(found)[0]
    return told


def _ffmpeg(source: Path, target: str, *more: str, value: str = BARE) -> None:
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(source), "-map", "0:a?", "-map", "0:v:0?", "-c", "copy", *more]
    subprocess.run([*command, "-metadata", f"AIGC={value}", target], check=True)
