"""`/me/bases`: on what ground something may be made of a person who has not agreed, and how they object."""

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.ids import BasisId
from tellmark.consent.lawful import views
from tellmark.consent.lawful.service import object_to, told_of, words_of
from tellmark.consent.mine.pages import frame
from tellmark.consent.model import ANSWER
from tellmark.consent.place import Place
from tellmark.consent.troubles import trouble
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.subjects.model import SubjectId
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import language_of
from tellmark.surface.leading import led
from tellmark.values.errors import TellmarkError


def routes(place: Place) -> APIRouter:
    """Return these pages. To object asks for no more than to look: it only stops something."""
    router = APIRouter(include_in_schema=False, prefix="/me/bases")
    own, form = place.guard.needs(ANSWER), place.guard.form(8)

    @router.get("")
    def listing(request: HttpRequest, actor: Annotated[Actor, own]) -> Response:
        return _page(place, request, actor, blank())

    @router.post("/{basis}/object")
    def objects(
        request: HttpRequest, actor: Annotated[Actor, own], sent: Annotated[Form, form], basis: str
    ) -> Response:
        try:
            with place.database.write(actor) as unit:
                object_to(unit, BasisId(basis))
        except NotFound:
            raise
        except TellmarkError as error:
            mistake = Mistake("object", *trouble(error, language_of(request)))
            return _page(place, request, actor, sent.told([mistake]))
        return led(request, "/me/bases")

    return router


def _page(place: Place, request: HttpRequest, actor: Actor, form: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        found = told_of(unit, SubjectId(actor.principal))
        shown = [views.told(one, words_of(unit, place.vault, one), unit.at, language) for one in found]
    status = 422 if form.mistakes else 200
    values = frame(place, language) | {"bases": shown, "form": form}
    return place.pages.answer(request, "mine/bases.html", status, path="/me/bases", **values)
