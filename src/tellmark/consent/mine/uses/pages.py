"""`/me/uses`: everything that was made of a person, and of each use its finished files, their marks and its proofs."""

from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.ends import title
from tellmark.consent.lawful.store import KnownBases
from tellmark.consent.lawful.words import ground_words
from tellmark.consent.mine.finding import own_consent, own_use
from tellmark.consent.mine.pages import frame
from tellmark.consent.mine.uses.views import facts
from tellmark.consent.model import ANSWER, OnBasis, Reserved
from tellmark.consent.place import Place
from tellmark.consent.recreated import looking
from tellmark.consent.timeline import entries, told
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.language import language_of
from tellmark.values.languages import Language, said, wording


def routes(place: Place) -> APIRouter:
    """Return these pages."""
    router = APIRouter(include_in_schema=False, prefix="/me/uses")
    own = place.guard.needs(ANSWER)

    @router.get("")
    def listing(request: HttpRequest, actor: Annotated[Actor, own]) -> Response:
        language, query = language_of(request), request.query_params
        with place.database.read(actor) as unit:
            values = _listed(unit, query.get("consent", ""), looking.named_in(query.get("before", "")), language)
        return place.pages.answer(request, "mine/uses.html", **frame(place, language), **values)

    @router.get("/{reserved}")
    def one(request: HttpRequest, actor: Annotated[Actor, own], reserved: str) -> Response:
        language, after = language_of(request), looking.digest_in(request.query_params.get("after", ""))
        with place.database.read(actor) as unit:
            values = _shown(place, unit, reserved, after, language)
        return place.pages.answer(request, "mine/use.html", **frame(place, language), **values)

    return router


def _listed(unit: ReadUnit, consent: str, before: str | None, language: Language) -> dict[str, Any]:
    """Return a page of what was made of whoever asks; of one *consent*, where it is named. Raises NotFound."""
    if consent:
        agreed = own_consent(unit, consent)
        page = looking.made_under(unit, agreed.id, before, looking.ON_A_PAGE)
    else:
        agreed = None
        page = looking.made_of(unit, SubjectId(unit.scope.principal), before, looking.ON_A_PAGE)
    return {
        "agreement": title(agreed, language) if agreed else "",
        "consent": consent,
        "uses": looking.shown(unit, page.uses, language),
        "older": page.older,
        "first": before is None,
    }


def _rests_on(unit: ReadUnit, use: Reserved, language: Language) -> tuple[str, str, str]:
    """Return on what *use* rests: what that is, how it is called, and where it is shown."""
    _ = wording(language)
    if isinstance(use.consent, OnBasis):
        ground = KnownBases(unit).get(use.consent.basis).terms.ground
        return _(said("Without your agreement")), ground_words(ground, language)[0], f"/me/bases?lang={language}"
    agreed = own_consent(unit, use.consent)
    return _(said("Agreement")), title(agreed, language), f"/me/consents/{agreed.id}?lang={language}"


def _shown(place: Place, unit: ReadUnit, reserved: str, after: str | None, language: Language) -> dict[str, Any]:
    use = own_use(unit, reserved)
    return {
        "made": looking.one_with_files(unit, place.vault, use, after, language),
        "rows": facts(use, _rests_on(unit, use, language), language),
        "mine": use.subject == unit.scope.principal,
        "timeline": told(entries(unit, [use.id]), language),
    }
