"""`/v1/consents/hands`: what has changed hands, for officers; as on their pages, it takes two."""

from typing import Annotated

import msgspec
from fastapi import APIRouter
from starlette.requests import Request as Web
from starlette.responses import Response

from tellmark.consent.handed.service import all_seen, confirm, confirm_undoing, enter, let_be, undo
from tellmark.consent.hands.bodies import AllHandsAnswer, HandsBody, PaperBody, WrongBody, hands_answer
from tellmark.consent.hands.model import Change
from tellmark.consent.lawful.service import has_basis
from tellmark.consent.model import CONFIRM, REVIEW
from tellmark.consent.openapi import changing, reading
from tellmark.consent.place import STEP_UP, STRONG
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.units import WriteUnit
from tellmark.surface.bodies import RawBody
from tellmark.surface.documents import document
from tellmark.surface.guard import Guard
from tellmark.surface.kept import KeptRepeats
from tellmark.surface.repeats import Answer

_JSON = "application/json"
_BASE = "/v1/consents/hands"


def routes(database: Database, repeats: KeptRepeats, guard: Guard, service: str) -> APIRouter:
    """Return these routes. *service* is what whoever runs this service is called."""
    router = APIRouter(tags=["consents"])
    _for_first(router, database, repeats, guard, service)
    _for_second(router, repeats, guard)
    return router


def _for_first(
    router: APIRouter, database: Database, repeats: KeptRepeats, guard: Guard, service: str
) -> None:  # fmt: skip
    looks = Annotated[Scope, guard.needs(REVIEW)]
    reviews = Annotated[Scope, guard.needs_step_up(STEP_UP, REVIEW, level=STRONG)]

    @router.get(_BASE, summary="What has changed hands", response_class=Response,
                openapi_extra=reading("AllHandsAnswer"))  # fmt: skip
    def listed(scope: looks) -> Response:
        """List every change of hands, the newest first."""
        with database.read(scope) as unit:
            answer = AllHandsAnswer(items=[hands_answer(one) for one in all_seen(unit)])
        return Response(msgspec.json.encode(answer), media_type=_JSON)

    @router.post(_BASE, status_code=201, summary="Enter a change of hands", response_class=Response,
                 openapi_extra=changing("HandsBody", "HandsAnswer", "201"))  # fmt: skip
    def entered(web: Web, scope: reviews, raw: RawBody) -> Response:
        """Enter that an account, a company or the service has changed hands. It counts once a second has confirmed."""
        body = document(raw, HandsBody)

        def run(unit: WriteUnit) -> Answer:
            whose = body.whose()
            known = has_basis(unit, whose)
            new = enter(unit, whose, body.to(), body.since, body.paper, known=known, service=service)
            return _answer(new, 201)

        return repeats.answered(web, scope, raw, run)

    @router.post(_BASE + "/{hands}/wrong", summary="It was entered wrongly", response_class=Response,
                 openapi_extra=changing("WrongBody", "HandsAnswer"))  # fmt: skip
    def wrong(hands: str, web: Web, scope: reviews, raw: RawBody) -> Response:
        """Say that a confirmed change was entered wrongly: nothing is lifted before a second officer confirms that."""
        why = document(raw, WrongBody).reason
        return repeats.answered(web, scope, raw, lambda unit: _answer(undo(unit, hands, why)))

    @router.post(_BASE + "/{hands}/let-be", status_code=204, summary="Let it be", response_class=Response,
                 openapi_extra={"responses": {"204": {"description": "Done"}}})  # fmt: skip
    def dropped(hands: str, web: Web, scope: reviews) -> Response:
        """Do not confirm it: it is gone; or let a change stand that was said to have been entered wrongly."""

        def run(unit: WriteUnit) -> Answer:
            let_be(unit, hands)
            return Answer(204, (), b"")

        return repeats.answered(web, scope, b"", run)


def _for_second(router: APIRouter, repeats: KeptRepeats, guard: Guard) -> None:
    confirms = Annotated[Scope, guard.needs_step_up(STEP_UP, CONFIRM, level=STRONG)]

    @router.post(_BASE + "/{hands}/confirm", summary="Confirm a change of hands", response_class=Response,
                 openapi_extra=changing("PaperBody", "HandsAnswer"))  # fmt: skip
    def confirmed(hands: str, web: Web, scope: confirms, raw: RawBody) -> Response:
        """Confirm it as a second officer, who has made the digest of the paper themselves. It counts a minute later."""
        return repeats.answered(web, scope, raw, lambda unit: _answer(confirm(unit, hands, _paper(raw))))

    @router.post(_BASE + "/{hands}/wrong/confirm", summary="Confirm that it was entered wrongly",
                 response_class=Response, openapi_extra=changing("PaperBody", "HandsAnswer"))  # fmt: skip
    def undone(hands: str, web: Web, scope: confirms, raw: RawBody) -> Response:
        """Confirm, as a second officer who has looked at the paper once more, that a change was entered wrongly."""
        return repeats.answered(web, scope, raw, lambda unit: _answer(confirm_undoing(unit, hands, _paper(raw))))


def _paper(raw: bytes) -> str:
    return document(raw, PaperBody).paper


def _answer(change: Change, status: int = 200) -> Answer:
    return Answer(status, (("Content-Type", _JSON),), msgspec.json.encode(hands_answer(change)))
