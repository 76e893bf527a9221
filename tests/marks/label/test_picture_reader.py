"""The reader finds every label that we draw, says its words and its ink, and nothing where there is none."""

import io
from collections.abc import Iterator
from pathlib import Path

import iscc_samples
import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image

from tellmark.marks.label import plate_reader
from tellmark.marks.label.picture import find, inscribe
from tellmark.marks.label.plate import draw_plate
from tellmark.marks.label.plate_reader import LIKE, sight
from tellmark.marks.label.wordings import PERFORMER, WORDINGS, in_order
from tellmark.marks.model import Layer, Mark, Says, State, Trust
from tellmark.media import raster
from tellmark.media.kinds import Kind
from tellmark.rules.model import LabelDemand

BOTH = ("AI生成", "AI-generated")
THREE = ("AI生成", "AI-generated", "AI 생성")
Grey = NDArray[np.uint8]


def marked(picture: Image.Image, texts: tuple[str, ...]) -> Image.Image:
    src, out = io.BytesIO(), io.BytesIO()
    picture.save(src, "PNG", compress_level=1)
    inscribe(Kind.PNG, src, out, LabelDemand(texts, 0.05, 0, None, (), rhythm=False))
    return Image.open(out).convert("RGB")


def jpeg(picture: Image.Image, quality: int) -> io.BytesIO:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out


def png(picture: Image.Image) -> io.BytesIO:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out


def text_found(src: io.BytesIO) -> object:
    findings = find(Kind.JPEG, src)
    return findings[0].detail["text"] if findings else None


BACKGROUNDS = {
    "person": skimage.data.astronaut(),
    "writing": skimage.data.text(),
    "white": np.full((400, 600, 3), 255, np.uint8),
    "black": np.zeros((400, 600, 3), np.uint8),
}
SIZES = [(320, 320), (300, 420), (640, 480), (1280, 720)]


@pytest.mark.slow
@pytest.mark.parametrize("texts", [BOTH, ("AI生成",), ("AI-generated",), THREE], ids=" · ".join)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("background", BACKGROUNDS)
def test_a_label_is_found_after_compression_and_scaling(background: str, size: tuple[int, int], texts: object) -> None:
    assert isinstance(texts, tuple)
    picture = marked(Image.fromarray(BACKGROUNDS[background]).convert("RGB").resize(size), texts)
    for quality, ratio in ((95, 1), (30, 1), (60, 0.5), (50, 0.73), (85, 1.37), (75, 2)):
        scaled = picture.resize((round(size[0] * ratio), round(size[1] * ratio)), Image.Resampling.LANCZOS)
        assert text_found(jpeg(scaled, quality)) == " · ".join(texts), (quality, ratio)


LOW, NARROW, LINE_JUST_TOO_LONG = (635, 27), (82, 411), (151, 155)


@pytest.mark.parametrize("size", [LOW, NARROW, LINE_JUST_TOO_LONG, (1410, 35), (480, 126), (841, 271), (271, 435)])
@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
def test_a_label_is_found_in_a_picture_of_odd_size(size: tuple[int, int], mode: str) -> None:
    texts = ("AI-generated",) if size in (LOW, NARROW) else BOTH
    picture = marked(Image.fromarray(BACKGROUNDS["person"]).resize(size).convert(mode), texts)
    (finding,) = find(Kind.PNG, png(picture))
    assert finding.detail["text"] == " · ".join(texts) or mode == "1"
    assert float(str(finding.detail["ink_percent"])) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("texts", WORDINGS, ids=" · ".join)
def test_each_known_wording_is_told_from_the_others(texts: tuple[str, ...]) -> None:
    picture = marked(Image.fromarray(BACKGROUNDS["person"]).resize((700, 500)), texts)
    assert text_found(jpeg(picture, 80)) == " · ".join(texts)


@pytest.mark.parametrize("size", [(320, 480), (640, 360), (1003, 1504), (2048, 1536)])
def test_the_reader_measures_the_ink_that_was_drawn(size: tuple[int, int]) -> None:
    picture = marked(Image.fromarray(BACKGROUNDS["person"]).resize(size), BOTH)
    rows = draw_plate(BOTH, *size, 0.05).rows
    (finding,) = find(Kind.JPEG, jpeg(picture, 90))
    assert abs(float(str(finding.detail["ink_percent"])) - 100 * rows / min(size)) <= 0.1
    (full,) = [sight(np.asarray(picture.convert("L")))]
    assert full is not None
    assert abs(full.ink - rows / min(size)) < 0.0005


def test_a_finding_says_what_it_rests_on() -> None:
    picture = marked(Image.fromarray(BACKGROUNDS["person"]), BOTH)
    (finding,) = find(Kind.JPEG, jpeg(picture, 90))
    assert (finding.mark, finding.layer, finding.state) == (Mark.LABEL, Layer.DECLARED, State.INTACT)
    assert (finding.trust, finding.says, finding.place) == (Trust.NOT_APPLICABLE, Says.AI, "picture")
    assert finding.detail["position"] == "lower left"
    assert float(str(finding.detail["ink_percent"])) >= 5
    expected = draw_plate(BOTH, 512, 512, 0.05).box
    box = finding.detail["box"]
    assert isinstance(box, list)
    assert np.abs(np.array(box, int) - [expected.x, expected.y, expected.width, expected.height]).max() <= 3


@pytest.mark.slow
@pytest.mark.parametrize("text", ["Photo: Ann Ewing", "AI-modified", "AI作成", "AI生作", "AI-General"])
def test_other_words_on_such_a_plate_are_not_guessed(text: str) -> None:
    for size in SIZES:
        picture = marked(Image.fromarray(BACKGROUNDS["white"]).resize(size), (text,))
        assert find(Kind.JPEG, jpeg(picture, 90)) == ()


def test_known_words_before_unknown_ones_are_read() -> None:
    picture = marked(Image.fromarray(BACKGROUNDS["white"]), ("AI生成", "AI-modified"))
    assert text_found(jpeg(picture, 90)) == "AI生成"


def test_no_wordings_no_finding() -> None:
    picture = marked(Image.fromarray(BACKGROUNDS["white"]), BOTH)
    assert find(Kind.JPEG, jpeg(picture, 90), wordings=()) == ()
    assert find(Kind.JPEG, jpeg(picture, 90), wordings=[("AI合成",)]) == ()


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (900, 3), (47, 47), (60, 60)])
def test_small_pictures_are_looked_at_without_a_stumble(shape: tuple[int, int]) -> None:
    assert sight(np.zeros(shape, np.uint8)) is None
    assert sight(np.random.default_rng(0).integers(0, 256, shape, np.uint8)) is None


def real_pictures() -> Iterator[tuple[str, Grey]]:
    """Photographs, drawings, microscopy, pages of print and frames of film, as grey levels."""
    folder = Path(skimage.data.__file__).parent
    for path in sorted([*folder.glob("*.png"), *folder.glob("*.jpg"), *iscc_samples.images()]):
        picture = Image.open(path).convert("L")
        picture.thumbnail((800, 800))
        yield path.name, np.asarray(picture)
    av = pytest.importorskip("av")
    for path in iscc_samples.videos():
        if path.suffix in (".mp4", ".wmv"):
            with av.open(str(path)) as film:
                for number, frame in enumerate(film.decode(video=0)):
                    if number % 150 == 0:
                        yield f"{path.name} {number}", frame.to_ndarray(format="gray")


def variants(levels: Grey) -> Iterator[tuple[str, Grey]]:
    height, width = levels.shape
    yield "as it is", levels
    yield "mirrored", levels[:, ::-1]
    yield "upside down", levels[::-1]
    yield "turned", levels.T
    yield "negative", 255 - levels
    yield "small", np.asarray(Image.fromarray(levels).resize((300, 300)))
    for name, y, x in (("a", 0, 0), ("b", 0, width // 2), ("c", height // 2, 0), ("d", height // 3, width // 3)):
        yield f"part {name}", levels[y : y + height // 2, x : x + width // 2]


def test_a_wording_is_compared_by_the_correlation_of_every_place_around_its_own() -> None:
    chance = np.random.default_rng(3)
    found = plate_reader.pattern(("AI-generated",))
    rows, columns = found.values.shape
    view = chance.integers(0, 256, (rows + 20, columns + 30)).astype(np.float32)
    sums, squares = plate_reader._added_up(view), plate_reader._added_up(view**2)
    likeness, right, up = plate_reader._correlated(view, sums, squares, found)
    lower = plate_reader._lower(view, rows, columns)
    every = {
        (x - 2, 2 - y): np.corrcoef(lower[y : y + rows, x : x + columns].ravel(), found.values.ravel())[0, 1]
        for y in range(5)
        for x in range(5)
    }
    assert likeness == pytest.approx(max(every.values()), abs=1e-5)
    assert every[int(right), int(up)] == max(every.values())


@pytest.mark.slow
def test_no_label_is_seen_in_three_hundred_real_pictures() -> None:
    seen: list[str] = []
    count = 0
    for name, levels in real_pictures():
        for variant, changed in variants(levels):
            count += 1
            if sight(np.ascontiguousarray(changed)) is not None:
                seen.append(f"{name} {variant}")
    assert seen == []
    assert count >= 300


def test_no_label_is_seen_in_the_pictures_of_scikit_image() -> None:
    pictures = {name: levels for name, levels in real_pictures() if " " not in name}
    assert [name for name, levels in pictures.items() if sight(levels) is not None] == []
    assert len(pictures) >= 25


def test_the_gap_between_labels_and_other_pictures_is_wide() -> None:
    """Each wording drawn at its smallest, against the bar: well above it."""
    for texts in (BOTH, ("AI生成",), ("AI-generated",)):
        picture = marked(Image.fromarray(BACKGROUNDS["person"]).resize((320, 320)), texts)
        levels, _ = raster.luma(Kind.JPEG, jpeg(picture.resize((224, 224)), 40), 1000)
        found = sight(levels)
        assert found is not None
        assert found.likeness > LIKE + 0.1


@pytest.mark.slow
@pytest.mark.parametrize("size", [(640, 480), (480, 640), (1280, 720), (1500, 520)], ids=str)
@pytest.mark.parametrize("texts", [(PERFORMER,), (PERFORMER, "AI生成"), (PERFORMER, *BOTH)], ids=" · ".join)
def test_the_words_of_an_advert_stand_behind_the_others_and_are_read(
    texts: tuple[str, ...], size: tuple[int, int]
) -> None:
    picture = marked(Image.fromarray(BACKGROUNDS["writing"]).convert("RGB").resize(size), texts)
    for ratio in (1, 0.6):
        scaled = picture.resize((round(size[0] * ratio), round(size[1] * ratio)), Image.Resampling.LANCZOS)
        (finding,) = find(Kind.JPEG, jpeg(scaled, 60))
        assert finding.detail["text"] == " · ".join(in_order(texts))
        assert float(str(finding.detail["ink_percent"])) >= 5
