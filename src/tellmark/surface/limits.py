"""How much and how often: bounds on uploads, requests and work at the same time, kept in memory only."""

import hashlib
import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import anyio
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tellmark.surface.errors import TooLarge, TooMany
from tellmark.surface.principal import Kind
from tellmark.surface.visitors import visitor_of
from tellmark.values.ids import entropy

_MOST_CLIENTS = 10_000
_FORM = 64 << 10  # what a form may add to its file: boundaries, headers and small fields


@dataclass(frozen=True, slots=True)
class Limits:
    """*upload* bytes a file, *per_minute* requests a client, *at_once* files being worked on at the same time."""

    upload: int = 200_000_000
    per_minute: int = 60
    at_once: int = 2

    @property
    def megabytes(self) -> int:
        """The upload limit as people read it."""
        return self.upload // 1_000_000


class Buckets:
    """A token bucket for each client (full: one minute's worth). The least recent client is forgotten first.

    Threads may share it.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self._full = float(per_minute)
        self._clock = clock
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._mutex = threading.Lock()

    def spend(self, client: bytes) -> int:
        """Take one token of *client*. Returns 0, or the seconds to wait when there is none."""
        with self._mutex:  # else two that come at once find a client whom nobody knows, with a full bucket
            return self._spent(client, self._clock())

    def _spent(self, client: bytes, at: float) -> int:
        left, since = self._left.pop(client, (self._full, at))
        left = min(self._full, left + (at - since) * self._full / 60)
        wait = 0 if left >= 1 else max(1, math.ceil((1 - left) * 60 / self._full))
        self._left[client] = (left - 1 if left >= 1 else left, at)
        if len(self._left) > _MOST_CLIENTS:
            self._left.popitem(last=False)
        return wait


class Doorway:
    """Where requests for work come in: each client at its rate, so many at once.

    *uncounted* tells which requests have no rate: regulators, media and researchers are owed answers without a limit
    on their number (EU Code of Practice, 2.1.1), and an installation knows them by a key.
    """

    def __init__(self, limits: Limits, uncounted: Callable[[Request], bool], salt: bytes | None = None) -> None:
        self.limits = limits
        self._buckets = Buckets(limits.per_minute, time.monotonic)
        self._uncounted = uncounted
        self._salt = salt or entropy(16)
        self.working = anyio.CapacityLimiter(limits.at_once)

    def admit(self, request: Request) -> None:
        """Let *request* in. Raises TooMany when its visitor has used up their minute.

        Whoever is known is counted by themselves; of whom nothing is known, by their network.
        """
        if self._uncounted(request):
            return
        if wait := self._buckets.spend(_counted(request, self._salt)):
            raise TooMany(wait)

    async def admitted(self, request: Request) -> None:
        """As `admit`, from the event loop: the store is asked about a key in a thread, or everybody waits for it."""
        if "authorization" in request.headers:
            await to_thread.run_sync(self.admit, request)
        else:
            self.admit(request)


class Attempts:
    """How often something that could be guessed may be tried: a code, a secret in a link, a password of old.

    It is counted twice: by who tries, *per_minute*, and by what it is tried on, twice as often, whoever tries, so that
    many networks together get no further. A try that is refused to its visitor is none on that: else one network alone
    would keep everybody else from it. What it is tried on is remembered as a salted digest for about a minute.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic, salt: bytes | None = None) -> None:
        self._by_whom = Buckets(per_minute, clock)
        self._on_what = Buckets(2 * per_minute, clock)
        self._salt = salt or entropy(16)

    def admit(self, request: Request, on: str | None) -> None:
        """Let a try *on* something through: an id or a digest, named by what for where ids of several kinds are tried.

        None for what nobody can guess: that is counted by who tries alone. Raises TooMany.
        """
        wait = self._by_whom.spend(_counted(request, self._salt))
        if not wait and on is not None:
            wait = self._on_what.spend(hashlib.blake2b(on.encode(), key=self._salt, digest_size=16).digest())
        if wait:
            raise TooMany(wait)


def _counted(request: Request, salt: bytes) -> bytes:
    """Return what *request* is counted by: its visitor where they are known, else their network.

    By a link comes whoever has read it, so there it is both: nobody uses up the minute of the person whom it was sent
    to, who may be signed in meanwhile.
    """
    near, visitor = network(request.client.host if request.client else "", salt), visitor_of(request)
    if visitor is None or visitor.kind is Kind.ANONYMOUS:
        return near
    named = f"{visitor.tenant} {visitor.id}".encode()
    if "link" in request.path_params:
        named += b" by link " + near
    return hashlib.blake2b(named, key=salt, digest_size=16).digest()


def network(address: str, salt: bytes) -> bytes:
    """Return a short-lived, salted name for the network of *address*: /24 or /64, so that no person is counted."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return b""
    prefix = ip.packed[:3] if ip.version == 4 else ip.packed[:8]
    return hashlib.blake2b(prefix, key=salt, digest_size=16).digest()


class UploadLimit:
    """Counts a body as it comes in, whatever its Content-Length says, and never holds more of it than the limit.

    What is too large is read on and thrown away, up to as much again, for a browser shows no answer before it has
    sent its file; beyond that the connection is left alone.
    """

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._most = limits.upload + _FORM
        self._megabytes = limits.megabytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; TooLarge is raised out of `receive`, where the body is being read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        length = int(declared) if declared.isdecimal() and len(declared) < 16 else 0
        counted = 0

        async def receiving() -> Message:
            nonlocal counted
            if length > 2 * self._most:
                raise TooLarge(self._megabytes)
            message = await receive()
            counted += len(message.get("body", b""))
            if counted > self._most or length > self._most:
                await self._throw_away(receive, message, counted)
                raise TooLarge(self._megabytes)
            return message

        await self._app(scope, receiving, send)

    async def _throw_away(self, receive: Receive, message: Message, counted: int) -> None:
        while message.get("more_body") and counted <= 2 * self._most:
            message = await receive()
            counted += len(message.get("body", b""))
