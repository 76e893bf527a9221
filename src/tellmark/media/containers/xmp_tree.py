"""An XMP packet as a small tree that remembers where in the bytes each element stands (ISO 16684-1)."""

import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from tellmark.values.errors import Malformed

WHERE: Final = "XMP"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MOST_BYTES: Final = 16 << 20
_DEPTH: Final = 64
_ELEMENTS: Final = 100_000
_SEPARATOR: Final = "\n"  # cannot stand in a name, and only escaped in a namespace


@dataclass(slots=True)
class Element:
    """One element: its expanded name, its attributes, and the bytes from `<` up to, not including, what follows it."""

    name: tuple[str, str]
    attributes: dict[tuple[str, str], str]
    start: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)
    tag_end: int = 0
    close: int = 0
    end: int = 0


def utf8(packet: bytes) -> bytes:
    """Return *packet* in UTF-8, without mark of byte order or NULs around it. Raises Malformed."""
    if len(packet) > MOST_BYTES:
        raise Malformed(WHERE, f"the packet is longer than {MOST_BYTES >> 20} MB")
    codec = None
    if packet[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16"
    elif packet[:2] == b"<\0":
        codec = "utf-16-le"
    elif packet[:2] == b"\0<":
        codec = "utf-16-be"
    try:
        text = packet.decode(codec or "utf-8")
    except UnicodeDecodeError:
        raise Malformed(WHERE, f"the packet is not {codec or 'UTF-8'} text") from None
    text = text.strip("\ufeff\0 \t\r\n")
    # A declaration may name the coding that the bytes no longer have.
    return re.sub(r"^<\?xml\s[^>]*\?>", "", text).lstrip().encode()


def parse(packet: bytes) -> Element:
    """Return the root element of *packet*, which is UTF-8. Raises Malformed, also for any DOCTYPE or deep nesting."""
    return _Builder(packet).build()


def find_rdf(root: Element) -> Element:
    """Return the rdf:RDF element. Raises Malformed."""
    level = [root]
    for _ in range(4):
        for element in level:
            if element.name == (RDF, "RDF"):
                return element
        level = [child for element in level for child in element.children]
    raise Malformed(WHERE, "the packet has no rdf:RDF")


_TAG_END = re.compile(rb"""<[^\s/>"']+(?:[^"'>]|"[^"]*"|'[^']*')*>""")


class _Builder:
    """Expat's handlers, with the limits that expat does not have."""

    def __init__(self, packet: bytes) -> None:
        self._packet = packet
        self._open: list[Element] = []
        self._root: Element | None = None
        self._count = 0
        # The packet is UTF-8 by now, whatever it may say of itself.
        self._parser = expat.ParserCreate("utf-8", _SEPARATOR)
        self._parser.buffer_text = True
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype

    def build(self) -> Element:
        try:
            self._parser.Parse(self._packet, True)  # noqa: FBT003 (expat takes no names)
        except expat.ExpatError as wrong:
            raise Malformed(WHERE, f"the packet is not well-formed XML ({expat.ErrorString(wrong.code)})") from None
        if self._root is None:
            raise Malformed(WHERE, "the packet is empty")
        return self._root

    def _start(self, name: str, attributes: list[str]) -> None:
        self._count += 1
        if len(self._open) >= _DEPTH or self._count > _ELEMENTS:
            raise Malformed(WHERE, "the packet is nested too deep or has too many elements")
        at = self._parser.CurrentByteIndex
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        element = Element(_split(name), {_split(key): value for key, value in pairs}, at)
        tag = _TAG_END.match(self._packet, at)
        if tag is None:
            raise Malformed(WHERE, "a tag could not be read")
        element.tag_end = tag.end()
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        if self._packet[element.tag_end - 2 : element.tag_end] == b"/>":
            element.close = element.end = element.tag_end
        else:
            element.close = self._parser.CurrentByteIndex
            element.end = self._packet.index(b">", element.close) + 1

    def _characters(self, data: str) -> None:
        if self._open:
            self._open[-1].text += data

    def _doctype(self, *_: object) -> None:
        raise Malformed(WHERE, "the packet declares a document type, which XMP never does")


def _split(name: str) -> tuple[str, str]:
    namespace, _, local = name.rpartition(_SEPARATOR)
    return namespace, local
