"""Hostile WAV and MP3 files, made from real ones by lying about lengths, rates and tags."""

import struct
from collections.abc import Callable, Iterator
from functools import partial

from hostile_pictures import LAUGHS, NESTED_XML, OUTSIDE_XML, Made, bomb, box

_CHUNKS = (b"LIST", b"_PMX", b"id3 ", b"C2PA", b"AIGC")


def riff(kind: bytes, body: bytes, size: int | None = None) -> bytes:
    """A RIFF chunk, whose declared size may be a lie."""
    return kind + struct.pack("<I", len(body) if size is None else size) + body + b"\0" * (len(body) % 2)


def wavs(real: bytes) -> Iterator[Made]:
    """WAV files that lie."""
    yield from ((f"wav-{name}", make) for name, make in _sizes(real))
    yield from ((f"wav-format-{name}", make) for name, make in _formats())
    yield from ((f"wav-chunk-{name}", make) for name, make in _extra(real))


def _sizes(real: bytes) -> Iterator[Made]:
    data = real.index(b"data")
    for size in (0, 1, 0x7FFFFFFF, 0xFFFFFFFF):
        yield f"riff-size-{size}", partial(_at, real, 4, size)
        yield f"data-size-{size}", partial(_at, real, data + 4, size)
        yield f"format-size-{size}", partial(_at, real, 16, size)
    for size in (0, 2**63 - 1, 2**64 - 1):
        ds64 = riff(b"ds64", struct.pack("<QQQI", size, size, size, 0xFFFFFFFF))
        yield f"rf64-{size}", partial(bytes.join, b"", [b"RF64\xff\xff\xff\xffWAVE", ds64, real[12:]])
    yield "data-twice", lambda: real + real[data:]
    yield "no-data", lambda: real[:data]
    yield "no-format", lambda: real[:12] + real[data:]


def _at(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + struct.pack("<I", value) + data[at + 4 :]


def _formats() -> Iterator[Made]:
    for name, fields in {
        "no-channels": (1, 0, 44_100, 0, 0, 16),
        "many-channels": (1, 65_535, 44_100, 0xFFFFFFFF, 65_534, 16),
        "no-rate": (1, 1, 0, 0, 2, 16),
        "rate": (1, 1, 0xFFFFFFFF, 0xFFFFFFFF, 2, 16),
        "no-bits": (1, 1, 44_100, 44_100, 1, 0),
        "bits": (1, 1, 44_100, 44_100, 8, 64),
        "no-block": (1, 2, 44_100, 176_400, 0, 16),
        "float": (3, 1, 44_100, 176_400, 4, 32),
        "float-64": (3, 1, 44_100, 352_800, 8, 64),
        "adpcm": (2, 1, 44_100, 22_050, 256, 4),
        "extensible": (0xFFFE, 1, 44_100, 88_200, 2, 16),
        "unknown": (0x1234, 1, 44_100, 88_200, 2, 16),
    }.items():
        chunk = riff(b"fmt ", struct.pack("<HHIIHH", *fields))
        yield name, partial(_riff, chunk + riff(b"data", bytes(range(256)) * 200))


def _riff(chunks: bytes) -> bytes:
    return riff(b"RIFF", b"WAVE" + chunks)


def _extra(real: bytes) -> Iterator[Made]:
    for kind in _CHUNKS:
        for size in (0xFFFFFFFF, 0):
            yield f"{kind.decode().strip()}-{size}", partial(bytes.join, b"", [real, riff(kind, b"AIGC", size)])
    for name, xml in (("laughs", LAUGHS), ("nested", NESTED_XML), ("outside", OUTSIDE_XML)):
        yield f"xmp-{name}", partial(_riff, real[12:] + riff(b"_PMX", xml))
    yield "thirty-thousand", lambda: _riff(riff(b"LIST", b"INFO") * 30_000 + real[12:])
    yield (
        "deep-lists",
        lambda: _riff(b"".join(b"LIST" + struct.pack("<I", 12 * n) + b"INFO" for n in range(9000, 0, -1)) + real[12:]),
    )
    yield "credential-lies", lambda: _riff(real[12:] + riff(b"C2PA", box(b"jumb", b"x" * 40, 0xFFFFFFFF)))


def mp3s(real: bytes) -> Iterator[Made]:
    """MP3 files that lie."""
    sound = real[real.index(b"\xff\xfb") if b"\xff\xfb" in real else 0 :]
    yield from ((f"mp3-tag-{name}", make) for name, make in _tags(sound))
    yield from ((f"mp3-{name}", make) for name, make in _streams(sound))


def _safe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def tag(frames: bytes, size: int | None = None, version: int = 4, flags: int = 0) -> bytes:
    """An ID3v2 tag, whose declared size may be a lie."""
    return b"ID3" + bytes([version, 0, flags]) + _safe(len(frames) if size is None else size) + frames


def frame(kind: bytes, body: bytes, size: int | None = None, flags: int = 0) -> bytes:
    """An ID3v2.4 frame, whose declared size may be a lie."""
    return kind + _safe(len(body) if size is None else size) + struct.pack(">H", flags) + body


def _tags(sound: bytes) -> Iterator[Made]:
    before: Callable[[bytes], bytes] = lambda head: head + sound  # noqa: E731 - short, and typed
    text = frame(b"TXXX", b"\3AIGC\0{}")
    for size in (0, 5, 0x0FFFFFFF, len(sound)):
        yield f"size-{size}", partial(before, tag(text, size))
        yield f"frame-size-{size}", partial(before, tag(frame(b"TXXX", b"\3AIGC\0{}", size)))
    yield "size-not-safe", partial(before, b"ID3\4\0\0\xff\xff\xff\xff" + text)
    for version in (0, 2, 3, 5, 255):
        yield f"version-{version}", partial(before, tag(text, version=version))
    for flags in (0x80, 0x40, 0x20, 0x10, 0xFF):
        yield f"flags-{flags}", partial(before, tag(b"\0\0\0\xff" + text, flags=flags))
    yield "twenty-thousand-frames", lambda: before(tag(text * 20_000))
    yield "compressed-bomb", lambda: before(tag(frame(b"TXXX", b"\x0f\x7f\x7f\x7f" + bomb(32), flags=9)))
    yield "many-tags", lambda: before(tag(text) * 5000)
    yield "padding", lambda: before(tag(text + bytes(900_000)))
    yield (
        "object-lies",
        partial(before, tag(frame(b"GEOB", b"\0application/c2pa\0\0\0" + box(b"jumb", b"x", 0xFFFFFFFF)))),
    )
    yield "picture-without-end", partial(before, tag(frame(b"APIC", b"\1image/jpeg")))
    yield "text-not-utf16", partial(before, tag(frame(b"TXXX", b"\1\xff\xfe\0\xd8AIG")))
    yield "only", lambda: tag(text)
    yield "old-only", lambda: b"TAG" + bytes(125)
    yield "ape-lies", lambda: sound + b"APETAGEX" + struct.pack("<IIII", 2000, 0xFFFFFFFF, 0xFFFFFFFF, 0) + bytes(8)


def _streams(sound: bytes) -> Iterator[Made]:
    yield "headers-only", lambda: b"\xff\xfb\x90\x64" * 50_000
    yield "silence-of-zeros", lambda: sound[:4] + bytes(200_000)
    yield "free-bit-rate", lambda: b"\xff\xfb\x00\x64" + bytes(5000)
    yield "xing-lies", lambda: sound[:36] + b"Xing" + struct.pack(">III", 15, 0xFFFFFFFF, 0xFFFFFFFF) + sound[48:]
    yield "holes", lambda: b"".join(sound[at : at + 400] + bytes(100) for at in range(0, len(sound), 500))
    yield "layer-2", lambda: b"\xff\xfd" + sound[2:]
    yield "and-wav", lambda: sound + b"RIFF\xff\xff\xff\xffWAVE"
