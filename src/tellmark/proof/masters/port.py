"""What keeps a master key, seen from those who need it: it wraps small keys and does not show itself."""

from typing import Protocol

from tellmark.proof.envelope import Random, unwrap, wrap


class KeyEncryption(Protocol):
    """A master key. Whoever keeps one elsewhere (a module, a cloud) implements these three and nothing more."""

    @property
    def name(self) -> str:
        """Which master this is, in words that may be written down: never a secret."""

    def wrap(self, key: bytes, about: bytes) -> bytes:
        """Return *key* (32 bytes) encrypted and authenticated, bound to *about*; twice gives two spellings.

        Raises NoMaster where the keeper does not answer.
        """

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """Return the key again. Raises DoesNotOpen for other bytes, another *about* or another master; NoMaster."""


class InMemory:
    """A master that this process holds itself."""

    def __init__(self, name: str, secret: bytes, random: Random) -> None:
        self.name = name
        self._secret = secret
        self._random = random

    def wrap(self, key: bytes, about: bytes) -> bytes:
        """As the port says."""
        return wrap(self._secret, key, about, self._random)

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """As the port says."""
        return unwrap(self._secret, wrapped, about)
