"""A labelled picture has no preview left that lacks the label; all else that others read in it is still there."""

import io
import subprocess
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from PIL import ExifTags, Image

from tellmark.app import Installation
from tellmark.marks.orders import Lend
from tellmark.marks.service import MarkOrder
from tellmark.rules.model import Operation
from tellmark.values.ids import entropy
from tellmark.values.instants import now

FIELDS = {
    "Make": "Canon",
    "Artist": "Ann",
    "UserComment": "as it was",
    "GPSLatitudeRef": "North",
    "XMP-dc:Title": "A title",
    "DateTimeOriginal": "2020:01:01 00:00:00",
}


def exiftool(*arguments: str | Path) -> str:
    return subprocess.run(["exiftool", "-m", *arguments], capture_output=True, check=True).stdout.decode("latin-1")


def exif_of(path: Path) -> list[dict[int, object]]:
    with Image.open(path) as picture:
        exif = picture.getexif()
        found = [dict(exif), dict(exif.get_ifd(ExifTags.IFD.Exif)), dict(exif.get_ifd(ExifTags.IFD.GPSInfo))]
    assert all(found)
    return found


@pytest.mark.needs("exiftool")
@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_no_thumbnail_survives_the_label(
    ending: str, portrait: Path, tmp_path: Path, home: Installation, lend: Lend
) -> None:
    small, source = tmp_path / "small.jpg", tmp_path / f"source.{ending}"
    with Image.open(portrait) as picture:
        picture.save(source, quality=90)
        picture.resize((160, 160)).save(small)
    named = [f"-{name}={value}" for name, value in FIELDS.items()]
    places = ["-ThumbnailImage", "-XMP:ThumbnailImage"] + ["-PhotoshopThumbnail"] * (ending == "jpg")
    exiftool("-q", "-overwrite_original", *named, *(f"{place}<={small}" for place in places), source)
    assert all(len(exiftool("-b", place, source)) > 1000 for place in places)
    marked = tmp_path / f"marked.{ending}"
    with source.open("rb") as src, marked.open("w+b") as dst:
        order = MarkOrder(Operation.FACE_SWAP, ("CN", "EU"))
        home.marker(lend, now()).mark(src, dst, order, now(), entropy(10))
    assert [exiftool("-b", place, marked) for place in places] == [""] * len(places)
    assert exiftool("-s3", "-XMP-dc:Title", marked).strip() == "A title"
    assert exif_of(marked) == exif_of(source)


def test_a_second_picture_behind_the_first_does_not_go_over(portrait: Path, home: Installation, lend: Lend) -> None:
    with Image.open(portrait) as picture, tempfile.TemporaryFile() as src, tempfile.TemporaryFile() as dst:
        other = picture.transpose(Image.Transpose.ROTATE_180)
        picture.save(src, "MPO", save_all=True, append_images=[other])
        second = io.BytesIO()
        other.save(second, "JPEG")
        src.seek(0)
        assert second.getvalue()[-2000:] in src.read()
        target = cast("BinaryIO", dst)
        order = MarkOrder(Operation.FACE_SWAP, ("EU",))
        home.marker(lend, now()).mark(cast("BinaryIO", src), target, order, now(), entropy(10))
        target.seek(0)
        result = target.read()
        assert second.getvalue()[-2000:] not in result
        assert b"MPF\0" not in result
