"""`/review/identity/well-known`: an officer enrols somebody whose face or voice is widely known, by their number."""

from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.identity.accounts.model import FRESH
from tellmark.identity.accounts.roles import IDENTITY_VERIFY
from tellmark.identity.assurance.service import Contacts
from tellmark.identity.errors import BadCase
from tellmark.identity.officers.wellknown.service import enrol
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.guard import Guard
from tellmark.surface.language import language_of
from tellmark.surface.moments import instant
from tellmark.surface.rendering import Pages
from tellmark.values.languages import said, wording

PATH = "/review/identity/well-known"


def routes(database: Database, contacts: Contacts, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)
    may, form = guard.needs_step_up(FRESH, IDENTITY_VERIFY), guard.form(8)

    @router.get(PATH)
    def ask(request: Request, scope: Annotated[Scope, may]) -> Response:
        del scope
        return _page(pages, request, blank())

    @router.post(PATH)
    def enrolled(request: Request, scope: Annotated[Scope, may], sent: Annotated[Form, form]) -> Response:
        _ = wording(language_of(request))
        try:
            with database.write(scope) as unit:
                until = enrol(unit, contacts, SubjectId(sent.get("person").strip()))
        except (NotFound, SubjectErased):
            told = _(said("Nobody here has this number.")), _(said("Copy it whole, from their page."))
            return _page(pages, request, sent.told([Mistake("person", *told)]))
        except BadCase as error:
            return _page(pages, request, sent.told([Mistake("person", *error.worded(language_of(request)))]))
        return _page(pages, request, blank(), instant(until, language_of(request)))

    return router


def _page(pages: Pages, request: Request, form: Form, until: str = "") -> Response:
    values: dict[str, Any] = {"form": form, "until": until, "path": PATH, "here": "/review/identity"}
    return pages.answer(request, "identity_well_known.html", 422 if form.mistakes else 200, **values)
