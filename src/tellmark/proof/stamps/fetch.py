"""Ask over HTTP (RFC 3161 §3.4): one question, one bounded answer, from nobody but whom the settings name."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final
from urllib.parse import SplitResult, urlsplit

from tellmark.proof.stamps.model import Flaw

LARGEST_REPLY: Final = 64 << 10
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_PIECE: Final = 4096
_DEFAULT_PORT: Final = {"http": 80, "https": 443}
_BUSY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that may be another one a moment later."""


def fetch(url: str, query: bytes, seconds: float) -> bytes | Flaw:
    """Post *query* to *url* (http or https) and return the body of the answer, at most LARGEST_REPLY bytes.

    Nothing is followed elsewhere and no proxy is asked. After *seconds* the line is cut, however much has come.
    """
    deadline = time.monotonic() + seconds
    parts = urlsplit(url)
    try:
        with _line(parts, seconds) as line:
            found = _exchanged(line, parts, query)
    except TimeoutError:
        return Flaw.TOO_SLOW
    except OSError:
        found = Flaw.UNREACHABLE
    return Flaw.TOO_SLOW if time.monotonic() >= deadline else found


@contextmanager
def _line(url: SplitResult, seconds: float) -> Iterator[socket.socket]:
    """Open a line to the host of *url* that is cut after *seconds*. Raises OSError.

    A limit on each read alone would let a drip of bytes go on for ever.
    """
    line = socket.create_connection((url.hostname or "", url.port or _DEFAULT_PORT[url.scheme]), seconds)
    if url.scheme == "https":
        context = ssl.create_default_context()
        line = context.wrap_socket(line, server_hostname=url.hostname, do_handshake_on_connect=False)
    with cut_after(line, seconds):
        if isinstance(line, ssl.SSLSocket):
            line.do_handshake()
        yield line


@contextmanager
def cut_after(line: socket.socket, seconds: float) -> Iterator[None]:
    """Cut *line* when the block runs for longer than *seconds*, however much has come; close it at its end."""
    timer = threading.Timer(seconds, _cut, [line])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        line.close()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)  # below TLS, whose own shutdown would wait for the other side


def _exchanged(line: socket.socket, url: SplitResult, query: bytes) -> bytes | Flaw:
    connection = http.client.HTTPConnection(url.netloc.rpartition("@")[2])
    connection.sock = line
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        connection.request("POST", path, query, {"Content-Type": _QUERY, "Accept": _REPLY, "Connection": "close"})
        return _answer(connection.getresponse())
    except (http.client.HTTPException, ConnectionError):
        return Flaw.CUT_OFF


def _answer(answer: http.client.HTTPResponse) -> bytes | Flaw:
    if (flaw := _flaw_of(answer)) is not None:
        return flaw
    body = bytearray()
    while piece := answer.read1(_PIECE):
        body += piece
        if len(body) > LARGEST_REPLY:
            return Flaw.TOO_LARGE
    return Flaw.CUT_OFF if answer.length else bytes(body)


def _flaw_of(answer: http.client.HTTPResponse) -> Flaw | None:
    if 300 <= answer.status < 400:
        return Flaw.REDIRECTED
    if answer.status != 200:
        return Flaw.BUSY if answer.status in _BUSY else Flaw.HTTP_STATUS
    if answer.headers.get_content_type() != _REPLY:
        return Flaw.WRONG_TYPE
    return Flaw.TOO_LARGE if answer.length is not None and answer.length > LARGEST_REPLY else None
