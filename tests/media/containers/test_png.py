"""PNG chunks: ours come and go, the others keep their bytes and their order; every checksum is proven."""

import io
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from tellmark.media.containers import Carried, Inscribed, Site, is_animated, read, transplant, write, xmp
from tellmark.media.kinds import Kind
from tellmark.values.errors import Malformed

PACKET = xmp.with_properties(None, {(xmp.TC260, "AIGC"): "{}"})
LABEL = b'{"AIGC":{"Label":"1"}}'


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def itxt(keyword: bytes, text: bytes, *, packed: bool = False) -> bytes:
    flags = b"\0\x01\0" if packed else b"\0\0\0"
    return chunk(b"iTXt", keyword + flags + b"\0\0" + (zlib.compress(text) if packed else text))


def picture(*chunks: bytes, mode: str = "RGB", after: bytes = b"") -> bytes:
    """A real PNG with *chunks* before its picture data and *after* behind them."""
    file = io.BytesIO()
    Image.new(mode, (16, 16)).save(file, "PNG")
    data = file.getvalue()
    at = data.index(b"IDAT") - 4
    return data[:at] + b"".join(chunks) + data[at:-12] + after + data[-12:]


def written(data: bytes, packet: bytes | None = None) -> bytes:
    out = io.BytesIO()
    write(Kind.PNG, io.BytesIO(data), out, Inscribed(xmp=packet))
    return out.getvalue()


def carried(data: bytes) -> Carried:
    return read(Kind.PNG, io.BytesIO(data))


RAW_XMP = b"\nxmp\n    %d\n%s\n" % (len(PACKET), PACKET.hex().encode())
FOREIGN = st.one_of(
    st.builds(chunk, st.sampled_from([b"prVt", b"pHYs", b"vpAg"]), st.binary(max_size=60)),
    st.builds(lambda text: chunk(b"tEXt", b"Comment\0" + text), st.binary(max_size=60)),
    st.builds(lambda text: itxt(b"Title", text, packed=True), st.binary(max_size=60)),
)
OWNED = st.sampled_from([
    itxt(b"XML:com.adobe.xmp", PACKET),
    itxt(b"XML:com.adobe.xmp", PACKET, packed=True),
    chunk(b"zTXt", b"Raw profile type xmp\0\0" + zlib.compress(RAW_XMP)),
    chunk(b"caBX", b"anything"),
    chunk(b"tEXt", b"AIGC\0{}"),
    chunk(b"zTXt", b"AIGC\0\0" + zlib.compress(LABEL)),
    itxt(b"AIGC", LABEL),
    chunk(b"tEXt", b"Comment\0" + LABEL),
])  # fmt: skip
PARTS = st.lists(st.tuples(st.booleans(), FOREIGN, OWNED), max_size=6)


def joined(parts: list[tuple[bool, bytes, bytes]], *, bare: bool) -> bytes:
    return b"".join(own if is_own else foreign for is_own, foreign, own in parts if not (bare and is_own))


@given(PARTS, PARTS, st.binary(max_size=40), st.booleans())
def test_every_foreign_chunk_stays_and_every_own_one_goes(
    before: list[tuple[bool, bytes, bytes]], behind: list[tuple[bool, bytes, bytes]], trailer: bytes, anew: bool
) -> None:
    data = picture(joined(before, bare=False), after=joined(behind, bare=False)) + trailer
    ours = itxt(b"XML:com.adobe.xmp", PACKET) if anew else b""
    bare = picture(joined(before, bare=True) + ours, after=joined(behind, bare=True)) + trailer
    after = written(data, PACKET if anew else None)
    assert after == bare
    found = carried(after)
    assert found.xmp == ((Site("png.itxt.XML:com.adobe.xmp", PACKET),) if anew else ())
    assert not found.aigc
    assert not found.credential


@pytest.mark.parametrize(
    ("made", "place"),
    [
        (chunk(b"tEXt", b"AIGC\0" + LABEL), "png.text.AIGC"),
        (chunk(b"zTXt", b"AIGC\0\0" + zlib.compress(LABEL)), "png.text.AIGC"),
        (itxt(b"AIGC", LABEL, packed=True), "png.text.AIGC"),
        (chunk(b"tEXt", b"Description\0" + LABEL), "png.text.Description"),
    ],
)
def test_a_label_is_read_in_every_textual_chunk(made: bytes, place: str) -> None:
    assert carried(picture(made)).aigc == (Site(place, LABEL),)
    assert carried(picture(after=made)).aigc == (Site(place, LABEL),)


def test_a_raw_profile_of_xmp_is_a_packet() -> None:
    made = chunk(b"tEXt", b"Raw profile type xmp\0" + RAW_XMP)
    assert carried(picture(made)).xmp == (Site("png.text.Raw profile type xmp", PACKET),)


def test_what_a_generator_wrote_is_shown_by_its_keyword(portrait: Path) -> None:
    with Image.open(portrait) as image:
        info = PngImagePlugin.PngInfo()
        info.add_text("parameters", "a cat\nSteps: 20")
        info.add_itxt("prompt", '{"1":{}}')
        file = io.BytesIO()
        image.save(file, "PNG", pnginfo=info)
    found = {site.place: site.data for site in carried(file.getvalue()).texts}
    assert found["png.text.parameters"] == b"a cat\nSteps: 20"
    assert found["png.text.prompt"] == b'{"1":{}}'


def test_many_and_long_texts_are_held_to_the_limits() -> None:
    found = carried(picture(*[chunk(b"tEXt", b"k\0" + b"x" * 70_000)] * 210)).texts
    assert len(found) == 200
    assert {len(site.data) for site in found} == {64 << 10}


def test_a_text_that_unpacks_to_a_mountain_is_cut_and_such_xmp_refused() -> None:
    bomb = zlib.compress(bytes(50 << 20))
    assert carried(picture(chunk(b"zTXt", b"k\0\0" + bomb))).texts[0].data == bytes(64 << 10)
    with pytest.raises(Malformed, match="XMP"):
        carried(picture(chunk(b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0" + bomb)))


@pytest.mark.parametrize("kind", [b"IHDR", b"IDAT", b"IEND", b"tEXt", b"prVt"])
def test_a_wrong_checksum_is_refused_in_every_chunk(kind: bytes) -> None:
    data = bytearray(picture(chunk(b"tEXt", b"k\0words"), chunk(b"prVt", b"anything")))
    at = data.index(kind)
    length = int.from_bytes(data[at - 4 : at])
    data[at + 4 + length] ^= 1
    with pytest.raises(Malformed, match="checksum"):
        carried(bytes(data))


def test_an_animation_is_told_from_a_still_picture() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:])
    assert is_animated(Kind.PNG, file)
    assert not is_animated(Kind.PNG, io.BytesIO(picture()))
    assert not is_animated(Kind.JPEG, io.BytesIO())
    after = written(file.getvalue(), PACKET)
    with Image.open(io.BytesIO(after)) as image:
        assert getattr(image, "n_frames") == 2  # noqa: B009 (Pillow's type does not know it)


def test_a_newly_coded_picture_takes_over_what_was_said_of_the_old_one() -> None:
    said = (chunk(b"gAMA", b"\0\0\xb1\x8f"), chunk(b"pHYs", bytes(9)), chunk(b"tEXt", b"k\0v"))
    behind = chunk(b"tIME", bytes(7))
    old = picture(*said, chunk(b"caBX", b"store"), chunk(b"acTL", bytes(8)), chunk(b"bKGD", bytes(6)), after=behind)
    new = picture(chunk(b"tEXt", b"Software\0coder"))
    out = io.BytesIO()
    transplant(Kind.PNG, io.BytesIO(old), io.BytesIO(new), out)
    assert out.getvalue() == picture(*said, chunk(b"bKGD", bytes(6)), after=behind)
    grey = io.BytesIO()
    transplant(Kind.PNG, io.BytesIO(old), io.BytesIO(picture(mode="L")), grey)
    assert grey.getvalue() == picture(*said, mode="L", after=behind)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"IEND", b""), picture()[:-1]],
)
def test_what_is_no_png_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        carried(data)
