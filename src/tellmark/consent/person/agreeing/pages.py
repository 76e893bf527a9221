"""Below a request: each separate question, the summary, and the agreement; nothing is kept before it is sent.

What is agreed to is what was asked, or in advance what the person offers instead: `Way` carries which.

What was answered on the way stands in the address as code words and, where it is more than that, in hidden fields: so
that it works without a session, without a script, and with the browser's own way back.
"""

from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.decide import left_out, surest, ticked
from tellmark.consent.documents import digest_of
from tellmark.consent.errors import NotBound, TickMissing
from tellmark.consent.model import Awaits, CounterSent, Decided, Granted, Outcome, Request, RequestState, Verdict
from tellmark.consent.person import answering, offers, views
from tellmark.consent.person.confirming import pages as confirming
from tellmark.consent.person.here import Here
from tellmark.consent.person.pages import (
    as_themselves,
    asked_in,
    comes,
    here,
    receipt_values,
    settled,
    to_request,
)
from tellmark.consent.person.way import Way, way_of
from tellmark.consent.phrases import ASKS
from tellmark.consent.place import Place
from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.consent.reading_aloud import awaited, give, live, tied
from tellmark.consent.service import consent_of, repeated, words_of
from tellmark.consent.showing import differences, nowhere, rows
from tellmark.consent.spoken.model import Spoken
from tellmark.consent.terms import Tick
from tellmark.consent.troubles import trouble
from tellmark.media.speech import LARGEST
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.surface.errors import NoFile
from tellmark.surface.forms import Form, Mistake
from tellmark.surface.moments import instant
from tellmark.surface.uploads import FileForm
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import said, wording


def routes(place: Place, door: str) -> APIRouter:
    """Return these pages, below *door*."""
    router = APIRouter(include_in_schema=False, prefix=door)
    answers, form = comes(place, door), place.guard.form(answering.MOST_FIELDS)

    def let_in(request: HttpRequest) -> None:
        """Raise TooMany, or LinkGone, before any of a file is read."""
        place.admits(request)
        here(place, request)

    file_form = place.guard.file_form(LARGEST, let_in, answering.MOST_FIELDS)

    @router.get("/agree")
    def agreeing(request: HttpRequest, actor: Annotated[Actor, answers]) -> Response:
        return as_themselves(_agreeing, here(place, request), request, actor, asked_in(request))

    @router.post("/agree")
    def agree(request: HttpRequest, actor: Annotated[Actor, answers], sent: Annotated[Form, form]) -> Response:
        return as_themselves(_agree, here(place, request), request, actor, sent)

    @router.post("/speak")
    def speak(request: HttpRequest, actor: Annotated[Actor, answers], sent: Annotated[FileForm, file_form]) -> Response:
        return as_themselves(_speak, here(place, request), request, actor, sent)

    return router


def _agreeing(at: Here, request: HttpRequest, actor: Actor, given: Form) -> Response:
    with at.place.database.read(actor) as unit:
        found = at.request(unit)
        if not at.may_decide(unit, found):
            return settled(at, request, unit, found)
        way = way_of(found, given, at.language)
        if way is None or at.notice(unit, found) is None:
            return to_request(at)
        asked = answering.ticks_of(way.scope)
        if not way.ticks and not at.place.assures.assured(unit, at.subject):
            return _proving(at, request, way)
        if len(way.ticks) < len(asked):
            return _question(at, request, way, asked)
        try:
            ticked(way.scope, way.granted)
        except TickMissing:
            return _without(at, request, way)
        return _summary(at, request, unit, found, way)


def _proving(at: Here, request: HttpRequest, way: Way) -> Response:
    """Ask for the proof first: whoever comes back from it has lost no answer."""
    prove = at.place.proves.address(at.base, f"{at.base}/agree?{way.query()}lang={at.language}")
    values: dict[str, Any] = {"query": way.query(), "prove": prove, "changing": f"{at.base}/{way.changing}"}
    return at.place.pages.answer(request, "asked/prove.html", **at.frame(), **values)


def _question(at: Here, request: HttpRequest, way: Way, asked: tuple[Tick, ...]) -> Response:
    number, _ = len(way.ticks), wording(at.language)
    tick, lead = asked[number], f"{at.base}/agree?{way.query()}"
    before = f"{at.base}/{way.changing}" if way.offer else f"{at.base}?"
    back = f"{at.base}/agree?{way.query(number - 1)}" if number else before
    values: dict[str, Any] = {
        "query": way.query(),
        "number": number + 1,
        "count": len(asked),
        "question": _(ASKS[tick]),
        "meaning": views.meaning(tick, way.scope, at.language),
        "cites": _(views.ARTICLES[tick]),
        "yes": f"{lead}{tick}={answering.YES}&lang={at.language}",
        "no": f"{lead}{tick}={answering.NO}&lang={at.language}",
        "back": f"{back}lang={at.language}",
    }
    return at.place.pages.answer(request, "asked/tick.html", **at.frame(), **values)


def _without(at: Here, request: HttpRequest, way: Way) -> Response:
    """Say that nothing is left once a separate agreement is withheld."""
    withheld = next(tick for tick, yes in way.ticks.items() if not yes)
    number = list(way.ticks).index(withheld)
    values: dict[str, Any] = {
        "query": way.query(),
        "back": f"{at.base}/agree?{way.query(number)}lang={at.language}",
        "meaning": views.meaning(withheld, way.scope, at.language),
        "lesser": "",
    }
    return at.place.pages.answer(request, "asked/without.html", **at.frame(), **values)


def _summary(
    at: Here, request: HttpRequest, unit: ReadUnit, found: Request, way: Way, mistake: Mistake | None = None
) -> Response:
    language, _ = at.language, wording(at.language)
    granted, alone = ticked(way.scope, way.granted), not way.offer or at.alone(unit, found, way.scope)
    assured = surest(granted, at.place.assures.assured(unit, at.subject))
    spoken = _spoken(at, unit, found, way)
    ways = at.ways(unit, spoken) if assured and alone else ()
    who, _checked = at.who(unit, found)
    words = words_of(unit, at.place.vault, found.id)
    shown = rows(granted, words, language, to_person=True, text=f"{at.base}/text?lang={language}")
    places = {tick: number for number, tick in enumerate(way.ticks)}
    back = f"{at.base}/agree?{way.query()}lang={language}"
    proved = ""
    if assured and (BindingMethod.FRESH_PROOF in ways or not at.base.startswith("/c/")):  # others may have the link
        proved = _(said("You have proved who you are; that holds until {when}."))
    values: dict[str, Any] = {
        "query": way.query(),
        "form": Form(way.fields(), (mistake,) if mistake else ()),
        "rows": [(_(said("Who may")), who, "", "", ""), *views.summary_of(shown)],
        "ticks": views.questions(
            way.ticks, lambda tick: f"{at.base}/agree?{way.query(places[tick])}lang={language}", language
        ),
        "proved": proved.format(when=instant(assured.valid_until, language)) if assured else "",
        "nowhere": nowhere(left_out(granted, assured), language) if proved and assured else "",
        "prove": at.place.proves.address(at.base, back),
        "ways": [(one, *views.way_words(one, spoken, language)) for one in ways if one in views.WAYS],
        "carried": tuple(way.fields()),
        "counts": views.when_it_counts(found, language),
        "changing": f"{at.base}/{way.changing}",
        "alone": alone,
        "if_taken": offers.if_taken(found, granted, language) if way.offer else "",
        "changed": differences(found.scope, granted, language, to_person=True) if way.offer else [],
        "offered": tuple(name for name in answering.fields() if name in way.fields()),
    }
    status = 422 if mistake else 200
    return at.place.pages.answer(request, "asked/summary.html", status, path=f"{at.base}/agree", **at.frame(), **values)


def _spoken(at: Here, unit: ReadUnit, found: Request, way: Way) -> Spoken | None:
    """Return what this person has spoken over these very answers, None where nothing is there that counts."""
    notice = at.notice(unit, found)
    return live(unit, found.id, at.subject, digest_of(agreement(at, found, notice, way))) if notice else None


def _whole(at: Here, unit: ReadUnit, found: Request, sent: Form) -> tuple[Way, Decided] | None:
    """Return the way that *sent* tells, with every answer, and the document that is decided on; None for no such way.

    Raises TickMissing.
    """
    way, notice = way_of(found, sent, at.language), at.notice(unit, found)
    if way is None or notice is None or len(way.ticks) < len(answering.ticks_of(way.scope)):
        return None
    return way, agreement(at, found, notice, way)


def _over(at: Here, request: HttpRequest, unit: ReadUnit, found: Request, sent: Form) -> Response:
    """Answer with how it stands where what was *sent* just now cannot be decided any more, or was already."""
    if not answering.typed(found.scope, sent):
        return settled(at, request, unit, found, RequestState.GRANTED)
    whole = _whole(at, unit, found, sent)
    return settled(at, request, unit, found, RequestState.COUNTERED, digest_of(whole[1]) if whole else "")


def _agree(at: Here, request: HttpRequest, actor: Actor, sent: Form) -> Response:
    with at.place.database.read(actor) as unit:
        found = at.request(unit)
        if not at.may_decide(unit, found):
            return _over(at, request, unit, found, sent)
        if (whole := _whole(at, unit, found, sent)) is None:
            return to_request(at)
        way, document = whole
        if way.offer and not at.alone(unit, found, way.scope):
            return _summary(at, request, unit, found, way)
    try:
        if (following := confirming.asked(at, request, actor, document, way, sent)) is not None:
            return following
        signed = confirming.signed(at, actor, sent)
        with at.place.database.write(actor) as unit:
            outcome = repeated(unit, document)  # before a fresh proof is spent on what is decided already
            if outcome is None:
                bound = signed or _tied(at, unit, document, sent)
                outcome = at.decided(unit, document, bound)
    except TellmarkError as error:
        mistake = Mistake("decision", *trouble(error, at.language))
        with at.place.database.read(actor) as unit:
            return _summary(at, request, unit, found, way, mistake)
    return _agreed(at, request, actor, outcome)


def agreement(at: Here, found: Request, notice: str, way: Way) -> Decided:
    """Return the document that is decided on by who goes this *way*: what they offer is what is left of it with no.

    Raises TickMissing.
    """
    if not way.offer:
        return Decided(found.id, found.version, notice, at.language, Verdict.GRANT, way.granted)
    less = ticked(way.scope, way.granted)
    return Decided(found.id, found.version, notice, at.language, Verdict.COUNTER, way.granted, less)


def _tied(at: Here, unit: WriteUnit, document: Decided, sent: Form) -> Bound | None:
    """Return what ties *document* by the way that was chosen. Raises what identity says."""
    digest = digest_of(document)
    if sent.get("way") == BindingMethod.WALLET:
        return at.place.binds.by_wallet(unit, at.subject, digest, at.cookies)
    if sent.get("way") == BindingMethod.SPOKEN:
        return tied(unit, document.request, at.subject, digest)
    return at.place.binds.fresh(unit, at.subject, digest, at.cookies)


def _speak(at: Here, request: HttpRequest, actor: Actor, sent: FileForm) -> Response:
    """Take a recording of the words that were shown; the fresh proof is spent with it."""
    with at.place.database.read(actor) as unit:
        found = at.request(unit)
        if not at.may_decide(unit, found):
            return settled(at, request, unit, found)
        if (whole := _whole(at, unit, found, sent.form)) is None:
            return to_request(at)
        way, document = whole
        if BindingMethod.FRESH_PROOF not in at.place.binds.ways(unit, at.subject, at.cookies):
            mistake = Mistake("decision", *trouble(_not_bound(), at.language))
            return _summary(at, request, unit, found, way, mistake)
    try:
        spoken = _given(at, actor, document, sent.form.get("spoken"), sent.stream)
    except TellmarkError as error:
        return confirming.read_out(
            at, request, actor, document, way, Mistake("file", *trouble(error, at.language))
        )  # fmt: skip
    return confirming.waits(at, request, document, way, spoken)


def _given(at: Here, actor: Actor, document: Decided, spoken: str, stream: BinaryIO | None) -> Spoken:
    """Open a recording and keep it; nothing is opened for words that nobody waits for. Raises TellmarkError."""
    digest = digest_of(document)
    with at.place.database.read(actor) as unit:
        waits = awaited(unit, spoken, at.subject, digest)
    if waits is None or at.place.hears is None:
        raise _not_bound()
    if stream is None:
        raise NoFile
    recording = at.place.hears.heard(stream)  # between two units, never within one
    with at.place.database.write(actor) as unit:
        proof = at.place.binds.fresh(unit, at.subject, digest, at.cookies)
        return give(unit, at.place.vault, spoken, digest, recording, proof)


def _not_bound() -> NotBound:
    return NotBound(said("nobody waits for this recording"), said("Prove who you are once more, then speak."))


def _agreed(at: Here, request: HttpRequest, actor: Actor, outcome: Outcome) -> Response:
    with at.place.database.read(actor) as unit:
        if isinstance(outcome, Granted):
            values = receipt_values(at, unit, consent_of(unit, outcome.consent))
            shown = {**at.frame(), **values, "code": outcome.receipt_code}
            return at.place.pages.answer(request, "asked/receipt.html", path=at.base, **shown)
        if isinstance(outcome, CounterSent):
            return _sent(at, request, unit, outcome)
        assert isinstance(outcome, Awaits)  # a grant comes to nothing else
        return settled(at, request, unit, at.request(unit))


def _sent(at: Here, request: HttpRequest, unit: ReadUnit, outcome: CounterSent) -> Response:
    """Tell what came of an offer that was agreed to in advance, and the code that ends it, this once.

    Sent once more, because the answer never came, it tells what there is without the code.
    """
    found, _ = at.request(unit), wording(at.language)
    if outcome.receipt_code:
        return settled(at, request, unit, found, code=outcome.receipt_code, sentences=[], path=at.base)
    if found.counter is not None and found.counter.grounds is not None:
        return settled(at, request, unit, found, path=at.base)
    told = _(said("Others have to agree to it, too. If who asks takes it, each is asked once more."))
    return settled(at, request, unit, found, sentences=[told], path=at.base)
