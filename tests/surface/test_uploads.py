"""A form of ours takes no larger file than it needs."""

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

import anyio
from starlette.requests import Request
from starlette.types import Message

from tellmark.surface.errors import FileTooLarge
from tellmark.surface.uploads import handed_in

MOST = 1_000_000
CHUNK = 64 << 10
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'


def handed(size: int) -> tuple[int, int]:
    """Hand in a file of *size* bytes; return the bytes of it that were kept (-1: refused), and those that were read."""
    body, read = HEAD + bytes(size) + b"\r\n--x--\r\n", 0

    async def receive() -> Message:
        nonlocal read
        piece = body[read : read + CHUNK]
        read += len(piece)
        return {"type": "http.request", "body": piece, "more_body": read < len(body)}

    async def run() -> int:
        headers = [(b"content-type", b"multipart/form-data; boundary=x")]
        request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
        try:
            async with handed_in(request, MOST, fields=1) as sent:
                return len(sent.stream.read()) if sent.stream else 0
        except FileTooLarge:
            return -1

    return anyio.run(run), read


def test_a_file_as_large_as_the_form_takes_is_handed_in() -> None:
    assert handed(MOST)[0] == MOST


def test_a_file_a_little_too_large_is_read_to_its_end_so_that_the_browser_shows_why() -> None:
    kept, read = handed(MOST + 2 * CHUNK)
    assert (kept, read >= MOST + 2 * CHUNK) == (-1, True)


def test_of_a_file_far_too_large_only_as_much_again_is_read() -> None:
    kept, read = handed(20 * MOST)
    assert (kept, read <= 2 * (MOST + CHUNK) + CHUNK) == (-1, True)
