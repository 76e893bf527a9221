"""The one door to the pixels of still pictures: decode what is stored, encode it again the same way."""

import math
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

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
    "resampled",
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


def luma(kind: Kind, src: BinaryIO, least: int, most_pixels: int = MOST_PIXELS) -> tuple[NDArray[np.uint8], int]:
    """Return the grey levels of a still picture as it is shown, rows × columns, and by what it was scaled down.

    A large JPEG comes at half, a quarter or an eighth of its size, as long as the short side keeps *least* pixels.
    Opacity is passed over. Raises as `decode` does.
    """
    try:
        turn = Turn.of(containers.orientation(kind, src))
        match kind:
            case Kind.JPEG:
                levels, scale = raster_jpeg.luma(src, least, most_pixels)
                return turn.shown(levels), scale
            case _:
                return turn.shown(raster_png.luma(src, most_pixels)), 1
    except MemoryError as error:
        raise _too_much() from error


def resampled(
    levels: NDArray[np.uint8], box: tuple[float, float, float, float], size: tuple[int, int]
) -> NDArray[np.uint8]:
    """Scale the part of *levels* within *box* (left, top, right, bottom) to *size* (columns, rows), smoothed."""
    left, top, right, bottom = math.floor(box[0]), math.floor(box[1]), math.ceil(box[2]), math.ceil(box[3])
    part = Image.fromarray(np.ascontiguousarray(levels[top:bottom, left:right]))
    inner = (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
    return np.asarray(part.resize(size, Image.Resampling.BILINEAR, inner))


def _too_much() -> TooManyPixels:
    return TooManyPixels("the picture needs more memory than is allowed here", "Scale it down and try again.")
