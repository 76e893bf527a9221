"""JPEG: metadata in marker segments (ITU-T T.81 Annex B, Exif 2.32, XMP part 3, C2PA 2.2 App. A.3).

A writer replaces the standard XMP segment and takes out C2PA stores and labels; Extended XMP, foreign JUMBF and
whatever follows the end of the image stay. Multi-Picture offsets (CIPA DC-007) are moved with the pictures.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from tellmark.media.containers import exif
from tellmark.media.containers.bounded import Source, Span
from tellmark.media.containers.jpeg_mpf import moved
from tellmark.media.containers.jpeg_previews import without_previews
from tellmark.media.containers.jpeg_segments import (
    EXIF,
    MPF,
    XMP,
    Segment,
    box_head,
    c2pa_segments,
    image_end,
    scan,
    segment,
)
from tellmark.media.containers.model import CannotCarry, Carried, Gathering, Inscribed, is_label
from tellmark.values.errors import Malformed

XMP_LIMIT: Final = 65_502
"""The longest packet that a standard XMP segment holds (XMP part 3 §1.1.3)."""
_XMP_EXTENSION: Final = b"http://ns.adobe.com/xmp/extension/\0"
_COM, _APP0, _APP1, _APP2, _APP14, _APP15 = 0xFE, 0xE0, 0xE1, 0xE2, 0xEE, 0xEF


def read(src: BinaryIO) -> Carried:
    """Return what the segments of *src* carry. Raises Malformed."""
    source = Source(src, "JPEG")
    layout = scan(source)
    found = Gathering("JPEG")
    found.credential = bool(c2pa_segments(source, layout.segments))
    for part in layout.segments:
        if part.marker in (_COM, *range(_APP0, _APP15 + 1)):
            _gather(part, part.payload(source), found)
    return found.carried()


def write(src: BinaryIO, dst: BinaryIO, marks: Inscribed) -> None:
    """Copy *src* to *dst* with *marks*. Raises Malformed; CannotCarry for a packet longer than XMP_LIMIT."""
    if marks.aigc is not None:
        raise ValueError("in a JPEG the label travels inside the XMP packet")
    if marks.xmp is not None and len(marks.xmp) > XMP_LIMIT:
        raise CannotCarry(
            f"JPEG holds at most {XMP_LIMIT} bytes of XMP in one segment, and this packet has {len(marks.xmp)}",
            "Shorten the file's own XMP (edit history, embedded previews), or save the picture as PNG.",
        )
    source = Source(src, "JPEG")
    layout = scan(source)
    pieces = _with_xmp(list(_kept(source, layout.segments)), marks.xmp)
    dst.write(b"\xff\xd8")
    for piece in _with_moved_pictures(source, pieces, layout.segments):
        if isinstance(piece.data, bytes):
            dst.write(piece.data)
        else:
            source.copy(*piece.data, dst)
    source.copy(layout.end, source.size, dst)


def store(src: BinaryIO) -> tuple[Span, ...]:
    """Return where the bytes of the C2PA store stand. Raises Malformed.

    Each segment begins with the marks of its box instance; all but the first repeat the head of the box that they go on
    with (ISO 19566-5 Annex D).
    """
    source = Source(src, "JPEG")
    parts = sorted(c2pa_segments(source, scan(source).segments), key=lambda part: part.start)
    return tuple((min(part.end, part.body + box_head(source, part)), part.end) for part in parts)


def transplant(original: BinaryIO, recoded: BinaryIO, dst: BinaryIO) -> None:
    """Write the picture of *recoded* with the segments of *original* that are not its coding.

    Left out of *original*: the C2PA store, a colour profile for another number of channels, and what shows the picture
    without its label: previews in JFIF, JFXX, Exif, Photoshop's resources and XMP, and all that follows the picture,
    with the index of it (Multi-Picture: previews, the still of a motion photo, gain maps).
    """
    old, new = Source(original, "JPEG"), Source(recoded, "JPEG")
    before, after = scan(old), scan(new)
    density = _jfif_density(old, before.segments)
    profile = _profile_fits(old, before.segments, after.channels)
    dst.write(b"\xff\xd8")
    for part in after.segments:
        if part.marker == _APP0 and (payload := part.payload(new))[:5] == b"JFIF\0":
            dst.write(segment(_APP0, payload[:7] + (density or payload[7:12]) + b"\0\0"))
    stores = c2pa_segments(old, before.segments)
    foreign = [p for p in before.segments if p not in stores and _is_foreign(p, p.payload(old, 64), profile)]
    for piece in without_previews(old, foreign):
        if isinstance(piece, bytes):
            dst.write(piece)
        else:
            old.copy(piece.start, piece.end, dst)
    for part in after.segments:
        if not _is_metadata(part.marker) or part.marker == _APP14 or (not profile and _is_profile(part, new)):
            new.copy(part.start, part.end, dst)
    new.copy(after.end, image_end(new, after.end), dst)


def orientation(src: BinaryIO) -> int:
    """Return the Exif orientation, 1 to 8. Raises Malformed."""
    source = Source(src, "JPEG")
    for part in scan(source).segments:
        if part.marker == _APP1 and (payload := part.payload(source)).startswith(EXIF):
            return exif.orientation(payload[len(EXIF) :])
    return 1


def _gather(part: Segment, payload: bytes, found: Gathering) -> None:
    if part.marker == _COM:
        found.text("jpeg.com", payload)
        if is_label(payload):
            found.label("jpeg.com", payload)
    elif payload.startswith(XMP):
        found.packet("jpeg.app1.xmp", payload[len(XMP) :])
    elif payload.startswith(EXIF):
        exif.gather(payload[len(EXIF) :], "jpeg.exif", found)
    elif is_label(payload):
        found.label(f"jpeg.app{part.marker - _APP0}.AIGC", payload.rstrip(b"\0"))


@dataclass(frozen=True, slots=True)
class _Piece:
    """One segment of the copy: new bytes, or where the old ones stand."""

    marker: int
    data: bytes | tuple[int, int]
    was: Segment | None = None

    @property
    def length(self) -> int:
        return len(self.data) if isinstance(self.data, bytes) else self.data[1] - self.data[0]


_XMP_HERE: Final = _Piece(_APP1, b"")


def _kept(source: Source, segments: tuple[Segment, ...]) -> Iterator[_Piece]:
    """Every segment but the ones that a writer owns; an empty piece where the first XMP packet was."""
    stores = c2pa_segments(source, segments)
    seen = False
    for part in segments:
        payload = part.payload(source) if _is_metadata(part.marker) else b""
        if part in stores or is_label(payload):
            continue
        if part.marker == _APP1 and payload.startswith(XMP):
            if not seen:
                yield _XMP_HERE
            seen = True
        elif part.marker == _APP1 and payload.startswith(EXIF):
            block = payload[len(EXIF) :]
            blanked = exif.without_labels(block)
            yield _Piece(part.marker, (part.start, part.end) if blanked == block else segment(_APP1, EXIF + blanked))
        else:
            yield _Piece(part.marker, (part.start, part.end), part)


def _with_xmp(pieces: list[_Piece], xmp: bytes | None) -> list[_Piece]:
    """Put the packet where the first one was, else after JFIF and Exif, which want to be first."""
    if _XMP_HERE in pieces:
        at = pieces.index(_XMP_HERE)
        del pieces[at]
    else:
        at = 0
        while at < len(pieces) and pieces[at].marker in (_APP0, _APP1):
            at += 1
    if xmp is not None:
        pieces.insert(at, _Piece(_APP1, segment(_APP1, XMP + xmp)))
    return pieces


def _with_moved_pictures(source: Source, pieces: list[_Piece], old: tuple[Segment, ...]) -> Iterator[_Piece]:
    """Offsets to further pictures count from inside the MPF segment: mend them by what changed after it."""
    for index, piece in enumerate(pieces):
        was = piece.was
        if was is None or was.marker != _APP2 or not (payload := was.payload(source)).startswith(MPF):
            yield piece
            continue
        before = sum(part.end - part.start for part in old if part.start >= was.end)
        shift = sum(later.length for later in pieces[index + 1 :]) - before
        yield piece if not shift else _Piece(_APP2, segment(_APP2, MPF + moved(payload[len(MPF) :], shift)), was)


def _is_metadata(marker: int) -> bool:
    return _APP0 <= marker <= _APP15 or marker == _COM


def _is_foreign(part: Segment, head: bytes, profile: bool) -> bool:
    """Tell whether a segment of the original goes over to the newly coded picture."""
    if not _is_metadata(part.marker) or part.marker in (_APP0, _APP14):
        return False
    return not head.startswith(MPF) and (profile or not head.startswith(b"ICC_PROFILE\0"))


def _is_profile(part: Segment, source: Source) -> bool:
    return part.marker == _APP2 and part.payload(source, 12) == b"ICC_PROFILE\0"


def _profile_fits(source: Source, segments: Iterable[Segment], channels: int) -> bool:
    """A profile's data colour space (ICC.1 §7.2.6) must be that of the coded picture."""
    for part in segments:
        if _is_profile(part, source):
            space = part.payload(source, 34)[30:34]
            return {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4}.get(space, channels) == channels
    return False


def _jfif_density(source: Source, segments: Iterable[Segment]) -> bytes | None:
    for part in segments:
        if part.marker == _APP0 and (payload := part.payload(source))[:5] == b"JFIF\0":
            if len(payload) < 14:
                raise Malformed("JPEG", "its JFIF segment is too short")
            return payload[7:12]
    return None
