"""PNG rows: samples packed into bytes, and the five filters that make them compress well (W3C PNG §7.2, §9)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def packed(samples: NDArray[Any], depth: int) -> NDArray[np.uint8]:
    """Pack *samples* (rows × columns × samples) into bytes as PNG stores them: rows × bytes."""
    rows = samples.reshape(samples.shape[0], -1)
    if depth == 16:
        return rows.astype(">u2").view(np.uint8)
    if depth == 8:
        return rows.astype(np.uint8, copy=False)
    bits = np.unpackbits(rows[:, :, None].astype(np.uint8), axis=2)[:, :, 8 - depth :]
    return np.packbits(bits.reshape(rows.shape[0], -1), axis=1)


def filtered(
    rows: NDArray[np.uint8], above: NDArray[np.uint8] | None, pixel_bytes: int, adaptive: bool
) -> NDArray[np.uint8]:
    """Return *rows* filtered, each with its filter's number before it; *above* is the row over the first, if any.

    With *adaptive* each row takes the filter with the least sum of absolute differences (PNG §12.7), else none.
    """
    if not adaptive:
        return np.pad(rows, ((0, 0), (1, 0)))
    first = np.zeros_like(rows[:1]) if above is None else above[None]
    up = np.concatenate((first, rows[:-1]))
    left, corner = _shifted(rows, pixel_bytes), _shifted(up, pixel_bytes)
    average = ((left.astype(np.uint16) + up) >> 1).astype(np.uint8)
    guesses = (np.zeros_like(rows), left, up, average, _paeth(left, up, corner))
    best = np.full(rows.shape[0], np.iinfo(np.int64).max)
    out = np.empty((rows.shape[0], rows.shape[1] + 1), np.uint8)
    for number, guess in enumerate(guesses):
        candidate = rows - guess
        cost = np.minimum(candidate, 0 - candidate).sum(axis=1, dtype=np.int64)
        better = cost < best
        best[better] = cost[better]
        out[better, 0] = number
        out[better, 1:] = candidate[better]
    return out


def _shifted(rows: NDArray[np.uint8], pixel_bytes: int) -> NDArray[np.uint8]:
    moved = np.zeros_like(rows)
    moved[:, pixel_bytes:] = rows[:, :-pixel_bytes]
    return moved


def _paeth(left: NDArray[np.uint8], up: NDArray[np.uint8], corner: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Choose of three neighbours the one nearest to left + up - corner; ties go to left, then up (PNG §9.4)."""
    a, b, c = left.astype(np.int16), up.astype(np.int16), corner.astype(np.int16)
    to_left, to_up, to_corner = np.abs(b - c), np.abs(a - c), np.abs(a + b - 2 * c)
    nearest_left = (to_left <= to_up) & (to_left <= to_corner)
    return np.where(nearest_left, left, np.where(to_up <= to_corner, up, corner))
