"""Still pictures: what is decoded is what is stored, what is coded again is the same, and bombs are not opened."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

import png_oracle
from png_oracle import FORMS, noise, palette_of
from tellmark.media import raster
from tellmark.media.box import Box
from tellmark.media.kinds import Kind
from tellmark.media.raster import Animated, JpegCoding, Space, TooManyPixels
from tellmark.media.turn import Turn
from tellmark.values.errors import Malformed


def recoded(kind: Kind, data: bytes) -> bytes:
    out = io.BytesIO()
    raster.encode(raster.decode(kind, io.BytesIO(data)), out)
    return out.getvalue()


def jpeg(picture: Image.Image, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", **how)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(("depth", "code"), FORMS)
def test_every_png_is_decoded_to_its_full_depth(depth: int, code: int, interlaced: bool) -> None:
    samples = noise(21, 13, depth, code)
    data = png_oracle.write(samples, depth, code, palette_of(depth, code), interlaced=interlaced)
    assert (raster.decode(Kind.PNG, io.BytesIO(data)).pixels == samples).all()


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(("depth", "code"), FORMS)
def test_a_png_is_coded_again_without_loss(depth: int, code: int, interlaced: bool) -> None:
    samples = noise(21, 13, depth, code)
    palette = palette_of(depth, code)
    transparency = {0: b"\0\1", 2: b"\0\1\0\2\0\3", 3: b"\x80\x40"}.get(code, b"")
    data = recoded(Kind.PNG, png_oracle.write(samples, depth, code, palette, transparency, interlaced))
    kept = {b"PLTE": palette, b"tRNS": transparency, b"IEND": b""}
    result, *form, chunks = png_oracle.read(data)
    assert (result == samples).all()
    assert form == [depth, code]
    assert chunks == {name: body for name, body in kept.items() if body or name == b"IEND"}


@given(st.data())
def test_drawing_changes_no_other_pixel_of_a_png(data: st.DataObject) -> None:
    depth, code = data.draw(st.sampled_from([form for form in FORMS if form[1] != 3]))
    width, height = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 12))
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    box = Box(x, y, data.draw(st.integers(1, width - x)), data.draw(st.integers(1, height - y)))
    samples = noise(width, height, depth, code, seed=data.draw(st.integers(0, 99)))
    filters = tuple(data.draw(st.lists(st.integers(0, 4), min_size=1, max_size=5)))
    original = png_oracle.write(samples, depth, code, filters=filters, interlaced=data.draw(st.booleans()))
    still = raster.decode(Kind.PNG, io.BytesIO(original))
    new = noise(box.width, box.height, depth, code, seed=7)
    still.canvas.write(box, new)
    out = io.BytesIO()
    raster.encode(still, out)
    samples[box.y : box.bottom, box.x : box.right] = new
    assert (png_oracle.read(out.getvalue())[0] == samples).all()


def test_untouched_rows_of_a_png_keep_their_filters(portrait: Path) -> None:
    data = portrait.read_bytes()
    still = raster.decode(Kind.PNG, io.BytesIO(data))
    still.canvas.write(Box(0, 500, 4, 4), np.zeros((4, 4, 3), np.uint8))
    out = io.BytesIO()
    raster.encode(still, out)
    before, after = (np.frombuffer(rows(png), np.uint8).reshape(512, -1) for png in (data, out.getvalue()))
    same = (before == after).all(axis=1)
    assert same[:500].all()
    assert same[505:].all()
    assert not same[500:504].any()


def rows(png: bytes) -> bytes:
    idat, at = b"", 8
    while at < len(png):
        length, name = struct.unpack_from(">I4s", png, at)
        idat += png[at + 8 : at + 8 + length] if name == b"IDAT" else b""
        at += 12 + length
    return zlib.decompress(idat)


@pytest.mark.parametrize(("subsampling", "block"), [(0, (8, 8)), (1, (16, 8)), (2, (16, 16))])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_is_coded_again_the_same_way(portrait: Path, subsampling: int, block: object, progressive: bool) -> None:
    picture = Image.open(portrait)
    data = jpeg(picture, quality=83, subsampling=subsampling, progressive=progressive)
    again = opened(recoded(Kind.JPEG, data))
    first = opened(data)
    coding = raster.decode(Kind.JPEG, io.BytesIO(data)).coding
    assert isinstance(coding, JpegCoding)
    assert coding.block == block
    assert again.quantization == first.quantization  # type: ignore[attr-defined] # Pillow's JPEG class has it
    assert [part[1:3] for part in again.layer] == [part[1:3] for part in first.layer]  # type: ignore[attr-defined] # same
    assert bool(again.info.get("progressive")) == progressive


def test_a_second_coding_of_a_jpeg_hardly_changes_it(portrait: Path) -> None:
    data = jpeg(Image.open(portrait), quality=90, subsampling=2)
    once, twice = (np.asarray(opened(one)).astype(int) for one in (data, recoded(Kind.JPEG, data)))
    assert np.abs(once - twice).mean() < 0.4


@pytest.mark.parametrize(
    ("mode", "how", "space"),
    [
        ("L", {}, Space.GREY),
        ("RGB", {}, Space.YCC),
        ("RGB", {"keep_rgb": True}, Space.RGB),
        ("CMYK", {}, Space.CMYK),
    ],
)
def test_a_jpeg_stays_in_its_colours(portrait: Path, mode: str, how: dict[str, object], space: Space) -> None:
    data = jpeg(Image.open(portrait).convert(mode), quality=92, **how)
    assert raster.decode(Kind.JPEG, io.BytesIO(data)).space is space
    first, again = opened(data), opened(recoded(Kind.JPEG, data))
    assert again.mode == mode
    difference = np.abs(np.asarray(first.convert("RGB")).astype(int) - np.asarray(again.convert("RGB")))
    assert difference.mean() < 0.4
    assert again.info.get("adobe_transform") == first.info.get("adobe_transform")


def test_a_jpeg_with_inverted_black_of_the_other_sort_is_decoded(portrait: Path) -> None:
    """YCCK: the bytes of a CMYK file whose Adobe segment says so (its colours are then others, which is no matter)."""
    data = jpeg(Image.open(portrait).convert("CMYK"), quality=92)
    at = data.index(b"Adobe") + 11
    ycck = data[:at] + b"\2" + data[at + 1 :]
    first, again = opened(ycck), opened(recoded(Kind.JPEG, ycck))
    assert first.info["adobe_transform"] == 2
    assert again.info["adobe_transform"] == 0
    assert np.abs(np.asarray(first).astype(int) - np.asarray(again)).mean() < 2


def test_a_jpeg_with_a_rare_sampling_keeps_all_its_colour(portrait: Path) -> None:
    """4:4:0: a 4:2:2 file whose frame header has the factors swapped; Pillow cannot write it."""
    data = bytearray(jpeg(Image.open(portrait), quality=92, subsampling=1))
    at = data.index(b"\xff\xc0")
    data[at + 11] = 0x12
    still = raster.decode(Kind.JPEG, io.BytesIO(data))
    assert isinstance(still.coding, JpegCoding)
    assert still.coding.sampling == 0
    first, again = opened(bytes(data)), opened(recoded(Kind.JPEG, bytes(data)))
    assert np.abs(np.asarray(first).astype(int) - np.asarray(again)).mean() < 1


def test_the_coded_picture_carries_no_metadata(portrait: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "words"
    data = jpeg(Image.open(portrait), exif=exif, comment=b"words", icc_profile=b"words" * 99)
    assert b"words" in data
    assert b"words" not in recoded(Kind.JPEG, data)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_read_and_turns_as_others_turn_it(portrait: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = jpeg(Image.open(portrait).resize((60, 40)).convert("L"), exif=exif)
    still = raster.decode(Kind.JPEG, io.BytesIO(data))
    shown = still.turn.shown(still.pixels)
    assert (shown[:, :, 0] == np.asarray(ImageOps.exif_transpose(opened(data)))).all()
    assert still.shown_size == shown.shape[1::-1]
    assert (still.turn.stored(shown) == still.pixels).all()
    levels, scale = raster.luma(Kind.JPEG, io.BytesIO(data), 1000)
    assert (levels == shown[:, :, 0]).all()
    assert scale == 1


@given(st.integers(1, 8), st.integers(0, 5), st.integers(0, 5), st.integers(1, 4), st.integers(1, 4))
def test_a_box_is_stored_where_its_pixels_are(orientation: int, x: int, y: int, width: int, height: int) -> None:
    turn = Turn.of(orientation)
    shown = np.zeros((10, 12), bool)
    box = Box(x, y, width, height)
    shown[box.y : box.bottom, box.x : box.right] = True
    there = turn.stored_box(box, 12, 10)
    part = turn.stored(shown)[there.y : there.bottom, there.x : there.right]
    assert part.all()
    assert part.size == shown.sum()


def test_a_large_jpeg_is_read_at_a_reduced_scale(portrait: Path) -> None:
    data = jpeg(Image.open(portrait).resize((2100, 1500)))
    assert raster.luma(Kind.JPEG, io.BytesIO(data), 300)[0].shape == (375, 525)
    assert raster.luma(Kind.JPEG, io.BytesIO(data), 376)[1] == 2
    assert raster.luma(Kind.JPEG, io.BytesIO(data), 1000)[1] == 1


@pytest.mark.parametrize(("depth", "code"), FORMS)
def test_grey_levels_are_what_other_decoders_show(depth: int, code: int) -> None:
    data = png_oracle.write(noise(21, 13, depth, code), depth, code, palette_of(depth, code))
    levels, _ = raster.luma(Kind.PNG, io.BytesIO(data), 1000)
    picture = opened(data)
    shown = (np.asarray(picture) >> 8) if picture.mode == "I;16" else np.asarray(picture.convert("RGB").convert("L"))
    assert np.abs(levels.astype(int) - shown).max() <= 1


# Bombs, lies and stumps


def header(width: int, height: int, depth: int = 8, code: int = 2, interlace: int = 0) -> bytes:
    return png_oracle.chunk(b"IHDR", struct.pack(">2I5B", width, height, depth, code, 0, 0, interlace))


def png_of(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + png_oracle.chunk(b"IEND", b"")


def idat(data: bytes) -> bytes:
    return png_oracle.chunk(b"IDAT", zlib.compress(data))


@pytest.mark.parametrize("size", [(60_000, 60_000), (2**31 - 1, 1), (1, 2**31 - 1), (2**32 - 1, 2**32 - 1)])
def test_a_bomb_is_not_opened(size: tuple[int, int]) -> None:
    with pytest.raises(TooManyPixels):
        raster.decode(Kind.PNG, io.BytesIO(png_of(header(*size), idat(b"\0" * 1000))))


def test_a_jpeg_bomb_is_not_opened(portrait: Path) -> None:
    data = bytearray(jpeg(Image.open(portrait)))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    for door in (raster.decode, lambda kind, src: raster.luma(kind, src, 1000)):
        with pytest.raises(TooManyPixels):
            door(Kind.JPEG, io.BytesIO(data))


@pytest.mark.parametrize(("count", "decoded"), [(995, True), (996, False), (50_000, False)])
def test_a_picture_of_more_scans_than_anybody_writes_is_not_decoded(
    portrait: Path, count: int, *, decoded: bool
) -> None:
    """Each scan goes through all pixels; a few bytes make one. The picture has five others."""
    data = jpeg(Image.open(portrait).convert("L").resize((64, 64)), progressive=True)
    last = data.rindex(b"\xff\xda")
    bent = data[:last] + data[last:-2] * count + data[-2:]
    assert data.count(b"\xff\xda") == 6
    if decoded:
        assert raster.decode(Kind.JPEG, io.BytesIO(bent)).width == 64
    else:
        with pytest.raises(Malformed, match="more scans"):
            raster.decode(Kind.JPEG, io.BytesIO(bent))


def test_the_pixel_budget_is_the_callers(portrait: Path) -> None:
    data = portrait.read_bytes()
    raster.decode(Kind.PNG, io.BytesIO(data), 512 * 512)
    with pytest.raises(TooManyPixels, match="512 × 512"):
        raster.decode(Kind.PNG, io.BytesIO(data), 512 * 512 - 1)


def test_an_animation_is_refused(portrait: Path) -> None:
    out = io.BytesIO()
    picture = Image.open(portrait)
    picture.save(out, "PNG", save_all=True, append_images=[picture.rotate(90)])
    with pytest.raises(Animated):
        raster.decode(Kind.PNG, out)


@pytest.mark.parametrize(
    "lie",
    [
        png_of(header(0, 5), idat(b"\0" * 100)),
        png_of(header(5, 5, depth=3), idat(b"\0" * 100)),
        png_of(header(5, 5, depth=16, code=3), idat(b"\0" * 100)),
        png_of(header(5, 5, interlace=2), idat(b"\0" * 100)),
        png_of(header(5, 5)),
        png_of(header(5, 5), idat(b"\0" * 79)),
        png_of(header(5, 5), idat(b"\5" * 80)),
        png_of(header(5, 5), png_oracle.chunk(b"IDAT", b"not a deflated stream")),
        png_of(header(5, 5, code=3), idat(b"\0" * 30)),
        png_of(header(5, 5, code=3), png_oracle.chunk(b"PLTE", b"four"), idat(b"\0" * 30)),
        png_of(header(5, 5))[:-12] + struct.pack(">I4s", 2**31, b"IDAT"),
        png_of(idat(b"\0" * 80), header(5, 5)),
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_a_png_that_lies_is_malformed(lie: bytes) -> None:
    with pytest.raises(Malformed):
        raster.decode(Kind.PNG, io.BytesIO(lie))


def test_a_changed_byte_of_png_data_is_malformed(portrait: Path) -> None:
    data = bytearray(portrait.read_bytes())
    data[len(data) // 2] ^= 1
    with pytest.raises(Malformed, match="checksum"):
        raster.decode(Kind.PNG, io.BytesIO(data))


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG])
def test_a_truncated_picture_is_malformed(portrait: Path, photograph: Path, kind: Kind, share: float) -> None:
    data = (photograph if kind is Kind.JPEG else portrait).read_bytes()
    for door in (raster.decode, lambda kind, src: raster.luma(kind, src, 1000)):
        with pytest.raises(Malformed):
            door(kind, io.BytesIO(data[: round(len(data) * share)]))


def test_broken_exif_is_nothing_to_warn_about(portrait: Path, recwarn: pytest.WarningsRecorder) -> None:
    data = jpeg(Image.open(portrait), exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x09\1\x1a\0\5\xff\xff")
    raster.decode(Kind.JPEG, io.BytesIO(data))
    assert [str(warning.message) for warning in recwarn] == []


def test_an_error_of_the_machine_is_not_the_files_fault(photograph: Path) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 4000:
                raise OSError(5, "Input/output error")
            return super().read(size)

    with pytest.raises(OSError, match="Input/output"):
        raster.decode(Kind.JPEG, Failing(photograph.read_bytes()))
