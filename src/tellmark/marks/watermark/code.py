"""Error correction: a checksum of 24 bits (RFC 9580 §6.1.1) and a convolutional code of rate 1/4, memory 8."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

MEMORY = 8
GENERATORS = (0o463, 0o535, 0o733, 0o745)
"""Of greatest free distance at this rate and memory (Larsen 1973, table I)."""

CHECK_BITS = 24
_CRC_START, _CRC_POLYNOMIAL = 0xB704CE, 0x864CFB
_STATES = 1 << MEMORY

Bits = NDArray[np.uint8]
Soft = NDArray[np.float32]


def coded_length(bits: int) -> int:
    """Return how many code bits a message of *bits* bits becomes."""
    return (bits + CHECK_BITS + MEMORY) * len(GENERATORS)


def encode(message: Bits) -> Bits:
    """Return the code bits of *message*, with its checksum, the register run empty at the end."""
    state, out = 0, []
    for bit in (*message.tolist(), *_checksum(message).tolist(), *([0] * MEMORY)):
        state = (state << 1 | bit) & (2 * _STATES - 1)
        out += [(state & generator).bit_count() & 1 for generator in GENERATORS]
    return np.array(out, np.uint8)


def decode(soft: Soft) -> Bits | None:
    """Return the likeliest message behind *soft* (positive for a likely 0), or None if its checksum does not fit."""
    path = _likeliest_path(soft.reshape(-1, len(GENERATORS)))
    whole = path[: len(path) - MEMORY]
    message, check = whole[:-CHECK_BITS], whole[-CHECK_BITS:]
    return message if np.array_equal(check, _checksum(message)) else None


def _likeliest_path(soft: NDArray[np.float32]) -> Bits:
    """Viterbi's algorithm over all states at once; the register begins and ends empty."""
    before, signs = _trellis()
    gains = np.einsum("tg,bsg->tbs", soft, signs)
    best = np.full(_STATES, -np.inf, np.float32)
    best[0] = 0
    from_second = np.empty((len(soft), _STATES), np.bool_)
    for step, (first_gain, second_gain) in enumerate(gains):
        first, second = best[before[0]] + first_gain, best[before[1]] + second_gain
        np.greater(second, first, out=from_second[step])
        best = np.maximum(first, second)
    state, path = 0, np.empty(len(soft), np.uint8)
    for step in range(len(soft) - 1, -1, -1):
        path[step] = state & 1
        state = int(before[int(from_second[step, state]), state])
    return path


@cache
def _trellis() -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return, for each of the two ways into a state, the state before, and the code bits of that step as signs."""
    states = np.arange(_STATES)
    before = np.stack([states >> 1, states >> 1 | _STATES >> 1])
    register = before << 1 | states & 1
    parity = np.array([[[(int(r) & g).bit_count() & 1 for g in GENERATORS] for r in way] for way in register])
    return before, (1 - 2 * parity).astype(np.float32)


def _checksum(message: Bits) -> Bits:
    rest = _CRC_START
    for bit in message.tolist():
        rest ^= bit << 23
        rest = (rest << 1 ^ _CRC_POLYNOMIAL if rest & 0x800000 else rest << 1) & 0xFFFFFF
    return np.array([rest >> 23 - place & 1 for place in range(CHECK_BITS)], np.uint8)
