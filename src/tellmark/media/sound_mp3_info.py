"""The frame in front of an MP3 stream that holds no sound but its length (Xing, Info, VBRI), read and made anew."""

import struct
from dataclasses import dataclass

from tellmark.media.sound_mp3_frames import Header, header

_LAME = 36
_XING = 8 + 4 + 4 + 100 + 4
_DELAY = 576
"""Samples that the LAME encoder of the label puts in front (its own tag says the same)."""


@dataclass(frozen=True, slots=True)
class Info:
    """What the old header knew and the new one keeps: the LAME extension, or nothing."""

    lame: bytes | None


@dataclass(frozen=True, slots=True)
class Extent:
    """The stream that the header describes: its frames, its bytes without the header, a place for each percent."""

    frames: int
    size: int
    steady: bool
    marks: tuple[int, ...]


def is_info(frame: bytes, head: Header) -> bool:
    """Tell whether *frame* is a header without sound (Xing/LAME, or VBRI by Fraunhofer)."""
    place = 4 + head.side
    return frame[place : place + 4] in (b"Xing", b"Info") or frame[36:40] == b"VBRI"


def read_info(frame: bytes, head: Header) -> Info:
    """Read what is worth keeping of the old header."""
    at = 4 + head.side
    if frame[at : at + 4] not in (b"Xing", b"Info"):
        return Info(None)
    flags = struct.unpack_from(">I", frame.ljust(at + 8, b"\0"), at + 4)[0]
    at += 8 + 4 * bool(flags & 1) + 4 * bool(flags & 2) + 100 * bool(flags & 4) + 4 * bool(flags & 8)
    lame = frame[at : at + _LAME]
    return Info(lame if len(lame) == _LAME and lame[:4] in (b"LAME", b"Lavf", b"Lavc") else None)


def make_info(like: bytes, extent: Extent, old: Info) -> bytes:
    """Make the frame that goes in front. *like* is the header of the first frame behind it.

    It says how many frames and bytes there are, where each percent of the time lies, how many samples the encoder
    put in front (the label's) and behind (the original's, if that was known).
    """
    start, frame = _blank(like)
    total = extent.size + len(frame)
    struct.pack_into(">4sIII", frame, start, b"Info" if extent.steady else b"Xing", 0x0F, extent.frames, total)
    toc = bytes(min(255, 256 * (mark + len(frame)) // total) for mark in extent.marks)
    frame[start + 16 : start + 116] = toc
    struct.pack_into(">I", frame, start + 116, 0)
    lame = bytearray(old.lame or b"LAME3.100".ljust(_LAME, b"\0"))
    padding = (lame[22] & 0x0F) << 8 | lame[23]
    lame[21:24] = (_DELAY << 12 | padding).to_bytes(3)
    struct.pack_into(">I", lame, 28, total)
    lame[32:36] = bytes(4)  # the music's own check sum is left out: it would say nothing that the marks do not
    frame[start + _XING : start + _XING + _LAME] = lame
    place = start + _XING + _LAME - 2
    struct.pack_into(">H", frame, place, _crc_reflected(bytes(frame[:place])))
    return bytes(frame)


def _blank(like: bytes) -> tuple[int, bytearray]:
    """Return a frame without sound, and where its tag begins. Its bit rate is the lowest that has room, not below
    that of *like*: players without sense for the tag take the rate from here.
    """
    first = bytearray(like[:4])
    first[1] |= 1
    first[2] &= ~2
    for index in range(first[2] >> 4, 15):
        first[2] = index << 4 | first[2] & 0x0F
        head = header(bytes(first))
        if head is not None and head.size >= head.main + _XING + _LAME:
            return head.main, first + bytes(head.size - 4)
    raise AssertionError("the highest bit rate has room for the tag at every sampling rate")


def _crc_reflected(data: bytes) -> int:
    """CRC-16/ARC, as LAME seals its tag with."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def muted(frame: bytes, head: Header) -> bytes:
    """Return *frame* with its side information emptied: silent, and its bytes still serve the frames behind it."""
    silent = bytearray(frame)
    silent[head.main - head.side : head.main] = bytes(head.side)
    if head.checked:
        covered = bytes(silent[2:4] + silent[6 : head.main])
        silent[4:6] = _crc(covered).to_bytes(2)
    return bytes(silent)


def _crc(data: bytes) -> int:
    """CRC-16 of ISO 11172-3 §2.4.3.1: polynomial 0x8005, all ones at first."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ (0x8005 if crc & 0x8000 else 0)) & 0xFFFF
    return crc


def reach_back(frame: bytes, head: Header) -> int:
    """Return how many bytes of main data before this frame it begins (the bit reservoir)."""
    at = head.main - head.side
    return frame[at] << 1 | frame[at + 1] >> 7 if head.version == 1 else frame[at]
