"""The invisible mark of pictures, through what happens to pictures."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageFilter
from skimage import data

from tellmark.marks.model import Layer, Mark, Says, State, Trust
from tellmark.marks.watermark import image, seeking
from tellmark.marks.watermark.frame import frame_of
from tellmark.marks.watermark.payload import Payload
from tellmark.media import raster
from tellmark.media.kinds import Kind

SAYS = Payload.of_record("01a21f28-df30-7342-b278-bdbcd0ee9172")
PHOTOS: dict[str, Callable[[], np.ndarray]] = {
    "astronaut": data.astronaut, "coffee": data.coffee, "rocket": data.rocket, "chelsea": data.chelsea,
}  # fmt: skip
Picture = Image.Image


def coded(picture: Picture, form: str = "PNG", **options: object) -> io.BytesIO:
    out = io.BytesIO()
    picture.save(out, form, **options)
    out.seek(0)
    return out


def marked(picture: Picture, kind: Kind = Kind.PNG, **options: object) -> Picture:
    still = raster.decode(kind, coded(picture, kind.name, **options))
    assert image.put(still, SAYS) is None
    out = io.BytesIO()
    raster.encode(still, out)
    return Image.open(out).copy()


def read(picture: Picture) -> Payload | None:
    found = seeking.sought(np.asarray(picture.convert("L")))
    return None if found is None else found.payload


@pytest.fixture(scope="module", params=PHOTOS, ids=str)
def photo(request: pytest.FixtureRequest) -> Picture:
    return Image.fromarray(PHOTOS[request.param]())


@pytest.fixture(scope="module")
def own(photo: Picture) -> Picture:
    return marked(photo)


def again(picture: Picture, form: str, quality: int) -> Picture:
    return Image.open(coded(picture.convert("RGB"), form, quality=quality))


def scaled(picture: Picture, across: float, down: float | None = None) -> Picture:
    return picture.resize((round(picture.width * across), round(picture.height * (down or across))))


def cut(picture: Picture, share: float) -> Picture:
    width, height = (int(side * share**0.5) for side in picture.size)
    return picture.crop((17, 11, 17 + width, 11 + height))


SURVIVED: dict[str, Callable[[Picture], Picture]] = {
    "nothing": lambda picture: picture,
    "JPEG 75": lambda picture: again(picture, "JPEG", 75),
    "JPEG 40": lambda picture: again(picture, "JPEG", 40),
    "WebP": lambda picture: again(picture, "WEBP", 80),
    "half the size": lambda picture: scaled(picture, 0.5),
    "larger": lambda picture: scaled(picture, 1.4),
    "cut": lambda picture: cut(picture, 0.8),
    "turned": lambda picture: picture.rotate(3, Image.Resampling.BICUBIC),
    "a quarter turn": lambda picture: picture.transpose(Image.Transpose.ROTATE_270),
    "mirrored": lambda picture: picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "stretched": lambda picture: scaled(picture, 0.9, 1),
    "blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(1)),
    "grey": lambda picture: picture.convert("L"),
    "a screenshot": lambda picture: again(scaled(picture, 0.77), "JPEG", 80),
}


@pytest.mark.parametrize("attack", SURVIVED.values(), ids=SURVIVED.keys())
def test_the_mark_is_read_after(attack: Callable[[Picture], Picture], own: Picture) -> None:
    assert read(attack(own)) == SAYS


def test_the_mark_is_hard_to_see(photo: Picture, own: Picture) -> None:
    difference = np.asarray(photo, float) - np.asarray(own, float)
    assert 10 * np.log10(255**2 / (difference**2).mean()) > 42
    assert np.abs(difference).max() <= 16


def test_an_unmarked_picture_says_nothing(photo: Picture) -> None:
    assert [name for name in ("nothing", "JPEG 75", "cut") if read(SURVIVED[name](photo)) is not None] == []


def test_another_key_reads_nothing(own: Picture) -> None:
    assert seeking.sought(np.asarray(own.convert("L")), b"another key") is None


@pytest.mark.parametrize(
    ("mode", "kind", "options"),
    [
        ("RGB", Kind.JPEG, {"quality": 85, "subsampling": 2}),
        ("RGB", Kind.JPEG, {"quality": 90, "subsampling": 0, "progressive": True}),
        ("L", Kind.JPEG, {"quality": 90}),
        ("CMYK", Kind.JPEG, {"quality": 90}),
        ("L", Kind.PNG, {}),
        ("LA", Kind.PNG, {}),
        ("RGBA", Kind.PNG, {}),
        ("I;16", Kind.PNG, {}),
    ],
)
def test_every_coding_of_a_picture_bears_it(mode: str, kind: Kind, options: dict[str, object]) -> None:
    photo = Image.fromarray(data.astronaut())
    if mode == "I;16":
        source = Image.fromarray(np.asarray(photo.convert("L")).astype(np.uint16) * 257)
    else:
        source = photo.convert(mode)
    still = raster.decode(kind, coded(source, kind.name, **options))
    assert image.put(still, SAYS) is None
    out = io.BytesIO()
    raster.encode(still, out)
    (found,) = image.find(raster.luma(kind, out, 1000)[0])
    assert found.detail["watermark_key"] == SAYS.key.hex()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_that_is_shown_turned_says_it_as_shown_and_as_stored(orientation: int) -> None:
    photo = Image.fromarray(data.coffee())
    exif = Image.Exif()
    exif[0x0112] = orientation
    still = raster.decode(Kind.JPEG, coded(photo, "JPEG", quality=90, exif=exif))
    assert image.put(still, SAYS) is None
    out = io.BytesIO()
    raster.encode(still, out)
    stored = raster.luma(Kind.JPEG, out, 1000)[0]
    assert image.holds(stored, SAYS)
    assert image.holds(still.turn.shown(stored), SAYS)


def test_opacity_and_colour_stay() -> None:
    photo = Image.fromarray(data.coffee()).convert("RGBA")
    photo.putalpha(Image.linear_gradient("L").resize(photo.size))
    own = marked(photo)
    before, after = np.asarray(photo, int), np.asarray(own, int)
    assert np.array_equal(before[..., 3], after[..., 3])
    moved = (after - before)[..., :3]
    inside = ((before[..., :3] > 20) & (before[..., :3] < 235)).all(axis=2)
    assert inside.mean() > 0.5
    assert np.ptp(moved[inside], axis=1).max() <= 1, "by rounding only"


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (Image.fromarray(data.coffee()).quantize(64), image.Unfit.PALETTE),
        (Image.fromarray(data.coffee()).convert("1"), image.Unfit.PALETTE),
        (Image.fromarray(data.coffee()).resize((300, 100)), image.Unfit.TOO_SMALL),
    ],
)
def test_what_takes_no_mark_is_named_and_left_as_it_was(picture: Picture, why: image.Unfit) -> None:
    still = raster.decode(Kind.PNG, coded(picture))
    before = still.pixels
    assert image.put(still, SAYS) is why
    assert np.array_equal(still.pixels, before)


def test_a_mark_that_is_there_is_seen_before_another_is_put(own: Picture) -> None:
    assert image.borne(raster.decode(Kind.PNG, coded(scaled(own, 0.8)))) == SAYS


def test_a_finding_states_what_it_rests_on() -> None:
    (found,) = image.find(np.asarray(marked(Image.fromarray(data.rocket())).convert("L")))
    assert (found.mark, found.layer, found.state) == (Mark.WATERMARK, Layer.DECLARED, State.INTACT)
    assert (found.trust, found.says, found.place) == (Trust.NOT_APPLICABLE, Says.AI, "picture")
    assert float(str(found.detail["chance_below"])) <= 1e-12


def test_a_mark_that_does_not_say_ai_is_none_of_ai() -> None:
    photo = np.asarray(Image.fromarray(data.rocket()).convert("L"))
    change = image.change_for(frame_of(photo), Payload(SAYS.key, ai=False))
    (found,) = image.find((photo + change).round().clip(0, 255).astype(np.uint8))
    assert found.says is Says.NOTHING


@pytest.mark.parametrize(
    "levels",
    [
        np.zeros((1, 1), np.uint8),
        np.full((1, 5000), 200, np.uint8),
        np.full((3000, 2), 7, np.uint8),
        np.zeros((900, 1300), np.uint8),
        np.full((500, 500), 255, np.uint8),
        np.indices((700, 700)).sum(axis=0).astype(np.uint8) % 2 * 255,
        np.tile(np.random.default_rng(1).integers(0, 256, (64, 64), np.uint8), (12, 12)),
        np.random.default_rng(2).integers(0, 256, (640, 900), np.uint8),
    ],
    ids=["a dot", "a line", "a column", "black", "white", "a chessboard", "tiles", "noise"],
)
def test_odd_pictures_say_nothing_and_break_nothing(levels: np.ndarray) -> None:
    with np.errstate(all="raise", under="ignore"):
        assert seeking.sought(levels) is None
