"""`/v1/consents`: programs ask persons, follow what comes of it, ask whether a use is covered, and fetch receipts.

To decide is not for programs: a person does that on their own page, with a binding of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path
from starlette.requests import Request as Web
from starlette.responses import JSONResponse, Response

from tellmark.consent import answers, service
from tellmark.consent.bodies import CheckBody, CodeBody, DoneBody, EditBody, RequestBody, TakenBody, WithdrawalBody
from tellmark.consent.desk import ConsentDesk, consent_in, shown, with_history
from tellmark.consent.links import Links
from tellmark.consent.listing import RequestPages, check_state
from tellmark.consent.model import ANSWER, CHECK, REQUEST, EffectId, RequestId, RequestState
from tellmark.consent.officers.handing import api as hands_api
from tellmark.consent.openapi import CHOSEN, changing, plain, reading
from tellmark.consent.owning import asked_by, own_request
from tellmark.consent.place import CODES_A_MINUTE, STEP_UP
from tellmark.consent.ports import Examines, ReadsFiles
from tellmark.consent.previewing import api as previews_api
from tellmark.consent.reserving import api as uses_api
from tellmark.consent.reserving.api import UseDoor
from tellmark.consent.speaking import api as speaking_api
from tellmark.consent.telling import changes
from tellmark.consent.weighing import api as bases_api
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.bodies import RawBody
from tellmark.surface.documents import document
from tellmark.surface.guard import Guard
from tellmark.surface.kept import KeptRepeats
from tellmark.surface.limits import Attempts, Doorway
from tellmark.surface.paging import BadPage, Cursors, Page
from tellmark.surface.repeats import Answer
from tellmark.surface.versions import etag, seen_version
from tellmark.values.ids import entropy

_JSON = "application/json"
_FORMS = {
    "json": (_JSON, "tellmark-receipt.json"),
    "html": ("text/html; charset=utf-8", "tellmark-receipt.html"),
    "jsonld": ("application/ld+json", "tellmark-receipt.jsonld"),
    "tlog-proof": ("text/plain; charset=utf-8", "tellmark-receipt.tlog-proof"),
}
Form = Annotated[str, Path(json_schema_extra={"enum": list(_FORMS)})]


@dataclass(frozen=True, slots=True)
class ConsentDoor:
    """What the routes work with: the database, what is done there, answers for repeats, cursors, who opens files.

    *codes* bounds how often somebody tries the code of a receipt, here and on its page.
    """

    database: Database
    work: ConsentDesk
    repeats: KeptRepeats
    cursors: Cursors
    examines: Examines
    reads: ReadsFiles
    codes: Attempts = field(default_factory=lambda: Attempts(CODES_A_MINUTE))


def routes(desk: ConsentDoor, guard: Guard, door: Doorway) -> APIRouter:
    """Return the routes of consents."""
    router = APIRouter(tags=["consents"])
    work = desk.work
    router.include_router(speaking_api.routes(desk.database, work.vault, work.ages, desk.repeats, guard))
    router.include_router(hands_api.routes(desk.database, desk.repeats, guard, desk.work.issuer.provider.name))
    router.include_router(previews_api.routes(desk.database, desk.work, desk.repeats, desk.examines, guard))
    uses = UseDoor(desk.database, work.vault, desk.repeats, desk.cursors, desk.reads, work.restrains, work.ages)
    router.include_router(uses_api.routes(uses, guard, door))
    router.include_router(bases_api.routes(desk.database, work.vault, work.ages, desk.repeats, desk.cursors, guard))
    _for_requesters(router, desk, guard)
    _for_offers(router, desk, guard)
    _for_effects(router, desk, guard)
    _for_persons(router, desk, guard)
    return router


def _for_requesters(router: APIRouter, desk: ConsentDoor, guard: Guard) -> None:
    asks = Annotated[Scope, guard.needs(REQUEST)]
    checks = Annotated[Scope, guard.needs(CHECK)]

    @router.post("/v1/consents", status_code=201, summary="Ask for consent", response_class=Response,
                 openapi_extra=changing("RequestBody", "MadeAnswer", "201"))  # fmt: skip
    def make(web: Web, scope: asks, raw: RawBody) -> Response:
        """Compose a request to each person, and with `send` ask them at once; each is asked alone."""
        body = document(raw, RequestBody)
        return desk.repeats.answered(web, scope, raw, lambda unit: _answer(201, desk.work.make(unit, body)))

    @router.get("/v1/consents", summary="List requests", openapi_extra=reading("RequestPage", queries=CHOSEN))
    def listed(web: Web, scope: asks) -> JSONResponse:
        """List what you have asked, what was composed first standing first; `state` and `subject` choose among it."""
        chosen = {name: web.query_params[name] for name in ("state", "subject") if name in web.query_params}
        check_state(chosen.get("state", RequestState.DRAFT))
        of = f"consents {scope.tenant} {scope.account} {sorted(chosen.items())}"
        wanted = desk.cursors.wanted(web, of)
        with desk.database.read(scope) as unit:
            found = RequestPages(unit).page(wanted.after, wanted.limit + 1, requester=scope.account, **chosen)
            items = [msgspec.to_builtins(shown(unit, one)) for one in found[: wanted.limit]]
        last = (found[wanted.limit - 1].id,) if len(found) > wanted.limit else None
        return desk.cursors.answer(web, of, Page(items, last))

    @router.get("/v1/consents/changes", summary="Follow what happens",
                openapi_extra=reading("ChangesAnswer", queries=("limit", "since")))  # fmt: skip
    def followed(web: Web, scope: checks) -> Response:
        """Tell what has happened after `since` (the `next` of the answer before; without it from the beginning).

        The order is the log's. Nothing is left out, however many write at once; what happened a moment ago may come
        with the next answer. Ask again after some seconds where `more` is false.
        """
        of = f"changes {scope.tenant}"
        since = -1 if "since" not in web.query_params else _place(desk.cursors, web.query_params["since"], of)
        limit = desk.cursors.wanted(web, of).limit
        with desk.database.read(scope) as unit:
            found = changes(unit, since, limit)
        return _json(answers.changes_answer(found, desk.cursors.write((found.after,), of)))

    @router.post("/v1/consents/check", summary="Is a use covered?", response_class=Response,
                 openapi_extra=plain("CheckBody", "CheckAnswer"))  # fmt: skip
    def check(scope: checks, raw: RawBody) -> Response:
        """Tell whether every person has agreed to a use, with all reasons if not. It gives no leave to make it.

        Of whom `lawful` tells, nobody has agreed: there is a legal basis for you, which two officers have weighed.
        """
        body = document(raw, CheckBody)
        with desk.database.read(scope) as unit:
            everybody = [SubjectId(one) for one in body.subjects]
            found = service.check(unit, everybody, body.use.use(), desk.work.restrains, desk.work.ages)
        return _json(answers.check_answer(found))

    @router.get("/v1/consents/{request}", summary="Show a request", response_class=Response,
                openapi_extra=reading("FollowedAnswer"))  # fmt: skip
    def show(request: str, scope: asks) -> Response:
        """Show a request, the offer that waits, the consent that came of it, and what happened so far.

        `ETag` names its version.
        """
        with desk.database.read(scope) as unit:
            found = own_request(unit, RequestId(request))
            return _json(with_history(unit, found, desk.work.secret), headers={"ETag": etag(found.version)})

    @router.put("/v1/consents/{request}", summary="Change a request", response_class=Response,
                openapi_extra=changing("EditBody", "RequestAnswer", match=True))  # fmt: skip
    def edit(request: str, web: Web, scope: asks, raw: RawBody) -> Response:
        """Make a new version of a request that has no answer yet; `If-Match` names the version that you have seen.

        What was shown of the old one does not count any more, and the person is told.
        """
        body = document(raw, EditBody)

        def run(unit: WriteUnit) -> Answer:
            seen = seen_version(web)
            known = own_request(unit, RequestId(request))
            ask, who = body.ask(known.party, known.supersedes), desk.work.asker(unit, known.party)
            made = service.edit(unit, desk.work.vault, known.id, ask, seen, who)
            return _answer(200, shown(unit, made), {"ETag": etag(made.version)})

        return desk.repeats.answered(web, scope, raw, run)


def _for_offers(router: APIRouter, desk: ConsentDoor, guard: Guard) -> None:
    asks = Annotated[Scope, guard.needs(REQUEST)]

    @router.post("/v1/consents/{request}/send", summary="Send a request", response_class=Response,
                 openapi_extra=changing(None, "SentAnswer"))  # fmt: skip
    def send(request: str, web: Web, scope: asks) -> Response:
        """Ask the person; to send again ends the link before. Without mail the link is in the answer, this once."""
        return desk.repeats.answered(
            web, scope, b"", lambda unit: _answer(200, desk.work.send(unit, RequestId(request)))
        )

    @router.post("/v1/consents/{request}/recall", summary="Take a request back", response_class=Response,
                 openapi_extra=changing(None, "RequestAnswer"))  # fmt: skip
    def recall(request: str, web: Web, scope: asks) -> Response:
        """Take back a request that has no answer yet."""
        return desk.repeats.answered(web, scope, b"",
            lambda unit: _answer(200, shown(unit, service.recall(unit, RequestId(request)))),
        )  # fmt: skip

    @router.post("/v1/consents/{request}/accept", summary="Take what the person offers", response_class=Response,
                 openapi_extra=changing("TakenBody", "OutcomeAnswer"))  # fmt: skip
    def accept(request: str, web: Web, scope: asks, raw: RawBody) -> Response:
        """Take the person's offer: a consent at once where they confirmed it with proof; else they are asked anew.

        `offer` names the one that you have read; 412 where it is another by now. The receipt code that withdraws is for
        the person alone and does not stand in the answer.
        """

        def run(unit: WriteUnit) -> Answer:
            known = own_request(unit, RequestId(request))
            read = document(raw, TakenBody).offer
            outcome = service.accept_counter(unit, desk.work.vault, known.id, read, entropy(10), desk.work.ages)
            now = shown(unit, service.request_of(unit, known.id))
            return _answer(200, answers.OutcomeAnswer(outcome=answers.outcome_word(outcome), request=now))

        return desk.repeats.answered(web, scope, raw, run)

    @router.post("/v1/consents/{request}/decline", summary="Do not take what the person offers",
                 response_class=Response, openapi_extra=changing(None, "RequestAnswer"))  # fmt: skip
    def decline(request: str, web: Web, scope: asks) -> Response:
        """Do not take the person's offer: the request is over."""
        return desk.repeats.answered(web, scope, b"",
            lambda unit: _answer(200, shown(unit, service.decline_counter(unit, RequestId(request)))),
        )  # fmt: skip


def _for_effects(router: APIRouter, desk: ConsentDoor, guard: Guard) -> None:
    asks = Annotated[Scope, guard.needs(REQUEST)]

    @router.post("/v1/consents/{request}/effects/{effect}", summary="Say that something is done",
                 response_class=Response, openapi_extra=changing("DoneBody", "EffectAnswer"))  # fmt: skip
    def done(request: str, effect: str, web: Web, scope: asks, raw: RawBody) -> Response:
        """Say that what follows an end is done, of what falls to you (`falls_to`), with the digest of what shows it.

        Said again, it changes nothing.
        """
        body = document(raw, DoneBody)

        def run(unit: WriteUnit) -> Answer:
            found = service.report_effect(unit, RequestId(request), EffectId(effect), body.evidence)
            return _answer(200, answers.effect_answer(found))

        return desk.repeats.answered(web, scope, raw, run)


def _for_persons(router: APIRouter, desk: ConsentDoor, guard: Guard) -> None:
    anyone = Annotated[Scope, guard.anyone()]
    person = Annotated[Scope, guard.needs(ANSWER)]
    fresh = Annotated[Scope, guard.needs_step_up(STEP_UP, ANSWER)]

    @router.post("/v1/consents/withdraw", summary="Take a consent back by its code", response_class=Response,
                 openapi_extra=changing("CodeBody", "WithdrawalAnswer", bounded=True))  # fmt: skip
    def by_code(web: Web, scope: anyone, raw: RawBody) -> Response:
        """Take a consent back with the code of its receipt: no account, no key. It counts at once.

        A code is tried only so often a minute, whoever it belongs to.
        """
        body = document(raw, CodeBody)
        desk.codes.admit(web, None)

        def run(unit: WriteUnit) -> Answer:
            return _answer(200, answers.withdrawal_answer(service.withdraw_by_code(unit, body.code, body.reason)))

        return desk.repeats.answered(web, scope, raw, run)

    @router.post("/v1/consents/{request}/withdraw", summary="Take a consent back", response_class=Response,
                 openapi_extra=changing("WithdrawalBody", "WithdrawalAnswer"))  # fmt: skip
    def withdraw(request: str, web: Web, scope: fresh, raw: RawBody) -> Response:
        """Take back the consent that came of a request, as its person who has just shown who they are: at once.

        With `remaining` only a part: that scope is kept, which has to be less than what was agreed to.
        """
        body = document(raw, WithdrawalBody)
        remaining = None if body.remaining is None else body.remaining.scope()

        def run(unit: WriteUnit) -> Answer:
            consent = consent_in(service.request_of(unit, RequestId(request)))
            done = service.withdraw(unit, consent, body.reason, remaining, ages=desk.work.ages)
            return _answer(200, answers.withdrawal_answer(done))

        return desk.repeats.answered(web, scope, raw, run)

    @router.get("/v1/consents/{request}/receipt.{form}", summary="Fetch a receipt", response_class=Response,
                openapi_extra=reading(None))  # fmt: skip
    def receipt(request: str, form: Form, scope: anyone) -> Response:
        """Fetch the receipt of the consent that came of a request, for the person and for whoever asked.

        `json` and `html` are checked offline with `tellmark receipt verify`, the second also by opening it; `jsonld`
        is the record of ISO/IEC TS 27560 for other systems, `tlog-proof` the place in the log alone.
        """
        if form not in _FORMS:
            raise NotFound("there is no receipt of this form")
        with desk.database.read(scope) as unit:
            data = _receipt(desk, unit, scope, RequestId(request), form)
        kind, name = _FORMS[form]
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(data, media_type=kind, headers=headers)

    @router.get("/c/{link}/receipt.{form}", include_in_schema=False, response_class=Response)
    def by_link(link: str, form: str, scope: person) -> Response:
        found = Links(desk.database).find(link)
        return receipt(found[1].request if found else "", form, scope)


def _receipt(desk: ConsentDoor, unit: ReadUnit, scope: Scope, request: RequestId, form: str) -> bytes:
    known = service.request_of(unit, request)
    mine = ANSWER in scope.capabilities and known.subject == scope.principal
    if not mine and not asked_by(scope, known):
        raise NotFound("there is no such request here")
    return desk.work.receipt(unit, known, form)


def _place(cursors: Cursors, cursor: str, of: str) -> int:
    position = cursors.read(cursor, of)
    if len(position) != 1 or not isinstance(position[0], int):
        raise BadPage
    return position[0]


def _answer(status: int, told: msgspec.Struct, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, (("Content-Type", _JSON), *(headers or {}).items()), msgspec.json.encode(told))


def _json(told: msgspec.Struct, headers: Mapping[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(told), media_type=_JSON, headers=dict(headers or {}))
