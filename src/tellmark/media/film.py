"""Films (MP4): draw on their pictures and keep all else, and look at their first pictures."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from tellmark.media.codecs import require_av
from tellmark.media.containers.mp4_boxes import find
from tellmark.media.film_errors import NoPictures, UnsupportedFilm
from tellmark.media.film_graft import Movie, check_graftable, graft, read_movie
from tellmark.media.film_planes import Planes, planes_of
from tellmark.media.film_recode import MOST_PIXELS, recode
from tellmark.media.film_tracks import Track
from tellmark.media.turn import Turn
from tellmark.values.errors import Malformed

_TURNS = {
    (1, 0, 0, 1): 1,
    (-1, 0, 0, 1): 2,
    (-1, 0, 0, -1): 3,
    (1, 0, 0, -1): 4,
    (0, 1, 1, 0): 5,
    (0, 1, -1, 0): 6,
    (0, -1, -1, 0): 7,
    (0, -1, 1, 0): 8,
}
"""The signs of a display matrix (a, b, c, d; ISO 14496-12 §8.3.2) → the Exif orientation that turns alike."""

Draw = Callable[[Planes, Turn, float], None]
"""Draws on a picture, given how it is turned when shown, and the second of the showing at which it stands."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A picture as it is shown: its second in the showing, and its grey levels (uint8, rows × columns)."""

    second: float
    grey: NDArray[np.uint8]


def redrawn(
    src: BinaryIO, dst: BinaryIO, draw: Draw, scratch: Callable[[], BinaryIO], progress: Callable[[float], None]
) -> None:
    """Write the film *src* to *dst* with *draw* called for each picture, and encoded once.

    Sound, subtitles and all other tracks keep their bytes; edit lists, turning, colour tags, pixel shape, languages,
    chapters and metadata stay. *scratch* gives an empty file for the new pictures; *progress* is told the share done.
    Raises NeedsAv, NoPictures, UnsupportedFilm, EncryptedFilm, FilmTooLarge, Malformed.
    """
    require_av("MP4")
    movie = read_movie(src)
    if not movie.pictures:
        raise NoPictures("the file has no video track", "If it is a recording, convert it to WAV or MP3 and mark that.")
    check_graftable(movie)
    made = []
    for done, track in enumerate(movie.pictures):
        out = scratch()
        on = _drawing(draw, _turn(movie, track), track)
        share = _share(progress, done, len(movie.pictures))
        made.append((track.number, out, recode(src, out, track.number, track.clock, on, share).ticks))
    graft(movie, dst, {number: (out, ticks) for number, out, ticks in made})
    for _, out, _ in made:
        out.close()


def _drawing(draw: Draw, turn: Turn, track: Track) -> Callable[[Planes, int], None]:
    first: list[int] = []

    def on(planes: Planes, tick: int) -> None:
        first.append(tick) if not first else None
        draw(planes, turn, _shown_at(track, tick, first[0]))

    return on


def _shown_at(track: Track, tick: int, first: int) -> float:
    """Return the second of the showing at which the picture at *tick* stands.

    Pictures before the first edit count as the beginning: players that know no edit lists begin with them.
    """
    for edit in track.edits:
        inside = (tick - edit.media) / track.clock
        if 0 <= inside < edit.seconds or (edit.seconds == 0 and inside >= 0):
            return edit.shown - track.edits[0].shown + inside
    if track.edits and tick < track.edits[0].media:
        return 0.0
    return (tick - first) / track.clock


def _share(progress: Callable[[float], None], done: int, of: int) -> Callable[[float], None]:
    return lambda share: progress((done + share) / of)


def _turn(movie: Movie, track: Track) -> Turn:
    """Return how *track* is turned when shown. Raises UnsupportedFilm for a slanted or stretched one."""
    head = find(movie.moov, b"tkhd", track.box.body, track.box.end)
    assert head is not None
    at = head.body + (52 if movie.moov[head.body] == 1 else 40)
    numbers = np.frombuffer(movie.moov, ">i4", 9, at) if at + 36 <= head.end else np.zeros(9)
    signs = tuple(int(np.sign(numbers[place])) for place in (0, 1, 3, 4))
    orientation = _TURNS.get((signs[0], signs[1], signs[2], signs[3]))
    if orientation is None:
        raise UnsupportedFilm("the film is shown slanted", "Render it upright first, with a video editor.")
    return Turn.of(orientation)


def sights(src: BinaryIO, until: float, apart: float) -> Iterator[Sight]:
    """Look at the film's pictures as shown: the first, and one every *apart* seconds up to *until*.

    Raises NeedsAv, NoPictures, Malformed; UnsupportedFilm for sample formats that are not known here.
    """
    require_av("MP4")
    movie = read_movie(src)
    if not movie.pictures:
        raise NoPictures("the file has no video track", "If it is a recording, convert it to WAV or MP3 and mark that.")
    turn = _turn(movie, movie.pictures[0])
    with closing(_decoded(src, movie.pictures[0].number)) as frames:
        due = 0.0
        for second, grey in frames:
            if second >= due - 1e-6:
                yield Sight(second, np.ascontiguousarray(turn.shown(grey)))
                due = second + apart
            if due > until + 1e-6:
                return


def _decoded(src: BinaryIO, track: int) -> Generator[tuple[float, NDArray[np.uint8]], None, None]:
    import av
    from av.error import FFmpegError

    src.seek(0)
    begin: float | None = None
    try:
        with av.open(src, "r", format="mp4") as container:
            stream = next((one for one in container.streams.video if one.id == track), None)
            if stream is None or stream.codec_context.width * stream.codec_context.height > MOST_PIXELS:
                raise UnsupportedFilm("the film's pictures cannot be opened", "Convert it to H.264.")
            for frame in container.decode(stream):
                second = float(frame.time or 0.0)
                begin = second if begin is None else begin
                yield second - begin, planes_of(frame).grey()
    except FFmpegError as unreadable:
        if begin is None:
            raise Malformed("film", f"its pictures cannot be decoded ({unreadable.strerror})") from unreadable
