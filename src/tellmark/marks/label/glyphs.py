"""The label font: which signs it can write, how wide they are, and their ink."""

import struct
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tellmark.values.errors import ErrorKind, Malformed, TellmarkError

FONT = Path(__file__).parent / "assets" / "label-bold.otf"


class MissingGlyph(TellmarkError):
    """The label font has no sign for a letter of the wording; a box would stand in its place."""

    code = "label.missing_glyph"
    kind = ErrorKind.REFUSED


@cache
def written() -> frozenset[str]:
    """Return the signs that the label font can write, as its character map says (OpenType `cmap`, format 4)."""
    data = FONT.read_bytes()
    tables = {data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0] for at in range(12, 12 + 16 * data[5], 16)}
    cmap = tables[b"cmap"]
    for at in range(cmap + 4, cmap + 4 + 8 * struct.unpack_from(">H", data, cmap + 2)[0], 8):
        platform, encoding, offset = struct.unpack_from(">HHI", data, at)
        if (platform, encoding) == (3, 1):
            return frozenset(_segments(data, cmap + offset))
    raise Malformed("label font", "it has no Unicode character map")


def check(text: str) -> None:
    """Raise MissingGlyph if the label font lacks a sign of *text*."""
    if missing := sorted(set(text) - written()):
        codes = ", ".join(f"U+{ord(sign):04X}" for sign in missing)
        raise MissingGlyph(
            f"the label font cannot write {codes} of the wording “{text}”",
            "Choose another wording, or add these signs to the label font with scripts/build_label_font.py.",
        )


def length(text: str, size: int) -> float:
    """Return how far *text* reaches from its pen position, in pixels, at *size* pixels to the em."""
    return sum(_advance(sign) for sign in text) * size


def ink(text: str, size: int, width: int, height: int, baseline: int, start: float = 0) -> NDArray[np.uint8]:
    """Draw *text* and return its coverage (0..255), *height* × *width*, pen at column *start* on row *baseline*.

    Signs stand at fractions of a pixel, so that the text has the same proportions at every size. Raises
    MissingGlyph rather than draw a box for a sign that the font lacks.
    """
    check(text)
    sheet = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(sheet)
    for number, sign in enumerate(text):
        pen = start + length(text[:number], size)
        draw.text((pen, baseline), sign, fill=255, font=_font(size), anchor="ls")
    return np.asarray(sheet)


def capital_rows(size: int) -> int:
    """Return how many rows of the capitals “AI” are solid ink, counted on the stem of the I, at *size*."""
    stem = ink("I", size, 2 * size, 2 * size, size + size // 2, size // 2).max(axis=1)
    return int((stem >= 250).sum())


@lru_cache(maxsize=64)
def size_for(rows: int) -> int:
    """Return the least font size, in pixels to the em, at which the capitals have *rows* solid rows of ink."""
    size = max(4, rows * 13 // 10)  # capitals are 0.733 em high
    while capital_rows(size) < rows:
        size += 1
    return size


@cache
def _advance(sign: str) -> float:
    """The width of *sign* in ems, read at a thousand pixels: at small sizes the rasteriser rounds it."""
    return _font(1000).getlength(sign) / 1000


@lru_cache(maxsize=32)
def _font(size: int) -> ImageFont.FreeTypeFont:
    """The basic layout engine needs no library that a Pillow build may lack, and labels need no shaping."""
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


def _segments(data: bytes, at: int) -> list[str]:
    """Read the characters of a format 4 subtable; the last segment, U+FFFF, is only its end mark."""
    if struct.unpack_from(">H", data, at)[0] != 4:
        raise Malformed("label font", "its character map is not of format 4")
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
    return [chr(code) for first, last in zip(starts, ends, strict=True) for code in range(first, min(last, 0xFFFE) + 1)]
