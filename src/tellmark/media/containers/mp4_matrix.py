"""How each track of a movie is turned and placed when shown: the matrix of its track header (ISO 14496-12 §8.3.2)."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

from tellmark.media.containers.bounded import Source
from tellmark.media.containers.mp4_boxes import children, find, only_moov, scan
from tellmark.values.errors import Malformed

MATRIX_BYTES: Final = 36


def matrices(src: BinaryIO) -> dict[int, bytes]:
    """Return the 36 bytes of each track's display matrix by track id. Raises Malformed."""
    source = Source(src, "MP4")
    movie = only_moov(scan(source))
    body = movie.data(source, "the movie box")
    return {track: body[at : at + MATRIX_BYTES] for track, at in _places(body)}


def with_matrix(src: BinaryIO, dst: BinaryIO, matrices: Mapping[int, bytes]) -> None:
    """Copy *src* to *dst* with the given *matrices* by track id; nothing else changes.

    Raises Malformed; ValueError for a matrix that has not 36 bytes, or a track that the film does not have.
    """
    source = Source(src, "MP4")
    movie = only_moov(scan(source))
    body = bytearray(movie.data(source, "the movie box"))
    places = dict(_places(bytes(body)))
    for track, matrix in matrices.items():
        if len(matrix) != MATRIX_BYTES or track not in places:
            raise ValueError(f"track {track} is not in the film, or its matrix has not {MATRIX_BYTES} bytes")
        body[places[track] : places[track] + MATRIX_BYTES] = matrix
    source.copy(0, movie.body, dst)
    dst.write(body)
    source.copy(movie.end, source.size, dst)


def _places(moov: bytes) -> Iterator[tuple[int, int]]:
    """Go through the tracks: each one's id, and where its matrix stands."""
    for track in children(moov):
        head = find(moov, b"tkhd", track.body, track.end) if track.kind == b"trak" else None
        if head is None:
            continue
        name, matrix = (20, 52) if moov[head.body] == 1 else (12, 40)
        if head.body + matrix + MATRIX_BYTES > head.end:
            raise Malformed("MP4", "a track header is too short")
        yield int.from_bytes(moov[head.body + name : head.body + name + 4]), head.body + matrix
