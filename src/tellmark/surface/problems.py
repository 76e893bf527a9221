"""Errors at the edge of the web: a problem document (RFC 9457) for programs, a page for people. Statuses live here."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tellmark.surface.errors import NotKnown, StepUpNeeded, Stopping, TooMany, Worded, WrongMethod
from tellmark.surface.language import language_of
from tellmark.surface.rendering import Pages
from tellmark.surface.repeats import StillRunning
from tellmark.surface.tracing import request_id
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.languages import Language, said, wording

STATUSES: Mapping[ErrorKind, int] = {
    ErrorKind.USAGE: 422,
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.UNREADABLE: 415,
    ErrorKind.REFUSED: 403,
    ErrorKind.NOT_DONE: 503,
    ErrorKind.TOO_LARGE: 413,
    ErrorKind.TOO_MANY: 429,
    ErrorKind.NOT_ALLOWED: 401,
    ErrorKind.CONFLICT: 409,
    ErrorKind.CHANGED: 412,
}
TITLES: Mapping[ErrorKind, str] = {
    ErrorKind.USAGE: said("This request needs a change"),
    ErrorKind.NOT_FOUND: said("There is nothing here"),
    ErrorKind.UNREADABLE: said("We could not read this"),
    ErrorKind.REFUSED: said("This was refused"),
    ErrorKind.NOT_DONE: said("This could not be done now"),
    ErrorKind.TOO_LARGE: said("This file is too large"),
    ErrorKind.TOO_MANY: said("Please wait a moment"),
    ErrorKind.NOT_ALLOWED: said("We need to know who you are"),
    ErrorKind.CONFLICT: said("Something is in the way"),
    ErrorKind.CHANGED: said("This is not as it was"),
}
CRASHED = (
    said("Something went wrong on our side"),
    said("This is our fault, not yours. Nothing that you sent was kept."),
    said("Try again. If it happens again, tell the people who run this service the number below."),
)
_PLAIN: Mapping[str, tuple[str, str]] = {
    "store.not_found": (
        said("There is nothing here under this address, or it is not yours to see."),
        said("Check the address, and that you are signed in where it belongs."),
    ),
    "store.not_allowed": (
        said("You may not do this here."),
        said("Ask somebody who may, or an administrator to let you."),
    ),
    "subjects.erased": (
        said("This person was deleted here."),
        said("There is nothing left to look at, or to change."),
    ),
    "store.busy": (
        said("Our database is busy. Nothing was changed."),
        said("Try again in a moment."),
    ),
}
"""What people read of errors of rooms that know no languages, where they read another one than English."""
_FOR_PROGRAMS = frozenset({"store.not_allowed"})
"""What is told programs of these, such as the code of a right, is nothing for people, in English either."""
MEDIA_TYPE = "application/problem+json"


def wants_page(request: Request) -> bool:
    """Tell whether *request* comes from a browser that shows pages, not from a program."""
    return not request.url.path.startswith("/v1/") and "text/html" in request.headers.get("accept", "")


def sentences(error: TellmarkError, language: Language) -> tuple[str, str, Language]:
    """Return what happened, what to do, and the language that both are in: English where there is no other wording."""
    if isinstance(error, Worded):
        return (*error.worded(language), language)
    if error.code in _PLAIN and (language is not Language.EN or error.code in _FOR_PROGRAMS):
        what, remedy = map(wording(language), _PLAIN[error.code])
        return what, remedy, language
    return error.what[:1].upper() + error.what[1:], error.remedy, Language.EN


def status_of(error: TellmarkError) -> int:
    """Return the status of *error*: that of its kind, but for a wrong method, which has one of its own."""
    return HTTPStatus.METHOD_NOT_ALLOWED if isinstance(error, WrongMethod) else STATUSES[error.kind]


def statuses() -> list[tuple[int, str]]:
    """Return every status that a problem may have, and its title (an English message), in order."""
    return sorted((status, TITLES[kind]) for kind, status in STATUSES.items())


def problem(error: TellmarkError, number: str) -> dict[str, str | int]:
    """Return the problem document of *error* (RFC 9457) for the request called *number*."""
    return {
        "type": f"urn:tellmark:error:{error.code}",
        "title": TITLES[error.kind],
        "status": int(status_of(error)),
        "detail": error.what,
        "instance": f"urn:uuid:{number}",
        "code": error.code,
        "remedy": error.remedy,
    }


def answer(request: Request, error: TellmarkError, pages: Pages, **better: Any) -> Response:
    """Answer *request* with *error*: a page or a problem document.

    *better* is what a room knows of a page better than this one: its `language`, its `way` on, what its frame shows;
    `written` is the form that came, and is given back.
    """
    status = status_of(error)
    if wants_page(request):
        language = better.get("language") or language_of(request)
        what, remedy, spoken = sentences(error, language)
        title = wording(language)(TITLES[error.kind])
        shown = {"title": title, "what": what, "remedy": remedy, "spoken": spoken, "number": None,
                 "way": way_on(request, error, language), "path": "/", "action": request.url.path}  # fmt: skip
        return _with_headers(pages.answer(request, "problem.html", status, **(shown | better)), error)
    document = problem(error, request_id(request.scope))
    return _with_headers(JSONResponse(document, status, media_type=MEDIA_TYPE), error)


def way_on(request: Request, error: TellmarkError, language: Language) -> tuple[str, str] | None:
    """Return where somebody shows who they are and what that is called, None where *error* asks for nothing of it.

    From there they come back to the page that they wanted; from a form, to the room that it stands in.
    """
    path = request.url.path
    place = quote(path if request.method == "GET" else "/" + path.split("/")[1])
    match error:
        case StepUpNeeded(level=level):
            way = "&by=passkey" if level > 1 else ""
            return f"/account/confirm?next={place}{way}", wording(language)(said("Confirm that it is you"))
        case NotKnown():
            return f"/sign-in?next={place}", wording(language)(said("Sign in"))
        case _:
            return None


def stopping(request: Request, pages: Pages) -> Response:
    """Answer *request*, which the end of the service cuts off."""
    return answer(request, Stopping(), pages)


def crashed(request: Request, number: str, pages: Pages) -> Response:
    """Answer *request* after a mistake of ours: no detail but the number under which it is logged."""
    if wants_page(request):
        language = language_of(request)
        title, what, remedy = (wording(language)(text) for text in CRASHED)
        shown = {"title": title, "what": what, "remedy": remedy, "spoken": language, "number": number, "way": None}
        return pages.answer(request, "problem.html", 500, path="/", **shown)
    title, what, remedy = CRASHED
    document = {
        "type": "urn:tellmark:error:internal",
        "title": title,
        "status": 500,
        "detail": what,
        "instance": f"urn:uuid:{number}",
        "code": "internal",
        "remedy": remedy,
    }
    return JSONResponse(document, HTTPStatus.INTERNAL_SERVER_ERROR, media_type=MEDIA_TYPE)


def _with_headers(response: Response, error: TellmarkError) -> Response:
    if isinstance(error, TooMany | StillRunning):
        response.headers["Retry-After"] = str(error.seconds)
    if error.kind is ErrorKind.NOT_ALLOWED:
        response.headers["WWW-Authenticate"] = _challenge(error)
    return response


def _challenge(error: TellmarkError) -> str:
    """Return what a program is asked for: a key, or a fresh proof of who it is (RFC 9470 §3)."""
    if isinstance(error, StepUpNeeded):
        return (
            f'Bearer error="insufficient_user_authentication", acr_values="aal{error.level}", max_age={error.seconds}'
        )
    return "Bearer"
