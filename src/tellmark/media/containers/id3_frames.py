"""The frames of an ID3v2 tag that say something to us: texts, labels, XMP, and the C2PA store (ID3v2.4 §4)."""

import zlib
from dataclasses import dataclass
from typing import Final

from tellmark.media.containers.model import LABEL_BYTES, XMP_BYTES, Gathering, is_label
from tellmark.values.errors import Malformed

LABEL: Final = "AIGC"
_C2PA_TYPES: Final = (b"application/c2pa", b"application/x-c2pa-manifest-store")  # C2PA 2.2 App. A.3; before 2.1
_CODECS: Final = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: its name (three letters in ID3v2.2), its bytes with the header, and what it says.

    *content* is undone of whatever its flags say was done to it; None if it is encrypted.
    """

    name: bytes
    raw: bytes
    content: bytes | None


def gather(frames: tuple[Frame, ...], place: str, found: Gathering) -> None:
    """Note what *frames* say, at *place* such as `mp3`."""
    for frame in frames:
        if (packet := _xmp(frame)) is not None:
            found.packet(f"{place}.PRIV.XMP", packet)
        elif is_credential(frame):
            found.credential = True
        elif (said := _said(frame)) is not None:
            name, value = said
            if not _names_label(frame, name):
                found.text(f"{place}.{name}", value)
            if _names_label(frame, name) or is_label(value):
                found.label(f"{place}.{name}", value)


def is_mark(frame: Frame) -> bool:
    """Tell whether a writer owns the frame: a label, the XMP packet, or the C2PA store."""
    if is_credential(frame) or _xmp(frame) is not None:
        return True
    said = _said(frame)
    return said is not None and (_names_label(frame, said[0]) or is_label(said[1]))


def is_credential(frame: Frame) -> bool:
    """Tell whether the frame is the object that holds a C2PA manifest store."""
    if frame.name not in (b"GEOB", b"GEO") or frame.content is None:
        return False
    return frame.content[1:].partition(b"\0")[0].lower() in _C2PA_TYPES


def label_content(label: bytes, version: int) -> bytes:
    """Return what a TXXX frame says of a *label*: ASCII where it will do, else UTF-8 (v2.4) or UTF-16 (v2.3)."""
    if label.isascii():
        return b"\0AIGC\0" + label
    if version == 4:
        return b"\3AIGC\0" + label
    return b"\1" + LABEL.encode("utf-16") + b"\0\0" + label.decode().encode("utf-16")


def undone(content: bytes, *, unsynchronised: bool, packed: bool) -> bytes:
    """Undo unsynchronisation and compression. Raises Malformed if it unpacks to nothing, or to too much."""
    if unsynchronised:
        content = content.replace(b"\xff\0", b"\xff")
    if not packed:
        return content
    try:
        return zlib.decompressobj().decompress(content, max(XMP_BYTES, LABEL_BYTES))
    except zlib.error:
        raise Malformed("ID3", "a compressed frame cannot be unpacked") from None


def _said(frame: Frame) -> tuple[str, bytes] | None:
    """The name (`TIT2`, `TXXX.key`) and the text, in UTF-8, of a frame that says something in words."""
    name, content = frame.name, frame.content
    if content is None:
        return None
    if name in (b"TXXX", b"TXX"):
        key, value = _pair(content, 1)
        return f"TXXX.{LABEL if key.upper() == LABEL else key[:64]}", value.encode()
    if name in (b"COMM", b"COM", b"USLT", b"ULT"):
        return name.decode(), _pair(content, 4)[1].encode()
    return (name.decode(), _decoded(content[:1], content[1:]).encode()) if name.startswith(b"T") else None


def _names_label(frame: Frame, name: str) -> bool:
    return frame.name in (b"TXXX", b"TXX") and name == f"TXXX.{LABEL}"


def _xmp(frame: Frame) -> bytes | None:
    if frame.name != b"PRIV" or frame.content is None:
        return None
    owner, _, data = frame.content.partition(b"\0")
    return data if owner == b"XMP" else None


def _pair(content: bytes, start: int) -> tuple[str, str]:
    """Split a described text: coding, (language,) description, a NUL of its width, text."""
    coding, rest = content[:1], content[start:]
    width = 2 if coding in (b"\1", b"\2") else 1
    stop = rest.find(bytes(width))
    while stop >= 0 and stop % width:
        stop = rest.find(bytes(width), stop + 1)
    if stop < 0:
        return "", _decoded(coding, rest)
    return _decoded(coding, rest[:stop]), _decoded(coding, rest[stop + width :])


def _decoded(coding: bytes, text: bytes) -> str:
    codec = _CODECS.get(coding[0] if coding else 0, "latin-1")
    return text.decode(codec, "replace").strip("\0\ufeff")
