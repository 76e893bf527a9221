"""`/review/bases`: what waits, what is in effect, and one basis with all that came of it; `/bases`, the numbers."""

from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.case_reasons import REASONS, CaseReason
from tellmark.consent.ids import BasisId
from tellmark.consent.lawful import views
from tellmark.consent.lawful.decide import may_object
from tellmark.consent.lawful.knowing import all_passed_on, passed_on
from tellmark.consent.lawful.model import OPEN, Basis
from tellmark.consent.lawful.seeing import bases_here, basis_here, is_moot
from tellmark.consent.lawful.service import (
    basis_counts,
    confirm,
    decide_objection,
    end,
    object_to,
    words_of,
)
from tellmark.consent.lawful.words import ground_words, state_tag
from tellmark.consent.model import CONFIRM, REVIEW
from tellmark.consent.place import STEP_UP, STRONG, Place
from tellmark.consent.recreated import looking
from tellmark.consent.showing import place as place_named
from tellmark.consent.timeline import BUT_USES, entries, told
from tellmark.consent.troubles import trouble
from tellmark.consent.weighing.pieces import place_from, position_of
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.seconding import kept_from
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import language_of
from tellmark.surface.leading import led
from tellmark.surface.paging import Cursors
from tellmark.surface.rendering import Room
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording

ROOMS = (
    Room("/review/bases", said("Without agreement"), REVIEW),
    Room("/review/bases", said("Without agreement"), CONFIRM),
)
"""Its place in the navigation, for both officers."""


def routes(place: Place) -> APIRouter:
    """Return the routes: to look for every officer, each step for its own, and the numbers for everybody."""
    router, known = APIRouter(include_in_schema=False), place.guard.needs()
    fresh = place.guard.needs_step_up(STEP_UP, level=STRONG)

    @router.get("/bases")
    def counts(request: HttpRequest, scope: Annotated[Actor, place.guard.anyone()]) -> Response:
        language = language_of(request)
        with place.database.read(scope) as unit:
            found = basis_counts(unit)
        rows = [
            (ground_words(one.ground, language)[0], place_named(one.territory, language), one.year, one.count)
            for one in found
        ]
        return place.pages.answer(request, "basis_counts.html", rows=rows)

    @router.get("/review/bases")
    def listed(request: HttpRequest, actor: Annotated[Actor, known]) -> Response:
        language = language_of(request)
        cursors, of = Cursors(place.secret), f"bases {actor.tenant} {actor.account}"
        wanted = cursors.wanted(request, of)
        with place.database.read(actor) as unit:
            page = bases_here(unit, place_from(wanted.after), wanted.limit)
            bases = (*page.waiting, *page.others)
            gone = all_passed_on(unit, bases)
            lines = [views.line(one, unit.at, language, passed_on=one.id in gone) for one in bases]
        older = position_of(page.older)
        return place.pages.answer(
            request, "officers/bases.html", enters=REVIEW in actor.capabilities, first=wanted.after is None,
            lines=lines, older=None if older is None else cursors.write(older, of),
        )  # fmt: skip

    @router.get("/review/bases/{basis}")
    def one(request: HttpRequest, actor: Annotated[Actor, fresh], basis: str) -> Response:
        return _shown(place, request, actor, basis, blank())

    router.include_router(_steps(place))
    return router


def _steps(place: Place) -> APIRouter:
    """Return the routes of the steps that officers take with a basis that was entered."""
    router, form = APIRouter(), place.guard.form(16)
    second = place.guard.needs_step_up(STEP_UP, CONFIRM, level=STRONG)
    first = place.guard.needs_step_up(STEP_UP, REVIEW, level=STRONG)

    @router.post("/review/bases/{basis}/confirm")
    def confirmed(
        request: HttpRequest, actor: Annotated[Actor, second], sent: Annotated[Form, form], basis: str
    ) -> Response:
        paper, of_age = sent.get("paper").strip().lower(), sent.get("of_age") == "yes"

        def run(unit: WriteUnit) -> object:
            return confirm(unit, place.vault, BasisId(basis), paper, place.assures.age, of_age=of_age)

        return _done(place, request, actor, basis, sent, "paper", run)

    @router.post("/review/bases/{basis}/decide")
    def decided(
        request: HttpRequest, actor: Annotated[Actor, first], sent: Annotated[Form, form], basis: str
    ) -> Response:
        _ = wording(language_of(request))
        if sent.get("decision") not in _DECISIONS or sent.get("reason") not in REASONS:
            mistake = Mistake("decision", _(said("Nothing was chosen.")), _(said("Choose an answer, and a reason.")))
            return _shown(place, request, actor, basis, sent.told([mistake]))
        reason, upheld = CaseReason(sent.get("reason")), sent.get("decision") == "ends"

        def run(unit: WriteUnit) -> object:
            return decide_objection(unit, BasisId(basis), reason, upheld=upheld)

        return _done(place, request, actor, basis, sent, "decision", run)

    @router.post("/review/bases/{basis}/object")
    def objected(
        request: HttpRequest, actor: Annotated[Actor, first], sent: Annotated[Form, form], basis: str
    ) -> Response:
        return _done(place, request, actor, basis, sent, "object", lambda unit: object_to(unit, BasisId(basis)))

    @router.post("/review/bases/{basis}/end")
    def ended(
        request: HttpRequest, actor: Annotated[Actor, first], sent: Annotated[Form, form], basis: str
    ) -> Response:
        return _done(place, request, actor, basis, sent, "end", lambda unit: end(unit, BasisId(basis)))

    return router


def _done(
    place: Place, request: HttpRequest, actor: Actor, basis: str, sent: Form, field: str, run: Any
) -> Response:  # fmt: skip
    """Do it in a unit, and lead back to the page; what keeps it from being done stands beside *field*."""
    with place.database.read(actor) as unit:
        basis_here(unit, BasisId(basis))
    try:
        with place.database.write(actor) as unit:
            run(unit)
    except TellmarkError as error:
        mistake = Mistake(field, *trouble(error, language_of(request)))
        return _shown(place, request, actor, basis, sent.told([mistake]))
    return led(request, f"/review/bases/{basis}")


_DECISIONS = {
    "ends": (said("The objection is right"), said("It ends at once. What is being made must not leave.")),
    "goes_on": (said("The objection is not right"), said("It goes on until its time is over.")),
}


def _shown(place: Place, request: HttpRequest, actor: Actor, basis: str, sent: Form) -> Response:
    language, address = language_of(request), f"/review/bases/{basis}"
    with place.database.read(actor) as unit:
        found = basis_here(unit, BasisId(basis))
        values = _values(place, unit, found, language)
    status = 422 if sent.mistakes else 200
    return place.pages.answer(
        request, "officers/basis.html", status, here="/review/bases", path=address, place=address, form=sent, **values
    )


def _values(place: Place, unit: ReadUnit, found: Basis, language: Language) -> dict[str, Any]:
    _, state, may = wording(language), found.state(unit.at), unit.scope.capabilities
    acts = unit.scope.acts
    name, means = ground_words(found.terms.ground, language)
    made = looking.made_on(unit, found.id, None, looking.FEW).uses
    return {
        "title": f"{name} · {place_named(found.terms.extent.territory, language)}",
        "means": means,
        "tag": state_tag(found, unit.at, language, passed_on=passed_on(unit, found)),
        "clock": views.clock(found, unit.at, language),
        "facts": views.facts(found, language),
        "words": words_of(unit, place.vault, found),
        "rules": views.rules(found, language),
        "subject": found.terms.subject,
        "paper": found.paper,
        "uses": looking.shown(unit, made, language),
        "timeline": told(entries(unit, [found.id], BUT_USES), language),
        "confirms": CONFIRM in may and kept_from(found.entered, acts, unit.at) is None,
        "decides": found.contested and not is_moot(unit, found) and REVIEW in may and found.parts.isdisjoint(acts),
        "objects": may_object(found, acts, unit.at, told=True) and REVIEW in may,
        "ends": state in OPEN and not found.contested and REVIEW in may,
        "reasons": [(code, _(reason), "") for code, reason in REASONS.items()],
        "decisions": [(code, _(word), _(then)) for code, (word, then) in _DECISIONS.items()],
        "sure": [("yes", _(said("I have made sure that the person is of age, or was when they died")), "")],
    }
