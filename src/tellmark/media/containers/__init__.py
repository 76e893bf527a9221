"""Read and write a file's metadata without touching a sample.

`read` says what a file carries; `write` copies it with our marks in the place of whatever marks it had; `transplant`
gives a newly coded picture or recording the metadata of the one it came from. Each format has a module of its own,
and what one cannot carry it refuses (`CannotCarry`); what it cannot make sense of is `Malformed`.
"""

from collections.abc import Callable, Mapping
from typing import BinaryIO, Final

from tellmark.media.containers import jpeg, mp3, mp4, png, wav
from tellmark.media.containers.bounded import Source, Span, overwritten
from tellmark.media.containers.model import CannotCarry, Carried, Inscribed, Site
from tellmark.media.kinds import Kind

__all__ = [
    "CannotCarry",
    "Carried",
    "Inscribed",
    "Site",
    "check_kept",
    "is_animated",
    "orientation",
    "overwrite",
    "read",
    "store",
    "transplant",
    "write",
]


def read(kind: Kind, src: BinaryIO) -> Carried:
    """Return what *src* carries beside its samples. Raises Malformed."""
    return _READERS[kind](src)


def write(kind: Kind, src: BinaryIO, dst: BinaryIO, marks: Inscribed) -> None:
    """Copy *src* to *dst* with *marks* in the place of all its labels, XMP packets and C2PA stores.

    Not a sample changes, and every byte that is none of these stays as it was (each format's module says where
    lengths and offsets must follow). One carrier of a label per file (GB 45438-2025 §6.1 c): in JPEG and PNG the
    label travels inside the XMP packet and `marks.aigc` must be None (ValueError). Raises Malformed, CannotCarry.
    """
    _WRITERS[kind](src, dst, marks)


def transplant(kind: Kind, original: BinaryIO, recoded: BinaryIO, dst: BinaryIO) -> None:
    """Write the coded samples of *recoded* to *dst* with the metadata of *original*, less its C2PA store.

    Raises Malformed, CannotCarry; ValueError for MP4, where `media/film` copies streams instead.
    """
    match kind:
        case Kind.JPEG:
            jpeg.transplant(original, recoded, dst)
        case Kind.PNG:
            png.transplant(original, recoded, dst)
        case Kind.WAV:
            wav.transplant(original, recoded, dst)
        case Kind.MP3:
            mp3.transplant(original, recoded, dst)
        case Kind.MP4:
            raise ValueError("an MP4 is remuxed, not transplanted")


def overwrite(kind: Kind, stream: BinaryIO, old: bytes, new: bytes) -> None:
    """Put *new* in the place of *old*, which is as long, in the C2PA store of *stream*; no other byte changes.

    Raises Malformed unless *old* stands there once.
    """
    if len(old) != len(new):
        raise ValueError("what takes another's place is as long")
    spans = _STORES[kind](stream)
    overwritten(Source(stream, kind.name), spans, stream, old, new)
    if kind is Kind.PNG:
        png.prove_store(stream)


def store(kind: Kind, src: BinaryIO) -> bytes:
    """Return the bytes where the C2PA store of *src* stands, with some around it; empty without one.

    Raises Malformed, also for more than 64 MB of them.
    """
    source = Source(src, kind.name)
    return b"".join(source.take(start, end - start, "a C2PA store") for start, end in _STORES[kind](src))


def check_kept(kind: Kind, before: BinaryIO, after: BinaryIO) -> None:
    """Raise Malformed if another program that rewrote *before* into *after* lost metadata, as is known of MP3."""
    if kind is Kind.MP3:
        mp3.check_kept(before, after)


def orientation(kind: Kind, src: BinaryIO) -> int:
    """Return how the picture is to be turned for showing, 1 to 8 (Exif 2.32 §4.6.4, tag 274); 1 where nothing says.

    A value outside 1..8, or Exif that makes no sense, is 1: so do the programs that show pictures.
    """
    match kind:
        case Kind.JPEG:
            return jpeg.orientation(src)
        case Kind.PNG:
            return png.orientation(src)
        case _:
            return 1


def is_animated(kind: Kind, src: BinaryIO) -> bool:
    """Tell whether a still picture's file holds an animation (APNG)."""
    return kind is Kind.PNG and png.is_animated(src)


_READERS: Final[Mapping[Kind, Callable[[BinaryIO], Carried]]] = {
    Kind.JPEG: jpeg.read,
    Kind.PNG: png.read,
    Kind.WAV: wav.read,
    Kind.MP3: mp3.read,
    Kind.MP4: mp4.read,
}
_STORES: Final[Mapping[Kind, Callable[[BinaryIO], tuple[Span, ...]]]] = {
    Kind.JPEG: jpeg.store,
    Kind.PNG: png.store,
    Kind.WAV: wav.store,
    Kind.MP3: mp3.store,
    Kind.MP4: mp4.store,
}
_WRITERS: Final[Mapping[Kind, Callable[[BinaryIO, BinaryIO, Inscribed], None]]] = {
    Kind.JPEG: jpeg.write,
    Kind.PNG: png.write,
    Kind.WAV: wav.write,
    Kind.MP3: mp3.write,
    Kind.MP4: mp4.write,
}
