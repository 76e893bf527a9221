"""The XMP packet: read in all its forms, changed only where asked, refused when hostile."""

from contextlib import suppress
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.media.containers.xmp import IPTC_EXT, TC260, Property, leaves, properties, with_properties
from tellmark.values.errors import Malformed

LABEL = (TC260, "AIGC")
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
NS = "http://example.org/ns/"
words = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=60)


def packet(inside: str, attributes: str = "") -> bytes:
    about = (
        f'<rdf:Description rdf:about="" xmlns:a="{NS}" xmlns:TC260="{TC260}" {attributes}>{inside}</rdf:Description>'
    )
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {RDF}>{about}</rdf:RDF></x:xmpmeta>'.encode()


@pytest.mark.parametrize(
    ("inside", "attributes", "values"),
    [
        ("<a:p>text</a:p>", "", ["text"]),
        ("", 'a:p="text"', ["text"]),
        ("<a:p>a &amp;&#34; b</a:p>", "", ['a &" b']),
        ("<a:p><![CDATA[<{}>]]></a:p>", "", ["<{}>"]),
        ('<a:p rdf:resource="http://x"/>', "", ["http://x"]),
        ("<a:p><rdf:Seq><rdf:li>1</rdf:li><rdf:li>2</rdf:li></rdf:Seq></a:p>", "", ["1", "2"]),
        ('<a:p><rdf:Alt><rdf:li xml:lang="x-default">1</rdf:li></rdf:Alt></a:p>', "", ["1"]),
        ("<a:p><rdf:Bag/></a:p>", "", []),
        ('<a:p rdf:parseType="Resource"><rdf:value>v</rdf:value><a:q>x</a:q></a:p>', "", ["v"]),
        ("<a:p><rdf:Description><rdf:value>v</rdf:value></rdf:Description></a:p>", "", ["v"]),
        ('<a:p rdf:parseType="Resource"><a:q>x</a:q></a:p>', "", [""]),
    ],
)
def test_a_property_is_read_in_every_form(inside: str, attributes: str, values: list[str]) -> None:
    assert properties(packet(inside, attributes)) == tuple(Property(NS, "p", value) for value in values)


def test_what_stands_inside_a_structure_is_no_property_of_the_file() -> None:
    inside = f'<a:Ingredients rdf:parseType="Resource"><TC260:AIGC xmlns:TC260="{TC260}">x</TC260:AIGC></a:Ingredients>'
    assert LABEL not in {item[:2] for item in properties(packet(inside))}
    assert Property(*LABEL, "x") in leaves(packet(inside))


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_packet_is_read_in_every_coding(codec: str) -> None:
    text = '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>' + packet("<a:p>凡例</a:p>").decode() + "\n\n\0"
    assert properties(text.encode(codec)) == (Property(NS, "p", "凡例"),)


@given(st.dictionaries(st.sampled_from([LABEL, (IPTC_EXT, "AISystemUsed"), (NS, "p"), (NS, "q")]), words, min_size=1))
def test_what_is_set_is_read(values: dict[tuple[str, str], str]) -> None:
    made = with_properties(None, values)
    assert {(item.namespace, item.name): item.value for item in properties(made)} == values
    assert with_properties(made, values) == made


@given(words, words, words, st.booleans())
def test_others_stay_and_ours_is_replaced_never_doubled(other: str, old: str, new: str, as_attribute: bool) -> None:
    kept = f"<!-- kept --><a:q>{escape(other)}</a:q><a:s rdf:parseType='Resource'><a:t>{escape(other)}</a:t></a:s>"
    if as_attribute:
        before = packet(kept, f"TC260:AIGC={quoteattr(old)} a:z={quoteattr(other)}")
    else:
        before = packet(kept + f"<TC260:AIGC>{escape(old)}</TC260:AIGC><a:z>{escape(other)}</a:z>")
    after = with_properties(before, {LABEL: new})
    assert kept.encode() in after
    assert [item.value for item in properties(after) if item[:2] == LABEL] == [new]
    others = [item for item in properties(before) if item[:2] != LABEL]
    assert sorted(item for item in properties(after) if item[:2] != LABEL) == sorted(others)
    assert with_properties(after, {LABEL: new}) == after


def test_dropping_takes_every_copy_in_every_form() -> None:
    before = packet("<TC260:AIGC>1</TC260:AIGC><a:p>x</a:p><TC260:AIGC>2</TC260:AIGC>", 'TC260:AIGC="3"')
    assert properties(with_properties(before, {}, {LABEL})) == (Property(NS, "p", "x"),)


def test_what_was_set_and_dropped_leaves_no_trace() -> None:
    before = with_properties(packet("<a:p>x</a:p>"), {})
    assert with_properties(with_properties(before, {LABEL: "1"}), {}, {LABEL}) == before


def test_the_prefixes_that_people_know_are_written() -> None:
    made = with_properties(None, {LABEL: '{"Label":"1"}', (IPTC_EXT, "DigitalSourceType"): "http://x/"})
    assert b'<TC260:AIGC>{"Label":"1"}</TC260:AIGC>' in made
    assert b"<Iptc4xmpExt:DigitalSourceType>" in made
    assert made.startswith(b'<?xpacket begin="\xef\xbb\xbf"')
    assert made.endswith(b'<?xpacket end="w"?>')


@pytest.mark.parametrize(
    "root", [f"<rdf:RDF {RDF}/>", f"<rdf:RDF {RDF}></rdf:RDF>", f"<r:RDF {RDF.replace(':rdf', ':r')}/>"]
)
def test_an_empty_packet_can_be_set(root: str) -> None:
    assert properties(with_properties(root.encode(), {LABEL: "1"})) == (Property(*LABEL, "1"),)


def test_our_properties_speak_of_the_resource_that_the_packet_speaks_of() -> None:
    about = packet("<a:p>x</a:p>").replace(b'rdf:about=""', b'rdf:about="uuid:1"')
    assert with_properties(about, {LABEL: "1"}).count(b'rdf:about="uuid:1"') == 2


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    "hostile",
    [
        BOMB.encode() + packet("<a:p>&b;</a:p>"),
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + packet(""),
        packet("<a:p>" * 100 + "</a:p>" * 100),
        packet("<a:p>&undefined;</a:p>"),
        packet("<a:p>")[:-20],
        packet("<b:p>no namespace</b:p>"),
        b"\xff\xfe<\0",
        b"",
        b"\x80",
        b"<x/>",
        b"<" * 1000,
    ],
)
def test_a_hostile_packet_is_refused(hostile: bytes) -> None:
    with pytest.raises(Malformed):
        properties(hostile)
    with pytest.raises(Malformed):
        with_properties(hostile, {LABEL: "1"})


def test_a_packet_of_too_many_elements_is_refused() -> None:
    with pytest.raises(Malformed, match="too many"):
        properties(packet("<a:p/>" * 100_001))


@pytest.mark.parametrize("text", ["\x01", "\ud800", "\ufffe"])
def test_a_text_that_xml_cannot_hold_is_a_mistake_of_the_caller(text: str) -> None:
    with pytest.raises(ValueError, match="XML"):
        with_properties(None, {LABEL: text})


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(Malformed):
        properties(data)
