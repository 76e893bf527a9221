"""The few pages that belong to no duty: about this service, the interface for programs, the style guide."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.surface import problems
from tellmark.surface.forms import Form
from tellmark.surface.guard import PUBLIC, Guard
from tellmark.surface.language import language_of
from tellmark.surface.limits import Limits
from tellmark.surface.rendering import Pages
from tellmark.surface.sessions import SessionCookie
from tellmark.verify import pages as verify_pages
from tellmark.web.examples import examples
from tellmark.web.styleguide import every_kind_of_report


def routes(pages: Pages, limits: Limits, openapi: Callable[[], dict[str, Any]], cookie: SessionCookie) -> APIRouter:
    """Return the routes of these pages; *cookie* is the only one that there is."""
    router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])

    @router.get("/about")
    async def about(request: Request) -> Response:
        return pages.answer(request, "about.html", limits=limits, cookie=cookie.name)

    @router.get("/api")
    async def api(request: Request) -> Response:
        return pages.answer(request, "api.html", document=openapi(), limits=limits, problems=problems.statuses())

    return router


def styleguide_routes(pages: Pages, limits: Limits, guard: Guard) -> APIRouter:
    """Return the route of the style guide, for development: every component, and a form that comes back as it was."""
    router = APIRouter(include_in_schema=False, dependencies=[guard.anyone()])

    def shown(request: Request, sent: Form | None = None) -> Response:
        language = language_of(request)
        reports = [verify_pages.answer_values(report, language, None) for report in every_kind_of_report()]
        status = 200 if sent is None else 422
        values = {"shown": reports, "limits": limits, "examples": examples(language, sent)}
        return pages.answer(request, "styleguide.html", status, **values)

    @router.get("/styleguide")
    async def styleguide(request: Request) -> Response:
        return shown(request)

    @router.post("/styleguide")
    async def sent(request: Request, form: Annotated[Form, guard.form()]) -> Response:
        return shown(request, form)

    return router
