"""MP3 files that grow at their beginning: what other decoders make of them."""

import hashlib
import io
import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tellmark.media import sound_mp3
from tellmark.media.sound_mp3_frames import header
from tellmark.media.sound_mp3_info import muted, reach_back
from tellmark.media.sound_mp3_tags import shifted_chapters
from tellmark.media.sound_wave import UnsupportedSound
from tellmark.values.errors import Malformed

av = pytest.importorskip("av")
pytestmark = pytest.mark.needs("av")


def tone(rate: int, seconds: float = 1.0) -> NDArray[np.float64]:
    """A tone with half a second of silence behind it, as every label has."""
    sound = 0.1 * np.sin(2 * np.pi * 440 * np.arange(int(rate * seconds)) / rate)
    return np.concatenate((sound, np.zeros(rate // 2)))


def decoded(data: bytes) -> NDArray[np.float32]:
    with av.open(io.BytesIO(data), format="mp3") as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


def packets(data: bytes) -> list[str]:
    with av.open(io.BytesIO(data), format="mp3") as container:
        return [hashlib.sha256(bytes(one)).hexdigest() for one in container.demux(audio=0) if one.size]


def grown(data: bytes) -> tuple[bytes, int]:
    src, dst = io.BytesIO(data), io.BytesIO()
    layout = sound_mp3.read_mp3(src)
    lacking = sound_mp3.put_in_front(src, dst, layout, tone(layout.rate))
    return dst.getvalue(), lacking


def encoded(rate: int, layout: str, kbit: int, seconds: float = 2.0) -> bytes:
    """Encode noise that rises and falls, so that frames differ and lean on each other."""
    out = io.BytesIO()
    rng = np.random.default_rng(rate)
    count = int(rate * seconds)
    noise = rng.normal(0, 0.1, (1 if layout == "mono" else 2, count)) * np.abs(np.sin(np.arange(count) / 3000))
    with av.open(out, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=rate, layout=layout, format="s16p")
        stream.bit_rate = 1000 * kbit
        frame = av.AudioFrame.from_ndarray((noise * 32767).astype(np.int16), format="s16p", layout=layout)
        frame.sample_rate = rate
        container.mux(stream.encode(frame) + stream.encode(None))
    return out.getvalue()


@pytest.fixture
def covered(song: Path) -> bytes:
    """A real recording with a picture in its tag."""
    return song.with_name("withcover.mp3").read_bytes()


def test_every_frame_of_the_original_is_there_and_sounds_the_same(song: Path) -> None:
    data = song.read_bytes()
    new, lacking = grown(data)
    assert lacking == 0
    assert packets(new)[-len(packets(data)) :] == packets(data)
    before, after = decoded(data), decoded(new)
    assert np.array_equal(after[:, -before.shape[1] :], before)


def test_the_length_is_told_as_it_is(song: Path) -> None:
    new, _ = grown(song.read_bytes())
    with av.open(io.BytesIO(new), format="mp3") as container:
        told = container.duration / 1e6
    assert told == pytest.approx(decoded(new).shape[1] / 44100, abs=0.06)
    assert new.count(b"Info") + new.count(b"Xing") == 1


def test_the_tag_and_its_picture_stay_first_and_what_was_last_stays_last(covered: bytes) -> None:
    data = covered + b"TAG" + b"A title".ljust(125, b"\0")
    new, _ = grown(data)
    tags = sound_mp3.read_mp3(io.BytesIO(data)).tags
    assert tags > 20_000
    assert new[:tags] == data[:tags]
    assert new.endswith(data[-128:])


@pytest.mark.parametrize(
    ("rate", "layout", "kbit"),
    [(48000, "stereo", 320), (32000, "mono", 64), (22050, "stereo", 64), (16000, "mono", 32), (8000, "mono", 16)],
)
def test_every_version_rate_and_number_of_channels_is_kept(rate: int, layout: str, kbit: int) -> None:
    data = encoded(rate, layout, kbit)
    new, lacking = grown(data)
    assert lacking == 0
    assert packets(new)[-len(packets(data)) :] == packets(data)
    with av.open(io.BytesIO(new), format="mp3") as container:
        stream = container.streams.audio[0]
        assert (stream.rate, stream.layout.name) == (rate, layout)
    before, after = decoded(data), decoded(new)
    assert np.array_equal(after[:, -before.shape[1] :], before)
    assert np.sqrt((after[0, rate // 4 : rate // 2] ** 2).mean()) == pytest.approx(0.0707, rel=0.1)


def test_frames_without_their_data_are_silent_and_those_behind_them_sound_the_same(song: Path) -> None:
    data = song.read_bytes()
    layout = sound_mp3.read_mp3(io.BytesIO(data))
    whole = decoded(data)
    cut = data[layout.offsets[30] :]
    new, lacking = grown(cut)
    assert lacking == 2
    count = (len(layout.offsets) - 30) * 1152
    after = decoded(new)[:, -count:]
    assert np.abs(after[:, : 2 * 1152]).max() < 1e-4
    behind = 4 * 1152  # two silent frames, one that overlaps with them, and the filter bank's memory
    same = whole[:, 30 * 1152 - 1105 + behind :]
    length = min(same.shape[1], after.shape[1] - behind)
    assert np.array_equal(after[:, behind : behind + length], same[:, :length])
    src = io.BytesIO(cut)
    kept = sound_mp3.read_mp3(src).offsets
    assert new.endswith(cut[kept[lacking] :])


def test_a_muted_frame_with_a_check_sum_carries_a_true_one() -> None:
    head = bytes([0xFF, 0xFA, 0x90, 0x00])  # 128 kbit/s, 44.1 kHz, stereo, with CRC
    frame = head + bytes(2) + b"\x81" * 32 + b"\xaa" * (417 - 38)
    one = header(head)
    assert one is not None
    assert reach_back(frame, one) == 0x103
    silent = muted(frame, one)
    assert silent[6:38] == bytes(32)
    assert silent[38:] == frame[38:]
    crc = 0xFFFF  # bit by bit, as ISO 11172-3 draws it
    for byte in silent[2:4] + silent[6:38]:
        for bit in range(8):
            crc = (crc << 1) ^ (0x8005 if (crc >> 15 ^ byte >> 7 - bit) & 1 else 0)
            crc &= 0xFFFF
    assert silent[4:6] == crc.to_bytes(2)


def test_a_frankfurt_header_is_dropped_as_well(song: Path) -> None:
    data = song.read_bytes()
    layout = sound_mp3.read_mp3(io.BytesIO(data))
    assert layout.info is not None
    at, size = layout.info
    frame = bytearray(data[at : at + size])
    frame[4:] = bytes(size - 4)
    frame[36:40] = b"VBRI"
    new, _ = grown(data[:at] + bytes(frame) + data[at + size :])
    assert b"VBRI" not in new
    assert packets(new)[-len(packets(data)) :] == packets(data)


def test_chapters_move_with_the_sound() -> None:
    def chapter(name: bytes, start: int, end: int) -> bytes:
        body = name + b"\0" + struct.pack(">4I", start, end, 0xFFFFFFFF, 0xFFFFFFFF)
        return b"CHAP" + struct.pack(">I", len(body)) + b"\0\0" + body

    def tag(*frames: bytes) -> bytes:
        body = b"".join(frames) + bytes(20)
        return b"ID3\x03\0\0" + bytes([0, 0, len(body) >> 7, len(body) & 127]) + body

    title = b"TIT2" + struct.pack(">I", 5) + b"\0\0\0CHAP"
    before = tag(title, chapter(b"a", 0, 1000), chapter(b"b", 1000, 2500))
    assert shifted_chapters(before, 700, 0) == tag(title, chapter(b"a", 0, 1700), chapter(b"b", 1700, 3200))
    assert shifted_chapters(before[:30], 700, 0) == before[:30]


def test_free_format_is_refused_with_a_way_out() -> None:
    free = (bytes([0xFF, 0xFB, 0x00, 0x00]) + bytes(400)) * 5
    with pytest.raises(UnsupportedSound, match="free-format"):
        sound_mp3.read_mp3(io.BytesIO(free))


@pytest.mark.parametrize(
    "data",
    [b"", b"ID3", b"\xff\xfb\x90\x00", b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(100), bytes(100_000), b"\xff" * 70_000],
)
def test_what_is_no_recording_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        sound_mp3.read_mp3(io.BytesIO(data))


def test_broken_bytes_never_do_worse_than_a_sentence() -> None:
    data = encoded(44100, "stereo", 128, 0.5)
    rng = np.random.default_rng(0)
    for _ in range(60):
        broken = bytearray(data[: rng.integers(50, len(data))])
        for place in rng.integers(0, len(broken), 20):
            broken[place] = rng.integers(0, 256)
        try:
            grown(bytes(broken))
            sound_mp3.decoded_head(io.BytesIO(bytes(broken)), 1.0)
        except (Malformed, UnsupportedSound) as told:
            assert told.what
