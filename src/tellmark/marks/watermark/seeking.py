"""Seek the mark in a picture: where it was put, then wherever its tiles may have gone."""

from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

from tellmark.marks.watermark.chips import PUBLIC_KEY, TILE, Plan, plan_of
from tellmark.marks.watermark.frame import Frame, Grey, frame_of, levelled
from tellmark.marks.watermark.lattice import Vectors, lattices
from tellmark.marks.watermark.message import Message, message_in
from tellmark.marks.watermark.waves import AS_IT_IS, Waves, clearest, clearness, disc_of, moved_back, shift_of, turned

_IN_PLACE = 3.0
"""Least clearness of a mark in its place; one in 740 pictures without a mark has that."""

_ELSEWHERE = 5.0
"""Least clearness of a mark anywhere else, where the best of eighty thousand places is taken."""

_TRIED = 2
"""Lattices of each band that are looked at."""

_MOST_PIXELS = 1 << 21
"""Of a picture set upright again: it may have been scaled down, and is brought back to where it was put."""


def sought(levels: Grey, key: bytes = PUBLIC_KEY, going_on: Callable[[], object] = lambda: None) -> Message | None:
    """Return what the mark of *key* in the grey *levels* (rows × columns) says, or None where none can be read.

    *going_on* is called now and then: it is much to compute.
    """
    plan = plan_of(key)
    frame = frame_of(levels)
    even = levelled(frame)
    waves = turned(disc_of(even, plan), AS_IT_IS, plan)
    if clearness(waves, plan) >= _IN_PLACE and (found := message_in(waves, plan)) is not None:
        return found
    tried = (message_in(moved, plan) for moved in _elsewhere(frame, even, plan, going_on))
    return next((message for message in tried if message is not None), None)


def _elsewhere(frame: Frame, even: Frame, plan: Plan, going_on: Callable[[], object]) -> Iterator[Waves]:
    """Yield the waves as they were put, for each lattice on which the known carriers can be seen."""
    for lattice in lattices(even, _TRIED):
        going_on()
        upright = _upright(frame, lattice.vectors)
        if upright is None:
            continue
        waves = clearest(disc_of(upright, plan), plan)
        clear, shift = shift_of(waves, plan)
        if clear >= _ELSEWHERE:
            yield moved_back(waves, plan, shift)


def _upright(frame: Frame, vectors: Vectors) -> Frame | None:
    """Return *frame* so that *vectors* become one tile down and one across, levelled; None if it is too large so."""
    back = vectors.T / TILE
    there = np.linalg.inv(back)
    rows, columns = frame.shape
    corners = np.array([(0, 0), (0, columns), (rows, 0), (rows, columns)]) @ there.T
    first = np.floor(corners.min(axis=0))
    height, width = (int(side) for side in np.ceil(corners.max(axis=0) - first))
    if min(height, width) < TILE // 2 or height * width > _MOST_PIXELS:
        return None
    offset = back @ first + 0.5 - 0.5 * back.sum(axis=1)  # Pillow counts from the corners of pixels
    columns_first = (back[1, 1], back[1, 0], offset[1], back[0, 1], back[0, 0], offset[0])
    image, whole = Image.fromarray(frame), Image.new("L", (columns, rows), 255)
    size, how = (width, height), Image.Transform.AFFINE
    straight = np.asarray(image.transform(size, how, columns_first, Image.Resampling.BILINEAR))
    covered = np.asarray(whole.transform(size, how, columns_first, Image.Resampling.NEAREST)) == 255
    return np.where(covered, levelled(straight), np.float32(0))
