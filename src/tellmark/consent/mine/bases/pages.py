"""`/me/bases`: on what ground something may be made of a person who has not agreed, and how they object.

Who speaks for somebody reads here of what may be made of them, too, and objects for them.
"""

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.ids import BasisId
from tellmark.consent.lawful import views
from tellmark.consent.lawful.knowing import passed_on
from tellmark.consent.lawful.model import Basis
from tellmark.consent.lawful.service import object_to, told_of, words_of
from tellmark.consent.lawful.speaking import told_for
from tellmark.consent.mine.pages import frame
from tellmark.consent.model import ANSWER
from tellmark.consent.place import Place
from tellmark.consent.states import ROLES
from tellmark.consent.troubles import trouble
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import language_of
from tellmark.surface.leading import led
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, wording


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
        own = [_told(place, unit, one, "", language) for one in told_of(unit, SubjectId(actor.principal))]
        theirs = [
            _told(place, unit, one, f"{wording(language)(ROLES[who.authority.role])} · {who.subject[-8:]}", language)
            for who, bases in told_for(unit)
            for one in bases
        ]
    status = 422 if form.mistakes else 200
    values = frame(place, language) | {"bases": own, "theirs": theirs, "form": form}
    return place.pages.answer(request, "mine/bases.html", status, path="/me/bases", **values)


def _told(place: Place, unit: ReadUnit, basis: Basis, part: str, language: Language) -> views.Told:
    words, me = words_of(unit, place.vault, basis), unit.scope.principal
    return views.told(basis, words, me, unit.at, language, part=part, passed_on=passed_on(unit, basis))
