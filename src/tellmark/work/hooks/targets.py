"""Where a webhook may go: to the open Internet, and into a private network only where the operator has said so.

A name is asked once for each message, and the connection goes to the very address that was looked at: a name that
answers otherwise the second time (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.networks import Address, is_public
from tellmark.work.hooks.model import LONGEST_URL

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]

_PORTS = {"http": 80, "https": 443}


class BadTarget(TellmarkError):
    """The address of a webhook is none that we would send to."""

    code = "webhooks.bad_target"
    kind = ErrorKind.USAGE


class BadNetwork(TellmarkError):
    """What the settings allow webhooks to reach is no network."""

    code = "webhooks.bad_network"
    kind = ErrorKind.USAGE


@dataclass(frozen=True, slots=True)
class Target:
    """One place to send to: the *address* that was looked at, and how the server there is called."""

    address: str
    host: str
    port: int
    secure: bool
    path: str

    @property
    def authority(self) -> str:
        """The host as the header Host names it."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS["https" if self.secure else "http"] else f"{name}:{self.port}"


@dataclass(frozen=True, slots=True)
class Reach:
    """What webhooks may reach beside the open Internet: networks that the operator has *allowed*."""

    allowed: tuple[Network, ...] = ()

    def permits(self, address: Address) -> bool:
        """Tell whether a message may go to *address*."""
        return self.is_allowed(address) or is_public(address)

    def is_allowed(self, address: Address) -> bool:
        """Tell whether the operator has named *address*."""
        return any(address in network for network in self.allowed)


def networks(names: Sequence[str]) -> tuple[Network, ...]:
    """Read networks such as 10.0.0.0/8. Raises BadNetwork."""
    try:
        return tuple(ipaddress.ip_network(name) for name in names)
    except ValueError as fault:
        raise BadNetwork(
            f"webhooks.allow holds something that is no network: {fault}", "Write it as 10.20.0.0/16."
        ) from fault


def check_url(url: str, reach: Reach) -> SplitResult:
    """Return the parts of *url*. Raises BadTarget for what cannot be an address of a webhook; nobody is asked."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _bad("it is no address") from error
    if len(url) > LONGEST_URL or not url.isascii() or any(not char.isprintable() or char == " " for char in url):
        raise _bad("it is too long, or not plain ASCII")
    if parts.scheme not in _PORTS or not host or port == 0:
        raise _bad("it does not begin with https:// and a host")
    if "@" in parts.netloc or parts.fragment:
        raise _bad("it holds a password or a fragment")
    literal = _literal(host)
    if literal is not None and not reach.permits(literal):
        raise _bad("it lies in a network that this service does not send to")
    if parts.scheme == "http" and not (reach.allowed if literal is None else reach.is_allowed(literal)):
        raise _bad("it does not begin with https")
    return parts


def looked_up(url: str, reach: Reach, resolve: Resolve | None = None) -> Target:
    """Ask once where *url* is, and return the one address to send to. Raises BadTarget, OSError.

    Where a name has one address that we would not send to, none of them is taken.
    """
    parts = check_url(url, reach)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or _PORTS[parts.scheme]
    found = [ipaddress.ip_address(one.partition("%")[0]) for one in (resolve or _asked)(host, port)]
    if not found or not all(reach.permits(one) for one in found):
        raise _bad("it lies in a network that this service does not send to")
    if not secure and not all(reach.is_allowed(one) for one in found):
        raise _bad("it does not begin with https")
    return Target(str(found[0]), host, port, secure, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def _asked(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _bad(why: str) -> BadTarget:
    return BadTarget(
        f"no webhook goes to this address: {why}",
        "Give an https address of a program that anybody can reach; whoever runs this service can allow more networks.",
    )
