"""Connections that do not wait for ever: slow and silent clients are let go, and none holds more than its share.

uvicorn itself times only the pause between two requests. Whoever opens sockets and says nothing, or half a request,
would keep them open until the server has no room left.
"""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

from tellmark.surface.limits import network
from tellmark.surface.proxies import Proxies


class PatientConnection(H11Protocol):
    """One connection. It closes when a head takes longer than *patience* seconds, or a body stands still as long.

    A client (a network, as for the rate limit) holds at most *most* connections. One more ends its oldest that is
    between requests; where every one is at work, the new one is closed at once. A connection of one of *proxies* is its
    own affair between requests, and that of whom it asks for while it asks.
    """

    patience = 15.0
    most = 64
    proxies = Proxies()

    _timer: asyncio.TimerHandle | None = None
    _from = b""
    _peer = ""
    _since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Take up the connection, if its client has one left."""
        super().connection_made(transport)
        self._peer = self.client[0] if self.client else ""
        self._from = network(self._peer, b"")
        self._since = self.loop.time()
        self._wait()
        if not self._is_proxy():
            self._keep_to_the_share()

    def data_received(self, data: bytes) -> None:
        """Take in what the client sent; every piece of a body is progress, a piece of a head is none."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before and self._is_proxy():
            self._from = network(self.proxies.client(self._peer, self.scope["headers"]), b"")
            self._keep_to_the_share()
        if self.transport.is_closing():
            self._wait_no_more()
        elif self._between_requests():
            if self._timer is None:
                self._wait()
        elif self.cycle.more_body:
            self._wait()
        else:
            self._wait_no_more()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the connection."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _keep_to_the_share(self) -> None:
        share = [one for one in self.connections if isinstance(one, PatientConnection) and one._counts_for(self._from)]
        if len(share) <= self.most:
            return
        idle = [one for one in share if one is not self and one._between_requests()]
        min(idle, key=lambda one: one._since, default=self)._give_up()

    def _is_proxy(self) -> bool:
        return self.proxies.trusts(self._peer)

    def _counts_for(self, client: bytes) -> bool:
        return self._from == client and not (self._is_proxy() and self._between_requests())

    def _between_requests(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _wait(self) -> None:
        self._wait_no_more()
        self._timer = self.loop.call_later(self.patience, self._out_of_patience)

    def _wait_no_more(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _out_of_patience(self) -> None:
        if self.flow.read_paused:  # it is we who do not read
            self._wait()
        else:
            self._give_up()

    def _give_up(self) -> None:
        self._wait_no_more()
        self.connections.discard(self)
        self.transport.abort()  # to close in good order would wait for a client that may never read


def behind(proxies: Proxies) -> type[PatientConnection]:
    """Return the connections of a server that stands behind *proxies*."""
    return type("ProxiedConnection", (PatientConnection,), {"proxies": proxies})
