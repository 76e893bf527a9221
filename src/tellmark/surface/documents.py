"""Small JSON documents that programs send, each read into the struct that says what it may hold."""

from typing import TypeVar

import msgspec

from tellmark.values.errors import ErrorKind, TellmarkError

T = TypeVar("T")

LARGEST_BODY = 256 << 10
"""Bytes of the largest document that is taken."""


class BadBody(TellmarkError):
    """The body of a request is not the JSON document that it should be."""

    code = "web.bad_body"
    kind = ErrorKind.USAGE


def document(raw: bytes, kind: type[T]) -> T:
    """Return the *kind* that the JSON document *raw* spells; nothing at all is an empty one. Raises BadBody."""
    if len(raw) > LARGEST_BODY:
        raise too_large()
    try:
        return msgspec.json.decode(raw or b"{}", type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise BadBody(f"the document cannot be read: {broken}", "Send JSON as /api describes it.") from broken


def too_large() -> BadBody:
    """Return what is said of a document that is larger than any that is taken."""
    return BadBody(f"the document is larger than {LARGEST_BODY >> 10} kB", "Send a shorter one, as /api describes it.")
