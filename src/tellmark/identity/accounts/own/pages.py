"""The account's own page: what opens it, where it is open, and what its holder may change."""

from datetime import timedelta
from typing import Annotated

import segno
from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from tellmark.identity.accounts.address import change_address
from tellmark.identity.accounts.desk import Desk, own_account, still_here
from tellmark.identity.accounts.errors import BadApiKey, ForStaffOnly, WrongCode
from tellmark.identity.accounts.fallback.service import (
    begin_totp,
    finish_totp,
    new_recovery_codes,
    take_totp_away,
)
from tellmark.identity.accounts.model import FRESH, Ending, KeyId, PasskeyId
from tellmark.identity.accounts.overview import overview
from tellmark.identity.accounts.passkeys.revoking import take_away
from tellmark.identity.accounts.programs.service import make_key, revoke_key
from tellmark.identity.accounts.roles import OWN_ACCOUNT
from tellmark.identity.accounts.service import name_of
from tellmark.identity.accounts.sessions import end_all, end_session
from tellmark.identity.accounts.words import account_words
from tellmark.store.scope import Scope
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.surface.forms import Form, blank
from tellmark.surface.guard import Guard
from tellmark.surface.language import language_of
from tellmark.surface.leading import led
from tellmark.surface.rendering import Pages
from tellmark.surface.visitors import binding_of
from tellmark.values.languages import said


def routes(desk: Desk, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes of the page itself, and of what ends somewhere."""
    router = APIRouter(include_in_schema=False)
    own, fresh, form = guard.needs(OWN_ACCOUNT), guard.needs_step_up(FRESH, OWN_ACCOUNT), guard.form()

    @router.get("/account")
    def show(request: Request, scope: Annotated[Scope, own]) -> Response:
        visitor = guard.visitor(request)
        with desk.database.read(scope) as unit:
            found = overview(unit, desk.vault, own_account(unit))
        confirmed = visitor.assurance.fresh(FRESH, guard.clock())
        shown = account_words(found, visitor.session, language_of(request))
        filled = blank(days="90", mail=found.address)
        return pages.answer(request, "account.html", shown=shown, confirmed=confirmed, form=filled)

    @router.post("/account/address")
    def address(request: Request, scope: Annotated[Scope, fresh], sent: Annotated[Form, form]) -> Response:
        with desk.database.write(scope) as unit:
            account = still_here(unit, guard.visitor(request))
            change_address(unit, desk.vault, account, sent.get("mail").strip(), desk.tells)
        return led(request, "/account")

    @router.post("/account/sessions")
    def end(request: Request, scope: Annotated[Scope, own], sent: Annotated[Form, form]) -> Response:
        mine = SubjectId(scope.principal)
        with desk.database.write(scope) as unit:
            still_here(unit, guard.visitor(request))
            if sent.get("session"):
                end_session(unit, sent.get("session"), Ending.ENDED_BY_HOLDER, of=mine)
            else:
                end_all(unit, mine, Ending.ENDED_BY_HOLDER, but=guard.visitor(request).session)
        return led(request, "/account")

    @router.post("/account/passkeys")
    def passkey_away(request: Request, scope: Annotated[Scope, fresh], sent: Annotated[Form, form]) -> Response:
        with desk.database.write(scope) as unit:
            still_here(unit, guard.visitor(request))
            take_away(unit, PasskeyId(sent.get("passkey")), session=guard.visitor(request).session)
        return led(request, "/account")

    @router.post("/account/keys/end")
    def end_key(request: Request, scope: Annotated[Scope, own], sent: Annotated[Form, form]) -> Response:
        with desk.database.write(scope) as unit:
            revoke_key(unit, KeyId(sent.get("key")))
        return led(request, "/account")

    return router


def making_routes(desk: Desk, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes that show something this once: the key of a program, recovery codes, a secret for an app."""
    router = APIRouter(include_in_schema=False)
    fresh, form = guard.needs_step_up(FRESH, OWN_ACCOUNT), guard.form()

    @router.post("/account/keys")
    def key(request: Request, scope: Annotated[Scope, fresh], sent: Annotated[Form, form]) -> Response:
        days = sent.get("days")
        if not days.isascii() or not days.isdigit() or len(days) > 4:
            raise BadApiKey
        mine = SubjectId(scope.principal)
        with desk.database.write(scope) as unit:
            still_here(unit, guard.visitor(request))
            person, lasts = key_of(unit, desk.vault, mine), timedelta(days=int(days))
            label, rights = sent.get("label"), sent.all("capability")
            _, made = make_key(unit, mine, rights, label, lasts, person, desk.random(32))
        title = said("The key of your program")
        return pages.answer(request, "once.html", path="/account", title=title, secrets=(made.secret,), kind="key")

    @router.post("/account/recovery")
    def recovery(request: Request, scope: Annotated[Scope, fresh], sent: Annotated[Form, form]) -> Response:
        del sent
        with desk.database.write(scope) as unit:
            codes = new_recovery_codes(unit, still_here(unit, guard.visitor(request)), desk.random)
        title = said("Your recovery codes")
        return pages.answer(request, "once.html", path="/account", title=title, secrets=codes, kind="codes")

    return router


def totp_routes(desk: Desk, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes with which a member of staff sets up one-time codes."""
    router = APIRouter(include_in_schema=False)
    fresh, form = guard.needs_step_up(FRESH, OWN_ACCOUNT), guard.form()

    @router.post("/account/totp")
    def begin(request: Request, scope: Annotated[Scope, fresh], sent: Annotated[Form, form]) -> Response:
        with desk.database.write(scope) as unit:
            account = still_here(unit, guard.visitor(request))
            if sent.get("away"):
                take_totp_away(unit, account, key_of(unit, desk.vault, account.id))
                return led(request, "/account")
            visitor, name = guard.visitor(request), name_of(unit, desk.vault, account.id)
            key = key_of(unit, desk.vault, account.id)
            offered = begin_totp(unit, account, key, name, binding_of(visitor), desk.random)
        drawing = Markup(segno.make(offered.address).svg_inline(scale=4, border=2))  # noqa: S704 (drawn by us, no text in it)
        return pages.answer(
            request, "totp.html", path="/account", form=blank(), question=offered.question, secret=offered.secret,
            address=offered.address, drawing=drawing,
        )  # fmt: skip

    @router.post("/account/totp/code")
    def finish(request: Request, scope: Annotated[Scope, fresh], sent: Annotated[Form, form]) -> Response:
        with desk.database.write(scope) as unit:
            account = still_here(unit, guard.visitor(request))
            if not account.is_staff:
                raise ForStaffOnly
            key, visitor = key_of(unit, desk.vault, account.id), guard.visitor(request)
            done = finish_totp(unit, account, key, binding_of(visitor), sent.get("question"), sent.get("code"))
        if not done:
            raise WrongCode
        return led(request, "/account")

    return router
