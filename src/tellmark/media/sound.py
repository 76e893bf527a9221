"""Sound as numbers: resampling, the level of speech, and the little wave files that ship with Tellmark."""

import struct
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float64]

_TAPS = 24
"""Zero crossings of the sinc on each side: the stop band is about 80 dB down."""

_PHASES = 1024
"""The most phases that are tabulated; every usual pair of rates needs fewer and is then exact."""


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    """Return *samples* (one channel) at *wanted* samples a second by a Kaiser-windowed sinc (Smith, “Digital audio
    resampling”, 2002). The band above half the lower rate is removed.
    """
    if rate == wanted or not len(samples):
        return samples
    step = int(np.gcd(rate, wanted))
    phases = min(wanted // step, _PHASES)
    table = _filters(phases, min(1.0, wanted / rate))
    reach = table.shape[1] // 2
    padded = np.pad(samples, reach)
    count = -(-len(samples) * wanted // rate)
    result = np.empty(count)
    block = max(256, (1 << 20) // table.shape[1])
    for start in range(0, count, block):
        # The place of each new sample among the old ones, split into a whole number and a phase.
        place = np.arange(start, min(start + block, count), dtype=np.int64) * (rate // step)
        whole, rest = np.divmod(place, wanted // step)
        phase = np.minimum(rest * phases // (wanted // step), phases - 1)
        near = padded[whole[:, None] + np.arange(1, table.shape[1] + 1)]
        result[start : start + len(place)] = np.einsum("ij,ij->i", near, table[phase])
    return result


@cache
def _filters(phases: int, band: float) -> Samples:
    """Tabulate the filter for each phase: row p holds the weights of the neighbours at p/phases between two samples."""
    reach = int(np.ceil(_TAPS / band))
    offset = np.arange(phases)[:, None] / phases - np.arange(1 - reach, reach + 1)[None, :]
    window = np.i0(9.0 * np.sqrt(np.clip(1 - (offset / reach) ** 2, 0, None))) / np.i0(9.0)
    # A little below the theoretical edge, so that the transition ends where aliasing would begin.
    weights = band * np.sinc(offset * band * 0.97) * 0.97 * window
    normal: Samples = weights / weights.sum(axis=1, keepdims=True)
    return normal


def level(samples: Samples, rate: int) -> float:
    """Return the level of what is heard, in dBFS: the RMS of those 50 ms blocks within 30 dB of the loudest one.

    Silence has the level -inf.
    """
    size = max(1, rate // 20)
    usable = len(samples) // size * size
    if not usable:
        return float("-inf")
    power = (samples[:usable].reshape(-1, size) ** 2).mean(axis=1)
    if power.max() <= 1e-12:
        return float("-inf")
    return float(10 * np.log10(power[power > power.max() / 1000].mean()))


def mu_law_clip(data: bytes) -> tuple[Samples, int]:
    """Decode one of our own clips, a mono µ-law wave file (ITU-T G.711): samples in ±1 and their rate."""
    rate = struct.unpack_from("<I", data, 24)[0]
    start = data.index(b"data", 36)
    size = struct.unpack_from("<I", data, start + 4)[0]
    code = ~np.frombuffer(data, np.uint8, size, start + 8)
    magnitude = ((code & 0x0F).astype(np.int32) * 8 + 132 << (code >> 4 & 7).astype(np.int32)) - 132
    return np.where(code & 0x80, -magnitude, magnitude) / 32768.0, rate
