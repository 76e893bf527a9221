"""Leading a browser on: after a form to a page that it may load again without sending twice, or away from us."""

import re
from collections.abc import Mapping
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tellmark.surface.language import language_of
from tellmark.surface.sessions import SessionCookie
from tellmark.values.languages import Language

LEAVE: Mapping[Language, str] = {
    Language.EN: "https://www.bbc.com/weather",
    Language.ZH: "https://www.weather.com.cn/",
}
"""Where "Leave this page" leads: a page that anybody may be seen with."""

LONGEST_PLACE = 5000
"""How long an address of ours may be to which somebody comes back: the largest offer that is made of usual codes fits.

Nothing longer is cut: whoever would need it is told so before, and whoever brings it all the same comes to the first
page. Encoded in another address it stays below the 8 KiB of a line that proxies in front of us take.
"""

_PLACE = re.compile(r"(/[A-Za-z0-9._~-]+)+/?")


def led(request: Request, place: str) -> Response:
    """Lead the browser on to *place*, a path of ours, in the language of the page."""
    return RedirectResponse(f"{place}?lang={language_of(request)}", 303)


def let_in(request: Request, place: str, cookie: SessionCookie, secret: str, lasts: timedelta) -> Response:
    """Lead the browser on to *place* with the *secret* of its new session."""
    response = led(request, place)
    cookie.give(response, secret, lasts)
    return response


def back_to(place: str, otherwise: str) -> str:
    """Return *place* where it is a path of this service, else *otherwise*: nobody is led to another site."""
    return place if _PLACE.fullmatch(place) else otherwise
