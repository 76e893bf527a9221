"""Bodies of programs' requests, taken in as they came and never without end."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from tellmark.surface.documents import LARGEST_BODY, too_large


async def _received(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise too_large()
    return bytes(body)


RawBody = Annotated[bytes, Depends(_received)]
"""What a route declares to be given the body as it came, at most LARGEST_BODY bytes of it."""
