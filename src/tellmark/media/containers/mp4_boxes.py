"""The boxes of an ISO base media file: on top, by position; within a box in memory, by value (ISO 14496-12 §4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tellmark.media.containers.bounded import Source
from tellmark.values.errors import Malformed

XMP_UUID: Final = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")  # XMP part 3 §1.2.6
C2PA_UUID: Final = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")  # C2PA 2.2 App. A.5
_MOST_TOP: Final = 200_000
_MOST_INNER: Final = 50_000


@dataclass(frozen=True, slots=True)
class Top:
    """A box of the file itself: its name, its user type if it is `uuid`, and where it, and its body, stand.

    A name of b"" is a rest of fewer than 8 bytes at the end of the file.
    """

    kind: bytes
    user: bytes
    start: int
    body: int
    end: int

    def data(self, source: Source, what: str) -> bytes:
        """Return its body. Raises Malformed if it is longer than 64 MB."""
        return source.take(self.body, self.end - self.body, what)


@dataclass(frozen=True, slots=True)
class Box:
    """A box within another: its name, and where it, and its body, stand in the bytes it was read from."""

    kind: bytes
    start: int
    body: int
    end: int


def scan(source: Source) -> tuple[Top, ...]:
    """Return the boxes of the file. Raises Malformed if one leaves the file, or if `ftyp` is not the first."""
    boxes: list[Top] = []
    at = 0
    while at < source.size:
        boxes.append(_top(source, at))
        at = boxes[-1].end
        if len(boxes) > _MOST_TOP:
            raise Malformed(source.where, f"it has more than {_MOST_TOP} boxes")
    if not boxes or boxes[0].kind != b"ftyp":
        raise Malformed(source.where, "it does not begin with a file type box")
    return tuple(boxes)


def only_moov(boxes: tuple[Top, ...]) -> Top:
    """Return the movie box. Raises Malformed unless there is exactly one."""
    found = [box for box in boxes if box.kind == b"moov"]
    if len(found) != 1:
        raise Malformed("MP4", "it has no movie box, so its pictures cannot be found" if not found else "it has two")
    return found[0]


def children(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """Walk the boxes in *data* from *start* to *end*. Raises Malformed.

    Zeros at the end, or fewer than 8 bytes, are no box: QuickTime ends its user data with four zeros.
    """
    end = len(data) if end is None else end
    count = 0
    while end - start >= 8:
        size, kind, body = int.from_bytes(data[start : start + 4]), data[start + 4 : start + 8], start + 8
        if size == 0 and not any(data[start:end]):
            return
        if size == 1:
            size, body = int.from_bytes(data[start + 8 : start + 16]), start + 16
        if not body - start <= size <= end - start:
            raise Malformed("MP4", f"a box ({shown(kind)}) is larger than the one around it, or smaller than its head")
        yield Box(kind, start, body, start + size)
        start += size
        count += 1
        if count > _MOST_INNER:
            raise Malformed("MP4", f"a box holds more than {_MOST_INNER} others")


def find(data: bytes, kind: bytes, start: int = 0, end: int | None = None) -> Box | None:
    """Return the first box of that name in *data*. Raises Malformed."""
    return next((box for box in children(data, start, end) if box.kind == kind), None)


def box(kind: bytes, body: bytes) -> bytes:
    """Return the bytes of a box, with a 64-bit size only where it must be."""
    if len(body) + 8 < 1 << 32:
        return (len(body) + 8).to_bytes(4) + kind + body
    return b"\0\0\0\x01" + kind + (len(body) + 16).to_bytes(8) + body


def shown(kind: bytes) -> str:
    """Return a box name for people."""
    return kind.decode("latin-1") if kind.decode("latin-1").isprintable() else kind.hex()


def _top(source: Source, at: int) -> Top:
    head = source.peek(at, 32)
    if len(head) < 8:
        return Top(b"", b"", at, at, source.size)
    size, kind, body = int.from_bytes(head[:4]), head[4:8], 8
    if size == 1:
        size, body = int.from_bytes(head[8:16]), 16
    elif size == 0:
        size = source.size - at
    if kind == b"uuid":
        body += 16
    if not body <= size <= source.size - at:
        raise Malformed(source.where, f"the {shown(kind)} box is said to go on beyond the end of the file")
    return Top(kind, head[body - 16 : body] if kind == b"uuid" else b"", at, at + body, at + size)
