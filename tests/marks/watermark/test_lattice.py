"""What the search for the tiles computes by a shorter way is what the plain way gives."""

import numpy as np
import pytest

from tellmark.marks.watermark import lattice
from tellmark.marks.watermark.frame import LONGEST, averaged

CHANCE = np.random.default_rng(4)


@pytest.mark.parametrize("side", [1, 3, 15])
def test_the_mean_around_a_pixel_is_that_of_its_square(side: int) -> None:
    values = CHANCE.normal(size=(40, 60)).astype(np.float32)
    padded = np.pad(values, side // 2, mode="edge")
    wanted = np.lib.stride_tricks.sliding_window_view(padded, (side, side)).mean(axis=(2, 3))
    assert np.abs(averaged(values, side) - wanted).max() < 1e-5


def test_half_of_the_transforms_tells_the_whole_autocorrelation() -> None:
    power = np.abs(np.fft.rfft2(CHANCE.normal(size=(300, 500)), s=(LONGEST, LONGEST))).astype(np.float32)
    whole = np.fft.fftshift(np.fft.irfft2(power))
    middle = slice(LONGEST // 2 - lattice.LAG, LONGEST // 2 + lattice.LAG + 1)
    assert np.allclose(lattice._correlated(power), whole[middle, middle], rtol=1e-3, atol=1e-6)


def test_the_points_of_a_lattice_are_added_up_where_they_lie() -> None:
    likeness = CHANCE.normal(size=(2 * lattice.LAG + 1,) * 2).astype(np.float32)
    likeness[lattice.LAG, lattice.LAG] = 0
    vectors = np.array([[[40.2, -9.7], [8.1, 33.3]], [[150.0, 2.0], [-3.0, 210.0]]])
    for own, found in zip(vectors, lattice._scores(likeness, vectors), strict=True):
        places = [np.rint(own[0] * down + own[1] * across).astype(int) for down, across in lattice._steps(3)]
        within = [likeness[tuple(place + lattice.LAG)] for place in places if abs(place).max() <= lattice.LAG]
        assert found == pytest.approx(sum(within) / max(len(within), 6) ** 0.5, abs=1e-4)
