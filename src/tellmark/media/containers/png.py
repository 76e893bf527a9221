"""PNG: metadata in ancillary chunks (PNG third edition; XMP part 3 §1.1.5; C2PA 2.2 App. A.3: `caBX`).

A writer puts the one XMP chunk just before the picture data and takes out all others, the C2PA store and every label;
all else, with whatever follows IEND, stays.
"""

from typing import BinaryIO, Final

from tellmark.media.containers import exif, previews
from tellmark.media.containers.bounded import Source, Span
from tellmark.media.containers.model import Carried, Gathering, Inscribed, is_label
from tellmark.media.containers.png_chunks import SIGNATURE, Chunk, chunk, scan, walk
from tellmark.media.containers.png_text import (
    KINDS,
    LABEL,
    PROFILES,
    RAW_XMP,
    XMP_KEYWORD,
    profile_body,
    raw_profile,
    text,
    xmp_body,
)
from tellmark.values.errors import Malformed

_C2PA: Final = b"caBX"
_CODING: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"acTL", b"fcTL", b"fdAT"})
_AFTER_PALETTE: Final = frozenset({b"bKGD", b"hIST"})
_OF_ONE_CODING: Final = _AFTER_PALETTE | {b"sBIT"}
"""Chunks whose form follows from colour type and depth."""


def read(src: BinaryIO) -> Carried:
    """Return what the chunks of *src* carry. Raises Malformed."""
    source = Source(src, "PNG")
    found = Gathering("PNG")
    for part in scan(source):
        if part.type in KINDS:
            _gather(*text(part.type, part.body(source)), found)
        elif part.type == b"eXIf":
            exif.gather(_exif(part, source), "png.exif", found)
        elif part.type == _C2PA:
            found.credential = True
    return found.carried()


def write(src: BinaryIO, dst: BinaryIO, marks: Inscribed) -> None:
    """Copy *src* to *dst* with *marks*. Raises Malformed."""
    if marks.aigc is not None:
        raise ValueError("in a PNG the label travels inside the XMP packet")
    source = Source(src, "PNG")
    chunks = scan(source)
    dst.write(SIGNATURE)
    packet = marks.xmp
    for part in chunks:
        if part.type == b"IDAT" and packet is not None:
            dst.write(chunk(b"iTXt", xmp_body(packet)))
            packet = None
        if part.type == b"eXIf":
            _write_exif(part, source, dst)
        elif not _is_owned(part, source):
            source.copy(part.start, part.end, dst)
    source.copy(chunks[-1].end, source.size, dst)


def store(src: BinaryIO) -> tuple[Span, ...]:
    """Return where the bytes of the C2PA store stand. Raises Malformed."""
    return tuple((part.start + 8, part.end - 4) for part in walk(Source(src, "PNG")) if part.type == _C2PA)


def prove_store(stream: BinaryIO) -> None:
    """Write the checksum of the C2PA store anew, whose bytes were changed where they stand. Raises Malformed."""
    source = Source(stream, "PNG")
    for part in [part for part in walk(source) if part.type == _C2PA]:
        checksum = chunk(_C2PA, part.body(source))[-4:]
        stream.seek(part.end - 4)
        stream.write(checksum)


def transplant(original: BinaryIO, recoded: BinaryIO, dst: BinaryIO) -> None:
    """Write the picture of *recoded* with the ancillary chunks of *original* that are not its coding.

    Left out of *original*: the C2PA store, animation, a colour profile for the other sort of channels, what follows
    from a colour type or depth that the new picture does not have, and previews without the label in Exif, XMP and
    raw profiles.
    """
    old, new = Source(original, "PNG"), Source(recoded, "PNG")
    before, after = scan(old), scan(new)
    profile = _is_grey(old, before) == _is_grey(new, after)
    same = old.take(24, 2, "the header") == new.take(24, 2, "the header")
    keep = [part for part in before if _goes_over(part, same, profile)]
    start = next(part.start for part in before if part.type == b"IDAT")
    dst.write(SIGNATURE)
    for part in after:
        if part.type == b"IDAT":
            _copy([c for c in keep if c.start < start and c.type in _AFTER_PALETTE], old, dst)
        elif part.type == b"IEND":
            _copy([c for c in keep if c.start > start], old, dst)
        if part.type in _CODING or (not profile and part.type == b"iCCP"):
            new.copy(part.start, part.end, dst)
        if part.type == b"IHDR":
            _copy([c for c in keep if c.start < start and c.type not in _AFTER_PALETTE], old, dst)


def orientation(src: BinaryIO) -> int:
    """Return the Exif orientation, 1 to 8. Raises Malformed."""
    source = Source(src, "PNG")
    return next((exif.orientation(_exif(part, source)) for part in walk(source) if part.type == b"eXIf"), 1)


def is_animated(src: BinaryIO) -> bool:
    """Tell whether an animation control chunk stands before the picture (third edition §11.3.6). Raises Malformed."""
    for part in walk(Source(src, "PNG")):
        if part.type in (b"acTL", b"IDAT"):
            return part.type == b"acTL"
    return False


def _gather(keyword: bytes, data: bytes, found: Gathering) -> None:
    if keyword == XMP_KEYWORD:
        found.packet("png.itxt.XML:com.adobe.xmp", data)
    elif keyword == RAW_XMP:
        found.packet("png.text.Raw profile type xmp", raw_profile(data))
    elif keyword == LABEL:
        found.label("png.text.AIGC", data)
    else:
        place = f"png.text.{keyword[:79].decode('latin-1')}"
        found.text(place, data)
        if is_label(data):
            found.label(place, data)


def _is_owned(part: Chunk, source: Source) -> bool:
    if part.type not in KINDS:
        return part.type == _C2PA
    keyword, data = text(part.type, part.body(source))
    return keyword in (XMP_KEYWORD, RAW_XMP, LABEL) or is_label(data)


def _exif(part: Chunk, source: Source) -> bytes:
    return part.body(source).removeprefix(b"Exif\0\0")


def _write_exif(part: Chunk, source: Source, dst: BinaryIO) -> None:
    body = part.body(source)
    block = body.removeprefix(b"Exif\0\0")
    blanked = exif.without_labels(block)
    dst.write(chunk(b"eXIf", body[: len(body) - len(block)] + blanked))


def _goes_over(part: Chunk, same_coding: bool, profile: bool) -> bool:
    if part.type in _CODING or part.type == _C2PA or part.type[:1].isupper():
        return False
    return (same_coding or part.type not in _OF_ONE_CODING) and (profile or part.type != b"iCCP")


def _is_grey(source: Source, chunks: tuple[Chunk, ...]) -> bool:
    return chunks[0].body(source)[9] in (0, 4)


def _copy(parts: list[Chunk], source: Source, dst: BinaryIO) -> None:
    for part in parts:
        if (cleared := _without_previews(part, source)) is None:
            source.copy(part.start, part.end, dst)
        else:
            dst.write(cleared)


def _without_previews(part: Chunk, source: Source) -> bytes | None:
    """Return the chunk without the previews in it, or None where there are none."""
    if part.type == b"eXIf":
        body = part.body(source)
        block = body.removeprefix(b"Exif\0\0")
        cleared = body[: len(body) - len(block)] + previews.exif_without(block)
        return None if cleared == body else chunk(b"eXIf", cleared)
    if part.type not in KINDS:
        return None
    keyword, data = text(part.type, part.body(source))
    if keyword == XMP_KEYWORD:
        packet = previews.packet_without(data, extended=False)
        return None if packet == data else chunk(b"iTXt", xmp_body(packet))
    if keyword in PROFILES:
        return _profile_without(keyword, data)
    return None


def _profile_without(keyword: bytes, data: bytes) -> bytes | None:
    """ImageMagick keeps what other formats hold beside their picture in hexadecimal digits."""
    try:
        profile = raw_profile(data)
    except Malformed:
        return None
    block = profile.removeprefix(b"Exif\0\0")
    head = profile[: len(profile) - len(block)]
    cleared = previews.photoshop_without(block) if PROFILES[keyword] else head + previews.exif_without(block)
    return None if cleared == profile else chunk(b"zTXt", profile_body(keyword, cleared))
