"""The chapters of an ID3v2 tag, which count from the beginning and so must move with it."""

import struct

_UNUSED = 0xFFFFFFFF


def shifted_chapters(tag: bytes, millis: int, size: int) -> bytes:
    """Return *tag* with its CHAP frames (ID3v2 Chapter Frame Addendum 1.0) moved by *millis* and *size* bytes.

    The first chapter keeps its beginning: the label belongs to it. All else stays; a tag that is unsynchronised, or
    that is not followed to its end, stays as it is.
    """
    if tag[:3] != b"ID3" or len(tag) < 10 or tag[3] not in (3, 4) or tag[5] & 0x80:
        return tag
    changed = bytearray(tag)
    at = 10
    if tag[5] & 0x40:
        at += _number(tag[10:14], tag[3]) + (4 if tag[3] == 3 else 0)
    end = min(len(tag), 10 + _number(tag[6:10], 4))
    while at + 10 < end and tag[at] != 0:
        length = _number(tag[at + 4 : at + 8], tag[3])
        if at + 10 + length > end:
            return tag
        if tag[at : at + 4] == b"CHAP" and not tag[at + 9]:
            _move(changed, at + 10, at + 10 + length, millis, size)
        at += 10 + length
    return bytes(changed)


def _move(tag: bytearray, begin: int, end: int, millis: int, size: int) -> None:
    times = tag.find(b"\0", begin, end) + 1
    if times == 0 or times + 16 > end:
        return
    start, stop, *places = struct.unpack_from(">4I", tag, times)
    shifted = [place if place == _UNUSED else min(place + size, _UNUSED) for place in places]
    struct.pack_into(">4I", tag, times, start and min(start + millis, _UNUSED), min(stop + millis, _UNUSED), *shifted)


def _number(four: bytes, version: int) -> int:
    """ID3v2.4 writes sizes with seven bits to the byte, 2.3 with eight."""
    value = 0
    for byte in four:
        value = value << (7 if version == 4 else 8) | byte
    return value
