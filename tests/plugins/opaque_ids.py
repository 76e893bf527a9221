"""What is told beside ids, digests and salts: those may have the digits of anything, a year or a number, by chance."""

import re

_OPAQUE = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}")


def beside_ids(*texts: bytes) -> bytes:
    """Return *texts*, one below the other, without their ids (RFC 9562) and whatever else is 32 or more hex digits."""
    return _OPAQUE.sub(b"", b"\n".join(texts))
