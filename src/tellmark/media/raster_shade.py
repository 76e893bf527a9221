"""Lighten and darken a whole still picture by small amounts, in whatever way its samples are coded."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tellmark.media import raster_jpeg, raster_png
from tellmark.media.box import Box
from tellmark.media.kinds import Kind
from tellmark.media.raster_model import PngCoding, Space, Still

_STRIP = 64
"""Rows that are worked on at once: what they need fits the processor's cache."""


def can_shade(still: Still) -> bool:
    """Tell whether small changes of light can be stored: not where colours are counted, or one of them is a hole."""
    keyed = isinstance(still.coding, PngCoding) and bool(still.coding.transparency) and not still.space.has_alpha
    return still.space is not Space.INDEXED and still.depth >= 8 and not keyed


def levels(still: Still) -> NDArray[np.uint8]:
    """Return the grey levels of *still* as it is shown, rows × columns; opacity is passed over."""
    stored = raster_jpeg.levels(still) if still.kind is Kind.JPEG else raster_png.levels(still)
    return still.turn.shown(stored)


def shade(still: Still, change: NDArray[np.float32]) -> None:
    """Add *change* (levels of 255, rows × columns as shown, of any size: it is scaled) to the light of *still*.

    Colour and opacity stay; what would leave the range stops at its end. Only where `can_shade`.
    """
    scaled = Image.fromarray(np.ascontiguousarray(still.turn.stored(change), np.float32))
    down = scaled.height / still.height
    for top in range(0, still.height, _STRIP):
        box = Box(0, top, still.width, min(_STRIP, still.height - top))
        part = (0.0, top * down, float(scaled.width), min(box.bottom * down, float(scaled.height)))
        more = np.asarray(scaled.resize((box.width, box.height), Image.Resampling.BILINEAR, part))
        still.canvas.write(box, _shaded(still, still.canvas.read(box), more))


def _shaded(still: Still, samples: NDArray[Any], more: NDArray[np.float32]) -> NDArray[Any]:
    top = (1 << still.depth) - 1
    step = more[:, :, None] * np.float32(-top / 255 if still.space is Space.CMYK else top / 255)
    lit = 1 if still.space in (Space.YCC, Space.GREY, Space.GREY_ALPHA) else 3
    samples[:, :, :lit] = np.clip(np.rint(samples[:, :, :lit] + step), 0, top).astype(samples.dtype)
    return samples
