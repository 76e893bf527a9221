"""An ID3v2 tag, 2.2 to 2.4: its frames, and the tag again with some of them changed.

What a writer does not own keeps its bytes: foreign frames with their flags, padding, unsynchronisation. Only an
extended header is left out of a changed tag, for it holds a checksum of what has changed (ID3v2.3 §3.2, v2.4 §3.2).
An ID3v2.2 tag that must change becomes ID3v2.3, whose frames say the same under longer names.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from tellmark.media.containers import id3_frames
from tellmark.media.containers.id3_frames import Frame, is_mark, label_content, undone
from tellmark.media.containers.id3_v22 import upgraded
from tellmark.media.containers.model import CannotCarry, Gathering, Inscribed
from tellmark.values.errors import Malformed

HEADER: Final = 10
_MOST_BYTES: Final = 64 << 20
_MOST_FRAMES: Final = 20_000
_UNSYNCHRONISED, _EXTENDED, _FOOTER = 0x80, 0x40, 0x10
_NAME: Final = re.compile(rb"[A-Z][A-Z0-9]{2}[A-Z0-9 ]?")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: version 2 to 4, header flags, frames in order, and what follows them (padding)."""

    version: int
    revision: int
    flags: int
    frames: tuple[Frame, ...]
    rest: bytes


def extent(head: bytes) -> int | None:
    """Return how many bytes the tag takes whose first 10 are *head*; None if it is no tag. Raises Malformed."""
    if len(head) < HEADER or head[:3] not in (b"ID3", b"3DI"):
        return None
    if head[3] not in (2, 3, 4):
        raise Malformed("ID3", f"the tag is of version 2.{head[3]}, which is not known")
    size = _synchsafe(head[6:10])
    if size is None:
        raise Malformed("ID3", "the size of the tag is not one")
    if size > _MOST_BYTES:
        raise Malformed("ID3", f"the tag is longer than {_MOST_BYTES >> 20} MB")
    return HEADER + size + (HEADER if head[3] == 4 and head[5] & _FOOTER else 0)


def parse(data: bytes) -> Tag:
    """Return the tag at the beginning of *data*. Raises Malformed."""
    length = extent(data[:HEADER])
    if length is None or length > len(data):
        raise Malformed("ID3", "there is no tag, or it is said to go on beyond its end")
    version, revision, flags = data[3], data[4], data[5]
    body = data[HEADER : HEADER + (_synchsafe(data[6:10]) or 0)]
    if flags & _UNSYNCHRONISED and version < 4:
        body = body.replace(b"\xff\0", b"\xff")
    if version == 2 and flags & _EXTENDED:
        raise Malformed("ID3", "the tag is compressed in a way that was never defined")
    at = _extended(body, version) if flags & _EXTENDED else 0
    frames: list[Frame] = []
    for frame in _frames(body, at, version, bool(flags & _UNSYNCHRONISED)):
        frames.append(frame)
        at += len(frame.raw)
        if len(frames) > _MOST_FRAMES:
            raise Malformed("ID3", f"the tag has more than {_MOST_FRAMES} frames")
    return Tag(version, revision, flags, tuple(frames), body[at:])


def gather(data: bytes, place: str, found: Gathering) -> None:
    """Note what the tag at the beginning of *data* says. Raises Malformed."""
    id3_frames.gather(parse(data).frames, place, found)


def without_marks(data: bytes) -> bytes:
    """Return the tag in *data* without label, XMP and C2PA store; the very same bytes if it has none."""
    return rewritten(data, is_mark, Inscribed())


def rewritten(data: bytes, gone: Callable[[Frame], bool], marks: Inscribed) -> bytes:
    """Return the tag in *data* without the frames that are *gone*, and with *marks*; nothing if no frame is left.

    The very same bytes if there is nothing to do. Frames without content, which no version allows (ID3v2.4 §4) and
    over which strict readers give up the tag, do not go over into a changed one. Raises Malformed; CannotCarry for a
    tag of version 2.2 with a frame that later versions do not know.
    """
    tag = parse(data)
    kept = tuple(frame for frame in tag.frames if not gone(frame))
    if len(kept) == len(tag.frames) and marks == Inscribed():
        return data
    version = max(tag.version, 3)
    full = [frame for frame in kept if len(frame.raw) > (6 if tag.version == 2 else HEADER)]
    raw = b"".join(upgraded(frame) if tag.version == 2 else frame.raw for frame in full)
    raw += _inscribed(marks, version, unsynchronised=bool(tag.flags & _UNSYNCHRONISED))
    if not raw:
        return b""
    flags = tag.flags & ~_EXTENDED
    body = raw + (b"" if version == 4 and flags & _FOOTER else tag.rest)
    if version == 3 and flags & _UNSYNCHRONISED:
        body = re.sub(rb"\xff(?=[\xe0-\xff\0])|\xff\Z", b"\xff\0", body)
    return _tag(version, 0 if tag.version == 2 else tag.revision, flags, body)


def new(marks: Inscribed) -> bytes:
    """Return an ID3v2.4 tag with nothing but *marks*; nothing if there are none."""
    raw = _inscribed(marks, 4, unsynchronised=False)
    return _tag(4, 0, 0, raw) if raw else b""


def _tag(version: int, revision: int, flags: int, body: bytes) -> bytes:
    if len(body) > _MOST_BYTES:
        raise CannotCarry("The file's ID3 tag has no room left for its marks", "Remove large pictures from the tag.")
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    header = bytes((version, revision, flags)) + size
    return b"ID3" + header + body + (b"3DI" + header if version == 4 and flags & _FOOTER else b"")


def _inscribed(marks: Inscribed, version: int, *, unsynchronised: bool) -> bytes:
    raw = b""
    if marks.aigc is not None:
        raw += _frame(b"TXXX", label_content(marks.aigc, version), version, unsynchronised)
    if marks.xmp is not None:
        raw += _frame(b"PRIV", b"XMP\0" + marks.xmp, version, unsynchronised)
    return raw


def _frame(name: bytes, content: bytes, version: int, unsynchronised: bool) -> bytes:
    """In v2.4 each frame is unsynchronised by itself, and says so; in v2.3 the whole tag is, later."""
    flags = b"\0\0"
    if version == 4:
        if unsynchronised:
            content, flags = re.sub(rb"\xff(?=[\xe0-\xff\0])|\xff\Z", b"\xff\0", content), b"\0\x02"
        size = bytes(len(content) >> shift & 0x7F for shift in (21, 14, 7, 0))
    else:
        size = len(content).to_bytes(4)
    return name + size + flags + content


def _frames(body: bytes, at: int, version: int, unsynchronised: bool) -> Iterator[Frame]:
    letters, head = (3, 6) if version == 2 else (4, 10)
    while at + head <= len(body) and _NAME.fullmatch(body, at, at + letters):
        size = _frame_size(body, at, version)
        if at + head + size > len(body):
            raise Malformed("ID3", f"the {body[at : at + letters].decode()} frame is said to go on beyond the tag")
        raw = body[at : at + head + size]
        yield Frame(raw[:letters], raw, _content(raw, version, unsynchronised))
        at += len(raw)


def _frame_size(body: bytes, at: int, version: int) -> int:
    """The size of a frame's content. Some programs wrote plain numbers into v2.4: taken where only they fit."""
    if version == 2:
        return int.from_bytes(body[at + 3 : at + 6])
    plain = int.from_bytes(body[at + 4 : at + 8])
    if version == 3:
        return plain
    safe = _synchsafe(body[at + 4 : at + 8])
    if safe is None or (safe != plain and not _follows(body, at + 10 + safe) and _follows(body, at + 10 + plain)):
        return plain
    return safe


def _follows(body: bytes, at: int) -> bool:
    """Tell whether a frame, padding or the end of the tag stands at *at*."""
    return at == len(body) or body[at : at + 1] == b"\0" or _NAME.fullmatch(body, at, at + 4) is not None


def _content(raw: bytes, version: int, unsynchronised: bool) -> bytes | None:
    """Undo a frame's flags (ID3v2.3 §3.3.1, ID3v2.4 §4.1.2)."""
    if version == 2:
        return raw[6:]
    flags, content = raw[9], raw[10:]
    if version == 3:
        if flags & 0x40:
            return None
        skip = (4 if flags & 0x80 else 0) + (1 if flags & 0x20 else 0)
        return undone(content[skip:], unsynchronised=False, packed=bool(flags & 0x80))
    if flags & 0x04:
        return None
    skip = (1 if flags & 0x40 else 0) + (4 if flags & 0x01 else 0)
    return undone(content[skip:], unsynchronised=unsynchronised or bool(flags & 0x02), packed=bool(flags & 0x08))


def _extended(body: bytes, version: int) -> int:
    """How many bytes the extended header takes. Raises Malformed."""
    if version == 3:
        size = int.from_bytes(body[:4]) + 4
    else:
        size = _synchsafe(body[:4]) or 0
    if len(body) < 4 or not 6 <= size <= len(body):
        raise Malformed("ID3", "the extended header is said to be longer than the tag, or shorter than itself")
    return size


def _synchsafe(four: bytes) -> int | None:
    if any(byte & 0x80 for byte in four):
        return None
    return four[0] << 21 | four[1] << 14 | four[2] << 7 | four[3] if len(four) == 4 else None
