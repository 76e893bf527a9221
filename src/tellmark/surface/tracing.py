"""A number for each request, one line of log for it, and an answer even when the code breaks."""

import asyncio
import time
import traceback
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tellmark.surface import logs
from tellmark.values.ids import entropy, uuid7
from tellmark.values.instants import now

_KEY = "tellmark.request"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def request_id(scope: Scope) -> str:
    """Return the number of the request that *scope* belongs to; all zeros outside of one."""
    return str(scope.get(_KEY, "00000000-0000-0000-0000-000000000000"))


class Tracing:
    """The outermost layer: numbers requests, logs them, and answers for mistakes without showing them.

    *stopped* answers what the server cuts off because it ends. A client that hangs up is no mistake, and gets no
    answer: its line in the log has the status 0.
    """

    def __init__(
        self, app: ASGIApp, crashed: Callable[[Request, str], Response], stopped: Callable[[Request], Response]
    ) -> None:
        self._app = app
        self._crashed = crashed
        self._stopped = stopped

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. What the application raises ends here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number = scope[_KEY] = uuid7(now(), entropy(10))
        seen: dict[str, Any] = {"status": 0, "bytes_in": 0}
        began = time.monotonic()

        async def receiving() -> Message:
            message = await receive()
            seen["bytes_in"] += len(message.get("body", b""))
            return message

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                message.setdefault("headers", []).append((b"request-id", number.encode()))
            await send(message)

        try:
            await self._app(scope, receiving, sending)
        except ClientDisconnect:
            pass  # nobody is there to be answered
        except asyncio.CancelledError:
            if seen["status"]:
                raise
            # Only the end of the server cancels a request, and it waits for none after that.
            await self._stopped(Request(scope))(scope, receive, sending)
        except Exception as mistake:  # noqa: BLE001 (the edge: a mistake is logged by its place and answered)
            logs.write(logs.Crash(number, type(mistake).__name__, places(mistake)))
            if not seen["status"]:
                await self._crashed(Request(scope), number)(scope, receive, sending)
        milliseconds = int((time.monotonic() - began) * 1000)
        method = scope["method"] if scope["method"] in _METHODS else "other"
        logs.write(logs.Access(number, method, _route(scope), seen["status"], milliseconds, seen["bytes_in"]))


def _route(scope: Scope) -> str:
    """Return the pattern of the route. An address that matched none may be anything, so it is not repeated."""
    route = scope.get("route") or _by_endpoint(scope)
    return str(getattr(route, "path", "unknown"))


def _by_endpoint(scope: Scope) -> object:
    """Return the route that leads to where the request went: only FastAPI's own say which they are."""
    endpoint, app = scope.get("endpoint"), scope.get("app")
    if endpoint is None or app is None:
        return None
    leads = (
        route for route in app.routes if endpoint in (getattr(route, "endpoint", None), getattr(route, "app", None))
    )
    return next(leads, None)


def places(mistake: BaseException) -> tuple[str, ...]:
    """Return where *mistake* happened, innermost last: files, lines and functions, and no value of anybody's."""
    frames = traceback.extract_tb(mistake.__traceback__)[-12:]
    return tuple(f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
