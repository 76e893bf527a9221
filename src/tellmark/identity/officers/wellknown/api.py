"""`/v1/identity/well-known`: enrol somebody whose face or voice is widely known, for officers."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.identity.accounts.model import FRESH
from tellmark.identity.accounts.roles import IDENTITY_VERIFY
from tellmark.identity.assurance.service import Contacts
from tellmark.identity.officers.wellknown.service import enrol
from tellmark.store.scope import Scope
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.bodies import RawBody
from tellmark.surface.documents import document
from tellmark.surface.guard import Guard
from tellmark.surface.kept import KeptRepeats
from tellmark.surface.repeats import Answer
from tellmark.values.instants import rfc3339


class WellKnownBody(msgspec.Struct, forbid_unknown_fields=True):
    """Who it is, by their number here."""

    person: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


def routes(contacts: Contacts, repeats: KeptRepeats, guard: Guard) -> APIRouter:
    """Return the route."""
    router = APIRouter(tags=["identity"])
    may = guard.needs_step_up(FRESH, IDENTITY_VERIFY)

    @router.post("/v1/identity/well-known", summary="Enrol a well-known face", response_class=Response,
                 openapi_extra=_PERSON)  # fmt: skip
    def enrolled(web: Request, scope: Annotated[Scope, may], raw: RawBody) -> Response:
        """Say that a person's face or voice is widely known: their contacts are told, and it cools off for 72 hours."""
        body = document(raw, WellKnownBody)

        def run(unit: WriteUnit) -> Answer:
            until = enrol(unit, contacts, SubjectId(body.person))
            told = msgspec.json.encode({"person": body.person, "cooling_until": rfc3339(until)})
            return Answer(200, (("Content-Type", "application/json"),), told)

        return repeats.answered(web, scope, raw, run)

    return router


_PERSON: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {
        "type": "object", "additionalProperties": False, "required": ["person"],
        "properties": {"person": {"type": "string", "minLength": 1, "maxLength": 64}},
    }}}},
    "responses": {"404": {"$ref": "#/components/responses/Problem"}},
}  # fmt: skip
