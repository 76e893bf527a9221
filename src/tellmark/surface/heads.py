"""HEAD (RFC 9110 §9.3.2): wherever GET is answered, status and headers are the same, and there is no body.

Nothing of it is kept: what a page writes down when it is shown is taken back, for nobody is shown it.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tellmark.store.trying import nothing_kept

_KEY = "tellmark.head"


def sees_nothing(request: Request) -> bool:
    """Tell whether only the headers of the answer are sent, so that whoever asks is shown nothing."""
    return request.scope.get(_KEY) is True


def unmade(media_type: str) -> Response:
    """Return the head of an answer that is made only for whoever sees it: not even its length is told."""
    head = Response(media_type=media_type)
    del head.headers["Content-Length"]  # RFC 9110 §8.6: the length that GET has, or none
    return head


class Heads:
    """Asks the application for what GET gets, sends all of it but the body, and lets no unit of work keep anything."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        asked = {**scope, "method": "GET", _KEY: True}  # a copy: the server goes by its own, and sends no body
        try:
            with nothing_kept():
                await self._app(asked, receive, sending)
        finally:
            scope.update({**asked, "method": "HEAD"})  # which route it was, for the log
