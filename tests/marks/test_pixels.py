"""Label and invisible mark go into a picture in one decoding and one encoding; what came of the mark is told."""

import io
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import numpy as np
import pytest
from PIL import Image
from skimage import data

from tellmark.marks import pixels
from tellmark.marks.model import NO_WATERMARK, Inscription, Watermarked
from tellmark.marks.watermark import image
from tellmark.marks.watermark.payload import Payload
from tellmark.media import containers, raster
from tellmark.media.kinds import Kind
from tellmark.rules.model import LabelDemand

RECORD, EARLIER = "01a21f28-df30-7342-b278-bdbcd0ee9172", "01a0aaaa-df30-7342-b278-bdbcd0ee9172"
LABEL = LabelDemand(("AI生成", "AI-generated"), 0.05, 0.0, None, (), rhythm=False)


def scratch() -> BinaryIO:
    return TemporaryFile()


def coded(picture: Image.Image, kind: Kind, **how: object) -> io.BytesIO:
    out = io.BytesIO()
    picture.save(out, kind.name, **how)
    return out


def inscribed(
    source: io.BytesIO, kind: Kind = Kind.JPEG, record: str = RECORD, label: LabelDemand | None = LABEL
) -> tuple[io.BytesIO, Watermarked]:
    out = io.BytesIO()
    order = Inscription(label, None, None, None, watermark=record)
    return out, pixels.inscribe(kind, source, out, order, scratch)


def key_in(kind: Kind, picture: io.BytesIO) -> str | None:
    found = image.find(raster.luma(kind, picture, 1000)[0])
    return str(found[0].detail["watermark_key"]) if found else None


def photo(kind: Kind = Kind.JPEG, **how: object) -> io.BytesIO:
    return coded(Image.fromarray(data.coffee()), kind, **how)


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG])
def test_a_picture_gets_its_label_and_the_key_of_its_record(kind: Kind) -> None:
    out, told = inscribed(photo(kind), kind)
    assert told == Watermarked(Payload.of_record(RECORD).key.hex())
    assert key_in(kind, out) == told.key


def test_a_picture_that_is_shown_turned_keeps_its_turn_and_is_read_in_place() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out, told = inscribed(photo(exif=exif, quality=90))
    assert containers.orientation(Kind.JPEG, out) == 6
    assert key_in(Kind.JPEG, out) == told.key


def test_a_mark_that_came_with_the_file_stays_and_no_second_one_is_put() -> None:
    """Invariant 5: nothing in the product removes a mark."""
    first, told = inscribed(photo(), record=EARLIER, label=None)
    second, again = inscribed(first)
    assert again == Watermarked(told.key, kept=True)
    assert key_in(Kind.JPEG, second) == Payload.of_record(EARLIER).key.hex()


def test_what_takes_no_mark_is_labelled_without_and_says_why() -> None:
    palette = coded(Image.fromarray(data.coffee()).quantize(64), Kind.PNG)
    out, told = inscribed(palette, Kind.PNG)
    assert told == Watermarked(unfit="palette")
    assert key_in(Kind.PNG, out) is None
    assert out.getvalue() != palette.getvalue()


def test_a_picture_that_does_not_hold_the_mark_is_coded_as_if_none_had_been_asked_for() -> None:
    """Black and white blotches as large as the waves: whatever is put there drowns."""
    blotches = np.random.default_rng(4).integers(0, 2, (40, 40)).astype(np.uint8) * 255
    source = coded(Image.fromarray(blotches.repeat(5, axis=0).repeat(5, axis=1)), Kind.PNG)
    out, told = inscribed(source, Kind.PNG)
    plain, nothing = inscribed(source, Kind.PNG, record="")
    assert told == Watermarked(unfit="not_held")
    assert nothing == NO_WATERMARK
    assert np.array_equal(np.asarray(Image.open(out)), np.asarray(Image.open(plain)))


def test_what_is_neither_labelled_nor_marked_is_copied_byte_by_byte() -> None:
    tiny = coded(Image.fromarray(data.coffee()).resize((100, 90)), Kind.JPEG)
    out, told = inscribed(tiny, label=None)
    assert told == Watermarked(unfit="too_small")
    assert out.getvalue() == tiny.getvalue()


def test_metadata_is_carried_over(tmp_path: Path) -> None:
    source = photo(comment=b"kept", exif=Image.Exif())
    out, _ = inscribed(source, label=None)
    assert Image.open(out).info["comment"] == b"kept"
    assert not list(tmp_path.iterdir())
