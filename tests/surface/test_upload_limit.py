"""The upload limit as an ASGI layer: what a Content-Length says is never believed."""

from collections.abc import Iterable

import anyio
import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from starlette.types import Message, Receive, Scope, Send

from tellmark.surface.errors import TooLarge
from tellmark.surface.limits import Limits, UploadLimit

MOST = 1_000_000 + (64 << 10)


def sent(chunks: Iterable[bytes], length: str | None) -> tuple[int, int, bool]:
    """Send *chunks* under a declared *length*; return bytes taken in, chunks read, refused or not."""
    taken, read, refused = 0, 0, False
    waiting = list(chunks)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal taken, refused
        try:
            while True:
                message = await receive()
                taken += len(message.get("body", b""))
                if not message.get("more_body"):
                    return
        except TooLarge:
            refused = True

    async def receive() -> Message:
        nonlocal read
        read += 1
        body = waiting.pop(0) if waiting else b""
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    headers = [(b"content-length", length.encode())] if length is not None else []
    scope: Scope = {"type": "http", "headers": headers}
    anyio.run(UploadLimit(app, Limits(upload=1_000_000)), scope, receive, send)
    return taken, read, refused


CHUNK = bytes(64 << 10)


def test_a_body_within_the_limit_passes() -> None:
    assert sent([CHUNK] * 10, str(10 * len(CHUNK))) == (10 * len(CHUNK), 10, False)


@pytest.mark.parametrize("length", [None, "5", "0", "-1", "x", "9" * 30])
def test_a_length_that_lies_does_not_help(length: str | None) -> None:
    taken, read, refused = sent([CHUNK] * 1000, length)
    assert refused
    assert taken <= MOST
    assert read <= 2 * MOST // len(CHUNK) + 2


def test_a_length_far_beyond_the_limit_is_refused_before_a_byte_is_read() -> None:
    assert sent([CHUNK] * 1000, str(100 * MOST)) == (0, 0, True)


def test_a_file_a_little_too_large_is_read_to_its_end_so_that_the_browser_shows_why() -> None:
    taken, read, refused = sent([CHUNK] * 20, str(20 * len(CHUNK)))
    assert refused
    assert taken == 0
    assert read == 20
