"""`/c/{link}/end` and `/wrong`: who agreed by a link ends it by that link, without an account, or says what is wrong.

To end takes what to agree took: a proof of who one is that this browser made just now. By the link of a ward nobody
proves anything: whoever agreed for them signs in, or has the code of the receipt. To say that something is wrong
takes nothing, for whoever never agreed can prove nothing; it only ever holds up.
"""

from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.documents import digest_of_end
from tellmark.consent.ends import MAY_NOT, effects, is_running, title, what_happens
from tellmark.consent.model import Consent
from tellmark.consent.person.here import Here
from tellmark.consent.person.pages import LINK, comes, here
from tellmark.consent.place import Place
from tellmark.consent.proofs import BindingMethod
from tellmark.consent.service import consent_of, withdraw
from tellmark.consent.troubles import trouble
from tellmark.consent.wrong import options, tell_officers, unchosen
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.values.errors import TellmarkError


def routes(place: Place) -> APIRouter:
    """Return these pages; signed in, they lie below `/me/consents`."""
    router = APIRouter(include_in_schema=False, prefix=LINK)
    answers, form = comes(place, LINK), place.guard.form()

    @router.get("/end")
    def ending(request: HttpRequest, actor: Annotated[Actor, answers]) -> Response:
        return _ending(here(place, request), request, actor, blank())

    @router.post("/end")
    def end(request: HttpRequest, actor: Annotated[Actor, answers], sent: Annotated[Form, form]) -> Response:
        return _end(here(place, request), request, actor, sent)

    @router.get("/wrong")
    def wrong(request: HttpRequest, actor: Annotated[Actor, answers]) -> Response:
        return _asking_what(here(place, request), request, actor, blank())

    @router.post("/wrong")
    def tell(request: HttpRequest, actor: Annotated[Actor, answers], sent: Annotated[Form, form]) -> Response:
        return _tell(here(place, request), request, actor, sent)

    return router


def _agreed(at: Here, unit: ReadUnit) -> Consent | None:
    """Return what was agreed to by this link, as this page may show it; None where nothing was."""
    found = at.request(unit).consent
    return None if found is None else at.shown(unit, consent_of(unit, found))


def _ending(at: Here, request: HttpRequest, actor: Actor, form: Form) -> Response:
    with at.place.database.read(actor) as unit:
        consent = _agreed(at, unit)
        ways = at.place.binds.ways(unit, at.subject, at.cookies)
    if consent is None or not is_running(consent):
        return _to_request(at)
    back = f"{at.base}/end?lang={at.language}"
    values: dict[str, Any] = {
        "title": title(consent, at.language),
        "effects": what_happens(consent, at.language),
        "form": form,
        "fresh": BindingMethod.FRESH_PROOF in ways,
        "prove": "" if at.part is None else at.place.proves.address(at.base, back),
        "signed_in": f"/me/consents/{consent.id}/end" if at.part is None or BindingMethod.PASSKEY in ways else "",
    }
    return at.place.pages.answer(request, "asked/end.html", 422 if form.mistakes else 200, **at.frame(), **values)


def _end(at: Here, request: HttpRequest, actor: Actor, sent: Form) -> Response:
    try:
        with at.place.database.write(actor) as unit:
            consent = _agreed(at, unit)
            if consent is None:
                return _to_request(at)
            at.place.binds.fresh(unit, at.subject, digest_of_end(consent.id), at.cookies)
            done = withdraw(unit, consent.id, ages=at.place.assures.age)
    except TellmarkError as error:
        return _ending(at, request, actor, sent.told([Mistake("end", *trouble(error, at.language, MAY_NOT))]))
    shown = effects(done.effects, done.at, at.language)
    return at.place.pages.answer(request, "by_code/done.html", path=at.base, **at.frame(), effects=shown)


def _asking_what(at: Here, request: HttpRequest, actor: Actor, form: Form) -> Response:
    with at.place.database.read(actor) as unit:
        consent = _agreed(at, unit)
    if consent is None:
        return RedirectResponse(f"{at.base}/unwanted?lang={at.language}", 303)
    values: dict[str, Any] = {
        "title": title(consent, at.language), "options": options(consent, at.language), "form": form
    }  # fmt: skip
    return at.place.pages.answer(request, "asked/wrong.html", 422 if form.mistakes else 200, **at.frame(), **values)


def _tell(at: Here, request: HttpRequest, actor: Actor, sent: Form) -> Response:
    with at.place.database.read(actor) as unit:
        consent = _agreed(at, unit)
    if consent is None:
        return _to_request(at)
    if mistake := unchosen(sent, at.language):
        return _asking_what(at, request, actor, sent.told([mistake]))
    try:
        tell_officers(at.place, actor, consent.id, sent.get("what"))
    except NotFound as error:
        if not at.door:  # whoever else has the link must not learn here what has become of the person
            return _asking_what(at, request, actor, sent.told([Mistake("what", *trouble(error, at.language, MAY_NOT))]))
    return at.place.pages.answer(request, "asked/thanks.html", path=at.base, **at.frame())


def _to_request(at: Here) -> Response:
    """Lead to the request as it stands."""
    return RedirectResponse(f"{at.base}?lang={at.language}", 303)
