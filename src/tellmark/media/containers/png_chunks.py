"""The chunks of a PNG file, each with its checksum proven (ISO/IEC 15948, PNG third edition §5)."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tellmark.media.containers.bounded import PIECE, Source
from tellmark.values.errors import Malformed

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_MOST: Final = 100_000
_LONGEST: Final = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk, or a run of neighbouring IDAT chunks: its type, and its bytes from the length to the checksum."""

    type: bytes
    start: int
    end: int

    def body(self, source: Source) -> bytes:
        """Return the data of a single chunk. Raises Malformed if it is longer than anything but coding needs."""
        return source.take(self.start + 8, self.end - self.start - 12, "a chunk")


def scan(source: Source) -> tuple[Chunk, ...]:
    """Return all chunks from IHDR to IEND. Raises Malformed.

    A wrong checksum is Malformed in every chunk, also in one that a viewer may skip: to pass over a damaged label
    would be to say that there is none.
    """
    chunks: list[Chunk] = []
    for chunk in walk(source):
        _prove(source, chunk)
        if chunks and chunk.type == b"IDAT" == chunks[-1].type:
            chunks[-1] = Chunk(b"IDAT", chunks[-1].start, chunk.end)
        else:
            chunks.append(chunk)
        if len(chunks) > _MOST:
            raise Malformed(source.where, f"it has more than {_MOST} chunks")
    if b"IDAT" not in (chunk.type for chunk in chunks):
        raise Malformed(source.where, "it holds no picture")
    return tuple(chunks)


def walk(source: Source) -> Iterator[Chunk]:
    """Go from IHDR to IEND without proving checksums. Raises Malformed."""
    if source.peek(0, 8) != SIGNATURE:
        raise Malformed(source.where, "it does not begin with the PNG signature")
    at = len(SIGNATURE)
    kind = b""
    while kind != b"IEND":
        head = source.take(at, 8, "a chunk")
        length, first, kind = int.from_bytes(head[:4]), not kind, head[4:]
        if not (kind.isalpha() and kind.isascii()):
            raise Malformed(source.where, "a chunk has no name")
        if first and (kind != b"IHDR" or length != 13):
            raise Malformed(source.where, "it does not begin with a header chunk")
        if length > _LONGEST or at + 12 + length > source.size:
            raise Malformed(source.where, f"the {kind.decode()} chunk is said to go on beyond the end of the file")
        yield Chunk(kind, at, at + 12 + length)
        at += 12 + length


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return the bytes of a chunk."""
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def _prove(source: Source, part: Chunk) -> None:
    at, end, crc = part.start + 4, part.end - 4, 0
    while at < end:
        size = min(PIECE, end - at)
        crc = zlib.crc32(source.take(at, size, "a chunk"), crc)
        at += size
    if crc.to_bytes(4) != source.take(end, 4, "a checksum"):
        raise Malformed(source.where, f"the checksum of its {part.type.decode()} chunk is wrong")
