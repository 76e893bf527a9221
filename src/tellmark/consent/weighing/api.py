"""`/v1/bases`: legal bases other than consent, one person each, by two officers; their number, for everybody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import msgspec
from fastapi import APIRouter
from starlette.requests import Request as Web
from starlette.responses import JSONResponse, Response

from tellmark.consent.ids import BasisId
from tellmark.consent.lawful import service
from tellmark.consent.lawful.answers import BasisAnswer, basis_answer, counts_answer
from tellmark.consent.lawful.bodies import BasisBody, BasisReadBody, ObjectionBody
from tellmark.consent.lawful.knowing import all_passed_on, passed_on
from tellmark.consent.lawful.model import Basis
from tellmark.consent.lawful.seeing import bases_here, basis_here
from tellmark.consent.model import CONFIRM, REVIEW
from tellmark.consent.openapi import PAGED, changing, reading
from tellmark.consent.place import STEP_UP, STRONG
from tellmark.consent.ports import Ages
from tellmark.consent.recording import person_called
from tellmark.consent.weighing.pieces import place_from, position_of
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.surface.bodies import RawBody
from tellmark.surface.documents import document
from tellmark.surface.guard import Guard
from tellmark.surface.kept import KeptRepeats
from tellmark.surface.paging import Cursors, Page
from tellmark.surface.repeats import Answer

_JSON = "application/json"


@dataclass(frozen=True, eq=False)
class _Desk:
    database: Database
    vault: Vault
    ages: Ages
    repeats: KeptRepeats
    cursors: Cursors

    def answered(self, web: Web, scope: Scope, raw: bytes, run: Callable[[WriteUnit], Basis], code: int = 200
                 ) -> Response:  # fmt: skip
        """Run within one unit, so that what was done and the answer that is kept for a repeat are durable together."""

        def answer(unit: WriteUnit) -> Answer:
            return Answer(code, (("Content-Type", _JSON),), msgspec.json.encode(_told(unit, run(unit))))

        return self.repeats.answered(web, scope, raw, answer)


def routes(
    database: Database, vault: Vault, ages: Ages, repeats: KeptRepeats, cursors: Cursors, guard: Guard
) -> APIRouter:  # fmt: skip
    """Return the routes. None of them takes more than one person, or anything to look one up by."""
    router, desk = APIRouter(tags=["bases"]), _Desk(database, vault, ages, repeats, cursors)
    _to_look(router, desk, guard)
    _to_weigh(router, desk, guard)
    _to_stop(router, desk, guard)
    return router


def _to_look(router: APIRouter, desk: _Desk, guard: Guard) -> None:
    fresh = Annotated[Scope, guard.needs_step_up(STEP_UP, level=STRONG)]

    @router.get("/v1/bases/counts", summary="How many legal bases there were", response_class=Response,
                openapi_extra=reading("BasisCountsAnswer"))  # fmt: skip
    def counts(scope: Annotated[Scope, guard.anyone()]) -> Response:
        """Answer how many took effect, by ground, territory and year. It is open to everybody."""
        with desk.database.read(scope) as unit:
            return _json(counts_answer(service.basis_counts(unit)))

    @router.get("/v1/bases", summary="List legal bases", openapi_extra=reading("BasisPage", queries=PAGED))
    def listed(web: Web, scope: fresh) -> JSONResponse:
        """List those that an officer has no side in.

        What waits for a second officer, or for a decision on an objection, stands on the first page before the others,
        and beyond its `limit`, whoever has waited longest first; the others come newest first.
        """
        of = f"bases {scope.tenant} {scope.account}"
        wanted = desk.cursors.wanted(web, of)
        with desk.database.read(scope) as unit:
            found = bases_here(unit, place_from(wanted.after), wanted.limit)
            bases = (*found.waiting, *found.others)
            gone = all_passed_on(unit, bases)
            told = (basis_answer(one, unit.at, passed_on=one.id in gone) for one in bases)
            items = [msgspec.to_builtins(one) for one in told]
        return desk.cursors.answer(web, of, Page(items, position_of(found.older)))

    @router.get("/v1/bases/{basis}", summary="A legal basis", response_class=Response,
                openapi_extra=reading("BasisAnswer"))  # fmt: skip
    def one(basis: str, scope: fresh) -> Response:
        """Answer one to an officer, but to nobody who is on a side of it."""
        with desk.database.read(scope) as unit:
            return _json(_told(unit, basis_here(unit, BasisId(basis))))


def _to_weigh(router: APIRouter, desk: _Desk, guard: Guard) -> None:
    first = Annotated[Scope, guard.needs_step_up(STEP_UP, REVIEW, level=STRONG)]
    second = Annotated[Scope, guard.needs_step_up(STEP_UP, CONFIRM, level=STRONG)]

    @router.post("/v1/bases", status_code=201, summary="Enter a legal basis", response_class=Response,
                 openapi_extra=changing("BasisBody", "BasisAnswer", "201"))  # fmt: skip
    def new(web: Web, scope: first, raw: RawBody) -> Response:
        """Enter a basis. It counts for nothing before a second officer confirms it, within 72 hours."""
        body = document(raw, BasisBody)

        def run(unit: WriteUnit) -> Basis:
            person_called(unit, body.person)
            return service.enter(
                unit, desk.vault, body.terms(), body.reason, body.paper, desk.ages, of_age=body.of_age
            )  # fmt: skip

        return desk.answered(web, scope, raw, run, 201)

    @router.post("/v1/bases/{basis}/confirm", summary="Confirm a legal basis", response_class=Response,
                 openapi_extra=changing("BasisReadBody", "BasisAnswer"))  # fmt: skip
    def confirm(basis: str, web: Web, scope: second, raw: RawBody) -> Response:
        """Confirm it as the second officer, who has read the memorandum of that digest. The person is told now."""

        def run(unit: WriteUnit) -> Basis:
            known, body = basis_here(unit, BasisId(basis)), document(raw, BasisReadBody)
            return service.confirm(unit, desk.vault, known.id, body.paper, desk.ages, of_age=body.of_age)

        return desk.answered(web, scope, raw, run)


def _to_stop(router: APIRouter, desk: _Desk, guard: Guard) -> None:
    officers = Annotated[Scope, guard.needs_step_up(STEP_UP, REVIEW, level=STRONG)]

    @router.post("/v1/bases/{basis}/decide", summary="Decide on an objection", response_class=Response,
                 openapi_extra=changing("ObjectionBody", "BasisAnswer"))  # fmt: skip
    def decide(basis: str, web: Web, scope: officers, raw: RawBody) -> Response:
        """Decide as an officer who had no part in it: upheld, it ends, and binds whoever asks; else it goes on."""

        def run(unit: WriteUnit) -> Basis:
            known, body = basis_here(unit, BasisId(basis)), document(raw, ObjectionBody)
            return service.decide_objection(unit, known.id, body.reason, upheld=body.upheld)

        return desk.answered(web, scope, raw, run)

    @router.post("/v1/bases/{basis}/end", summary="End a legal basis", response_class=Response,
                 openapi_extra=changing(None, "BasisAnswer"))  # fmt: skip
    def end(basis: str, web: Web, scope: officers) -> Response:
        """End it before its time; while an objection waits it is decided instead."""

        def run(unit: WriteUnit) -> Basis:
            return service.end(unit, basis_here(unit, BasisId(basis)).id)

        return desk.answered(web, scope, b"", run)


def _told(unit: ReadUnit, basis: Basis) -> BasisAnswer:
    return basis_answer(basis, unit.at, passed_on=passed_on(unit, basis))


def _json(told: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(told), media_type=_JSON)
