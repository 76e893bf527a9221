"""A small application around one room's routes: a guard that knows programs by their name, a store, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from in_process import InProcess
from store_children import ACME
from tellmark.store.database import Database
from tellmark.store.scope import TenantId
from tellmark.surface import problems
from tellmark.surface.declared import undeclared
from tellmark.surface.forgery import FormTokens
from tellmark.surface.guard import Guard
from tellmark.surface.kept import KeptRepeats, Rows
from tellmark.surface.principal import Kind, Principal, Shown
from tellmark.surface.rendering import Pages
from tellmark.surface.secret import SIZE, Secret
from tellmark.surface.sessions import SessionCookie
from tellmark.surface.tracing import Tracing
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy

SECRET = Secret(bytes(SIZE))


@dataclass(frozen=True)
class KnowsByName:
    """Takes `tenant/name` as the key of a program that may do what *may* says of that name."""

    may: Mapping[str, frozenset[str]]

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        tenant, _, name = shown.bearer.partition("/")
        if name not in self.may:
            return None
        return Principal(f"key-{name}", TenantId(tenant), Kind.API_KEY, capabilities=self.may[name])


def guard_of(database: Database, may: Mapping[str, frozenset[str]]) -> Guard:
    """Return a guard that knows the programs of *may*."""
    return Guard(
        KnowsByName(may), ACME.tenant, SessionCookie(https=False), FormTokens(SECRET.key("forms")), database.now
    )


def repeats_of(database: Database) -> KeptRepeats:
    """Return answers kept in *database*."""
    return KeptRepeats(database, Rows(SECRET, entropy))


def client_of(*routers: APIRouter) -> InProcess:
    """Return a client of an application with *routers*."""
    return InProcess(app_of(*routers), base_url="http://localhost", raise_server_exceptions=True)


def app_of(*routers: APIRouter) -> FastAPI:
    """Return an application with *routers*, as `web/asgi.py` would put it together."""
    app = FastAPI(docs_url=None, redoc_url=None)
    pages = Pages(["tellmark.web"], (), FormTokens(SECRET.key("forms")))
    for router in routers:
        app.include_router(router)
    assert (
        list(undeclared(app.routes, {"/openapi.json": "", "/docs": "", "/docs/oauth2-redirect": "", "/redoc": ""}))
        == []
    )

    def known(request: Request, error: Exception) -> Response:
        assert isinstance(error, TellmarkError)
        return problems.answer(request, error, pages)

    app.add_exception_handler(TellmarkError, known)
    app.add_middleware(
        Tracing,
        crashed=lambda request, number: problems.crashed(request, number, pages),
        stopped=lambda request: problems.stopping(request, pages),
    )
    return app


def bearer(name: str, **more: str) -> dict[str, str]:
    """Return the headers of the program *name* (`tenant/name`)."""
    return {"Authorization": f"Bearer {name}", **{key.replace("_", "-"): value for key, value in more.items()}}
