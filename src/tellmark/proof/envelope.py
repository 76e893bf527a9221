"""Envelopes: a key that lies wrapped in another, and what is sealed under a person's key for one place alone."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tellmark.proof.errors import DoesNotOpen
from tellmark.proof.log.events import commitment
from tellmark.values.canonical import Json, canonical

KEY = 32
NONCE = 12
TAG = 16
WORD = b"tellmark.key/1\0\0"
"""What stands before each key inside its wrapping: whoever unwraps sees at once that it is one."""

_SEALED = b"\x01"
_BLOCK = 32

Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands: it opens there and nowhere else, so that no row can be given another's."""

    tenant: str
    table: str
    row: str
    column: str

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """Its parts from the whole to the one."""
        return self.tenant, self.table, self.row, self.column


def wrap(outer: bytes, key: bytes, about: bytes, random: Random) -> bytes:
    """Wrap a *key* of 32 bytes in *outer* by AES-256-GCM (NIST SP 800-38D), bound to what it is *about*.

    76 bytes come back: the nonce (12), the encrypted word and key (48), the tag (16).
    """
    if len(key) != KEY:
        raise ValueError("a key has 32 bytes")
    nonce = random(NONCE)
    return nonce + AESGCM(outer).encrypt(nonce, WORD + key, about)


def unwrap(outer: bytes, wrapped: bytes, about: bytes) -> bytes:
    """Return the key inside *wrapped*. Raises DoesNotOpen."""
    opened = _opened(outer, wrapped, about)
    if len(opened) != len(WORD) + KEY or not opened.startswith(WORD):
        raise DoesNotOpen
    return opened[len(WORD) :]


class PersonKey:
    """One person's key: it seals, unseals and commits, and does not show itself."""

    __slots__ = ("_random", "_secret")

    def __init__(self, secret: bytes, random: Random) -> None:
        if len(secret) != KEY:
            raise ValueError("a key has 32 bytes")
        self._secret = secret
        self._random = random

    def seal(self, data: bytes, place: Place) -> bytes:
        """Return *data* sealed for *place*, under a key of that place alone.

        It is longer by 33 bytes and by what fills it up to the next 32: a short name and a long one look alike.
        """
        length = len(data).to_bytes(4)
        padded = length + data + bytes(-(len(data) + 4) % _BLOCK)
        nonce = self._random(NONCE)
        return _SEALED + nonce + AESGCM(self._of(place)).encrypt(nonce, padded, _bound(place))

    def unseal(self, sealed: bytes, place: Place) -> bytes:
        """Return what was sealed. Raises DoesNotOpen where it was changed, moved, or is under another key."""
        if sealed[:1] != _SEALED:
            raise DoesNotOpen
        padded = _opened(self._of(place), sealed[1:], _bound(place))
        return padded[4 : 4 + int.from_bytes(padded[:4])]

    def commitment(self, event_id: str, name: str, value: Json) -> str:
        """Return the commitment to a personal *value* for a leaf (`proof/log/events.py`)."""
        return commitment(self._derived("tellmark.commitments/1"), event_id, name, value)

    def secret(self, *purpose: str) -> bytes:
        """Return 32 bytes for one *purpose*: the same each time, and nobody's who has not this key."""
        return self._derived("tellmark.secret/1", *purpose)

    def _of(self, place: Place) -> bytes:
        return self._derived("tellmark.record/1", *place.parts)

    def _derived(self, *purpose: str) -> bytes:
        """Return the key for one purpose: HMAC-SHA-256 as the generator of NIST SP 800-108, one block."""
        return hmac.digest(self._secret, canonical(purpose), "sha256")


def _bound(place: Place) -> bytes:
    return canonical(place.parts)


def _opened(key: bytes, data: bytes, about: bytes) -> bytes:
    if len(data) < NONCE + TAG:
        raise DoesNotOpen
    try:
        return AESGCM(key).decrypt(data[:NONCE], data[NONCE:], about)
    except InvalidTag as fault:
        raise DoesNotOpen from fault
