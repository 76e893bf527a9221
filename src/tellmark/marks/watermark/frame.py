"""The frame in which a mark is put and sought: grey, its long side at most 1024 pixels, its strength levelled."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LONGEST = 1024

Frame = NDArray[np.float32]
Grey = NDArray[np.uint8]


def frame_of(levels: Grey) -> Frame:
    """Return *levels* (rows × columns) scaled down to the frame, never up."""
    rows, columns = levels.shape
    size = frame_size(columns, rows)
    if size == (columns, rows):
        return levels.astype(np.float32)
    image = Image.fromarray(np.ascontiguousarray(levels))
    return np.asarray(image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)).astype(np.float32)


def frame_size(width: int, height: int) -> tuple[int, int]:
    """Return the frame's width and height for a picture of *width* × *height*."""
    longest = max(width, height)
    if longest <= LONGEST:
        return width, height
    return max(1, round(width * LONGEST / longest)), max(1, round(height * LONGEST / longest))


def hiding(frame: Frame) -> Frame:
    """Return how much change each pixel of *frame* hides: less where it is smooth, more where busy, dark or bright."""
    mean = averaged(frame, 9)
    activity = np.sqrt(np.maximum(averaged((frame - mean) ** 2, 11), 0))
    light = np.clip(0.75 + 0.35 * np.abs(mean - 110) / 110, 0.75, 1.15)
    smooth = np.minimum(0.55 + 0.45 * activity, 1)
    worth: Frame = ((smooth + 0.15 * np.minimum(activity, 18)) * light).astype(np.float32)
    return worth


def levelled(frame: Frame) -> Frame:
    """Return what of *frame* can carry a mark, so weighted that every place counts as it is worth.

    The picture's slow changes are taken away, the rest is divided by its local strength and weighted by how strong a
    mark is against it (a matched filter).
    """
    fine = frame - averaged(averaged(frame, 7), 7)
    strength = np.sqrt(np.maximum(averaged(fine * fine, 15), 0)) + 1.5
    against = (1 + 0.15 * np.minimum(1.4 * strength, 18)) / strength
    even: Frame = (np.clip(fine / strength, -2.5, 2.5) * against**1.5).astype(np.float32)
    return even


def averaged(values: Frame, side: int) -> Frame:
    """Return the mean of the square of *side* (odd) pixels around each pixel; the rim is repeated outwards."""
    padded = np.pad(values, side // 2, mode="edge")
    return _sliding(np.ascontiguousarray(_sliding(padded, side).T), side).T


def _sliding(values: Frame, side: int) -> Frame:
    """Return the mean of each *side* rows that follow each other."""
    sums = np.zeros((values.shape[0] + 1, values.shape[1]), np.float32)
    for above, row, sum_of_all in zip(sums, values, sums[1:], strict=False):  # twice as fast as cumsum along rows
        np.add(above, row, out=sum_of_all)
    means: Frame = sums[side:] - sums[:-side]
    means /= side
    return means
