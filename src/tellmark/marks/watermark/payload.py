"""What an invisible mark says: that AI was at work, and a short key of the record. Nobody's personal data."""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

VERSION = 1
KEY_BYTES = 6
"""Of the record's digest. A key finds a record, it proves none: whoever looks one up compares the picture as well."""

BITS = 8 + 8 * KEY_BYTES
"""Bits of a message: four of version, four of flags, the key."""

_AI = 0b0001


@dataclass(frozen=True, slots=True)
class Payload:
    """The message of a mark. *key* is KEY_BYTES of a record's digest; *ai*: AI made or changed the picture."""

    key: bytes
    ai: bool = True

    def __post_init__(self) -> None:
        """Refuse a key of another length."""
        if len(self.key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")

    @staticmethod
    def of_record(record_id: str) -> "Payload":
        """Return the message of the record *record_id*: the key tells nothing of the id, not even its time."""
        return Payload(sha256(b"tellmark/watermark/" + record_id.encode()).digest()[:KEY_BYTES])

    def bits(self) -> NDArray[np.uint8]:
        """Return the message as BITS zeros and ones."""
        head = VERSION << 4 | (_AI if self.ai else 0)
        return np.unpackbits(np.frombuffer(bytes([head]) + self.key, np.uint8))

    @staticmethod
    def from_bits(bits: NDArray[np.uint8]) -> "Payload | None":
        """Read a message; None if it is of a version or with flags that are not known here."""
        head, *key = np.packbits(bits).tobytes()
        if head >> 4 != VERSION or head & 0b1110:
            return None
        return Payload(bytes(key), ai=bool(head & _AI))
