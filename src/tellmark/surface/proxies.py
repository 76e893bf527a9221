"""Who asks, where a reverse proxy asks for them: what it says is believed of the proxies that are named, and no others.

Everybody may write such a header. So it is read from its end, where our own proxy has written, and no further than to
the first address that is none of our proxies'; and only that of the two headers which the proxy is known to write, for
it lets the other one through as the client has sent it.
"""

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from starlette.types import ASGIApp, Receive, Scope, Send

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Headers: TypeAlias = Iterable[tuple[bytes, bytes]]

_MOST = 16
"""More proxies than any request goes through; what stands before them is not looked at."""

_LONGEST = 4096
_PAIR = re.compile(r"""\s*([\w!#$%&'*+.^`|~-]+)=("(?:[^"\\]|\\.)*"|[^\s",;=]+)\s*(;|,|$)""", re.ASCII)
_WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d{1,5})?|(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}", re.ASCII)


class Header(StrEnum):
    """The header in which a proxy says for whom it asks."""

    FORWARDED = "forwarded"
    X_FORWARDED_FOR = "x-forwarded-for"


@dataclass(frozen=True, slots=True)
class Proxies:
    """The networks of the reverse proxies that are trusted here, and the header that they write."""

    networks: tuple[Network, ...] = ()
    header: Header = Header.X_FORWARDED_FOR

    def trusts(self, address: str) -> bool:
        """Tell whether *address* is one of the proxies."""
        found = _address(address)
        return found is not None and any(found in network for network in self.networks)

    def client(self, peer: str, headers: Headers) -> str:
        """Return the address of who asks: *peer* itself, or for a proxy the nearest that is none.

        Where a proxy says nothing that can be read, it stands for its clients itself.
        """
        nearest = peer
        for said in self._said(headers):
            if not self.trusts(nearest):
                break
            address = _address(said)
            if address is None:
                break
            nearest = str(address)
        return nearest

    def _said(self, headers: Headers) -> list[str]:
        """Return what the proxies said, the last one first."""
        lines = [value.decode("latin-1") for name, value in headers if name.lower() == self.header.encode()]
        whole = ",".join(lines)
        if len(whole) > _LONGEST:
            return []
        if self.header is Header.FORWARDED:
            return list(_elements(whole))[::-1][:_MOST]
        return [part.strip() for part in whole.split(",")][::-1][:_MOST]


class BehindProxies:
    """Has every request come from who asks, where one of *proxies* has brought it."""

    def __init__(self, app: ASGIApp, proxies: Proxies) -> None:
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope.get("client") and self._proxies.networks:
            peer, port = scope["client"]
            client = self._proxies.client(peer, scope["headers"])
            scope["client"] = (client, port if client == peer else 0)  # in place: what traces it reads the route there
        await self._app(scope, receive, send)


def _elements(whole: str) -> Iterator[str]:
    """Yield `for` of each element of a header Forwarded (RFC 7239 §4), or an empty text; nothing if it is broken."""
    found, current, at = [], "", 0
    while at < len(whole):
        pair = _PAIR.match(whole, at)
        if pair is None:
            return
        if pair[1].lower() == "for":
            current = re.sub(r"\\(.)", r"\1", pair[2].strip('"'))
        if pair[3] != ";":
            found.append(current)
            current = ""
        at = pair.end()
    yield from found


def _address(text: str) -> Address | None:
    ported = _WITH_PORT.fullmatch(text)
    try:
        found = ipaddress.ip_address((ported[1] or ported[2]) if ported else text)
    except ValueError:  # also `unknown`, and names that a proxy made up (RFC 7239 §6.3)
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
