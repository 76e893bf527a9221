"""The secret of a session, and what is kept of it: whoever signs people in knows it by `digest_of` its secret."""

import base64
import hashlib


def new_secret(random: bytes) -> str:
    """Return the secret of a new session, made of *random* (32 bytes). Raises ValueError for another number of them."""
    if len(random) != 32:
        raise ValueError("the secret of a session takes 32 random bytes")
    return base64.urlsafe_b64encode(random).decode().rstrip("=")


def digest_of(secret: str) -> str:
    """Return what is kept of a session's secret: its SHA-256. The secret is high in entropy; a plain digest will do."""
    return hashlib.sha256(secret.encode()).hexdigest()
