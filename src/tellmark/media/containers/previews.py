"""Small pictures of the picture, hidden in its metadata: blanked or left out where the picture is newly labelled.

Whoever shows such a preview (a folder window, a messenger, a printer) would show the picture without its label. What
stands around a preview keeps its bytes: offsets in Exif and in camera makers' notes go on pointing where they did.
"""

import struct
from collections.abc import Iterator
from typing import Final

from tellmark.media.containers import exif
from tellmark.media.containers.xmp import Name, properties, with_properties
from tellmark.values.errors import Malformed

PHOTOSHOP: Final = b"Photoshop 3.0\0"
XMP_EXTENSION: Final = b"http://ns.adobe.com/xmp/extension/\0"
_THUMBNAILS: Final = frozenset({1033, 1036})
"""Photoshop image resources: thumbnail of Photoshop 4, thumbnail since 5 (Photoshop File Formats Specification)."""
_RESOURCES: Final = (b"8BIM", b"MeSa", b"AgHg", b"PHUT", b"DCSR")
_OFFSET, _LENGTH, _STRIPS, _STRIP_LENGTHS = 0x0201, 0x0202, 0x0111, 0x0117
_MOST_TRIES: Final = 1000
_MOST_PARTS: Final = 200
_BASE64: Final = (b"/9j/", b"iVBORw0KGgo")
"""How JPEG and PNG begin in base64."""
_GOOGLE: Final = "http://ns.google.com/photos/1.0/"
_PARTS: Final = ("", "Version", "Offset", "PresentationTimestampUs")
_PICTURES_IN_XMP: Final[frozenset[Name]] = frozenset(
    {
        ("http://ns.adobe.com/xap/1.0/", "Thumbnails"),
        (_GOOGLE + "image/", "Data"),
        (_GOOGLE + "depthmap/", "Data"),
    }
)
_POINTERS_IN_XMP: Final[frozenset[Name]] = frozenset(
    {
        (_GOOGLE + "container/", "Directory"),
        ("http://ns.adobe.com/hdr-gain-map/1.0/", "Version"),
        *((_GOOGLE + "camera/", f"{name}{part}") for name in ("MotionPhoto", "MicroVideo") for part in _PARTS),
    }
)
"""Properties that lead to further pictures behind this one, which do not go over either."""
_HAS_EXTENSION: Final[Name] = ("http://ns.adobe.com/xmp/note/", "HasExtendedXMP")


def exif_without(block: bytes) -> bytes:
    """Return the Exif *block*, of the same length, without its thumbnail directory and with every preview blanked.

    That is the first directory's successor (Exif 2.32 §4.5.5), with the data that it leads to, and any whole JPEG in
    the block, as makers' notes hold them.
    """
    out = bytearray(block)
    order = exif.order_of(block)
    link = _link(block, order) if order else None
    if link is not None:
        for start, end in _thumbnail(block, order, struct.unpack_from(order + "I", block, link)[0]):
            out[start:end] = bytes(end - start)
        for start, end in _others(block, order):
            out[start:end] = block[start:end]
        out[link : link + 4] = bytes(4)
    return without_jpegs(bytes(out))


def photoshop_without(resources: bytes) -> bytes:
    """Return Photoshop's image *resources* less the thumbnails; what cannot be followed stays, less whole JPEGs."""
    out: list[bytes] = []
    at = 0
    while (end := _resource_end(resources, at)) is not None:
        if int.from_bytes(resources[at + 4 : at + 6]) not in _THUMBNAILS:
            out.append(resources[at:end])
        at = end
    return b"".join((*out, without_jpegs(resources[at:])))


def packet_without(packet: bytes, *, extended: bool) -> bytes:
    """Return the XMP *packet* less its thumbnails, and less what leads to pictures that do not go over.

    *extended* says that the packet's extension does. A packet that makes no sense stays as it is.
    """
    gone = _PICTURES_IN_XMP | _POINTERS_IN_XMP | (set() if extended else {_HAS_EXTENSION})
    try:
        found = {(item.namespace, item.name) for item in properties(packet)} & gone
        return with_properties(packet, {}, found) if found else packet
    except Malformed:
        return packet


def holds_picture(extension: bytes) -> bool:
    """Tell whether an XMP *extension*, all its parts together, holds a picture."""
    return any(start in extension for start in _BASE64)


def without_jpegs(data: bytes) -> bytes:
    """Return *data*, of the same length, with every whole JPEG in it blanked."""
    out = bytearray(data)
    at = data.find(b"\xff\xd8\xff")
    for _ in range(_MOST_TRIES):
        if at < 0:
            break
        end = _jpeg_end(data, at)
        if end is not None:
            out[at:end] = bytes(end - at)
        at = data.find(b"\xff\xd8\xff", end or at + 1)
    return bytes(out)


def _link(block: bytes, order: str) -> int | None:
    """Where the first directory names its successor; None if it names none."""
    first = struct.unpack_from(order + "I", block, 4)[0] if len(block) >= 8 else len(block)
    if first + 2 > len(block):
        return None
    link = first + 2 + 12 * struct.unpack_from(order + "H", block, first)[0]
    if link + 4 > len(block) or block[link : link + 4] == bytes(4):
        return None
    return int(link)


def _thumbnail(block: bytes, order: str, start: int) -> Iterator[tuple[int, int]]:
    """Where the data of the directory at *start* lie: a JPEG, or strips of samples."""
    values = {entry.tag: _numbers(block, order, entry) for entry in exif.directory(block, order, start)}
    for places, lengths in ((_OFFSET, _LENGTH), (_STRIPS, _STRIP_LENGTHS)):
        for place, length in zip(values.get(places, ()), values.get(lengths, ()), strict=False):
            if place < len(block):
                yield place, min(place + length, len(block))


def _numbers(block: bytes, order: str, entry: exif.Field) -> tuple[int, ...]:
    width = {3: "H", 4: "I"}.get(entry.kind)
    if width is None:
        return ()
    count = (entry.end - entry.start) // struct.calcsize("=" + width)
    return struct.unpack_from(f"{order}{count}{width}", block, entry.start)


def _others(block: bytes, order: str) -> Iterator[tuple[int, int]]:
    """Where the header, the other directories and their values lie: a lying thumbnail must not take them along."""
    first = struct.unpack_from(order + "I", block, 4)[0]
    starts = [first]
    yield 0, 8
    for entry in exif.fields(block):
        yield entry.start, entry.end
        if entry.tag in exif.FURTHER and entry.end - entry.start == 4:
            starts.append(struct.unpack_from(order + "I", block, entry.start)[0])
    for start in starts:
        if start + 2 <= len(block):
            yield start, min(start + 6 + 12 * struct.unpack_from(order + "H", block, start)[0], len(block))
        if start not in starts[:1]:
            yield from ((entry.start, entry.end) for entry in exif.directory(block, order, start))


def _resource_end(data: bytes, at: int) -> int | None:
    """Where the resource at *at* ends: signature, number, padded Pascal name, length, padded data."""
    if data[at : at + 4] not in _RESOURCES or at + 7 > len(data):
        return None
    name = 1 + data[at + 6]
    start = at + 6 + name + name % 2
    size = int.from_bytes(data[start : start + 4])
    end = start + 4 + size
    if start + 4 > len(data) or end > len(data):
        return None
    return min(end + size % 2, len(data))


def _jpeg_end(data: bytes, at: int) -> int | None:
    """Where the JPEG that may begin at *at* ends; None if it is none, or not whole."""
    at += 2
    for _ in range(_MOST_PARTS):
        if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] < 0xC0:
            return None
        marker = data[at + 1]
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker == 0xDA:
            end = data.find(b"\xff\xd9", at)
            return end + 2 if end >= 0 else None
    return None
