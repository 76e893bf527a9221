"""How much of each of a mark's waves is in a frame: one complex value for each carrier, summed over all tiles."""

import math

import numpy as np
from numpy.typing import NDArray

from tellmark.marks.watermark.chips import OUTER, TILE, Plan
from tellmark.marks.watermark.frame import Frame

Waves = NDArray[np.complex64]
"""One value for each carrier of a plan, in its order."""

Disc = NDArray[np.complex64]
"""Values of all frequencies up to OUTER cycles per tile, rows × columns, frequency 0 in the middle."""

Turn = NDArray[np.intp]

TURNS: tuple[Turn, ...] = tuple(
    np.array(matrix, np.intp)
    for matrix in (
        ((1, 0), (0, 1)), ((0, 1), (-1, 0)), ((-1, 0), (0, -1)), ((0, -1), (1, 0)),
        ((1, 0), (0, -1)), ((-1, 0), (0, 1)), ((0, 1), (1, 0)), ((0, -1), (-1, 0)),
    )
)  # fmt: skip
"""The ways in which a square lattice lies on itself: quarter turns, and their mirror images."""

AS_IT_IS = TURNS[0]

_FINE = 2
"""Shifts are told by half pixels."""


def disc_of(even: Frame, plan: Plan) -> Disc:
    """Sum the waves over all tiles of the levelled frame *even*; no tile and no carrier is louder than it is worth."""
    tiles, cover = _tiles(even)
    waves = np.fft.rfft2(tiles)[:, plan.rows % TILE, plan.columns]
    power = np.abs(waves) ** 2
    of_tile = power.mean(axis=1, keepdims=True) + 1e-6
    of_carrier = (power / of_tile).mean(axis=0) + 1e-6
    waves /= np.sqrt(of_tile * of_carrier)
    waves /= np.sqrt(1 + np.abs(waves) ** 2)
    worth = cover / np.maximum(np.sqrt(of_tile[:, 0] / np.median(of_tile)), 0.7)
    summed = (waves * worth[:, None]).sum(axis=0) * plan.weights / np.sqrt(of_carrier)
    disc = np.zeros((2 * OUTER + 1, 2 * OUTER + 1), np.complex64)
    disc[OUTER + plan.rows, OUTER + plan.columns] = summed
    disc[OUTER - plan.rows, OUTER - plan.columns] = np.conj(summed)
    return disc


def turned(disc: Disc, turn: Turn, plan: Plan) -> Waves:
    """Return the waves as they were before the picture was turned by *turn*."""
    frequencies = np.stack([plan.rows, plan.columns], axis=1) @ turn
    waves: Waves = disc[OUTER + frequencies[:, 0], OUTER + frequencies[:, 1]]
    return waves


def clearness(waves: Waves, plan: Plan) -> float:
    """Return how clearly the known carriers say that a tile begins at the upper left; chance gives a normal deviate."""
    known, deviation = _known(waves, plan)
    return float(known.real.sum()) / deviation


def shift_of(waves: Waves, plan: Plan) -> tuple[float, tuple[float, float]]:
    """Return how clearly (as `clearness`, but the best of all: 4.5 by chance) and by how many pixels it is moved."""
    known, deviation = _known(waves, plan)
    side = TILE * _FINE
    grid = np.zeros((side, side), np.complex64)
    grid[plan.rows[plan.sync] % side, plan.columns[plan.sync]] = known
    sums = np.fft.ifft2(grid).real
    row, column = divmod(int(sums.argmax()), side)
    return float(sums[row, column]) * grid.size / deviation, (row / _FINE, column / _FINE)


def clearest(disc: Disc, plan: Plan) -> Waves:
    """Return the waves as they were before whichever turn makes the known carriers clearest, by whole pixels."""
    views = [turned(disc, turn, plan) for turn in TURNS]
    grids = np.zeros((len(views), TILE, TILE), np.complex64)
    for grid, view in zip(grids, views, strict=True):
        known, deviation = _known(view, plan)
        grid[plan.rows[plan.sync] % TILE, plan.columns[plan.sync]] = known / deviation
    return views[int(np.fft.ifft2(grids).real.max(axis=(1, 2)).argmax())]


def moved_back(waves: Waves, plan: Plan, shift: tuple[float, float]) -> Waves:
    """Return the waves as they are where the tiles begin at the upper left."""
    phase = 2j * np.pi * (plan.rows * shift[0] + plan.columns * shift[1]) / TILE
    return (waves * np.exp(phase)).astype(np.complex64)


def _known(waves: Waves, plan: Plan) -> tuple[Waves, float]:
    known = waves[plan.sync] * np.conj(plan.sync_signs)
    return known, math.sqrt(float((np.abs(known) ** 2).sum()) / 2) + 1e-9


def _tiles(even: Frame) -> tuple[Frame, Frame]:
    """Cut into tiles, those at the rim filled up with nothing; return them, and how much of each is picture."""
    rows, columns = even.shape
    down, across = -(-rows // TILE), -(-columns // TILE)
    whole = np.zeros((down * TILE, across * TILE), np.float32)
    whole[:rows, :columns] = even
    tiles = whole.reshape(down, TILE, across, TILE).swapaxes(1, 2).reshape(-1, TILE, TILE)
    return tiles, np.outer(_covered(rows, down), _covered(columns, across)).ravel().astype(np.float32)


def _covered(length: int, count: int) -> NDArray[np.float64]:
    return np.minimum(TILE, length - TILE * np.arange(count)) / TILE
