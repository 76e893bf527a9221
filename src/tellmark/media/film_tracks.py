"""The tracks of a film as its movie box tells them: where their chunks lie, when they play (ISO 14496-12 §8)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tellmark.media.containers.mp4_boxes import Box, children, find
from tellmark.values.errors import Malformed

Places = NDArray[np.int64]

_MOST_TRACKS = 256
_MOST_SAMPLES = 1 << 26


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of the showing: it begins at *shown* seconds, lasts *seconds*, and shows the track from *media* on."""

    shown: float
    seconds: float
    media: int


@dataclass(frozen=True, slots=True, eq=False)
class Chunks:
    """Stretches of samples in the file: where they start, how many bytes they have, at what second they play."""

    starts: Places
    sizes: Places
    seconds: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One track: its id, what it is (`vide`, `soun`, …), its clock, its edits, and the names of its sample entries.

    *box* and *table* are its `trak` and `stbl` in the movie's body.
    """

    number: int
    handler: bytes
    clock: int
    box: Box
    table: Box
    entries: tuple[bytes, ...]
    edits: tuple[Edit, ...]


def tracks(moov: bytes) -> tuple[Track, ...]:
    """Return the tracks of the movie whose box has the body *moov*. Raises Malformed."""
    head = find(moov, b"mvhd")
    if head is None:
        raise Malformed("MP4", "the movie has no header")
    movie_clock = _clock(moov, head)
    found = tuple(_track(moov, part, movie_clock) for part in children(moov) if part.kind == b"trak")
    if len(found) > _MOST_TRACKS or len({track.number for track in found}) < len(found):
        raise Malformed("MP4", "it has too many tracks, or two of one number")
    return found


def _track(moov: bytes, part: Box, movie_clock: int) -> Track:
    header = inside(moov, part, b"tkhd")
    media = inside(moov, part, b"mdia")
    handler = inside(moov, media, b"hdlr")
    table = inside(moov, inside(moov, media, b"minf"), b"stbl")
    at = header.body + (20 if moov[header.body : header.body + 1] == b"\1" else 12)
    clock = _clock(moov, inside(moov, media, b"mdhd"))
    return Track(
        number=_words(moov, Box(b"tkhd", at, at, header.end), 0, 1)[0],
        handler=moov[handler.body + 8 : handler.body + 12],
        clock=clock,
        box=part,
        table=table,
        entries=tuple(entry.kind for entry in sample_entries(moov, table)),
        edits=tuple(_edits(moov, part, movie_clock)),
    )


def inside(data: bytes, outer: Box, kind: bytes) -> Box:
    """Return the box *kind* within *outer*. Raises Malformed if there is none."""
    found = find(data, kind, outer.body, outer.end)
    if found is None:
        raise Malformed("MP4", f"a track has no {kind.decode()} box")
    return found


def sample_entries(data: bytes, table: Box) -> Iterator[Box]:
    """Go through the sample entries, the descriptions of how samples are coded."""
    description = inside(data, table, b"stsd")
    return children(data, description.body + 8, description.end)


def _clock(data: bytes, head: Box) -> int:
    """Return the ticks a second of an `mvhd` or `mdhd`."""
    at = 20 if data[head.body : head.body + 1] == b"\1" else 12
    clock = _words(data, head, at, 1)[0]
    if not clock:
        raise Malformed("MP4", "a clock stands still")
    return clock


def _edits(moov: bytes, part: Box, movie_clock: int) -> Iterator[Edit]:
    outer = find(moov, b"edts", part.body, part.end)
    edits = find(moov, b"elst", outer.body, outer.end) if outer else None
    if edits is None:
        return
    form, size = (">QqI", 20) if moov[edits.body : edits.body + 1] == b"\1" else (">IiI", 12)
    count = _words(moov, edits, 4, 1)[0]
    if edits.body + 8 + count * size > edits.end:
        raise Malformed("MP4", "a list of edits is shorter than it says")
    shown = 0.0
    for number in range(count):
        length, media, _ = struct.unpack_from(form, moov, edits.body + 8 + number * size)
        if media >= 0:
            yield Edit(shown, length / movie_clock, media)
        shown += length / movie_clock


def chunks(moov: bytes, track: Track, file_size: int) -> Chunks:
    """Return the chunks of *track*. Raises Malformed if one leaves the file of *file_size* bytes: it is truncated."""
    starts = _offsets(moov, track.table)
    first, count = _samples_by_chunk(moov, track.table, len(starts))
    before = _bytes_before(moov, track.table, int(first[-1] + count[-1]) if len(starts) else 0)
    sizes = before(first + count) - before(first)
    if len(starts) and int((starts + sizes).max()) > file_size:
        raise Malformed("MP4", "its samples are said to go on beyond the end of the file: it is truncated")
    return Chunks(starts, sizes, times(moov, track.table)(first) / track.clock)


def _offsets(moov: bytes, table: Box) -> Places:
    narrow = find(moov, b"stco", table.body, table.end)
    wide = find(moov, b"co64", table.body, table.end)
    found, form = (narrow, ">u4") if narrow else (wide, ">u8")
    if found is None:
        raise Malformed("MP4", "a track does not say where its samples are")
    return _column(moov, found, 8, form, _words(moov, found, 4, 1)[0])


def _samples_by_chunk(moov: bytes, table: Box, chunk_count: int) -> tuple[Places, Places]:
    """Return each chunk's first sample, counted from 0, and how many it has."""
    runs = inside(moov, table, b"stsc")
    rows = _column(moov, runs, 8, ">u4", 3 * _words(moov, runs, 4, 1)[0]).reshape(-1, 3)
    if not chunk_count:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    spans = np.diff(np.append(rows[:, 0], chunk_count + 1))
    if not len(rows) or rows[0, 0] != 1 or (spans < 0).any():
        raise Malformed("MP4", "a track's table of chunks is out of order")
    count = np.repeat(rows[:, 1], spans)[:chunk_count]
    if count.sum() > _MOST_SAMPLES * 64:
        raise Malformed("MP4", "a track is said to have more samples than any film")
    return np.cumsum(count) - count, count


class _BytesBefore:
    """How many bytes the samples before a given one have."""

    def __init__(self, size: int, sums: Places | None) -> None:
        self._size, self._sums = size, sums

    def __call__(self, sample: Places) -> Places:
        return sample * self._size if self._sums is None else self._sums[sample]


def _bytes_before(moov: bytes, table: Box, samples: int) -> _BytesBefore:
    sizes = inside(moov, table, b"stsz")
    every, count = _words(moov, sizes, 4, 2)
    if samples > count:
        raise Malformed("MP4", "a track's chunks hold more samples than it has")
    if every:
        return _BytesBefore(every, None)
    return _BytesBefore(0, np.concatenate(([0], np.cumsum(_column(moov, sizes, 12, ">u4", count)))))


class Times:
    """When samples are decoded, in ticks of the track's clock."""

    def __init__(self, counts: Places, steps: Places) -> None:
        self._first = np.concatenate(([0], np.cumsum(counts)))
        self._begin = np.concatenate(([0], np.cumsum(counts * steps)))
        self._steps = np.append(steps, 0)

    def __call__(self, sample: Places) -> Places:
        """Return the decoding times of the samples numbered *sample*, from 0."""
        run = np.searchsorted(self._first, sample, "right") - 1
        time: Places = self._begin[run] + (sample - self._first[run]) * self._steps[run]
        return time

    @property
    def total(self) -> int:
        """Return the time at which the last sample ends."""
        return int(self._begin[-1])


def times(moov: bytes, table: Box) -> Times:
    """Read the decoding times (`stts`)."""
    runs = inside(moov, table, b"stts")
    rows = _column(moov, runs, 8, ">u4", 2 * _words(moov, runs, 4, 1)[0]).reshape(-1, 2)
    return Times(rows[:, 0], rows[:, 1])


def sample_sizes(moov: bytes, table: Box) -> Places:
    """Return the size of every sample in bytes."""
    sizes = inside(moov, table, b"stsz")
    every, count = _words(moov, sizes, 4, 2)
    if count > _MOST_SAMPLES:
        raise Malformed("MP4", "a track is said to have more samples than any film")
    return np.full(count, every, np.int64) if every else _column(moov, sizes, 12, ">u4", count)


def showing_delays(moov: bytes, table: Box, count: int) -> Places:
    """Return by how many ticks each of *count* samples is shown after it is decoded (`ctts`)."""
    runs = find(moov, b"ctts", table.body, table.end)
    if runs is None:
        return np.zeros(count, np.int64)
    rows = _column(moov, runs, 8, ">u4", 2 * _words(moov, runs, 4, 1)[0]).reshape(-1, 2)
    if rows[:, 0].sum() != count:
        raise Malformed("MP4", "a track's showing times are not as many as its samples")
    delays = rows[:, 1].astype(np.uint32).view(np.int32) if moov[runs.body] else rows[:, 1]
    return np.repeat(delays.astype(np.int64), rows[:, 0])


def _words(data: bytes, part: Box, at: int, count: int) -> tuple[int, ...]:
    if part.body + at + 4 * count > part.end:
        raise Malformed("MP4", f"a {part.kind.decode('latin-1')} box is too short")
    return struct.unpack_from(f">{count}I", data, part.body + at)


def _column(data: bytes, part: Box, at: int, form: str, count: int) -> Places:
    if part.body + at + count * int(form[-1]) > part.end:
        raise Malformed("MP4", f"a {part.kind.decode('latin-1')} table is shorter than it says")
    column = np.frombuffer(data, form, count, part.body + at).astype(np.int64)
    if len(column) and column.min() < 0:
        raise Malformed("MP4", f"a {part.kind.decode('latin-1')} table points nowhere")
    return column
