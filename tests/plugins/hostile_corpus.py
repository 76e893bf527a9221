"""The hostile corpus: the same some hundreds of corrupted and malicious files each time, made from real ones."""

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

from hostile_film import beginning_of, films
from hostile_pictures import LAUGHS, Made, jpegs, pngs
from hostile_sound import mp3s, wavs

_ENDINGS = {"jpeg": ".jpg", "png": ".png", "wav": ".wav", "mp3": ".mp3", "mp4": ".mp4"}
_MAGIC = {
    "jpeg": b"\xff\xd8\xff\xe0",
    "png": b"\x89PNG\r\n\x1a\n",
    "wav": b"RIFF\x00\x10\x00\x00WAVEfmt ",
    "mp3": b"ID3\x04\x00\x00\x00\x00\x0f\x00",
    "mp4": b"\0\0\0\x18ftypisom\0\0\0\0isommp42",
}


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file: its name, ending included (which may lie), and how its bytes are made."""

    name: str
    make: Callable[[], bytes]


@cache
def corpus() -> tuple[Hostile, ...]:
    """Return the whole corpus, always in the same order, each name once."""
    real = reals()
    specific = {"jpeg": jpegs, "png": pngs, "wav": wavs, "mp3": mp3s, "mp4": films}
    files = list(without_kind())
    for kind, data in real.items():
        ending = _ENDINGS[kind]
        made = [*specific[kind](data), *((f"{kind}-{name}", make) for name, make in _damaged(kind, data))]
        files += [Hostile(name + ending, make) for name, make in made]
    files += [
        Hostile(f"{kind}-called-{other}{_ENDINGS[other]}", partial(bytes, data))
        for kind, data in real.items()
        for other in ("png", "mp4")
        if other != kind
    ]
    return tuple(files)


@cache
def reals() -> dict[str, bytes]:
    """Return a small real file of each kind."""
    with Image.open(_sample("skimage", "data/astronaut.png")) as portrait:
        small = io.BytesIO()
        portrait.crop((140, 0, 380, 240)).save(small, "PNG")
    return {
        "jpeg": _sample("iscc_samples", "files/image/demo.jpg").read_bytes(),
        "png": small.getvalue(),
        "wav": _sample("iscc_samples", "files/audio/short.wav").read_bytes(),
        "mp3": _sample("iscc_samples", "files/audio/demo.mp3").read_bytes()[:60_000],
        "mp4": beginning_of(_sample("iscc_samples", "files/video/demo.mp4").read_bytes(), packets=25),
    }


def _sample(package: str, path: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / path


def _damaged(kind: str, data: bytes) -> Iterator[Made]:
    """What happens to any file on a bad disk or a bad line."""
    size = len(data)
    for cut in (3, 11, 40, size // 16, size // 4, size // 2, size * 7 // 8, size - 1):
        yield f"cut-at-{cut}", partial(bytes, data[:cut])
    for seed in range(6):
        yield f"flips-in-head-{seed}", partial(_flipped, data, f"{kind}{seed}", 1 + seed, 600)
        yield f"flips-{seed}", partial(_flipped, data, f"{kind}{seed}", 1 << 2 * seed, size)
    for seed in range(3):
        at = random.Random(f"{kind}{seed}").randrange(size)
        for value in (0, 255):
            yield f"run-of-{value}-{seed}", partial(_overwritten, data, at, bytes([value]) * 512)
    yield "hole", lambda: data[: size // 3] + data[size // 3 + 1000 :]
    yield "twice", lambda: data + data
    yield "then-noise", lambda: data + random.Random(kind).randbytes(100_000)
    yield "noise-within", lambda: data[: size // 2] + random.Random(kind).randbytes(5000) + data[size // 2 :]
    for seed in range(2):
        yield f"magic-then-noise-{seed}", partial(_noise_after, _MAGIC[kind], seed)
    yield "magic-only", lambda: _MAGIC[kind]
    yield "magic-then-zeros", lambda: _MAGIC[kind] + bytes(100_000)


def _flipped(data: bytes, seed: str, count: int, within: int) -> bytes:
    dice, changed = random.Random(seed), bytearray(data)
    for _ in range(count):
        changed[dice.randrange(16, min(within, len(data)))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _overwritten(data: bytes, at: int, new: bytes) -> bytes:
    return (data[:at] + new + data[at + len(new) :])[: len(data)]


def _noise_after(magic: bytes, seed: int) -> bytes:
    return magic + random.Random(seed).randbytes(50_000)


def without_kind() -> Iterator[Hostile]:
    """Files of no kind that is opened here."""
    for name, data in {
        "empty.jpg": b"",
        "one-byte.png": b"\x89",
        "zero.mp4": b"\0",
        "half-a-magic.wav": b"RIFF",
        "text.jpg": b"This is not a picture.\n" * 100,
        "page.png": b"<!doctype html><script>alert(1)</script>",
        "laughs.svg": LAUGHS,
        "picture.gif": b"GIF89a" + b"\xff" * 3000,
        "document.pdf": b"%PDF-1.7\n" + b"%" * 2000,
        "archive.jpg": b"PK\x03\x04" + bytes(2000),
        "program.mp3": b"\x7fELF\x02\x01\x01" + bytes(2000),
        "photo.heic": b"\0\0\0\x18ftypheic" + bytes(2000),
        "film.mov": b"\0\0\0\x14ftypqt  " + bytes(2000),
        "picture.webp": b"RIFF\xff\xff\xff\xffWEBPVP8 " + bytes(2000),
        "zeros.bin": bytes(100_000),
        "ones.bin": b"\xff" * 100_000,
    }.items():
        yield Hostile(name, partial(bytes, data))
