"""The keyed plan of a mark: which frequencies of a tile carry what, and with which signs.

All picture marks of this version share one key, which is public: so that anybody can read any of them (ADR 22).
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from tellmark.marks.watermark.code import coded_length
from tellmark.marks.watermark.payload import BITS

PUBLIC_KEY = b"tellmark/picture-watermark/1"

TILE = 100
"""Side of the repeating tile in pixels of the frame; no multiple of eight, so that JPEG's blocks do not add up."""

_INNER, OUTER = 4, 15
"""Cycles per tile between which the carriers lie: below, pictures are strong; above, compression begins to cut."""

_SYNC_SHARE = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The carriers of a mark, as frequencies (*rows*, *columns*) in cycles per tile, one of each conjugate pair.

    *sync* and *data* pick among them. *sync_signs* are complex; *data_signs* are one ±1 for each real value, of which
    *code_bit* tells the code bit that it carries. *weights* is how strong each carrier is put.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    weights: NDArray[np.float32]
    sync: NDArray[np.intp]
    data: NDArray[np.intp]
    sync_signs: NDArray[np.complex64]
    data_signs: NDArray[np.float32]
    code_bit: NDArray[np.intp]


@cache
def plan_of(key: bytes = PUBLIC_KEY) -> Plan:
    """Return the plan that *key* gives: the same on every machine."""
    rows, columns, radius = _carriers()
    order = np.argsort(_numbers(key, b"order", len(rows)), kind="stable")
    of_sync = round(_SYNC_SHARE * len(rows))
    sync, data = np.sort(order[:of_sync]), np.sort(order[of_sync:])
    values = 2 * len(data)
    signs = _signs(key, b"sync", 2 * len(sync)).reshape(-1, 2)
    weights = (radius / _INNER) ** -0.5
    return Plan(
        rows=rows,
        columns=columns,
        weights=(weights / np.sqrt(np.mean(weights**2))).astype(np.float32),
        sync=sync,
        data=data,
        sync_signs=((signs[:, 0] + 1j * signs[:, 1]) / np.sqrt(2)).astype(np.complex64),
        data_signs=_signs(key, b"data", values),
        code_bit=np.argsort(_numbers(key, b"interleave", values), kind="stable") % coded_length(BITS),
    )


def _carriers() -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return the frequencies of the ring, one of each conjugate pair, in a fixed order."""
    reach = OUTER
    rows, columns = np.mgrid[-reach : reach + 1, 0 : reach + 1]
    radius = np.hypot(rows, columns)
    chosen = (radius >= _INNER) & (radius <= OUTER) & ((columns > 0) | (rows > 0))
    return rows[chosen].astype(np.intp), columns[chosen].astype(np.intp), radius[chosen]


def _stream(key: bytes, use: bytes, length: int) -> bytes:
    """SHA-256 in counter mode: no library's generator decides what a mark looks like."""
    blocks = (sha256(key + b"/" + use + b"/" + count.to_bytes(4)).digest() for count in range(-(-length // 32)))
    return b"".join(blocks)[:length]


def _numbers(key: bytes, use: bytes, count: int) -> NDArray[np.uint64]:
    return np.frombuffer(_stream(key, use, 8 * count), ">u8").astype(np.uint64)


def _signs(key: bytes, use: bytes, count: int) -> NDArray[np.float32]:
    bits = np.unpackbits(np.frombuffer(_stream(key, use, -(-count // 8)), np.uint8))[:count]
    return (1 - 2.0 * bits).astype(np.float32)
