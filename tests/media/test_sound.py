"""Sound as numbers, and wave files that grow at their beginning."""

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.media.sound import level, mu_law_clip, resampled
from tellmark.media.sound_wave import (
    UnsupportedSound,
    Wave,
    WaveFormat,
    decoded,
    encoded,
    put_in_front,
    read_samples,
    read_wave,
)
from tellmark.values.errors import Malformed

CLIPS = Path(__file__).parents[2] / "src/tellmark/marks/label/assets"
FORMATS = [
    WaveFormat(is_float=False, channels=1, rate=8000, width=1, bits=8),
    WaveFormat(is_float=False, channels=2, rate=44100, width=2, bits=16),
    WaveFormat(is_float=False, channels=2, rate=48000, width=3, bits=24),
    WaveFormat(is_float=False, channels=1, rate=96000, width=4, bits=32),
    WaveFormat(is_float=False, channels=6, rate=48000, width=4, bits=24),
    WaveFormat(is_float=True, channels=2, rate=44100, width=4, bits=32),
    WaveFormat(is_float=True, channels=1, rate=192000, width=8, bits=64),
]


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) & 1)


def fmt(form: WaveFormat, extensible: bool = False) -> bytes:
    tag = 0xFFFE if extensible else 3 if form.is_float else 1
    head = struct.pack("<HHIIHH", tag, form.channels, form.rate, form.rate * form.frame, form.frame, 8 * form.width)
    if extensible:
        guid = struct.pack("<H", 3 if form.is_float else 1) + bytes.fromhex("000000001000800000aa00389b71")
        head += struct.pack("<HHI", 22, form.bits, 0x3F) + guid
    return chunk(b"fmt ", head)


def wave_file(*chunks: bytes) -> io.BytesIO:
    body = b"WAVE" + b"".join(chunks)
    return io.BytesIO(b"RIFF" + struct.pack("<I", len(body)) + body)


def grown(src: io.BytesIO, count: int) -> tuple[io.BytesIO, Wave, Wave]:
    before, dst = read_wave(src), io.BytesIO()
    put_in_front(src, dst, before, np.full(count, 0.5))
    return dst, before, read_wave(dst)


def payload(file: io.BytesIO, wave: Wave, name: bytes) -> bytes:
    one = next(chunk for chunk in wave.chunks if chunk.name == name)
    return file.getvalue()[one.offset : one.offset + one.size]


@pytest.mark.parametrize(("rate", "wanted"), [(24000, 44100), (24000, 8000), (44100, 48000), (24000, 44056)])
def test_a_tone_keeps_its_shape_at_another_rate(rate: int, wanted: int) -> None:
    tone = np.sin(2 * np.pi * 1000 * np.arange(rate) / rate)
    new = resampled(tone, rate, wanted)
    error = new - np.sin(2 * np.pi * 1000 * np.arange(len(new)) / wanted)
    assert len(new) == wanted
    assert np.abs(error[500:-500]).max() < 1e-3


def test_what_the_lower_rate_cannot_hold_is_removed_and_not_folded_back() -> None:
    tone = np.sin(2 * np.pi * 5000 * np.arange(44100) / 44100)
    assert np.abs(resampled(tone, 44100, 8000)[100:-100]).max() < 1e-3


def test_the_level_is_that_of_what_is_heard_and_silence_has_none() -> None:
    tone = 0.1 * np.sqrt(2) * np.sin(2 * np.pi * 500 * np.arange(8000) / 8000)
    assert level(np.concatenate((tone, np.zeros(80000))), 8000) == pytest.approx(-20, abs=0.1)
    assert level(np.zeros(8000), 8000) == float("-inf")


@pytest.mark.needs("av")
@pytest.mark.parametrize("name", ["label-zh.wav", "label-en.wav"])
def test_a_shipped_clip_decodes_as_another_decoder_hears_it(name: str) -> None:
    import av

    samples, rate = mu_law_clip((CLIPS / name).read_bytes())
    with av.open(str(CLIPS / name)) as container:
        other = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)]) / 32768
    assert rate == 24000
    assert np.array_equal(samples, other)


@pytest.mark.parametrize("form", FORMATS, ids=str)
def test_samples_survive_being_stored(form: WaveFormat) -> None:
    rng = np.random.default_rng(1)
    samples = rng.uniform(-1, 1, (64, form.channels))
    raw = encoded(samples, form)
    assert len(raw) == 64 * form.frame
    assert np.abs(decoded(raw, form) - samples).max() <= 2.0 ** (1 - min(form.bits, 24))
    assert encoded(decoded(raw, form), form) == raw


def test_what_is_too_loud_is_cut_off_and_does_not_wrap() -> None:
    for form in FORMATS[:5]:
        assert (decoded(encoded(np.full((4, form.channels), 9.0), form), form) > 0.9).all()


@given(
    st.sampled_from(FORMATS),
    st.booleans(),
    st.binary(max_size=50),
    st.integers(0, 40),
    st.integers(0, 7),
    st.binary(max_size=9),
)
def test_the_original_stays_bit_for_bit_behind_what_is_put_in_front(
    form: WaveFormat, extensible: bool, other: bytes, frames: int, torn: int, behind: bytes
) -> None:
    data = bytes(range(256)) * 20
    data = data[: frames * form.frame + torn % form.frame]
    src = wave_file(
        fmt(form, extensible or form.bits < 8 * form.width),
        chunk(b"bext", other),
        chunk(b"data", data),
        chunk(b"LIST", other),
    )
    src.seek(0, 2)
    src.write(behind)
    dst, before, after = grown(src, 3)
    assert after.format == before.format == form
    assert payload(dst, after, b"data")[3 * form.frame :] == data
    front = decoded(payload(dst, after, b"data")[: 3 * form.frame], form)
    assert (front == [0.5] * min(2, form.channels) + [0.0] * (form.channels - 2)).all()
    assert payload(dst, after, b"bext") == payload(dst, after, b"LIST") == other
    assert dst.getvalue()[after.end :].lstrip(b"\0") == behind.lstrip(b"\0")
    assert [one.name for one in after.chunks] == [one.name for one in before.chunks]


def test_what_counts_samples_from_the_beginning_moves_with_them() -> None:
    cue = struct.pack("<I", 2)
    cue += struct.pack("<II4sIII", 1, 100, b"data", 0, 0, 100) + struct.pack("<II4sIII", 2, 7, b"slnt", 0, 0, 7)
    loops = bytes(28) + struct.pack("<II", 1, 4) + struct.pack("<6I", 0, 0, 10, 20, 0, 0) + b"XYZW"
    peak = struct.pack("<II", 1, 0) + struct.pack("<fI", 0.5, 33) * 2
    form = FORMATS[5]
    chunks = chunk(b"cue ", cue), chunk(b"smpl", loops), chunk(b"PEAK", peak), chunk(b"fact", struct.pack("<I", 200))
    dst, _, after = grown(wave_file(fmt(form), *chunks, chunk(b"data", bytes(200 * form.frame))), 5)
    assert struct.unpack_from("<II4sIII", payload(dst, after, b"cue "), 4) == (1, 105, b"data", 0, 0, 105)
    assert struct.unpack_from("<II4sIII", payload(dst, after, b"cue "), 28) == (2, 7, b"slnt", 0, 0, 7)
    moved = payload(dst, after, b"smpl")
    assert struct.unpack_from("<II", moved, 44) == (15, 25)
    assert moved[:36] + moved[60:] == loops[:36] + b"XYZW"
    assert struct.unpack_from("<fIfI", payload(dst, after, b"PEAK"), 8) == (0.5, 38, 0.5, 38)
    assert payload(dst, after, b"fact") == struct.pack("<I", 205)


def test_a_file_of_the_large_kind_keeps_its_kind_and_tells_its_new_length() -> None:
    form = FORMATS[1]
    data = bytes(range(200))
    ds64 = chunk(b"ds64", struct.pack("<QQQI", 0, len(data), len(data) // form.frame, 0))
    body = b"WAVE" + ds64 + fmt(form) + b"data\xff\xff\xff\xff" + data
    dst, before, after = grown(io.BytesIO(b"RF64\xff\xff\xff\xff" + body), 4)
    assert before.big
    assert after.big
    assert payload(dst, after, b"data") == encoded(np.full((4, 2), 0.5), form) + data
    assert struct.unpack_from("<QQQ", payload(dst, after, b"ds64")) == (
        len(dst.getvalue()) - 8,
        len(data) + 16,
        len(data) // form.frame + 4,
    )


def test_a_file_from_a_pipe_gets_true_lengths() -> None:
    form = FORMATS[1]
    src = io.BytesIO(b"RIFF\xff\xff\xff\xffWAVE" + fmt(form) + b"data\xff\xff\xff\xff" + bytes(40))
    dst, before, after = grown(src, 2)
    assert before.data.size == 40
    assert after.data.size == 48
    assert struct.unpack_from("<I", dst.getvalue(), 4)[0] == len(dst.getvalue()) - 8


@pytest.mark.parametrize("tag", [2, 6, 7, 0x11, 0x55, 0x1234])
def test_compressed_sound_is_refused_with_a_way_out(tag: int) -> None:
    head = struct.pack("<HHIIHHH", tag, 1, 8000, 8000, 1, 8, 0)
    with pytest.raises(UnsupportedSound, match="compressed") as refused:
        read_wave(wave_file(chunk(b"fmt ", head), chunk(b"data", bytes(8))))
    assert "ffmpeg" in refused.value.remedy


@pytest.mark.parametrize("rate", [1000, 400_000])
def test_a_rate_that_nobody_hears_is_refused(rate: int) -> None:
    with pytest.raises(UnsupportedSound, match=str(rate)):
        read_wave(
            wave_file(
                fmt(WaveFormat(is_float=False, channels=1, rate=rate, width=2, bits=16)), chunk(b"data", bytes(8))
            )
        )


def test_a_truncated_recording_is_malformed(recording: Path) -> None:
    with pytest.raises(Malformed, match="are left"):
        read_wave(io.BytesIO(recording.read_bytes()[:100_000]))


def broken(data: bytes) -> Iterator[bytes]:
    for end in range(0, 120, 3):
        yield data[:end]
    for place in range(60):
        for value in (0, 1, 0x7F, 0x80, 0xFF):
            yield data[:place] + bytes([value]) + data[place + 1 :]


def test_no_broken_head_does_worse_than_a_sentence(recording: Path) -> None:
    data = recording.read_bytes()[:30_000]
    data = data[:740].replace(struct.pack("<I", 4_102_008), struct.pack("<I", 29_264)) + data[740:]
    assert read_wave(io.BytesIO(data)).data.size == 29_264
    for one in broken(data):
        src = io.BytesIO(one)
        try:
            wave = read_wave(src)
            assert np.isfinite(read_samples(src, wave, 1.0)).all()
            put_in_front(src, io.BytesIO(), wave, np.zeros(10))
        except (Malformed, UnsupportedSound) as told:
            assert told.what
