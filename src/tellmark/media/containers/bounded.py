"""A file read by position: nothing is read that the file does not hold."""

from collections.abc import Sequence
from typing import BinaryIO, Final, TypeAlias

from tellmark.values.errors import Malformed

PIECE: Final = 1 << 20
"""How much is copied at a time; a writer holds no more of the samples than this."""


Span: TypeAlias = tuple[int, int]
"""From one position in a file up to, not including, another."""


class Source:
    """A seekable file of known length. *where* names its kind in errors."""

    __slots__ = ("_stream", "size", "where")

    def __init__(self, stream: BinaryIO, where: str) -> None:
        self._stream = stream
        self.where = where
        self.size = stream.seek(0, 2)

    def take(self, start: int, length: int, what: str, most: int = 64 << 20) -> bytes:
        """Return exactly *length* bytes at *start*. Raises Malformed if they are not there, or more than *most*."""
        if length < 0 or start < 0 or start + length > self.size:
            raise Malformed(self.where, f"{what} is said to go on beyond the end of the file")
        if length > most:
            raise Malformed(self.where, f"{what} is said to be {length} bytes long, which nothing needs")
        self._stream.seek(start)
        data = self._stream.read(length)
        if len(data) != length:
            raise Malformed(self.where, f"{what} could not be read to its end")
        return data

    def peek(self, start: int, length: int) -> bytes:
        """Return up to *length* bytes at *start*, fewer near the end of the file."""
        return self.take(start, max(0, min(length, self.size - start)), "the file") if start < self.size else b""

    def copy(self, start: int, end: int, dst: BinaryIO) -> None:
        """Write the bytes from *start* up to, not including, *end* to *dst*, a piece at a time."""
        if not 0 <= start <= end <= self.size:
            raise Malformed(self.where, "a part is said to go on beyond the end of the file")
        self._stream.seek(start)
        left = end - start
        while left:
            piece = self._stream.read(min(PIECE, left))
            if not piece:
                raise Malformed(self.where, "the file ended while it was being copied")
            dst.write(piece)
            left -= len(piece)


def overwritten(source: Source, spans: Sequence[Span], stream: BinaryIO, old: bytes, new: bytes) -> None:
    """Write *new* over *old* in *stream*, where *old* stands once in the bytes of *spans* put together.

    Both are of one length. Raises Malformed if it stands there never or twice, and for more than 64 MB to look through.
    """
    whole = b"".join(source.take(start, end - start, "a C2PA store") for start, end in spans)
    found = whole.find(old)
    if found < 0 or whole.find(old, found + 1) >= 0:
        raise Malformed(source.where, "its C2PA store is not the one that was written")
    before = 0
    for start, end in spans:
        first, last = max(found, before), min(found + len(old), before + end - start)
        if first < last:
            stream.seek(start + first - before)
            stream.write(new[first - found : last - found])
        before += end - start
