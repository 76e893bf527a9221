"""A client for an application in this process: httpx over its own ASGI transport, on one event loop for the process.

Starlette's test client starts a thread and an event loop for every request and hands over eight times in each: three
quarters of the time of a test of many small requests.
"""

import asyncio
import threading
from collections.abc import Coroutine
from functools import cache
from typing import Any

import httpx


class InProcess(httpx.Client):
    """Sends to *app* as *client* (host, port); what the application does not catch is raised here, or answered 500."""

    def __init__(
        self,
        app: Any,
        *,
        base_url: str = "http://testserver",
        raise_server_exceptions: bool = True,
        follow_redirects: bool = True,
        client: tuple[str, int] = ("testclient", 50_000),
    ) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=raise_server_exceptions, client=client)
        super().__init__(base_url=base_url, transport=_Waits(transport), follow_redirects=follow_redirects)


class _Waits(httpx.BaseTransport):
    """Waits for the whole answer; may be asked by several threads at once."""

    def __init__(self, transport: httpx.ASGITransport) -> None:
        self._transport = transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run_coroutine_threadsafe(self._answer(request), _loop()).result()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._transport.handle_async_request(request)
        content = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(content))


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Return the loop, which runs for as long as the process does."""
    loop = asyncio.new_event_loop()
    # not `run_forever`: threads that work for the application are kept for as long as a task is run to its end
    threading.Thread(target=loop.run_until_complete, args=(_for_ever(),), daemon=True, name="in-process").start()
    return loop


def _for_ever() -> Coroutine[Any, Any, bool]:
    return asyncio.Event().wait()
