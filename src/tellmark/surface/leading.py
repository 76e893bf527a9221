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
