"""`/review/consents/person`: of one person, by their number: who speaks for them, what they are, and to record it."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.model import REVIEW, Role
from tellmark.consent.officers.numbers.pages import ByNumber
from tellmark.consent.officers.recording.reading import speaker_in, standing_in
from tellmark.consent.officers.speaking import authority_facts
from tellmark.consent.officers.words import KINDS, MAY, PAPERS
from tellmark.consent.phrases import OPERATIONS, PURPOSES
from tellmark.consent.place import STEP_UP, STRONG, Place
from tellmark.consent.recording import person_read, propose, propose_standing
from tellmark.consent.service import representatives_of, standing_of
from tellmark.consent.states import ROLES, representative_tag
from tellmark.consent.troubles import trouble
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.guard import TO_WRITE
from tellmark.surface.language import language_of
from tellmark.surface.moments import day
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording

BASE = "/review/consents/person"
_WHOSE = ByNumber(
    BASE,
    said("Whom is it about?"),
    said(
        "Who speaks for a person, and what a person is, you record under their number: nobody is looked up here by "
        "name."
    ),
    said("Number of the person, or of a request to them"),
    said("The person reads theirs on “Who may speak for me”; a request’s begins with CR-."),
    (said("Nobody here has this number."), said("Copy it whole, from their page or the request.")),
)


def routes(place: Place) -> APIRouter:
    """Return these pages."""
    router = APIRouter(include_in_schema=False, prefix=BASE)
    reviews, form = place.guard.needs(REVIEW), place.guard.form(128)
    opens = place.guard.needs_step_up(STEP_UP, REVIEW, level=STRONG)
    writes = place.guard.needs_step_up(TO_WRITE, REVIEW, level=STRONG)

    @router.get("")
    def whose(request: HttpRequest, actor: Annotated[Actor, reviews]) -> Response:
        return _WHOSE.page(place, request, actor, blank())

    @router.post("")
    def find(request: HttpRequest, actor: Annotated[Actor, reviews], sent: Annotated[Form, form]) -> Response:
        return _WHOSE.led(place, request, actor, sent, lambda unit, number: f"{BASE}/{person_read(unit, number)}?")

    @router.get("/{subject}")
    def one(request: HttpRequest, actor: Annotated[Actor, opens], subject: str) -> Response:
        language = language_of(request)
        with place.database.read(actor) as unit:
            person = person_read(unit, subject)
            values = _person(place, unit, person, language)
        return place.pages.answer(request, "officers/person.html", here="/review/consents", **values)

    @router.get("/{subject}/speaker")
    def speaker(request: HttpRequest, actor: Annotated[Actor, opens], subject: str) -> Response:
        return _asking(place, request, actor, subject, "speaker", blank())

    @router.post("/{subject}/speaker")
    def record(
        request: HttpRequest, actor: Annotated[Actor, writes], sent: Annotated[Form, form], subject: str
    ) -> Response:
        told, wrong = speaker_in(sent, subject, language_of(request))
        run = None if told is None else lambda unit: propose(unit, told)
        return _recorded(place, request, actor, subject, "speaker", sent.told(wrong), run)

    @router.get("/{subject}/standing")
    def standing(request: HttpRequest, actor: Annotated[Actor, opens], subject: str) -> Response:
        return _asking(place, request, actor, subject, "standing", blank())

    @router.post("/{subject}/standing")
    def note(
        request: HttpRequest, actor: Annotated[Actor, writes], sent: Annotated[Form, form], subject: str
    ) -> Response:
        told, wrong = standing_in(sent, subject, language_of(request))
        run = None if told is None else lambda unit: propose_standing(unit, place.vault, told)
        return _recorded(place, request, actor, subject, "standing", sent.told(wrong), run)

    return router


def _person(place: Place, unit: ReadUnit, person: SubjectId, language: Language) -> dict[str, Any]:
    """Return what is recorded of *person*, by number only: no name stands here."""
    _ = wording(language)
    found, known = representatives_of(unit, person), standing_of(unit, place.vault, person)
    lines = []
    if known is not None and known.confirmed_by is not None:
        lines.append(_(KINDS[known.kind]))
        if known.majority_at is not None:
            lines.append(_(said("Of age on {day}")).format(day=day(known.majority_at, language)))
    if known is not None and known.proposed is not None:
        lines.append(_(said("Waits for a second officer: {what}")).format(what=_(KINDS[known.proposed.kind])))
    speakers = [
        {
            "address": f"/review/consents/speaker/{one.id}",
            "title": f"{_(ROLES[one.authority.role])} · {one.principal[-8:]}",
            "tag": representative_tag(one.state, language),
            "facts": authority_facts(one, language),
            "conflict": one.conflict and not one.is_over,
        }
        for one in found
    ]
    return {"person": person, "standing": lines, "speakers": speakers}


def _asking(place: Place, request: HttpRequest, actor: Actor, subject: str, what: str, form: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        person = person_read(unit, subject)
    values = {"person": person, "what": what, "form": form, **_options(language)}
    status, path = 422 if form.mistakes else 200, f"{BASE}/{person}/{what}"
    return place.pages.answer(request, "officers/record.html", status, path=path, here="/review/consents", **values)


def _options(language: Language) -> dict[str, Any]:
    _ = wording(language)
    roles = [(str(role), _(name)) for role, name in ROLES.items() if role is not Role.SELF]
    return {
        "roles": roles,
        "papers": [(str(paper), _(name)) for paper, name in PAPERS.items()],
        "kinds": [(str(kind), _(name), "") for kind, name in KINDS.items()],
        "may": [(code, _(name), "") for code, (name, _grants, _ends) in MAY.items()],
        "operations": [(str(code), _(name), "") for code, name in OPERATIONS.items()],
        "purposes": [(str(code), _(name), "") for code, name in PURPOSES.items()],
    }


def _recorded(
    place: Place, request: HttpRequest, actor: Actor, subject: str, what: str, sent: Form,
    run: Callable[[WriteUnit], object] | None,
) -> Response:  # fmt: skip
    """Record what was sent, and lead back to the person; what is wrong is told on the form."""
    language = language_of(request)
    with place.database.read(actor) as unit:
        person = person_read(unit, subject)
    if run is None:
        return _asking(place, request, actor, subject, what, sent)
    try:
        with place.database.write(actor) as unit:
            run(unit)
    except NotFound:
        mistake = Mistake("speaker", *map(wording(language), _WHOSE.unknown))
        return _asking(place, request, actor, subject, what, sent.told([mistake]))
    except TellmarkError as error:
        field = "speaker" if what == "speaker" else "kind"
        return _asking(place, request, actor, subject, what, sent.told([Mistake(field, *trouble(error, language))]))
    return RedirectResponse(f"{BASE}/{person}?lang={language}", 303)
