"""The invisible mark of still pictures: put under the pixels, and read from the result."""

import math
from collections.abc import Callable
from enum import StrEnum

import numpy as np

from tellmark.marks.credentials.bindings import OURS
from tellmark.marks.model import Detail, Finding, Layer, Mark, Says, State, Trust
from tellmark.marks.watermark.frame import Frame, Grey, frame_of, hiding
from tellmark.marks.watermark.message import Message
from tellmark.marks.watermark.pattern import spread, tile_of
from tellmark.marks.watermark.payload import Payload
from tellmark.marks.watermark.seeking import sought
from tellmark.media.raster_model import Still
from tellmark.media.raster_shade import can_shade, levels, shade

STRENGTHS = (0.75, 1.25)
"""Levels of 255 by which a mark changes a place of little structure (root mean square); busy ones take up to four
times that. The second is for pictures so full of structure that they do not hold the first."""

SMALLEST = 128
"""Pixels of the short side below which no mark is put: hardly one and a half tiles."""


class Unfit(StrEnum):
    """Why a picture takes no invisible mark."""

    PALETTE = "palette"
    TOO_SMALL = "too_small"
    NOT_HELD = "not_held"


def borne(still: Still, going_on: Callable[[], object] = lambda: None) -> Payload | None:
    """Return what a mark of ours says that *still* bears already."""
    found = sought(levels(still), going_on=going_on)
    return None if found is None else found.payload


def put(still: Still, payload: Payload, strength: float = STRENGTHS[0]) -> Unfit | None:
    """Put *payload* under the pixels of *still*; or say why not, the picture then being as it was."""
    grey = levels(still)
    if not can_shade(still):
        return Unfit.PALETTE
    if min(grey.shape) < SMALLEST:
        return Unfit.TOO_SMALL
    shade(still, change_for(frame_of(grey), payload, strength))
    return None


def change_for(frame: Frame, payload: Payload, strength: float = STRENGTHS[0]) -> Frame:
    """Return by how many levels each pixel of *frame* becomes lighter or darker, so that it says *payload*."""
    return hiding(frame) * spread(tile_of(payload), frame.shape) * np.float32(strength)


def holds(grey: Grey, payload: Payload, going_on: Callable[[], object] = lambda: None) -> bool:
    """Tell whether *payload* can be read from the picture with these grey levels."""
    found = sought(grey, going_on=going_on)
    return found is not None and found.payload == payload


def find(grey: Grey, going_on: Callable[[], object] = lambda: None) -> tuple[Finding, ...]:
    """Read a mark of ours from the grey levels of a picture as shown; nothing rather than a guess."""
    found = sought(grey, going_on=going_on)
    return () if found is None else (_finding(found),)


def _finding(found: Message) -> Finding:
    says = Says.AI if found.payload.ai else Says.NOTHING
    chance = f"1e{math.ceil(found.chance)}"
    detail: Detail = {"way": OURS, "watermark_key": found.payload.key.hex(), "chance_below": chance}
    return Finding(Mark.WATERMARK, Layer.DECLARED, State.INTACT, Trust.NOT_APPLICABLE, says, "picture", detail)
