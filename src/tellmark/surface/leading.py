"""Leading a browser on after a form: to a page that it may load again without sending anything twice."""

import re
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tellmark.surface.language import language_of
from tellmark.surface.sessions import SessionCookie

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
