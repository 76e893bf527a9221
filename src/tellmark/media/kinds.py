"""What kind of file this is, told from its bytes and never from its name."""

from enum import StrEnum
from typing import BinaryIO

from tellmark.values.errors import ErrorKind, TellmarkError

HEAD = 4096
"""How many bytes from the beginning `sniff` wants to see."""


class Modality(StrEnum):
    """What a person meets in the file."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"


class Kind(StrEnum):
    """A container that Tellmark marks and verifies; the value is its media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WAV = "audio/wav"
    MP3 = "audio/mpeg"
    MP4 = "video/mp4"

    @property
    def modality(self) -> Modality:
        """What a person meets in a file of this kind."""
        return Modality(self.value.partition("/")[0])

    @property
    def extension(self) -> str:
        """The usual ending of a name, with its dot."""
        return {"image/jpeg": ".jpg", "audio/mpeg": ".mp3"}.get(self.value, "." + self.value.rpartition("/")[2])


class UnknownType(TellmarkError):
    """The bytes are of no kind that this version opens."""

    code = "media.unknown_type"
    kind = ErrorKind.UNREADABLE


class Empty(TellmarkError):
    """The file holds no bytes at all."""

    code = "media.empty"
    kind = ErrorKind.UNREADABLE


def sniff(head: bytes) -> Kind:
    """Tell the kind of a file from its first bytes (up to HEAD of them). Raises Empty or UnknownType."""
    if not head:
        raise Empty("the file is empty", "Check that the download or export finished, then try again.")
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return Kind.WAV
    if _is_mp4(head):
        return Kind.MP4
    if head.startswith(b"ID3") or _is_mpeg_audio(head):
        return Kind.MP3
    raise UnknownType(
        f"{_name(head)} is not a kind of file that this version opens",
        "Convert it to JPEG, PNG, WAV, MP3 or MP4.",
    )


def kind_of(stream: BinaryIO) -> Kind:
    """Tell the kind of the file in *stream* and leave it rewound. Raises Empty or UnknownType."""
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    return sniff(head)


def _is_mp4(head: bytes) -> bool:
    brand = head[8:12]
    return head[4:8] == b"ftyp" and brand not in (
        b"avif",
        b"avis",
        b"heic",
        b"heix",
        b"mif1",
        b"qt  ",
        b"M4A ",
        b"M4B ",
    )


def _is_mpeg_audio(head: bytes) -> bool:
    """An MPEG audio layer III frame header: sync, layer, a legal bit rate and sampling rate (ISO 11172-3 §2.4.1.3)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2 or head[1] >> 3 & 3 == 1:
        return False
    return head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3


def _name(head: bytes) -> str:
    """Name a few neighbours, so that the message can say what the file is instead."""
    known = {
        b"GIF8": "GIF",
        b"%PDF": "PDF",
        b"OggS": "Ogg",
        b"fLaC": "FLAC",
        b"BM": "BMP",
        b"PK\x03\x04": "a ZIP archive",
        b"\x1aE\xdf\xa3": "Matroska or WebM",
        b"II*\x00": "TIFF",
        b"MM\x00*": "TIFF",
        b"FORM": "AIFF",
    }
    for magic, name in known.items():
        if head.startswith(magic):
            return name
    if head[:4] == b"RIFF":
        return {b"WEBP": "WebP", b"AVI ": "AVI"}.get(head[8:12], "this RIFF file")
    if head[4:8] == b"ftyp":
        return {b"qt  ": "QuickTime", b"M4A ": "M4A", b"M4B ": "M4B"}.get(head[8:12], "HEIF or AVIF")
    return "this"
