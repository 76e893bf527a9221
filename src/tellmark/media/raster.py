"""The one door to the pixels of still pictures: decode what is stored, encode it again the same way."""

from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from tellmark.media import containers, raster_jpeg, raster_png
from tellmark.media.kinds import Kind
from tellmark.media.raster_model import (
    MOST_PIXELS,
    Animated,
    Canvas,
    JpegCoding,
    PngCoding,
    Space,
    Still,
    TooManyPixels,
    Unsupported,
)
from tellmark.media.turn import Turn

__all__ = [
    "MOST_PIXELS",
    "Animated",
    "Canvas",
    "JpegCoding",
    "PngCoding",
    "Space",
    "Still",
    "TooManyPixels",
    "Unsupported",
    "decode",
    "encode",
    "luma",
]


def decode(kind: Kind, src: BinaryIO, most_pixels: int = MOST_PIXELS) -> Still:
    """Decode the JPEG or PNG in *src*: samples as stored (no colour conversion, no loss of depth), and its coding.

    The header is held against *most_pixels* before anything is decoded. Raises Malformed, Unsupported, Animated,
    TooManyPixels.
    """
    try:
        orientation = containers.orientation(kind, src)
        match kind:
            case Kind.JPEG:
                return raster_jpeg.decode(src, orientation, most_pixels)
            case Kind.PNG:
                return raster_png.decode(src, orientation, most_pixels)
            case _:
                raise ValueError(f"{kind} is not a still picture")
    except MemoryError as error:
        raise _too_much() from error


def encode(still: Still, dst: BinaryIO) -> None:
    """Write *still* to *dst*, coded as its original was; only the picture, no metadata (`containers.transplant`)."""
    match still.kind:
        case Kind.JPEG:
            raster_jpeg.encode(still, dst)
        case _:
            raster_png.encode(still, dst)


def luma(kind: Kind, src: BinaryIO, least: int, most_pixels: int = MOST_PIXELS) -> NDArray[np.uint8]:
    """Return the grey levels of a still picture as it is shown, rows × columns; opacity is passed over.

    A large JPEG comes at half, a quarter or an eighth of its size, as long as the short side keeps *least* pixels.
    Raises as `decode` does.
    """
    try:
        turn = Turn.of(containers.orientation(kind, src))
        match kind:
            case Kind.JPEG:
                return turn.shown(raster_jpeg.luma(src, least, most_pixels))
            case _:
                return turn.shown(raster_png.luma(src, most_pixels))
    except MemoryError as error:
        raise _too_much() from error


def _too_much() -> TooManyPixels:
    return TooManyPixels("the picture needs more memory than is allowed here", "Scale it down and try again.")
