"""The session's cookie: an opaque secret that scripts cannot read and other sites cannot set (`session_secrets`)."""

import re
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """The cookie of a session. Over *https* its name begins with `__Host-`, so that no other host can set it.

    Without https, on the machine of a developer, browsers take no such name.
    """

    https: bool

    @property
    def name(self) -> str:
        """The name of the cookie (RFC 6265bis §4.1.3.2)."""
        return "__Host-tellmark" if self.https else "tellmark"

    def secret_in(self, request: Request) -> str:
        """Return the secret that *request* shows, empty where it shows none of the right form."""
        return _secret(request, self.name)

    def tied(self, request: Request, name: str) -> str:
        """Return the secret that `tie` had the browser keep as *name*; empty where it shows none of the right form."""
        return _secret(request, self._named(name))

    def give(self, response: Response, secret: str, lasts: timedelta) -> None:
        """Have the browser keep *secret* as long as it *lasts*. Whoever signs in or steps up is given a new one."""
        self._set(response, secret, int(lasts.total_seconds()))

    def take_back(self, response: Response) -> None:
        """Have the browser forget the session."""
        self._set(response, "", 0)

    def tie(self, response: Response, name: str, value: str, lasts: timedelta) -> None:
        """Have the browser keep *value* beside its session, for what it has begun; other sites cannot set it."""
        self._keep(response, self._named(name), value, int(lasts.total_seconds()))

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self.https else name

    def _set(self, response: Response, value: str, seconds: int) -> None:
        self._keep(response, self.name, value, seconds)

    def _keep(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(name, value, max_age=seconds, path="/", secure=self.https, httponly=True, samesite="lax")


def _secret(request: Request, name: str) -> str:
    shown = request.cookies.get(name, "")
    return shown if _SECRET.fullmatch(shown) else ""
