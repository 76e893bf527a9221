"""The receipt code: what a person types to take a consent back without signing in."""

import base64

from tellmark.values.digests import sha256

CODE = 10
"""Bytes of chance in a receipt code."""


def receipt_code(code: bytes) -> str:
    """Return *code* as people read it: sixteen letters and digits, in fours. Raises ValueError for another length."""
    if len(code) != CODE:
        raise ValueError("a receipt code takes 10 random bytes")
    text = base64.b32encode(code).decode()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def digest_of_code(shown: str) -> str:
    """Return what a receipt code is known by, however it is typed."""
    kept = "".join(char for char in shown.upper().translate(_TYPED) if char.isalnum())
    return sha256(f"tellmark.receipt-code/1 {kept}".encode())


_TYPED = str.maketrans({"0": "O", "1": "I", "8": "B"})  # digits that base 32 does not have, and what was meant
