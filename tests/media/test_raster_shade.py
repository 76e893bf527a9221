"""Small changes of light, in every coding of a picture that can store them."""

import io

import numpy as np
import pytest
from PIL import Image
from skimage import data

from tellmark.media import raster
from tellmark.media.kinds import Kind
from tellmark.media.raster_shade import can_shade, levels, shade

PHOTO = Image.fromarray(data.coffee())


def decoded(picture: Image.Image, kind: Kind, **how: object) -> raster.Still:
    out = io.BytesIO()
    picture.save(out, kind.name, **how)
    return raster.decode(kind, out)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG])
def test_a_picture_becomes_lighter_by_so_much(mode: str, kind: Kind) -> None:
    if (mode, kind) == ("CMYK", Kind.PNG):
        return
    still = decoded(PHOTO.convert(mode), kind)
    before = levels(still).astype(int)
    shade(still, np.full((7, 9), 6, np.float32))
    inside = (before > 40) & (before < 200)
    assert inside.mean() > 0.3
    assert abs((levels(still).astype(int) - before)[inside].mean() - 6) < 0.7


def test_a_change_is_scaled_smoothly_over_all_strips() -> None:
    still = decoded(Image.new("L", (300, 500), 128), Kind.PNG)
    shade(still, np.linspace(-20, 20, 50, dtype=np.float32)[:, None].repeat(30, axis=1))
    rows = levels(still).astype(int).mean(axis=1)
    assert rows[0] == 108
    assert rows[-1] == 148
    assert (np.diff(rows) >= 0).all()
    assert np.diff(rows).max() <= 1, "no step where one strip ends"


def test_light_stops_at_its_ends() -> None:
    still = decoded(PHOTO, Kind.PNG)
    shade(still, np.full((2, 2), 300, np.float32))
    assert (still.pixels == 255).all()
    shade(still, np.full((2, 2), -300, np.float32))
    assert (still.pixels == 0).all()


def test_sixteen_bits_keep_their_steps() -> None:
    still = decoded(Image.fromarray(np.full((64, 64), 30_000, np.uint16)), Kind.PNG)
    shade(still, np.full((2, 2), 0.5, np.float32))
    assert (still.pixels == 30_000 + round(0.5 * 257)).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_change_lies_as_the_picture_is_shown(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    still = decoded(Image.new("L", (96, 64), 100), Kind.PNG, exif=exif)
    width, height = still.shown_size
    upper = np.zeros((height, width), np.float32)
    upper[: height // 2] = 20
    shade(still, upper)
    assert (levels(still)[: height // 2 - 2] == 120).all()
    assert (levels(still)[height // 2 + 2 :] == 100).all()


@pytest.mark.parametrize(
    ("picture", "how"),
    [(PHOTO.quantize(32), {}), (PHOTO.convert("1"), {}), (PHOTO, {"transparency": (1, 2, 3)})],
    ids=["palette", "black and white", "a colour that is a hole"],
)
def test_where_colours_are_counted_nothing_is_shaded(picture: Image.Image, how: dict[str, object]) -> None:
    assert not can_shade(decoded(picture, Kind.PNG, **how))
