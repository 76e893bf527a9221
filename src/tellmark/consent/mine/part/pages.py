"""`/me/consents/{consent}/part`: what ends of an agreement, looked at once more, and what remains of it."""

from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.ends import MAY_NOT, effects, is_running, title
from tellmark.consent.mine.finding import own_consent
from tellmark.consent.mine.pages import frame, who_may_end
from tellmark.consent.mine.part.words import INSTEAD, NOTHING, made_already, unmeant, what_follows
from tellmark.consent.model import ANSWER, Consent
from tellmark.consent.person import answering, offers
from tellmark.consent.person.views import summary_of
from tellmark.consent.place import STEP_UP, Place
from tellmark.consent.service import withdraw, words_of
from tellmark.consent.showing import differences, rows
from tellmark.consent.terms import Scope
from tellmark.consent.troubles import trouble
from tellmark.store.scope import Scope as Actor
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import language_of
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording


def routes(place: Place) -> APIRouter:
    """Return this page."""
    router = APIRouter(include_in_schema=False, prefix="/me/consents/{consent}/part")
    fresh, form = place.guard.needs_step_up(STEP_UP, ANSWER), place.guard.form(answering.MOST_FIELDS)

    @router.get("")
    def choosing(request: HttpRequest, actor: Annotated[Actor, fresh], consent: str) -> Response:
        with place.database.read(actor) as unit:
            found = own_consent(unit, consent)
        if not is_running(found):
            return _to_consent(found, language_of(request))
        form = blank(version=str(found.version), **answering.form_values(found.scope))
        return _choose(place, request, actor, found, form)

    @router.post("")
    def chosen(
        request: HttpRequest, actor: Annotated[Actor, fresh], sent: Annotated[Form, form], consent: str
    ) -> Response:
        with place.database.read(actor) as unit:
            found = own_consent(unit, consent)
        if not is_running(found):
            return _to_consent(found, language_of(request))
        return _chosen(place, request, actor, found, sent)

    return router


def _to_consent(consent: Consent, language: Language) -> Response:
    """Lead to the agreement as it stands: there is nothing to take back of one that has ended."""
    return RedirectResponse(f"/me/consents/{consent.id}?lang={language}", 303)


def _choose(place: Place, request: HttpRequest, actor: Actor, consent: Consent, form: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        others = who_may_end(place, unit, consent, language)
    values = {"form": form, "who_may": others, **offers.fields_of(consent.scope, language)}
    return _page(place, request, "mine/part.html", consent, **values)


def _chosen(place: Place, request: HttpRequest, actor: Actor, consent: Consent, sent: Form) -> Response:
    language = language_of(request)
    remaining, wrong = _remaining(place, consent, sent, language)
    if wrong or sent.get("step") == "again":
        return _choose(place, request, actor, consent, sent.told(wrong))
    if sent.get("step") != "send":
        return _look(place, request, actor, consent, remaining, sent)
    return _take_back(place, request, actor, consent, remaining, sent)


def _remaining(place: Place, consent: Consent, sent: Form, language: Language) -> tuple[Scope, list[Mistake]]:
    """Return what would be left of *consent*, and what is wrong with it."""
    _ = wording(language)
    if sent.get("version") != str(consent.version):
        return consent.scope, [Mistake("until", *(_(text) for text in _CHANGED))]
    remaining, wrong = answering.smaller(consent.scope, sent, language, INSTEAD)
    if not wrong and remaining == consent.scope:
        wrong = [Mistake("until", *(_(text) for text in NOTHING))]
    wrong = wrong or made_already(consent, remaining, language)
    return remaining, wrong or unmeant(remaining, place.database.now(), language)


_CHANGED = (
    said("A part of it was taken back already, perhaps in another window."),
    said("Go back to the agreement, look at what remains, and begin again."),
)


def _look(place: Place, request: HttpRequest, actor: Actor, consent: Consent, remaining: Scope, sent: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        words = words_of(unit, place.vault, consent.request)
    values = {
        "form": sent,
        "carried": answering.fields(),
        "changed": differences(consent.scope, remaining, language, to_person=True),
        "rows": summary_of(rows(remaining, words, language, to_person=True, counts_in=consent.grounds.accepted)),
        "effects": what_follows(consent.scope, remaining, language),
    }
    return _page(place, request, "mine/part_look.html", consent, **values)


def _take_back(
    place: Place, request: HttpRequest, actor: Actor, consent: Consent, remaining: Scope, sent: Form
) -> Response:
    language = language_of(request)
    _ = wording(language)
    try:
        with place.database.write(actor) as unit:
            done = withdraw(unit, consent.id, remaining=remaining, ages=place.assures.age)
    except TellmarkError as error:
        wrong = [Mistake("until", *trouble(error, language, MAY_NOT))]
        return _choose(place, request, actor, consent, sent.told(wrong))
    if done.remaining is None:  # it was ended meanwhile, in another window
        return _to_consent(consent, language)
    values: dict[str, Any] = {
        "title": _(said("A part of it has ended")),
        "lead": _(said("From this moment only what remains may be made. This is what follows:")),
        "sentences": [],
        "effects": effects(done.effects, done.at, language),
    }
    return place.pages.answer(request, "mine/done.html", path="/me", **frame(place, language), **values)


def _page(place: Place, request: HttpRequest, template: str, consent: Consent, **values: Any) -> Response:
    language = language_of(request)
    shown = {"address": f"/me/consents/{consent.id}", "title": title(consent, language), **values}
    status = 422 if values["form"].mistakes else 200
    return place.pages.answer(request, template, status, **frame(place, language), **shown)
