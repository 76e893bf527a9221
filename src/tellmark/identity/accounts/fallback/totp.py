"""One-time codes by the time (RFC 6238): six digits, half a minute each, and none of them twice."""

import hmac
from collections.abc import Iterator
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET = 20
"""Bytes of a secret (RFC 4226 §4, R6)."""
_STEP = 30
DIGITS = 6


def matching_step(secret: bytes, code: str, at: datetime, last: int | None) -> int | None:
    """Return the time step whose code *code* is: the present one, or the one before or after it.

    None where it is none of these, or not after the *last* step that was taken: a code counts once. Every one of
    them is compared, in constant time.
    """
    given = code.encode()
    hits = [step for step, right in _around(secret, at) if hmac.compare_digest(right, given)]
    return next((step for step in hits if last is None or step > last), None)


def for_app(secret: bytes, name: str, issuer: str) -> str:
    """Return the address that an authenticator app takes (`otpauth://`), under *name* at *issuer*."""
    return _totp(secret).get_provisioning_uri(name, issuer)


def _around(secret: bytes, at: datetime) -> Iterator[tuple[int, bytes]]:
    now = int(at.timestamp()) // _STEP
    for step in (now - 1, now, now + 1):
        yield step, _totp(secret).generate(step * _STEP)


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), _STEP)  # noqa: S303 (HMAC-SHA-1, which every app knows: RFC 6238 §1.2)
