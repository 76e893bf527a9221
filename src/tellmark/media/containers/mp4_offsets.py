"""The places in an ISO base media file that count from its beginning, and their mending when boxes move.

Chunk offsets (`stco`, `co64`) and auxiliary information (`saio`) of each track, the base offsets of fragments
(`tfhd`), and their index (`tfra`). Segment indexes (`sidx`) count from themselves: they hold as long as nothing after
them comes or goes, which the writer sees to (ISO 14496-12 §8.7, §8.8, §8.16).
"""

import struct
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from tellmark.media.containers.model import CannotCarry
from tellmark.media.containers.mp4_boxes import Box, Top, box, children, find
from tellmark.values.errors import Malformed

_NARROW: Final = (1 << 32) - 1
_Offsets = npt.NDArray[np.uint64]


class Moves:
    """How far each box of the file moves. Boxes that are left out have no move."""

    def __init__(self, moved: Sequence[tuple[Top, int]]) -> None:
        pairs = sorted(moved, key=lambda pair: pair[0].start)
        self._starts = np.array([top.start for top, _ in pairs], np.int64)
        self._ends = np.array([top.end for top, _ in pairs], np.int64)
        self._shifts = np.array([new - top.start for top, new in pairs], np.int64)

    def __call__(self, offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return where *offsets* point after the move. Raises Malformed if one points outside every box that stays."""
        index = np.searchsorted(self._starts, offsets, "right") - 1
        if (index < 0).any() or (offsets > self._ends[index]).any():
            raise Malformed("MP4", "a sample is said to lie outside the boxes of the file")
        return np.asarray(offsets + self._shifts[index], np.int64)

    def one(self, offset: int) -> int:
        """Return where one *offset* points after the move. Raises Malformed."""
        if offset >= 1 << 62:
            raise Malformed("MP4", "a fragment is said to lie outside the file")
        return int(self(np.array([offset], np.int64))[0])


def moved_movie(moov: bytes, moves: Moves) -> bytes | None:
    """Return the body of a movie box with its offsets moved; None if one does not fit in its 32 bits.

    Raises Malformed; CannotCarry for a track whose samples lie partly in another file.
    """
    out = bytearray(moov)
    for track in children(moov):
        if track.kind == b"trak" and _is_self_contained(moov, track):
            for table in _tables(moov, track):
                if not _move_table(out, table, moves):
                    return None
    return bytes(out)


def widened(moov: bytes) -> bytes:
    """Return the body of a movie box with 64 bits for every chunk offset. Raises Malformed."""
    return _widened(moov, 0, len(moov))


def moved_fragment(moof: bytes, moves: Moves) -> bytes:
    """Return the body of a movie fragment with its absolute base offsets moved. Raises Malformed."""
    out = bytearray(moof)
    for run in children(moof):
        if run.kind == b"traf" and (head := find(moof, b"tfhd", run.body, run.end)):
            flags = _word(moof, head.body, head.end) & 0xFFFFFF
            if flags & 1:
                _move_one(out, head.body + 8, head.end, ">Q", moves)
    return bytes(out)


def moved_index(mfra: bytes, moves: Moves) -> bytes:
    """Return the body of a fragment index with its offsets moved (ISO 14496-12 §8.8.10). Raises Malformed."""
    out = bytearray(mfra)
    for table in children(mfra):
        if table.kind != b"tfra":
            continue
        long = _word(mfra, table.body, table.end) >> 24 == 1
        sizes = _word(mfra, table.body + 8, table.end)
        row = (16 if long else 8) + sum((sizes >> shift & 3) + 1 for shift in (4, 2, 0))
        count = _word(mfra, table.body + 12, table.end)
        if table.body + 16 + row * count > table.end:
            raise Malformed("MP4", "the index of fragments is shorter than it says")
        for number in range(count):
            at = table.body + 16 + row * number + (8 if long else 4)
            _move_one(out, at, table.end, ">Q" if long else ">I", moves)
    return bytes(out)


def _tables(moov: bytes, track: Box) -> Iterator[Box]:
    samples = _inside(moov, track, b"mdia", b"minf", b"stbl")
    if samples:
        for table in children(moov, samples.body, samples.end):
            if table.kind in (b"stco", b"co64", b"saio"):
                yield table


def _is_self_contained(moov: bytes, track: Box) -> bool:
    """Tell whether the track's samples lie in this file (`dref` flag 1); a track of another file is left alone."""
    references = _inside(moov, track, b"mdia", b"minf", b"dinf", b"dref")
    if references is None:
        return True
    entries = children(moov, references.body + 8, references.end)
    here = {_word(moov, entry.body, entry.end) & 1 for entry in entries}
    if here == {0, 1}:
        raise CannotCarry("Parts of this film lie in another file", "Export it as one file, then try again.")
    return here != {0}


def _inside(data: bytes, outer: Box, *path: bytes) -> Box | None:
    found: Box | None = outer
    for kind in path:
        if found is not None:
            found = find(data, kind, found.body, found.end)
    return found


def _move_table(out: bytearray, table: Box, moves: Moves) -> bool:
    """Move the offsets of one table in place. Tells whether they fit."""
    start = table.body + 4
    wide = table.kind == b"co64"
    if table.kind == b"saio":
        version_and_flags = _word(out, table.body, table.end)
        start += 8 if version_and_flags & 1 else 0
        wide = version_and_flags >> 24 == 1
    count = _word(out, start, table.end)
    start += 4
    if start + count * (8 if wide else 4) > table.end:
        raise Malformed("MP4", "a table of offsets is shorter than it says")
    form = np.dtype(">u8" if wide else ">u4")
    old = np.frombuffer(bytes(out[start : start + count * form.itemsize]), form)
    if wide and (old >= 1 << 62).any():
        raise Malformed("MP4", "a sample is said to lie outside the file")
    new = moves(old.astype(np.int64))
    if not wide and (new > _NARROW).any():
        return False
    out[start : start + count * form.itemsize] = new.astype(form).tobytes()
    return True


def _move_one(out: bytearray, at: int, end: int, form: str, moves: Moves) -> None:
    if at + struct.calcsize(form) > end:
        raise Malformed("MP4", "a fragment's offset is missing")
    new = moves.one(struct.unpack_from(form, out, at)[0])
    if form == ">I" and new > _NARROW:
        raise CannotCarry("The index of this film's fragments has no room beyond 4 GB", "Export it unfragmented.")
    struct.pack_into(form, out, at, new)


_NESTED: Final = (b"trak", b"mdia", b"minf", b"stbl")


def _widened(data: bytes, start: int, end: int) -> bytes:
    out = []
    stop = start
    for inner in children(data, start, end):
        if inner.kind in _NESTED:
            out.append(box(inner.kind, _widened(data, inner.body, inner.end)))
        elif inner.kind == b"stco":
            count = _word(data, inner.body + 4, inner.end)
            table = data[inner.body + 8 : inner.end][: 4 * count]
            if len(table) < 4 * count:
                raise Malformed("MP4", "a table of offsets is shorter than it says")
            wide = np.frombuffer(table, ">u4").astype(">u8").tobytes()
            out.append(box(b"co64", data[inner.body : inner.body + 8] + wide))
        else:
            out.append(data[inner.start : inner.end])
        stop = inner.end
    return b"".join(out) + data[stop:end]


def _word(data: bytes | bytearray, at: int, end: int) -> int:
    if at + 4 > end:
        raise Malformed("MP4", "a box is shorter than its own fields")
    return int.from_bytes(data[at : at + 4])
