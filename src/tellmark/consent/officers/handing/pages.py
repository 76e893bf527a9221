"""`/review/consents/hands`: what changed hands; one officer enters it, another confirms it, and so it is taken back."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.errors import BadHands, MisleadingName
from tellmark.consent.handed.service import all_seen, confirm, confirm_undoing, enter, let_be, looked_at, undo
from tellmark.consent.handed.words import KINDS, STATES
from tellmark.consent.hands.model import IN_FORCE, Change, HandKind, HandsState
from tellmark.consent.lawful.service import has_basis
from tellmark.consent.model import CONFIRM, REVIEW
from tellmark.consent.officers.handing.reading import change_in
from tellmark.consent.officers.pages import Shown, case_values, mistakes
from tellmark.consent.person.views import Cells
from tellmark.consent.place import STEP_UP, STRONG, Place
from tellmark.consent.states import Tag
from tellmark.consent.store import KnownParties
from tellmark.consent.troubles import trouble
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.guard import TO_WRITE
from tellmark.surface.language import language_of
from tellmark.surface.moments import day, instant
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording

BASE = "/review/consents/hands"
SECOND = "/review/consents/confirm/hands"
_HERE = "/review/consents"
_CONFIRM = (
    "confirm",
    said("Confirm it"),
    said("In a minute, each agreement with who had it before stands still, until its person agrees anew."),
)
_LET_BE = ("let_be", said("Let it be"), said("It counts for nothing. It may be entered anew."))
_UNDO = ("undo", said("It was entered wrongly"), said("A second officer has to confirm that; until then it counts."))
_UNDONE = ("confirm", said("Confirm that it was entered wrongly"), said("Its agreements count again."))
_STAYS = ("let_be", said("Let it stand"), said("It counts on."))
_LINES = {
    True: said("Look at the paper itself, and make its digest yourself. Where anything differs, let it be."),
    False: said("Nothing has to be done here now."),
}


def routes(place: Place) -> APIRouter:
    """Return these pages; what makes a change count takes an officer who has just now shown that it is them."""
    router = APIRouter(include_in_schema=False)
    reviews, form = place.guard.needs(REVIEW), place.guard.form()
    writes = place.guard.needs_step_up(TO_WRITE, REVIEW, level=STRONG)
    confirms = place.guard.needs_step_up(STEP_UP, CONFIRM, level=STRONG)

    @router.get(BASE)
    def listed(request: HttpRequest, actor: Annotated[Actor, reviews]) -> Response:
        language = language_of(request)
        with place.database.read(actor) as unit:
            shown = [_line(unit, one, language) for one in all_seen(unit)]
        doors: dict[str, Any] = {"tab": BASE, "first": True, "second": CONFIRM in actor.capabilities}
        return place.pages.answer(request, "officers/hands.html", here=_HERE, changes=shown, **doors)

    @router.get(f"{BASE}/new")
    def new(request: HttpRequest, actor: Annotated[Actor, writes]) -> Response:  # noqa: ARG001 (says who may come)
        return _asking(place, request, blank())

    @router.post(f"{BASE}/new")
    def entered(request: HttpRequest, actor: Annotated[Actor, writes], sent: Annotated[Form, form]) -> Response:
        return _entered(place, request, actor, sent)

    @router.get(BASE + "/{hands}")
    def one(request: HttpRequest, actor: Annotated[Actor, reviews], hands: str) -> Response:
        return _page(place, request, actor, hands, blank(), second=False)

    @router.post(BASE + "/{hands}")
    def decide(request: HttpRequest, actor: Annotated[Actor, writes], sent: Annotated[Form, form],
               hands: str) -> Response:  # fmt: skip
        return _decided(place, request, actor, hands, sent, second=False)

    @router.get(SECOND + "/{hands}")
    def waiting(request: HttpRequest, actor: Annotated[Actor, confirms], hands: str) -> Response:
        return _page(place, request, actor, hands, blank(), second=True)

    @router.post(SECOND + "/{hands}")
    def confirmed(request: HttpRequest, actor: Annotated[Actor, confirms], sent: Annotated[Form, form],
                  hands: str) -> Response:  # fmt: skip
        return _decided(place, request, actor, hands, sent, second=True)

    return router


def _line(unit: ReadUnit, one: Change, language: Language) -> tuple[str, str, Tag, str]:
    """Return a change as an entry of the list: where it leads, what it is, how it stands, since when."""
    return f"{BASE}/{one.id}", _title(unit, one, language), _tag(one, language), day(one.since, language)


def _title(unit: ReadUnit, one: Change, language: Language) -> str:
    told = wording(language)(said("{former}: now “{name}”"))
    return told.format(former=_former(unit, one, language), name=one.to.name)


def _former(unit: ReadUnit, one: Change, language: Language) -> str:
    if one.former.kind is HandKind.PARTY:
        return KnownParties(unit).get(one.former.id).name
    if one.former.kind is HandKind.ACCOUNT:
        return f"AC-{one.former.id[-8:].upper()}"
    return wording(language)(KINDS[one.former.kind])


def _tag(one: Change, language: Language) -> Tag:
    tone, shape, word = STATES[one.state]
    return Tag(tone, shape, wording(language)(word))


def _asking(place: Place, request: HttpRequest, form: Form) -> Response:
    kinds = [(str(kind), wording(language_of(request))(word), "") for kind, word in KINDS.items()]
    status = 422 if form.mistakes else 200
    return place.pages.answer(request, "officers/hand.html", status, path=f"{BASE}/new", here=_HERE, form=form,
                              kinds=kinds, base=BASE)  # fmt: skip


def _entered(place: Place, request: HttpRequest, actor: Actor, sent: Form) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        typed, wrong = change_in(unit, sent, language)
    if typed is None:
        return _asking(place, request, sent.told(wrong))
    try:
        with place.database.write(actor) as unit:
            known = has_basis(unit, typed.former)
            new = enter(unit, typed.former, typed.to, typed.since, typed.paper, known=known, service=place.named())
    except TellmarkError as error:
        return _asking(place, request, sent.told([_mistake(error, language)]))
    return RedirectResponse(f"{BASE}/{new.id}?lang={language}", 303)


def _mistake(error: TellmarkError, language: Language) -> Mistake:
    field = error.field if isinstance(error, BadHands) else "name" if isinstance(error, MisleadingName) else "kind"
    return Mistake("document" if field == "paper" else field, *trouble(error, language))


def _page(place: Place, request: HttpRequest, actor: Actor, hands: str, form: Form, *, second: bool) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        shown = _shown(unit, hands, language, second=second)
        values: dict[str, Any] = case_values(place, unit, shown, language)
    evidence = wording(language)(said("SHA-256 of the paper, which you have made yourself"))
    values |= {"address": f"{SECOND if second else BASE}/{hands}", "evidence": evidence}
    status = 422 if form.mistakes else 200
    return place.pages.answer(request, "officers/case.html", status, here=_HERE, form=form, **values)


def _shown(unit: ReadUnit, hands: str, language: Language, *, second: bool) -> Shown:
    """Return the page of a change. Raises NotFound for whoever is on a side, and as a second for who came first."""
    one, _ = looked_at(unit, hands), wording(language)
    waits, back = one.waits(unit.at), one.may_be_undone(unit.at)
    came_first = one.undoing.by if back and one.undoing is not None else one.first
    if second and unit.scope.account == came_first:
        raise NotFound("there is no such case here")
    decisions: tuple[tuple[str, str, str], ...]
    if second:
        decisions = (_CONFIRM, _LET_BE) if waits else (_UNDONE, _STAYS) if back else ()
    else:
        decisions = (_LET_BE,) if waits else (_STAYS,) if back else (_UNDO,) if one.state in IN_FORCE else ()
    return Shown(
        "hands", hands, _title(unit, one, language), [_(STATES[one.state][2]), _(_LINES[second and bool(decisions)])],
        _facts(unit, one, language), None, None, decisions, reasoned=decisions == (_UNDO,),
        evidence=second and bool(decisions),
    )  # fmt: skip


def _facts(unit: ReadUnit, one: Change, language: Language) -> Cells:
    _ = wording(language)
    told = [
        (_(said("What has changed hands")), _(KINDS[one.former.kind])),
        (_(said("Who had it")), _former(unit, one, language)),
        (_(said("Who has it now")), one.to.name),
        (_(said("Number of the organisation")), one.to.number or _(said("not given"))),
        (_(said("How they are reached")), one.to.contact),
        (_(said("Since")), day(one.since, language)),
    ]
    if one.effect is not None:
        told.append((_(said("Agreements stand still from")), instant(one.effect, language)))
    if one.state is HandsState.ENTERED:
        told.append((_(said("To be confirmed until")), instant(one.due, language)))
    elif one.may_be_undone(unit.at) and one.undoing is not None:
        told.append((_(said("Said to be wrong; to be confirmed until")), instant(one.undoing.due, language)))
    return [(question, answer, "", "", "") for question, answer in told]


def _decided(place: Place, request: HttpRequest, actor: Actor, hands: str, sent: Form, *, second: bool) -> Response:
    language = language_of(request)
    with place.database.read(actor) as unit:
        shown = _shown(unit, hands, language, second=second)
        back = looked_at(unit, hands).undoing is not None
    lets_be = sent.get("decision") == "let_be"
    wrong = [one for one in mistakes(shown, sent, language) if not (lets_be and one.field == "evidence")]
    if wrong:
        return _page(place, request, actor, hands, sent.told(wrong), second=second)
    try:
        with place.database.write(actor) as unit:
            _act(back=back)[sent.get("decision")](unit, hands, sent)
    except TellmarkError as error:
        told = [Mistake("decision", *trouble(error, language))]
        return _page(place, request, actor, hands, sent.told(told), second=second)
    return RedirectResponse(f"{_HERE + '/confirm' if second else BASE}?lang={language}", 303)


def _act(*, back: bool) -> dict[str, Callable[[WriteUnit, str, Form], object]]:
    confirms = confirm_undoing if back else confirm
    return {
        "confirm": lambda unit, hands, sent: confirms(unit, hands, sent.get("evidence").strip().lower()),
        "let_be": lambda unit, hands, _: let_be(unit, hands),
        "undo": lambda unit, hands, sent: undo(unit, hands, CaseReason(sent.get("reason"))),
    }
