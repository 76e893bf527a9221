"""`/me`: what a person has agreed to, every use of it, and how it ends; for whoever is signed in as themselves."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.decide import is_open
from tellmark.consent.ends import MAY_NOT, effects, is_running, title, what_happens, who_may
from tellmark.consent.handed.words import to_person
from tellmark.consent.lawful.model import RUNNING
from tellmark.consent.lawful.service import told_of
from tellmark.consent.lawful.speaking import told_for
from tellmark.consent.left import left_of, tag_of
from tellmark.consent.mine import views
from tellmark.consent.mine.finding import own_consent
from tellmark.consent.model import ANSWER, Consent, ConsentId, Request
from tellmark.consent.person.finding import role_of
from tellmark.consent.person.here import asking, for_another
from tellmark.consent.person.proving import stands, to_prove
from tellmark.consent.person.views import proofs, summary_of, ticked_rows, together
from tellmark.consent.place import STEP_UP, Place
from tellmark.consent.recreated import looking
from tellmark.consent.seeing import TOLD_TO_ASKER
from tellmark.consent.service import (
    all_of,
    denied,
    effects_of,
    may_withdraw,
    wards_of,
    withdraw,
    words_of,
)
from tellmark.consent.showing import rows
from tellmark.consent.states import ROLES, holds
from tellmark.consent.timeline import BUT_USES, Entry, entries, told
from tellmark.consent.troubles import trouble
from tellmark.consent.wrong import options, tell_officers, unchosen
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import language_of
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording

_DOORS = (
    ("/me", said("What I agreed to")),
    ("/me/wish", said("May anyone ask?")),
    ("/me/speakers", said("Who may speak for me")),
    ("/me/contact", said("How I am reached")),
    ("/me/bases", said("Without my agreement")),
    ("/me/orders", said("What authorities ordered")),
    ("/me/export", said("A copy of everything")),
    ("/me/erase", said("Delete everything")),
)


def frame(place: Place, language: Language) -> dict[str, Any]:
    """Return what the frame of every page of a person's own needs."""
    doors = [(address, wording(language)(name)) for address, name in _DOORS]
    return {"doors": doors, "leave": place.leave[language], "here": "/me"}


def routes(place: Place) -> APIRouter:
    """Return the pages of a person's consents."""
    router = APIRouter(include_in_schema=False, prefix="/me")
    own, form = place.guard.needs(ANSWER), place.guard.form()
    fresh = place.guard.needs_step_up(STEP_UP, ANSWER)

    @router.get("")
    def home(request: HttpRequest, actor: Annotated[Actor, own]) -> Response:
        language = language_of(request)
        with place.database.read(actor) as unit:
            values = _home(place, unit, language)
        return place.pages.answer(request, "mine/home.html", **frame(place, language), **values)

    @router.get("/consents/{consent}")
    def one(request: HttpRequest, actor: Annotated[Actor, own], consent: str) -> Response:
        language = language_of(request)
        with place.database.read(actor) as unit:
            values = _consent(place, unit, own_consent(unit, consent), language)
        return place.pages.answer(request, "mine/consent.html", **frame(place, language), **values)

    @router.get("/consents/{consent}/end")
    def ending(request: HttpRequest, actor: Annotated[Actor, fresh], consent: str) -> Response:
        return _ending(place, request, actor, consent, blank())

    @router.post("/consents/{consent}/end")
    def end(
        request: HttpRequest, actor: Annotated[Actor, fresh], sent: Annotated[Form, form], consent: str
    ) -> Response:
        return _end(place, request, actor, consent, sent)

    @router.get("/consents/{consent}/wrong")
    def wrong(request: HttpRequest, actor: Annotated[Actor, own], consent: str) -> Response:
        return _asking_what(place, request, actor, consent, blank())

    @router.post("/consents/{consent}/wrong")
    def tell(request: HttpRequest, actor: Annotated[Actor, own], sent: Annotated[Form, form], consent: str) -> Response:
        return _tell(place, request, actor, consent, sent)

    return router


# --- to look at -------------------------------------------------------------------------------------------------------


def _home(place: Place, unit: ReadUnit, language: Language) -> dict[str, Any]:
    at, _ = unit.at, wording(language)
    subject = SubjectId(unit.scope.principal)
    everything = all_of(unit, subject)
    speaking = [one for one in wards_of(unit, subject) if one.speaks(at)]
    wards = [all_of(unit, one.subject) for one in speaking]
    agreed = [_agreed(place, unit, one, language) for one in everything.consents]
    waiting = [_line(place, unit, one, language) for one in everything.requests if is_open(one, at, subject)]
    parts = {one.subject: f"{_(ROLES[one.authority.role])} · {one.subject[-8:]}" for one in speaking}
    ward_consents = [
        (parts[one.subject], _agreed(place, unit, one, language)) for ward in wards for one in ward.consents
    ]
    proofs_end = [one.prove for one in (*agreed, *(one for _part, one in ward_consents)) if one.prove is not None]
    running = sum(one.running and not (one.prove is not None and one.prove.is_over) for one in agreed)
    lead = _(_LEADS[any(one.address for one in proofs_end)])
    made = looking.made_of(unit, subject, None, looking.FEW)
    theirs = [one for ward in wards for one in ward.requests if is_open(one, at, subject)]
    past = [one for one in everything.requests if not is_open(one, at, subject) and one.consent is None]
    left = left_of(unit, past)
    return {
        "lead": lead.format(running=running, waiting=len(waiting)),
        "orders": len(place.orders(unit, subject, language)),
        "bases": any(one.state(at) in RUNNING for one in told_of(unit, subject)),
        "ward_bases": any(one.state(at) in RUNNING for _who, bases in told_for(unit) for one in bases),
        "waiting": waiting,
        "consents": agreed,
        "may_end": all(may_withdraw(unit, one, place.assures.age) for one in everything.consents),
        "uses": looking.shown(unit, made.uses, language),
        "more_uses": made.older is not None,
        "past": [_line(place, unit, one, language, left=one.id in left) for one in past],
        "wards": [(parts[one.subject], _line(place, unit, one, language)) for one in theirs],
        "ward_consents": ward_consents,
    }


_LEADS = {
    False: said("Agreements that run: {running}. Requests that wait for you: {waiting}. Nothing has to be done today."),
    True: said(
        "Agreements that run: {running}. Requests that wait for you: {waiting}. What you showed of who you are runs "
        "out, or has: below you read for what you have to show it anew."
    ),
}
"""How a person's page begins: the second where a proof of theirs runs out."""


def _line(place: Place, unit: ReadUnit, one: Request, language: Language, *, left: bool = False) -> views.Line:
    who, tag = asking(place, unit, one, language)[0], tag_of(one, language, left=left)
    return views.line(one, who, tag, unit.at, language)


def _agreed(place: Place, unit: ReadUnit, one: Consent, language: Language) -> views.Agreed:
    told = to_prove(place, one, unit.scope.principal, unit.at, language)
    shown = views.agreed(one, asking(place, unit, one, language)[0], unit.at, language)
    return replace(shown, prove=told, together=[*to_person(unit, one, language), *shown.together])


def _consent(place: Place, unit: ReadUnit, consent: Consent, language: Language) -> dict[str, Any]:
    _ = wording(language)
    who, _checked = asking(place, unit, consent, language)
    found = entries(unit, [consent.id, consent.request], BUT_USES)
    leaves = [one for one in found if not _hidden(one, consent)]
    tag, span = stands(consent, unit.at, language)
    words, text = words_of(unit, place.vault, consent.request), f"/me/requests/{consent.request}/text?lang={language}"
    shown = rows(consent.scope, words, language, to_person=True, text=text, counts_in=consent.grounds.accepted)
    counted = [(question, answer, "", "", "") for question, answer in views.counted(consent, language)]
    counted.append(views.uses_under(unit, consent, language))
    return {
        "address": f"/me/consents/{consent.id}",
        "title": title(consent, language),
        "tag": tag,
        "until": span,
        "prove": to_prove(place, consent, unit.scope.principal, unit.at, language),
        "holds": [*holds(consent, language), *to_person(unit, consent, language), *together(consent, language)],
        "rows": [(_(said("Who may")), who, "", "", ""), *summary_of(shown), *counted],
        "ticks": ticked_rows(consent, language),
        "effects": effects(effects_of(unit, consent.id), unit.at, language),
        "running": is_running(consent),
        "who_may": who_may_end(place, unit, consent, language),
        "for_another": _part(unit, consent, language),
        "save": place.receipts(consent, "/me"),
        "proofs": proofs(consent, leaves, language),
        "timeline": told(leaves, language),
    }


def _part(unit: ReadUnit, consent: Consent, language: Language) -> str:
    """Word in which part whoever reads this stands for whose *consent* it is, empty for their own."""
    return for_another(role_of(unit, unit.scope.principal, consent.subject), language)


def _over(place: Place, unit: ReadUnit, consent: Consent, language: Language) -> dict[str, Any]:
    """Return what stands over each page by which *consent* is ended, or said to be wrong."""
    return {
        "address": f"/me/consents/{consent.id}",
        "title": title(consent, language),
        "who_may": who_may_end(place, unit, consent, language),
        "for_another": _part(unit, consent, language),
    }


def who_may_end(place: Place, unit: ReadUnit, consent: Consent, language: Language) -> str:
    """Return nothing for whoever may end *consent*, else who may: there is then nothing to press."""
    return "" if may_withdraw(unit, consent, place.assures.age) else who_may(language)


def _hidden(one: Entry, consent: Consent) -> bool:
    """Tell whether a leaf would betray that a consent stands still, which looks as if it ran."""
    is_of_hold = one.type in ("consent.held", "consent.hold_lifted") and one.about not in TOLD_TO_ASKER
    return is_of_hold and not consent.holds


# --- to end -----------------------------------------------------------------------------------------------------------


def _ending(place: Place, request: HttpRequest, actor: Actor, consent: str, form: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        found = own_consent(unit, consent)
        if not is_running(found):
            values = _consent(place, unit, found, language)
            return place.pages.answer(request, "mine/consent.html", **frame(place, language), **values)
        values = _over(place, unit, found, language) | {"effects": what_happens(found, language), "form": form}
    status = 422 if form.mistakes else 200
    return place.pages.answer(request, "mine/end.html", status, **frame(place, language), **values)


def _end(place: Place, request: HttpRequest, actor: Actor, consent: str, sent: Form) -> Response:
    language = language_of(request)
    _ = wording(language)
    with place.database.read(actor) as unit:
        own_consent(unit, consent)
    try:
        with place.database.write(actor) as unit:
            done = withdraw(unit, ConsentId(consent), ages=place.assures.age)
    except TellmarkError as error:
        return _ending(place, request, actor, consent, sent.told([Mistake("end", *trouble(error, language, MAY_NOT))]))
    values: dict[str, Any] = {
        "title": _(said("It has ended")),
        "lead": _(said("From this moment nothing new is made. This is what follows:")),
        "sentences": [],
        "effects": effects(done.effects, done.at, language),
    }
    return place.pages.answer(request, "mine/done.html", path="/me", **frame(place, language), **values)


# --- to say that something is wrong -----------------------------------------------------------------------------------


def _asking_what(place: Place, request: HttpRequest, actor: Actor, consent: str, form: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        found = own_consent(unit, consent)
        values = _over(place, unit, found, language) | {"options": options(found, language), "form": form}
    status = 422 if form.mistakes else 200
    return place.pages.answer(request, "mine/wrong.html", status, **frame(place, language), **values)


def _tell(place: Place, request: HttpRequest, actor: Actor, consent: str, sent: Form) -> Response:
    language = language_of(request)
    _ = wording(language)
    with place.database.read(actor) as unit:
        found = own_consent(unit, consent)
        known = denied(unit, found.id) if sent.get("what") == "not_me" else None
    if known is not None and known.decided_at is not None:
        again = Mistake("what", *(_(text) for text in _DECIDED))
        return _asking_what(place, request, actor, consent, sent.told([again]))
    if mistake := unchosen(sent, language):
        return _asking_what(place, request, actor, consent, sent.told([mistake]))
    try:
        tell_officers(place, actor, found.id, sent.get("what"))
    except TellmarkError as error:
        mistake = Mistake("what", *trouble(error, language, MAY_NOT))
        return _asking_what(place, request, actor, consent, sent.told([mistake]))
    values: dict[str, Any] = {
        "title": _(said("Thank you")),
        "lead": _(said("An officer of this service looks at it.")),
        "sentences": [_(said("You can close this page. Nothing else has to be done."))],
        "effects": [],
    }
    return place.pages.answer(request, "mine/done.html", path="/me", **frame(place, language), **values)


_DECIDED = (
    said("This was looked at, and decided, once already."),
    said("It stays as it was decided. If something else is wrong, choose that."),
)
