"""A second, slow and plain PNG codec for the tests: byte by byte as the standard words it, nothing of ours in it."""

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))

FORMS = [(1, 0), (2, 0), (4, 0), (8, 0), (16, 0), (8, 2), (16, 2), (1, 3), (2, 3), (4, 3), (8, 3)]
FORMS += [(8, 4), (16, 4), (8, 6), (16, 6)]
"""Depths and colour types (W3C PNG §11.2.1)."""


def noise(width: int, height: int, depth: int, code: int, seed: int = 0) -> NDArray[np.integer]:
    shape = (height, width, CHANNELS[code])
    return np.random.default_rng(seed).integers(0, 1 << depth, shape)


def palette_of(depth: int, code: int) -> bytes:
    return np.random.default_rng(9).bytes(3 << depth) if code == 3 else b""


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def write(
    samples: NDArray[np.integer],
    depth: int,
    code: int,
    palette: bytes = b"",
    transparency: bytes = b"",
    interlaced: bool = False,
    filters: tuple[int, ...] = (0, 1, 2, 3, 4),
) -> bytes:
    """Code *samples* (rows x columns x samples) as a PNG of colour type *code*, the filters taking turns."""
    height, width = samples.shape[:2]
    data = b""
    for part in _passes(samples) if interlaced else [samples]:
        data += _filtered(part, depth, max(1, depth * CHANNELS[code] // 8), filters)
    body = chunk(b"IHDR", struct.pack(">2I5B", width, height, depth, code, 0, 0, int(interlaced)))
    body += chunk(b"PLTE", palette) if palette else b""
    body += chunk(b"tRNS", transparency) if transparency else b""
    packed = zlib.compress(data)
    half = len(packed) // 2
    body += chunk(b"IDAT", packed[:half]) + chunk(b"IDAT", packed[half:])
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def read(data: bytes) -> tuple[NDArray[np.integer], int, int, dict[bytes, bytes]]:
    """Return samples, depth, colour type and the other chunks of a PNG that is not interlaced."""
    chunks: dict[bytes, bytes] = {}
    at = 8
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length)[0] == zlib.crc32(name + body)
        chunks[name] = chunks.get(name, b"") + body
        at += 12 + length
    width, height, depth, code, _, _, interlaced = struct.unpack(">2I5B", chunks.pop(b"IHDR"))
    assert not interlaced
    row_bytes = (width * depth * CHANNELS[code] + 7) // 8
    rows = _unfiltered(zlib.decompress(chunks.pop(b"IDAT")), row_bytes, max(1, depth * CHANNELS[code] // 8))
    samples = np.array([list(_samples(row, depth, width * CHANNELS[code])) for row in rows])
    return samples.reshape(height, width, CHANNELS[code]), depth, code, chunks


def _passes(samples: NDArray[np.integer]) -> Iterator[NDArray[np.integer]]:
    for x, y, across, down in PASSES:
        part = samples[y::down, x::across]
        if part.size:
            yield part


def _bytes(row: NDArray[np.integer], depth: int) -> bytes:
    bits = "".join(f"{int(value):0{depth}b}" for value in row.reshape(-1))
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def _samples(row: bytes, depth: int, count: int) -> Iterator[int]:
    bits = "".join(f"{value:08b}" for value in row)
    for number in range(count):
        yield int(bits[number * depth : (number + 1) * depth], 2)


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind < 4:
        return (0, left, up, (left + up) // 2)[kind]
    straight = left + up - corner
    return min((left, up, corner), key=lambda value: abs(straight - value))


def _filtered(samples: NDArray[np.integer], depth: int, step: int, filters: tuple[int, ...]) -> bytes:
    out = b""
    above = b""
    for number, row in enumerate(samples):
        raw = _bytes(row, depth)
        above = above or bytes(len(raw))
        kind = filters[number % len(filters)]
        out += bytes([kind]) + bytes(
            (
                raw[at]
                - _guess(kind, raw[at - step] if at >= step else 0, above[at], above[at - step] if at >= step else 0)
            )
            % 256
            for at in range(len(raw))
        )
        above = raw
    return out


def _unfiltered(data: bytes, row_bytes: int, step: int) -> list[bytes]:
    rows: list[bytes] = []
    above = bytes(row_bytes)
    for start in range(0, len(data), row_bytes + 1):
        kind, coded = data[start], data[start + 1 : start + 1 + row_bytes]
        row = bytearray()
        for at in range(row_bytes):
            left, corner = (row[at - step], above[at - step]) if at >= step else (0, 0)
            row.append((coded[at] + _guess(kind, left, above[at], corner)) % 256)
        above = bytes(row)
        rows.append(above)
    return rows
