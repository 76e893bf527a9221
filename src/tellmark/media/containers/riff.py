"""The chunks of a RIFF or RF64 file (Multimedia Programming Interface 1.0; EBU Tech 3306; ITU-R BS.2088)."""

import struct
from dataclasses import dataclass
from typing import Final

from tellmark.media.containers.bounded import Source
from tellmark.values.errors import Malformed

OPEN: Final = 0xFFFFFFFF
"""A size that stands elsewhere (`ds64`), or that a program writing to a pipe could not know."""
_MOST: Final = 20_000
_MOST_LONG: Final = 1000


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk: its name, its bytes from the name on, where its data begin and end; padding makes *end* even."""

    name: bytes
    start: int
    body: int
    stop: int
    end: int

    @property
    def size(self) -> int:
        """How many bytes of data it has."""
        return self.stop - self.body

    def data(self, source: Source) -> bytes:
        """Return its data. Raises Malformed if it is longer than anything but samples needs."""
        return source.take(self.body, self.size, "a chunk")


@dataclass(frozen=True, slots=True)
class Layout:
    """A WAVE file: whether its sizes have 64 bits, its chunks without `ds64`, and where the form ends."""

    long: bool
    chunks: tuple[Chunk, ...]
    end: int
    long_body: bytes


def scan(source: Source) -> Layout:
    """Walk the chunks of a WAVE file. Raises Malformed.

    A data chunk of size 0xFFFFFFFF in a plain RIFF file goes to the end: so programs write that stream to a pipe.
    """
    head = source.take(0, 12, "the header")
    if head[:4] not in (b"RIFF", b"RF64", b"BW64") or head[8:] != b"WAVE":
        raise Malformed(source.where, "it does not begin with a RIFF WAVE header")
    long = head[:4] != b"RIFF"
    sizes = _long_sizes(source) if long else {}
    riff_size = sizes.get(b"RIFF", 0) if long else int.from_bytes(head[4:8], "little")
    streamed = not long and riff_size in (0, OPEN)
    end = source.size if streamed else 8 + riff_size
    if end == source.size + 1:  # the last byte of padding is often forgotten
        end = source.size
    if end > source.size:
        raise Malformed(source.where, "it is said to go on beyond the end of the file")
    chunks = _chunks(source, end, sizes, streamed)
    if not any(part.name == b"data" for part in chunks):
        raise Malformed(source.where, "it holds no samples")
    body = next((part.data(source) for part in chunks if part.name == b"ds64"), b"") if long else b""
    return Layout(long, tuple(part for part in chunks if not (long and part.name == b"ds64")), chunks[-1].end, body)


def chunk(name: bytes, data: bytes) -> bytes:
    """Return the bytes of a chunk, padded to an even length."""
    return name + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2)


def _chunks(source: Source, end: int, sizes: dict[bytes, int], streamed: bool) -> list[Chunk]:
    chunks: list[Chunk] = []
    at = 12
    while end - at >= 8:
        name, size = struct.unpack("<4sI", source.take(at, 8, "a chunk"))
        if size == OPEN and name in sizes:
            size = sizes[name]
        elif size == OPEN and streamed and name == b"data":
            size = end - at - 8
        stop = at + 8 + size
        if stop > end:
            raise Malformed(source.where, f"a chunk ({_shown(name)}) is said to go on beyond the end of the file")
        chunks.append(Chunk(name, at, at + 8, stop, min(end, stop + size % 2)))
        at = chunks[-1].end
        if len(chunks) > _MOST:
            raise Malformed(source.where, f"it has more than {_MOST} chunks")
    return chunks


def _long_sizes(source: Source) -> dict[bytes, int]:
    """Read `ds64`, which is the first chunk of an RF64 file (EBU Tech 3306 §4)."""
    head = source.take(12, 36, "the ds64 chunk")
    name, size, riff, data, _, count = struct.unpack("<4sIQQQI", head)
    if name != b"ds64" or size < 28 or count > _MOST_LONG or size < 28 + 12 * count:
        raise Malformed(source.where, "its ds64 chunk is missing or too short")
    sizes = {b"RIFF": riff, b"data": data}
    table = source.take(48, 12 * count, "the ds64 chunk")
    for at in range(0, len(table), 12):
        sizes.setdefault(table[at : at + 4], int.from_bytes(table[at + 4 : at + 12], "little"))
    return sizes


def _shown(name: bytes) -> str:
    return name.decode("ascii", "replace") if name.isascii() and name.decode().isprintable() else name.hex()
