"""MP3: metadata in ID3v2 tags, before the sound and seldom after it (TC260-PG-202510A; C2PA 2.2 App. A.3).

A writer puts its frames into the first tag, where every program looks, and takes marks out of all. Sound, ID3v1, APE
tags and all other frames stay.
"""

from collections import Counter
from dataclasses import dataclass
from typing import BinaryIO, Final

from tellmark.media.containers import id3
from tellmark.media.containers.bounded import Source, Span
from tellmark.media.containers.id3_frames import is_credential, is_mark
from tellmark.media.containers.model import Carried, Gathering, Inscribed
from tellmark.values.errors import Malformed

_MOST_TAGS: Final = 16
_ID3V1: Final = 128


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the tags before the sound stand, where the sound begins and ends, and the tag after it."""

    tags: tuple[tuple[int, int], ...]
    sound: int
    end: int
    last: tuple[int, int] | None


def read(src: BinaryIO) -> Carried:
    """Return what the tags of *src* carry. Raises Malformed."""
    source = Source(src, "MP3")
    layout = _scan(source)
    found = Gathering("MP3")
    for start, end in (*layout.tags, *((layout.last,) if layout.last else ())):
        id3.gather(source.take(start, end - start, "a tag"), "mp3", found)
    return found.carried()


def write(src: BinaryIO, dst: BinaryIO, marks: Inscribed) -> None:
    """Copy *src* to *dst* with *marks*. Raises Malformed; CannotCarry for an ID3v2.2 tag that cannot be converted."""
    source = Source(src, "MP3")
    layout = _scan(source)
    if not layout.tags:
        dst.write(id3.new(marks))
    for number, (start, end) in enumerate(layout.tags):
        tag = source.take(start, end - start, "a tag")
        dst.write(id3.rewritten(tag, is_mark, marks if number == 0 else Inscribed()))
    source.copy(layout.sound, layout.end, dst)
    if layout.last:
        start, end = layout.last
        dst.write(id3.without_marks(source.take(start, end - start, "a tag")))
        source.copy(end, source.size, dst)


def transplant(original: BinaryIO, recoded: BinaryIO, dst: BinaryIO) -> None:
    """Write the sound of *recoded* between the ID3 tags of *original*, less the C2PA store."""
    old, new = Source(original, "MP3"), Source(recoded, "MP3")
    before, after = _scan(old), _scan(new)
    for start, end in before.tags:
        dst.write(id3.rewritten(old.take(start, end - start, "a tag"), is_credential, Inscribed()))
    new.copy(after.sound, min(after.end, _before_id3v1(new)), dst)
    old.copy(_before_id3v1(old), old.size, dst)


def store(src: BinaryIO) -> tuple[Span, ...]:
    """Return where the tags stand, one of which holds the bytes of the C2PA store in one piece. Raises Malformed."""
    return _scan(Source(src, "MP3")).tags


def check_kept(before: BinaryIO, after: BinaryIO) -> None:
    """Raise Malformed unless *after*, whose tags another program wrote anew, has the frames of *before*.

    The C2PA library leaves out all frames if there is one among them that it cannot decode.
    """
    was, now = _names(before), _names(after)
    if was != now:
        changed = sorted({name.decode() for name in (was - now) + (now - was)})
        raise Malformed(
            "ID3", f"a part of its tag is broken or encrypted, and a credential would cost it {_few(changed)}"
        )


def _names(src: BinaryIO) -> Counter[bytes]:
    """Count the frames before the sound by name, less the C2PA store and those that say nothing."""
    source = Source(src, "MP3")
    tags = (id3.parse(source.take(start, end - start, "a tag")) for start, end in _scan(source).tags)
    return Counter(frame.name for tag in tags for frame in tag.frames if not is_credential(frame))


def _few(names: list[str]) -> str:
    return f"{', '.join(names[:5])} and others" if len(names) > 5 else ", ".join(names)


def _scan(source: Source) -> _Layout:
    tags: list[tuple[int, int]] = []
    at = 0
    while (length := id3.extent(source.peek(at, id3.HEADER))) is not None and source.peek(at, 3) == b"ID3":
        if at + length > source.size:
            raise Malformed(source.where, "its ID3 tag is said to go on beyond the end of the file")
        tags.append((at, at + length))
        at += length
        if len(tags) > _MOST_TAGS:
            raise Malformed(source.where, f"it has more than {_MOST_TAGS} ID3 tags")
    if at == source.size:
        raise Malformed(source.where, "it holds no sound")
    last = _appended(source, at)
    return _Layout(tuple(tags), at, last[0] if last else source.size, last)


def _appended(source: Source, sound: int) -> tuple[int, int] | None:
    """Find an ID3v2.4 tag at the end (before ID3v1), by its footer (ID3v2.4 §3.4)."""
    end = _before_id3v1(source)
    if end - id3.HEADER < sound:
        return None
    footer = source.take(end - id3.HEADER, id3.HEADER, "a footer")
    if footer[:3] != b"3DI" or footer[3] != 4:
        return None
    length = id3.extent(footer)
    if length is None or end - length < sound or source.peek(end - length, 3) != b"ID3":
        return None
    return end - length, end


def _before_id3v1(source: Source) -> int:
    at = source.size - _ID3V1
    return at if at >= 0 and source.peek(at, 3) == b"TAG" else source.size
