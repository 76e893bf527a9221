"""The plate: a dark, opaque tag with the label's words in white, for the lower left corner of a picture."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tellmark.marks.label import glyphs
from tellmark.media.box import Box
from tellmark.values.errors import ErrorKind, TellmarkError

WHITE, GROUND, RIM = 255, 24, 84
"""Grey levels of ink, plate and hairline. White on 24 has a contrast of 17 : 1 (WCAG 2.2), on whatever background."""

LEAST_ROWS = 10
"""Below ten rows of ink Chinese signs run together, however small the picture is."""

SPARE = 1.03
"""More ink than is owed, so that what a lossy codec takes from the edges does not bring the label below it."""

MARGIN = 0.02
"""Distance from the edges of the picture, as a share of its short side."""

MOST = 0.5
"""The share of the picture that a plate may cover at most."""

SEPARATOR = "·"
"""Stands between the texts of a line; the font's middle dot is a full em wide and brings its own space."""


class TooSmall(TellmarkError):
    """The picture has no room for a legible label."""

    code = "label.too_small"
    kind = ErrorKind.REFUSED


@dataclass(frozen=True, slots=True)
class Run:
    """A run of letters whose ink counts (“AI”, a word's capital, or signs of the East), and its columns and rows."""

    letters: str
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """A label, drawn: grey levels and opacity (uint8, rows × columns) and where it goes in the upright picture.

    *lines* are the words as broken, *size* the font size in pixels to the em, *rows* the solid rows of the capitals,
    *runs* the places (within the plate) where ink is measured. The grey is neutral: RGB (v, v, v), Cb = Cr = 128.
    """

    luma: NDArray[np.uint8]
    alpha: NDArray[np.uint8]
    x: int
    y: int
    texts: tuple[str, ...]
    lines: tuple[str, ...]
    size: int
    rows: int
    runs: tuple[Run, ...]

    @property
    def box(self) -> Box:
        """The pixels of the upright picture that the plate covers."""
        return Box(self.x, self.y, self.luma.shape[1], self.luma.shape[0])

    @property
    def rgba(self) -> NDArray[np.uint8]:
        """The plate as RGBA, uint8, rows × columns × 4, not premultiplied."""
        return np.dstack((self.luma, self.luma, self.luma, self.alpha))


def draw_plate(texts: tuple[str, ...], width: int, height: int, min_ink: float) -> Plate:
    """Draw the label *texts* for an upright picture of *width* × *height*, for its lower left corner.

    The capitals' ink is at least *min_ink* of the short side (GB 45438-2025 §5.2 e: 0.05) and ten rows. The words
    stand on one line if they fit, else on several. Position and size are even, so that no pair of pixels that share
    their colour (4:2:0) is half plate, half picture. Raises TooSmall, MissingGlyph.
    """
    for text in texts:
        glyphs.check(text)
    size = glyphs.size_for(rows_owed(width, height, min_ink))
    edge = margin(width, height)
    lines = broken(texts, size, width - 2 * edge)
    face = face_of(lines, size)
    rows, columns = face.luma.shape
    if columns > width - 2 * edge or rows > height - 2 * edge or rows * columns > MOST * width * height:
        raise TooSmall(
            f"a picture of {width} × {height} pixels has no room for the label “{' · '.join(texts)}”",
            "Mark the picture at a larger size, or shorten the label by naming fewer audiences (--for).",
        )
    x, y = edge, (height - edge - rows) & ~1
    return Plate(face.luma, face.alpha, x, y, texts, lines, size, glyphs.capital_rows(size), face.runs)


def rows_owed(width: int, height: int, min_ink: float) -> int:
    """Return how many solid rows of ink the capitals must have in a picture of *width* × *height*."""
    return max(LEAST_ROWS, math.ceil(min_ink * min(width, height) * SPARE))


def margin(width: int, height: int) -> int:
    """Return the distance of the plate from the left and lower edges, in pixels, even."""
    return max(2, 2 * round(MARGIN * min(width, height) / 2))


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A plate without a place: grey levels, opacity, and the runs whose ink is measured."""

    luma: NDArray[np.uint8]
    alpha: NDArray[np.uint8]
    runs: tuple[Run, ...]


@lru_cache(maxsize=32)
def face_of(lines: tuple[str, ...], size: int) -> Face:
    """Draw the plate that holds *lines* at *size* pixels to the em; sides and rows are even numbers."""
    side, pitch = round(0.5 * size), round(1.28 * size)
    columns = _even(max(glyphs.length(line, size) for line in lines) + 2 * side)
    rows = _even(1.52 * size + pitch * (len(lines) - 1))
    first = round(1.14 * size)
    cover = np.zeros((rows, columns), np.uint8)
    runs: list[Run] = []
    for number, line in enumerate(lines):
        baseline = first + number * pitch
        cover |= glyphs.ink(line, size, columns, rows, baseline, side)
        runs += _runs(line, size, side, baseline)
    alpha, rim = _shape(rows, columns, size)
    ground = GROUND + (RIM - GROUND) * rim
    luma = ground + (WHITE - ground) * (cover / 255.0)
    face = Face(np.rint(luma).astype(np.uint8), np.rint(alpha * 255).astype(np.uint8), tuple(runs))
    face.luma.flags.writeable = face.alpha.flags.writeable = False
    return face


def broken(texts: tuple[str, ...], size: int, room: int) -> tuple[str, ...]:
    """Break *texts* into lines that fit into *room* pixels: between texts first, within one only if it must be."""
    inner = room - 2 * round(0.5 * size) - 2
    lines: list[str] = []
    for text in texts:
        if lines and glyphs.length(lines[-1] + SEPARATOR + text, size) <= inner:
            lines[-1] += SEPARATOR + text
        elif glyphs.length(text, size) <= inner:
            lines.append(text)
        else:
            lines += _wrapped(text, size, inner)
    return tuple(lines)


def _wrapped(text: str, size: int, inner: int) -> list[str]:
    """Break one text after a space or hyphen, or between Chinese signs."""
    lines = [""]
    for piece in re.findall(rf"{_EAST}|[^\s\-{_EAST[1:-1]}]*[\s\-]|[^\s\-{_EAST[1:-1]}]+", text):
        if lines[-1] and glyphs.length((lines[-1] + piece).rstrip(), size) > inner:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


_EAST = "[\u3040-\u30ff\u3400-\u9fff]"
_INKED = re.compile("AI|(?<![A-Za-z])[A-Z](?=[a-z])|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")


def _runs(line: str, size: int, side: int, baseline: int) -> Iterator[Run]:
    """Find the runs whose ink is measured; each box keeps clear of its neighbours' side bearings."""
    spare = max(1, round(0.06 * size))
    for match in _INKED.finditer(line):
        left = side + round(glyphs.length(line[: match.start()], size)) + spare
        right = side + round(glyphs.length(line[: match.end()], size)) - spare
        top, bottom = baseline - round(0.95 * size), baseline + round(0.17 * size)
        yield Run(match.group(), Box(left, top, right - left, bottom - top))


def _shape(rows: int, columns: int, size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return opacity and hairline (0..1) of a rectangle with round corners, smooth at the edges."""
    radius, line = 0.3 * size, max(1.0, 0.035 * size)
    y = np.abs(np.arange(rows) + 0.5 - rows / 2)[:, None] - (rows / 2 - radius)
    x = np.abs(np.arange(columns) + 0.5 - columns / 2)[None, :] - (columns / 2 - radius)
    outside = np.maximum(x, y) - radius
    corner = math.ceil(radius)
    for down in (slice(corner), slice(rows - corner, rows)):
        for across in (slice(corner), slice(columns - corner, columns)):
            round_off = np.hypot(np.maximum(x[:, across], 0), np.maximum(y[down], 0)) - radius
            outside[down, across] = np.maximum(outside[down, across], round_off)
    return np.clip(0.5 - outside, 0, 1), np.clip(outside + line + 0.5, 0, 1)


def _even(length: float) -> int:
    return 2 * math.ceil(length / 2)
