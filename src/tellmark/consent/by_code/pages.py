"""`/e`: whoever holds the code on a receipt ends that agreement here, in one step, signed in or not."""

from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.ends import effects
from tellmark.consent.place import Place
from tellmark.consent.service import withdraw_by_code
from tellmark.consent.troubles import trouble
from tellmark.store.scope import Scope as Actor
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import language_of
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import said, wording

_NOTHING = (
    said("There is nothing under this code."),
    said("Look at the receipt again: each group of letters counts."),
)


def routes(place: Place) -> APIRouter:
    """Return the page, and what it sends."""
    router = APIRouter(include_in_schema=False, prefix="/e")
    anyone, form = place.guard.anyone(), place.guard.form()

    def shown(request: HttpRequest, sent: Form) -> Response:
        status = 422 if sent.mistakes else 200
        leave = place.leave[language_of(request)]
        return place.pages.answer(request, "by_code/code.html", status, leave=leave, rooms=[], form=sent)

    @router.get("")
    def asking(request: HttpRequest, actor: Annotated[Actor, anyone]) -> Response:  # noqa: ARG001 (says who may come)
        return shown(request, blank())

    @router.post("")
    def end(request: HttpRequest, actor: Annotated[Actor, anyone], sent: Annotated[Form, form]) -> Response:
        language = language_of(request)
        _ = wording(language)
        if not sent.get("code").strip():
            wrong = Mistake("code", _(said("There is no code.")), _(said("Write it as it stands on the receipt.")))
            return shown(request, sent.told([wrong]))
        place.codes.admit(request, None)
        try:
            with place.database.write(actor) as unit:
                done = withdraw_by_code(unit, sent.get("code"))
        except TellmarkError as error:
            return shown(request, sent.told([Mistake("code", *trouble(error, language, _NOTHING))]))
        values: dict[str, Any] = {
            "leave": place.leave[language],
            "rooms": [],
            "effects": effects(done.effects, done.at, language),
        }
        return place.pages.answer(request, "by_code/done.html", **values)

    return router
