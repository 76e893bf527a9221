"""The words of metadata in a file: what it carries, and what is to be inscribed."""

import re
from dataclasses import dataclass, field
from typing import Final

from tellmark.values.errors import ErrorKind, Malformed, TellmarkError

MOST_TEXTS: Final = 200
"""How many texts of one file are shown; the rest are passed over."""
TEXT_BYTES: Final = 64 << 10
"""How much of one text is shown; the rest is cut off."""
MOST_LABELS: Final = 4096
LABELS_BYTES: Final = 16 << 20
"""The most that all native labels of a file may hold together; further ones are passed over."""
LABEL_BYTES: Final = 256 << 10
"""How much of one native label is shown; a longer one is cut, and so reads as malformed."""
XMP_BYTES: Final = 16 << 20
"""The longest XMP packet that is read, and the most that all packets of a file may hold together."""


@dataclass(frozen=True, slots=True)
class Site:
    """One place in a file that holds metadata: where (`png.text.AIGC`), and the bytes as they were found."""

    place: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Carried:
    """What the containers of a file hold beside its samples.

    *xmp*: XMP packets, the main one first. *aigc*: native label sites (GB 45438 carriers outside XMP), not
    interpreted. *texts*: other words, for those who look for traces of a generator. *credential*: a C2PA
    manifest store is embedded. *cut*: there are more labels or texts than are gathered.
    """

    xmp: tuple[Site, ...] = ()
    aigc: tuple[Site, ...] = ()
    texts: tuple[Site, ...] = ()
    credential: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Inscribed:
    """What a writer is to put in; None leaves that place empty. Both are whole: the writer merges nothing."""

    aigc: bytes | None = None
    xmp: bytes | None = None

    def __post_init__(self) -> None:
        """Hold a label to what every carrier can bear: UTF-8 without a NUL. Raises ValueError."""
        if self.aigc is not None and (not self.aigc or b"\0" in self.aigc.decode().encode()):
            raise ValueError("a label is UTF-8 text, neither empty nor with a NUL in it")
        if self.xmp is not None and not self.xmp:
            raise ValueError("an XMP packet is not empty; None leaves it out")


class CannotCarry(TellmarkError):
    """This container, or this file's way of using it, has no place for what is to be inscribed."""

    code = "media.cannot_carry"
    kind = ErrorKind.REFUSED


@dataclass(slots=True)
class Gathering:
    """Sites as a reader comes upon them, held to the limits of this module."""

    where: str
    xmp: list[Site] = field(default_factory=list)
    aigc: list[Site] = field(default_factory=list)
    texts: list[Site] = field(default_factory=list)
    credential: bool = False
    cut: bool = False
    _xmp_bytes: int = 0
    _label_bytes: int = 0

    def packet(self, place: str, data: bytes) -> None:
        """Note an XMP packet. Raises Malformed when the file's packets together pass XMP_BYTES."""
        self._xmp_bytes += len(data)
        if self._xmp_bytes > XMP_BYTES:
            raise Malformed(self.where, f"its XMP is longer than {XMP_BYTES >> 20} MB")
        if data:
            self.xmp.append(Site(place, data))

    def label(self, place: str, data: bytes) -> None:
        """Note a native label, as far as LABEL_BYTES, while there are not too many."""
        data = data[:LABEL_BYTES]
        if len(self.aigc) < MOST_LABELS and self._label_bytes + len(data) <= LABELS_BYTES:
            self.aigc.append(Site(place, data))
            self._label_bytes += len(data)
        else:
            self.cut = True

    def text(self, place: str, data: bytes) -> None:
        """Note a text, as far as TEXT_BYTES; empty ones are passed over."""
        if data and len(self.texts) < MOST_TEXTS:
            self.texts.append(Site(place, data[:TEXT_BYTES]))
        elif data:
            self.cut = True

    def carried(self) -> Carried:
        """Return what was gathered."""
        return Carried(tuple(self.xmp), tuple(self.aigc), tuple(self.texts), self.credential, self.cut)


_QUOTE: Final = rb"""(?:\\?"|'|&quot;|&\#34;)"""
_LABEL: Final = re.compile(
    rb"\s*(?:[\"']?\{?\s*%(q)sAIGC%(q)s\s*:|AIGC\s*[:=]?\s*[{\"'])" % {b"q": _QUOTE}, re.IGNORECASE
)
_SHORT: Final = 16 << 10
"""A label has seven short fields; a longer object with the same words (a generator's workflow) is something else."""


def is_label(text: bytes) -> bool:
    """Tell whether a free text, as a whole, is an implicit label.

    That is `{"AIGC":…}` (GB 45438-2025 App. E), the bare object with its words, or `AIGC{…}` as it is met in the wild.
    Only such a text in a field made for people (a comment, a description) is a label that a new one replaces; one that
    merely speaks of AIGC is left alone.
    """
    if _LABEL.match(text):
        return True
    return len(text) < _SHORT and text.lstrip()[:1] in (b"{", b'"') and b"Label" in text and b"ContentProducer" in text
