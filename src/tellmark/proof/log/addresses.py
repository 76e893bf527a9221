"""Addresses that may be asked about a log: https anywhere, http on this machine. Only the standard library."""

import http.client
import ipaddress
import socket
import ssl
import zlib
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from tellmark.proof.log.errors import BadLogAddress


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a *path* on it, percent-encoded and without a slash at its end. No proxy is ever asked."""

    secure: bool
    host: str
    port: int | None
    path: str

    def connection(self, patience: float, tls: ssl.SSLContext | None = None) -> http.client.HTTPConnection:
        """Return a connection that is not open yet, and that waits *patience* seconds for each answer of the net."""
        if self.secure:
            context = tls or ssl.create_default_context()
            return http.client.HTTPSConnection(self.host, self.port, timeout=patience, context=context)
        return http.client.HTTPConnection(self.host, self.port, timeout=patience)


def read_address(text: str, noun: str = "log") -> Address:
    """Read the address of a log, or of another *noun*. Raises BadLogAddress."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadLogAddress(f"the address of the {noun} is none") from error
    if parts.scheme not in ("https", "http") or not host or parts.query or parts.fragment or "@" in parts.netloc:
        raise BadLogAddress(f"the address of the {noun} is none that can be fetched")
    if parts.scheme == "http" and not _is_here(host):
        raise BadLogAddress(f"a {noun} elsewhere is reached with https only")
    return Address(parts.scheme == "https", host, port, quote(parts.path.rstrip("/"), safe="/%~"))


def trouble(fault: OSError | http.client.HTTPException | zlib.error) -> str:
    """Say in words why a host could not be reached."""
    match fault:
        case ssl.SSLCertVerificationError():
            return "its certificate is not one that this machine trusts"
        case socket.gaierror():
            return "there is no such host"
        case TimeoutError():
            return "it does not answer"
        case OSError():
            return fault.strerror or "the connection broke"
        case _:
            return "it does not speak HTTP"


def _is_here(host: str) -> bool:
    """Tell whether a host is this machine, without asking anybody."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
