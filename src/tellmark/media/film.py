"""Films (MP4): draw on their pictures and keep all else, and look at their first pictures."""

import struct
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from tellmark.media.codecs import require_av
from tellmark.media.film_errors import NoPictures, UnsupportedFilm
from tellmark.media.film_graft import Movie, check_graftable, graft, read_movie
from tellmark.media.film_planes import Planes, planes_of
from tellmark.media.film_recode import MOST_PIXELS, recode
from tellmark.media.film_tracks import Track, inside, sample_entries
from tellmark.media.raster import resampled
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


@dataclass(frozen=True, slots=True)
class Stance:
    """How a track is shown: how it is turned, and how wide a pixel then is for its height.

    *pixel* is exactly 1.0 for what is square within the rounding of sizes.
    """

    turn: Turn
    pixel: float


Draw = Callable[[Planes, Stance, float], None]
"""Draws on a picture, given how it is shown, and the second of the showing at which it stands."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A picture as shown, in square pixels: its second in the showing, its grey levels (uint8, rows × columns)."""

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
        on = _drawing(draw, _stance(movie, track), track)
        share = _share(progress, done, len(movie.pictures))
        made.append((track.number, out, recode(src, out, track.number, track.clock, on, share).ticks))
    graft(movie, dst, {number: (out, ticks) for number, out, ticks in made})
    for _, out, _ in made:
        out.close()


def _drawing(draw: Draw, stance: Stance, track: Track) -> Callable[[Planes, int], None]:
    first: list[int] = []

    def on(planes: Planes, tick: int) -> None:
        first.append(tick) if not first else None
        draw(planes, stance, _shown_at(track, tick, first[0]))

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


def _stance(movie: Movie, track: Track) -> Stance:
    """Return how *track* is shown (ISO 14496-12 §8.3.2). Raises UnsupportedFilm for a slanted one."""
    head = inside(movie.moov, track.box, b"tkhd")
    at = head.body + (52 if movie.moov[head.body] == 1 else 40)
    if at + 44 > head.end:
        raise Malformed("MP4", "a track header is too short")
    numbers = struct.unpack_from(">9i2I", movie.moov, at)
    a, b, c, d = ((number > 0) - (number < 0) for number in (numbers[0], numbers[1], numbers[3], numbers[4]))
    orientation = _TURNS.get((a, b, c, d))
    if orientation is None:
        raise UnsupportedFilm("the film is shown slanted", "Render it upright first, with a video editor.")
    turn = Turn.of(orientation)
    pixel = _pixel(movie, track, (numbers[9], numbers[10]))
    return Stance(turn, 1 / pixel if turn.swapped else pixel)


def _pixel(movie: Movie, track: Track, shown: tuple[int, int]) -> float:
    """Return the width of a stored pixel for its height: the size that is shown against the size that is stored."""
    entry = next(iter(sample_entries(movie.moov, track.table)), None)
    if entry is None or entry.end - entry.body < 28:
        raise Malformed("MP4", "a track does not say how its pictures are coded")
    stored = struct.unpack_from(">HH", movie.moov, entry.body + 24)
    if not all(shown) or not all(stored):
        return 1.0
    shape = shown[0] * stored[1] / (shown[1] * stored[0])
    return 1.0 if abs(shape - 1) < 0.01 or not 0.25 <= shape <= 4 else shape


def sights(src: BinaryIO, until: float, apart: float) -> Iterator[Sight]:
    """Look at the film's pictures as shown: the first, and one every *apart* seconds up to *until*.

    Raises what `watched` raises.
    """
    due = 0.0

    def is_due(second: float) -> bool | None:
        return None if due > until + 1e-6 else second >= due - 1e-6

    for look in watched(src, is_due):
        yield look
        due = look.second + apart


def watched(src: BinaryIO, wanted: Callable[[float], bool | None]) -> Iterator[Sight]:
    """Look at those of the film's pictures, as shown, that *wanted* asks for by their second, until it says None.

    Raises NeedsAv, NoPictures, Malformed; UnsupportedFilm for sample formats that are not known here.
    """
    require_av("MP4")
    movie = read_movie(src)
    if not movie.pictures:
        raise NoPictures("the file has no video track", "If it is a recording, convert it to WAV or MP3 and mark that.")
    stance = _stance(movie, movie.pictures[0])
    with closing(_decoded(src, movie.pictures[0].number)) as frames:
        for second, planes in frames:
            wants = wanted(second)
            if wants is None:
                return
            if wants:
                yield Sight(second, _squared(np.ascontiguousarray(stance.turn.shown(planes.grey())), stance.pixel))


def _squared(grey: NDArray[np.uint8], pixel: float) -> NDArray[np.uint8]:
    rows, columns = grey.shape
    return (
        grey
        if pixel == 1.0
        else resampled(grey, (0.0, 0.0, float(columns), float(rows)), (round(columns * pixel), rows))
    )


def _decoded(src: BinaryIO, track: int) -> Generator[tuple[float, Planes], None, None]:
    import av
    from av.error import FFmpegError

    src.seek(0)
    begin: float | None = None
    try:
        with av.open(src, "r", format="mp4", metadata_errors="replace") as container:
            stream = next((one for one in container.streams.video if one.id == track), None)
            if (
                stream is None
                or stream.codec_context is None
                or stream.codec_context.width * stream.codec_context.height > MOST_PIXELS
            ):
                raise UnsupportedFilm("the film's pictures cannot be opened", "Convert it to H.264.")
            for frame in container.decode(stream):
                second = float(frame.time or 0.0)
                begin = second if begin is None else begin
                yield second - begin, planes_of(frame)
    except FFmpegError as unreadable:
        if begin is None:
            raise Malformed("film", f"its pictures cannot be decoded ({unreadable.strerror})") from unreadable
