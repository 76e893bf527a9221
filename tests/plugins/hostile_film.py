"""Hostile MP4 files, made from a real one by lying about boxes, tables and places."""

import io
import struct
from collections.abc import Callable, Iterator
from functools import partial

import av
from av.container import InputContainer

from hostile_pictures import LAUGHS, NESTED_XML, Made, box, nested

_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_TABLES = (b"stco", b"stsz", b"stts", b"stsc", b"ctts", b"stss")


def beginning_of(film: bytes, packets: int) -> bytes:
    """The first *packets* of each stream of a real film, not encoded again."""
    out = io.BytesIO()
    with av.open(io.BytesIO(film)) as source, av.open(out, "w", format="mp4") as target:
        assert isinstance(source, InputContainer)
        copies = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        left = dict.fromkeys(copies, packets)
        for packet in source.demux():
            if packet.dts is not None and left[packet.stream.index]:
                left[packet.stream.index] -= 1
                packet.stream = copies[packet.stream.index]
                target.mux(packet)
    return out.getvalue()


def films(real: bytes) -> Iterator[Made]:
    """MP4 files that lie."""
    yield from ((f"mp4-box-{name}", make) for name, make in _boxes(real))
    yield from ((f"mp4-table-{name}", make) for name, make in _tables(real))
    yield from ((f"mp4-{name}", make) for name, make in _fields(real))


def _boxes(real: bytes) -> Iterator[Made]:
    head = struct.unpack(">I", real[:4])[0]
    after: Callable[[bytes], bytes] = lambda inserted: real[:head] + inserted + real[head:]  # noqa: E731 - short, and typed
    for size in (0, 1, 2, 7, 0x7FFFFFFF, 0xFFFFFFFF):
        yield f"size-{size}", partial(after, box(b"free", bytes(8), size))
    for large in (0, 15, 2**63 - 1, 2**64 - 1):
        yield f"large-{large}", partial(after, box(b"free", struct.pack(">Q", large), 1))
    yield "deep", lambda: real[:head] + nested(b"moov", 30_000)
    yield "deep-in-meta", lambda: after(box(b"moov", nested(b"udta", 10_000)))
    yield "fifty-thousand", lambda: after(box(b"free", b"") * 50_000)
    yield "ten-thousand-brands", lambda: box(b"ftyp", b"isom" * 10_000) + real[head:]
    yield "uuid-two-thousand", partial(after, box(b"uuid", _XMP + b"<x/>") * 2000)
    for name, xml in (("laughs", LAUGHS), ("nested-xml", NESTED_XML)):
        yield f"xmp-{name}", partial(after, box(b"uuid", _XMP + xml))
    for size in (0, 1, 0xFFFFFFFF):
        store = bytes(4) + b"manifest\0" + bytes(8) + box(b"jumb", b"x" * 40, size)
        yield f"credential-{size}", partial(after, box(b"uuid", _C2PA + store))
    yield (
        "credential-deep",
        lambda: after(box(b"uuid", _C2PA + bytes(4) + b"manifest\0" + bytes(8) + nested(b"jumb", 9000))),
    )
    yield "uuid-short", partial(after, box(b"uuid", b"\0" * 3))
    yield "no-movie", lambda: real[:head] + box(b"mdat", bytes(1000))
    yield "movie-twice", lambda: real + _movie(real)
    yield "empty-movie", lambda: real[:head] + box(b"moov", b"")
    yield "fragment-lies", lambda: real + box(b"moof", box(b"traf", box(b"trun", b"\xff" * 40)))
    yield "type-only", lambda: real[:head]


def _movie(real: bytes) -> bytes:
    at = real.index(b"moov") - 4
    return real[at : at + struct.unpack(">I", real[at : at + 4])[0]]


def _tables(real: bytes) -> Iterator[Made]:
    for kind in _TABLES:
        if kind not in real:
            continue
        at = real.index(kind)
        entry = at + (12 if kind == b"stsz" else 8)
        for value in (0, 0x00FFFFFF, 0xFFFFFFFF):
            yield f"{kind.decode()}-count-{value}", partial(_at, real, entry, value)
        yield f"{kind.decode()}-first", partial(_at, real, entry + 4, 0xFFFFFFF0)


def _at(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + struct.pack(">I", value) + data[at + 4 :]


def _fields(real: bytes) -> Iterator[Made]:
    for kind, offset in ((b"mvhd", 16), (b"mdhd", 16), (b"mvhd", 20), (b"mdhd", 20), (b"tkhd", 80), (b"avc1", 28)):
        for value in (0, 0xFFFFFFFF):
            yield f"{kind.decode()}-{offset}-{value}", partial(_at, real, real.index(kind) + offset, value)
    yield "media-size-0", partial(_at, real, real.index(b"mdat") - 4, 0)
    yield "media-elsewhere", lambda: real.replace(b"url \0\0\0\1", b"url \0\0\0\0")
    yield "codec-unknown", lambda: real.replace(b"avc1", b"zzzz")
    yield "codec-other", lambda: real.replace(b"avc1", b"hev1")
    yield "sound-only-name", lambda: real.replace(b"mp4a", b"avc1")
    yield "no-settings", lambda: real.replace(b"avcC", b"free")
    yield "handler-unknown", lambda: real.replace(b"vide", b"\0\0\0\0")
    yield "and-script", lambda: real + b"<script>alert(1)</script>"
