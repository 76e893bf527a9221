"""`/consents/new` and `/consents/{id}/edit`: a request is composed page by page; nothing is kept before the end."""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.askers import asker_of
from tellmark.consent.asks import LONGEST_WORDS
from tellmark.consent.errors import BadAsk
from tellmark.consent.model import REQUEST, Ask, PersonAsked, Request, RequestId, RequestState
from tellmark.consent.notices import promise
from tellmark.consent.owning import own_request
from tellmark.consent.people import Asker
from tellmark.consent.person.views import summary_of
from tellmark.consent.place import Place
from tellmark.consent.requester.composing import again, fields, steps
from tellmark.consent.requester.composing.faults import mistakes_of
from tellmark.consent.requester.composing.once import ONCE, Made, made_once, tied
from tellmark.consent.service import draft, edit, name_party, open_group, send, words_of
from tellmark.consent.showing import rows
from tellmark.consent.troubles import trouble
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.surface.forms import Form, Mistake, blank, count_in
from tellmark.surface.language import language_of
from tellmark.surface.repeats import KeyReused
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording

_SECRET = 32
_MOST = 400
"""Fields of a form that carries every page."""
_LARGEST = 12 * sum(LONGEST_WORDS.values()) + (64 << 10)
"""Bytes of it: in a form, a character takes twelve at most; and whatever is no words."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where somebody composes: a new request, or the next version of one that has not been answered.

    *before* is what was asked before, where the pages begin with it: what is not changed of it stays as it was.
    """

    place: Place
    language: Language
    action: str
    editing: bool
    asker: str
    before: Ask | None = None

    def begun(self, **more: str) -> Form:
        """Return the pages as they begin with what was asked before, and with *more* that goes along."""
        begun = fields.filled(self.before.scope, self.before.words) if self.before else {}
        return Form({**begun, **{name: (value,) for name, value in more.items()}})

    def read(self, sent: Form) -> fields.Read:
        """Read everything that was typed."""
        return fields.read(sent, self.language, self.asker, self.before)

    def shown(self, request: HttpRequest, step: str, form: Form, **more: Any) -> Response:
        """Answer with the page of *step*, everything typed on the others going along unseen."""
        _, form = wording(self.language), tied(self.place, form)
        here = fields.STEPS.get(step, ())
        own = set(here) | (set(fields.person_fields(fields.persons_in(form))) if step == "who" else set())
        values: dict[str, Any] = {
            "step": step,
            "number": [*fields.STEPS, "summary"].index(step) + 1,
            "question": _(steps.QUESTIONS[step]),
            "lead": _(steps.LEADS[step]),
            "form": form,
            "carried": [name for name in [*fields.names_of(form), "seen", "again", ONCE] if name not in own],
            "action": self.action,
            "persons": fields.persons_in(form),
            "exact": steps.exact(self.before, self.language),
            "fixed": self.before.scope.content if self.before and not self.before.words.content else None,
            **steps.options(self.language, form, editing=self.editing),
            **more,
        }
        status = 422 if form.mistakes else 200
        return self.place.pages.answer(request, "requester/compose.html", status, here="/consents", **values)


def routes(place: Place) -> APIRouter:
    """Return the composing pages."""
    router = APIRouter(include_in_schema=False, prefix="/consents")
    asks, form = place.guard.needs(REQUEST), place.guard.form(_MOST, _LARGEST)

    @router.get("/new")
    def new(request: HttpRequest, actor: Annotated[Actor, asks]) -> Response:
        return _new(place, request, actor).shown(request, "terms", blank(persons="1"))

    @router.post("/new")
    def compose(request: HttpRequest, actor: Annotated[Actor, asks], sent: Annotated[Form, form]) -> Response:
        return _composed(_new(place, request, actor, sent.get("again")), request, actor, sent, None)

    @router.get("/{request_id}/again")
    def anew(request: HttpRequest, actor: Annotated[Actor, asks], request_id: str) -> Response:
        with place.database.read(actor) as unit:
            filled = again.filled(unit, place.vault, own_request(unit, RequestId(request_id)))
        return _new(place, request, actor, request_id).shown(request, "terms", filled)

    @router.get("/{request_id}/edit")
    def editing(request: HttpRequest, actor: Annotated[Actor, asks], request_id: str) -> Response:
        with place.database.read(actor) as unit:
            desk, found = _edited(place, request, unit, request_id)
        return desk.shown(request, "terms", desk.begun(seen=str(found.version)))

    @router.post("/{request_id}/edit")
    def change(
        request: HttpRequest, actor: Annotated[Actor, asks], sent: Annotated[Form, form], request_id: str
    ) -> Response:
        with place.database.read(actor) as unit:
            desk, found = _edited(place, request, unit, request_id)
        return _composed(desk, request, actor, sent, found)

    return router


def _new(place: Place, request: HttpRequest, actor: Actor, instead: str = "") -> _Desk:
    """Return where a new request is composed, or what was agreed to on the request *instead* is asked anew."""
    with place.database.read(actor) as unit:
        before, asker = again.agreed(unit, place.vault, instead), _called(place, unit)
    return _Desk(place, language_of(request), "/consents/new", editing=False, asker=asker, before=before)


def _edited(place: Place, request: HttpRequest, unit: ReadUnit, request_id: str) -> tuple[_Desk, Request]:
    """Return where the next version of a request is composed, and the request. Raises NotFound, SubjectErased."""
    found = own_request(unit, RequestId(request_id))
    before = Ask(found.scope, words_of(unit, place.vault, found.id), found.party, found.supersedes)
    asker = again.called_on(unit, found, before.words.asker, _called(place, unit))
    editing, action = found.state is not RequestState.DRAFT, f"/consents/{found.id}/edit"
    return _Desk(place, language_of(request), action, editing, asker, before), found


def _called(place: Place, unit: ReadUnit) -> str:
    """Return under which name is asked: of an account that changed hands, whose it is now."""
    return again.called(unit) or place.named()


def _composed(desk: _Desk, request: HttpRequest, actor: Actor, sent: Form, found: Request | None) -> Response:
    """Lead on to the page that was asked for; before the summary and before sending, everything has to fit."""
    go, step = sent.get("go"), sent.get("step")
    if go == "person":
        more = str(min(fields.persons_in(sent) + 1, fields.MOST_PERSONS))
        return desk.shown(request, "who", Form({**sent.fields, "persons": (more,)}))
    if go in fields.STEPS:
        return desk.shown(request, go, sent)
    read = desk.read(sent)
    wrong = [one for one in read.wrong if found is None or fields.step_of(one.field) != "who"]
    if go == "next" and step in fields.STEPS:
        return _next(desk, request, step, sent, wrong)
    if wrong or read.scope is None:
        return _mended(desk, request, sent, wrong)
    if go == "summary" or not sent.get(ONCE):
        return _summary(desk, request, sent, read)
    return _kept(desk, request, actor, sent, read, found)


def _next(desk: _Desk, request: HttpRequest, step: str, sent: Form, wrong: list[Mistake]) -> Response:
    """Show the next page, or this one again with what is wrong on it."""
    here = [one for one in wrong if fields.step_of(one.field) == step]
    if here:
        return desk.shown(request, step, sent.told(here))
    order = [*fields.STEPS]
    following = order[order.index(step) + 1 :]
    if following:
        return desk.shown(request, following[0], sent)
    if wrong:
        return _mended(desk, request, sent, wrong)
    return _summary(desk, request, sent, desk.read(sent))


def _mended(desk: _Desk, request: HttpRequest, sent: Form, wrong: list[Mistake]) -> Response:
    """Show the first page on which something is wrong."""
    first = fields.step_of(wrong[0].field)
    return desk.shown(request, first, sent.told([one for one in wrong if fields.step_of(one.field) == first]))


def _summary(desk: _Desk, request: HttpRequest, sent: Form, read: fields.Read) -> Response:
    assert read.scope is not None  # or something would be wrong
    _ = wording(desk.language)
    persons = [
        (one.name, one.contact or _(said("You hand over the link yourself")), "", "", "") for one in read.persons
    ]
    party = read.party or _(said("Ourselves"))
    values: dict[str, Any] = {
        "summary": [
            (_(said("On behalf of")), party, read.number, "", ""),
            *summary_of(rows(read.scope, read.words, desk.language, to_person=False)),
            (_(said("The person reads as your promise")), promise(desk.language), "", "", ""),
        ],
        "people": persons,
        "high_risk": read.scope.high_risk,
        "content": read.words.content,
        "digest": read.scope.content,
    }
    return desk.shown(request, "summary", sent, **values)


def _kept(
    desk: _Desk, request: HttpRequest, actor: Actor, sent: Form, read: fields.Read, found: Request | None
) -> Response:
    """Draft, and send where that was asked: all of it or none, and once, however often the same is sent."""
    try:
        with desk.place.database.write(actor) as unit:
            of = None if found is None else found.id
            made = made_once(unit, desk.place, sent, read, of, lambda: _made(unit, desk.place, sent, read, found))
    except BadAsk as error:
        return _mended(desk, request, sent, mistakes_of(error.faults, desk.language))
    except KeyReused:
        return _otherwise(desk, request, sent, read)
    except TellmarkError as error:
        told = trouble(error, desk.language)
        if found is not None:  # of whom is asked, and for whom, nothing can be changed: no page has its field
            return _summary(desk, request, sent.told([Mistake("send", *told)]), read)
        return _mended(desk, request, sent, [Mistake("party", *told)])
    if found is not None or sent.get("go") != "send":
        return RedirectResponse(f"/consents/{made[0].request}?lang={desk.language}", 303)
    return sent_page(desk.place, request, [(one.name, it) for one, it in zip(read.persons, made, strict=True)])


def _otherwise(desk: _Desk, request: HttpRequest, sent: Form, read: fields.Read) -> Response:
    """Say that these pages were sent before and said something else; to send them once more is a will of its own."""
    _ = wording(desk.language)
    told = Mistake("send", *(_(text) for text in _OTHERWISE[desk.action == "/consents/new"]))
    return _summary(desk, request, sent.without(ONCE).told([told]), read)


_OTHERWISE = {
    True: (
        said("These pages were sent already, and said something else then: that request was made."),
        said("Look at it in your list, and change it there. To ask this as well, send it once more."),
    ),
    False: (
        said("These pages were sent already, and said something else then: that is the request now."),
        said("Open the request, look at it as it is now, and change that."),
    ),
}
"""Of a new request, and of the next version of one."""


def _made(unit: WriteUnit, place: Place, sent: Form, read: fields.Read, found: Request | None) -> list[Made]:
    """Make the next version of *found*, or draft what was typed, and send it where that was asked."""
    if found is not None:
        ask = _ask(unit, read, found)
        edit(unit, place.vault, found.id, ask, count_in(sent.get("seen")), _asker(unit, place, ask))
        return [Made(found.id)]
    drafted = [one.id for one in _drafted(unit, place, read, sent.get("again"))]
    return [sent_to(unit, place, one) if sent.get("go") == "send" else Made(one) for one in drafted]


def _ask(unit: WriteUnit, read: fields.Read, found: Request | None) -> Ask:
    assert read.scope is not None  # or something would be wrong
    if found is not None:
        return Ask(read.scope, read.words, found.party, found.supersedes)
    party = name_party(unit, read.party, read.number or None).id if read.party else None
    return Ask(read.scope, read.words, party)


def _drafted(unit: WriteUnit, place: Place, read: fields.Read, instead: str) -> list[Request]:
    """Draft what was typed, in place of what was agreed to on the request *instead*, if any."""
    ask = _ask(unit, read, None)
    if instead:
        ask = replace(ask, supersedes=own_request(unit, RequestId(instead)).consent)
    group = open_group(unit) if len(read.persons) > 1 else None
    known = _asker(unit, place, ask)
    return [draft(unit, place.vault, ask, person, group, known) for person in read.persons]


def _asker(unit: WriteUnit, place: Place, ask: Ask) -> Asker:
    return asker_of(unit, place.vouches, place.named(), ask.party)


def sent_to(unit: WriteUnit, place: Place, request: RequestId) -> Made:
    """Ask the person of *request*, by mail or by whoever asks. Raises as `service.send`."""
    invitation = send(unit, place.vault, request, place.random(_SECRET))
    return Made(request, place.postbox.put(unit, place.vault, invitation).link)


def sent_page(place: Place, request: HttpRequest, sents: list[tuple[str, Made]]) -> Response:
    """Answer with by what each went; a link that whoever asks has to send themselves is told this once."""
    shown = [(name, one.link, f"/consents/{one.request}") for name, one in sents]
    values: dict[str, Any] = {"sents": shown, "told": any(one.link for _, one in sents)}
    return place.pages.answer(request, "requester/sent.html", path="/consents", **values)


__all__ = ["PersonAsked", "routes", "sent_page", "sent_to"]
