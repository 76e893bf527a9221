"""`/v1/identity/mandates` for officers, `/v1/identity/oversight` for who reads; how many files there were, for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tellmark.identity.accounts.model import FRESH, STRONG
from tellmark.identity.accounts.roles import ORDER, ORDER_CONFIRM, OVERSEE
from tellmark.identity.orders.api import (
    DIGEST,
    INSTANT,
    NOT_HERE,
    PAPER,
    TEXT,
    Code,
    Digest,
    PaperBody,
    Registry,
    answered,
    when_of,
)
from tellmark.identity.oversight.model import Mandate, MandateId, MandateTerms
from tellmark.identity.oversight.service import (
    confirm_mandate,
    end_mandate,
    export_counts,
    exports_of,
    mandate_here,
    mandates_here,
    note_reading,
    overseen,
    own_mandates,
    set_mandate,
    standing,
    take_export,
)
from tellmark.identity.oversight.showing import Overseen, Shows
from tellmark.store.scope import Scope
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.subjects.seconding import shows_paper
from tellmark.surface.errors import BadForm
from tellmark.surface.guard import Guard
from tellmark.surface.heads import sees_nothing, unmade
from tellmark.values.instants import rfc3339


class MandateBody(msgspec.Struct, forbid_unknown_fields=True):
    """A mandate as it is entered: code words, one account that reads, the digest of the paper, and its time."""

    reader: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    authority: Code
    legal_basis: Code
    territory: Code
    number: Code
    paper: Digest
    begins_at: datetime
    until: datetime


@dataclass(frozen=True, eq=False)
class Overseeing:
    """What these routes and pages work with: what orders work with, and the rooms that are overseen."""

    registry: Registry
    rooms: Sequence[Shows]

    def read(self, scope: Scope, mandate: MandateId) -> Overseen:
        """Return what is read under *mandate*, after writing down, once a day, that it was. Raises as `standing`.

        Whoever sees nothing of it asks `check` instead.
        """
        database = self.registry.database
        with database.read(scope) as unit:
            is_noted = standing(unit, mandate).was_read_on(unit.at)
        if not is_noted:
            with database.write(scope) as writing:
                note_reading(writing, mandate)
        with database.read(scope) as unit:
            return overseen(unit, self.rooms, mandate)

    def check(self, scope: Scope, mandate: MandateId) -> None:
        """Find out whether *mandate* can be read under, and show nothing. Raises as `standing`."""
        with self.registry.database.read(scope) as unit:
            standing(unit, mandate)


def routes(place: Overseeing, guard: Guard) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["identity"])
    for part in (_looking, _setting, _reading):
        router.include_router(part(place, guard))
    return router


def _looking(place: Overseeing, guard: Guard) -> APIRouter:
    router, known, registry = APIRouter(), guard.needs(), place.registry

    @router.get("/v1/identity/mandates", summary="The newest mandates of regulators")
    def newest(scope: Annotated[Scope, known]) -> JSONResponse:
        """Answer the newest mandates, 200 at most, to an officer."""
        with registry.database.read(scope) as unit:
            items = [mandate_document(one, unit) for one in mandates_here(unit)]
        return JSONResponse({"items": items, "next": None})

    @router.get("/v1/identity/mandates/{mandate}", summary="A mandate", openapi_extra=NOT_HERE)
    def one(mandate: str, scope: Annotated[Scope, known]) -> JSONResponse:
        """Answer a mandate, with each file that was taken under it, to an officer."""
        with registry.database.read(scope) as unit:
            found = mandate_here(unit, MandateId(mandate))
            taken = [{"at": rfc3339(one.made_at), "digest": one.digest} for one in exports_of(unit, found.id)]
            return JSONResponse({**mandate_document(found, unit), "exports": taken})

    return router


def _setting(place: Overseeing, guard: Guard) -> APIRouter:
    router, registry = APIRouter(), place.registry
    first = guard.needs_step_up(FRESH, ORDER, level=STRONG)
    second = guard.needs_step_up(FRESH, ORDER_CONFIRM, level=STRONG)

    @router.post("/v1/identity/mandates", summary="Enter a mandate", status_code=201, openapi_extra=_MANDATE)
    async def new(request: Request, scope: Annotated[Scope, first]) -> Response:
        """Enter a mandate. Nothing is read under it before a second officer confirms it, within 72 hours."""

        def run(unit: WriteUnit, sent: MandateBody) -> dict[str, Any]:
            return mandate_document(set_mandate(unit, registry.vault, _terms(sent)), unit)

        return await answered(registry, request, scope, MandateBody, run, 201)

    @router.post("/v1/identity/mandates/{mandate}/confirm", summary="Confirm a mandate", openapi_extra=PAPER)
    async def confirm(request: Request, mandate: str, scope: Annotated[Scope, second]) -> Response:
        """Confirm a mandate as the second officer, who has read the paper of that digest."""

        def run(unit: WriteUnit, sent: PaperBody) -> dict[str, Any]:
            return mandate_document(confirm_mandate(unit, MandateId(mandate), sent.paper), unit)

        return await answered(registry, request, scope, PaperBody, run)

    @router.post("/v1/identity/mandates/{mandate}/end", summary="End a mandate")
    async def end(request: Request, mandate: str, scope: Annotated[Scope, first]) -> Response:
        """End a mandate before its time."""

        def run(unit: WriteUnit, _: None) -> dict[str, Any]:
            return mandate_document(end_mandate(unit, MandateId(mandate)), unit)

        return await answered(registry, request, scope, None, run)

    return router


def _reading(place: Overseeing, guard: Guard) -> APIRouter:
    router, registry, reads = APIRouter(), place.registry, guard.needs(OVERSEE)
    fresh = guard.needs_step_up(FRESH, OVERSEE, level=STRONG)

    @router.get("/v1/identity/oversight/counts", summary="How many files regulators took")
    def counts(scope: Annotated[Scope, guard.anyone()]) -> JSONResponse:
        """Answer how many files were taken under mandates, by territory and year. It is open to everybody."""
        with registry.database.read(scope) as unit:
            found = export_counts(unit)
        items = [{"territory": one.territory, "year": one.year, "count": one.count} for one in found]
        return JSONResponse({"items": items, "next": None})

    @router.get("/v1/identity/oversight", summary="Your mandates")
    def own(scope: Annotated[Scope, reads]) -> JSONResponse:
        """Answer the mandates of the account that asks, with how each stands now."""
        with registry.database.read(scope) as unit:
            items = [_own(one, unit) for one in own_mandates(unit)]
        return JSONResponse({"items": items, "next": None})

    @router.get("/v1/identity/oversight/{mandate}", summary="What a mandate covers", openapi_extra=NOT_HERE)
    def covered(request: Request, mandate: str, scope: Annotated[Scope, reads]) -> Response:
        """Answer numbers and cases of the mandate's territory and time (`tellmark.oversight/1`), without names.

        The log says, once a day, that there was reading.
        """
        if sees_nothing(request):
            place.check(scope, MandateId(mandate))
            return unmade("application/json")
        return JSONResponse(place.read(scope, MandateId(mandate)).document())

    @router.post("/v1/identity/oversight/{mandate}/exports", summary="Take it as a file", status_code=201,
                 openapi_extra=NOT_HERE)  # fmt: skip
    async def export(request: Request, mandate: str, scope: Annotated[Scope, fresh]) -> Response:
        """Answer the same as one file. `digest` is the SHA-256 of `file`: the log has it. The public count grows."""

        def run(unit: WriteUnit, _: None) -> dict[str, Any]:
            made = take_export(unit, place.rooms, MandateId(mandate), registry.random(32))
            return {"id": made.id, "digest": made.digest, "file": made.data.decode()}

        return await answered(registry, request, scope, None, run, 201)

    return router


def mandate_document(mandate: Mandate, unit: ReadUnit) -> dict[str, Any]:
    """Return a mandate as the officer of *unit* reads it: who is to confirm it is not told the digest of its paper."""
    paper = mandate.terms.paper if shows_paper(mandate.confirmed_at, enters=ORDER in unit.scope.capabilities) else None
    return {
        **_own(mandate, unit), "reader": mandate.terms.reader, "paper": paper, "set_by": mandate.set_by,
        "second": mandate.second or None, "read_at": when_of(mandate.read_at),
    }  # fmt: skip


def _own(mandate: Mandate, unit: ReadUnit) -> dict[str, Any]:
    terms = mandate.terms
    return {
        "id": mandate.id, "state": mandate.state(unit.at), "authority": terms.authority,
        "legal_basis": terms.legal_basis, "territory": terms.territory, "number": terms.number,
        "begins_at": rfc3339(terms.begins_at), "until": rfc3339(terms.until), "set_at": rfc3339(mandate.set_at),
        "confirmed_at": when_of(mandate.confirmed_at), "ended_at": when_of(mandate.ended_at),
    }  # fmt: skip


def _terms(found: MandateBody) -> MandateTerms:
    """Return the terms that were sent. Raises BadForm for an instant without its zone."""
    if found.begins_at.tzinfo is None or found.until.tzinfo is None:
        raise BadForm
    return MandateTerms(
        SubjectId(found.reader), found.authority, found.legal_basis, found.territory, found.number, found.paper,
        found.begins_at, found.until,
    )  # fmt: skip


_WORDS = ("reader", "authority", "legal_basis", "territory", "number")
_MANDATE: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/json": {"schema": {
    "type": "object", "additionalProperties": False, "required": [*_WORDS, "paper", "begins_at", "until"],
    "properties": {**dict.fromkeys(_WORDS, TEXT), "paper": DIGEST, "begins_at": INSTANT, "until": INSTANT},
}}}}, **NOT_HERE}  # fmt: skip
