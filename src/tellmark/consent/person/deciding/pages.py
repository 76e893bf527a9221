"""Below a request: the answers that need no proof. An offer of less, which is looked at once more; a no; a report.

An offer may be agreed to in advance: that takes what every agreement takes, and is in `agreeing`.
"""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.documents import digest_of
from tellmark.consent.model import Decided, NoteKind, Request, RequestState, Verdict
from tellmark.consent.person import answering, offers
from tellmark.consent.person.here import Here
from tellmark.consent.person.pages import as_themselves, asked_in, comes, here, settled, to_request
from tellmark.consent.person.way import way_of
from tellmark.consent.place import Place
from tellmark.consent.showing import differences
from tellmark.consent.terms import Scope
from tellmark.consent.troubles import trouble
from tellmark.store.scope import Scope as Actor
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import said, wording


def routes(place: Place, door: str) -> APIRouter:
    """Return these pages, below *door*. Those of an agreement are in `person/agreeing/pages.py`."""
    router = APIRouter(include_in_schema=False, prefix=door)
    answers, form = comes(place, door), place.guard.form(answering.MOST_FIELDS)

    @router.get("/change")
    def changing(request: HttpRequest, actor: Annotated[Actor, answers]) -> Response:
        return as_themselves(_changing, here(place, request), request, actor)

    @router.post("/change")
    def change(request: HttpRequest, actor: Annotated[Actor, answers], sent: Annotated[Form, form]) -> Response:
        return as_themselves(_change, here(place, request), request, actor, sent)

    for way, template, note in (("/no", "asked/no.html", None), ("/unwanted", "asked/unwanted.html", _UNWANTED)):
        _add_refusal(router, place, door, way, template, note)
    return router


_UNWANTED = NoteKind.UNWANTED


def _add_refusal(router: APIRouter, place: Place, door: str, way: str, template: str, note: NoteKind | None) -> None:
    answers, form = comes(place, door), place.guard.form()

    def asking(request: HttpRequest, actor: Annotated[Actor, answers]) -> Response:
        return _refusing(here(place, request), request, actor, template)

    def refuse(request: HttpRequest, actor: Annotated[Actor, answers], sent: Annotated[Form, form]) -> Response:
        return _refuse(here(place, request), request, actor, sent, template, note)

    router.add_api_route(way, asking, methods=["GET"])
    router.add_api_route(way, refuse, methods=["POST"])


# --- offer less -------------------------------------------------------------------------------------------------------


def _changing(at: Here, request: HttpRequest, actor: Actor) -> Response:
    with at.place.database.read(actor) as unit:
        found = at.request(unit)
        if not at.may_decide(unit, found):
            return settled(at, request, unit, found)
        if at.notice(unit, found) is None:
            return to_request(at)
    return _offer(at, request, found, _begun(found, asked_in(request)))


def _begun(found: Request, given: Form) -> Form:
    """Return the form of an offer at first: as it was asked, or as somebody has typed it who comes back to it."""
    first = blank(version=str(found.version), **answering.form_values(found.scope))
    typed = {} if given.get("version") != str(found.version) else {
        name: given.all(name) for name in answering.fields() if given.all(name)
    }  # fmt: skip
    return replace(first, fields={**first.fields, **typed})


def _offer(at: Here, request: HttpRequest, found: Request, form: Form) -> Response:
    values: dict[str, Any] = {"form": form, **offers.fields_of(found.scope, at.language)}
    status = 422 if form.mistakes else 200
    return at.place.pages.answer(request, "asked/change.html", status, **at.frame(), **values)


def _change(at: Here, request: HttpRequest, actor: Actor, sent: Form) -> Response:
    with at.place.database.read(actor) as unit:
        found = at.request(unit)
        notice = at.notice(unit, found)
        lesser, wrong = answering.smaller(found.scope, sent, at.language)
        document = Decided(found.id, found.version, notice or "", at.language, Verdict.COUNTER, counter=lesser)
        if not at.may_decide(unit, found):
            return settled(at, request, unit, found, RequestState.COUNTERED, digest_of(document))
        alone = at.alone(unit, found, lesser)
    if notice is None or sent.get("version") != str(found.version):
        return to_request(at)
    if not wrong and lesser == found.scope:
        wrong = [Mistake("until", *(wording(at.language)(text) for text in _NOTHING))]
    if wrong or sent.get("step") == "again":
        return _offer(at, request, found, sent.told(wrong))
    if sent.get("step") == "agree" and (way := way_of(found, sent, at.language)) is not None:
        if not way.fits(at.base):
            return _offer(at, request, found, sent.told([Mistake("until", *map(wording(at.language), _TOO_LONG))]))
        return RedirectResponse(f"{at.base}/agree?{way.query(0)}lang={at.language}", 303)
    if sent.get("step") != "send":
        return _offered(at, request, found, lesser, sent, alone=alone)
    return _send_offer(at, request, actor, document, found, sent)


_NOTHING = (said("Nothing of what was asked is changed yet."), said("Change a field, or go back and agree or say no."))


_TOO_LONG = (
    said("So much is taken out that it would be lost on the way to your agreement."),
    said("Send your proposal without: we ask you once more. Or take out less."),
)


def _offered(at: Here, request: HttpRequest, found: Request, lesser: Scope, sent: Form, *, alone: bool) -> Response:
    """Show what differs, and ask whether it is agreed to in advance: not where others have to agree, too."""
    values: dict[str, Any] = {
        "form": sent,
        "changed": differences(found.scope, lesser, at.language, to_person=True),
        "carried": answering.fields(),
        "alone": alone,
        "if_taken": offers.if_taken(found, lesser, at.language),
    }
    return at.place.pages.answer(request, "asked/changed.html", **at.frame(), **values)


def _send_offer(
    at: Here, request: HttpRequest, actor: Actor, document: Decided, found: Request, sent: Form
) -> Response:
    try:
        with at.place.database.write(actor) as unit:
            at.decided(unit, document, None)
    except TellmarkError as error:
        return _offer(at, request, found, sent.told([Mistake("until", *trouble(error, at.language))]))
    return to_request(at)


# --- say no -----------------------------------------------------------------------------------------------------------


def _refusing(at: Here, request: HttpRequest, actor: Actor, template: str, form: Form | None = None) -> Response:
    with at.place.database.read(actor) as unit:
        found = at.request(unit)
        if not at.may_refuse(unit, found):
            return settled(at, request, unit, found)
        if at.notice(unit, found) is None:
            return to_request(at)
        who, _checked = at.who(unit, found)
    values: dict[str, Any] = {"who": who, "form": form or blank(version=str(found.version))}
    status = 422 if form is not None else 200
    return at.place.pages.answer(request, template, status, **at.frame(), **values)


def _refuse(at: Here, request: HttpRequest, actor: Actor, sent: Form, template: str, note: NoteKind | None) -> Response:
    with at.place.database.read(actor) as unit:
        found = at.request(unit)
        if not at.may_refuse(unit, found):
            return settled(at, request, unit, found, RequestState.REFUSED)
        notice = at.notice(unit, found)
    if notice is None or sent.get("version") != str(found.version):
        return to_request(at)
    try:
        with at.place.database.write(actor) as unit:
            document = Decided(found.id, found.version, notice, at.language, Verdict.REFUSE)
            at.decided(unit, document, None, note)
    except TellmarkError as error:
        return _refusing(at, request, actor, template, sent.told([Mistake("decision", *trouble(error, at.language))]))
    return to_request(at)
