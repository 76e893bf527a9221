"""MP4: metadata in boxes (ISO 14496-12; TC260-PG-20257A; XMP part 3 §1.2.6; C2PA 2.2 App. A.5).

A writer puts out `ftyp`, `moov`, the XMP box, then all else in its order, so that playing can begin at once; whatever
counts from the beginning of the file is mended. It goes through the samples a piece at a time. What cannot be kept
true is refused: file-level items (`iloc`), an index (`sidx`) across a C2PA store that goes.
"""

from collections.abc import Sequence
from typing import BinaryIO, Final

from tellmark.media.containers import mp4_meta
from tellmark.media.containers.bounded import Source, Span
from tellmark.media.containers.model import CannotCarry, Carried, Gathering, Inscribed
from tellmark.media.containers.mp4_boxes import C2PA_UUID, XMP_UUID, Top, box, children, find, only_moov, scan
from tellmark.media.containers.mp4_offsets import Moves, moved_fragment, moved_index, moved_movie, widened
from tellmark.values.errors import Malformed

_OWNED: Final = (XMP_UUID, C2PA_UUID)


def read(src: BinaryIO) -> Carried:
    """Return what the boxes of *src* carry. Raises Malformed."""
    source = Source(src, "MP4")
    boxes = scan(source)
    found = Gathering("MP4")
    for top in boxes:
        if top.user == XMP_UUID:
            found.packet("mp4.uuid.xmp", top.data(source, "the XMP box").rstrip(b"\0"))
        elif top.user == C2PA_UUID:
            found.credential = True
    mp4_meta.gather(only_moov(boxes).data(source, "the movie box"), found)
    return found.carried()


def write(src: BinaryIO, dst: BinaryIO, marks: Inscribed) -> None:
    """Copy *src* to *dst* with *marks*. Raises Malformed, CannotCarry."""
    source = Source(src, "MP4")
    boxes = scan(source)
    movie = only_moov(boxes)
    body = movie.data(source, "the movie box")
    _refuse_what_would_break(source, boxes, body)
    xmp = box(b"uuid", XMP_UUID + marks.xmp) if marks.xmp is not None else b""
    rest = [top for top in boxes[1:] if top is not movie and top.user not in _OWNED]
    moov, moves = _placed(boxes[0], movie, mp4_meta.with_label(body, marks.aigc), len(xmp), rest)
    source.copy(0, boxes[0].end, dst)
    dst.write(moov)
    dst.write(xmp)
    for top in rest:
        _copy(source, top, moves, dst)


def store(src: BinaryIO) -> tuple[Span, ...]:
    """Return where the bytes of the C2PA store stand, with the few before them in their box. Raises Malformed."""
    return tuple((top.body, top.end) for top in scan(Source(src, "MP4")) if top.user == C2PA_UUID)


def _placed(first: Top, movie: Top, body: bytes, gap: int, rest: Sequence[Top]) -> tuple[bytes, Moves]:
    """Lay the boxes out and return the movie box for that layout, with the moves that lead to it."""
    for candidate in (body, widened(body)):
        at = first.end + len(box(b"moov", candidate)) + gap
        layout = [(first, 0), (movie, first.end)]
        for top in rest:
            layout.append((top, at))
            at += top.end - top.start
        moves = Moves(layout)
        if (moved := moved_movie(candidate, moves)) is not None:
            return box(b"moov", moved), moves
    raise Malformed("MP4", "a table of offsets does not fit the file")


def _copy(source: Source, top: Top, moves: Moves, dst: BinaryIO) -> None:
    if top.kind not in (b"moof", b"mfra"):
        source.copy(top.start, top.end, dst)
        return
    body = top.data(source, "a fragment's head")
    dst.write(source.take(top.start, top.body - top.start, "a fragment's head"))
    dst.write(moved_fragment(body, moves) if top.kind == b"moof" else moved_index(body, moves))


def _refuse_what_would_break(source: Source, boxes: Sequence[Top], moov: bytes) -> None:
    kinds = [top.kind for top in boxes]
    metas = [top.data(source, "a metadata box") for top in boxes if top.kind == b"meta"]
    metas += [moov[inner.body : inner.end] for inner in children(moov) if inner.kind == b"meta"]
    if any(_places_items(meta) for meta in metas):
        raise CannotCarry("The file places items of its own by their position", "Remux it to a plain MP4 first.")
    movie = kinds.index(b"moov")
    if any(kind in (b"moof", b"sidx") for kind in kinds[:movie]):
        raise CannotCarry("The file's fragments stand before their movie box", "Remux it to a plain MP4 first.")
    indexed = next((n for n, kind in enumerate(kinds) if kind in (b"moof", b"sidx")), len(kinds))
    if any(top.user in _OWNED for top in boxes[indexed:]):
        raise CannotCarry(
            "The file's fragments have marks between them that cannot be taken out without breaking their index",
            "Remux it to a plain MP4 first.",
        )


def _places_items(meta: bytes) -> bool:
    return find(meta, b"iloc", 0 if meta[4:8] == b"hdlr" else 4) is not None
