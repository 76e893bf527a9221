"""`/consents`: what somebody has asked, how each request stands, and what they can do about it."""

import re
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.case_words import in_every_language
from tellmark.consent.ends import effects, is_running
from tellmark.consent.errors import BadAsk
from tellmark.consent.handed.stands_still import as_it_stands
from tellmark.consent.handed.words import asks_anew, to_asker
from tellmark.consent.left import left_of
from tellmark.consent.listing import RequestPages
from tellmark.consent.mine.views import counted
from tellmark.consent.model import REQUEST, Consent, EffectId, Request, RequestId, RequestState
from tellmark.consent.owning import own_request
from tellmark.consent.person.views import number_of, summary_of
from tellmark.consent.place import Place
from tellmark.consent.previewing.service import previews_of
from tellmark.consent.recreated.looking import FEW
from tellmark.consent.requester.composing.faults import mistakes_of
from tellmark.consent.requester.composing.once import ONCE, fresh, sent_once
from tellmark.consent.requester.composing.pages import sent_page, sent_to
from tellmark.consent.requester.duties import digest_in, duties, unsaid
from tellmark.consent.requester.uses.views import lists, made_under
from tellmark.consent.requester.views import Asked, can_change, can_send, clock, if_taken, line, missing, stands
from tellmark.consent.service import (
    accept_counter,
    asked,
    consent_of,
    decline_counter,
    effects_of,
    recall,
    report_effect,
    seen_by_requester,
    words_left,
    words_of,
)
from tellmark.consent.showing import differences, rows
from tellmark.consent.states import holds
from tellmark.consent.story import story
from tellmark.consent.timeline import told
from tellmark.consent.troubles import trouble
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit
from tellmark.subjects.errors import SubjectErased
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import language_of
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording

_CODE = 10
_ON_A_PAGE = 50
_ID = re.compile(r"[0-9a-f-]{36}")


def routes(place: Place) -> APIRouter:
    """Return the pages of somebody who asks; composing is in `requester/composing/pages.py`."""
    router = APIRouter(include_in_schema=False, prefix="/consents")
    asks, form = place.guard.needs(REQUEST), place.guard.form()

    @router.get("")
    def listing(request: HttpRequest, actor: Annotated[Actor, asks]) -> Response:
        language = language_of(request)
        before = request.query_params.get("before", "")
        with place.database.read(actor) as unit:
            begins = before if _ID.fullmatch(before) else None
            found = RequestPages(unit).newest(actor.account, begins, _ON_A_PAGE + 1)
            mine = found[:_ON_A_PAGE]
            left = left_of(unit, mine)
            shown = [_line(place, unit, one, language, left=one.id in left) for one in mine]
        older = mine[-1].id if len(found) > _ON_A_PAGE else None
        return place.pages.answer(request, "requester/list.html", requests=shown, older=older, first=begins is None)

    @router.get("/{request_id}")
    def one(request: HttpRequest, actor: Annotated[Actor, asks], request_id: str) -> Response:
        return _shown(place, request, actor, request_id, blank())

    @router.post("/{request_id}/{act}")
    def act(
        request: HttpRequest, actor: Annotated[Actor, asks], sent: Annotated[Form, form], request_id: str, act: str
    ) -> Response:
        return _acted(place, request, actor, sent, request_id, act)

    return router


def _line(place: Place, unit: ReadUnit, one: Request, language: Language, *, left: bool) -> Asked:
    """Return *one* in a line; what was agreed to says how the agreement stands, not that there was one."""
    consent = None if one.consent is None else seen_by_requester(consent_of(unit, one.consent))
    tag = stands(one, consent, language, left=left)
    shown = line(one, tag, _name(place, unit, one, language), unit.at, language)
    anew = consent is not None and asks_anew(unit, consent)
    return replace(shown, anew=f"/consents/{one.id}/again") if anew else shown


def _name(place: Place, unit: ReadUnit, one: Request, language: Language) -> str:
    """Return what the requester calls the person; after an erasure nobody can tell."""
    try:
        return asked(unit, place.vault, one.id).name
    except SubjectErased:
        return wording(language)(said("Somebody who was erased"))


def _shown(place: Place, request: HttpRequest, actor: Actor, request_id: str, form: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        found = own_request(unit, RequestId(request_id))
        values = _values(place, unit, found, language)
    status = 422 if form.mistakes else 200
    path = f"/consents/{found.id}"
    return place.pages.answer(
        request, "requester/request.html", status, path=path, here="/consents", form=form, **values
    )


def _values(place: Place, unit: ReadUnit, found: Request, language: Language) -> dict[str, Any]:
    try:
        words, shown = words_of(unit, place.vault, found.id), previews_of(unit, place.vault, found)
    except SubjectErased:
        words, shown = None, ()
    offer = found.counter if found.state is RequestState.COUNTERED else None
    consent = None
    if found.consent is not None:
        consent = seen_by_requester(as_it_stands(unit, consent_of(unit, found.consent)))
    return {
        "address": f"/consents/{found.id}",
        "number": number_of(found),
        "name": _name(place, unit, found, language),
        "tag": stands(found, consent, language, left=found.id in left_of(unit, [found])),
        "clock": clock(found, unit.at, language),
        "rows": summary_of(rows(found.scope, words, language, to_person=False)),
        "offer": differences(found.scope, offer.scope, language, to_person=False) if offer else [],
        "countered": offer.document if offer else "",
        "if_taken": if_taken(unit, found, language),
        "words": in_every_language(place.secret, found.id),
        "can_change": can_change(found),
        "can_send": can_send(found),
        "shown": shown,
        "draft": found.state is RequestState.DRAFT,
        "seen": bool(found.shown),
        "version": str(found.version),
        "once": fresh(place),
        "consent": _consent(place, unit, consent, language) if consent else None,
        "timeline": told(story(unit, found), language),
    }


def _consent(place: Place, unit: ReadUnit, consent: Consent, language: Language) -> dict[str, Any]:
    found, words = effects_of(unit, consent.id), words_left(unit, place.vault, consent.request)
    return {
        "id": consent.id,
        "ended": not is_running(consent),
        "holds": [
            *holds(consent, language),
            *to_asker(unit, consent, language),
            *(missing(unit, consent, language) if is_running(consent) else []),
        ],
        "anew": asks_anew(unit, consent),
        "rows": summary_of(rows(consent.scope, words, language, to_person=False, counts_in=consent.grounds.accepted)),
        "counted": [(question, answer, "", "", "") for question, answer in counted(consent, language)],
        "effects": effects(found, unit.at, language, to_asker=True),
        "duties": duties(found, language),
        "lists": lists(found, f"/consents/{consent.request}", language),
        "made": made_under(place, unit, consent, None, FEW, language),
    }


def _acted(place: Place, request: HttpRequest, actor: Actor, sent: Form, request_id: str, act: str) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        found = own_request(unit, RequestId(request_id))
        name = _name(place, unit, found, language)
    stale = sent.get("version") != str(found.version)
    if act == "done" and (wrong := unsaid(sent, language)):
        return _shown(place, request, actor, request_id, sent.told(wrong))
    try:
        with place.database.write(actor) as unit:
            match act:
                case "send" if sent.get(ONCE):
                    sent_off = sent_once(unit, place, sent, found.id, lambda: sent_to(unit, place, found.id))
                case "recall":
                    recall(unit, found.id)
                case "accept" if not stale:
                    read, code = sent.get("offer"), place.random(_CODE)
                    accept_counter(unit, place.vault, found.id, read, code, place.assures.age)
                case "decline":
                    decline_counter(unit, found.id)
                case "done":
                    report_effect(unit, found.id, EffectId(sent.get("effect")), digest_in(sent))
                case _:
                    return RedirectResponse(f"/consents/{RequestId(found.id)}?lang={language}", 303)
    except BadAsk as error:
        wrong = [replace(one, field="decision") for one in mistakes_of(error.faults, language)]
        return _shown(place, request, actor, request_id, sent.told(wrong))
    except TellmarkError as error:
        field = "effect" if act == "done" else "decision"
        return _shown(place, request, actor, request_id, sent.told([Mistake(field, *trouble(error, language))]))
    if act == "send":
        return sent_page(place, request, [(name, sent_off)])
    return RedirectResponse(f"/consents/{found.id}?lang={language}", 303)
