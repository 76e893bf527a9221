"""What a browser shows of the try that it has begun: a cookie, which ties to it whatever came of the try."""

import hmac
import re
from collections.abc import Mapping

from tellmark.identity.proving.model import Try, TryState, digest_of, read_handle
from tellmark.identity.proving.store import KnownTries
from tellmark.store.units import ReadUnit

PROVING, BINDING = "tellmark-prove", "tellmark-wallet"
"""What the cookies are called: of a try that finds out who somebody is, and of one that binds their decision."""

_COOKIE = re.compile(r"([a-z0-9][a-z0-9-]{0,63}\.[A-Za-z0-9_-]{43})~([A-Za-z0-9_-]{43})")


def read_cookie(value: str) -> tuple[str, str] | None:
    """Return the handle and the secret of the *value* of such a cookie, None for what is none."""
    parts = _COOKIE.fullmatch(value)
    return None if parts is None else (parts[1], parts[2])


def named(name: str, *, https: bool) -> str:
    """Return what the cookie *name* is called, with or without https (`surface.sessions.SessionCookie.tie`)."""
    return f"__Host-{name}" if https else name


def finished(unit: ReadUnit, cookies: Mapping[str, str], name: str = PROVING) -> Try | None:
    """Return the try that the browser which shows *cookies* has brought to its end; None where it has not."""
    shown = read_cookie(cookies.get(named(name, https=True)) or cookies.get(name, ""))
    handle = read_handle(shown[0]) if shown else None
    if shown is None or handle is None or handle[0] != unit.scope.tenant:
        return None
    found = KnownTries(unit).find(handle[1])
    if found is None or found.state is not TryState.DONE:
        return None
    return found if hmac.compare_digest(found.browser, digest_of(shown[1])) else None
