"""The XMP packet: read its properties, and set or drop some while every other byte of it stays (ISO 16684-1)."""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple, TypeAlias

from tellmark.media.containers.xmp_tree import RDF, Element, find_rdf, parse, utf8

Name: TypeAlias = tuple[str, str]
"""Namespace and local name."""


class Property(NamedTuple):
    """One top-level property, or one item of it if it is an array; a structure has the value ''."""

    namespace: str
    name: str
    value: str


TC260: Final = "http://www.tc260.org.cn/ns/AIGC/1.0/"
IPTC_EXT: Final = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_PREFIXES: Final = {
    TC260: "TC260",
    IPTC_EXT: "Iptc4xmpExt",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
}
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_EMPTY: Final = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/">\n<rdf:RDF xmlns:rdf="%s">\n</rdf:RDF>\n</x:xmpmeta>' % RDF.encode()
)
_HEAD: Final = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'.encode()
_TAIL: Final = b'\n<?xpacket end="w"?>'
_DESCRIPTION: Final = (RDF, "Description")
_ABOUT: Final = (RDF, "about")


def properties(packet: bytes) -> tuple[Property, ...]:
    """Return the top-level properties of *packet*, in its order: elements and attributes, array items one by one.

    The packet may be UTF-8 or UTF-16, with or without its xpacket wrapper. Raises Malformed, also for a DOCTYPE,
    for nesting deeper than 64 and for more than 100 000 elements.
    """
    return tuple(_properties(find_rdf(parse(utf8(packet)))))


def leaves(packet: bytes) -> tuple[Property, ...]:
    """Return every text in *packet* at any depth, by the element or attribute that holds it. Raises Malformed.

    For those who look for traces: what stands inside a structure (an edit history, an ingredient) speaks of another
    file or moment, so it is no property of this one.
    """
    return tuple(_leaves(find_rdf(parse(utf8(packet)))))


def with_properties(packet: bytes | None, set: Mapping[Name, str], drop: AbstractSet[Name] = frozenset()) -> bytes:  # noqa: A002 (named for the reader)
    """Return *packet* with the top-level properties of *set* as simple texts, and none of *drop*.

    A property that is set stands there once, whatever forms it had before. All else keeps its bytes, but for the
    wrapper, which is written anew in UTF-8 without padding. None begins an empty packet. Raises Malformed;
    ValueError for a text that XML cannot hold.
    """
    data = _EMPTY if packet is None else utf8(packet)
    root = parse(data)
    rdf = find_rdf(root)
    gone = {*set, *drop}
    cuts = [cut for node in rdf.children if node.name == _DESCRIPTION for cut in _cuts(data, node, gone)]
    cuts.append(_insertion(data, rdf, set))
    body = _spliced(data[: root.end], cuts)[root.start :]
    return _HEAD + body + _TAIL


def _properties(rdf: Element) -> Iterator[Property]:
    for node in rdf.children:
        if node.name != _DESCRIPTION:
            continue
        for (namespace, name), value in node.attributes.items():
            if namespace not in ("", RDF, _XML):
                yield Property(namespace, name, value)
        for child in node.children:
            for value in _values(child):
                yield Property(*child.name, value)


def _values(element: Element) -> Iterator[str]:
    """The text of a property: its own, its URI, its items, or rdf:value where it has qualifiers."""
    if (resource := element.attributes.get((RDF, "resource"))) is not None:
        yield resource
    elif not element.children:
        yield element.attributes.get((RDF, "value"), element.text)
    elif element.children[0].name in ((RDF, "Alt"), (RDF, "Seq"), (RDF, "Bag")):
        for item in element.children[0].children:
            yield from _values(item)
    else:
        inner = element.children[0].children if element.children[0].name == _DESCRIPTION else element.children
        yield next((child.text for child in inner if child.name == (RDF, "value")), "")


def _leaves(element: Element) -> Iterator[Property]:
    name = element.name
    for (namespace, local), value in element.attributes.items():
        if namespace not in ("", RDF, _XML):
            yield Property(namespace, local, value)
        elif (namespace, local) == (RDF, "resource"):
            yield Property(*name, value)
    if not element.children and element.text:
        yield Property(*name, element.text)
    for child in element.children:
        for leaf in _leaves(child):
            yield Property(*name, leaf.value) if leaf[:2] in ((RDF, "li"), (RDF, "value")) else leaf


Cut: TypeAlias = tuple[int, int, bytes]


def _cuts(data: bytes, node: Element, gone: AbstractSet[Name]) -> list[Cut]:
    """Where *gone* stands in one rdf:Description; the whole of it, if nothing else would be left."""
    elements = [child for child in node.children if child.name in gone]
    attributes = [name for name in node.attributes if name in gone]
    if not elements and not attributes:
        return []
    others = [name for name in node.attributes if name not in gone and name[0] not in ("", RDF, _XML)]
    if len(elements) == len(node.children) and not others:
        return [(_leading(data, node.start), node.end, b"")]
    cuts = [(_leading(data, child.start), child.end, b"") for child in elements]
    if attributes:
        cuts.append((node.start, node.tag_end, _without(data[node.start : node.tag_end], node, attributes)))
    return cuts


_ATTRIBUTE: Final = re.compile(rb"""\s+([^\s=/>"']+)\s*=\s*(?:"[^"]*"|'[^']*')""")


def _without(tag: bytes, node: Element, attributes: list[Name]) -> bytes:
    """Cut *attributes* from the bytes of a start tag.

    Expat gives attributes in the order of the bytes but for namespace declarations, which it leaves out; so the
    written ones, less the declarations, stand in the same order as the read ones.
    """
    read = iter(node.attributes)

    def keep(found: re.Match[bytes]) -> bytes:
        if found[1] == b"xmlns" or found[1].startswith(b"xmlns:"):
            return found[0]
        return b"" if next(read, None) in attributes else found[0]

    return _ATTRIBUTE.sub(keep, tag)


def _leading(data: bytes, start: int) -> int:
    """Step back over the white space before *start*, so that a cut leaves no empty line."""
    while start and data[start - 1] in b" \t\r\n":
        start -= 1
    return start


def _insertion(data: bytes, rdf: Element, properties: Mapping[Name, str]) -> Cut:
    """One rdf:Description with all *properties*, before the end of rdf:RDF."""
    if not properties:
        return rdf.end, rdf.end, b""
    about = next((n.attributes[_ABOUT] for n in rdf.children if n.name == _DESCRIPTION and _ABOUT in n.attributes), "")
    block = b"\n" + _description(about, properties)
    if rdf.close > rdf.tag_end or data[rdf.tag_end - 2 : rdf.tag_end] != b"/>":
        at = _leading(data, rdf.close)
        return at, at, block
    qualified = data[rdf.start + 1 : rdf.tag_end].split(None, 1)[0].rstrip(b"/>")
    return rdf.tag_end - 2, rdf.tag_end, b">" + block + b"\n</" + qualified + b">"


def _description(about: str, properties: Mapping[Name, str]) -> bytes:
    prefixes: dict[str, str] = {}
    for namespace, _ in properties:
        prefixes.setdefault(namespace, _PREFIXES.get(namespace, f"ns{len(prefixes) + 1}"))
    declared = "".join(f'\n    xmlns:{prefix}="{_quoted(uri)}"' for uri, prefix in prefixes.items())
    lines = "".join(
        f"\n  <{prefixes[uri]}:{name}>{_escaped(text)}</{prefixes[uri]}:{name}>"
        for (uri, name), text in properties.items()
    )
    start = f'<rdf:Description xmlns:rdf="{RDF}" rdf:about="{_quoted(about)}"{declared}>'
    return f"{start}{lines}\n</rdf:Description>".encode()


_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _escaped(text: str) -> str:
    if _NOT_XML.search(text):
        raise ValueError("XML cannot hold a control character or a lone surrogate")
    for plain, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;")):
        text = text.replace(plain, escaped)
    return text


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def _spliced(data: bytes, cuts: list[Cut]) -> bytes:
    out = bytearray()
    at = 0
    for start, end, instead in sorted(cuts, key=lambda cut: cut[:2]):
        if start < at:  # two cuts share the white space between neighbours
            start = at
        out += data[at:start] + instead
        at = max(at, end)
    return bytes(out + data[at:])
