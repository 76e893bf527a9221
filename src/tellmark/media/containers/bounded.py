"""A file read by position: nothing is read that the file does not hold."""

from typing import BinaryIO, Final

from tellmark.values.errors import Malformed

PIECE: Final = 1 << 20
"""How much is copied at a time; a writer holds no more of the samples than this."""


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
