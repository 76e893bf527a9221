"""The label of still pictures: drawn into the pixels, and found again in the result."""

from dataclasses import dataclass
from typing import BinaryIO

from tellmark.marks.label.plate import draw_plate
from tellmark.media import raster
from tellmark.media.box import Box
from tellmark.media.kinds import Kind
from tellmark.media.raster_lay import lay
from tellmark.rules.model import LabelDemand


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
    still = raster.decode(kind, src, most_pixels)
    width, height = still.shown_size
    plate = draw_plate(demand.texts, width, height, demand.min_ink)
    box = still.turn.stored_box(plate.box, width, height)
    labelled = lay(still, box, still.turn.stored(plate.luma), still.turn.stored(plate.alpha))
    raster.encode(labelled, dst)
    return Drawn(demand.texts, plate.lines, plate.rows / min(width, height), plate.box, labelled.touched(box))
