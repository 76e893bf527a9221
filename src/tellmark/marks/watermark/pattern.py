"""The pattern of a mark: one tile of keyed waves, repeated over the frame."""

import numpy as np
from numpy.typing import NDArray

from tellmark.marks.watermark.chips import PUBLIC_KEY, TILE, plan_of
from tellmark.marks.watermark.code import encode
from tellmark.marks.watermark.payload import Payload


def tile_of(payload: Payload, key: bytes = PUBLIC_KEY) -> NDArray[np.float32]:
    """Return the TILE × TILE pattern that says *payload*, of mean 0 and mean square 1."""
    plan = plan_of(key)
    values = (1 - 2.0 * encode(payload.bits())[plan.code_bit]) * plan.data_signs
    waves = np.zeros(len(plan.rows), np.complex64)
    waves[plan.sync] = plan.sync_signs
    waves[plan.data] = (values[0::2] + 1j * values[1::2]) / np.sqrt(2)
    spectrum = np.zeros((TILE, TILE // 2 + 1), np.complex64)
    spectrum[plan.rows % TILE, plan.columns] = waves * plan.weights
    mirrored = plan.columns == 0
    spectrum[-plan.rows[mirrored] % TILE, 0] = np.conj(waves * plan.weights)[mirrored]
    tile = np.fft.irfft2(spectrum, s=(TILE, TILE)).astype(np.float32)
    return tile / np.float32(tile.std())


def spread(tile: NDArray[np.float32], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Repeat *tile* over a frame of *shape* (rows, columns), from its upper left."""
    across, down = -(-shape[1] // TILE), -(-shape[0] // TILE)
    return np.tile(tile, (down, across))[: shape[0], : shape[1]]
