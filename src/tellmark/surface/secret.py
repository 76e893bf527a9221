"""The secret of an installation's pages, and a key of its own for each purpose that it serves."""

import hashlib
import hmac
from dataclasses import dataclass, field

SIZE = 32
"""Bytes of a secret."""


@dataclass(frozen=True, slots=True)
class Secret:
    """32 random bytes that all servers of an installation share. Raises ValueError for another number of them."""

    value: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.value) != SIZE:
            raise ValueError(f"a secret has {SIZE} bytes")

    def key(self, purpose: str, *parts: str) -> bytes:
        """Return 32 bytes for *purpose* and *parts*; from them neither the secret nor another key follows.

        HMAC-SHA-256 over the parts, each with its length before it, so that no two lists of parts read alike.
        """
        told = b"".join(len(part.encode()).to_bytes(4) + part.encode() for part in (purpose, *parts))
        return hmac.new(self.value, told, hashlib.sha256).digest()
