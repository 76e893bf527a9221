"""Put newly coded pictures in the place of a film's old ones; every other track keeps its bytes and its tables.

A remuxer would do the same and lose what it does not know. Here the movie box stays, but for the sample tables of
the tracks with new pictures and for every track's places in the file; other samples are copied chunk by chunk.
"""

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from tellmark.media.containers.bounded import Source
from tellmark.media.containers.mp4_boxes import Box, Top, box, children, find, only_moov, scan
from tellmark.media.film_errors import EncryptedFilm, UnsupportedFilm
from tellmark.media.film_tracks import (
    Chunks,
    Places,
    Track,
    chunks,
    sample_entries,
    sample_sizes,
    showing_delays,
    times,
    tracks,
)
from tellmark.values.errors import Malformed

_INTERLEAVE = 0.5
"""Seconds of pictures that lie together, so that players find sound close by."""

_CONFIGS = {b"avcC": b"avc1", b"hvcC": b"hvc1"}
_DOLBY = {b"dvcC", b"dvvC", b"dvwC"}
_OWN_ENTRY_PARTS = {*_CONFIGS, b"btrt"}
_ENTRY = 78
"""Bytes of a visual sample entry before its boxes (ISO 14496-12 §12.1.3)."""

_REMUX = "Remux it to a plain MP4 first: ffmpeg -i in.mp4 -map 0 -c copy out.mp4"


@dataclass(frozen=True, slots=True, eq=False)
class Movie:
    """A film's file: its boxes, the body of its movie box, its tracks."""

    source: Source
    tops: tuple[Top, ...]
    moov: bytes
    tracks: tuple[Track, ...]

    @property
    def pictures(self) -> tuple[Track, ...]:
        """The tracks that are shown: not thumbnails that only a chapter list refers to."""
        referred = {number for track in self.tracks for number in _chapters(self.moov, track)}
        return tuple(one for one in self.tracks if one.handler == b"vide" and one.number not in referred)


def read_movie(src: BinaryIO) -> Movie:
    """Read the layout of the film in *src*. Raises Malformed."""
    source = Source(src, "MP4")
    tops = scan(source)
    moov = only_moov(tops).data(source, "the movie box")
    return Movie(source, tops, moov, tracks(moov))


def check_graftable(movie: Movie) -> None:
    """Raise UnsupportedFilm, EncryptedFilm or Malformed unless the pictures of *movie* can be replaced."""
    if any(top.kind == b"moof" for top in movie.tops) or find(movie.moov, b"mvex"):
        raise UnsupportedFilm("the film is stored in fragments", _REMUX)
    for track in movie.tracks:
        if any(find(movie.moov, kind, track.table.body, track.table.end) for kind in (b"saio", b"senc")):
            raise EncryptedFilm("a track of the film is encrypted", "Mark it before it is encrypted.")
        if set(track.entries) & {b"encv", b"enca", b"drmi", b"drms"}:
            raise EncryptedFilm("a track of the film is encrypted", "Mark it before it is encrypted.")
        chunks(movie.moov, track, movie.source.size)
    for track in movie.pictures:
        for entry in sample_entries(movie.moov, track.table):
            if any(part.kind in _DOLBY for part in children(movie.moov, entry.body + _ENTRY, entry.end)):
                raise UnsupportedFilm(
                    "the film is in Dolby Vision, which this version does not write",
                    "Export it in standard dynamic range first.",
                )


@dataclass(frozen=True, slots=True, eq=False)
class _Renewed:
    """New pictures for one track: where they lie in their own file, and the sample table without places."""

    source: Source
    chunks: Chunks
    table: tuple[bytes, ...]
    per_chunk: Places


def graft(movie: Movie, dst: BinaryIO, pictures: Mapping[int, tuple[BinaryIO, Sequence[int]]]) -> None:
    """Write *movie* to *dst* with new *pictures*: by track number, a film of that track alone, and its instants.

    Raises Malformed if the new pictures do not stand at the very instants (ticks of the track's clock) of the old.
    """
    fresh = {number: _renewed(movie, number, *new) for number, new in pictures.items()}
    laid = {
        track.number: fresh[track.number].chunks
        if track.number in fresh
        else chunks(movie.moov, track, movie.source.size)
        for track in movie.tracks
    }
    if sum(int(one.sizes.sum()) for number, one in laid.items() if number not in fresh) > movie.source.size:
        raise Malformed("MP4", "its tracks are said to hold more bytes than the file")
    order = _order(laid)
    others = [top for top in movie.tops[1:] if top.kind not in (b"moov", b"mdat", b"free", b"skip", b"wide", b"")]
    front = movie.tops[0].end + sum(top.end - top.start for top in others)
    total = sum(int(one.sizes.sum()) for one in laid.values())
    moov, head = _with_places(movie, fresh, laid, order, front, total)
    movie.source.copy(0, movie.tops[0].end, dst)
    dst.write(moov)
    for top in others:
        movie.source.copy(top.start, top.end, dst)
    dst.write(head)
    for number, chunk in order:
        source = fresh[number].source if number in fresh else movie.source
        start = int(laid[number].starts[chunk])
        source.copy(start, start + int(laid[number].sizes[chunk]), dst)


def _order(laid: Mapping[int, Chunks]) -> list[tuple[int, int]]:
    """Return (track, chunk) by the time at which the chunk plays."""
    numbers = np.concatenate([np.full(len(one.starts), number) for number, one in laid.items()])
    which = np.concatenate([np.arange(len(one.starts)) for one in laid.values()])
    seconds = np.concatenate([one.seconds for one in laid.values()])
    order = np.lexsort((which, seconds))
    return list(zip(numbers[order].tolist(), which[order].tolist(), strict=True))


def _with_places(
    movie: Movie,
    fresh: Mapping[int, _Renewed],
    laid: Mapping[int, Chunks],
    order: Sequence[tuple[int, int]],
    front: int,
    total: int,
) -> tuple[bytes, bytes]:
    """Return the movie box with every chunk's new place, and the head of the box that holds the samples."""
    places = {number: np.zeros(len(one.starts), np.int64) for number, one in laid.items()}
    at = 0
    for number, chunk in order:
        places[number][chunk] = at
        at += int(laid[number].sizes[chunk])
    wide = front + len(movie.moov) + total + (len(movie.moov) + (1 << 20)) > 0xFFFFFFFF
    head = struct.pack(">I4sQ", 1, b"mdat", total + 16) if wide else struct.pack(">I4s", total + 8, b"mdat")
    size = len(_movie_box(movie, fresh, places, 0, wide))
    return _movie_box(movie, fresh, places, front + size + len(head), wide), head


def _movie_box(
    movie: Movie, fresh: Mapping[int, _Renewed], places: Mapping[int, Places], base: int, wide: bool
) -> bytes:
    body, end = [], 0
    for part in children(movie.moov):
        body.append(movie.moov[part.start : part.end])
        track = next((one for one in movie.tracks if one.box == part), None)
        if track is not None:
            body[-1] = _track_box(movie, track, fresh.get(track.number), places[track.number] + base, wide)
        end = part.end
    return box(b"moov", b"".join(body) + movie.moov[end:])


def _track_box(movie: Movie, track: Track, new: _Renewed | None, places: Places, wide: bool) -> bytes:
    form, kind = (">u8", b"co64") if wide else (">u4", b"stco")
    offsets = box(kind, struct.pack(">II", 0, len(places)) + places.astype(form).tobytes())

    def table(old: bytes) -> bytes:
        if new is not None:
            return b"".join((*new.table, offsets))
        parts = [old[part.start : part.end] for part in children(old) if part.kind not in (b"stco", b"co64")]
        return b"".join((*parts, offsets))

    return _changed(movie.moov[track.box.start : track.box.end], (b"trak", b"mdia", b"minf", b"stbl"), table)


def _changed(data: bytes, path: Sequence[bytes], change: Callable[[bytes], bytes]) -> bytes:
    """Return the boxes *data* with the body of the one at *path* changed."""
    out, end, done = [], 0, False
    for part in children(data):
        raw = data[part.start : part.end]
        if part.kind == path[0] and not done:
            body = data[part.body : part.end]
            raw = box(part.kind, change(body) if len(path) == 1 else _changed(body, path[1:], change))
            done = True
        out.append(raw)
        end = part.end
    return b"".join(out) + data[end:]


def _renewed(movie: Movie, number: int, pictures: BinaryIO, instants: Sequence[int]) -> _Renewed:
    old = next(track for track in movie.tracks if track.number == number)
    new = read_movie(pictures)
    track = new.tracks[0]
    if track.clock != old.clock:
        raise Malformed("film", "the clock of its pictures cannot be kept")
    sizes = sample_sizes(new.moov, track.table)
    decoding = times(new.moov, track.table)(np.arange(len(sizes)))
    starts = _contiguous(new, track, sizes)
    first = np.flatnonzero(np.diff(decoding // int(old.clock * _INTERLEAVE or 1), prepend=-1))
    per_chunk = np.diff(np.append(first, len(sizes)))
    chunk_sizes = np.add.reduceat(sizes, first)
    laid = Chunks(starts[first], chunk_sizes, decoding[first] / old.clock)
    kept = {b"stts", b"stss", b"stsz"}
    parts = [new.moov[p.start : p.end] for p in children(new.moov, track.table.body, track.table.end) if p.kind in kept]
    delays = showing_delays(new.moov, track.table, len(sizes))
    table = (
        _description(movie, old, new, track),
        *parts,
        _delays_box(delays, decoding, instants),
        _chunk_runs(per_chunk),
    )
    return _Renewed(new.source, laid, table, per_chunk)


def _contiguous(new: Movie, track: Track, sizes: Places) -> Places:
    """Return where each sample starts; our own muxer lays the samples of a single track end to end."""
    laid = chunks(new.moov, track, new.source.size)
    ends = laid.starts + laid.sizes
    if (laid.starts[1:] != ends[:-1]).any() or not len(sizes):
        raise Malformed("film", "its new pictures do not lie together")
    return int(laid.starts[0]) + np.cumsum(sizes) - sizes


def _delays_box(delays: Places, decoding: Places, instants: Sequence[int]) -> bytes:
    """Return the table of showing times that puts every new picture at the old one's instant.

    The encoder's reordering delay moves all of them alike; that is taken back, so that edit lists stay true.
    """
    shown = np.sort(decoding + delays)
    wanted = np.asarray(instants, np.int64)
    if len(shown) != len(wanted) or (shown - shown[0] != wanted - wanted[0]).any():
        raise Malformed("film", "its pictures cannot be put at the instants where they were")
    delays = delays - (shown[0] - wanted[0])
    edges = np.flatnonzero(np.diff(delays, prepend=delays[0] - 1))
    counts = np.diff(np.append(edges, len(delays)))
    signed = bool((delays < 0).any())
    rows = np.stack((counts, delays[edges]), axis=1).astype(">i4")
    return box(b"ctts", struct.pack(">BxxxI", signed, len(rows)) + rows.tobytes())


def _chunk_runs(per_chunk: Places) -> bytes:
    edges = np.flatnonzero(np.diff(per_chunk, prepend=-1))
    rows = np.stack((edges + 1, per_chunk[edges], np.ones_like(edges)), axis=1).astype(">u4")
    return box(b"stsc", struct.pack(">II", 0, len(rows)) + rows.tobytes())


def _description(movie: Movie, old: Track, new: Movie, track: Track) -> bytes:
    """Return the sample description: the old entry with its colour and pixel shape, the new codec configuration."""
    before = next(iter(sample_entries(movie.moov, old.table)))
    after = next(iter(sample_entries(new.moov, track.table)))
    config = next((p for p in children(new.moov, after.body + _ENTRY, after.end) if p.kind in _CONFIGS), None)
    if config is None or before.end - before.body < _ENTRY:
        raise Malformed("film", "it has no codec configuration")
    fixed = movie.moov[before.body : before.body + _ENTRY]
    parts = [new.moov[config.start : config.end], *_kept_parts(movie.moov, before)]
    return box(b"stsd", struct.pack(">II", 0, 1) + box(_CONFIGS[config.kind], fixed + b"".join(parts)))


def _kept_parts(moov: bytes, entry: Box) -> Iterator[bytes]:
    for part in children(moov, entry.body + _ENTRY, entry.end):
        if part.kind not in _OWN_ENTRY_PARTS:
            yield moov[part.start : part.end]


def _chapters(moov: bytes, track: Track) -> Iterator[int]:
    """Return the numbers of the tracks that are *track*'s chapter titles or thumbnails (QuickTime, `tref`/`chap`)."""
    reference = find(moov, b"tref", track.box.body, track.box.end)
    titles = find(moov, b"chap", reference.body, reference.end) if reference else None
    if titles is not None:
        count = (titles.end - titles.body) // 4
        yield from struct.unpack_from(f">{count}I", moov, titles.body)
