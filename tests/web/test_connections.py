"""Slow and silent clients, against a real server on the loopback."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

pytest.importorskip("uvicorn", reason="needs the extra `server`")

import uvicorn

from tellmark.web.connections import PatientConnection

ASK = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n"


class Hasty(PatientConnection):
    patience = 0.3


class Narrow(PatientConnection):
    patience = 600
    most = 3


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the body once it is whole."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body, more = body + message["body"], message["more_body"]
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def served(how: type[PatientConnection]) -> Iterator[Callable[[], socket.socket]]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(echo, http=how, ws="none", lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    opened: list[socket.socket] = []

    def client() -> socket.socket:
        opened.append(socket.create_connection(listener.getsockname(), timeout=20))
        return opened[-1]

    try:
        while not server.started:
            time.sleep(0.01)
        yield client
    finally:
        server.should_exit = True
        for one in opened:
            one.close()
        thread.join(20)


def ended(wire: socket.socket) -> bool:
    """Wait until the server has closed *wire* without a word."""
    try:
        return wire.recv(100) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("half", [b"", b"GET / HT", ASK[:-2], POST, POST + b"abc"])
def test_a_client_that_stops_is_let_go(half: bytes) -> None:
    with served(Hasty) as client:
        wire = client()
        wire.sendall(half)
        assert ended(wire)


def test_a_head_in_drops_is_let_go_too() -> None:
    with served(Hasty) as client:
        wire = client()
        with pytest.raises(OSError, match=r"reset|[Bb]roken pipe"):
            for _ in range(200):
                wire.sendall(b"G")
                time.sleep(0.1)


def test_a_slow_body_that_goes_on_is_waited_for() -> None:
    with served(Hasty) as client:
        wire = client()
        wire.sendall(POST)
        for piece in (b"a", b"b", b"c", b"d", b"e", b"f"):
            time.sleep(0.08)
            wire.sendall(piece)
        assert wire.recv(1000).startswith(b"HTTP/1.1 200")


def test_idle_connections_of_one_client_do_not_shut_it_out() -> None:
    with served(Narrow) as client:
        idle = [client() for _ in range(Narrow.most)]
        asking = client()
        asking.sendall(ASK)
        assert asking.recv(1000).startswith(b"HTTP/1.1 200")
        assert ended(idle[0])  # the oldest made room
        idle[1].sendall(ASK)
        assert idle[1].recv(1000).startswith(b"HTTP/1.1 200")


def test_connections_at_work_are_kept_and_the_new_one_is_turned_away() -> None:
    with served(Narrow) as client:
        working = [client() for _ in range(Narrow.most)]
        for wire in working:
            wire.sendall(POST.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"))
            assert wire.recv(1000).startswith(b"HTTP/1.1 100")
        assert ended(client())
        working[0].sendall(b"abcdef")
        assert working[0].recv(1000).startswith(b"HTTP/1.1 200")
