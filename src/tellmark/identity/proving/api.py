"""`/v1/identity`: ways of proving who one is, one's own records, and the two addresses that wallets speak to."""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tellmark.identity.accounts.model import FRESH, STRONG
from tellmark.identity.accounts.roles import IDENTITY_VERIFY, OWN_ACCOUNT
from tellmark.identity.assurance.model import AssuranceRecord, RecordId
from tellmark.identity.assurance.service import known, revoke
from tellmark.identity.errors import ProofRefused
from tellmark.identity.proving.pages import Booth
from tellmark.identity.proving.prover import Opened, Wish
from tellmark.identity.verifiers.port import Channel, Go, Scan
from tellmark.identity.verifiers.wallet.answer import LARGEST_ANSWER
from tellmark.identity.verifiers.wallet.request import TYPE
from tellmark.store.scope import Scope
from tellmark.subjects.model import SubjectId
from tellmark.surface.errors import BadForm
from tellmark.surface.forms import form_of
from tellmark.surface.guard import PUBLIC
from tellmark.surface.language import language_of
from tellmark.surface.repeats import Answer, Repeats, replayed
from tellmark.surface.turns import asked_of, given
from tellmark.values.instants import rfc3339

_LARGEST_BODY = 16 << 10


class ProofAsked(msgspec.Struct, forbid_unknown_fields=True):
    """A proof that is to begin: by which way, and the telephone number where the way needs one."""

    verifier: Annotated[str, msgspec.Meta(max_length=64)]
    phone: Annotated[str, msgspec.Meta(max_length=40)] = ""


def routes(booth: Booth, repeats: Repeats) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["identity"])
    router.include_router(_ways(booth))
    router.include_router(_own(booth, repeats))
    router.include_router(_wallet(booth))
    return router


def _ways(booth: Booth) -> APIRouter:
    router = APIRouter(dependencies=[PUBLIC])

    @router.get("/v1/identity/verifiers", summary="Ways to prove who one is")
    async def verifiers() -> JSONResponse:
        """Answer which ways there are here. Format checks of numbers are none of them: they prove nothing."""
        listed = [{"name": one.name, "method": one.method} for one in booth.prover.verifiers.values()]
        return JSONResponse({"items": listed, "next": None})

    return router


def _own(booth: Booth, repeats: Repeats) -> APIRouter:
    router, guard, prover = APIRouter(), booth.guard, booth.prover

    @router.get("/v1/identity/assurance", summary="What is known of who you are", openapi_extra=_NOT_HERE)
    def assurance(scope: Annotated[Scope, guard.needs(OWN_ACCOUNT)]) -> JSONResponse:
        """Answer your own records: how, how surely, where it counts, until when; never a number or a document."""
        with prover.database.read(scope) as unit:
            found = known(unit, prover.vault, SubjectId(scope.principal))
        return JSONResponse({"items": [record_document(one) for one in found], "next": None})

    @router.post("/v1/identity/proofs", summary="Begin to prove who you are", status_code=201, openapi_extra=_PROOF)
    async def begin(request: Request, scope: Annotated[Scope, guard.needs(OWN_ACCOUNT)]) -> Response:
        """Begin a proof. Send the browser to `address`; the cookie that comes with this answer ties the proof to it."""
        body = await body_of(request)
        asked = _read(body, ProofAsked)
        booth.attempts.admit(request, booth.tried_on(scope, asked.verifier, asked.phone))
        wish = Wish(
            SubjectId(scope.principal), asked.verifier, "/prove", {"phone": asked.phone}, "", language_of(request),
        )  # fmt: skip

        def run() -> Answer:
            opened = prover.begin(scope, wish)
            response = booth.give(JSONResponse(_opened(opened), 201), opened)
            return Answer(201, tuple(response.headers.items()), bytes(response.body))

        return await to_thread.run_sync(once, repeats, request, scope, body, run)

    @router.post("/v1/identity/assurance/{record}/revoke", summary="Let a record count no more")
    def end(
        record: str, scope: Annotated[Scope, guard.needs_step_up(FRESH, IDENTITY_VERIFY, level=STRONG)]
    ) -> JSONResponse:  # fmt: skip
        """Revoke a record that should not have been made, and the others of its source; what rests on it is held up.

        To do it twice does no harm.
        """
        with prover.database.write(scope) as unit:
            done = revoke(unit, RecordId(record), "officer", booth.rests)
        return JSONResponse({"revoked": True, "changed": done})

    return router


def _wallet(booth: Booth) -> APIRouter:
    """Return what wallets speak to: they show no cookie and no key; the handle in the address is all that they know."""
    router, anyone = APIRouter(), booth.guard.anyone()
    place = "/v1/identity/wallet/{verifier}/{handle}"

    def asked(request: Request, verifier: str, handle: str, nonce: str) -> Response:
        booth.attempts.admit(request, f"try {handle}")
        token = booth.prover.request(verifier, handle, nonce)
        return Response(token, media_type=TYPE)

    @router.get(
        place + "/request", summary="The request object of a wallet", response_class=Response, openapi_extra=_BUSY
    )
    def fetch(request: Request, verifier: str, handle: str, scope: Annotated[Scope, anyone]) -> Response:
        """Answer the signed request object (OpenID4VP 1.0 §5), for as long as it is awaited."""
        del scope
        return asked(request, verifier, handle, "")

    @router.post(
        place + "/request", summary="The same, with the wallet's nonce", response_class=Response, openapi_extra=_BUSY
    )
    async def fetch_anew(request: Request, verifier: str, handle: str, scope: Annotated[Scope, anyone]) -> Response:
        """Answer the request object with the `wallet_nonce` that was posted in it (§5.10)."""
        del scope
        nonce = (await form_of(request, 8)).get("wallet_nonce")
        if not 1 <= len(nonce) <= 200 or not nonce.isascii() or not nonce.isprintable():
            raise ProofRefused("wallet.wallet_nonce")
        return await to_thread.run_sync(asked, request, verifier, handle, nonce)

    @router.post(place, summary="What a wallet presents", response_class=Response, openapi_extra=_BUSY)
    async def present(request: Request, verifier: str, handle: str, scope: Annotated[Scope, anyone]) -> Response:
        """Take a presentation (direct_post, direct_post.jwt). Whatever is wrong with it, the answer is the same."""
        del scope
        booth.attempts.admit(request, f"try {handle}")
        try:
            form = await form_of(request, 8)
        except BadForm as unread:
            raise ProofRefused("wallet.form") from unread
        if sum(len(value) for values in form.fields.values() for value in values) > 2 * LARGEST_ANSWER:
            raise ProofRefused("wallet.size")
        if any(len(values) > 1 for values in form.fields.values()):
            raise ProofRefused("wallet.form_twice")
        answer = {name: values[0] for name, values in form.fields.items()}
        await to_thread.run_sync(booth.prover.answer, Channel.WALLET, verifier, handle, answer, None)
        return JSONResponse({})

    return router


async def body_of(request: Request) -> bytes:
    """Return the body of *request*, 16 kB at most. Raises BadForm."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise BadForm
    return body


def once(repeats: Repeats, request: Request, scope: Scope, body: bytes, run: Callable[[], Answer]) -> Response:
    """Answer with *run*, or with the answer of the first time under the same Idempotency-Key.

    Raises BadIdempotencyKey, KeyReused, StillRunning, and what *run* raises; then the key is free.
    """
    asked = asked_of(request, scope, body)
    if asked is None:
        return given(run())
    turn = repeats.begin(asked)
    if isinstance(turn, Answer):
        return given(replayed(turn))
    answer = None
    try:
        answer = run()
    finally:
        if answer is None:
            repeats.drop(turn)
        else:
            repeats.keep(turn, answer)
    return given(answer)


def record_document(record: AssuranceRecord) -> dict[str, Any]:
    """Return a record as programs read it."""
    return {
        "id": record.id, "method": record.method, "verifier": record.verifier, "level": record.level,
        "territories": sorted(record.territories), "age": record.age, "made_at": rfc3339(record.made_at),
        "valid_until": rfc3339(record.valid_until),
        "revoked_at": rfc3339(record.revoked_at) if record.revoked_at else None,
        "cooling_until": rfc3339(record.cooling_until) if record.cooling_until else None,
    }  # fmt: skip


def _opened(opened: Opened) -> dict[str, Any]:
    match opened.step:
        case Go(address):
            following = {"kind": "go", "address": address}
        case Scan(address, here):
            following = {"kind": "scan", "address": address, "here": here}
        case other:
            following = {"kind": type(other).__name__.lower()}
    return {"attempt": opened.attempt, "next": following}


def _read(body: bytes, kind: type[ProofAsked]) -> ProofAsked:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise BadForm from broken


_BUSY: dict[str, Any] = {"responses": {"429": {"$ref": "#/components/responses/Problem"}}}
_NOT_HERE: dict[str, Any] = {"responses": {"404": {"$ref": "#/components/responses/Problem"}}}
_MADE: dict[str, Any] = {"responses": _NOT_HERE["responses"] | _BUSY["responses"]}
_PROOF: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/json": {"schema": {
    "type": "object", "additionalProperties": False, "required": ["verifier"],
    "properties": {"verifier": {"type": "string", "maxLength": 64}, "phone": {"type": "string", "maxLength": 40}},
}}}}, **_MADE}  # fmt: skip
