"""SHA-256 of bytes and of streams."""

import hashlib
import re
from typing import BinaryIO

_DIGEST = re.compile(r"[0-9a-f]{64}")


def is_digest(text: str) -> bool:
    """Tell whether *text* is a SHA-256 as we write it: 64 lower-case hexadecimal digits, and nothing else."""
    return _DIGEST.fullmatch(text) is not None


def sha256(data: bytes) -> str:
    """Return the SHA-256 of *data*, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_of(stream: BinaryIO) -> str:
    """Return the SHA-256 of the whole *stream* from its beginning, and leave it rewound."""
    stream.seek(0)
    digest = hashlib.sha256()
    while chunk := stream.read(1 << 20):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()
