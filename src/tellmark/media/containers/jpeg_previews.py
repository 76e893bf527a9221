"""The segments of a JPEG that go over to its newly labelled picture, without the previews that lack the label."""

from collections.abc import Iterator, Sequence
from typing import Final

from tellmark.media.containers import previews
from tellmark.media.containers.bounded import Source
from tellmark.media.containers.jpeg_segments import EXIF, XMP, Segment, segment
from tellmark.media.containers.previews import PHOTOSHOP, XMP_EXTENSION

_APP1, _APP2, _APP13 = 0xE1, 0xE2, 0xED
_PART: Final = len(XMP_EXTENSION) + 40
"""An extension segment has a digest, the whole length and an offset before its share of text (XMP part 3 §1.1.3)."""
_LONGEST: Final = 65_533


def without_previews(source: Source, segments: Sequence[Segment]) -> Iterator[bytes | Segment]:
    """Give the metadata *segments* in order: themselves where nothing is in them, else the bytes instead."""
    resources = frozenset(part for part in segments if _starts(part, source, _APP13, PHOTOSHOP))
    extension = [part for part in segments if _starts(part, source, _APP1, XMP_EXTENSION)]
    extended = not previews.holds_picture(b"".join(part.payload(source)[_PART:] for part in extension))
    dropped = frozenset() if extended else frozenset(extension)
    first = True
    for part in segments:
        if part in resources:
            if first:
                yield from _resources(source, [one for one in segments if one in resources])
            first = False
        elif part not in dropped:
            yield _cleared(part, source, extended=extended)


def _starts(part: Segment, source: Source, marker: int, name: bytes) -> bool:
    return part.marker == marker and part.payload(source, len(name)) == name


def _resources(source: Source, parts: Sequence[Segment]) -> Iterator[bytes | Segment]:
    """Photoshop's resources are one list, cut into segments wherever one is full."""
    joined = b"".join(part.payload(source)[len(PHOTOSHOP) :] for part in parts)
    kept = previews.photoshop_without(joined)
    if kept == joined:
        yield from parts
        return
    step = _LONGEST - len(PHOTOSHOP)
    for at in range(0, len(kept), step):
        yield segment(_APP13, PHOTOSHOP + kept[at : at + step])


def _cleared(part: Segment, source: Source, *, extended: bool) -> bytes | Segment:
    payload = part.payload(source)
    if part.marker == _APP1 and payload.startswith(EXIF):
        cleared = EXIF + previews.exif_without(payload[len(EXIF) :])
    elif part.marker == _APP1 and payload.startswith(XMP):
        cleared = XMP + previews.packet_without(payload[len(XMP) :], extended=extended)
    elif part.marker == _APP2 and payload.startswith(b"ICC_PROFILE\0"):
        cleared = payload
    else:
        cleared = previews.without_jpegs(payload)
    return part if cleared == payload else segment(part.marker, cleared)
