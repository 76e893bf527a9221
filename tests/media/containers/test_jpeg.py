"""JPEG segments: ours come and go, the others keep their bytes and their order."""

import io
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tellmark.media.containers import CannotCarry, Carried, Inscribed, Site, read, transplant, write, xmp
from tellmark.media.containers.jpeg import XMP_LIMIT
from tellmark.media.kinds import Kind
from tellmark.values.errors import ErrorKind, Malformed

XMP = b"http://ns.adobe.com/xap/1.0/\0"
EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
PACKET = xmp.with_properties(None, {(xmp.TC260, "AIGC"): "{}"})
LABEL = b'{"AIGC":{"Label":"1"}}'


def segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def jumbf(kind: bytes, instance: int = 1, number: int = 1, more: bytes = b"") -> bytes:
    box = struct.pack(">I4sI4s16s", 2000, b"jumb", 40, b"jumd", kind + b"\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71")
    return segment(0xEB, b"JP" + struct.pack(">HI", instance, number) + (box if number == 1 else box[:8]) + more)


def picture(*segments: bytes, mode: str = "RGB") -> bytes:
    """A real JPEG with *segments* after its JFIF header."""
    file = io.BytesIO()
    Image.new(mode, (16, 16)).save(file, "JPEG")
    data = file.getvalue()
    assert data[2:4] == b"\xff\xe0"
    return data[:20] + b"".join(segments) + data[20:]


def written(data: bytes, packet: bytes | None = None) -> bytes:
    out = io.BytesIO()
    write(Kind.JPEG, io.BytesIO(data), out, Inscribed(xmp=packet))
    return out.getvalue()


def carried(data: bytes) -> Carried:
    return read(Kind.JPEG, io.BytesIO(data))


FOREIGN = st.one_of(
    st.builds(segment, st.sampled_from([0xE2, 0xE3, 0xED, 0xFE]), st.binary(max_size=80)),
    st.builds(lambda rest: segment(0xE1, EXTENSION + rest), st.binary(max_size=80)),
    st.builds(lambda rest: b"\xff\xff" + segment(0xE5, rest), st.binary(max_size=20)),
    st.just(jumbf(b"json", 7)),
)
OWNED = st.sampled_from([
    segment(0xE1, XMP + PACKET),
    segment(0xE1, XMP + b"<old/>"),
    jumbf(b"c2pa"),
    jumbf(b"c2pa") + jumbf(b"c2pa", number=2, more=b"\xff\xd9" * 50),
    segment(0xFE, LABEL),
    segment(0xE4, b'AIGC{"Label":"1"}'),
])  # fmt: skip


@given(st.lists(st.tuples(st.booleans(), FOREIGN, OWNED), max_size=8), st.binary(max_size=50), st.booleans())
def test_every_foreign_segment_stays_and_every_own_one_goes(
    parts: list[tuple[bool, bytes, bytes]], trailer: bytes, anew: bool
) -> None:
    data = picture(*[own if is_own else foreign for is_own, foreign, own in parts]) + trailer
    bare = picture(*[foreign for is_own, foreign, _ in parts if not is_own]) + trailer
    after = written(data, PACKET if anew else None)
    assert after.replace(segment(0xE1, XMP + PACKET), b"", 1 if anew else 0) == bare
    found = carried(after)
    assert found.xmp == ((Site("jpeg.app1.xmp", PACKET),) if anew else ())
    assert not found.aigc
    assert not found.credential


def test_a_store_in_several_segments_is_seen_and_taken_out_whole() -> None:
    store = jumbf(b"c2pa", 2) + jumbf(b"c2pa", 2, 2, b"x" * 900) + jumbf(b"c2pa", 2, 3, b"y" * 900)
    foreign = jumbf(b"json", 5) + jumbf(b"json", 5, 2, b"z" * 900)
    assert carried(picture(store, foreign)).credential
    assert written(picture(store, foreign)) == picture(foreign)
    assert not carried(picture(foreign)).credential


def test_the_packet_comes_after_jfif_and_exif() -> None:
    tags = Image.Exif()
    tags[305] = "a program"
    exif = segment(0xE1, tags.tobytes())
    data = picture(exif, segment(0xFE, b"words"))
    assert written(data, PACKET) == picture(exif, segment(0xE1, XMP + PACKET), segment(0xFE, b"words"))


def test_a_packet_that_is_too_long_is_refused_with_a_way_out() -> None:
    assert carried(written(picture(), b"x" * XMP_LIMIT)).xmp[0].data == b"x" * XMP_LIMIT
    with pytest.raises(CannotCarry) as refused:
        written(picture(), b"x" * (XMP_LIMIT + 1))
    assert refused.value.code == "media.cannot_carry"
    assert refused.value.kind is ErrorKind.REFUSED
    assert "JPEG" in refused.value.what
    assert "PNG" in refused.value.remedy


def test_a_label_in_exif_is_read_and_blanked_where_it_stands() -> None:
    tags = Image.Exif()
    tags[271] = "Maker"
    tags.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + LABEL
    data = picture(segment(0xE1, tags.tobytes()))
    assert carried(data).aigc == (Site("jpeg.exif.UserComment", LABEL),)
    after = written(data)
    assert len(after) == len(data)
    assert not carried(after).aigc
    assert carried(after).texts == (Site("jpeg.exif.Make", b"Maker"),)


@pytest.mark.parametrize("order", ["big", "little"])
def test_a_unicode_comment_is_read_in_either_order(order: str) -> None:
    text = LABEL.decode().encode("utf-16-be" if order == "big" else "utf-16-le")
    tags = Image.Exif()
    tags.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + text
    assert carried(picture(segment(0xE1, tags.tobytes()))).aigc[0].data == LABEL


def test_a_comment_that_merely_speaks_of_aigc_stays() -> None:
    data = picture(segment(0xFE, b"AIGC is the word of the year"))
    assert not carried(data).aigc
    assert written(data) == data


def test_further_pictures_are_found_where_they_were_moved_to(photograph: Path) -> None:
    """Multi-Picture: the index counts from inside its own segment, and a packet after it goes."""
    second = picture(mode="L")
    table = struct.pack(">I4I", 0, 0, 0, 0, 0)[:16] + struct.pack(">IIIHH", 0, len(second), 0, 0, 0)
    block = b"MM\0*" + struct.pack(">IHHHIII", 8, 1, 0xB002, 7, 32, 26, 0) + table
    later = segment(0xE1, XMP + PACKET)
    first = picture(segment(0xE2, b"MPF\0" + block), later)
    start = first.index(b"MPF\0") + 4
    offset = struct.pack(">I", len(first) - start)
    data = (first + second).replace(block, block[:-8] + offset + bytes(4), 1)
    for packet in (None, b"p" * 7, b"p" * 5000):
        after = written(data, packet)
        at = after.index(b"MPF\0") + 4
        where = struct.unpack_from(">I", after, at + len(block) - 8)[0]
        assert after[at + where :] == second


def test_a_newly_coded_picture_takes_over_what_was_said_of_the_old_one() -> None:
    tags = Image.Exif()
    tags[305] = "a program"
    icc = segment(0xE2, b"ICC_PROFILE\0\x01\x01" + bytes(16) + b"RGB " + bytes(60))
    kept = (segment(0xE1, tags.tobytes()), segment(0xE1, XMP + PACKET), icc, segment(0xFE, b"words"))
    old = picture(*kept, jumbf(b"c2pa"), segment(0xE2, b"MPF\0" + bytes(40)))
    new = picture(segment(0xFE, b"of the coder"))
    out = io.BytesIO()
    transplant(Kind.JPEG, io.BytesIO(old), io.BytesIO(new), out)
    assert out.getvalue() == picture(*kept)
    grey = io.BytesIO()
    transplant(Kind.JPEG, io.BytesIO(old), io.BytesIO(picture(mode="L")), grey)
    assert grey.getvalue() == picture(*kept[:2], kept[3], mode="L")


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xd8",
        b"\xff\xd8\xff\xe0\0\x01",
        b"\xff\xd8\xff\xe0\xff\xffx",
        b"\xff\xd8" + b"\xff" * 10_000,
        b"\xff\xd8\0\0",
        b"\xff\xd8\xff\0",
        b"GIF8",
    ],
)
def test_what_is_no_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        carried(data)
