"""A small reader of Exif: the few fields that say who made a picture, what is said of it, and which way is up.

Real files are full of slightly broken Exif that every program passes over, so nothing here is an error: a field that
points outside its block is not a field. No field is moved; a label is blanked where it stands, because camera
makers' notes hold offsets that nobody else can mend.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tellmark.media.containers.model import Gathering, is_label

_MOST_FIELDS: Final = 512
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_ORIENTATION: Final = 0x0112
EXIF_IFD: Final = 0x8769
FURTHER: Final = (EXIF_IFD, 0x8825, 0xA005)
"""What leads to further directories: Exif, GPS, interoperability."""
_USER_COMMENT: Final = 0x9286
_TEXTS: Final = {
    0x010E: "ImageDescription",
    0x010F: "Make",
    0x0110: "Model",
    0x0131: "Software",
    0x013B: "Artist",
    0x8298: "Copyright",
    _USER_COMMENT: "UserComment",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One directory entry: its tag, and where its value lies in the block."""

    tag: int
    kind: int
    start: int
    end: int


def gather(block: bytes, place: str, found: Gathering) -> None:
    """Note the words of the Exif *block* (from its TIFF header on), at *place* such as `jpeg.exif`."""
    for entry in fields(block):
        if name := _TEXTS.get(entry.tag):
            text = _text(block, entry)
            found.text(f"{place}.{name}", text)
            if is_label(text):
                found.label(f"{place}.{name}", text)


def without_labels(block: bytes) -> bytes:
    """Return the *block*, of the same length, with each field that is a label blanked."""
    out = bytearray(block)
    for entry in fields(block):
        if entry.tag in _TEXTS and is_label(_text(block, entry)):
            start = entry.start + 8 if entry.tag == _USER_COMMENT else entry.start
            out[start : entry.end] = bytes(entry.end - start)
    return bytes(out)


def orientation(block: bytes) -> int:
    """Return tag 274 of the *block*, 1 to 8; 1 where it is missing or makes no sense."""
    for entry in fields(block):
        if entry.tag == _ORIENTATION and entry.kind == 3 and entry.end - entry.start >= 2:
            value: int = struct.unpack_from(order_of(block) + "H", block, entry.start)[0]
            return value if 1 <= value <= 8 else 1
    return 1


def order_of(block: bytes) -> str:
    """Return the byte order of the *block* as `struct` names it; nothing where it has no TIFF header."""
    return {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4], "")


def fields(block: bytes) -> Iterator[Field]:
    """Walk the first directory and the Exif directory that it points to; no other, and neither twice."""
    order = order_of(block)
    if not order or len(block) < 8:
        return
    first = struct.unpack_from(order + "I", block, 4)[0]
    exif = None
    for entry in directory(block, order, first):
        yield entry
        if entry.tag == EXIF_IFD and entry.end - entry.start == 4 and exif is None:
            exif = struct.unpack_from(order + "I", block, entry.start)[0]
    if exif is not None and exif != first:
        yield from directory(block, order, exif)


def directory(block: bytes, order: str, start: int) -> Iterator[Field]:
    """Give the entries of the directory at *start* whose values lie within the *block*."""
    if start + 2 > len(block):
        return
    count = struct.unpack_from(order + "H", block, start)[0]
    for number in range(min(count, _MOST_FIELDS)):
        at = start + 2 + 12 * number
        if at + 12 > len(block):
            return
        tag, kind, items = struct.unpack_from(order + "HHI", block, at)
        size = _SIZES.get(kind, 0) * items
        value = at + 8 if size <= 4 else struct.unpack_from(order + "I", block, at + 8)[0]
        if size and value + size <= len(block):
            yield Field(tag, kind, value, value + size)


def _text(block: bytes, entry: Field) -> bytes:
    """Return a text field as UTF-8, without the filling at its end (UserComment: Exif 2.32 §4.6.5, tag 37510)."""
    value = block[entry.start : entry.end]
    if entry.tag != _USER_COMMENT:
        return value.rstrip(b"\0 ")
    charset, value = value[:8], value[8:]
    if charset == b"UNICODE\0":
        return _utf16(value, order_of(block)).strip("\0 ").encode()
    return value.rstrip(b"\0 ")


def _utf16(value: bytes, order: str) -> str:
    """Writers disagree on the byte order of `UNICODE`: a mark decides, else which half of the first letters is 0."""
    if value[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16"
    elif value[:64:2].count(0) > value[1:64:2].count(0):
        codec = "utf-16-be"
    elif value[1:64:2].count(0) > value[:64:2].count(0):
        codec = "utf-16-le"
    else:
        codec = "utf-16-le" if order == "<" else "utf-16-be"
    return value[: len(value) & ~1].decode(codec, "replace")
