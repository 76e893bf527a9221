"""MPEG audio layer III as bytes: frame headers, and where the tags end and the frames begin."""

import os
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from tellmark.media.sound_wave import UnsupportedSound
from tellmark.values.errors import Malformed

_KBIT = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = (44100, 48000, 32000)
_SEARCH = 1 << 16
_MOST_RESYNCS = 256
_MOST_TAGS = 8


@dataclass(frozen=True, slots=True)
class Header:
    """A frame's first four bytes, read (ISO 11172-3 §2.4.2.3 and 13818-3). *size* is the whole frame's, in bytes.

    *kbit* 0 means free format: the size is then not known from the header.
    """

    version: int
    rate: int
    kbit: int
    channels: int
    checked: bool
    size: int

    @property
    def samples(self) -> int:
        """Samples that the frame yields in each channel."""
        return 1152 if self.version == 1 else 576

    @property
    def side(self) -> int:
        """Bytes of side information behind the header and its check sum."""
        one, two = (17, 32) if self.version == 1 else (9, 17)
        return one if self.channels == 1 else two

    @property
    def main(self) -> int:
        """Where in the frame the main data begins."""
        return 4 + 2 * self.checked + self.side

    def like(self, other: "Header") -> bool:
        """Tell whether both belong to one stream."""
        return (self.version, self.rate) == (other.version, other.rate)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where things are in an MP3 file: *tags* bytes in front, then the frames, whose places are *offsets*, up to *end*.

    *info* is the place and size of the frame that holds no sound but a Xing, Info or VBRI header, if there is one; it
    is not among *offsets*. *steady*: every frame has the same bit rate.
    """

    first: Header
    tags: int
    info: tuple[int, int] | None
    offsets: "array[int]"
    end: int
    steady: bool

    @property
    def rate(self) -> int:
        """Samples a second."""
        return self.first.rate


def header(four: bytes) -> Header | None:
    """Read a frame header; None if *four* bytes are no header of layer III."""
    if len(four) < 4 or four[0] != 0xFF or four[1] & 0xE6 != 0xE2 or four[1] >> 3 & 3 == 1:
        return None
    index, sampling = four[2] >> 4, four[2] >> 2 & 3
    if index == 15 or sampling == 3:
        return None
    code = four[1] >> 3 & 3
    version = {3: 1, 2: 2, 0: 3}[code]
    rate = _RATES[sampling] >> (version - 1)
    kbit = _KBIT[version == 1][index]
    size = (144 if version == 1 else 72) * kbit * 1000 // rate + (four[2] >> 1 & 1)
    return Header(version, rate, kbit, 1 if four[3] >> 6 == 3 else 2, not four[1] & 1, size)


def read_layout(src: BinaryIO, is_info: Callable[[bytes, Header], bool]) -> Layout:
    """Walk the frames of *src*. *is_info* tells whether a frame is a Xing, Info or VBRI header.

    Raises Malformed if there are no frames, UnsupportedSound for free format.
    """
    size = src.seek(0, os.SEEK_END)
    begin = _behind_tags(src, size)
    tags = _first_frame(src, begin, size)
    first = _header_at(src, tags)
    assert first is not None
    src.seek(tags)
    info = (tags, first.size) if is_info(src.read(first.size), first) else None
    at = tags + first.size if info else tags
    offsets, end, rates = _walk(src, at, size, first)
    if not offsets:
        raise Malformed("MP3 file", "it has no frames of sound")
    leading = _header_at(src, offsets[0])
    assert leading is not None
    return Layout(leading, tags, info, offsets, end, len(rates) == 1)


def _header_at(src: BinaryIO, at: int) -> Header | None:
    src.seek(at)
    return header(src.read(4))


def _behind_tags(src: BinaryIO, size: int) -> int:
    """Return where the ID3v2 tags and an APE tag at the beginning end (id3.org; APEv2)."""
    at = 0
    for _ in range(_MOST_TAGS):
        src.seek(at)
        head = src.read(32)
        if head[:3] == b"ID3" and len(head) >= 10:
            length = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
            at += 10 + length + (10 if head[5] & 0x10 else 0)
        elif head[:8] == b"APETAGEX" and len(head) == 32:
            at += 32 + int.from_bytes(head[12:16], "little")
        else:
            return at
        if at >= size:
            raise Malformed("ID3 tag", "it declares more bytes than the file has")
    raise Malformed("MP3 file", f"more than {_MOST_TAGS} tags stand in front of the sound")


def _first_frame(src: BinaryIO, begin: int, size: int) -> int:
    found = _next_frame(src, begin, size, None)
    if found is not None:
        return found
    src.seek(begin)
    head = header(src.read(4))
    if head is not None and head.kbit == 0:
        raise UnsupportedSound(
            "this MP3 file has a free-format bit rate", "Encode it at a usual bit rate, for example: lame -b 192"
        )
    raise Malformed("MP3 file", "no frames of sound are found behind its tags")


def _next_frame(src: BinaryIO, begin: int, size: int, like: Header | None) -> int | None:
    """Find the next frame from *begin* on that another one of the same stream, or the end, follows."""
    src.seek(begin)
    block = src.read(_SEARCH)
    at = block.find(b"\xff")
    while at >= 0:
        head = header(block[at : at + 4])
        if head is not None and head.kbit and (like is None or head.like(like)):
            behind = begin + at + head.size
            follower = _header_at(src, behind)
            if behind == size or (follower is not None and follower.like(head)) or _is_tail(src, behind, size):
                return begin + at
        at = block.find(b"\xff", at + 1)
    return None


def _is_tail(src: BinaryIO, at: int, size: int) -> bool:
    src.seek(at)
    head = src.read(11)
    return (head[:3] == b"TAG" and size - at >= 128) or head[:8] == b"APETAGEX" or head == b"LYRICSBEGIN"


def _walk(src: BinaryIO, at: int, size: int, first: Header) -> "tuple[array[int], int, set[int]]":
    """Return the places of all frames, the end of the last one, and the bit rates met."""
    offsets: array[int] = array("Q")
    rates: set[int] = set()
    end, resyncs = at, 0
    while at + 4 <= size:
        head = _header_at(src, at)
        if head is None or not head.kbit or not head.like(first):
            found = None if _is_tail(src, at, size) or resyncs > _MOST_RESYNCS else _next_frame(src, at, size, first)
            if found is None:
                break
            at, resyncs = found, resyncs + 1
            continue
        if at + head.size > size:
            break
        offsets.append(at)
        rates.add(head.kbit)
        at += head.size
        end = at
    return offsets, end, rates
