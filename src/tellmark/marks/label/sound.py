"""The audible label: speech and rhythm before the first sample of a recording, and heard again."""

from dataclasses import dataclass
from typing import BinaryIO

from tellmark.marks.label.sound_hearing import Heard, heard
from tellmark.marks.label.sound_voice import languages_for, voice
from tellmark.marks.model import Finding, Layer, Mark, Says, State, Trust
from tellmark.media import sound_mp3, sound_wave
from tellmark.media.kinds import Kind
from tellmark.media.sound import level
from tellmark.rules.model import LabelDemand

HEARING = 20.0
"""Seconds from the beginning in which the label is looked for."""

_LISTENED = 20.0
"""Seconds of the recording whose level the label follows."""


@dataclass(frozen=True, slots=True)
class SoundLabel:
    """What was put in front: its languages, whether the rhythm follows, and how long it is in seconds."""

    languages: tuple[str, ...]
    rhythm: bool
    seconds: float


def inscribe(kind: Kind, src: BinaryIO, dst: BinaryIO, demand: LabelDemand) -> SoundLabel:
    """Write *src* to *dst* with the label in front. What follows the label is the original, bit for bit.

    In a wave file its samples are the same; in an MP3 file its frames are (GB 45438-2025 §5.3; IN r.3(3)).
    Raises Malformed, UnsupportedSound or SoundTooLarge; NeedsAv for MP3 where PyAV is missing.
    """
    languages = languages_for(demand.spoken, demand.rhythm)
    if kind is Kind.MP3:
        return _before_frames(src, dst, languages, demand.rhythm)
    return _before_samples(src, dst, languages, demand.rhythm)


def _before_samples(src: BinaryIO, dst: BinaryIO, languages: tuple[str, ...], rhythm: bool) -> SoundLabel:
    wave = sound_wave.read_wave(src)
    form = wave.format
    recording = level(sound_wave.read_samples(src, wave, _LISTENED), form.rate)
    said = voice(languages, rhythm, form.rate, recording)
    sound_wave.put_in_front(src, dst, wave, said.samples)
    return SoundLabel(languages, rhythm, len(said.samples) / form.rate)


def _before_frames(src: BinaryIO, dst: BinaryIO, languages: tuple[str, ...], rhythm: bool) -> SoundLabel:
    layout = sound_mp3.read_mp3(src)
    recording = level(*sound_mp3.decoded_head(src, _LISTENED))
    said = voice(languages, rhythm, layout.rate, recording)
    sound_mp3.put_in_front(src, dst, layout, said.samples)
    return SoundLabel(languages, rhythm, len(said.samples) / layout.rate)


def find(kind: Kind, src: BinaryIO) -> tuple[Finding, ...]:
    """Listen to the first twenty seconds of *src* for our label. One finding, or none.

    Raises Malformed, UnsupportedSound (compressed wave) or NeedsAv (MP3) where it cannot be listened to.
    """
    if kind is Kind.MP3:
        samples, rate = sound_mp3.decoded_head(src, HEARING)
    else:
        wave = sound_wave.read_wave(src)
        samples, rate = sound_wave.read_samples(src, wave, HEARING), wave.format.rate
    parts = heard(samples, rate)
    return (_finding(parts),) if parts else ()


def _finding(parts: tuple[Heard, ...]) -> Finding:
    return Finding(
        mark=Mark.LABEL,
        layer=Layer.DECLARED,
        state=State.INTACT,
        trust=Trust.NOT_APPLICABLE,
        says=Says.AI,
        place="sound",
        detail={
            "languages": [one.what for one in parts if one.what != "rhythm"],
            "rhythm": any(one.what == "rhythm" for one in parts),
            "from_seconds": round(parts[0].start, 2),
            "to_seconds": round(parts[-1].end, 2),
            "likeness": min(one.likeness for one in parts),
        },
    )
