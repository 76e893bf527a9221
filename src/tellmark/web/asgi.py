"""The ASGI application, put together from what it is given; it opens no file and reads no setting itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from tellmark import __version__
from tellmark.consent import api as consent_api
from tellmark.consent import routes as consent_routes
from tellmark.consent.api import ConsentDoor
from tellmark.consent.place import Place
from tellmark.identity import pages as identity_pages
from tellmark.identity.accounts import pages as account_pages
from tellmark.identity.accounts.desk import Desk
from tellmark.identity.accounts.proving import NOBODY_PROVES, Proves
from tellmark.identity.binding import FreshProof
from tellmark.identity.proof_desk import ProofDesk
from tellmark.rules.library import shipped
from tellmark.store.scope import HOME
from tellmark.surface import problems, written
from tellmark.surface.declared import methods_at, undeclared
from tellmark.surface.errors import BadForm, NotHere, WrongMethod
from tellmark.surface.forgery import FormTokens
from tellmark.surface.guard import Guard
from tellmark.surface.headers import SecurityHeaders
from tellmark.surface.heads import Heads
from tellmark.surface.kept import KeptRepeats
from tellmark.surface.limits import Doorway, Limits, UploadLimit
from tellmark.surface.principal import Knows
from tellmark.surface.proxies import BehindProxies, Proxies
from tellmark.surface.rendering import STATIC, Pages, Room
from tellmark.surface.repeats import Repeats
from tellmark.surface.secret import Secret
from tellmark.surface.sessions import SessionCookie
from tellmark.surface.strict import STRICT_QUERY, bad_value
from tellmark.surface.tracing import Tracing
from tellmark.values.errors import TellmarkError
from tellmark.values.instants import now
from tellmark.values.languages import said
from tellmark.verify import api as verify_api
from tellmark.verify import pages as verify_pages
from tellmark.verify.api import Checks, Verifies
from tellmark.verify.saved import Seals
from tellmark.web import health, log, marking, openapi, published_keys, rules_page, wellknown
from tellmark.web import pages as web_pages
from tellmark.web.health import Part
from tellmark.web.log import PublicLog
from tellmark.web.marking import JobDefaults, Marks
from tellmark.web.rules_page import Libraries
from tellmark.web.wellknown import Line
from tellmark.work.hooks import api as hooks_api
from tellmark.work.hooks.api import HookDesk

OPEN_PATHS = {
    "/static": "files of ours that every page loads",
    "/openapi.json": "says what the routes are, and nothing of what they hold",
}
"""What everybody may use though it is no route that can say so itself, and why."""

ROOMS = (Room("/", said("Verify")), Room("/api", said("For programs")), Room("/about", said("About")))


@dataclass(frozen=True, slots=True)
class Parts:
    """What the application works with: it verifies, checks, marks, signs answers, knows visitors, says how it is.

    *repeats* keeps answers for requests that are repeated; *secret* is where the tokens of forms get their key.
    *library* gives the rules that count here, *announces* further lines of `/.well-known/tellmark.json`,
    *consents* and *hooks* what those routes work with, *consent_place* makes what the pages of consent work with,
    *log* the log to serve under `/log`, *tells_keys* what is said of the signing keys, as a compact JWS.
    *desk* is where people sign in and look after accounts; *proves* knows who has proved who they really are;
    *proofs* is where they prove it, and what officers and orders work with.
    """

    verifies: Verifies
    marks: Marks
    seals: Seals
    knows: Knows
    defaults: JobDefaults
    health: Callable[[], Sequence[Part]]
    checks: Checks
    repeats: Repeats
    secret: Secret
    library: Libraries = shipped
    announces: Sequence[Line] = ()
    log: PublicLog | None = None
    tells_keys: Callable[[], str] | None = None
    desk: Desk | None = None
    proofs: ProofDesk | None = None
    proves: Proves = NOBODY_PROVES
    consents: ConsentDoor | None = None
    consent_place: Callable[[Pages, Guard], Place] | None = None
    hooks: HookDesk | None = None


class UndeclaredRoutes(Exception):
    """A route does not say who may use it: a mistake of ours, for which the application does not start."""


def make_app(
    parts: Parts,
    limits: Limits | None = None,
    *,
    development: bool = False,
    https: bool = False,
    proxies: Proxies | None = None,
) -> FastAPI:
    """Put the application together. *development* adds the style guide; *https* tells browsers to insist on it.

    *proxies* are those that are believed for whom they ask; without them none is.

    Raises UndeclaredRoutes.
    """
    limits = limits or Limits()
    tokens = FormTokens(parts.secret.key("forms"))
    guard = Guard(parts.knows, HOME, SessionCookie(https), tokens, now)
    door = Doorway(limits, guard.bears_key)
    packages = ["tellmark.verify", "tellmark.web", "tellmark.identity", "tellmark.consent"]
    pages = Pages(packages, _rooms(parts), tokens)
    app = FastAPI(title="Tellmark", version=__version__, docs_url=None, redoc_url=None, dependencies=[STRICT_QUERY])
    app.include_router(verify_api.routes(parts.verifies, parts.seals, door))
    app.include_router(verify_api.check_routes(parts.checks, parts.defaults.audiences, door))
    app.include_router(marking.routes(parts.marks, guard, door, parts.defaults, parts.repeats))
    app.include_router(rules_page.routes(parts.library))
    logs = () if parts.log is None else (log.line(parts.log),)
    keys = () if parts.tells_keys is None else (published_keys.line(),)
    lines = (*wellknown.HERE, rules_page.line(parts.library), *logs, *keys, *parts.announces)
    app.include_router(wellknown.routes(lines))
    if parts.tells_keys is not None:
        app.include_router(published_keys.routes(parts.tells_keys))
    app.include_router(health.routes(parts.health))
    if parts.log is not None:
        app.include_router(log.routes(parts.log))
    app.include_router(verify_pages.routes(parts.verifies, parts.seals, door, pages))
    app.include_router(verify_pages.check_routes(parts.checks, parts.defaults.audiences, door, pages))
    app.include_router(rules_page.pages_routes(parts.library, pages))
    app.include_router(web_pages.routes(pages, limits, partial(openapi.document, app), guard.cookie))
    for router in _of_persons(parts, guard, door, pages):
        app.include_router(router)
    if development:
        app.include_router(web_pages.styleguide_routes(pages, limits, guard))
    app.mount("/static", StaticFiles(directory=str(STATIC)), name="static")
    app.openapi = partial(openapi.document, app)  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    _answer_errors(app, pages, guard)
    if silent := undeclared(app.routes, OPEN_PATHS):
        raise UndeclaredRoutes("; ".join(silent))
    # The last one added is the outermost: a number and a log line for everything, HEAD, headers, then the limit.
    app.add_middleware(UploadLimit, limits=limits)
    app.add_middleware(BehindProxies, proxies=proxies or Proxies())
    app.add_middleware(SecurityHeaders, https=https)
    app.add_middleware(Heads)
    app.add_middleware(
        Tracing, crashed=partial(problems.crashed, pages=pages), stopped=partial(problems.stopping, pages=pages)
    )
    return app


def _rooms(parts: Parts) -> tuple[Room, ...]:
    """Return the entries of the navigation: each duty's where it is at work here."""
    consent = () if parts.consent_place is None else consent_routes.ROOMS
    accounts = () if parts.desk is None else account_pages.ROOMS
    identity = () if parts.proofs is None else identity_pages.ROOMS
    return (*ROOMS, *consent, *identity, *accounts)


def _of_persons(parts: Parts, guard: Guard, door: Doorway, pages: Pages) -> Iterator[APIRouter]:
    """Yield the routes of the duties that know persons, each where it is at work here."""
    if parts.consents is not None:
        yield consent_api.routes(parts.consents, guard, door)
    if parts.hooks is not None:
        yield hooks_api.routes(parts.hooks, guard)
    if parts.desk is not None:
        yield account_pages.routes(parts.desk, guard, door, pages, FreshProof(parts.proves, parts.desk.vault))
    if parts.proofs is not None and isinstance(parts.repeats, KeptRepeats):
        yield identity_pages.routes(parts.proofs, guard, pages, parts.repeats)
    if parts.consent_place is not None:
        room = replace(parts.consent_place(pages, guard), admits=door.admit)
        if parts.consents is not None:
            room = replace(room, codes=parts.consents.codes)  # one bound, wherever a code is tried
        yield from consent_routes.routes(room)


def _answer_errors(app: FastAPI, pages: Pages, guard: Guard) -> None:
    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # it is registered for this class only
        told = {404: NotHere, 405: WrongMethod}.get(error.status_code, BadForm)()
        response = problems.answer(request, told, pages)
        if isinstance(told, WrongMethod):
            response.headers["Allow"] = ", ".join(methods_at(app.routes, request.url.path))
        return response

    def unfit(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # it is registered for this class only
        return problems.answer(request, bad_value(error), pages)

    app.add_exception_handler(TellmarkError, written.answers(pages, guard))
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, unfit)
