"""Opaque ids that carry no personal data, and the one place that asks for randomness."""

import os
from datetime import datetime


def entropy(size: int) -> bytes:
    """Return *size* random bytes. Call it at the edge only; inside, randomness is an argument."""
    return os.urandom(size)


def uuid7(at: datetime, random: bytes) -> str:
    """Make a version 7 UUID from an instant and ten random bytes (RFC 9562 §5.7), lower case with hyphens."""
    if len(random) != 10:
        raise ValueError("a version 7 UUID takes ten random bytes")
    millis = int(at.timestamp() * 1000) & ((1 << 48) - 1)
    tail = int.from_bytes(random)
    value = millis << 80 | 0x7 << 76 | (tail >> 68 & 0xFFF) << 64 | 0b10 << 62 | (tail & ((1 << 62) - 1))
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
