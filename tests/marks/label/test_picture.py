"""The label of still pictures, measured where it counts: in the decoded result, by other means than our own reader."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps
from skimage import data, measure

import png_oracle
from tellmark.marks.label.picture import Drawn, find, inscribe
from tellmark.marks.label.plate import TooSmall
from tellmark.media import containers, raster
from tellmark.media.box import Box
from tellmark.media.kinds import Kind
from tellmark.rules.model import LabelDemand

BOTH = ("AI生成", "AI-generated")


def demand(texts: tuple[str, ...] = BOTH) -> LabelDemand:
    return LabelDemand(texts, min_ink=0.05, seconds=0, repeat=None, spoken=(), rhythm=False)


def coded(picture: Image.Image, kind: Kind, **how: object) -> io.BytesIO:
    out = io.BytesIO()
    picture.save(out, "JPEG" if kind is Kind.JPEG else "PNG", **how)
    return out


def labelled(kind: Kind, src: io.BytesIO, texts: tuple[str, ...] = BOTH) -> tuple[io.BytesIO, Drawn]:
    out = io.BytesIO()
    return out, inscribe(kind, src, out, demand(texts))


def grey(picture: io.BytesIO) -> NDArray[np.int64]:
    opened = Image.open(picture)
    if opened.mode == "I;16":
        return np.asarray(opened).astype(np.int64) >> 8
    return np.asarray(opened.convert("RGB").convert("L")).astype(np.int64)


def inks(levels: NDArray[np.int64], drawn: Drawn) -> tuple[float, float]:
    """Measure the heights of “AI” and of “生成” by the connected parts of the white on the plate, in rows.

    Only the first line is looked at; it begins with “AI生成”.
    """
    box, lines = drawn.box, len(drawn.lines)
    tall = box.height if lines == 1 else round(box.height * 1.52 / (1.52 + 1.28 * (lines - 1)))
    rim = -(-tall // 12)  # round corners show the picture behind
    plate = levels[box.y + rim : box.y + tall - rim, box.x + rim : box.right - rim]
    white = plate >= (np.percentile(plate, 20) + 255) / 2
    parts = [part for part in measure.regionprops(measure.label(white, connectivity=2)) if part.area > 3]
    parts.sort(key=lambda part: part.bbox[1])
    (a, i), signs = parts[:2], parts[2:]
    right = i.bbox[3] + 2.2 * (i.bbox[2] - i.bbox[0]) / 0.733
    signs = [part for part in signs if part.bbox[3] <= right]
    capitals = min(part.bbox[2] - part.bbox[0] for part in (a, i))
    return capitals, max(part.bbox[2] for part in signs) - min(part.bbox[0] for part in signs)


def white(width: int, height: int) -> Image.Image:
    return Image.new("RGB", (width, height), "white")


def black(width: int, height: int) -> Image.Image:
    return Image.new("RGB", (width, height), "black")


def person(width: int, height: int) -> Image.Image:
    return Image.fromarray(data.astronaut()).resize((width, height))


def busy(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8))


SIZES = [(320, 320), (320, 480), (640, 360), (1000, 1000), (1080, 1920), (1920, 1080)]
CASES = [(picture, size, quality) for picture in (white, black, person, busy) for size in SIZES for quality in (50, 95)]


@pytest.mark.parametrize(("picture", "size", "quality"), [*CASES, (person, (4000, 3000), 75)])
def test_the_ink_in_the_decoded_jpeg_is_a_twentieth_of_the_short_side(
    picture: Callable[[int, int], Image.Image], size: tuple[int, int], quality: int
) -> None:
    out, drawn = labelled(Kind.JPEG, coded(picture(*size), Kind.JPEG, quality=quality))
    assert min(inks(grey(out), drawn)) / min(size) >= 0.05
    assert drawn.ink >= 0.05


def palette_with_transparency(picture: Image.Image) -> Image.Image:
    small = picture.quantize(200)
    small.info["transparency"] = bytes([0, 128])
    return small


FORMS: dict[str, tuple[Kind, Callable[[Image.Image], Image.Image]]] = {
    "grey jpeg": (Kind.JPEG, lambda picture: picture.convert("L")),
    "cmyk jpeg": (Kind.JPEG, lambda picture: picture.convert("CMYK")),
    "1-bit png": (Kind.PNG, lambda picture: picture.convert("1")),
    "grey png": (Kind.PNG, lambda picture: picture.convert("L")),
    "grey and alpha png": (Kind.PNG, lambda picture: picture.convert("LA")),
    "rgb png": (Kind.PNG, lambda picture: picture),
    "rgba png": (Kind.PNG, lambda picture: picture.convert("RGBA")),
    "palette of 2": (Kind.PNG, lambda picture: picture.quantize(2)),
    "palette of 16": (Kind.PNG, lambda picture: picture.quantize(16)),
    "palette of 200": (Kind.PNG, palette_with_transparency),
    "palette of 256": (Kind.PNG, lambda picture: picture.quantize(256)),
    "16-bit grey png": (
        Kind.PNG,
        lambda picture: Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257),
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_picture_bears_the_label_and_is_found_by_the_reader(form: str) -> None:
    kind, convert = FORMS[form]
    out, drawn = labelled(kind, coded(convert(person(500, 400)), kind))
    assert min(inks(grey(out), drawn)) / 400 >= 0.05
    (finding,) = find(kind, out)
    assert finding.detail["text"] == "AI生成 · AI-generated"


@pytest.mark.parametrize("form", [form for form, (kind, _) in FORMS.items() if kind is Kind.PNG])
def test_outside_the_label_a_png_shows_the_very_same_pixels(form: str) -> None:
    src = coded(FORMS[form][1](person(500, 400)), Kind.PNG)
    out, drawn = labelled(Kind.PNG, src)
    before, after = (seen(png) for png in (src, out))
    assert (before != after)[within(drawn.box, before)].any()
    assert (before == after)[~within(drawn.box, before)].all()


def seen(png: io.BytesIO) -> NDArray[np.generic]:
    picture = Image.open(png)
    return np.asarray(picture)[:, :, None] if picture.mode == "I;16" else np.asarray(picture.convert("RGBA"))


def within(box: Box, picture: NDArray[np.generic]) -> NDArray[np.bool_]:
    inside = np.zeros(picture.shape[:2], bool)
    inside[box.y : box.bottom, box.x : box.right] = True
    return inside


@pytest.mark.parametrize("code", [0, 2, 4, 6])
def test_sixteen_bits_of_a_photograph_are_kept(code: int) -> None:
    rng = np.random.default_rng(5)
    photo = np.asarray(person(160, 120)).astype(int) * 257
    channels = png_oracle.CHANNELS[code]
    samples = np.dstack([photo, photo])[:, :, :channels] ^ rng.integers(0, 256, (120, 160, channels))
    src = io.BytesIO(png_oracle.write(samples, 16, code))
    out, drawn = labelled(Kind.PNG, src)
    result, depth, again, _ = png_oracle.read(out.getvalue())
    assert (depth, again) == (16, code)
    assert (result == samples)[~within(drawn.box, samples)].all()
    assert (result != samples)[within(drawn.box, samples)].any()


def plain(src: io.BytesIO) -> io.BytesIO:
    out = io.BytesIO()
    raster.encode(raster.decode(Kind.JPEG, src), out)
    return out


@pytest.mark.parametrize("size", [(500, 400), (501, 399), (335, 641), (1023, 333)])
@pytest.mark.parametrize(
    "how",
    [
        {"subsampling": 0},
        {"subsampling": 1},
        {"subsampling": 2},
        {"subsampling": 2, "progressive": True, "quality": 40},
        {"keep_rgb": True},
        {"mode": "L"},
        {"mode": "CMYK"},
    ],
    ids=str,
)
@pytest.mark.parametrize("orientation", [1, 6])
def test_outside_the_touched_blocks_a_jpeg_is_a_plain_re_encoding(
    size: tuple[int, int], how: dict[str, object], orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    how = dict(how)
    picture = busy(*size).convert(str(how.pop("mode", "RGB")))
    src = coded(picture, Kind.JPEG, exif=exif, **how)
    out, drawn = labelled(Kind.JPEG, src, ("AI生成",))
    before, after = (np.asarray(Image.open(jpeg)) for jpeg in (plain(src), out))
    inside = within(drawn.touched, before)
    assert (before == after)[~inside].all()
    assert (before != after)[inside].any()
    assert inside.mean() < 0.35


def test_the_touched_box_is_no_larger_than_it_must_be() -> None:
    """Without the ring that the interpolation of colour reaches, pixels would differ: the ring is not for show."""
    src = coded(busy(500, 400), Kind.JPEG, subsampling=2)
    out, drawn = labelled(Kind.JPEG, src)
    before, after = (np.asarray(Image.open(jpeg)) for jpeg in (plain(src), out))
    box = drawn.touched
    inner = Box(box.x, box.y + 1, box.width - 1, box.height - 1)
    assert (before != after)[~within(inner, before)].any()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG])
def test_the_label_is_upright_at_the_lower_left_as_shown(kind: Kind, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    src = coded(person(420, 300), kind, exif=exif)
    out, drawn = labelled(kind, src)
    whole = io.BytesIO()
    containers.transplant(kind, src, out, whole)
    upright = ImageOps.exif_transpose(Image.open(whole)).convert("RGB")
    assert drawn.box.x < 20
    assert upright.height - drawn.box.bottom < 20
    assert min(inks(np.asarray(upright.convert("L")).astype(np.int64), drawn)) / 300 >= 0.05
    (finding,) = find(kind, whole)
    assert finding.detail["text"] == "AI生成 · AI-generated"
    if kind is Kind.PNG:
        turned = coded(ImageOps.exif_transpose(Image.open(src)), Kind.PNG)
        assert (np.asarray(Image.open(labelled(kind, turned)[0]).convert("RGB")) == np.asarray(upright)).all()


@pytest.mark.parametrize("form", FORMS)
def test_the_whole_file_keeps_its_look_after_the_transplant(form: str) -> None:
    kind, convert = FORMS[form]
    src = coded(convert(person(500, 400)), kind)
    out, _ = labelled(kind, src)
    whole = io.BytesIO()
    containers.transplant(kind, src, out, whole)
    assert (np.asarray(Image.open(whole).convert("RGBA")) == np.asarray(Image.open(out).convert("RGBA"))).all()


def test_a_tiny_picture_is_refused_and_nothing_is_written() -> None:
    out = io.BytesIO()
    with pytest.raises(TooSmall):
        inscribe(Kind.PNG, coded(person(40, 30), Kind.PNG), out, demand())
    assert out.getvalue() == b""


def test_the_source_is_only_read(photograph: Path) -> None:
    src = io.BytesIO(photograph.read_bytes())
    labelled(Kind.JPEG, src)
    assert src.getvalue() == photograph.read_bytes()
