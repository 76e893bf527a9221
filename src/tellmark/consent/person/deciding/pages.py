"""Below a request: each separate question, the summary, and the decision; nothing is kept before it is sent.

What was answered on the way stands in the address as code words and, where it is more than that, in hidden fields: so
that it works without a session, without a script, and with the browser's own way back.
"""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.decide import ticked
from tellmark.consent.documents import digest_of
from tellmark.consent.errors import NotBound, TickMissing
from tellmark.consent.keeping import locked_request
from tellmark.consent.model import Awaits, Decided, Granted, NoteKind, Outcome, Request, Verdict
from tellmark.consent.person import answering, offers, views
from tellmark.consent.person.here import Here
from tellmark.consent.person.pages import as_themselves, comes, here, receipt_values, settled
from tellmark.consent.phrases import ASKS
from tellmark.consent.place import Place
from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.consent.service import consent_of, decide, notice_of, repeated, seen, words_of
from tellmark.consent.showing import differences, rows
from tellmark.consent.terms import Scope, Tick
from tellmark.consent.troubles import trouble
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.moments import instant
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import said, wording

_CODE = 10
"""Random bytes of a receipt's code."""


def routes(place: Place, door: str) -> APIRouter:
    """Return the pages that decide, below *door*."""
    router = APIRouter(include_in_schema=False, prefix=door)
    answers, form = comes(place, door), place.guard.form()

    @router.get("/agree")
    def agreeing(request: HttpRequest, actor: Annotated[Actor, answers]) -> Response:
        return as_themselves(_agreeing, here(place, request), request, actor, dict(request.query_params))

    @router.post("/agree")
    def agree(request: HttpRequest, actor: Annotated[Actor, answers], sent: Annotated[Form, form]) -> Response:
        return as_themselves(_agree, here(place, request), request, actor, sent)

    @router.get("/change")
    def changing(request: HttpRequest, actor: Annotated[Actor, answers]) -> Response:
        return as_themselves(_changing, here(place, request), request, actor)

    @router.post("/change")
    def change(request: HttpRequest, actor: Annotated[Actor, answers], sent: Annotated[Form, form]) -> Response:
        return as_themselves(_change, here(place, request), request, actor, sent)

    for way, template, note in (("/no", "asked/no.html", None), ("/unwanted", "asked/unwanted.html", _UNWANTED)):
        _add_refusal(router, place, door, way, template, note)
    return router


_UNWANTED = NoteKind.UNWANTED


def _add_refusal(router: APIRouter, place: Place, door: str, way: str, template: str, note: NoteKind | None) -> None:
    answers, form = comes(place, door), place.guard.form()

    def asking(request: HttpRequest, actor: Annotated[Actor, answers]) -> Response:
        return _refusing(here(place, request), request, actor, template)

    def refuse(request: HttpRequest, actor: Annotated[Actor, answers], sent: Annotated[Form, form]) -> Response:
        return _refuse(here(place, request), request, actor, sent, template, note)

    router.add_api_route(way, asking, methods=["GET"])
    router.add_api_route(way, refuse, methods=["POST"])


# --- agree ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Way:
    """What somebody has answered on the way to an agreement; *version* is that of the request which they read."""

    version: int
    ticks: dict[Tick, bool]

    def query(self, upto: int | None = None) -> str:
        """Return it as the beginning of a query, with the first *upto* answers."""
        given = [("version", str(self.version))]
        answers = [(str(tick), answering.YES if yes else answering.NO) for tick, yes in self.ticks.items()]
        return urlencode(given + answers[:upto]) + "&"

    def fields(self) -> dict[str, str]:
        """Return it as the fields of a form."""
        return dict(pair.split("=") for pair in self.query().strip("&").split("&"))

    @property
    def granted(self) -> frozenset[Tick]:
        """What was answered with yes."""
        return frozenset(tick for tick, yes in self.ticks.items() if yes)


def _way(found: Request, given: dict[str, str]) -> _Way | None:
    """Return the way that *given* tells, None where it began from another version of the request."""
    if given.get("version", str(found.version)) != str(found.version):
        return None
    return _Way(found.version, answering.answered(found, given))


def _agreeing(at: Here, request: HttpRequest, actor: Actor, given: dict[str, str]) -> Response:
    with at.place.database.read(actor) as unit:
        found = at.request(unit)
        if not at.may_decide(unit, found):
            return settled(at, request, unit, found)
        way = _way(found, given)
        if way is None or _notice(at, unit, found) is None:
            return _to_request(at)
        asked = answering.ticks_of(found)
        if not way.ticks and at.place.assures.assured(unit, at.subject) is None:
            return _proving(at, request, way)
        if len(way.ticks) < len(asked):
            return _question(at, request, found, way, asked)
        try:
            ticked(found.scope, way.granted)
        except TickMissing:
            return _without(at, request, found, way)
        return _summary(at, request, unit, found, way)


def _proving(at: Here, request: HttpRequest, way: _Way) -> Response:
    """Ask for the proof first: whoever comes back from it has lost no answer."""
    prove = at.place.proves.address(at.base, f"{at.base}/agree?{way.query()}lang={at.language}")
    values: dict[str, Any] = {"query": way.query(), "prove": prove}
    return at.place.pages.answer(request, "asked/prove.html", **at.frame(), **values)


def _question(at: Here, request: HttpRequest, found: Request, way: _Way, asked: tuple[Tick, ...]) -> Response:
    number, _ = len(way.ticks), wording(at.language)
    tick, lead = asked[number], f"{at.base}/agree?{way.query()}"
    back = f"{at.base}/agree?{way.query(number - 1)}" if number else f"{at.base}?"
    values: dict[str, Any] = {
        "query": way.query(),
        "number": number + 1,
        "count": len(asked),
        "question": _(ASKS[tick]),
        "meaning": views.meaning(tick, found.scope, at.language),
        "cites": _(views.ARTICLES[tick]),
        "yes": f"{lead}{tick}={answering.YES}&lang={at.language}",
        "no": f"{lead}{tick}={answering.NO}&lang={at.language}",
        "back": f"{back}lang={at.language}",
    }
    return at.place.pages.answer(request, "asked/tick.html", **at.frame(), **values)


def _without(at: Here, request: HttpRequest, found: Request, way: _Way) -> Response:
    """Say that nothing is left once a separate agreement is withheld."""
    withheld = next(tick for tick, yes in way.ticks.items() if not yes)
    number = list(way.ticks).index(withheld)
    values: dict[str, Any] = {
        "query": way.query(),
        "back": f"{at.base}/agree?{way.query(number)}lang={at.language}",
        "meaning": views.meaning(withheld, found.scope, at.language),
        "lesser": "",
    }
    return at.place.pages.answer(request, "asked/without.html", **at.frame(), **values)


def _summary(
    at: Here, request: HttpRequest, unit: ReadUnit, found: Request, way: _Way, mistake: Mistake | None = None
) -> Response:
    language, _ = at.language, wording(at.language)
    assured = at.place.assures.assured(unit, at.subject)
    ways = at.place.binds.ways(unit, at.subject, at.cookies) if assured else ()
    who, _checked = at.who(unit, found)
    words = words_of(unit, at.place.vault, found.id)
    shown = rows(ticked(found.scope, way.granted), words, language, to_person=True)
    places = {tick: number for number, tick in enumerate(way.ticks)}
    back = f"{at.base}/agree?{way.query()}lang={language}"
    proved = ""
    if assured and (BindingMethod.FRESH_PROOF in ways or not at.base.startswith("/c/")):  # others may have the link
        proved = _(said("You have proved who you are; that holds until {when}."))
    values: dict[str, Any] = {
        "query": way.query(),
        "form": Form(way_fields(way), (mistake,) if mistake else ()),
        "rows": [(_(said("Who may")), who, "", "", ""), *views.summary_of(shown)],
        "ticks": views.questions(
            way.ticks, lambda tick: f"{at.base}/agree?{way.query(places[tick])}lang={language}", language
        ),
        "proved": proved.format(when=instant(assured.valid_until, language)) if assured else "",
        "prove": at.place.proves.address(at.base, back),
        "ways": [(way, _(views.WAYS[way][0]), _(views.WAYS[way][1])) for way in ways if way in views.WAYS],
        "carried": tuple(way_fields(way)),
        "counts": views.when_it_counts(found.scope, language),
    }
    status = 422 if mistake else 200
    return at.place.pages.answer(request, "asked/summary.html", status, path=f"{at.base}/agree", **at.frame(), **values)


def way_fields(way: _Way) -> dict[str, tuple[str, ...]]:
    """Return *way* as the fields of a form that was sent."""
    return {name: (value,) for name, value in way.fields().items()}


def _agree(at: Here, request: HttpRequest, actor: Actor, sent: Form) -> Response:
    given = {name: sent.get(name) for name in sent.fields}
    with at.place.database.read(actor) as unit:
        found = at.request(unit)
        if not at.may_decide(unit, found):
            return settled(at, request, unit, found)
        way, notice = _way(found, given), _notice(at, unit, found)
        if way is None or notice is None or len(way.ticks) < len(answering.ticks_of(found)):
            return _to_request(at)
    document = Decided(found.id, found.version, notice, at.language, Verdict.GRANT, way.granted)
    if sent.get("way") == BindingMethod.PASSKEY and not sent.get("answer"):
        return _signing(at, request, actor, document, way)
    try:
        bound = _signed(at, actor, sent)
        with at.place.database.write(actor) as unit:
            outcome = repeated(unit, document)  # before a fresh proof is spent on what is decided already
            if outcome is None:
                bound = bound or at.place.binds.fresh(unit, at.subject, digest_of(document), at.cookies)
                outcome = _decided(at, unit, document, bound)
    except TellmarkError as error:
        mistake = Mistake("decision", *trouble(error, at.language))
        with at.place.database.read(actor) as unit:
            return _summary(at, request, unit, found, way, mistake)
    return _agreed(at, request, actor, outcome)


def _signed(at: Here, actor: Actor, sent: Form) -> Bound | None:
    """Return what a passkey's answer ties, None where none was sent; taken once, whatever comes of the decision.

    Raises NotBound, and what identity says.
    """
    if not sent.get("answer"):
        return None
    with at.place.database.write(actor) as unit:
        bound = at.place.binds.finish(unit, at.subject, sent.get("ceremony"), sent.get("answer"))
    if bound is None:
        raise NotBound(said("The passkey did not sign this decision."), said("Sign it anew, or take another way."))
    return bound


def _decided(
    at: Here, unit: WriteUnit, document: Decided, bound: Bound | None, note: NoteKind | None = None
) -> Outcome:
    locked_request(unit, document.request)  # first: a proof that is revoked at this moment is seen, or sees this
    assured = at.place.assures.assured(unit, at.subject, bound.record) if bound else None
    code = at.place.random(_CODE)
    return decide(unit, at.place.vault, document.request, document, bound, assured, code=code, note=note)


def _signing(at: Here, request: HttpRequest, actor: Actor, document: Decided, way: _Way) -> Response:
    """Ask the browser for a passkey's signature over the document; its answer comes back to the same address."""
    try:
        with at.place.database.write(actor) as unit:
            begun = at.place.binds.begin(unit, at.subject, digest_of(document))
    except TellmarkError as error:
        with at.place.database.read(actor) as unit:
            found = at.request(unit)
            return _summary(at, request, unit, found, way, Mistake("decision", *trouble(error, at.language)))
    values: dict[str, Any] = {
        "query": way.query(),
        "form": Form(way_fields(way)),
        "carried": tuple(way_fields(way)),
        "ceremony": begun.id,
        "options": begun.options,
        "digest": digest_of(document),
    }
    return at.place.pages.answer(request, "asked/sign.html", path=f"{at.base}/agree", **at.frame(), **values)


def _agreed(at: Here, request: HttpRequest, actor: Actor, outcome: Outcome) -> Response:
    with at.place.database.read(actor) as unit:
        if isinstance(outcome, Granted):
            values = receipt_values(at, unit, seen(consent_of(unit, outcome.consent)))
            shown = {**at.frame(), **values, "code": outcome.receipt_code}
            return at.place.pages.answer(request, "asked/receipt.html", path=at.base, **shown)
        assert isinstance(outcome, Awaits)  # a grant comes to nothing else
        return settled(at, request, unit, at.request(unit))


# --- offer less -------------------------------------------------------------------------------------------------------


def _changing(at: Here, request: HttpRequest, actor: Actor) -> Response:
    with at.place.database.read(actor) as unit:
        found = at.request(unit)
        if not at.may_decide(unit, found):
            return settled(at, request, unit, found)
        if _notice(at, unit, found) is None:
            return _to_request(at)
    form = blank(version=str(found.version), **answering.form_values(found.scope))
    return _offer(at, request, found, form)


def _offer(at: Here, request: HttpRequest, found: Request, form: Form) -> Response:
    values: dict[str, Any] = {"form": form, **offers.fields_of(found.scope, at.language)}
    status = 422 if form.mistakes else 200
    return at.place.pages.answer(request, "asked/change.html", status, **at.frame(), **values)


def _change(at: Here, request: HttpRequest, actor: Actor, sent: Form) -> Response:
    with at.place.database.read(actor) as unit:
        found = at.request(unit)
        if not at.may_decide(unit, found):
            return settled(at, request, unit, found)
        notice = _notice(at, unit, found)
    if notice is None or sent.get("version") != str(found.version):
        return _to_request(at)
    lesser, wrong = answering.smaller(found.scope, sent, at.language)
    if not wrong and lesser == found.scope:
        wrong = [Mistake("until", *(wording(at.language)(text) for text in _NOTHING))]
    if wrong or sent.get("step") == "again":
        return _offer(at, request, found, sent.told(wrong))
    if sent.get("step") != "send":
        return _offered(at, request, found, lesser, sent)
    document = Decided(found.id, found.version, notice, at.language, Verdict.COUNTER, counter=lesser)
    return _send_offer(at, request, actor, document, found, sent)


_NOTHING = (said("Nothing of what was asked is changed yet."), said("Change a field, or go back and agree or say no."))


def _offered(at: Here, request: HttpRequest, found: Request, lesser: Scope, sent: Form) -> Response:
    changed = differences(found.scope, lesser, at.language, to_person=True)
    values: dict[str, Any] = {"form": sent, "changed": changed, "carried": answering.fields()}
    return at.place.pages.answer(request, "asked/changed.html", **at.frame(), **values)


def _send_offer(
    at: Here, request: HttpRequest, actor: Actor, document: Decided, found: Request, sent: Form
) -> Response:
    try:
        with at.place.database.write(actor) as unit:
            _decided(at, unit, document, None)
    except TellmarkError as error:
        return _offer(at, request, found, sent.told([Mistake("until", *trouble(error, at.language))]))
    return _to_request(at)


# --- say no -----------------------------------------------------------------------------------------------------------


def _refusing(at: Here, request: HttpRequest, actor: Actor, template: str, form: Form | None = None) -> Response:
    with at.place.database.read(actor) as unit:
        found = at.request(unit)
        if not at.may_decide(unit, found):
            return settled(at, request, unit, found)
        if _notice(at, unit, found) is None:
            return _to_request(at)
        who, _checked = at.who(unit, found)
    values: dict[str, Any] = {"who": who, "form": form or blank(version=str(found.version))}
    status = 422 if form is not None else 200
    return at.place.pages.answer(request, template, status, **at.frame(), **values)


def _refuse(at: Here, request: HttpRequest, actor: Actor, sent: Form, template: str, note: NoteKind | None) -> Response:
    with at.place.database.read(actor) as unit:
        found = at.request(unit)
        if not at.may_decide(unit, found):
            return settled(at, request, unit, found)
        notice = _notice(at, unit, found)
    if notice is None or sent.get("version") != str(found.version):
        return _to_request(at)
    try:
        with at.place.database.write(actor) as unit:
            document = Decided(found.id, found.version, notice, at.language, Verdict.REFUSE)
            _decided(at, unit, document, None, note)
    except TellmarkError as error:
        return _refusing(at, request, actor, template, sent.told([Mistake("decision", *trouble(error, at.language))]))
    return _to_request(at)


def _notice(at: Here, unit: ReadUnit, found: Request) -> str | None:
    """Return the digest of the notice in the reader's language, None where it was not shown in that language yet."""
    digest = notice_of(unit, at.place.vault, found.id, at.language).digest
    return digest if digest in found.shown else None


def _to_request(at: Here) -> Response:
    """Lead to the request as it is now: it is shown there, with what has changed, or how it was answered."""
    return RedirectResponse(f"{at.base}?lang={at.language}", 303)
