"""Bodies of programs' requests: small JSON documents, each read into the struct that says what it may hold."""

from typing import Annotated, TypeVar

import msgspec
from fastapi import Depends
from starlette.requests import Request

from tellmark.values.errors import ErrorKind, TellmarkError

T = TypeVar("T")

LARGEST_BODY = 256 << 10
"""Bytes of the largest document that a route takes."""


class BadBody(TellmarkError):
    """The body of a request is not the JSON document that it should be."""

    code = "web.bad_body"
    kind = ErrorKind.USAGE


async def _received(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise BadBody(
                f"the document is larger than {LARGEST_BODY >> 10} kB", "Send a shorter one, as /api describes it."
            )
    return bytes(body)


RawBody = Annotated[bytes, Depends(_received)]
"""What a route declares to be given the body as it came, at most LARGEST_BODY bytes of it."""


def document(raw: bytes, kind: type[T]) -> T:
    """Return the *kind* that the JSON document *raw* spells; nothing at all is an empty one. Raises BadBody."""
    try:
        return msgspec.json.decode(raw or b"{}", type=kind)
    except (msgspec.DecodeError, RecursionError) as broken:
        raise BadBody(f"the document cannot be read: {broken}", "Send JSON as /api describes it.") from broken
