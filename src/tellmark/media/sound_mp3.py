"""MP3 files: sound is put in front as frames of its own, and what was there stays frame for frame."""

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from tellmark.media.codecs import require_av
from tellmark.media.sound import Samples
from tellmark.media.sound_mp3_frames import Header, Layout, header, read_layout
from tellmark.media.sound_mp3_info import Extent, Info, is_info, make_info, muted, reach_back, read_info
from tellmark.media.sound_mp3_tags import shifted_chapters
from tellmark.media.sound_wave import UnsupportedSound
from tellmark.values.errors import Malformed

_CLEAREST, _PLAINEST = 320, 64
_MOST_TAGS = 1 << 26


def read_mp3(src: BinaryIO) -> Layout:
    """Walk the whole of *src*. Raises Malformed, or UnsupportedSound for free format."""
    return read_layout(src, is_info)


def decoded_head(src: BinaryIO, seconds: float) -> tuple[Samples, int]:
    """Decode the first *seconds* to one channel: samples in ±1, and samples a second. Raises NeedsAv, Malformed."""
    require_av("MP3")
    import av
    from av.error import FFmpegError

    src.seek(0)
    blocks: list[Samples] = []
    rate = 0
    try:
        with av.open(src, "r", format="mp3", metadata_errors="replace") as container:
            for frame in container.decode(container.streams.audio[0]):
                rate = rate or frame.sample_rate
                blocks.append(_mono(frame.to_ndarray()))
                if frame.sample_rate != rate or sum(map(len, blocks)) >= seconds * rate:
                    break
    except (FFmpegError, IndexError) as unreadable:
        if not blocks:
            raise Malformed("MP3 file", "its sound cannot be decoded") from unreadable
    if not blocks:
        raise Malformed("MP3 file", "it has no sound")
    return np.concatenate(blocks)[: int(seconds * rate)], rate


def _mono(planes: "np.ndarray[tuple[int, ...], np.dtype[np.generic]]") -> Samples:
    scale = 1.0 if planes.dtype.kind == "f" else 2.0 ** (8 * planes.dtype.itemsize - 1)
    mono: Samples = planes.astype(np.float64).mean(axis=0) / scale
    return np.nan_to_num(mono)


def put_in_front(src: BinaryIO, dst: BinaryIO, layout: Layout, sound: Samples) -> int:
    """Write *src* to *dst* with *sound* (one channel at the file's rate) encoded before its first frame.

    The ID3v2 tag stays first (its chapters are shifted), what lies behind the last frame stays last. The header that
    tells the stream's length (Xing, Info, VBRI) is dropped and a new one made, for the old one would be wrong about
    the length and would stand in the middle. The original's frames stay byte for byte, but for those at its very
    beginning that reach back into data which the file does not hold: no decoder can play them, and next to the label
    they would be noise, so their side information is emptied. Returns how many these are.
    """
    label = _encoded(sound, layout)
    first = header(label[0])
    assert first is not None
    inserted = sum(map(len, label))
    extent = Extent(
        frames=len(label) + len(layout.offsets),
        size=inserted + layout.end - layout.offsets[0],
        steady=layout.steady and first.kbit == layout.first.kbit,
        marks=_percents(label, layout),
    )
    info = make_info(label[0], extent, _old_info(src, layout))
    _write_tags(src, dst, layout, len(label) * first.samples / layout.rate, inserted + len(info))
    dst.write(info)
    dst.writelines(label)
    repaired = _orphans(src, layout)
    for frame in repaired:
        dst.write(frame)
    src.seek(layout.offsets[0] + sum(map(len, repaired)))
    while block := src.read(1 << 20):
        dst.write(block)
    return len(repaired)


def _old_info(src: BinaryIO, layout: Layout) -> Info:
    if layout.info is None:
        return Info(None)
    at, size = layout.info
    src.seek(at)
    frame = src.read(size)
    head = header(frame[:4])
    return read_info(frame, head) if head else Info(None)


def _write_tags(src: BinaryIO, dst: BinaryIO, layout: Layout, seconds: float, size: int) -> None:
    if layout.tags > _MOST_TAGS:
        raise Malformed("ID3 tag", f"it takes {layout.tags} bytes")
    src.seek(0)
    dst.write(shifted_chapters(src.read(layout.tags), round(seconds * 1000), size))


def _percents(label: list[bytes], layout: Layout) -> tuple[int, ...]:
    """Return how many bytes lie before each percent of the time."""
    total = len(label) + len(layout.offsets)
    before = np.cumsum([0, *map(len, label)])
    places = []
    for percent in range(100):
        frame = percent * total // 100
        inside = frame - len(label)
        places.append(
            int(before[frame]) if inside < 0 else int(before[-1]) + layout.offsets[inside] - layout.offsets[0]
        )
    return tuple(places)


def _orphans(src: BinaryIO, layout: Layout) -> list[bytes]:
    """Return the frames from the beginning up to the last one that lacks data, with those that lack it muted."""
    held, frames, last = 0, list[bytes](), 0
    for head, frame in _frames(src, layout):
        if held >= 511:
            break
        lacking = reach_back(frame, head) > held
        frames.append(muted(frame, head) if lacking else frame)
        last = len(frames) if lacking else last
        held += max(0, head.size - head.main)
    return frames[:last]


def _frames(src: BinaryIO, layout: Layout) -> Iterator[tuple[Header, bytes]]:
    for before, at in zip([layout.offsets[0], *layout.offsets[:511]], layout.offsets[:512], strict=False):
        src.seek(at)
        head = header(src.read(4))
        if head is None or (at != before and at - before > 2881):
            return  # junk stands between: nothing is rewritten across it
        src.seek(at)
        yield head, src.read(head.size)


def _encoded(sound: Samples, layout: Layout) -> list[bytes]:
    """Encode *sound* as frames of the same version, sampling rate and number of channels as the file's."""
    require_av("MP3")
    import av

    like = layout.first
    codec = av.CodecContext.create("libmp3lame", "w")
    if not isinstance(codec, av.AudioCodecContext):
        raise UnsupportedSound("this PyAV cannot encode MP3", "pip install --force-reinstall 'tellmark[av]'")
    codec.sample_rate = like.rate
    codec.layout = "mono" if like.channels == 1 else "stereo"
    codec.format = "s16p"
    highest = _CLEAREST if like.version == 1 else 160
    codec.bit_rate = 1000 * min(highest if like.version < 3 else 64, max(_PLAINEST, like.kbit))
    pcm = np.repeat(np.clip(np.rint(sound * 32767), -32768, 32767).astype(np.int16)[None], like.channels, axis=0)
    frames: list[bytes] = []
    for start in range(0, pcm.shape[1], like.samples):
        block = np.ascontiguousarray(pcm[:, start : start + like.samples])
        frame = av.AudioFrame.from_ndarray(block, format="s16p", layout=codec.layout.name)
        frame.sample_rate = like.rate
        frame.pts = None
        frames += [bytes(packet) for packet in codec.encode(frame)]
    return frames + [bytes(packet) for packet in codec.encode(None)]
