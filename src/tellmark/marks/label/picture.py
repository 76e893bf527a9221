"""The label of still pictures: drawn into the pixels, and found again in the result."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from tellmark.marks.label.plate import draw_plate
from tellmark.marks.label.plate_reader import from_edge, sight
from tellmark.marks.label.wordings import WORDINGS, in_order
from tellmark.marks.model import Detail, Finding, Layer, Mark, Says, State, Trust
from tellmark.media import raster
from tellmark.media.box import Box
from tellmark.media.kinds import Kind
from tellmark.media.raster_lay import lay
from tellmark.rules.model import LabelDemand

ENOUGH = 1000
"""Pixels of the short side at which the reader measures: one row is a thousandth, and edges are placed within rows."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn: the words, their lines, the share of the short side that the capitals' ink has.

    *box* is the plate in the picture as shown; *touched* the stored pixels that may differ from a plain re-encoding.
    """

    texts: tuple[str, ...]
    lines: tuple[str, ...]
    ink: float
    box: Box
    touched: Box


def inscribe(
    kind: Kind, src: BinaryIO, dst: BinaryIO, demand: LabelDemand, most_pixels: int = raster.MOST_PIXELS
) -> Drawn:
    """Draw the label that *demand* asks for into the picture *src* and write the coded picture, no metadata, to *dst*.

    The label is upright at the lower left of the picture as shown. PNG: no pixel outside `Drawn.box` changes. JPEG:
    outside `Drawn.touched` it decodes as if it had only been re-encoded. Raises TooSmall, MissingGlyph and what
    `raster.decode` raises.
    """
    labelled, drawn = draw(raster.decode(kind, src, most_pixels), demand)
    raster.encode(labelled, dst)
    return drawn


def draw(still: raster.Still, demand: LabelDemand) -> tuple[raster.Still, Drawn]:
    """Draw the label into *still*, and return the picture that then holds it. Raises TooSmall and MissingGlyph."""
    width, height = still.shown_size
    texts = in_order(demand.texts)
    plate = draw_plate(texts, width, height, demand.min_ink)
    box = still.turn.stored_box(plate.box, width, height)
    labelled = lay(still, box, still.turn.stored(plate.luma), still.turn.stored(plate.alpha))
    return labelled, Drawn(texts, plate.lines, plate.rows / min(width, height), plate.box, labelled.touched(box))


def find(
    kind: Kind,
    src: BinaryIO,
    wordings: Sequence[tuple[str, ...]] = WORDINGS,
    most_pixels: int = raster.MOST_PIXELS,
) -> tuple[Finding, ...]:
    """Find our label in the picture in *src* as `find_in` does. Raises what `raster.decode` raises.

    A large JPEG is decoded at a reduced scale that leaves the short side a thousand pixels: edges are placed to
    fractions of a pixel, so the share of ink is as exact as `ink_percent` shows it (rounded down to 0.1).
    """
    return find_in(*raster.luma(kind, src, ENOUGH, most_pixels), wordings)


def find_in(
    levels: NDArray[np.uint8], scale: int, wordings: Sequence[tuple[str, ...]] = WORDINGS
) -> tuple[Finding, ...]:
    """Find our label in *levels* as shown, scaled down by *scale*, measure its ink; nothing rather than a guess."""
    seen = sight(levels, wordings)
    if seen is None:
        return ()
    box = [str(scale * side) for side in (seen.box.x, seen.box.y, seen.box.width, seen.box.height)]
    detail: Detail = {
        "text": " · ".join(seen.texts),
        "ink_percent": math.floor(1000 * seen.ink + 1e-6) / 10,
        "edge_percent": from_edge(seen.box, (levels.shape[0], levels.shape[1])),
        "box": box,
        "position": "lower left",
    }
    finding = Finding(
        Mark.LABEL, Layer.DECLARED, State.INTACT, Trust.NOT_APPLICABLE, Says.AI, place="picture", detail=detail
    )
    return (finding,)
