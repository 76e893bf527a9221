"""WAV: metadata in top-level RIFF chunks (XMP part 3 §1.2.3 `_PMX`; TC260-PG-202510A `AIGC`; C2PA 2.2 App. A.3).

A writer puts its chunks after all others, so that no sample moves; the sizes in the header follow. A plain RIFF file
that would pass 4 GB is refused; RF64 is written as RF64.
"""

import struct
from typing import BinaryIO, Final, TypeAlias

from tellmark.media.containers import id3
from tellmark.media.containers.bounded import Source, Span
from tellmark.media.containers.model import CannotCarry, Carried, Gathering, Inscribed, is_label
from tellmark.media.containers.riff import OPEN, Chunk, Layout, chunk, scan

_XMP: Final = (b"_PMX", b"XMP ")
_LABEL: Final = b"AIGC"
_C2PA: Final = b"C2PA"
_ID3: Final = (b"ID3 ", b"id3 ")
_OF_SAMPLES: Final = frozenset({b"fmt ", b"fact", b"data", b"PEAK", b"levl"})
"""Chunks that say how, or how loud, the samples are: they come with the samples."""
_MOST_INFO: Final = 1000


def read(src: BinaryIO) -> Carried:
    """Return what the chunks of *src* carry. Raises Malformed."""
    source = Source(src, "WAV")
    found = Gathering("WAV")
    for part in scan(source).chunks:
        if part.name in _XMP:
            found.packet(f"wav.{part.name.decode().strip()}", part.data(source).rstrip(b"\0"))
        elif part.name == _LABEL:
            found.label("wav.AIGC", part.data(source))
        elif part.name == _C2PA:
            found.credential = True
        elif part.name in _ID3:
            if (tag := part.data(source)).startswith(b"ID3"):
                id3.gather(tag, "wav.id3", found)
        elif part.name == b"LIST":
            _gather_info(part, source, found)
        elif part.name == b"bext":
            found.text("wav.bext", part.data(source)[:256].rstrip(b"\0 "))
    return found.carried()


def write(src: BinaryIO, dst: BinaryIO, marks: Inscribed) -> None:
    """Copy *src* to *dst* with *marks*. Raises Malformed; CannotCarry for a RIFF file that would pass 4 GB."""
    source = Source(src, "WAV")
    layout = scan(source)
    pieces: list[_Piece] = [piece for part in layout.chunks for piece in _kept(part, source)]
    if marks.aigc is not None:
        pieces.append(chunk(_LABEL, marks.aigc))
    if marks.xmp is not None:
        pieces.append(chunk(b"_PMX", marks.xmp))
    _write(layout, source, pieces, dst)
    source.copy(layout.end, source.size, dst)


def store(src: BinaryIO) -> tuple[Span, ...]:
    """Return where the bytes of the C2PA store stand. Raises Malformed."""
    return tuple((part.body, part.stop) for part in scan(Source(src, "WAV")).chunks if part.name == _C2PA)


def transplant(original: BinaryIO, recoded: BinaryIO, dst: BinaryIO) -> None:
    """Write the samples of *recoded* with the chunks of *original* that do not describe its samples."""
    old, new = Source(original, "WAV"), Source(recoded, "WAV")
    before, after = scan(old), scan(new)
    start = next(part.start for part in before.chunks if part.name == b"data")
    keep = [part for part in before.chunks if part.name not in _OF_SAMPLES and part.name != _C2PA]
    coded = [part for part in after.chunks if part.name in _OF_SAMPLES]
    pieces: list[_Piece] = [(new, part) for part in coded if part.name == b"fmt "]
    pieces += [(old, part) for part in keep if part.start < start]
    pieces += [(new, part) for part in coded if part.name != b"fmt "]
    pieces += [(old, part) for part in keep if part.start > start]
    _write(after, new, pieces, dst)


_Piece: TypeAlias = bytes | tuple[Source, Chunk]


def _kept(part: Chunk, source: Source) -> list[_Piece]:
    """The chunk as it stands, without the labels in it; nothing if it is one of those that a writer owns."""
    if part.name in (*_XMP, _LABEL, _C2PA):
        return []
    if part.name in _ID3 and (tag := part.data(source)).startswith(b"ID3"):
        cleared = id3.without_marks(tag)
        if cleared != tag:
            return [chunk(part.name, cleared)] if cleared else []
    if part.name == b"LIST" and (info := _info(part, source)):
        kept = [(name, value) for name, value in info if not _is_info_label(name, value)]
        if len(kept) < len(info):
            return [chunk(b"LIST", b"INFO" + b"".join(chunk(name, value) for name, value in kept))]
    return [(source, part)]


def _write(layout: Layout, source: Source, pieces: list[_Piece], dst: BinaryIO) -> None:
    sizes = [len(piece) if isinstance(piece, bytes) else _padded(piece[1]) for piece in pieces]
    data = next(piece[1].size for piece in pieces if not isinstance(piece, bytes) and piece[1].name == b"data")
    total = 4 + sum(sizes) + (8 + len(layout.long_body) + len(layout.long_body) % 2 if layout.long else 0)
    if layout.long:
        body = struct.pack("<QQ", total, data) + layout.long_body[16:]
        dst.write(source.take(0, 4, "the header") + OPEN.to_bytes(4, "little") + b"WAVE" + chunk(b"ds64", body))
    elif total >= OPEN:
        raise CannotCarry(
            "A WAV file of the RIFF kind ends at 4 GB, and this one has no room left for its marks",
            "Export the recording as RF64 (most editors do this by themselves), or split it.",
        )
    else:
        dst.write(b"RIFF" + total.to_bytes(4, "little") + b"WAVE")
    for piece in pieces:
        if isinstance(piece, bytes):
            dst.write(piece)
        else:
            _copy(*piece, layout.long, dst)


def _copy(source: Source, part: Chunk, long: bool, dst: BinaryIO) -> None:
    """Copy a chunk with its true size: one that was streamed had none; and with the padding that it may lack."""
    source_size = source.take(part.start + 4, 4, "a chunk")
    open_size = source_size == OPEN.to_bytes(4, "little")
    dst.write(part.name + (source_size if long or not open_size else part.size.to_bytes(4, "little")))
    source.copy(part.body, part.end, dst)
    dst.write(bytes(_padded(part) - (part.end - part.start)))


def _padded(part: Chunk) -> int:
    return 8 + part.size + part.size % 2


def _gather_info(part: Chunk, source: Source, found: Gathering) -> None:
    for name, value in _info(part, source):
        place = f"wav.INFO.{name.decode('latin-1')}"
        if _is_info_label(name, value):
            found.label(place, value.rstrip(b"\0"))
        if name != _LABEL:
            found.text(place, value.rstrip(b"\0 "))


def _is_info_label(name: bytes, value: bytes) -> bool:
    return name == _LABEL or is_label(value)


def _info(part: Chunk, source: Source) -> list[tuple[bytes, bytes]]:
    """Return the entries of a LIST chunk of type INFO; none for another list, or for one that makes no sense."""
    if part.size > 4 << 20 or source.peek(part.body, 4) != b"INFO":
        return []
    data = part.data(source)
    entries: list[tuple[bytes, bytes]] = []
    at = 4
    while at + 8 <= len(data) and len(entries) < _MOST_INFO:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > len(data):
            return []
        entries.append((data[at : at + 4], data[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    return entries if at >= len(data) else []
