"""`/v1/consents/speakers` and `/standings`: who speaks for whom and what persons are, for officers and for them."""

from typing import Annotated

import msgspec
from fastapi import APIRouter
from starlette.requests import Request as Web
from starlette.responses import Response

from tellmark.consent import recording
from tellmark.consent.model import ANSWER, CONFIRM, REVIEW, RepresentativeId
from tellmark.consent.openapi import changing, reading
from tellmark.consent.place import STEP_UP, STRONG
from tellmark.consent.ports import Ages
from tellmark.consent.service import contest, end_representative, representatives_of, veto
from tellmark.consent.speaker_answers import SpeakersAnswer, speaker_answer, standing_answer
from tellmark.consent.speaker_bodies import ConfirmBody, ReasonBody, RefusedBody, SeenBody, SpeakerBody, StandingBody
from tellmark.consent.speakers.store import KnownRepresentatives
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.surface.bodies import RawBody
from tellmark.surface.documents import document
from tellmark.surface.guard import Guard
from tellmark.surface.kept import KeptRepeats
from tellmark.surface.repeats import Answer

_JSON = "application/json"


def routes(database: Database, vault: Vault, ages: Ages, repeats: KeptRepeats, guard: Guard) -> APIRouter:
    """Return these routes."""
    router = APIRouter(tags=["consents"])
    _for_first(router, database, vault, repeats, guard)
    _for_second(router, vault, ages, repeats, guard)
    _for_concerned(router, repeats, guard)
    return router


def _for_first(router: APIRouter, database: Database, vault: Vault, repeats: KeptRepeats, guard: Guard) -> None:
    reviews = Annotated[Scope, guard.needs_step_up(STEP_UP, REVIEW, level=STRONG)]

    @router.get("/v1/consents/speakers", summary="Who speaks for a person", response_class=Response,
                openapi_extra=reading("SpeakersAnswer"))  # fmt: skip
    def listed(person: str, scope: reviews) -> Response:
        """List who speaks for one person, or was to; *person* is their number, or that of a request to them."""
        with database.read(scope) as unit:
            found = representatives_of(unit, recording.person_read(unit, person))
        answer = SpeakersAnswer(items=[speaker_answer(one) for one in found])
        return Response(msgspec.json.encode(answer), media_type=_JSON)

    @router.post("/v1/consents/speakers", status_code=201, summary="Record who is to speak", response_class=Response,
                 openapi_extra=changing("SpeakerBody", "SpeakerAnswer", "201"))  # fmt: skip
    def propose(web: Web, scope: reviews, raw: RawBody) -> Response:
        """Record that somebody is to speak for a person. It counts once a second officer has confirmed it."""
        body = document(raw, SpeakerBody)
        return repeats.answered(
            web, scope, raw, lambda unit: _answer(201, speaker_answer(recording.propose(unit, body)))
        )

    @router.post("/v1/consents/speakers/{speaker}/end", summary="End it", response_class=Response,
                 openapi_extra=changing("ReasonBody", "SpeakerAnswer"))  # fmt: skip
    def end(speaker: str, web: Web, scope: reviews, raw: RawBody) -> Response:
        """Let somebody speak for a person no more. What a guardian had agreed to is held up."""

        def run(unit: WriteUnit) -> Answer:
            known = KnownRepresentatives(unit).get(speaker)
            why = document(raw, ReasonBody).reason
            return _answer(200, speaker_answer(recording.end(unit, known.id, why)))

        return repeats.answered(web, scope, raw, run)

    @router.post("/v1/consents/speakers/{speaker}/agreed", summary="They agree again", response_class=Response,
                 openapi_extra=changing("ReasonBody", "SpeakerAnswer"))  # fmt: skip
    def agreed(speaker: str, web: Web, scope: reviews, raw: RawBody) -> Response:
        """Say that those who speak for a person agree with each other again, or that nothing was wrong."""

        def run(unit: WriteUnit) -> Answer:
            known = KnownRepresentatives(unit).get(speaker)
            why = document(raw, ReasonBody).reason
            return _answer(200, speaker_answer(recording.decide_conflict(unit, known.id, why, conflict=False)))

        return repeats.answered(web, scope, raw, run)

    @router.post("/v1/consents/standings", status_code=201, summary="Record what a person is", response_class=Response,
                 openapi_extra=changing("StandingBody", "StandingAnswer", "201"))  # fmt: skip
    def standing(web: Web, scope: reviews, raw: RawBody) -> Response:
        """Record that a person is a minor, under protection, dead, or of age. A day of birth is sealed, and not told.

        It counts once a second officer has confirmed it.
        """
        body = document(raw, StandingBody)
        return repeats.answered(web, scope, raw,
            lambda unit: _answer(201, standing_answer(recording.propose_standing(unit, vault, body))),
        )  # fmt: skip


def _for_second(router: APIRouter, vault: Vault, ages: Ages, repeats: KeptRepeats, guard: Guard) -> None:
    confirms = Annotated[Scope, guard.needs_step_up(STEP_UP, CONFIRM, level=STRONG)]

    @router.post("/v1/consents/speakers/{speaker}/confirm", summary="Confirm who is to speak", response_class=Response,
                 openapi_extra=changing("ConfirmBody", "SpeakerAnswer"))  # fmt: skip
    def confirm(speaker: str, web: Web, scope: confirms, raw: RawBody) -> Response:
        """Confirm it as a second officer who has seen the document, naming each alarm that stands."""

        def run(unit: WriteUnit) -> Answer:
            known, body = KnownRepresentatives(unit).get(speaker), document(raw, ConfirmBody)
            return _answer(200, speaker_answer(recording.confirm(unit, known.id, body.reason, ages, body.despite)))

        return repeats.answered(web, scope, raw, run)

    @router.post("/v1/consents/standings/{subject}/confirm", summary="Confirm what a person is",
                 response_class=Response, openapi_extra=changing("SeenBody", "StandingAnswer"))  # fmt: skip
    def what_they_are(subject: str, web: Web, scope: confirms, raw: RawBody) -> Response:
        """Confirm as a second officer what the document shows; 412 where something else is proposed.

        Of the dead every agreement is held up until their estate speaks, of a minor and under protection until a
        guardian does; what is never of minors ends.
        """

        def run(unit: WriteUnit) -> Answer:
            person, seen = recording.person_called(unit, subject), document(raw, SeenBody)
            return _answer(200, standing_answer(recording.confirm_what_they_are(unit, vault, person, seen, ages)))

        return repeats.answered(web, scope, raw, run)

    @router.post("/v1/consents/standings/{subject}/refuse", summary="Say no to what is proposed",
                 response_class=Response, openapi_extra=changing("RefusedBody", "StandingAnswer"))  # fmt: skip
    def not_so(subject: str, web: Web, scope: confirms, raw: RawBody) -> Response:
        """Say no as a second officer: it is proposed no more, and what counted before goes on; 412 where it changed."""

        def run(unit: WriteUnit) -> Answer:
            person, body = recording.person_called(unit, subject), document(raw, RefusedBody)
            return _answer(200, standing_answer(recording.refuse_seen(unit, vault, person, body.reason, body.kind)))

        return repeats.answered(web, scope, raw, run)


def _for_concerned(router: APIRouter, repeats: KeptRepeats, guard: Guard) -> None:
    person = Annotated[Scope, guard.needs_step_up(STEP_UP, ANSWER)]

    @router.post("/v1/consents/speakers/{speaker}/refuse", summary="They speak for me no more",
                 response_class=Response, openapi_extra=changing(None, "SpeakerAnswer"))  # fmt: skip
    def refuse(speaker: str, web: Web, scope: person) -> Response:
        """Refuse as the person, or end it as whoever speaks: at once, and nobody else has to agree."""

        def run(unit: WriteUnit) -> Answer:
            known = KnownRepresentatives(unit).get(speaker)
            ends = end_representative if unit.scope.principal == known.principal else veto
            return _answer(200, speaker_answer(ends(unit, RepresentativeId(speaker))))

        return repeats.answered(web, scope, b"", run)

    @router.post("/v1/consents/speakers/{speaker}/contest", summary="Something is wrong with it",
                 response_class=Response, openapi_extra=changing(None, "SpeakerAnswer"))  # fmt: skip
    def wrong(speaker: str, web: Web, scope: person) -> Response:
        """Say, as somebody whom it concerns, that something is wrong: meanwhile nothing is agreed to."""
        return repeats.answered(web, scope, b"",
            lambda unit: _answer(200, speaker_answer(contest(unit, RepresentativeId(speaker)))),
        )  # fmt: skip


def _answer(status: int, told: msgspec.Struct) -> Answer:
    return Answer(status, (("Content-Type", _JSON),), msgspec.json.encode(told))
