"""Other servers are asked within bounds, and never one of a private network."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from tellmark.identity.errors import VerifierAwaited, VerifierUnreachable
from tellmark.identity.verifiers.fetching import Fetcher
from tellmark.surface.lines import Lines

Serve = Callable[[bytes], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return what serves these very bytes to whoever comes, on loopback."""
    servers: list[socket.socket] = []

    def serving(reply: bytes) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def run() -> None:
            try:
                line, _ = server.accept()
                with closing(line):
                    line.recv(65536)
                    line.sendall(reply)
            except OSError:
                return

        threading.Thread(target=run, daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/x"

    yield serving
    for server in servers:
        server.close()


def why(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(VerifierUnreachable) as caught:
        fetcher.get(url, {})
    return caught.value.why


def test_a_good_answer_is_read(serve: Serve) -> None:
    url = serve(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
    reply = Fetcher(loopback=True).get(url, {})
    assert (reply.status, reply.kind, reply.body) == (200, "application/json", b"{}")


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "127.0.0.1", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:7f00:1::", "240.0.0.1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "fec0::1",
    ],
)  # fmt: skip
def test_no_private_address_is_asked_whatever_its_name(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (address, 443))])
    assert why(Fetcher(), "https://id.example/x") == "fetch.private_address"


def test_one_private_address_among_others_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    assert why(Fetcher(), "https://id.example/x") == "fetch.private_address"


@pytest.mark.parametrize(
    "url",
    [
        "http://id.example/x", "ftp://id.example/x", "file:///etc/passwd", "https://user:pw@id.example/x", "https:///x",
        "https://id.example:99999/", "https://[::1/x", "https://id.example/\r\nX: y", "http://127.0.0.1/x", "",
    ],
)  # fmt: skip
def test_only_https_and_no_tricks_in_the_address(url: str) -> None:
    assert why(Fetcher(), url) == "fetch.address"


def test_nothing_is_followed_and_nothing_is_without_end(serve: Serve) -> None:
    here = Fetcher(loopback=True, largest=1000)
    assert why(here, serve(b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\n\r\n")) == "fetch.redirected"
    assert why(here, serve(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5000)) == "fetch.too_large"
    assert why(here, serve(b"not http at all\r\n\r\n")) == "fetch.failed"


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with closing(listener):
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        assert why(Fetcher(loopback=True, seconds=0.3), url) == "fetch.failed"


def test_nobody_is_asked_where_enough_wait_for_that_server(serve: Serve) -> None:
    url = serve(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    lines = Lines(each=1)
    with lines.held(url.split("/")[2]), pytest.raises(VerifierAwaited):
        Fetcher(loopback=True, lines=lines).get(url, {})
    assert Fetcher(loopback=True, lines=lines).get(url, {}).status == 200


def test_an_answer_that_is_cut_off_is_none(serve: Serve) -> None:
    assert why(Fetcher(loopback=True), serve(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")) == "fetch.cut_off"
