"""The index of further pictures in a JPEG file, counted from inside its own segment (CIPA DC-007 §5.2)."""

import struct
from typing import Final

from tellmark.values.errors import Malformed

_ENTRIES: Final = 0xB002
_MOST_PICTURES: Final = 1024


def moved(block: bytes, shift: int) -> bytes:
    """Return the MPF *block* (from its TIFF header on) with each further picture *shift* bytes later.

    The first picture's offset is 0 by definition and stays. Raises Malformed if the block makes no sense.
    """
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None:
        raise Malformed("JPEG", "the index of further pictures has no header")
    out = bytearray(block)
    try:
        directory = struct.unpack_from(order + "I", block, 4)[0]
        count = struct.unpack_from(order + "H", block, directory)[0]
        for number in range(count):
            tag, _, size, value = struct.unpack_from(order + "HHII", block, directory + 2 + 12 * number)
            if tag == _ENTRIES:
                _move(out, order, value, size // 16, shift)
    except struct.error:
        raise Malformed("JPEG", "the index of further pictures points outside itself") from None
    return bytes(out)


def _move(out: bytearray, order: str, start: int, pictures: int, shift: int) -> None:
    if pictures > _MOST_PICTURES:
        raise Malformed("JPEG", "the index of further pictures is too long")
    for number in range(pictures):
        at = start + 16 * number + 8
        offset = struct.unpack_from(order + "I", out, at)[0]
        if offset:
            struct.pack_into(order + "I", out, at, offset + shift)
