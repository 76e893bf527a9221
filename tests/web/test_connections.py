"""Slow and silent clients, against a real server on the loopback."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_network
from typing import Any

import pytest

pytest.importorskip("uvicorn", reason="needs the extra `server`")

import uvicorn
from anyio import to_thread

from tellmark.surface import problems
from tellmark.surface.proxies import Proxies
from tellmark.surface.rendering import Pages
from tellmark.surface.tracing import Tracing
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


@dataclass
class Visitors:
    """Whoever comes to *server*: each call is one more connection."""

    server: uvicorn.Server
    address: tuple[str, int]
    opened: list[socket.socket] = field(default_factory=list)

    def __call__(self) -> socket.socket:
        self.opened.append(socket.create_connection(self.address, timeout=20))
        return self.opened[-1]


@contextmanager
def served(how: type[PatientConnection], app: Any = echo) -> Iterator[Visitors]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=how, ws="none", lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    visitors = Visitors(server, listener.getsockname())
    try:
        while not server.started:
            time.sleep(0.01)
        yield visitors
    finally:
        server.should_exit = True
        for one in visitors.opened:
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


def asking_for(client: str) -> bytes:
    """Return the head of a request that a proxy sends for *client*, and whose body it keeps back."""
    said = f"\r\nX-Forwarded-For: 198.51.100.1, {client}\r\nExpect: 100-continue\r\n\r\n"
    return POST.replace(b"\r\n\r\n", said.encode())


class Proxied(Narrow):
    proxies = Proxies((ip_network("127.0.0.0/8"),))


def test_behind_a_proxy_each_client_has_a_share_of_their_own() -> None:
    with served(Proxied) as proxy:
        idle = [proxy() for _ in range(3 * Proxied.most)]  # the proxy's own affair
        greedy = [proxy() for _ in range(Proxied.most)]
        for wire in greedy:
            wire.sendall(asking_for("203.0.113.9"))
            assert wire.recv(1000).startswith(b"HTTP/1.1 100")
        more, another = proxy(), proxy()
        more.sendall(asking_for("203.0.113.8"))  # the same network
        assert ended(more)
        another.sendall(asking_for("192.0.2.44"))
        assert another.recv(1000).startswith(b"HTTP/1.1 100")
        greedy[0].sendall(b"abcdef")
        answer = b""
        while not answer.endswith(b"abcdef"):
            answer += greedy[0].recv(1000)
        greedy[0].sendall(asking_for("203.0.113.7"))  # done: there is room again
        assert greedy[0].recv(1000).startswith(b"HTTP/1.1 100")
        idle[0].sendall(ASK)
        assert idle[0].recv(1000).startswith(b"HTTP/1.1 200")


def test_a_proxy_that_nobody_named_is_one_client() -> None:
    with served(Narrow) as proxy:
        working = [proxy() for _ in range(Narrow.most)]
        for number, wire in enumerate(working):
            wire.sendall(asking_for(f"203.0.{number}.9"))
            assert wire.recv(1000).startswith(b"HTTP/1.1 100")
        assert ended(proxy())


def test_what_is_not_done_when_the_server_ends_gets_a_problem_document() -> None:
    begun, done = threading.Event(), threading.Event()

    def job() -> None:
        begun.set()
        done.wait(20)

    async def works(scope: Any, receive: Any, send: Any) -> None:
        await to_thread.run_sync(job)

    pages = Pages([], [])
    app = Tracing(works, partial(problems.crashed, pages=pages), partial(problems.stopping, pages=pages))
    with served(PatientConnection, app) as client:
        wire = client()
        wire.sendall(ASK)
        assert begun.wait(20)
        client.server.should_exit = True
        answer = b""
        while chunk := wire.recv(1 << 16):
            answer += chunk
        done.set()
    assert answer.startswith(b"HTTP/1.1 503")
    assert b'"code":"web.stopping"' in answer
