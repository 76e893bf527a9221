"""One message on its way: to the address that was looked at, nowhere else, in ten seconds, and little is read of it."""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from typing import Final

from tellmark import __version__
from tellmark.proof.stamps.fetch import cut_after
from tellmark.work.hooks.targets import BadTarget, Reach, Resolve, Target, looked_up

PATIENCE: Final = 10.0
"""Seconds that one message may take, from the connection to the end of the answer's headers."""

GONE: Final = "gone"
"""What came of a message to a program that says that it is there no more (410)."""


def post(
    url: str,
    body: bytes,
    signed: Mapping[str, str],
    reach: Reach,
    *,
    resolve: Resolve | None = None,
    tls: ssl.SSLContext | None = None,
    patience: float = PATIENCE,
) -> str:
    """Send *body* to *url*; return what went wrong in a word or two, empty where it was taken (any 2xx).

    Nothing is followed elsewhere, no proxy is asked, and of the answer nothing but the status is used.
    """
    deadline = time.monotonic() + patience
    try:
        target = looked_up(url, reach, resolve)
        with socket.create_connection((target.address, target.port), patience) as bare:
            line = _secured(bare, target, tls)
            with cut_after(line, max(0.1, deadline - time.monotonic())):
                return _sent(line, target, body, signed)
    except BadTarget:
        return "not_allowed"
    except ssl.SSLCertVerificationError:
        return "bad_certificate"
    except socket.gaierror:
        return "unknown_host"
    except (OSError, http.client.HTTPException, ValueError):
        return "too_slow" if time.monotonic() >= deadline else "unreachable"


def _secured(bare: socket.socket, target: Target, tls: ssl.SSLContext | None) -> socket.socket:
    if not target.secure:
        return bare
    context = tls or ssl.create_default_context()
    return context.wrap_socket(bare, server_hostname=target.host, do_handshake_on_connect=False)


def _sent(line: socket.socket, target: Target, body: bytes, signed: Mapping[str, str]) -> str:
    if isinstance(line, ssl.SSLSocket):
        line.do_handshake()
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = line
    head = {
        "Host": target.authority,
        "Content-Type": "application/json",
        "User-Agent": f"Tellmark/{__version__}",
        "Connection": "close",
        **signed,
    }
    connection.request("POST", target.path, body, head)
    status = connection.getresponse().status
    if status == http.HTTPStatus.GONE:
        return GONE
    if 300 <= status < 400:
        return "redirected"
    return "" if 200 <= status < 300 else f"status_{status}"
