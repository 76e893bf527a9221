"""The segments of a JPEG file up to its first scan, and where the image ends (ITU-T T.81 Annex B)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tellmark.media.containers.bounded import PIECE, Source
from tellmark.values.errors import Malformed

EXIF: Final = b"Exif\0\0"
XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"
MPF: Final = b"MPF\0"
_MOST: Final = 20_000
_SCANS: Final = 1000
"""The most scans of a picture: a decoder goes through all of its pixels for each, and encoders write about ten."""
_FILL: Final = 4096
_SOI, _EOI, _SOS, _APP11 = 0xD8, 0xD9, 0xDA, 0xEB
_STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its marker, and its bytes from the marker (with fill bytes before it) to its end."""

    marker: int
    start: int
    body: int
    end: int

    def payload(self, source: Source, most: int = 65_533) -> bytes:
        """Return what follows the length field, up to *most* bytes of it."""
        return source.take(self.body, min(most, self.end - self.body), "a segment")


@dataclass(frozen=True, slots=True)
class Layout:
    """The segments before the first scan; where they end and it begins; the channels of the frame."""

    segments: tuple[Segment, ...]
    end: int
    channels: int


def scan(source: Source) -> Layout:
    """Walk *source*. Raises Malformed if a segment leaves the file or no scan follows."""
    if source.peek(0, 2) != b"\xff\xd8":
        raise Malformed(source.where, "it does not begin with a start-of-image marker")
    segments: list[Segment] = []
    channels = 0
    at = 2
    while True:
        part = _next(source, at)
        if part.marker == _SOS:
            break
        if part.marker in (_SOI, _EOI):
            raise Malformed(source.where, "the file ends, or begins again, before any picture")
        if part.marker in _FRAMES:
            channels = _channels(source, part)
        segments.append(part)
        if len(segments) > _MOST:
            raise Malformed(source.where, f"more than {_MOST} segments stand before the picture")
        at = part.end
    return Layout(tuple(segments), at, channels)


def image_end(source: Source, at: int) -> int:
    """Follow the scans from *at* to the end-of-image marker; the end of the file if it is missing, as decoders do.

    Raises Malformed.
    """
    for _ in range(_MOST):
        found = _marker_after(source, at)
        if found is None:
            return source.size
        part = _next(source, found)
        if part.marker == _EOI:
            return part.end
        at = part.end
    raise Malformed(source.where, f"the picture has more than {_MOST} parts")


def has_scans_to_excess(source: Source) -> bool:
    """Tell whether to decode the picture would mean to go through its pixels more than a thousand times.

    What breaks off, or is no JPEG, has the scans that were found before: the decoder says what is wrong with it.
    """
    scans, at = 0, 2
    for _ in range(2 * _MOST):
        found = _marker_after(source, at)
        try:
            part = _next(source, found) if found is not None else None
        except Malformed:
            return False
        if part is None or part.marker == _EOI:
            return False
        scans += part.marker == _SOS
        if scans > _SCANS:
            return True
        at = part.end
    return True


def segment(marker: int, payload: bytes) -> bytes:
    """Return the bytes of a segment with *payload*, which is at most 65 533 bytes long."""
    return bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2) + payload


def c2pa_segments(source: Source, segments: Sequence[Segment]) -> frozenset[Segment]:
    """Return the APP11 segments that hold a C2PA store (ISO 19566-5 Annex D; superbox of type `c2pa`).

    A store spans several segments of one box instance number; only the first shows the type.
    """
    stores: set[Segment] = set()
    instances: set[bytes] = set()
    for part in segments:
        if part.marker != _APP11:
            continue
        head = part.payload(source, 28)
        if head[:2] != b"JP" or len(head) < 8:
            continue
        instance = head[2:4]
        if head[12:16] == b"jumb" and head[20:28] == b"jumdc2pa":
            instances.add(instance)
        elif head[4:8] == b"\0\0\0\x01":
            instances.discard(instance)
        if instance in instances:
            stores.add(part)
    return frozenset(stores)


def box_head(source: Source, part: Segment) -> int:
    """Return how many bytes of *part*, which `c2pa_segments` gave, stand before the store's own."""
    head = part.payload(source, 12)
    if head[4:8] == b"\0\0\0\x01":
        return 8
    return 24 if head[8:12] == b"\0\0\0\x01" else 16


def _next(source: Source, at: int) -> Segment:
    start = at
    head = source.peek(at, _FILL + 2)
    if not head.startswith(b"\xff"):
        raise Malformed(source.where, "a segment does not begin with a marker, or the file ends before its picture")
    at += len(head) - len(head.lstrip(b"\xff")) + 1  # fill bytes may stand before any marker (T.81 §B.1.1.2)
    if at > source.size or at > start + _FILL + 1:
        raise Malformed(source.where, "there are fill bytes without end")
    marker = source.take(at - 1, 1, "a segment")[0]
    if marker in _STANDALONE or marker in (_SOI, _EOI):
        return Segment(marker, start, at, at)
    if marker == 0:
        raise Malformed(source.where, "a segment has no marker")
    length = int.from_bytes(source.take(at, 2, "a segment"))
    if length < 2:
        raise Malformed(source.where, "a segment is shorter than its own length field")
    if at + length > source.size:
        raise Malformed(source.where, "a segment is said to go on beyond the end of the file")
    return Segment(marker, start, at + 2, at + length)


def _channels(source: Source, frame: Segment) -> int:
    head = frame.payload(source, 6)
    if len(head) < 6:
        raise Malformed(source.where, "the frame header is too short")
    return head[5]


_MARKER: Final = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]", re.DOTALL)


def _marker_after(source: Source, at: int) -> int | None:
    """Where the next marker stands in coded data, in which every other 0xFF is followed by 0 or a restart."""
    size = 4096  # small first: a hostile file has a marker every few bytes
    while at < source.size:
        piece = source.peek(at, size)
        if found := _MARKER.search(piece):
            return at + found.start()
        if len(piece) < size:
            return None
        at += size - 1  # a marker may lie across the seam
        size = min(PIECE, size * 2)
    return None
