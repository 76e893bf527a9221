"""The audible label as samples: the spoken clips that ship with Tellmark, then the rhythm short-long, short-short."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from tellmark.media.sound import Samples, level, mu_law_clip, resampled

PERFORMER = "en-x-perform"
"""English with the words of adverts (`wordings.PERFORMER`), as a private subtag of a language (RFC 5646 §2.2.7)."""

CLIPS = {"zh": "label-zh.wav", "en": "label-en.wav", PERFORMER: "performer-en.wav"}
"""Language → clip. The words are in `assets/CLIPS.md`."""

USUAL_LEVEL = -20.0
"""dBFS RMS of the speech where the recording itself says nothing."""

LEVELS = (-26.0, -16.0)
"""The label follows the level of the recording within these bounds: always heard, never startling."""

TONE, DOT, DASH, GAP, LETTER_GAP, RAMP = 800.0, 0.1, 0.3, 0.1, 0.3, 0.005
"""Hertz and seconds. GB 45438-2025 §5.3 c asks for short-long, short-short and fixes none of these."""

LEAD, PAUSE, REST = 0.05, 0.35, 0.5
"""Seconds of silence before, between and after the parts of the label."""

_PEAK = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """A label to be heard: one channel of samples at its rate, and what it says."""

    samples: Samples
    languages: tuple[str, ...]
    rhythm: bool


def languages_for(spoken: Iterable[str], rhythm: bool) -> tuple[str, ...]:
    """Choose the clips for the languages asked for (BCP 47), in order, each once.

    English stands in for a language without a clip (Code of Practice, Section 2, M1.1: the content's language or
    English), and speaks where nothing at all was asked for: a label that is owed is never silence.
    """
    chosen: dict[str, None] = {}
    for tag in spoken:
        primary = tag.lower().partition("-")[0]
        primary = tag if tag in CLIPS else "zh" if primary == "cmn" else primary
        chosen[primary if primary in CLIPS else "en"] = None
    return tuple(chosen) or (() if rhythm else ("en",))


def voice(languages: tuple[str, ...], rhythm: bool, rate: int, recording: float = USUAL_LEVEL) -> Voice:
    """Speak the label at *rate* samples a second, as loud as a *recording* of that many dBFS (see LEVELS)."""
    loudness = float(np.clip(recording, *LEVELS)) if np.isfinite(recording) else USUAL_LEVEL
    parts = [_silence(LEAD, rate)]
    for language in languages:
        speech = resampled(*clip(language), rate)
        gain = min(10 ** ((loudness - level(speech, rate)) / 20), _PEAK / float(np.abs(speech).max()))
        parts += [speech * gain, _silence(PAUSE, rate)]
    if rhythm:
        parts += [rhythm_tone(rate) * (10 ** (loudness / 20)), _silence(PAUSE, rate)]
    parts.append(_silence(REST - PAUSE, rate))
    return Voice(np.concatenate(parts), languages, rhythm)


def rhythm_tone(rate: int) -> Samples:
    """Return Morse A I: short-long, short-short, a sine of amplitude 1 with soft edges."""
    sign = ((DOT, GAP), (DASH, LETTER_GAP), (DOT, GAP), (DOT, 0.0))
    parts = []
    for on, off in sign:
        parts += [_beep(on, rate), _silence(off, rate)]
    return np.concatenate(parts)


def _beep(seconds: float, rate: int) -> Samples:
    count, ramp = round(seconds * rate), round(RAMP * rate)
    tone = np.sin(2 * np.pi * TONE * np.arange(count) / rate)
    edge = np.sin(np.linspace(0, np.pi / 2, ramp)) ** 2
    tone[:ramp] *= edge
    tone[count - ramp :] *= edge[::-1]
    return tone


def _silence(seconds: float, rate: int) -> Samples:
    return np.zeros(round(seconds * rate))


@cache
def clip(language: str) -> tuple[Samples, int]:
    """Return the clip of *language*: samples in ±1 and their rate."""
    return mu_law_clip((Path(__file__).parent / "assets" / CLIPS[language]).read_bytes())
