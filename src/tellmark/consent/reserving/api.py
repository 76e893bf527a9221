"""`/v1/consents/uses`: programs reserve what they are about to make, hand in each finished file, and settle.

What a consent allows is counted when it is reserved, so that two who make at once do not go beyond it together; what
was made leaves once it is settled and not before, for that is where a withdrawal is found out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request as Web
from starlette.responses import Response

from tellmark.consent import service
from tellmark.consent.bodies import CheckBody, SettleBody
from tellmark.consent.errors import NotCovered
from tellmark.consent.files import FileSeen
from tellmark.consent.finishing import hand_in
from tellmark.consent.made.listing import outputs_of
from tellmark.consent.made.store import KnownFiles
from tellmark.consent.model import CHECK, REQUEST, EffectId, RequestId, Reserved, Uncovered, UseId, UseState
from tellmark.consent.openapi import PAGED, changing, reading
from tellmark.consent.owning import own_effect, own_request
from tellmark.consent.ports import Ages, ReadsFiles, Restrains
from tellmark.consent.reserving.listing import made_page
from tellmark.consent.use_answers import FileAnswer, UseAnswer, file_answer, use_answer
from tellmark.consent.using import check_takes, making
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.surface.bodies import RawBody
from tellmark.surface.documents import document
from tellmark.surface.guard import Guard
from tellmark.surface.kept import KeptRepeats
from tellmark.surface.limits import Doorway
from tellmark.surface.paging import Cursors, Page
from tellmark.surface.repeats import Answer
from tellmark.surface.turns import given
from tellmark.surface.uploads import received

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class UseDoor:
    """What these routes work with: database, vault, answers for repeats, cursors, who reads files, orders, and ages."""

    database: Database
    vault: Vault
    repeats: KeptRepeats
    cursors: Cursors
    reads: ReadsFiles
    restrains: Restrains
    ages: Ages


def routes(desk: UseDoor, guard: Guard, door: Doorway) -> APIRouter:
    """Return these routes."""
    router = APIRouter(tags=["consents"])
    _to_make(router, desk, guard)
    _to_hand_in(router, desk, guard, door)
    _to_see(router, desk, guard)
    return router


def _to_make(router: APIRouter, desk: UseDoor, guard: Guard) -> None:
    checks = Annotated[Scope, guard.needs(CHECK)]

    @router.post("/v1/consents/uses", status_code=201, summary="Reserve a use", response_class=Response,
                 openapi_extra=changing("CheckBody", "UseAnswer", "201"))  # fmt: skip
    def reserve(web: Web, scope: checks, raw: RawBody) -> Response:
        """Set aside what a use takes of every ceiling, before it is made; 403 where somebody has not agreed to it.

        What is not settled within an hour is free again, and must not leave.
        """
        body = document(raw, CheckBody)

        def run(unit: WriteUnit) -> Answer:
            everybody = [SubjectId(one) for one in body.subjects]
            found = service.reserve(unit, everybody, body.use.use(), desk.restrains, desk.ages)
            if isinstance(found, Uncovered):
                raise NotCovered(
                    "not everybody has agreed to this use: nothing was set aside",
                    "Send the same to /v1/consents/check: it tells every reason.",
                )
            return _use(201, use_answer(found, 0))

        return desk.repeats.answered(web, scope, raw, run)

    @router.post("/v1/consents/uses/{use}/settle", summary="Tell what was made", response_class=Response,
                 openapi_extra=changing("SettleBody", "UseAnswer"))  # fmt: skip
    def settle(use: str, web: Web, scope: checks, raw: RawBody) -> Response:
        """Tell how much was really made, before it leaves: 403 where a consent has ended or is held up by now.

        Then nothing of it may leave, and it is to be released. Hand each finished file in, before or afterwards.
        """
        body = document(raw, SettleBody)

        def run(unit: WriteUnit) -> Answer:
            told = service.settle(unit, UseId(use), body.outputs, body.seconds, desk.restrains, desk.ages)
            return _as_it_stands(unit, told)

        return desk.repeats.answered(web, scope, raw, run)

    @router.post("/v1/consents/uses/{use}/release", summary="Tell that nothing was made", response_class=Response,
                 openapi_extra=changing(None, "UseAnswer"))  # fmt: skip
    def release(use: str, web: Web, scope: checks) -> Response:
        """Give back what was set aside: nothing was made, or nothing of it leaves."""
        return desk.repeats.answered(
            web, scope, b"", lambda unit: _as_it_stands(unit, service.release(unit, UseId(use)))
        )


def _to_hand_in(router: APIRouter, desk: UseDoor, guard: Guard, door: Doorway) -> None:
    checks = Annotated[Scope, guard.needs(CHECK)]

    @router.post("/v1/consents/uses/{use}/files", status_code=201, summary="Hand in a finished file",
                 response_class=Response, openapi_extra=_FILE)  # fmt: skip
    async def file(use: str, web: Web, scope: checks) -> Response:
        """Let this service read the marks of a finished file, as it will leave: its persons see them with the use.

        The file is kept nowhere. Its SHA-256 and size are, sealed under the key of each person; the log commits to it
        in a way that tells nobody who has the file whom it shows. A file without any mark is taken, too, and told as
        that.
        """
        await to_thread.run_sync(_known, desk, scope, use)  # before any byte of a stranger's is received
        async with received(web) as upload:
            seen = await to_thread.run_sync(desk.reads.read, upload.only().stream, limiter=door.working)
        return await to_thread.run_sync(_kept, desk, web, scope, use, seen)


def _known(desk: UseDoor, scope: Scope, use: str) -> None:
    with desk.database.read(scope) as unit:
        check_takes(unit, making(unit, UseId(use)))


def _kept(desk: UseDoor, web: Web, scope: Scope, use: str, seen: FileSeen) -> Response:
    def run(unit: WriteUnit) -> Answer:
        file = hand_in(unit, desk.vault, UseId(use), seen)[0]
        logged = making(unit, UseId(use))[0].state is UseState.SETTLED
        return _use(201, file_answer(file, seen.contents, logged=logged))

    return desk.repeats.answered(web, scope, seen.contents.sha256.encode(), run)


def _to_see(router: APIRouter, desk: UseDoor, guard: Guard) -> None:
    checks = Annotated[Scope, guard.needs(CHECK)]
    asks = Annotated[Scope, guard.needs(REQUEST)]

    @router.get("/v1/consents/uses/{use}", summary="Show a use", response_class=Response,
                openapi_extra=reading("UseAnswer"))  # fmt: skip
    def shown(use: str, scope: checks) -> Response:
        """Show a use of yours as it stands."""
        with desk.database.read(scope) as unit:
            return given(_as_it_stands(unit, making(unit, UseId(use))))

    @router.get("/v1/consents/{request}/uses", summary="List what was made",
                openapi_extra=reading("MadeUsePage", queries=PAGED))  # fmt: skip
    def made(request: str, web: Web, scope: asks) -> Response:
        """List what was made under the consent that came of a request, newest first, with its finished files.

        After a withdrawal this is the list of what is to be taken down, as far as it was handed in.
        """
        of = f"uses {scope.tenant} {scope.account} {request}"
        wanted = desk.cursors.wanted(web, of)
        before = None if wanted.after is None else str(wanted.after[0])
        with desk.database.read(scope) as unit:
            own = own_request(unit, RequestId(request))
            uses, older = made_page(unit, desk.vault, own, before, wanted.limit)
        items = [msgspec.to_builtins(one) for one in uses]
        return desk.cursors.answer(web, of, Page(items, None if older is None else (older,)))

    @router.get("/v1/consents/{request}/effects/{effect}/outputs", summary="List what is to be taken down",
                response_class=Response, openapi_extra=reading("OutputsAnswer"))  # fmt: skip
    def outputs(request: str, effect: str, scope: asks) -> Response:
        """List what was made until something was taken back, for `list_outputs` and `take_down`: 404 for the rest.

        The SHA-256 of this very document shows that `list_outputs` is done. A file that is handed in later stands in
        that of `take_down`, as long as you have not said that it is done.
        """
        with desk.database.read(scope) as unit:
            found = own_effect(unit, RequestId(request), EffectId(effect))
            return Response(outputs_of(unit, desk.vault, found), media_type=_JSON)


def _as_it_stands(unit: ReadUnit, known: Sequence[Reserved]) -> Answer:
    return _use(200, use_answer(known, max(KnownFiles(unit).count(one.id) for one in known)))


def _use(status: int, told: UseAnswer | FileAnswer) -> Answer:
    return Answer(status, (("Content-Type", _JSON),), msgspec.json.encode(told))


_BYTES = {"type": "string", "format": "binary"}
_FILE: dict[str, Any] = {
    **changing(None, "FileAnswer", "201"),
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": {"file": _BYTES}}},
            "application/octet-stream": {"schema": _BYTES},
        },
    },
}
