"""How a webhook is signed: Standard Webhooks (HMAC-SHA-256 over id, time and body), so that ten lines check it.

Two signatures stand side by side while a secret is rotated. Whoever receives refuses what is older than five minutes,
and whatever id they have seen. Only the standard library.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

PREFIX = "whsec_"
TOLERANCE = 300
"""Seconds that the time of a message may be off."""


def spelled(secret: bytes) -> str:
    """Return *secret* as its owner is shown it."""
    return PREFIX + base64.b64encode(secret).decode()


def signature(secret: bytes, message: str, at: int, body: bytes) -> str:
    """Return the signature of the message called *message*, sent at *at* (seconds since 1970), with *body*."""
    signed = f"{message}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def headers(secrets: Sequence[bytes], message: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """Return the headers of a message, signed with each of *secrets*."""
    seconds = int(at.timestamp())
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(signature(secret, message, seconds, body) for secret in secrets),
    }
