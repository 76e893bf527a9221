"""Where the tiles lie in a picture that was scaled, cut, turned or stretched: found by the tiles' own repetition.

A pattern that repeats makes a picture resemble itself when it is moved by a tile: its autocorrelation has peaks on a
lattice, and two vectors of that say all about scale, turning and stretching. No key is needed for it, and no second
signal.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tellmark.marks.watermark.frame import LONGEST, Frame, averaged

Vectors = NDArray[np.float64]
"""Two rows: the vectors (rows, columns), in pixels, by which the tiles repeat: the first rather down, then across."""

LAG = 400
"""How far, in pixels, the picture is moved against itself in each direction."""

_BANDS = ((0.035, 0.17), (0.07, 0.34), (0.02, 0.085))
"""Cycles per pixel in which the waves lie when the picture kept its size, was halved, was doubled."""

_SHORTEST, _LONGEST = 28.0, 330.0
_STEP = 0.005
"""Relative step of sizes and stretches, and in radians of turns: what two tiles away is a pixel and a half."""

_STRETCH = 0.3
_LEAST = 4.2
"""Scores below are those of every picture."""

_FROM_GRID, _FROM_PEAKS, _PEAKS = 12, 6, 40
_NEAR = 14
"""Pixels within which every picture resembles itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """A place where the tiles may lie, and how much the picture resembles itself there (noise: 1 for each point)."""

    score: float
    vectors: Vectors


def lattices(even: Frame, most: int) -> Iterator[Lattice]:
    """Yield at most *most* likely lattices of each band for the levelled frame *even*, in each the likeliest first."""
    power = _spectrum(even)
    for band in range(len(_BANDS)):
        yield from (one for one in _likely(_resemblance(power, band))[:most] if one.score >= _LEAST)


def _spectrum(even: Frame) -> Frame:
    """Return the power of each frequency against its neighbours', limited: rows from the lowest frequency up."""
    strength = np.fft.fftshift(np.abs(np.fft.rfft2(even, s=(LONGEST, LONGEST))), axes=0)
    strength = strength.astype(np.float32)
    power: Frame = np.minimum((strength / (averaged(strength, 31) + 1e-9)) ** 2, 12)
    return power


def _resemblance(power: Frame, band: int) -> Frame:
    """Return the autocorrelation up to LAG, the picture in the middle, its noise levelled to 1 everywhere."""
    inside = _ring(band)
    kept = np.where(inside, power - power[inside].mean(), 0).astype(np.float32)
    part = np.where(_distance() < _NEAR, 0, _correlated(np.fft.ifftshift(kept, axes=0))).astype(np.float32)
    likeness: Frame = np.clip(part / (np.sqrt(averaged(part * part, 61)) + 1e-9), -6, 12)
    return likeness


def _correlated(power: Frame) -> Frame:
    """Return what `irfft2` makes of *power* up to LAG, moved by nothing in the middle.

    *power* is real, and the result the same upside down and mirrored: so half of both transforms tells all of it.
    """
    down = np.fft.rfft(power, axis=0)[: LAG + 1].conj() / np.float32(LONGEST)
    rows = np.fft.irfft(down, n=LONGEST, axis=1)
    lower = np.concatenate([rows[:, -LAG:], rows[:, : LAG + 1]], axis=1)
    return np.concatenate([lower[:0:-1, ::-1], lower])


@cache
def _ring(band: int) -> NDArray[np.bool_]:
    rows = (np.arange(LONGEST) - LONGEST // 2)[:, None] / LONGEST
    radius = np.hypot(rows, np.arange(LONGEST // 2 + 1)[None] / LONGEST)
    return (radius > _BANDS[band][0]) & (radius < _BANDS[band][1])


@cache
def _distance() -> Frame:
    away = np.arange(-LAG, LAG + 1, dtype=np.float32)
    return np.hypot(away[:, None], away[None])


def _likely(likeness: Frame) -> list[Lattice]:
    """Refine what a grid of sizes, turns and stretches gives, and what pairs of peaks give; each lattice once."""
    found: list[Lattice] = []
    for rough in (*_of_grid(likeness), *_of_peaks(likeness)):
        vectors = _reduced(_refined(likeness, rough))
        apart = all(np.abs(vectors - one.vectors).max() >= 1 for one in found)
        if apart and abs(np.linalg.det(vectors)) > _SHORTEST**2 / 2:
            found.append(Lattice(float(_scores(likeness, vectors[None])[0]), vectors))
    return sorted(found, key=lambda one: -one.score)


def _of_grid(likeness: Frame) -> NDArray[np.float64]:
    vectors, points, weights = _grid()
    scores = _summed(likeness, points) * weights
    best = np.argpartition(-scores, _FROM_GRID)[:_FROM_GRID]
    return vectors[best[np.argsort(-scores[best])]].astype(np.float64)


@cache
def _grid() -> tuple[NDArray[np.float32], NDArray[np.intp], NDArray[np.float32]]:
    """Return square lattices of each size and turn, upright ones of each size and stretch; where their points lie."""
    sizes = np.exp(np.arange(math.log(_SHORTEST), math.log(_LONGEST), _STEP))
    size, turn = (one.ravel() for one in np.meshgrid(sizes, np.arange(0, math.pi / 2, _STEP), indexing="ij"))
    down, across = size * np.cos(turn), size * np.sin(turn)
    square = np.stack([np.stack([down, -across], 1), np.stack([across, down], 1)], axis=1)
    size, more = (one.ravel() for one in np.meshgrid(sizes, np.arange(-_STRETCH, _STRETCH, _STEP), indexing="ij"))
    none = np.zeros_like(size)
    tall, wide = size * np.exp(more / 2), size * np.exp(-more / 2)
    upright = np.stack([np.stack([tall, none], 1), np.stack([none, wide], 1)], axis=1)
    vectors = np.concatenate([square, upright]).astype(np.float32)
    points, inside = _points(vectors, 2)
    return vectors, points, (1 / np.sqrt(np.maximum(inside, 4))).astype(np.float32)


def _of_peaks(likeness: Frame) -> NDArray[np.float64]:
    """Pair the highest peaks, for what was turned and stretched both; of each pair also the lattice between them."""
    peaks = _peaks(likeness)
    one, other = peaks[:, None], peaks[None]
    length = np.hypot(*peaks.T)
    across = np.abs(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0])
    ratio = length[:, None] / length[None]
    first, second = np.nonzero(np.triu((across > 0.8 * np.outer(length, length)) & (abs(np.log(ratio)) < 0.47), 1))
    pairs = np.stack([peaks[first], peaks[second]], axis=1)
    halves = np.stack([pairs.sum(axis=1) / 2, (pairs[:, 1] - pairs[:, 0]) / 2], axis=1)
    both = np.concatenate([pairs, halves])
    return both[np.argsort(-_scores(likeness, both))[:_FROM_PEAKS]]


def _peaks(likeness: Frame) -> NDArray[np.float64]:
    """Return the highest points (rows, columns from the middle) of the lower half, no two of them neighbours."""
    lower = likeness[LAG - 1 :]
    around = np.max([lower[1 + y : -1 + y or None, 1 + x : -1 + x or None] for y in (-1, 0, 1) for x in (-1, 0, 1)], 0)
    far = _distance()[LAG:-1, 1:-1]
    rows, columns = np.nonzero((lower[1:-1, 1:-1] >= around) & (far > _SHORTEST) & (far < _LONGEST))
    best = np.argsort(-lower[rows + 1, columns + 1])[:_PEAKS]
    return np.stack([rows[best], columns[best] + 1 - LAG], axis=1).astype(np.float64)


def _scores(likeness: Frame, vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return the sum of the lattice points near the middle, against its noise."""
    points, inside = _points(vectors, 3)
    noise: NDArray[np.float32] = np.sqrt(np.maximum(inside, 6)).astype(np.float32)
    return _summed(likeness, points) / noise


def _summed(likeness: Frame, points: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return the sum of the *points* (steps × lattices) of each lattice."""
    flat = likeness.ravel()
    total: NDArray[np.float32] = flat.take(points[0])
    for step in points[1:]:  # two hundred thousand lattices at a time: much faster than a dozen points at a time
        total += flat.take(step)
    return total


def _points(vectors: NDArray[np.floating], order: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the flat places of the lattice points up to *order* steps away, and how many are within reach.

    Points (steps × lattices) out of reach are put in the middle, which counts nothing.
    """
    down, across = _steps(order).astype(vectors.dtype).T[..., None]
    rows, columns = (np.rint(down * vectors[:, 0, way] + across * vectors[:, 1, way]) for way in (0, 1))
    inside = (np.abs(rows) <= LAG) & (np.abs(columns) <= LAG)
    flat = np.where(inside, (rows + LAG) * (2 * LAG + 1) + columns + LAG, LAG * (2 * LAG + 1) + LAG)
    return flat.astype(np.intp), inside.sum(axis=0)


@cache
def _steps(order: int) -> NDArray[np.int32]:
    """Return the steps to half of the points around the middle: the other half mirrors it."""
    span = range(-order, order + 1)
    return np.array([(m, n) for m in span for n in range(order + 1) if n > 0 or m > 0], np.int32)


def _refined(likeness: Frame, vectors: Vectors) -> Vectors:
    """Fit the vectors to the peaks next to where they point, first the near ones, then those further out."""
    for order, reach in ((1, 2), (2, 2), (3, 1), (4, 1)):
        steps = _steps(order)
        expected = steps @ vectors
        near = (np.abs(expected) < LAG - 4).all(axis=1)
        if near.sum() < 2:
            break
        places, height = _summits(likeness, np.rint(expected[near]).astype(np.intp) + LAG, reach)
        weight = np.maximum(height, 0)[:, None].astype(np.float64) + 1e-3
        vectors = np.asarray(np.linalg.lstsq(steps[near] * weight, (places - LAG) * weight, rcond=None)[0], np.float64)
    return vectors


def _summits(
    likeness: Frame, expected: NDArray[np.intp], reach: int
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Return the highest point within *reach* of each expected one, to fractions of a pixel, and its height."""
    around = np.arange(-reach, reach + 1)
    rows, columns = expected[:, 0, None, None] + around[:, None], expected[:, 1, None, None] + around
    at = likeness[rows, columns].reshape(len(expected), -1).argmax(axis=1)
    y, x = expected[:, 0] + at // len(around) - reach, expected[:, 1] + at % len(around) - reach
    top = likeness[y, x]
    down = _summit(likeness[y - 1, x], top, likeness[y + 1, x])
    across = _summit(likeness[y, x - 1], top, likeness[y, x + 1])
    return np.stack([y + down, x + across], axis=1), top


def _summit(before: Frame, at: Frame, after: Frame) -> NDArray[np.float64]:
    """Return where the parabola through three neighbours is highest, at most half a step away."""
    bend = np.minimum(before - 2.0 * at + after, -1e-6)
    return np.clip(0.5 * (before - after) / bend, -0.5, 0.5)


def _reduced(vectors: Vectors) -> Vectors:
    """Return the shortest vectors of the same lattice (Gauss), the one that goes rather down first."""
    short, long = vectors
    for _ in range(8):
        if short @ short > long @ long:
            short, long = long, short
        times = round(float(short @ long) / float(short @ short + 1e-9))
        if times == 0:
            break
        long = long - times * short
    down, across = (short, long) if abs(short[0]) >= abs(long[0]) else (long, short)
    return np.stack([down if down[0] >= 0 else -down, across if across[1] >= 0 else -across])
