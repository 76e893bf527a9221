"""`/c/{link}`: a request as the person reads it; signed in, the same pages lie at `/me/requests/{request}`."""

from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.case_words import case_words
from tellmark.consent.ends import effects, is_running, who_may
from tellmark.consent.left import left_of
from tellmark.consent.links import Links
from tellmark.consent.model import ANSWER, REFUSE, Consent, ConsentState, Request, RequestState
from tellmark.consent.notices import Notice
from tellmark.consent.person import offers, views
from tellmark.consent.person.errors import LinkGone
from tellmark.consent.person.finding import part_of, read_before
from tellmark.consent.person.here import Here
from tellmark.consent.person.proving import proof_facts
from tellmark.consent.person.receipt import receipt_facts
from tellmark.consent.phrases import AFTERMATH
from tellmark.consent.place import Place
from tellmark.consent.previewing.service import previews_of
from tellmark.consent.previews.words import Shown, shown_at
from tellmark.consent.proofs import BindingMethod
from tellmark.consent.service import (
    consent_of,
    effects_of,
    may_withdraw,
    notice_of,
    request_of,
    show,
    under_pressure,
    words_of,
)
from tellmark.consent.showing import beside
from tellmark.consent.states import request_tag
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit
from tellmark.surface.forms import Form
from tellmark.surface.language import language_of
from tellmark.surface.moments import day
from tellmark.surface.visitors import visitor_of
from tellmark.values.languages import Language, said, wording

LINK, SIGNED_IN = "/c/{link}", "/me/requests/{request}"
"""The two doors to the same pages."""


def comes(place: Place, door: str) -> Any:
    """Return what a route below *door* declares: of a link that opens nothing `here` tells, not the guard."""
    return place.guard.anyone() if door == LINK else place.guard.needs(ANSWER)


def here(place: Place, request: HttpRequest) -> Here:
    """Return where whoever sent *request* stands. Raises LinkGone."""
    visitor = visitor_of(request)
    assert visitor is not None  # the route's gate came first
    if not visitor.capabilities & {ANSWER, REFUSE}:
        raise LinkGone
    link, named = request.path_params.get("link", ""), request.path_params.get("request", "")
    base = f"/c/{link}" if link else f"/me/requests/{named}"
    if link:
        named = _request_of_link(place, link)
    with place.database.read(visitor.scope) as unit:
        part = part_of(unit, visitor, named)
    return Here(place, visitor, language_of(request), base, named, request.cookies, part)


def _request_of_link(place: Place, link: str) -> str:
    found = Links(place.database).find(link)
    return found[1].request if found else ""  # replaced at this very moment: there is no request of that name


def routes(place: Place, door: str) -> APIRouter:
    """Return the pages that are read, below *door*. Those that decide are in `agreeing` and `deciding`."""
    router = APIRouter(include_in_schema=False, prefix=door)
    answers, form = comes(place, door), place.guard.form()

    @router.get("")
    def asked(request: HttpRequest, actor: Annotated[Actor, answers]) -> Response:
        at = here(place, request)
        with place.database.read(actor) as unit:
            found = at.request(unit)
            if not at.may_decide(unit, found):
                return settled(at, request, unit, found)
            notice = notice_of(unit, place.vault, found.id, at.language)
            if notice.digest in found.shown:
                return _waiting(at, request, unit, notice)
        with place.database.write(actor) as writing:
            notice = show(writing, place.vault, found.id, at.language)
        with place.database.read(actor) as unit:
            return _waiting(at, request, unit, notice)

    @router.get("/law")
    def law(request: HttpRequest, actor: Annotated[Actor, answers]) -> Response:
        at = here(place, request)
        with place.database.read(actor) as unit:
            places = views.law(at.request(unit).scope, at.language)
        return place.pages.answer(request, "asked/law.html", **at.frame(), places=places)

    @router.get("/text")
    def text(request: HttpRequest, actor: Annotated[Actor, answers]) -> Response:
        at = here(place, request)
        with place.database.read(actor) as unit:
            found = at.request(unit)
            content = words_of(unit, place.vault, found.id).content
        values: dict[str, Any] = {"content": content, "digest": found.scope.content}
        return place.pages.answer(request, "asked/text.html", **at.frame(), **values)

    @router.get("/help")
    def help_(request: HttpRequest, actor: Annotated[Actor, answers]) -> Response:
        at = here(place, request)
        with place.database.read(actor) as unit:
            found = at.request(unit)
            decides = at.may_decide(unit, found)
        ends = day(found.due or found.opened_at, at.language)
        return place.pages.answer(request, "asked/help.html", **at.frame(), decides=decides, ends=ends)

    @router.post("/help")
    def pressed(request: HttpRequest, actor: Annotated[Actor, answers], _: Annotated[Form, form]) -> Response:
        at = here(place, request)
        with place.database.read(actor) as unit:
            found = at.request(unit)
        with suppress(NotFound), place.database.write(actor) as unit:  # who may not must not learn why: ADR 30
            under_pressure(unit, found.id, place.assures.age)
        return RedirectResponse(f"{at.base}?lang={at.language}", 303)

    return router


def settled(
    at: Here, request: HttpRequest, unit: ReadUnit, found: Request, sent: RequestState | None = None,
    digest: str | None = None, **more: Any,
) -> Response:  # fmt: skip
    """Answer with how a request stands that is not to be decided any more; one that was agreed to is a receipt.

    *sent* is what was answered just now, *digest* that of its document where several would come to the same state:
    where the request stands otherwise, it is told that this came too late. *more* goes into the page.
    """
    late = {"late": sent is not None and (sent is not found.state or digest not in (None, found.answer))}
    if found.state is RequestState.GRANTED and found.consent is not None:
        values = receipt_values(at, unit, consent_of(unit, found.consent))
        return at.place.pages.answer(request, "asked/receipt.html", **at.frame(), **values, **late, code="")
    waits = found.state is RequestState.COUNTERED and at.may_refuse(unit, found)
    bound = waits and found.counter is not None and found.counter.grounds is not None
    told = offers.waiting(found, at.language) if bound else None
    title, lead = told or views.stated(found, unit.at, at.language, left=found.id in left_of(unit, [found]))
    without = [wording(at.language)(offers.WITHOUT_CODE)] if bound else []
    values = {
        "number": views.number_of(found),
        "title": title,
        "lead": lead,
        "sentences": [*without, *views.kept(found, unit.at, at.language)],
        "actions": [*(_to_take_back(at) if waits else ()), *_to_own_page(at, unit)],
        **more,
    }
    return at.place.pages.answer(request, "asked/answered.html", **at.frame(), **values, **late, rows=[])


def _to_take_back(at: Here) -> list[tuple[str, str]]:
    """Return where somebody takes back what they have offered, as long as nobody has taken it."""
    return [(f"{at.base}/no?lang={at.language}", wording(at.language)(said("Take it back, and say no")))]


def asked_in(request: HttpRequest) -> Form:
    """Return what the address of *request* carries, as the fields of a form."""
    given = request.query_params
    return Form({name: tuple(given.getlist(name)) for name in given})


def to_request(at: Here) -> Response:
    """Lead to the request as it is now: it is shown there, with what has changed, or how it was answered."""
    return RedirectResponse(f"{at.base}?lang={at.language}", 303)


def as_themselves(page: Callable[..., Response], at: Here, request: HttpRequest, actor: Actor, *more: Any) -> Response:
    """Answer with *page*, or by the link of somebody's ward with how whoever speaks for them comes as themselves."""
    if at.part is not None:
        return page(at, request, actor, *more)
    with at.place.database.read(actor) as unit:
        found = at.request(unit)
        if not at.may_decide(unit, found):
            return settled(at, request, unit, found)
    ends = day(found.due or found.opened_at, at.language)
    values: dict[str, Any] = {"number": views.number_of(found), "ends": ends}
    return at.place.pages.answer(request, "asked/for_ward.html", path=f"{at.base}/agree", **at.frame(), **values)


def receipt_values(at: Here, unit: ReadUnit, consent: Consent) -> dict[str, Any]:
    """Return what the receipt of *consent* shows, but for the code, which is told once.

    By a link there is always an end: whoever else has it must not learn what has become of the person.
    """
    shown = at.shown(unit, consent)
    return {
        **receipt_facts(at.place, unit, shown, at.language),
        **(_by_link(shown, at.language) if at.door else proof_facts(at.place, shown, at.subject, unit.at, at.language)),
        "save": at.place.receipts(consent, at.base),
        "own": _own_page(at, unit),
        "recordings": _own(at, unit, request_of(unit, consent.request)),
        "running": is_running(shown),
        "who_may": "" if at.door or may_withdraw(unit, consent, at.place.assures.age) else who_may(at.language),
        "ends": below_consent(at, consent),
        "effects": effects(effects_of(unit, consent.id), unit.at, at.language),
    }


def _by_link(consent: Consent, language: Language) -> dict[str, Any]:
    """Return what differs by a link: what runs there is what was agreed to; what holds it up is told elsewhere."""
    if consent.state is not ConsentState.ACTIVE:
        return {}
    told = [*views.together(consent, language), wording(language)(_NOT_BY_LINK)]
    return {"tag": request_tag(RequestState.GRANTED, language), "holds": told}


_NOT_BY_LINK = said(
    "Whether something holds it up now is not shown here: others may have this link. It stands on your own page."
)


def below_consent(at: Here, consent: Consent) -> str:
    """Return below which address somebody ends *consent* or says what is wrong: by their link, or signed in."""
    return at.base if at.base.startswith("/c/") else f"/me/consents/{consent.id}"


def _own_page(at: Here, unit: ReadUnit) -> tuple[str, str]:
    """Return how somebody who came by a link gets to a page of their own: the address, and what that is called.

    A link that was read by others opens none: an identity that was proved just now does. By the link of a ward nobody
    proves anything: whoever speaks for them signs in.
    """
    if at.part is None:
        return f"/me?lang={at.language}", wording(at.language)(said("Sign in as myself"))
    ways = at.place.binds.ways(unit, at.subject, at.cookies)
    if BindingMethod.PASSKEY in ways or not at.base.startswith("/c/"):
        return f"/me?lang={at.language}", wording(at.language)(said("Go to my page"))
    return _by_proof(at, ways)


def _by_proof(at: Here, ways: Collection[BindingMethod]) -> tuple[str, str]:
    prove, named = at.place.proves, wording(at.language)(said("Open a page of my own"))
    place = f"{prove.passkey(at.base)}?lang={at.language}"
    return (place if BindingMethod.FRESH_PROOF in ways else prove.address(at.base, place)), named


def _to_own_page(at: Here, unit: ReadUnit) -> list[tuple[str, str]]:
    """Return the same where nothing was agreed to: by a link alike whether or not they have a passkey."""
    if not at.door or at.part is None:
        return []
    return [_by_proof(at, at.place.binds.ways(unit, at.subject, at.cookies))]


def _own(at: Here, unit: ReadUnit, found: Request) -> list[Shown]:
    """Return the recordings of the person that whoever asks has, as they lie below where *at* stands."""
    who, _checked = at.who(unit, found)
    return shown_at(previews_of(unit, at.place.vault, found), f"{at.base}/preview", who, at.language)


def _waiting(at: Here, request: HttpRequest, unit: ReadUnit, notice: Notice) -> Response:
    """Answer with a request that waits for its answer."""
    values = _read(at, unit, notice)
    return at.place.pages.answer(request, "asked/request.html", **at.frame(), **values)


def _read(at: Here, unit: ReadUnit, notice: Notice) -> dict[str, Any]:
    """Return what its page shows."""
    language, found = at.language, at.request(unit)
    words = words_of(unit, at.place.vault, found.id)
    who, checked = at.who(unit, found)
    before, own = read_before(unit, found), _own(at, unit, found)
    _ = wording(language)
    return {
        "agree": f"{at.base}/agree?version={found.version}&lang={language}",
        "taken": before is not None and before.proposed,
        "changed": views.changes(before.scope if before else None, found, language),
        "reworded": before is not None and before.reworded,
        "number": views.number_of(found),
        "sent": day(found.opened_at, language),
        "title": views.asks_for(who, found.scope, language),
        "lead": views.lead(found.scope, language),
        "checked": checked,
        "long_content": views.beginning(words.content),
        "others": views.others(found, language),
        "aftermath": _(AFTERMATH[found.scope.aftermath]),
        "recordings": own,
        "stock": views.stock(found.scope, language, {one.kind for one in own}),
        "host": at.host,
        "words": case_words(at.place.secret, found.id, language),
        "follows": views.follows(found.scope, language),
        "ends": day(found.due or found.opened_at, language),
        "notice": notice,
        "marked": beside(notice),
        "own": _to_own_page(at, unit),
    }
