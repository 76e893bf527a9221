"""The few pages that belong to no duty: about this service, the interface for programs, the style guide."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.surface import problems
from tellmark.surface.guard import PUBLIC
from tellmark.surface.language import language_of
from tellmark.surface.limits import Limits
from tellmark.surface.rendering import Pages
from tellmark.verify import pages as verify_pages
from tellmark.web.styleguide import every_kind_of_report


def routes(pages: Pages, limits: Limits, openapi: Callable[[], dict[str, Any]], *, development: bool) -> APIRouter:
    """Return the routes of these pages; the style guide only in *development*."""
    router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])

    @router.get("/about")
    async def about(request: Request) -> Response:
        return pages.answer(request, "about.html", limits=limits)

    @router.get("/api")
    async def api(request: Request) -> Response:
        return pages.answer(request, "api.html", document=openapi(), limits=limits, problems=problems.statuses())

    if development:

        @router.get("/styleguide")
        async def styleguide(request: Request) -> Response:
            language = language_of(request)
            shown = [verify_pages.answer_values(report, language, None) for report in every_kind_of_report()]
            return pages.answer(request, "styleguide.html", shown=shown, limits=limits)

    return router
