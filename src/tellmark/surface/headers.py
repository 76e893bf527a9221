"""What every answer tells the browser: load nothing from elsewhere, remember nothing, frame nothing."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ONE_YEAR = "max-age=31536000"
_LASTING = frozenset({200, 206, 304})
"""Of these the file itself is told; an error under its address is over as soon as the file is there."""

_POLICY = "Content-Security-Policy"


class SecurityHeaders:
    """Sets the headers of every answer; *https* adds Strict-Transport-Security."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                lasts = scope["path"].startswith("/static/") and message["status"] in _LASTING
                self._set(MutableHeaders(scope=message), lasts=lasts)
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)

    def _set(self, headers: MutableHeaders, *, lasts: bool) -> None:
        stricter = headers.get(_POLICY)
        headers.update(ALWAYS)
        if stricter is not None:
            headers.append(_POLICY, stricter)  # of two policies a browser keeps both: a route can only forbid more
        if lasts:
            headers["Cache-Control"] = f"public, {_ONE_YEAR}, immutable"
        else:
            headers.setdefault("Cache-Control", "no-store")  # what is the same for everyone may say otherwise
        if self._https:
            headers["Strict-Transport-Security"] = _ONE_YEAR
