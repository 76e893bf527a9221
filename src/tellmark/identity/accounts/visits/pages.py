"""Signing in, showing again that it is you, signing out."""

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.identity.accounts.desk import HOME_PLACE, Desk, own_account, signed_in, unhurried
from tellmark.identity.accounts.errors import ChallengeGone, SignInRefused
from tellmark.identity.accounts.fallback.service import can_be_guessed, reopen, show, sign_in
from tellmark.identity.accounts.model import Ending, Method
from tellmark.identity.accounts.passkeys.service import (
    SIGN_IN,
    STEP_UP,
    Recognised,
    ask_for_any,
    ask_for_one_of,
    recognise,
)
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.roles import OWN_ACCOUNT
from tellmark.identity.accounts.service import folded
from tellmark.identity.accounts.sessions import end_session, renew_session
from tellmark.store.scope import Scope
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.surface.forms import Form, blank
from tellmark.surface.guard import Guard
from tellmark.surface.language import language_of
from tellmark.surface.leading import back_to, led, let_in
from tellmark.surface.limits import Doorway
from tellmark.surface.rendering import Pages
from tellmark.surface.visitors import binding_of


def routes(desk: Desk, guard: Guard, door: Doorway, pages: Pages) -> APIRouter:
    """Return the routes with which somebody signs in."""
    router = APIRouter(include_in_schema=False)
    arriving, form = guard.arriving(), guard.form()

    def asking(request: Request, place: str, *, refused: bool = False, name: str = "") -> Response:
        visitor = guard.visitor(request)
        with desk.database.write(visitor.scope) as unit:
            question = ask_for_any(unit, desk.relying, binding_of(visitor), desk.random(32))
        told = SignInRefused().worded(language_of(request)) if refused else None
        shown = pages.answer(
            request, "sign_in.html", 403 if refused else 200, path="/sign-in", question=question, place=place,
            refused=told, form=blank(name=name), host=desk.relying.host, origin=desk.relying.origin,
            elsewhere=request.url.hostname != desk.relying.host,
        )  # fmt: skip
        return guard.kept(request, shown)

    @router.get("/sign-in", dependencies=[arriving])
    def ask(request: Request) -> Response:
        place = back_to(request.query_params.get("next", ""), HOME_PLACE)
        if guard.visitor(request).session:
            return led(request, place)
        door.admit(request)
        return asking(request, place)

    @router.post("/sign-in", dependencies=[arriving])
    def by_passkey(request: Request, sent: Annotated[Form, form]) -> Response:
        door.admit(request)
        visitor, place, opened = guard.visitor(request), back_to(sent.get("next"), HOME_PLACE), None
        try:
            with unhurried(), desk.database.write(visitor.scope) as unit:
                question, answer = sent.get("question"), sent.get("answer")
                outcome = recognise(unit, desk.relying, SIGN_IN, binding_of(visitor), question, answer)
                if isinstance(outcome, Recognised):
                    reopen(unit, outcome.account)
                    opened = signed_in(desk, unit, visitor, outcome.account, Method.PASSKEY)
        except ChallengeGone:
            pass  # the page was open for too long, or sent twice: it is asked anew
        return (
            let_in(request, place, guard.cookie, opened.secret, opened.lasts(guard.clock()))
            if opened
            else asking(request, place, refused=True)
        )

    @router.post("/sign-in/code", dependencies=[arriving])
    def by_code(request: Request, sent: Annotated[Form, form]) -> Response:
        name, place, opened = sent.get("name"), back_to(sent.get("next"), HOME_PLACE), None
        visitor = guard.visitor(request)
        desk.attempts.admit(request, _tried_on("name", folded(name), sent.get("code")))
        with unhurried(), desk.database.write(visitor.scope) as unit:
            outcome = sign_in(unit, desk.vault, name, sent.get("code"))
            if outcome is not None:
                opened = signed_in(desk, unit, visitor, outcome.account, outcome.method)
        return (
            let_in(request, place, guard.cookie, opened.secret, opened.lasts(guard.clock()))
            if opened
            else asking(request, place, refused=True, name=name)
        )

    return router


def sign_out_routes(desk: Desk, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes with which somebody signs out."""
    router = APIRouter(include_in_schema=False)
    anyone, form = guard.anyone(), guard.form()

    @router.get("/sign-out", dependencies=[anyone])
    def ask_out(request: Request) -> Response:
        return pages.answer(request, "sign_out.html", known=bool(guard.visitor(request).session))

    @router.post("/sign-out", dependencies=[anyone, form])
    def out(request: Request) -> Response:
        visitor = guard.visitor(request)
        if visitor.session:
            with desk.database.write(visitor.scope) as unit:
                end_session(unit, visitor.session, Ending.SIGNED_OUT)
        response = led(request, "/sign-in")
        guard.cookie.take_back(response)
        return response

    return router


def step_up_routes(desk: Desk, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes with which somebody who is signed in shows again that it is them."""
    router = APIRouter(include_in_schema=False)
    own, form = guard.needs(OWN_ACCOUNT), guard.form()

    def asking(request: Request, scope: Scope, place: str, *, refused: bool = False) -> Response:
        visitor, only = guard.visitor(request), request.query_params.get("by") == "passkey"
        with desk.database.write(scope) as unit:
            account = own_account(unit)
            asks = KnownPasskeys(unit).of(account.id)
            binding, nonce = binding_of(visitor), desk.random(32)
            question = ask_for_one_of(unit, desk.relying, account.id, binding, nonce) if asks else None
        told = SignInRefused().worded(language_of(request)) if refused else None
        return pages.answer(
            request, "confirm.html", 403 if refused else 200, path="/account/confirm", question=question, place=place,
            refused=told, form=blank(), staff=account.is_staff, codes=account.is_staff and not only,
        )  # fmt: skip

    @router.get("/account/confirm")
    def ask(request: Request, scope: Annotated[Scope, own]) -> Response:
        return asking(request, scope, back_to(request.query_params.get("next", ""), HOME_PLACE))

    @router.post("/account/confirm")
    def by_passkey(request: Request, scope: Annotated[Scope, own], sent: Annotated[Form, form]) -> Response:
        visitor, place, opened = guard.visitor(request), back_to(sent.get("next"), HOME_PLACE), None
        try:
            with desk.database.write(scope) as unit:
                question, answer = sent.get("question"), sent.get("answer")
                outcome = recognise(unit, desk.relying, STEP_UP, binding_of(visitor), question, answer)
                if isinstance(outcome, Recognised):
                    opened = renew_session(unit, visitor.session, Method.PASSKEY, desk.random(32))
        except ChallengeGone:
            pass  # as above: it is asked anew
        return (
            let_in(request, place, guard.cookie, opened.secret, opened.lasts(guard.clock()))
            if opened
            else asking(request, scope, place, refused=True)
        )

    @router.post("/account/confirm/code")
    def by_code(request: Request, scope: Annotated[Scope, own], sent: Annotated[Form, form]) -> Response:
        visitor, place, opened = guard.visitor(request), back_to(sent.get("next"), HOME_PLACE), None
        desk.attempts.admit(request, _tried_on("account", scope.principal, sent.get("code")))
        with desk.database.write(scope) as unit:
            account = own_account(unit)
            key = key_of(unit, desk.vault, SubjectId(scope.principal))
            outcome = show(unit, account, key, sent.get("code")) if account.is_staff else None
            if outcome is not None:
                opened = renew_session(unit, visitor.session, outcome.method, desk.random(32))
        return (
            let_in(request, place, guard.cookie, opened.secret, opened.lasts(guard.clock()))
            if opened
            else asking(request, scope, place, refused=True)
        )

    return router


def _tried_on(kind: str, which: str, code: str) -> str | None:
    """Return what a *code* is counted by beside who tries it: whoever types an id as a name keeps nobody from it.

    None for what nobody can guess, such as a recovery code: no number of tries by others is to close that way.
    """
    return f"{kind} {which}" if can_be_guessed(code) else None
