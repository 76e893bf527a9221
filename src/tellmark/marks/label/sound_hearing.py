"""Hear the audible label again: our spoken clips by their spectrum over time, the rhythm by its tone."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tellmark.marks.label.sound_voice import CLIPS, clip
from tellmark.media.sound import Samples, resampled

RATE = 8000
"""Samples a second that the ear works with; telephone speech is enough."""

HOP = 80
_WINDOW = 256
_BANDS = 24

LIKENESS = 0.75
"""Least correlation with a clip. Unmarked speech and music stay below 0.3, the same words in another voice below 0.7;
a label in MP3 of 16 kbit/s is above 0.95 (`tests/marks/label/test_sound.py`).
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something of the label that was heard: a clip's language or the rhythm, from when to when, how surely (0..1)."""

    what: str
    start: float
    end: float
    likeness: float


def heard(samples: Samples, rate: int) -> tuple[Heard, ...]:
    """Return what of the label is in *samples* (one channel), in the order of time."""
    sound = resampled(samples, rate, RATE)
    if len(sound) < RATE // 2:
        return ()
    found = [one for language in CLIPS if (one := _clip_in(sound, language))]
    if rhythm := _rhythm_in(sound):
        found.append(rhythm)
    return tuple(sorted(found, key=lambda one: one.start))


def _clip_in(sound: Samples, language: str) -> Heard | None:
    """Slide the clip's bands over the sound's; the best place counts if it is like enough."""
    pattern, shown = _pattern(language), _bands(sound)
    if len(shown) < len(pattern):
        return None
    likeness = _correlations(shown, pattern)
    best = int(likeness.argmax())
    if likeness[best] < LIKENESS:
        return None
    seconds = HOP / RATE
    return Heard(language, best * seconds, (best + len(pattern)) * seconds, round(float(likeness[best]), 3))


@cache
def _pattern(language: str) -> Samples:
    return _bands(resampled(*clip(language), RATE))


def _bands(sound: Samples) -> Samples:
    """Return loudness by time (every 10 ms) and band (24 from 150 to 3600 Hz, evenly spread as the ear does).

    The power 0.15 stands between energy and decibels: quiet sounds count, and silence needs no floor.
    """
    power = _spectra(sound, _WINDOW, HOP)
    loud: Samples = (power @ _band_weights()) ** 0.15
    return loud


def _spectra(sound: Samples, window: int, hop: int) -> Samples:
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(sound, window // 2), window)[::hop]
    power: Samples = np.abs(np.fft.rfft(frames * np.hanning(window), axis=1)) ** 2
    return power


@cache
def _band_weights() -> Samples:
    """Triangles on the mel scale (O'Shaughnessy 1987)."""
    mel = np.linspace(_mel(150.0), _mel(3600.0), _BANDS + 2)
    edges = 700 * (10 ** (mel / 2595) - 1)
    hertz = np.fft.rfftfreq(_WINDOW, 1 / RATE)[:, None]
    rising = (hertz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hertz) / (edges[2:] - edges[1:-1])
    weights: Samples = np.clip(np.minimum(rising, falling), 0, None)
    return weights


def _mel(hertz: float) -> float:
    return float(2595 * np.log10(1 + hertz / 700))


def _correlations(shown: Samples, pattern: Samples) -> Samples:
    """Return the normalised correlation of *pattern* with *shown* at every place, by Fourier transform.

    Each band's own mean over the time of the pattern is taken out, so that colour (a telephone, a filter) and gain do
    not count, only how each band changes.
    """
    count, places = len(pattern), len(shown) - len(pattern) + 1
    pattern = pattern - pattern.mean(axis=0)
    size = 1 << (len(shown) + count - 1).bit_length()
    product = np.fft.rfft(shown, size, axis=0) * np.conj(np.fft.rfft(pattern, size, axis=0))
    cross = np.fft.irfft(product.sum(axis=1), size)[:places]
    running = np.cumsum(np.vstack((np.zeros((1, shown.shape[1])), shown)), axis=0)
    squares = np.cumsum(np.concatenate(([0.0], (shown**2).sum(axis=1))))
    means = (running[count:] - running[:-count]) / count
    variance = squares[count:] - squares[:-count] - count * (means**2).sum(axis=1)
    scale = np.sqrt(np.maximum(variance, 1e-9) * (pattern**2).sum())
    likeness: Samples = np.where(variance > 1e-6 * count, cross / scale, 0.0)
    return likeness


_TONE_WINDOW = 320
_TONE_HOP = 40
_SHORT, _LONG = (0.05, 0.25), (0.12, 0.9)
"""Seconds that a short and a long sound may last (GB 45438-2025 fixes neither)."""


def _rhythm_in(sound: Samples) -> Heard | None:
    """Look for short-long, pause, short-short of one steady tone, with quiet before and behind."""
    power = _spectra(sound, _TONE_WINDOW, _TONE_HOP)
    power[:, : 250 * _TONE_WINDOW // RATE] = 0
    bins = np.arange(power.shape[1])
    top = power.argmax(axis=1)
    near = np.abs(bins[None, :] - top[:, None]) <= 2
    total = power.sum(axis=1) + 1e-12
    pure = (power * near).sum(axis=1) / total
    strong = total > max(1e-6, total.max() * 1e-4)
    tonal = (pure > 0.85) & strong
    for tone in np.unique(top[tonal]):
        is_on = _steady(power, int(tone), tonal & (np.abs(top - tone) <= 1))
        found = _sign(is_on)
        if found is not None:
            return found
    return None


def _steady(power: Samples, tone: int, tonal: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell where the tone sounds: pure there, and near its own usual strength."""
    strength = power[:, max(0, tone - 2) : tone + 3].sum(axis=1)
    usual = np.median(strength[tonal])
    steady: NDArray[np.bool_] = (strength > usual / 4) & (strength < usual * 8)
    return steady


def _sign(is_on: NDArray[np.bool_]) -> Heard | None:
    """Read the runs of tone and silence; five in a row must be the sign, with silence at both ends."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_on, [False])).astype(np.int8)))
    starts, ends = edges[::2] * _TONE_HOP / RATE, edges[1::2] * _TONE_HOP / RATE
    for first in range(len(starts) - 3):
        on = [(float(starts[first + i]), float(ends[first + i])) for i in range(4)]
        before = on[0][0] - float(ends[first - 1]) if first else 1.0
        behind = float(starts[first + 4]) - on[3][1] if first + 4 < len(starts) else 1.0
        if _is_sign(on) and min(before, behind) > on[2][0] - on[1][1] - 0.05:
            return Heard("rhythm", on[0][0], on[3][1], 1.0)
    return None


def _is_sign(on: list[tuple[float, float]]) -> bool:
    lengths = [end - start for start, end in on]
    gaps = [later[0] - earlier[1] for earlier, later in pairwise(on)]
    short, long = (lengths[0], lengths[2], lengths[3]), lengths[1]
    return (
        all(_SHORT[0] <= one <= _SHORT[1] for one in short)
        and max(short) <= 1.4 * min(short)
        and _LONG[0] <= long <= _LONG[1]
        and 2 * max(short) <= long <= 5 * min(short)
        and min(gaps) > 0.03
        and gaps[1] > 1.4 * max(gaps[0], gaps[2])
        and max(gaps[0], gaps[2]) <= 1.5 * min(gaps[0], gaps[2])
    )
