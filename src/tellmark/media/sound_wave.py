"""Wave files (RIFF and RF64): what they hold, and how sound is put in front without touching a sample."""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from tellmark.media.sound import Samples
from tellmark.values.errors import ErrorKind, Malformed, TellmarkError

MOST_CHUNKS = 4096
MOST_CHANNELS = 64
_MOST_SHIFTED = 1 << 24
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_BLOCK = 1 << 13
"""Instants that are worked on at a time: a file may have many channels."""

_GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")
_OPEN = 0xFFFFFFFF
"""A size that says “until the end” (a wave file written into a pipe) or “see ds64” (EBU Tech 3306)."""

_OTHERS = {0x02: "Microsoft ADPCM", 0x06: "A-law", 0x07: "µ-law", 0x11: "IMA ADPCM", 0x31: "GSM", 0x55: "MP3"}


class UnsupportedSound(TellmarkError):
    """The sound is coded in a way that this version does not write."""

    code = "sound.unsupported"
    kind = ErrorKind.UNREADABLE


class SoundTooLarge(TellmarkError):
    """With the label in front the file would pass what its format can count."""

    code = "sound.too_large"
    kind = ErrorKind.TOO_LARGE


@dataclass(frozen=True, slots=True)
class WaveFormat:
    """How samples are stored: PCM (or IEEE float), channels, samples a second, bytes a sample, meaningful bits."""

    is_float: bool
    channels: int
    rate: int
    width: int
    bits: int

    @property
    def frame(self) -> int:
        """Bytes that hold one instant of all channels."""
        return self.channels * self.width


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk's four letters, and where its payload begins and how long it is, in bytes."""

    name: bytes
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Wave:
    """A wave file's layout. *end* is where the RIFF ends: what lies behind it belongs to nobody and is kept."""

    format: WaveFormat
    chunks: tuple[Chunk, ...]
    data: Chunk
    big: bool
    end: int

    @property
    def frames(self) -> int:
        """How many whole instants of sound the file holds."""
        return self.data.size // self.format.frame


def read_wave(src: BinaryIO) -> Wave:
    """Read the layout of the wave file in *src* (Microsoft RIFF; EBU Tech 3306 for RF64).

    Raises Malformed if it is not what it says, UnsupportedSound for compressed sound and unusual rates.
    """
    size = src.seek(0, os.SEEK_END)
    src.seek(0)
    head = src.read(12)
    if len(head) < 12 or head[:4] not in (b"RIFF", b"RF64") or head[8:] != b"WAVE":
        raise Malformed("RIFF header", "this is not a wave file")
    big = head[:4] == b"RF64"
    declared = struct.unpack("<I", head[4:8])[0]
    end = size if declared in (0, _OPEN) else min(size, 8 + declared)
    chunks = tuple(_chunks(src, size, end, big))
    formats = [chunk for chunk in chunks if chunk.name == b"fmt "]
    data = next((chunk for chunk in chunks if chunk.name == b"data"), None)
    if not formats:
        raise Malformed("wave file", "it has no format chunk")
    if data is None:
        raise Malformed("wave file", "it has no sound data")
    return Wave(_format(src, formats[0]), chunks, data, big, max(end, data.offset + data.size))


def _chunks(src: BinaryIO, size: int, end: int, big: bool) -> Iterator[Chunk]:
    at, data_size = 12, None
    for _ in range(MOST_CHUNKS):
        if at + 8 > end:
            return
        src.seek(at)
        name, length = struct.unpack("<4sI", src.read(8))
        if name == b"ds64" and big and length >= 24 and at + 8 + length <= size:
            data_size = struct.unpack("<8xQ", src.read(16))[0]
        if name == b"data" and length == _OPEN:
            length = data_size if data_size is not None else end - at - 8
        if length > size - at - 8:
            raise Malformed(
                f"chunk {name.decode('latin-1')!r}", f"it declares {length} bytes, but {size - at - 8} are left"
            )
        yield Chunk(name, at + 8, length)
        at += 8 + length + (length & 1)
    raise Malformed("wave file", f"it has more than {MOST_CHUNKS} chunks")


def _format(src: BinaryIO, chunk: Chunk) -> WaveFormat:
    if not 16 <= chunk.size <= 4096:
        raise Malformed("format chunk", f"it is {chunk.size} bytes long")
    src.seek(chunk.offset)
    fmt = src.read(chunk.size)
    tag, channels, rate, _, align, bits = struct.unpack_from("<HHIIHH", fmt)
    valid = bits
    if tag == _EXTENSIBLE:
        if len(fmt) < 40:
            raise Malformed("format chunk", "its extension is missing")
        valid = struct.unpack_from("<H", fmt, 18)[0] or bits
        tag = struct.unpack_from("<H", fmt, 24)[0] if fmt[26:40] == _GUID_TAIL else _EXTENSIBLE
    _supported(tag, bits, rate)
    if not 1 <= channels <= MOST_CHANNELS or align != channels * bits // 8 or valid > bits:
        raise Malformed("format chunk", f"{channels} channels of {bits} bits do not make {align} bytes")
    return WaveFormat(tag == _FLOAT, channels, rate, bits // 8, valid)


def _supported(tag: int, bits: int, rate: int) -> None:
    remedy = "Convert it to PCM at 8 to 192 kHz, for example with: ffmpeg -i in.wav -c:a pcm_s16le out.wav"
    if tag not in (_PCM, _FLOAT):
        name = _OTHERS.get(tag, f"format {tag:#06x}")
        raise UnsupportedSound(f"the sound in this wave file is compressed ({name})", remedy)
    if bits not in ((8, 16, 24, 32) if tag == _PCM else (32, 64)):
        raise UnsupportedSound(f"the wave file holds samples of {bits} bits", remedy)
    if not 8000 <= rate <= 192_000:
        raise UnsupportedSound(f"the wave file has {rate} samples a second", remedy)


def read_samples(src: BinaryIO, wave: Wave, seconds: float) -> Samples:
    """Return the mean of all channels over the first *seconds*, in ±1."""
    form = wave.format
    left = min(wave.frames, int(seconds * form.rate))
    src.seek(wave.data.offset)
    parts: list[Samples] = []
    while left > 0:
        raw = src.read(min(left, _BLOCK) * form.frame)
        whole = len(raw) // form.frame
        if not whole:
            break
        parts.append(decoded(raw[: whole * form.frame], form).mean(axis=1))
        left -= whole
    return np.concatenate(parts) if parts else np.zeros(0)


def decoded(raw: bytes, form: WaveFormat) -> Samples:
    """Turn stored bytes into samples in ±1, instants × channels. What is not a number counts as silence."""
    if form.is_float:
        values = np.frombuffer(raw, f"<f{form.width}").astype(np.float64)
        values = np.clip(np.nan_to_num(values, nan=0.0), -8, 8)
    elif form.width == 1:
        values = (np.frombuffer(raw, np.uint8).astype(np.float64) - 128) / 128
    elif form.width == 3:
        wide = np.zeros((len(raw) // 3, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(raw, np.uint8).reshape(-1, 3)
        values = wide.view("<i4").ravel() / 2.0**31
    else:
        values = np.frombuffer(raw, f"<i{form.width}") / 2.0 ** (8 * form.width - 1)
    return values.reshape(-1, form.channels)


def encoded(samples: Samples, form: WaveFormat) -> bytes:
    """Turn *samples* in ±1 (instants × channels) into stored bytes; bits that do not count stay zero."""
    if form.is_float:
        return samples.astype(f"<f{form.width}").tobytes()
    steps = 2.0 ** (form.bits - 1)
    whole = np.clip(np.rint(samples * steps), -steps, steps - 1).astype(np.int64) << (8 * form.width - form.bits)
    if form.width == 1:
        return (whole + 128).astype(np.uint8).tobytes()
    if form.width == 3:
        wide: NDArray[np.uint8] = whole.astype("<i4").ravel().view(np.uint8)
        return wide.reshape(-1, 4)[:, :3].tobytes()
    return whole.astype(f"<i{form.width}").tobytes()


def put_in_front(src: BinaryIO, dst: BinaryIO, wave: Wave, sound: Samples) -> None:
    """Write *src* to *dst* with *sound* (one channel, at the file's rate) before its first sample.

    One channel goes into both of two, or into the first two of more, which are the front ones of every layout.
    All other bytes stay, but for the sizes and for those numbers that count samples from the beginning: cue points,
    sampler loops, the peak list and the length in `fact`. Raises SoundTooLarge where 32 bits do not count so far.
    """
    shift, grown = len(sound), len(sound) * wave.format.frame
    total = sum(8 + chunk.size + (chunk.size & 1) for chunk in wave.chunks) + 4 + grown + 1
    if not wave.big and total > _OPEN - 8:
        raise SoundTooLarge(
            "with the label in front the wave file would pass 4 GiB", "Convert it to RF64 and try again."
        )
    dst.write(b"RF64\xff\xff\xff\xffWAVE" if wave.big else b"RIFF\0\0\0\0WAVE")
    ds64 = None
    for chunk in wave.chunks:
        if chunk is wave.data:
            _write_data(src, dst, wave, sound)
            continue
        if chunk.name == b"ds64" and wave.big:
            ds64 = dst.tell() + 8
        dst.write(struct.pack("<4sI", chunk.name, chunk.size))
        src.seek(chunk.offset)
        if chunk.name in _SHIFTS:
            if chunk.size > _MOST_SHIFTED:
                raise Malformed(f"chunk {chunk.name.decode()!r}", f"it is {chunk.size} bytes long")
            dst.write(_SHIFTS[chunk.name](bytearray(src.read(chunk.size)), shift))
        else:
            _copy(src, dst, chunk.size)
        dst.write(b"\0" * (chunk.size & 1))
    _settle_sizes(dst, wave, grown, ds64)
    src.seek(wave.end)
    _copy(src, dst, src.seek(0, os.SEEK_END) - src.seek(wave.end))


def _write_data(src: BinaryIO, dst: BinaryIO, wave: Wave, sound: Samples) -> None:
    size = wave.data.size + len(sound) * wave.format.frame
    dst.write(struct.pack("<4sI", b"data", _OPEN if wave.big else size))
    for start in range(0, len(sound), _BLOCK):
        everywhere = sound[start : start + _BLOCK, None].repeat(wave.format.channels, axis=1)
        everywhere[:, 2:] = 0
        dst.write(encoded(everywhere, wave.format))
    src.seek(wave.data.offset)
    _copy(src, dst, wave.data.size)
    dst.write(b"\0" * (size & 1))


def _settle_sizes(dst: BinaryIO, wave: Wave, grown: int, ds64: int | None) -> None:
    end = dst.tell()
    if ds64 is not None:
        dst.seek(ds64)
        shifted = wave.frames + grown // wave.format.frame
        dst.write(struct.pack("<QQQ", end - 8, wave.data.size + grown, shifted))
    elif not wave.big:
        dst.seek(4)
        dst.write(struct.pack("<I", end - 8))
    dst.seek(end)


def _copy(src: BinaryIO, dst: BinaryIO, size: int) -> None:
    while size:
        block = src.read(min(size, 1 << 20))
        if not block:
            raise Malformed("wave file", f"it ends {size} bytes too early")
        dst.write(block)
        size -= len(block)


def _add(chunk: bytearray, at: int, shift: int) -> None:
    if at + 4 <= len(chunk):
        value = struct.unpack_from("<I", chunk, at)[0]
        struct.pack_into("<I", chunk, at, min(value + shift, _OPEN))


def _shift_cues(chunk: bytearray, shift: int) -> bytearray:
    """Position and sample offset of each cue point that lies in the sound data (Microsoft RIFF, `cue `)."""
    for at in range(4, len(chunk) - 23, 24):
        if chunk[at + 8 : at + 12] == b"data":
            _add(chunk, at + 4, shift)
            _add(chunk, at + 20, shift)
    return chunk


def _shift_loops(chunk: bytearray, shift: int) -> bytearray:
    """First and last sample of each loop (Microsoft RIFF, `smpl`); the count bounds them, sampler data follows."""
    if len(chunk) >= 36:
        loops = min(struct.unpack_from("<I", chunk, 28)[0], (len(chunk) - 36) // 24)
        for at in range(36, 36 + 24 * loops, 24):
            _add(chunk, at + 8, shift)
            _add(chunk, at + 12, shift)
    return chunk


def _shift_peaks(chunk: bytearray, shift: int) -> bytearray:
    for at in range(8, len(chunk) - 7, 8):
        _add(chunk, at + 4, shift)
    return chunk


def _shift_fact(chunk: bytearray, shift: int) -> bytearray:
    if len(chunk) >= 4 and struct.unpack_from("<I", chunk)[0] != _OPEN:
        _add(chunk, 0, shift)
    return chunk


_SHIFTS = {b"cue ": _shift_cues, b"smpl": _shift_loops, b"PEAK": _shift_peaks, b"fact": _shift_fact}
