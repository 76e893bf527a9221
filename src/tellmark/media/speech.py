"""A recording of somebody who speaks: whatever a telephone records becomes one little wave file of ours.

Nothing of the file that came goes on: neither its coding nor what it says of place and device. It is opened in the
sandbox only, and nobody here tells what is said in it.
"""

import struct
from typing import BinaryIO, Final

import numpy as np

from tellmark.media.codecs import require_av
from tellmark.media.sound import Samples, level, resampled
from tellmark.values.errors import ErrorKind, TellmarkError

SPEECH: Final = "media.speech"
"""The job that the sandbox runs: `source` becomes `target`, and the seconds come back."""

RATE: Final = 16_000
SHORTEST, LONGEST = 2.0, 40.0
"""Seconds of a recording that is taken."""

LARGEST: Final = 12 << 20
"""Bytes of the largest file that is taken: forty seconds of uncoded sound in two channels at 96 kHz fit."""

_QUIETEST = -55.0
"""dBFS below which nobody has spoken into the microphone."""

_KINDS: Final = (  # at which place, which bytes, and what reads it: a name that a file gives itself decides nothing
    (0, b"RIFF", "wav"), (0, b"ID3", "mp3"), (4, b"ftyp", "mov"), (0, b"OggS", "ogg"),
    (0, b"\x1aE\xdf\xa3", "matroska"), (0, b"\xff\xfb", "mp3"), (0, b"\xff\xf3", "mp3"),
    (0, b"\xff\xf2", "mp3"), (0, b"\xff\xf1", "aac"), (0, b"\xff\xf9", "aac"),
)  # fmt: skip
_CODINGS: Final = frozenset({"aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "flac", "alac",
                             "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_u8"})  # fmt: skip


class NotHeard(TellmarkError):
    """A file is no recording in which somebody can be heard, or is beyond what is taken."""

    code = "media.not_heard"
    kind = ErrorKind.UNREADABLE

    def __init__(self, what: str) -> None:
        super().__init__(what, f"Record it anew: {SHORTEST:.0f} to {LONGEST:.0f} seconds, near the microphone.")


def speech(src: BinaryIO, dst: BinaryIO) -> float:
    """Write the sound of *src* to *dst* as a wave file (one channel, 16 kHz, 16 bit); return its seconds.

    Raises NotHeard, NeedsAv.
    """
    samples, rate = _decoded(src)
    seconds = len(samples) / rate
    if not SHORTEST <= seconds <= LONGEST:
        raise NotHeard(f"the recording takes {'more than ' if seconds > LONGEST else ''}{seconds:.0f} seconds")
    if level(samples, rate) < _QUIETEST:
        raise NotHeard("nothing can be heard in the recording")
    data = (np.clip(resampled(samples, rate, RATE), -1, 1) * 32767).astype("<i2").tobytes()
    dst.write(struct.pack("<4sI8sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVEfmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16,
                          b"data", len(data)))  # fmt: skip
    dst.write(data)
    return seconds


def _decoded(src: BinaryIO) -> tuple[Samples, int]:
    """Return the sound of *src* in one channel, a little more than is taken at most. Raises NotHeard, NeedsAv."""
    require_av("sound")
    import av
    from av.error import FFmpegError

    head = src.read(16)
    src.seek(0)
    kind = next((name for place, bytes_, name in _KINDS if head[place:].startswith(bytes_)), None)
    if kind is None:
        raise NotHeard("the file is no recording of a kind that is known here")
    blocks: list[Samples] = []
    count, rate = 0, 0
    try:
        with av.open(src, "r", format=kind, metadata_errors="replace") as container:
            stream = container.streams.audio[0]
            if stream.codec_context.codec.name not in _CODINGS:
                raise NotHeard("the recording is coded in a way that is not known here")
            for frame in container.decode(stream):
                rate = rate or frame.sample_rate
                if frame.sample_rate != rate or not 8_000 <= rate <= 192_000:
                    raise NotHeard("the recording is coded in a way that is not known here")
                blocks.append(_mono(frame))
                count += len(blocks[-1])
                if count > (LONGEST + 1) * rate:
                    break
    except (FFmpegError, IndexError, ValueError) as unreadable:
        raise NotHeard("the recording cannot be read") from unreadable
    if not count:
        raise NotHeard("there is no sound in the file")
    return np.concatenate(blocks), rate


def _mono(frame: "av.AudioFrame") -> Samples:  # type: ignore[name-defined]  # noqa: F821 (an extra)
    planes = frame.to_ndarray().astype(np.float64)
    packed = frame.format.name
    scale = {"u8": 128.0, "s16": 32768.0, "s32": 2147483648.0}.get(packed.removesuffix("p"), 1.0)
    if packed.removesuffix("p") == "u8":
        planes -= 128.0
    if not packed.endswith("p"):
        planes = planes.reshape(-1, len(frame.layout.channels)).T
    mono: Samples = planes.mean(axis=0) / scale
    return np.nan_to_num(mono)
