"""The audible label: where it stands, how it sounds, and that it is heard again and never where it is not."""

import io
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tellmark.marks.label.sound import find, inscribe
from tellmark.marks.label.sound_hearing import heard
from tellmark.marks.label.sound_voice import DASH, DOT, clip, languages_for, rhythm_tone, voice
from tellmark.marks.model import Layer, Mark, Says, State
from tellmark.media.kinds import Kind
from tellmark.media.sound import Samples, level, resampled
from tellmark.media.sound_wave import decoded, read_samples, read_wave
from tellmark.rules.model import LabelDemand

CHARACTERS = "本音频由人工智能生成"


def demand(*spoken: str, rhythm: bool = True) -> LabelDemand:
    return LabelDemand(("AI生成",), min_ink=0.05, seconds=2, repeat=None, spoken=spoken, rhythm=rhythm)


def pcm(samples: Samples, rate: int, channels: int = 1, width: int = 2) -> io.BytesIO:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        steps = np.rint(np.clip(samples, -1, 1) * (127 if width == 1 else 32767))
        file.writeframes((steps + 128).astype(np.uint8).tobytes() if width == 1 else steps.astype("<i2").tobytes())
    return out


def noise(seconds: float, rate: int, loud: float = 0.05) -> Samples:
    return np.random.default_rng(7).normal(0, loud, int(seconds * rate))


def marked(src: io.BytesIO, wanted: LabelDemand) -> io.BytesIO:
    dst = io.BytesIO()
    inscribe(Kind.WAV, src, dst, wanted)
    return dst


def test_the_clip_says_its_characters_at_normal_speed() -> None:
    samples, rate = clip("zh")
    assert 120 <= len(CHARACTERS) / (len(samples) / rate) * 60 <= 160


def test_the_clips_are_small() -> None:
    folder = Path(__file__).parents[3] / "src/tellmark/marks/label/assets"
    assert sum(file.stat().st_size for file in folder.glob("*.wav")) <= 220_000


def test_a_real_recording_keeps_its_samples_behind_a_label_that_is_heard(recording: Path) -> None:
    src, dst = recording.open("rb"), io.BytesIO()
    said = inscribe(Kind.WAV, src, dst, demand("zh", "en"))
    before, after = read_wave(src), read_wave(dst)
    src.seek(before.data.offset)
    original = src.read(before.data.size)
    assert dst.getvalue()[after.data.offset :][: after.data.size].endswith(original)
    assert after.frames - before.frames == round(said.seconds * before.format.rate)
    (found,) = find(Kind.WAV, dst)
    assert (found.mark, found.layer, found.state, found.says) == (Mark.LABEL, Layer.DECLARED, State.INTACT, Says.AI)
    assert found.place == "sound"
    assert found.detail["languages"] == ["zh", "en"]
    assert found.detail["rhythm"] is True
    assert isinstance(found.detail["from_seconds"], float)
    assert found.detail["from_seconds"] < 0.2
    assert find(Kind.WAV, src) == ()


@pytest.mark.needs("av")
def test_a_real_song_keeps_its_label_through_its_own_coding(song: Path) -> None:
    dst = io.BytesIO()
    inscribe(Kind.MP3, song.open("rb"), dst, demand("zh", "en"))
    (found,) = find(Kind.MP3, dst)
    assert found.detail["languages"] == ["zh", "en"]
    assert found.detail["rhythm"] is True
    assert find(Kind.MP3, song.open("rb")) == ()


@pytest.mark.parametrize(("rate", "channels", "width"), [(8000, 1, 1), (11025, 2, 2), (44100, 1, 2), (192000, 2, 2)])
def test_every_kind_of_recording_can_carry_it(rate: int, channels: int, width: int) -> None:
    (found,) = find(Kind.WAV, marked(pcm(noise(1, rate), rate, channels, width), demand("zh", "en")))
    assert found.detail["languages"] == ["zh", "en"]
    assert found.detail["rhythm"] is True


def test_the_label_is_in_both_channels_of_two_and_in_the_front_ones_of_six() -> None:
    for channels in (2, 6):
        dst = marked(pcm(np.zeros(48000 * channels), 48000, channels), demand("en"))
        after = read_wave(dst)
        stored = dst.getvalue()[after.data.offset :][: after.data.size]
        spoken = decoded(stored, after.format)
        assert np.array_equal(spoken[:, 0], spoken[:, 1])
        assert np.abs(spoken[:, :2]).max() > 0.1
        assert not spoken[:, 2:].any()


@pytest.mark.parametrize(("loud", "wanted"), [(0.05, -26), (0.002, -26), (0.1, -20), (0.7, -16), (0.0, -20)])
def test_the_label_is_about_as_loud_as_the_recording_within_bounds(loud: float, wanted: float) -> None:
    dst = marked(pcm(noise(2, 16000, loud), 16000), demand("zh", rhythm=False))
    samples = read_samples(dst, read_wave(dst), 4.0)
    assert level(samples, 16000) == pytest.approx(wanted, abs=1.0)


def test_the_rhythm_is_morse_for_a_and_i() -> None:
    on = np.abs(rhythm_tone(8000)) > 0.01
    smooth = np.convolve(on, np.ones(20), "same") > 0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], smooth, [False])).astype(int))) / 8000
    lengths = np.diff(edges)
    assert lengths[::2] == pytest.approx([DOT, DASH, DOT, DOT], abs=0.01)
    assert lengths[1::2] == pytest.approx([0.1, 0.3, 0.1], abs=0.01)


def test_a_language_without_a_clip_is_spoken_in_english_and_each_is_said_once() -> None:
    assert languages_for(("zh-Hans", "ko", "en", "cmn"), rhythm=True) == ("zh", "en")
    assert languages_for((), rhythm=True) == ()
    assert languages_for((), rhythm=False) == ("en",)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_clip_is_heard_through_gain_noise_and_a_narrow_band(language: str) -> None:
    said = voice((language,), rhythm=True, rate=44100).samples
    spoiled = {
        "quiet": said * 0.02,
        "noise, 20 dB below": said + noise(len(said) / 44100 + 1, 44100, 0.01)[: len(said)],
        "late": np.concatenate((noise(5, 44100), said, noise(5, 44100))),
        "telephone": resampled(resampled(said, 44100, 8000), 8000, 44100),
    }
    for how, samples in spoiled.items():
        assert {one.what for one in heard(samples, 44100)} == {language, "rhythm"}, how


@pytest.mark.needs("av")
@pytest.mark.parametrize(("kbit", "rate"), [(64, 44100), (32, 22050), (16, 16000)])
def test_a_clip_is_heard_through_mp3(kbit: int, rate: int) -> None:
    import av

    said = voice(("zh", "en"), rhythm=True, rate=rate).samples
    out = io.BytesIO()
    with av.open(out, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=rate, layout="mono", format="s16p")
        stream.bit_rate = 1000 * kbit
        frame = av.AudioFrame.from_ndarray((said * 32767).astype(np.int16)[None], format="s16p", layout="mono")
        frame.sample_rate = rate
        container.mux(stream.encode(frame) + stream.encode(None))
    (found,) = find(Kind.MP3, out)
    assert found.detail["languages"] == ["zh", "en"]
    assert found.detail["rhythm"] is True


def beeps(*pattern: float) -> Samples:
    """Tone and silence in turn, so many seconds each."""
    parts = []
    for number, seconds in enumerate(pattern):
        count = int(8000 * seconds)
        parts.append(np.zeros(count) if number % 2 else 0.3 * np.sin(2 * np.pi * 1000 * np.arange(count) / 8000))
    return np.concatenate((np.zeros(8000), *parts, np.zeros(8000)))


def test_the_rhythm_of_others_is_understood_and_other_signals_are_not() -> None:
    assert [one.what for one in heard(beeps(0.15, 0.15, 0.45, 0.45, 0.15, 0.15, 0.15), 8000)] == ["rhythm"]
    other = {
        "S": (0.1, 0.1, 0.1, 0.3, 0.1, 0.1, 0.1),
        "no long sound": (0.1, 0.1, 0.15, 0.3, 0.1, 0.1, 0.1),
        "no pause between the letters": (0.1, 0.1, 0.3, 0.1, 0.1, 0.1, 0.1),
        "P": (0.1, 0.1, 0.3, 0.1, 0.3, 0.1, 0.1),
        "a longer signal": (0.1, 0.1, 0.1, 0.1, 0.3, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1),
    }
    for name, pattern in other.items():
        assert heard(beeps(*pattern), 8000) == (), name


def soundtracks(samples_folder: Path) -> Iterator[Samples]:
    """Every real recording and soundtrack of the sample package, in pieces of up to twenty seconds."""
    import av

    for file in sorted([*samples_folder.glob("audio/*"), *samples_folder.glob("video/*")]):
        with av.open(str(file)) as container:
            if not container.streams.audio:
                continue
            mono = av.AudioResampler("fltp", "mono", 8000)
            frames = [one for frame in container.decode(audio=0) for one in mono.resample(frame)]
        samples = np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(np.float64)
        for start in range(0, max(1, len(samples) - 32000), 80_000):
            yield samples[start : start + 160_000]


@pytest.mark.slow
@pytest.mark.needs("av")
def test_no_unmarked_recording_is_said_to_carry_a_label(recording: Path) -> None:
    pieces = list(soundtracks(recording.parents[1]))
    assert len(pieces) >= 100
    assert [heard(piece, 8000) for piece in pieces if heard(piece, 8000)] == []
