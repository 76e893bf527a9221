"""Whatever the bytes: an answer or an error that a person can act on, in bounded memory, and nothing else."""

import io
import random
import tracemalloc
import zlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from tellmark.media.containers import Inscribed, is_animated, orientation, read, transplant, write, xmp
from tellmark.media.containers.mp4_matrix import matrices
from tellmark.media.kinds import Kind, Modality
from tellmark.values.errors import TellmarkError

PACKET = xmp.with_properties(None, {(xmp.TC260, "AIGC"): '{"Label":"1"}'})
LIES = [
    bytes(4),
    b"\xff" * 4,
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"\0\0\0\1",
    b"\1\0\0\0",
    b"\0\0\xff\xff",
    b"\0\0\0\7",
]


def _sample(kind: Kind) -> bytes:
    """A real file, cut where its samples are many, with our marks in it: most of its bytes are structure."""
    package, path = {
        Kind.JPEG: ("iscc_samples", "files/image/demo.jpg"),
        Kind.PNG: ("skimage", "data/horse.png"),
        Kind.WAV: ("iscc_samples", "files/audio/demo.wav"),
        Kind.MP3: ("iscc_samples", "files/audio/withcover.mp3"),
        Kind.MP4: ("iscc_samples", "files/video/demo.mp4"),
    }[kind]
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    data = (Path(spec.origin).parent / path).read_bytes()
    if kind is Kind.MP3:
        data = data[:60_000]
    out = io.BytesIO()
    label = None if kind.modality is Modality.IMAGE else b'{"Label":"1"}'
    write(kind, io.BytesIO(data), out, Inscribed(label, PACKET))
    return out.getvalue()


def _mutated(data: bytes, chance: random.Random, head: int) -> bytes:
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(min(head, len(out)) or 1) if chance.random() < 0.8 else chance.randrange(len(out) or 1)
        match chance.randrange(5):
            case 0:
                out[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                out[at : at + 4] = chance.choice(LIES)
            case 2:
                del out[at : at + chance.randint(1, 60)]
            case 3:
                out[at:at] = out[at : at + chance.randint(1, 60)] or b"x"
            case _:
                out = out[: max(at, 1)] if chance.random() < 0.3 else out
                out[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(out)


def _use(kind: Kind, data: bytes, whole: bytes) -> None:
    """Do all that is done to a file; only errors that a person can act on may come out."""
    label = None if kind.modality is Modality.IMAGE else b"{}"
    acts: list[Callable[[], object]] = [
        lambda: read(kind, io.BytesIO(data)),
        lambda: write(kind, io.BytesIO(data), io.BytesIO(), Inscribed(label, PACKET)),
        lambda: orientation(kind, io.BytesIO(data)),
        lambda: is_animated(kind, io.BytesIO(data)),
        lambda: matrices(io.BytesIO(data)) if kind is Kind.MP4 else None,
        lambda: transplant(kind, io.BytesIO(data), io.BytesIO(whole), io.BytesIO()) if kind is not Kind.MP4 else None,
    ]
    for act in acts:
        try:
            act()
        except TellmarkError as error:
            assert error.what
            assert error.remedy


@pytest.mark.parametrize("kind", Kind)
def test_mutated_files_give_an_answer_or_a_plain_error(kind: Kind, request: pytest.FixtureRequest) -> None:
    whole = _sample(kind)
    if kind is Kind.WAV:
        whole = whole[:4_000]
    chance = random.Random(f"tellmark {kind}")
    for _ in range(120):
        data = _mutated(whole, chance, 30_000 if kind is Kind.MP4 else 6_000)
        _use(kind, data, whole)


@pytest.mark.slow
@pytest.mark.parametrize("kind", Kind)
def test_many_mutated_files_give_an_answer_or_a_plain_error(kind: Kind) -> None:
    whole = _sample(kind)
    chance = random.Random(f"tellmark at length {kind}")
    for _ in range(3_000):
        _use(kind, _mutated(whole, chance, 40_000), whole)


@pytest.mark.parametrize("kind", Kind)
def test_a_file_cut_anywhere_gives_an_answer_or_a_plain_error(kind: Kind) -> None:
    whole = _sample(kind)
    ends = {*range(0, 400, 3), *range(400, min(len(whole), 40_000), 997), len(whole) - 1}
    for end in sorted(ends):
        _use(kind, whole[:end], whole)


def _png_chunk(kind: bytes, body: bytes = b"") -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


HOSTILE = {
    Kind.JPEG: b"\xff\xd8" + b"\xff\xe1\0\2" * 500_000,
    Kind.PNG: b"\x89PNG\r\n\x1a\n" + _png_chunk(b"IHDR", bytes(13)) + _png_chunk(b"prVt") * 200_000,
    Kind.WAV: b"RIFF\xfc\xff\x1f\0WAVE" + b"junk\0\0\0\0" * 262_143,
    Kind.MP3: b"ID3\x03\0\0\0\x7a\x09\0" + b"TIT2\0\0\0\0\0\0" * 200_000 + b"\xff\xfb",
    Kind.MP4: b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\0\x08free" * 250_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", Kind)
def test_files_of_nothing_but_heads_do_not_fill_the_memory(kind: Kind) -> None:
    data = HOSTILE[kind]
    tracemalloc.start()
    try:
        with pytest.raises(TellmarkError, match=r"more than|holds no"):
            read(kind, io.BytesIO(data))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 80 << 20


@pytest.mark.parametrize("kind", Kind)
def test_a_length_that_lies_reserves_nothing(kind: Kind) -> None:
    heads = {
        Kind.JPEG: b"\xff\xd8\xff\xe1\xff\xffExif\0\0",
        Kind.PNG: b"\x89PNG\r\n\x1a\n\x7f\xff\xff\xffIHDR",
        Kind.WAV: b"RIFF\xff\xff\xff\x7fWAVEfmt \xff\xff\xff\x7f",
        Kind.MP3: b"ID3\x04\0\0\x7f\x7f\x7f\x7f",
        Kind.MP4: b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\1moov\0\0\x7f\xff\xff\xff\xff\xff",
    }
    tracemalloc.start()
    try:
        with pytest.raises(TellmarkError):
            read(kind, io.BytesIO(heads[kind]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 << 20
