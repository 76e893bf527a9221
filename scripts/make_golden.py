"""Mark one small file of each kind with this version, for `tests/golden/`: what we once wrote must verify for ever.

Run it once for a release: `python scripts/make_golden.py`. It refuses to change the files of a version that is there.
`python scripts/make_golden.py NAME` writes one marked picture into the folder NAME: for a mark that is new in between.
"""

import io
import sys
import tempfile
import wave
from pathlib import Path

import av
from PIL import Image

from tellmark import __version__
from tellmark.app import installation
from tellmark.marks.lending import one_cell
from tellmark.marks.service import MarkOrder
from tellmark.media.kinds import Kind
from tellmark.rules.model import Operation
from tellmark.values.ids import entropy
from tellmark.values.instants import now

SAMPLES = Path(__file__).parents[1] / "src/tellmark/cli/demo/samples"
OPERATIONS = {"image": Operation.IMAGE_EDIT, "audio": Operation.AUDIO_GENERATE, "video": Operation.VIDEO_EDIT}
GOLDEN = Path(__file__).parents[1] / "tests/golden"


def main(name: str = "") -> None:
    """Write the files of this version, or a picture alone under *name*, and the root that their signer had."""
    folder = GOLDEN / (name or f"v{__version__}")
    if folder.exists():
        sys.exit(f"{folder} is there already: golden files never change")
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as home, one_cell() as lend:
        place = installation(Path(home), {"TELLMARK_PROVIDER_NAME": "Golden-Provider"})
        place.keys.create("Golden-Provider", "ZZ", now())
        marker = place.marker(lend, now())
        made = {Kind.JPEG: sources()[Kind.JPEG]} if name else sources()
        for kind, data in made.items():
            order = MarkOrder(OPERATIONS[kind.modality], ("CN", "EU", "US-CA"), model="golden", model_version="1")
            with tempfile.TemporaryFile() as source, (folder / f"marked{kind.extension}").open("w+b") as target:
                source.write(data)
                marker.mark(source, target, order, now(), entropy(10))
        (folder / "root.pem").write_bytes(place.keys.pins())


def sources() -> dict[Kind, bytes]:
    """Cut the demo's samples down to what a repository should carry."""
    picture = Image.open(SAMPLES / "picture.jpg").resize((360, 240))
    jpeg, png = io.BytesIO(), io.BytesIO()
    picture.save(jpeg, "JPEG", quality=85)
    picture.resize((240, 160)).save(png, "PNG")
    return {Kind.JPEG: jpeg.getvalue(), Kind.PNG: png.getvalue(), Kind.WAV: _wav(), Kind.MP3: _mp3(), Kind.MP4: _mp4()}


def _wav() -> bytes:
    out = io.BytesIO()
    with wave.open(str(SAMPLES / "reading.wav")) as source, wave.open(out, "wb") as target:
        target.setparams(source.getparams()._replace(framerate=8000))
        target.writeframes(source.readframes(16000)[::2])
    return out.getvalue()


def _mp3() -> bytes:
    out = io.BytesIO()
    with av.open(str(SAMPLES / "reading.wav")) as source, av.open(out, "w", format="mp3") as target:
        coded = target.add_stream("libmp3lame", rate=16000, options={"b": "32000"})
        for frame in source.decode(audio=0):
            if frame.time > 1.5:
                break
            target.mux(coded.encode(frame))
        target.mux(coded.encode(None))
    return out.getvalue()


def _mp4() -> bytes:
    out = io.BytesIO()
    with av.open(str(SAMPLES / "film.mp4")) as source, av.open(out, "w", format="mp4") as target:
        coded = target.add_stream("libx264", rate=25, options={"crf": "30"})
        coded.width, coded.height, coded.pix_fmt = 320, 180, "yuv420p"
        for frame in source.decode(video=0):
            if frame.time > 1:
                break
            target.mux(coded.encode(frame.reformat(320, 180, "yuv420p")))
        target.mux(coded.encode(None))
    return out.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:2])
