"""`/v1/consents/{request}/previews`: programs show a person a recording of theirs that whoever asks already has."""

from typing import Annotated, Any

import msgspec
from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request as Web
from starlette.responses import Response

from tellmark.consent import answers
from tellmark.consent.desk import ConsentDesk
from tellmark.consent.model import REQUEST, RequestId
from tellmark.consent.openapi import changing
from tellmark.consent.ports import Examines
from tellmark.consent.previewing.desk import show, take_away
from tellmark.consent.previewing.taking import take
from tellmark.consent.previews.decide import check_declared
from tellmark.consent.previews.model import LARGEST, LONGEST_ORIGIN, Declared, Taken
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.units import WriteUnit
from tellmark.surface.guard import Guard
from tellmark.surface.kept import KeptRepeats
from tellmark.surface.repeats import Answer
from tellmark.surface.uploads import Upload, received
from tellmark.surface.versions import etag, seen_version

_FIELDS = ("origin", "taken", "unaltered")


def routes(
    database: Database, work: ConsentDesk, repeats: KeptRepeats, examines: Examines, guard: Guard
) -> APIRouter:  # fmt: skip
    """Return these routes."""
    router = APIRouter(tags=["consents"])
    asks = Annotated[Scope, guard.needs(REQUEST)]

    def kept(web: Web, scope: Scope, request: str, upload: Upload) -> Response:
        declared = _declared(upload)
        taken = take(database, scope, examines, RequestId(request), upload.stream)
        with database.read(scope) as unit:
            check_declared(declared, unit.at.date())  # before the version: no declaration is told as that first
        version = seen_version(web)

        def run(unit: WriteUnit) -> Answer:
            return _answer(201, show(work, unit, RequestId(request), taken, declared, version))

        return repeats.answered(web, scope, _told(taken, declared), run)

    @router.post("/v1/consents/{request}/previews", status_code=201, summary="Show a recording of the person",
                 response_class=Response, openapi_extra=_ADDING)  # fmt: skip
    async def add(request: str, web: Web, scope: asks) -> Response:
        """Show the person a recording, picture or film of theirs that you hold, as it was taken.

        Nothing may be made from a person before they agree. A file in which a reader finds a mark of AI, a source type
        of making or changing, or a broken signature is refused; an unmarked one cannot be recognised for sure. That you
        declare it, with its digest, is a leaf of the log. It makes a new version of the request, as a change does.
        """
        async with received(web) as upload:
            return await to_thread.run_sync(kept, web, scope, request, upload)

    @router.delete("/v1/consents/{request}/previews/{preview}", summary="Show it no more", response_class=Response,
                   openapi_extra=changing(None, "RequestAnswer", match=True))  # fmt: skip
    def remove(request: str, preview: str, web: Web, scope: asks) -> Response:
        """Take a recording away again, and delete it. It makes a new version of the request."""

        def run(unit: WriteUnit) -> Answer:
            return _answer(200, take_away(work, unit, RequestId(request), preview, seen_version(web)))

        return repeats.answered(web, scope, b"", run)

    return router


def _declared(upload: Upload) -> Declared:
    told = upload.only(*_FIELDS).fields
    return Declared(told.get("origin", ""), told.get("taken", ""), told.get("unaltered") == "true")


def _told(taken: Taken, declared: Declared) -> bytes:
    return msgspec.json.encode([taken.digest, declared.origin, declared.taken])


def _answer(status: int, told: answers.RequestAnswer) -> Answer:
    headers = (("Content-Type", "application/json"), ("ETag", etag(told.version)))
    return Answer(status, headers, msgspec.json.encode(told))


_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file", *_FIELDS],
    "properties": {
        "file": {
            "type": "string", "format": "binary",
            "description": f"JPEG, PNG, WAV, MP3 or MP4, at most {LARGEST >> 20} MB, as it came from the camera",
        },
        "origin": {
            "type": "string", "minLength": 1, "maxLength": LONGEST_ORIGIN,
            "description": "Where it comes from, in a short sentence; sealed under the person's key",
        },
        "taken": {
            "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
            "description": "When it was taken: a day, a month or a year",
        },
        "unaltered": {
            "enum": ["true"],
            "description": "Your word that it is the person's own, as it was taken, and that nothing was made from it",
        },
    },
}  # fmt: skip
_ADDING: dict[str, Any] = {
    **changing(None, "RequestAnswer", "201", match=True),
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}},
}
