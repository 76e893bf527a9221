"""`/me/speakers`: who may speak for a person, for whom they speak themselves, and how either ends or is contested."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.mine.pages import frame
from tellmark.consent.model import ANSWER, Representative, RepresentativeId, Standing, StandingKind
from tellmark.consent.phrases import OPERATIONS, PURPOSES, worded
from tellmark.consent.place import STEP_UP, Place
from tellmark.consent.proofs import AgeBand
from tellmark.consent.service import (
    contest,
    end_representative,
    representatives_of,
    standing_of,
    veto,
    wards_of,
)
from tellmark.consent.showing import until
from tellmark.consent.speakers.store import KnownRepresentatives
from tellmark.consent.states import ROLES, representative_tag
from tellmark.consent.troubles import trouble
from tellmark.consent.voices import MINORS, has_a_say
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import language_of
from tellmark.surface.moments import day
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording


def routes(place: Place) -> APIRouter:
    """Return these pages."""
    router = APIRouter(include_in_schema=False, prefix="/me/speakers")
    fresh, form = place.guard.needs_step_up(STEP_UP, ANSWER), place.guard.form()

    @router.get("")
    def speakers(request: HttpRequest, actor: Annotated[Actor, fresh]) -> Response:
        return _speakers(place, request, actor, blank())

    @router.post("/{speaker}")
    def refuse(
        request: HttpRequest, actor: Annotated[Actor, fresh], sent: Annotated[Form, form], speaker: str
    ) -> Response:
        return _changed(place, request, actor, sent, speaker)

    return router


def _speakers(place: Place, request: HttpRequest, actor: Actor, form: Form) -> Response:
    language, me = language_of(request), SubjectId(actor.principal)
    with place.database.read(actor) as unit:
        values: dict[str, Any] = {
            "speakers": [_speaker(one, language) for one in representatives_of(unit, me)],
            "wards": [_ward(unit, one, language) for one in wards_of(unit, me)],
            "standing": _standing(place, unit, me, language),
            "number": me,
            "form": form,
        }
    status = 422 if form.mistakes else 200
    return place.pages.answer(
        request, "mine/speakers.html", status, path="/me/speakers", **frame(place, language), **values
    )


def _speaker(one: Representative, language: Language) -> dict[str, Any]:
    _, authority = wording(language), one.authority
    everything = _(said("For everything that is asked"))
    lines = [
        until(authority.until, language),
        worded(authority.operations, OPERATIONS, language) or everything,
        worded(authority.purposes, PURPOSES, language),
        "" if authority.grants else _(said("Only to end agreements")),
    ]
    if authority.since is not None:
        lines.insert(0, _(said("from {day}")).format(day=day(authority.since, language)))
    return {
        "id": one.id,
        "role": _(ROLES[authority.role]),
        "who": one.principal,
        "tag": representative_tag(one.state, language),
        "lines": [line for line in lines if line],
        "contested": one.conflict and not one.is_over,
        "open": not one.is_over,
    }


def _ward(unit: ReadUnit, one: Representative, language: Language) -> dict[str, Any]:
    """Return for whom somebody speaks; whether others are contested by whom they are held up, they are told, too."""
    told = {**_speaker(one, language), "who": one.subject}
    role = one.authority.role
    others = [other for other in representatives_of(unit, one.subject) if has_a_say(other.authority.role, role)]
    told["contested"] = told["contested"] or any(other.conflict and other.speaks(unit.at) for other in others)
    return told


def _standing(place: Place, unit: ReadUnit, me: SubjectId, language: Language) -> list[str]:
    """Word what is recorded of a person as far as it changes who answers; nothing where they are as all others."""
    known = standing_of(unit, place.vault, me)
    if known is None or known.confirmed_by is None or known.kind in (StandingKind.ADULT, StandingKind.DECEASED):
        return []
    if known.kind is StandingKind.MINOR and known.majority_at is None:
        return []
    until = "" if known.majority_at is None else day(known.majority_at, language)
    lines = _who_decides(known, place.assures.age(unit, me), unit.at)
    return [wording(language)(line).format(day=until) for line in lines]


def _who_decides(known: Standing, age: AgeBand, at: datetime) -> tuple[str, ...]:
    """Return who decides for somebody who is *known* as a minor or under protection, and of *age* by what they proved.

    It says in words what `voices` asks for.
    """
    if known.majority_at is not None and at < known.majority_at:
        return _UNTIL_OF_AGE
    if age in MINORS:
        return _NOT_YET if known.majority_at is None else (_BY_THE_DAY[0], *_NOT_YET)
    if known.kind is StandingKind.PROTECTED:
        return (_PROTECTED,)
    return (_OF_AGE,) if age is AgeBand.ADULT else _BY_THE_DAY


_UNTIL_OF_AGE = (
    said(
        "It is recorded that you are of age on {day}. Until then a guardian decides: below 14 for you, from 14 on only"
        " together with you."
    ),
    said("Your no is always enough. What is agreed to before that day ends on it at the latest."),
)
_NOT_YET = (
    said("By what you have proved you are not of age yet: nothing is agreed to without a guardian. Your no is enough."),
    said("If you are of age by now, prove once more who you are, or ask an officer of this service."),
)
_PROTECTED = said(
    "It is recorded that you are under protection, and a guardian decides for you. Where it weighs heavily (politics,"
    " medicine, a model that learns, passing it on) you have to agree, too. Your no is always enough."
)
_OF_AGE = said("You are of age: what was agreed to before has ended, and you alone are asked from now on.")
_BY_THE_DAY = (
    said("By the day that is recorded you are of age, and what was agreed to before has ended."),
    said("Prove once who you are in a way that tells your age: from then on you alone are asked."),
)


def _changed(place: Place, request: HttpRequest, actor: Actor, sent: Form, speaker: str) -> Response:
    """Refuse, end or contest one, as somebody whom it concerns."""
    language = language_of(request)
    with place.database.read(actor) as unit:
        _check_concerned(unit, speaker)
    try:
        with place.database.write(actor) as unit:
            _act(unit, RepresentativeId(speaker), sent.get("act"))
    except TellmarkError as error:
        return _speakers(place, request, actor, sent.told([Mistake("speakers", *trouble(error, language))]))
    return _speakers(place, request, actor, blank())


def _check_concerned(unit: ReadUnit, speaker: str) -> None:
    found = KnownRepresentatives(unit).get(speaker)
    if unit.scope.principal not in (found.subject, found.principal):
        raise NotFound("there is no such representative here")


def _act(unit: WriteUnit, speaker: RepresentativeId, act: str) -> None:
    found = KnownRepresentatives(unit).get(speaker)
    if act == "contest":
        contest(unit, speaker)
    elif unit.scope.principal == found.subject:
        veto(unit, speaker)
    else:
        end_representative(unit, speaker)
