"""The words of a still picture: its samples, and how they were coded."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from numpy.typing import NDArray

from tellmark.media.box import Box
from tellmark.media.kinds import Kind
from tellmark.media.turn import Turn
from tellmark.values.errors import ErrorKind, TellmarkError

MOST_PIXELS = 128_000_000
"""Enough for the largest medium-format cameras (102 million), and still bounded in memory."""


class TooManyPixels(TellmarkError):
    """The picture's header announces more pixels than the budget; nothing was decoded."""

    code = "media.too_many_pixels"
    kind = ErrorKind.TOO_LARGE


class Animated(TellmarkError):
    """The file holds an animation where a still picture was expected."""

    code = "media.animated"
    kind = ErrorKind.REFUSED


class Unsupported(TellmarkError):
    """The picture is coded in a way that this version does not decode."""

    code = "media.unsupported_coding"
    kind = ErrorKind.UNREADABLE


class Space(StrEnum):
    """What the samples of a pixel mean, in this order. YCC is full-range (JFIF); CMYK is 0 for no ink."""

    GREY = "grey"
    GREY_ALPHA = "grey_alpha"
    RGB = "rgb"
    RGBA = "rgba"
    INDEXED = "indexed"
    YCC = "ycc"
    CMYK = "cmyk"

    @property
    def samples(self) -> int:
        """How many samples a pixel has."""
        return {"grey": 1, "grey_alpha": 2, "rgb": 3, "rgba": 4, "indexed": 1, "ycc": 3, "cmyk": 4}[self.value]

    @property
    def has_alpha(self) -> bool:
        """Whether the last sample is opacity, not premultiplied."""
        return self in (Space.GREY_ALPHA, Space.RGBA)


class Canvas(Protocol):
    """Samples that can be read and written a box at a time: rows × columns × samples, in stored orientation."""

    def read(self, box: Box) -> NDArray[Any]:
        """Return a copy of the samples in *box*."""

    def write(self, box: Box, samples: NDArray[Any]) -> None:
        """Put *samples* into *box*."""


@dataclass(frozen=True, slots=True)
class JpegCoding:
    """How a JPEG was coded. *tables* are the quantisation tables of the components, natural order, deduplicated
    from the end; *sampling* is Pillow's: 0 for 4:4:4, 1 for 4:2:2, 2 for 4:2:0.
    """

    tables: tuple[tuple[int, ...], ...]
    sampling: int
    progressive: bool

    @property
    def block(self) -> tuple[int, int]:
        """The columns and rows of a coded block (MCU)."""
        return ((8, 8), (16, 8), (16, 16))[self.sampling]

    @property
    def ring(self) -> int:
        """How many pixels beyond a block the decoder's colour interpolation reaches."""
        return 1 if self.sampling else 0


@dataclass(frozen=True, slots=True)
class PngCoding:
    """How a PNG was coded. *palette* is PLTE, *transparency* tRNS, as stored; *level* is for zlib."""

    palette: bytes
    transparency: bytes
    level: int


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A decoded still picture: its samples as stored, and all that is needed to code it the same way again.

    *width* and *height* are as stored, *orientation* 1..8 says how it is shown, *depth* is bits per sample. The
    canvas is mutable: `write` changes the picture in place.
    """

    kind: Kind
    width: int
    height: int
    orientation: int
    space: Space
    depth: int
    coding: JpegCoding | PngCoding
    canvas: Canvas

    @property
    def turn(self) -> Turn:
        """How the stored picture is turned for showing."""
        return Turn.of(self.orientation)

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height as people see the picture."""
        return self.turn.size(self.width, self.height)

    @property
    def pixels(self) -> NDArray[Any]:
        """A copy of all samples: rows × columns × samples, uint8 or uint16."""
        return self.canvas.read(Box(0, 0, self.width, self.height))

    def touched(self, box: Box) -> Box:
        """Return which stored pixels may differ from a plain re-encoding once *box* has been drawn into."""
        if isinstance(self.coding, PngCoding):
            return box
        return box.grown(self.coding.block, self.coding.ring, self.width, self.height)


def check_size(width: int, height: int, most_pixels: int) -> None:
    """Raise TooManyPixels if a picture of *width* × *height* is over the budget."""
    if width * height > most_pixels:
        raise TooManyPixels(
            f"the picture has {width} × {height} pixels, more than the {most_pixels // 1_000_000} million allowed",
            "Scale it down and try again.",
        )
