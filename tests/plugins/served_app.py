"""An application behind a real socket of this machine, for browsers."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from waiting import eventually

PAUSE = 0.2
"""Seconds between two pieces of a page: with a tenth, some tests that looked too early were still lucky."""


@contextmanager
def served(app: ASGIApp, sock: socket.socket | None = None, name: str = "127.0.0.1") -> Iterator[str]:
    """Serve *app* in pieces on *sock*, else on any port of this machine; give its address, under *name*."""
    sock = sock or listening()
    server = uvicorn.Server(uvicorn.Config(in_pieces(app), log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    eventually(lambda: server.started)
    yield f"http://{name}:{sock.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def listening() -> socket.socket:
    """Return a socket of this machine that nobody else listens on."""
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    return sock


def in_pieces(app: ASGIApp) -> ASGIApp:
    """Return *app* whose pages come as over a slow line: what stands before their content first, then that.

    A browser that has clicked goes on as soon as the next page begins. A test that then looks for content, and does not
    wait for it, fails each time, and not on a busy day only. One that looks for absence passes: it has to wait itself.
    """

    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_in_pieces(message: Message) -> None:
            body = message.get("body", b"")
            if (begin := body.find(b"<main")) >= 0:
                cut = body.index(b">", begin) + 1
                await send({**message, "body": body[:cut], "more_body": True})
                await asyncio.sleep(PAUSE)
                message = {**message, "body": body[cut:]}
            await send(message)

        await app(scope, receive, send_in_pieces)

    return whole
