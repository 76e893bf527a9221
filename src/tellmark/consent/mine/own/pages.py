"""`/me/wish`, `/orders`, `/export`, `/erase`: what a person has a say in beyond agreements."""

from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.mine.copying import copy_of
from tellmark.consent.mine.pages import frame
from tellmark.consent.model import ANSWER
from tellmark.consent.place import STEP_UP, Place
from tellmark.consent.wishes import Wish, state_wish, wish_of
from tellmark.rules.library import shipped
from tellmark.store.scope import Scope as Actor
from tellmark.subjects.erasing import ask_erasure, carry_out, left_by_law
from tellmark.subjects.model import ErasureState, Held, Kept, SubjectId
from tellmark.subjects.store import KnownErasures
from tellmark.surface import logs
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import language_of
from tellmark.surface.moments import day
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording


def routes(place: Place) -> APIRouter:
    """Return these pages."""
    router = APIRouter(include_in_schema=False, prefix="/me")
    own, form = place.guard.needs(ANSWER), place.guard.form()
    fresh = place.guard.needs_step_up(STEP_UP, ANSWER)

    @router.get("/wish")
    def wish(request: HttpRequest, actor: Annotated[Actor, fresh]) -> Response:
        return _wish(place, request, actor, blank())

    @router.post("/wish")
    def record(request: HttpRequest, actor: Annotated[Actor, fresh], sent: Annotated[Form, form]) -> Response:
        return _record(place, request, actor, sent)

    @router.get("/orders")
    def orders(request: HttpRequest, actor: Annotated[Actor, own]) -> Response:
        language = language_of(request)
        with place.database.read(actor) as unit:
            told = place.orders(unit, SubjectId(actor.principal), language)
        return place.pages.answer(request, "mine/orders.html", **frame(place, language), orders=told)

    @router.get("/export")
    def export(actor: Annotated[Actor, fresh]) -> Response:
        with place.database.read(actor) as unit:
            subject = SubjectId(actor.principal)
            data = copy_of(unit, place.vault, subject, place.elsewhere(unit, subject))
        name = 'attachment; filename="my-copy.json"'
        return Response(data, media_type="application/json", headers={"Content-Disposition": name})

    @router.get("/erase")
    def erasing(request: HttpRequest, actor: Annotated[Actor, fresh]) -> Response:
        return _erasing(place, request, actor, blank())

    @router.post("/erase")
    def erase(request: HttpRequest, actor: Annotated[Actor, fresh], sent: Annotated[Form, form]) -> Response:
        return _erase(place, request, actor, sent)

    return router


# --- the wish ---------------------------------------------------------------------------------------------------------

_WISHES = (
    (Wish.ASK_ME, said("They may ask me each time"), said("So it is where nothing was said.")),
    (
        Wish.NOBODY,
        said("Nobody: do not recreate me"),
        said("Nobody is to ask you, until you say otherwise here. What runs already you end yourself."),
    ),
)


def _wish(place: Place, request: HttpRequest, actor: Actor, form: Form) -> Response:
    language = language_of(request)
    _ = wording(language)
    with place.database.read(actor) as unit:
        stated = wish_of(unit, SubjectId(actor.principal))
    names = {wish: _(name) for wish, name, _then in _WISHES}
    now = _(said("Recorded now: {wish}")).format(wish=names[stated]) if stated else _(said("Nothing is recorded yet."))
    values: dict[str, Any] = {
        "options": [(wish, _(name), _(then)) for wish, name, then in _WISHES],
        "form": form,
        "now": now,
    }
    status = 422 if form.mistakes else 200
    return place.pages.answer(request, "mine/wish.html", status, **frame(place, language), **values)


def _record(place: Place, request: HttpRequest, actor: Actor, sent: Form) -> Response:
    _ = wording(language_of(request))
    if sent.get("wish") not in list(Wish):
        mistake = Mistake("wish", _(said("Nothing was chosen.")), _(said("Choose one of the answers.")))
        return _wish(place, request, actor, sent.told([mistake]))
    with place.database.write(actor) as unit:
        state_wish(unit, SubjectId(actor.principal), Wish(sent.get("wish")))
    return _wish(place, request, actor, blank())


# --- erasure ----------------------------------------------------------------------------------------------------------


def _erasing(place: Place, request: HttpRequest, actor: Actor, form: Form, holds: tuple[str, ...] = ()) -> Response:
    language = language_of(request)
    _ = wording(language)
    with place.database.read(actor) as unit:
        kept = left_by_law(unit, place.holders(), SubjectId(actor.principal))
    shown = [_left(one, language) for one in kept]
    status = 422 if form.mistakes else 200
    values: dict[str, Any] = {"kept": shown, "opened_by": _(_OPENED_BY), "holds": holds, "form": form}
    return place.pages.answer(request, "mine/erase.html", status, **frame(place, language), **values)


def _left(kept: Kept, language: Language) -> tuple[str, str, str, str, str]:
    """Return what a rule forces to keep, until when, what the rule says, and where it can be read."""
    _ = wording(language)
    until = _(said("It is kept until {day}, because the rule {rule} asks for it."))
    code, rule = next(
        ((code, one) for code, pack in shipped().packs.items() for one in pack.rules if one.id == kept.rule), ("", None)
    )
    return (
        _(_KEPT.get(kept.what, kept.what)),
        until.format(rule=kept.rule, day=day(kept.until, language)),
        wording(language, "rules")(rule.what) if rule else "",
        f"/rules/{code}?lang={language}#{kept.rule}" if rule else "",
        _(said("Read the rule")),
    )


_KEPT = {
    "identity.number": said("The number with which you proved who you are"),
    "consent": said("That you agreed, and to what"),
    "consent_record": said("That you agreed, and to what"),
    "identity": said("That it was proved who you are"),
    "evidence": said("What tied an answer to you"),
}


def _erase(place: Place, request: HttpRequest, actor: Actor, sent: Form) -> Response:
    language = language_of(request)
    _ = wording(language)
    if sent.get("sure") != "yes":
        mistake = Mistake("sure", _(said("The box is not ticked.")), _(said("Tick it if you are sure.")))
        return _erasing(place, request, actor, sent.told([mistake]))
    with place.database.write(actor) as unit:
        answer = ask_erasure(unit, place.holders(), SubjectId(actor.principal))
    if isinstance(answer, Held):
        line = _(said("A case holds it up under the rule {rule}; it is looked at again on {day}."))
        lines = [line.format(rule=one.terms.rule, day=day(one.terms.review_at, language)) for one in answer.holds]
        return _erasing(place, request, actor, blank(), tuple(lines))
    title, lead = _DELETED if _is_done(place, actor) else _BEING_DELETED
    if answer.erasure.kept and lead == _DELETED[1]:
        lead = _DELETED_BUT
    values: dict[str, Any] = {
        "title": _(title),
        "lead": _(lead),
        "kept": [_left(one, language) for one in answer.erasure.kept],
        "sentences": [
            *([_(_OPENED_BY)] if answer.erasure.kept else []),
            _(said("This page knew you for the last time. You can close it.")),
        ],
        "effects": [],
        "doors": (),  # there is no page of theirs any more
    }
    return place.pages.answer(request, "mine/done.html", path="/me", **frame(place, language) | values)


_OPENED_BY = said(
    "It is locked under a key of its own, which is destroyed on that day. Until then only an order of an authority,"
    " confirmed by two officers, opens it."
)
_DELETED = (
    said("It is deleted"),
    said("All your agreements have ended, and nobody can open your data any more."),
)
_DELETED_BUT = said(
    "All your agreements have ended, and nobody can open your data any more, but for what stands below."
)
_BEING_DELETED = (
    said("It is being deleted"),
    said(
        "All your agreements have ended, and your data is used no more. The key under which it is sealed could not be"
        " destroyed at this moment: that is done by itself, as soon as it can be, and you need do nothing."
    ),
)


def _is_done(place: Place, actor: Actor) -> bool:
    """Carry out what has begun; False, and a line in the log, where a store does not answer: our own pass goes on."""
    try:
        carry_out(place.database, place.vault, place.holders())
        with place.database.read(actor) as unit:
            erasure = KnownErasures(unit).of(SubjectId(actor.principal))
    except TellmarkError as trouble:
        logs.write(logs.Work("erasures", trouble.code))
        return False
    return erasure is not None and erasure.state is ErasureState.DONE
