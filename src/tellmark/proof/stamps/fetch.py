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
    connection = _connection(parts, seconds)
    with _cut_after(connection, seconds):
        found = _exchanged(connection, parts, query)
    late = time.monotonic() >= deadline
    return Flaw.TOO_SLOW if late and found in (Flaw.UNREACHABLE, Flaw.CUT_OFF) else found


@contextmanager
def _cut_after(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """Shut *connection* down after *seconds*: a time limit on each read would let a drip of bytes go on for ever."""

    def cut() -> None:
        if connection.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)  # under TLS, whose own would wait

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()


def _connection(url: SplitResult, seconds: float) -> http.client.HTTPConnection:
    host, port = url.hostname or "", url.port or _DEFAULT_PORT[url.scheme]
    if url.scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=seconds, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=seconds)


def _exchanged(connection: http.client.HTTPConnection, url: SplitResult, query: bytes) -> bytes | Flaw:
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    asks = {"Content-Type": _QUERY, "Accept": _REPLY, "Connection": "close"}
    try:
        connection.connect()
    except OSError as refused:
        return Flaw.TOO_SLOW if isinstance(refused, TimeoutError) else Flaw.UNREACHABLE
    try:
        connection.request("POST", path, query, asks)
        return _answer(connection.getresponse())
    except TimeoutError:
        return Flaw.TOO_SLOW
    except (http.client.HTTPException, OSError):
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
