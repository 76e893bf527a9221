"""`POST /v1/mark`: a file and a job go in, the marked file comes out."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any, BinaryIO, Protocol, cast

import msgspec
from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tellmark.identity.accounts.roles import MARK
from tellmark.marks.service import Marked, MarkOrder
from tellmark.rules.audiences import audiences_of
from tellmark.rules.library import shipped_codes
from tellmark.rules.model import Operation, Purpose
from tellmark.rules.pack import Feature
from tellmark.settings import Model
from tellmark.store.scope import Scope
from tellmark.surface.guard import Guard
from tellmark.surface.limits import Doorway
from tellmark.surface.repeats import HEADER, Answer, Asked, Repeats, key_of, replayed
from tellmark.surface.turns import asked_of, given, held
from tellmark.surface.uploads import Upload, received
from tellmark.values.digests import sha256_of
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.ids import entropy
from tellmark.values.instants import now

_IN_MEMORY = 1 << 20
_CHUNK = 1 << 18
_KEPT = timedelta(minutes=10)  # a marked file may show somebody: it is kept no longer than a repeat may take


class BadJob(TellmarkError):
    """The part `job` is not the JSON that it should be."""

    code = "web.bad_job"
    kind = ErrorKind.USAGE


class Marks(Protocol):
    """What marks files: adds disclosure, reads it back, and raises TellmarkError where it cannot."""

    def mark(self, source: BinaryIO, target: BinaryIO, order: MarkOrder, at: datetime, random: bytes) -> Marked:
        """Write a marked copy of *source* into the empty *target*; *random* is ten bytes for the record's id."""


@dataclass(frozen=True, slots=True)
class JobDefaults:
    """What stands for what a job leaves out: what the settings say of each model, and the audiences."""

    models: Mapping[str, Model]
    audiences: tuple[str, ...]


class Job(msgspec.Struct, forbid_unknown_fields=True):
    """The part `job`: what was done, with which model, for whom."""

    operation: Operation | None = None
    model: Annotated[str, msgspec.Meta(max_length=200)] = ""
    model_version: Annotated[str, msgspec.Meta(max_length=200)] = ""
    audiences: Annotated[list[str], msgspec.Meta(max_length=50)] | None = msgspec.field(default=None, name="for")
    purpose: Purpose = Purpose.GENERAL
    features: Annotated[list[Feature], msgspec.Meta(max_length=50)] = []
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """A marked file: what was done, and its bytes as a stream."""

    marked: Marked
    sha256: str
    size: int
    body: BinaryIO


def routes(marks: Marks, guard: Guard, door: Doorway, defaults: JobDefaults, repeats: Repeats) -> APIRouter:
    """Return the route of the marking service."""
    router = APIRouter(tags=["mark"])

    @router.post("/v1/mark", summary="Mark a file", response_class=Response, openapi_extra=_OPENAPI)
    async def mark(request: Request, scope: Annotated[Scope, guard.needs(MARK)]) -> Response:
        """Write the marks that the audiences of a file demand, and answer with the marked file.

        A repeat with the same Idempotency-Key, file and job within ten minutes gets the same answer, also after a
        restart; one that comes while the first is at work is refused with status 409. For this the answer is kept
        for ten minutes, sealed under that key, which is not kept: use a random one. Answers of more than 16 MB are
        not kept, and a repeat of one is marked anew. The same key with another file or job is refused. The file that
        was sent is kept nowhere, and without a key the answer is not either.
        """
        key_of(request.headers.get(HEADER))  # a bad one is refused before the file is received
        as_json = "application/json" in request.headers.get("accept", "")
        async with received(request) as upload:
            order = order_of(upload.only("job").fields.get("job"), defaults)
            asked = asked_of(request, scope, *await to_thread.run_sync(_told, upload, order))
            if asked is not None:
                return await _once(repeats, asked, upload, order, marks, door, as_json)
            done = await to_thread.run_sync(_marked, marks, upload, order, limiter=door.working)
        return await to_thread.run_sync(answer, done, as_json)

    return router


def order_of(text: str | None, defaults: JobDefaults) -> MarkOrder:
    """Read the part `job`. Raises BadJob or BadAudience, naming what is wrong in it."""
    try:
        job = msgspec.json.decode(text or "{}", type=Job)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as broken:  # a lone surrogate is no UTF-8
        raise BadJob(f"the part `job` cannot be read: {broken}", "Send JSON as /api describes it.") from broken
    known = defaults.models.get(job.model)
    operation = job.operation or (known.operation if known else None)
    if operation is None:
        raise BadJob(
            "the job does not say what was done to the file",
            f"Add `operation`, one of: {', '.join(Operation)}.",
        )
    wanted = defaults.audiences if job.audiences is None else job.audiences
    return MarkOrder(
        operation,
        audiences_of(wanted, shipped_codes()),
        job.model,
        job.model_version or (known.version if known else ""),
        market=known.market if known else None,
        purpose=job.purpose,
        features=frozenset(job.features),
        strict=job.strict,
    )


def answer(done: Done, as_json: bool) -> Response:
    """Answer with the bytes and three headers, or with JSON that holds them in Base64."""
    headers = _headers(done, as_json)
    if as_json:
        return Response(_document(done), headers=headers)
    return StreamingResponse(_chunks(done.body), headers=headers)


async def _once(
    repeats: Repeats, asked: Asked, upload: Upload, order: MarkOrder, marks: Marks, door: Doorway, as_json: bool
) -> Response:
    begun = await to_thread.run_sync(repeats.begin, asked)
    if isinstance(begun, Answer):
        return given(replayed(begun))
    async with held(repeats, begun, _KEPT) as turn:
        done = await to_thread.run_sync(_marked, marks, upload, order, limiter=door.working)
        if done.size * (1.4 if as_json else 1) > repeats.largest:
            return await to_thread.run_sync(answer, done, as_json)
        body = await to_thread.run_sync(_document if as_json else _read, done)
        turn.answer = Answer(200, tuple(_headers(done, as_json).items()), body)
        return given(turn.answer)


def _headers(done: Done, as_json: bool) -> dict[str, str]:
    marked = done.marked
    headers = {
        "Tellmark-Record": marked.record_id,
        "Tellmark-Marks": ", ".join(_marks(marked)),
        "Tellmark-Unmet": ", ".join(owed.rule for owed in marked.plan.unmet if owed.about == "file"),
    }
    if marked.logged:
        headers["Tellmark-Logged"] = marked.logged
    if as_json:
        return headers | {"Content-Type": "application/json"}
    return headers | {
        "Content-Type": marked.kind.value,
        "Content-Disposition": f'attachment; filename="marked{marked.kind.extension}"',
        "Content-Length": str(done.size),
    }


def _marked(marks: Marks, upload: Upload, order: MarkOrder) -> Done:
    target = cast(BinaryIO, SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 (closed when the answer is out)
    try:
        marked = marks.mark(upload.stream, target, order, now(), entropy(10))
        digest = sha256_of(target)
        size = target.seek(0, 2)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return Done(marked, digest, size, target)


def _told(upload: Upload, order: MarkOrder) -> tuple[bytes, bytes]:
    """Return what makes this request itself: its file and its job."""
    return sha256_of(upload.stream).encode(), json.dumps(msgspec.to_builtins(order), sort_keys=True).encode()


def _read(done: Done) -> bytes:
    with done.body:
        return done.body.read()


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _marks(marked: Marked) -> list[str]:
    return sorted(mark.value for mark in marked.marks)


def _document(done: Done) -> bytes:
    marked = done.marked
    document = {
        "record": marked.record_id,
        "media_type": marked.kind.value,
        "size": done.size,
        "sha256": done.sha256,
        "marks": _marks(marked),
        "unmet": msgspec.to_builtins(marked.plan.unmet),
        "notes": list(marked.plan.notes),
        "logged": marked.logged or None,
        "file": base64.b64encode(_read(done)).decode(),
    }
    return msgspec.json.encode(document)


_BINARY = {"type": "string", "format": "binary"}
_TEXT_HEADER = {"schema": {"type": "string"}}
_OPENAPI: dict[str, Any] = {
    "security": [{"apiKey": []}],
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "Names this request, so that a repeat within ten minutes gets the same answer.",
            "schema": {"type": "string", "maxLength": 255},
        }
    ],
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file", "job"],
                    "properties": {"file": _BINARY, "job": {"$ref": "#/components/schemas/Job"}},
                },
                "encoding": {"job": {"contentType": "application/json"}},
            }
        },
    },
    "responses": {
        "200": {
            "description": "The marked file; as JSON with `Accept: application/json`, the file in Base64.",
            "headers": {
                "Tellmark-Record": _TEXT_HEADER,
                "Tellmark-Marks": _TEXT_HEADER,
                "Tellmark-Unmet": _TEXT_HEADER,
                "Tellmark-Logged": _TEXT_HEADER,
                "Idempotency-Replayed": _TEXT_HEADER,
            },
            "content": {
                kind: {"schema": _BINARY}
                for kind in ("image/jpeg", "image/png", "audio/wav", "audio/mpeg", "video/mp4")
            },
        },
        **{
            code: {"$ref": "#/components/responses/Problem"}
            for code in ("401", "403", "409", "413", "415", "422", "503")
        },
    },
}


def schemas() -> dict[str, Any]:
    """Return the JSON schema of a job, for the OpenAPI document."""
    _, components = msgspec.json.schema_components((Job,), ref_template="#/components/schemas/{name}")
    return components
