"""`/consents/{request}/uses`: what was made under an agreement, for whoever asked: all of it, file by file."""

from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.made.listing import outputs_of
from tellmark.consent.made.store import KnownUses
from tellmark.consent.model import REQUEST, Consent, EffectId, Request, RequestId
from tellmark.consent.owning import own_effect, own_request
from tellmark.consent.person.views import number_of
from tellmark.consent.place import Place
from tellmark.consent.recreated import looking
from tellmark.consent.recreated.pages import list_file
from tellmark.consent.requester.uses.views import made_under, over
from tellmark.consent.service import consent_of, seen_by_requester
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit
from tellmark.surface.language import language_of
from tellmark.values.languages import Language


def routes(place: Place) -> APIRouter:
    """Return these pages."""
    router = APIRouter(include_in_schema=False, prefix="/consents/{request_id}/uses")
    asks = place.guard.needs(REQUEST)

    @router.get("")
    def listing(request: HttpRequest, actor: Annotated[Actor, asks], request_id: str) -> Response:
        language, before = language_of(request), looking.named_in(request.query_params.get("before", ""))
        with place.database.read(actor) as unit:
            found = own_request(unit, RequestId(request_id))
            made = made_under(place, unit, _agreed(unit, found), before, looking.ON_A_PAGE, language)
        values = {**_head(found), **made, "first": before is None}
        return place.pages.answer(request, "requester/uses.html", here="/consents", **values)

    @router.get("/{reserved}")
    def one(request: HttpRequest, actor: Annotated[Actor, asks], request_id: str, reserved: str) -> Response:
        language, after = language_of(request), looking.digest_in(request.query_params.get("after", ""))
        with place.database.read(actor) as unit:
            values = _shown(place, unit, own_request(unit, RequestId(request_id)), reserved, after, language)
        return place.pages.answer(request, "requester/use.html", here="/consents", **values)

    @router.get("/after/{effect}")
    def listed(actor: Annotated[Actor, asks], request_id: str, effect: str) -> Response:
        with place.database.read(actor) as unit:
            found = own_effect(unit, RequestId(request_id), EffectId(effect))
            return list_file(outputs_of(unit, place.vault, found))

    return router


def _head(found: Request) -> dict[str, Any]:
    return {"address": f"/consents/{found.id}", "number": number_of(found)}


def _agreed(unit: ReadUnit, found: Request) -> Consent:
    """Return what was agreed to on a request. Raises NotFound where nothing was."""
    if found.consent is None:
        raise NotFound("nothing was agreed to on this request")
    return seen_by_requester(consent_of(unit, found.consent))


def _shown(
    place: Place, unit: ReadUnit, found: Request, reserved: str, after: str | None, language: Language
) -> dict[str, Any]:
    consent, use = _agreed(unit, found), KnownUses(unit).get(reserved)
    if use.consent != consent.id or not use.made:
        raise NotFound(f"there is no such {KnownUses.noun} here")
    return {
        **_head(found),
        "made": looking.one_with_files(unit, place.vault, use, after, language),
        "over": over(consent, language),
    }
