"""Real pictures, recordings and films of people that nobody has marked, and files that say that a machine made them."""

import io
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tellmark.marks.aigc.write import PROPERTY
from tellmark.media import containers
from tellmark.media.containers import Inscribed, xmp
from tellmark.media.kinds import Kind

GOLDEN = Path(__file__).parents[1] / "golden"
SOURCE_TYPE = ("http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "DigitalSourceType")
_SAMPLES = {
    Kind.JPEG: "image/demo.jpg",
    Kind.PNG: "image/demo.png",
    Kind.WAV: "audio/short.wav",
    Kind.MP3: "audio/demo.mp3",
    Kind.MP4: "video/demo.mp4",
}


@cache
def as_taken(kind: Kind) -> bytes:
    """Return a real file of *kind* without any mark of AI."""
    spec = find_spec("iscc_samples")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "files" / _SAMPLES[kind]).read_bytes()


@cache
def marked(kind: Kind) -> bytes:
    """Return a file that `tellmark mark` has marked: label, AIGC, source type and credential."""
    return (GOLDEN / "v0.1.0" / f"marked{kind.extension}").read_bytes()


def watermarked() -> bytes:
    """Return a picture with our invisible mark beside the others."""
    return (GOLDEN / "watermark-1" / "marked.jpg").read_bytes()


def tampered() -> bytes:
    """Return a picture whose credential it does not fit any more."""
    data = bytearray(marked(Kind.JPEG))
    data[-200] ^= 0x55
    return bytes(data)


def labelled(kind: Kind, label: str = "1") -> bytes:
    """Return a real file in whose metadata others have written the label of GB 45438, and nothing else."""
    text = {"Label": label, "ContentProducer": "Example", "ProduceID": "1", "ReservedCode1": "",
            "ContentPropagator": "", "PropagateID": "", "ReservedCode2": ""}  # fmt: skip
    return _with(kind, PROPERTY, json.dumps(text, ensure_ascii=False))


def sourced(term: str) -> bytes:
    """Return a real picture whose metadata name *term* as its digital source type (IPTC)."""
    return _with(Kind.JPEG, SOURCE_TYPE, f"http://cv.iptc.org/newscodes/digitalsourcetype/{term}")


def _with(kind: Kind, name: tuple[str, str], value: str) -> bytes:
    out = io.BytesIO()
    written = Inscribed(None, xmp.with_properties(None, {name: value}))
    containers.write(kind, io.BytesIO(as_taken(kind)), out, written)
    return out.getvalue()
