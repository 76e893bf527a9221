"""Ask other servers over HTTP: only those that the settings name, never a private address, bounded in size and time."""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import SplitResult, urlsplit

from tellmark.identity.errors import VerifierAwaited, VerifierUnreachable
from tellmark.surface.lines import Lines, NoLineFree
from tellmark.values.networks import Address, is_public

LARGEST: Final = 256 << 10
SECONDS: Final = 8.0
_PORTS: Final = {"http": 80, "https": 443}
_PIECE: Final = 8192


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status, the media type, the body."""

    status: int
    kind: str
    body: bytes = field(repr=False)


class Fetches(Protocol):
    """What asks other servers."""

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Get *url*. Raises VerifierUnreachable."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Post *body* to *url*. Raises VerifierUnreachable."""


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Asks over https. The name is looked up once, every address must be public, and the line goes to that address.

    *loopback* lets http to this machine through, for development and tests. Nothing is followed elsewhere, no proxy
    is asked, and the line is cut after *seconds* however much has come. Where too many hold *lines* already, nobody is
    asked: VerifierAwaited.
    """

    loopback: bool = False
    seconds: float = SECONDS
    largest: int = LARGEST
    authorities: str = ""  # a file of root certificates (PEM) instead of the machine's own
    lines: Lines = field(default_factory=Lines, compare=False)

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        """As the port says."""
        return self._ask("GET", url, None, headers)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """As the port says."""
        return self._ask("POST", url, body, headers)

    def _ask(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        parts = self._parts(url)
        try:
            with self.lines.held(parts.netloc), self._line(parts) as line:
                connection = http.client.HTTPConnection(parts.netloc)
                connection.sock = line
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                connection.request(method, path, body, {**headers, "Connection": "close"})
                return self._reply(connection.getresponse())
        except NoLineFree as busy:
            raise VerifierAwaited("fetch.no_line") from busy
        except (OSError, http.client.HTTPException, ValueError) as fault:
            raise VerifierUnreachable("fetch.failed") from fault

    def _parts(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError as broken:
            raise VerifierUnreachable("fetch.address") from broken
        local = self.loopback and parts.scheme == "http" and (host == "localhost" or host == "127.0.0.1")
        if not host or "@" in parts.netloc or (parts.scheme != "https" and not local) or not url.isprintable():
            raise VerifierUnreachable("fetch.address")
        return parts

    def _address(self, host: str, port: int) -> tuple[str, int]:
        """Look *host* up once and return where to go. Raises VerifierUnreachable where any of it is not public."""
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        for text in sorted(found):
            if not self._may_ask(ipaddress.ip_address(text.partition("%")[0])):
                raise VerifierUnreachable("fetch.private_address")
        return min(found), port

    def _may_ask(self, address: Address) -> bool:
        return is_public(address) or (self.loopback and address.is_loopback)

    @contextmanager
    def _line(self, url: SplitResult) -> Iterator[socket.socket]:
        host = url.hostname or ""
        line: socket.socket = socket.create_connection(
            self._address(host, url.port or _PORTS[url.scheme]), self.seconds
        )
        timer = threading.Timer(self.seconds, _cut, [line])
        timer.daemon = True
        timer.start()
        try:
            if url.scheme == "https":
                context = ssl.create_default_context(cafile=self.authorities or None)
                line = context.wrap_socket(line, server_hostname=host)
            yield line
        finally:
            timer.cancel()
            line.close()

    def _reply(self, answer: http.client.HTTPResponse) -> Reply:
        if 300 <= answer.status < 400:
            raise VerifierUnreachable("fetch.redirected")
        body = bytearray()
        while piece := answer.read1(_PIECE):
            body += piece
            if len(body) > self.largest:
                raise VerifierUnreachable("fetch.too_large")
        if answer.length:
            raise VerifierUnreachable("fetch.cut_off")
        return Reply(answer.status, answer.headers.get_content_type(), bytes(body))


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)
