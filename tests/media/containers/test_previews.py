"""Previews of a picture go with the old picture; every other byte of its metadata stays where it was."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tellmark.media.containers import read, transplant
from tellmark.media.containers.previews import exif_without, packet_without, photoshop_without, without_jpegs
from tellmark.media.kinds import Kind


def jpeg(size: int = 16) -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((size, size)).save(out, "JPEG")
    return out.getvalue()


THUMBNAIL = jpeg()
MAKER = b"Maker\0" + bytes(range(40))


def entry(order: str, tag: int, kind: int, count: int, value: int) -> bytes:
    return struct.pack(order + "HHII", tag, kind, count, value)


def exif(order: str = "<", thumbnail: bytes = THUMBNAIL, maker: bytes = MAKER, lie: int | None = None) -> bytes:
    """Exif with a maker, a maker's note and a thumbnail directory at its end; *lie* is a false place of its data."""
    first = 8
    further = first + 2 + 2 * 12 + 4
    second = further + 2 + 12 + 4
    values = second + 2 + 3 * 12 + 4
    data = {"make": values, "note": values + 6, "thumbnail": values + 6 + len(maker)}
    block = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", first)
    block += struct.pack(order + "H", 2) + entry(order, 0x010F, 2, 6, data["make"])
    block += entry(order, 0x8769, 4, 1, further) + struct.pack(order + "I", second)
    block += struct.pack(order + "H", 1) + entry(order, 0x927C, 7, len(maker), data["note"]) + bytes(4)
    block += struct.pack(order + "H", 3) + entry(order, 0x0103, 4, 1, 6)
    block += entry(order, 0x0201, 4, 1, data["thumbnail"] if lie is None else lie)
    block += entry(order, 0x0202, 4, 1, len(thumbnail)) + bytes(4)
    return block + b"Canon\0" + maker + thumbnail


def blanked(block: bytes, *parts: bytes) -> bytes:
    """The block without the link to its second directory, and with *parts* blanked."""
    out = block[:34] + bytes(4) + block[38:]
    for part in parts:
        out = out.replace(part, bytes(len(part)))
    return out


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_thumbnail_of_exif_is_blanked_and_unlinked_and_nothing_else(order: str) -> None:
    assert exif_without(exif(order)) == blanked(exif(order), THUMBNAIL)
    samples = bytes(range(1, 100))
    uncompressed = exif(order, samples).replace(
        entry(order, 0x0201, 4, 1, len(exif(order, b""))), entry(order, 0x0111, 4, 1, len(exif(order, b"")))
    )
    uncompressed = uncompressed.replace(entry(order, 0x0202, 4, 1, 99), entry(order, 0x0117, 3, 1, 99))
    if order == "<":
        assert exif_without(uncompressed) == blanked(uncompressed, samples)


def test_a_whole_picture_in_a_makers_note_is_blanked() -> None:
    block = exif(maker=MAKER + jpeg(32) + MAKER)
    assert exif_without(block) == blanked(block, THUMBNAIL, jpeg(32))


@pytest.mark.parametrize("lie", [0, 8, 30, 60, 104, 1 << 31, 0xFFFFFFFF])
def test_a_lying_thumbnail_takes_no_other_field_along(lie: int) -> None:
    block = exif(thumbnail=bytes(20), lie=lie)
    assert exif_without(block)[:54] == blanked(block)[:54]  # then comes the thumbnail's own directory
    assert b"Canon\0" + MAKER in exif_without(block)


@given(st.binary(max_size=120), st.integers(0, 200), st.integers(0, 255))
def test_any_block_keeps_its_length(junk: bytes, at: int, value: int) -> None:
    block = bytearray(exif(thumbnail=b"") + junk)
    block[at % len(block)] = value
    assert len(exif_without(bytes(block))) == len(block)
    assert len(exif_without(junk)) == len(junk)
    assert without_jpegs(junk) == junk


def test_exif_without_a_thumbnail_stays_as_it_is() -> None:
    plain = blanked(exif(thumbnail=b""))
    assert exif_without(plain) == plain


def resource(number: int, data: bytes, name: bytes = b"") -> bytes:
    named = bytes([len(name)]) + name
    return (
        b"8BIM"
        + number.to_bytes(2)
        + named
        + bytes(len(named) % 2)
        + len(data).to_bytes(4)
        + data
        + bytes(len(data) % 2)
    )


def test_photoshops_thumbnails_are_left_out_of_its_resources() -> None:
    caption, other = resource(1028, b"\x1c\2\x78\0\5words"), resource(1061, b"digest", b"nam")
    assert photoshop_without(caption + resource(1036, b"odd") + other + resource(1033, THUMBNAIL)) == caption + other
    assert photoshop_without(caption + other) == caption + other
    broken = b"8BIM\4\x0c\0\0\xff\xff\xff\xff"
    assert photoshop_without(caption + broken + THUMBNAIL) == caption + broken + bytes(len(THUMBNAIL))


def packet(*properties: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="">{"".join(properties)}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


TITLE = '<a:Title xmlns:a="urn:a">title</a:Title>'
INNER = (
    '<xmp:Thumbnails xmlns:xmp="http://ns.adobe.com/xap/1.0/"><rdf:Alt><rdf:li rdf:parseType="Resource">'
    '<g:image xmlns:g="http://ns.adobe.com/xap/1.0/g/img/">/9j/4AAQ</g:image></rdf:li></rdf:Alt></xmp:Thumbnails>'
)
DIRECTORY = '<C:Directory xmlns:C="http://ns.google.com/photos/1.0/container/"><rdf:Seq><rdf:li>x</rdf:li></rdf:Seq></C:Directory>'
NOTE = '<n:HasExtendedXMP xmlns:n="http://ns.adobe.com/xmp/note/">0123</n:HasExtendedXMP>'


def test_thumbnails_in_xmp_and_pointers_to_lost_pictures_go() -> None:
    kept = packet_without(packet(TITLE, INNER, DIRECTORY, NOTE), extended=True)
    assert TITLE.encode() in kept
    assert NOTE.encode() in kept
    assert b"9j/4" not in kept
    assert b"Directory" not in kept
    assert b"HasExtended" not in packet_without(packet(TITLE, NOTE), extended=False)
    for whole in (packet(TITLE), b"<not xml", packet(TITLE, NOTE)):
        assert packet_without(whole, extended=True) == whole


# Whole files


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def coded(kind: Kind, colour: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (24, 24), colour).save(out, str(kind).rpartition("/")[2])
    return out.getvalue()


def transplanted(kind: Kind, original: bytes) -> bytes:
    out = io.BytesIO()
    transplant(kind, io.BytesIO(original), io.BytesIO(coded(kind, 200)), out)
    assert Image.open(io.BytesIO(out.getvalue())).getpixel((3, 3)) in (199, 200, 201)
    return out.getvalue()


def extension(text: bytes) -> bytes:
    return segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32 + len(text).to_bytes(4) + bytes(4) + text)


def test_a_jpeg_keeps_its_metadata_and_loses_every_preview() -> None:
    long_list = resource(1028, b"c" * 40_000) + resource(1036, jpeg(64)) + resource(1061, b"d" * 40_000)
    photoshop = [segment(0xED, b"Photoshop 3.0\0" + long_list[at : at + 65_519]) for at in (0, 65_519)]
    comment, other = segment(0xFE, b"a comment"), segment(0xE3, b"Vendor\0")
    parts = [
        segment(0xE0, b"JFXX\0\x10" + jpeg(40)),
        segment(0xE1, b"Exif\0\0" + exif()),
        *photoshop,
        comment,
        segment(0xE3, b"Vendor\0" + jpeg(48)),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet(TITLE, INNER, NOTE)),
        extension(b"<GImage:Data>iVBORw0KGgoAAA</GImage:Data>"),
    ]
    data = coded(Kind.JPEG, 100)
    result = transplanted(Kind.JPEG, data[:2] + b"".join(parts) + data[2:] + jpeg(56))
    for size in (16, 40, 48, 56, 64):
        assert jpeg(size)[-60:] not in result
    for gone in (b"iVBORw0KGgo", b"/9j/", b"HasExtendedXMP", b"JFXX"):
        assert gone not in result
    for kept in (b"Exif\0\0" + blanked(exif(), THUMBNAIL), b"c" * 40_000, comment, other[4:], TITLE.encode()):
        assert kept in result
    assert result.replace(b"\xff\xed", b"").count(b"d" * 14_000) >= 1


def test_a_jpeg_without_previews_keeps_its_segments_byte_for_byte() -> None:
    parts = [
        segment(0xE1, b"Exif\0\0" + blanked(exif(thumbnail=b""))),
        segment(0xED, b"Photoshop 3.0\0" + resource(1028, b"words")),
        segment(0xED, b"Photoshop 3.0\0" + resource(1061, b"more")),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet(TITLE, NOTE)),
        extension(b"<a:History/>"),
    ]
    data = coded(Kind.JPEG, 100)
    assert b"".join(parts) in transplanted(Kind.JPEG, data[:2] + b"".join(parts) + data[2:])


def raw_profile(name: bytes, data: bytes) -> bytes:
    return chunk(
        b"tEXt", b"Raw profile type " + name + b"\0\n" + name + b"\n%8d\n" % len(data) + data.hex().encode() + b"\n"
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: chunk(b"eXIf", exif()),
        lambda: raw_profile(b"exif", b"Exif\0\0" + exif()),
        lambda: raw_profile(b"8bim", resource(1036, THUMBNAIL) + resource(1028, b"Canon\0")),
        lambda: chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet(INNER, TITLE)),
    ],
    ids=["eXIf", "raw Exif", "raw resources", "XMP"],
)
def test_a_png_keeps_its_metadata_and_loses_every_preview(make: Callable[[], bytes]) -> None:
    data = coded(Kind.PNG, 100)
    result = transplanted(Kind.PNG, data[:33] + make() + data[33:])
    read(Kind.PNG, io.BytesIO(result))
    texts = b"".join(unpacked(result))
    assert b"Canon" in texts or b"title" in texts
    assert THUMBNAIL[-60:] not in texts
    assert b"/9j/" not in texts


def unpacked(png: bytes) -> list[bytes]:
    """Every chunk's body, with hexadecimal digits undone."""
    bodies, at = [], 8
    while at < len(png):
        end = at + 8 + int.from_bytes(png[at : at + 4])
        body = png[at + 8 : end]
        if body.startswith(b"Raw profile"):
            text = zlib.decompress(body.partition(b"\0")[2][1:]).split(b"\n")
            body = bytes.fromhex(b"".join(text[3:]).decode())
        bodies.append(body)
        at = end + 4
    return bodies
