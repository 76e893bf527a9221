"""Making a passkey by a link that was sent, or for one's own account; a person who was asked may come in without."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.identity.accounts.desk import Desk, own_account, signed_in, still_here
from tellmark.identity.accounts.errors import BadLabel, ChallengeGone, NotProved, PasskeyRefused
from tellmark.identity.accounts.model import FRESH, Account, Ending, Method, Passkey
from tellmark.identity.accounts.passkeys.service import Owner, Question, add, ask_for_new
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.proving import Proof, Spends
from tellmark.identity.accounts.roles import CONSENT_ANSWER, OWN_ACCOUNT
from tellmark.identity.accounts.service import account_for, linked, name_of
from tellmark.identity.accounts.sessions import end_visits, open_visit
from tellmark.identity.accounts.shutting import spend_link
from tellmark.identity.accounts.store import Accounts
from tellmark.store.scope import Scope
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import current, key_of
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.guard import Guard
from tellmark.surface.language import language_of
from tellmark.surface.leading import led, let_in
from tellmark.surface.limits import Doorway
from tellmark.surface.rendering import Pages
from tellmark.surface.visitors import binding_of

OWN_PAGE = "/me"
"""Where a person comes who was asked, and wants what is theirs."""


class Asking:
    """Asks for a new passkey, and takes it: what the three ways to this page have in common."""

    def __init__(self, desk: Desk, guard: Guard, pages: Pages) -> None:
        self._desk = desk
        self._guard = guard
        self._pages = pages

    def page(
        self, request: Request, unit: WriteUnit, account: Account, action: str, sent: Form | None, without: str = "",
        *, alone: bool = False, bad: BadLabel | None = None,
    ) -> Response:  # fmt: skip
        """Answer with the page that asks for a passkey of *account*; *sent* is what was no good, if anything was.

        *without* is where somebody comes in who makes none; *alone* says that nothing else opens the account then.
        *bad* is why the passkey cannot be called so: it is made already, and is sent again under another name.
        """
        visitor, language = self._guard.visitor(request), language_of(request)
        name = name_of(unit, self._desk.vault, account.id)
        form = blank(label=sent.get("label") if sent else "")
        if sent and bad:
            form, question = form.told([Mistake("label", *bad.worded(language))]), Question(sent.get("question"), "{}")
        else:
            binding, nonce = binding_of(visitor), self._desk.random(32)
            question = ask_for_new(unit, self._desk.relying, account.id, name or "Tellmark", binding, nonce)
        shown = self._pages.answer(
            request, "new_passkey.html", 422 if bad else 403 if sent else 200, path=action, action=action,
            question=question, name=name, form=form, made=sent.get("answer") if sent and bad else "",
            refused=PasskeyRefused().worded(language) if sent and not bad else None,
            host=self._desk.relying.host, origin=self._desk.relying.origin, first=not visitor.session,
            without=without, ends=alone and KnownPasskeys(unit).had(account.id),
            elsewhere=request.url.hostname != self._desk.relying.host,
        )  # fmt: skip
        return self._guard.kept(request, shown)

    def taken(self, request: Request, unit: WriteUnit, account: Account, sent: Form) -> Passkey | None:
        """Add the passkey that was sent to *account*; None where it is no good, or was asked too long ago: ask anew.

        Raises BadLabel. From then on nobody else is in by a mere proof of who they are.
        """
        visitor, desk = self._guard.visitor(request), self._desk
        Accounts(unit).locked(account.id)  # a session that is being opened elsewhere is seen here, or sees the passkey
        owner = Owner(account.id, key_of(unit, desk.vault, account.id))
        question, answer, label = sent.get("question"), sent.get("answer"), sent.get("label")
        try:
            found = add(unit, desk.relying, owner, binding_of(visitor), question, answer, label)
        except ChallengeGone:  # before anything was changed
            return None
        if not isinstance(found, Passkey):
            return None
        end_visits(unit, account.id, Ending.REPLACED, but=visitor.session)
        return found


def link_routes(desk: Desk, guard: Guard, door: Doorway, pages: Pages) -> APIRouter:
    """Return the routes of the link with which somebody makes their first passkey."""
    router, asking = APIRouter(include_in_schema=False), Asking(desk, guard, pages)
    arriving, form = guard.arriving(), guard.form()

    @router.get("/enrol/{link}", dependencies=[arriving])
    def ask(request: Request, link: str) -> Response:
        door.admit(request)
        with desk.database.write(guard.visitor(request).scope) as unit:
            return asking.page(request, unit, linked(unit, link), f"/enrol/{link}", None, alone=True)

    @router.post("/enrol/{link}", dependencies=[arriving])
    def make(request: Request, link: str, sent: Annotated[Form, form]) -> Response:
        door.admit(request)
        visitor, opened, bad = guard.visitor(request), None, None
        try:
            with desk.database.write(visitor.scope) as unit:
                account = linked(unit, link)
                if made := asking.taken(request, unit, account, sent):
                    spend_link(unit, link, made.id)
                    opened = signed_in(desk, unit, visitor, account.id, Method.PASSKEY)
        except BadLabel as label:
            bad = label
        if opened is not None:
            return let_in(request, "/account", guard.cookie, opened.secret, opened.lasts(guard.clock()))
        with desk.database.write(visitor.scope) as unit:
            return asking.page(request, unit, linked(unit, link), f"/enrol/{link}", sent, alone=True, bad=bad)

    return router


def own_routes(desk: Desk, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes with which somebody who is signed in adds a passkey."""
    router, asking = APIRouter(include_in_schema=False), Asking(desk, guard, pages)
    fresh, form = guard.needs_step_up(FRESH, OWN_ACCOUNT), guard.form()

    @router.get("/account/passkeys/new")
    def ask(request: Request, scope: Annotated[Scope, fresh]) -> Response:
        with desk.database.write(scope) as unit:
            return asking.page(request, unit, own_account(unit), "/account/passkeys/new", None)

    @router.post("/account/passkeys/new")
    def make(request: Request, scope: Annotated[Scope, fresh], sent: Annotated[Form, form]) -> Response:
        done, bad = None, None
        try:
            with desk.database.write(scope) as unit:
                current(unit, SubjectId(scope.principal))  # first, as whoever deletes them does
                done = asking.taken(request, unit, still_here(unit, guard.visitor(request)), sent)
        except BadLabel as label:
            bad = label
        if done:
            return led(request, "/account")
        with desk.database.write(scope) as unit:
            return asking.page(request, unit, own_account(unit), "/account/passkeys/new", sent, bad=bad)

    return router


def person_routes(desk: Desk, guard: Guard, door: Doorway, pages: Pages, fresh: Spends) -> APIRouter:
    """Return the routes by which a person who has only an invitation, and has proved who they are, comes to their page.

    With a passkey that they make, or without one for a while. Whoever holds the link alone does neither: it may have
    been read by others. The proof is spent by it.
    """
    router, asking = APIRouter(include_in_schema=False), Asking(desk, guard, pages)
    answers, form = guard.needs(CONSENT_ANSWER), guard.form()

    def proof(unit: WriteUnit, request: Request) -> Proof:
        found = fresh.proof(unit, SubjectId(unit.scope.principal), request.cookies)
        if found is None:
            raise NotProved
        return found

    def person(unit: WriteUnit, request: Request) -> Account:
        proof(unit, request)
        return account_for(unit, SubjectId(unit.scope.principal))

    @router.get("/c/{link}/passkey")
    def ask(request: Request, link: str, scope: Annotated[Scope, answers]) -> Response:
        door.admit(request)
        with desk.database.write(scope) as unit:
            return asking.page(request, unit, person(unit, request), f"/c/{link}/passkey", None, f"/c/{link}/visit")

    @router.post("/c/{link}/passkey")
    def make(request: Request, link: str, scope: Annotated[Scope, answers], sent: Annotated[Form, form]) -> Response:
        door.admit(request)
        here, opened, bad = f"/c/{link}", None, None
        try:
            with desk.database.write(scope) as unit:
                account = person(unit, request)
                if asking.taken(request, unit, account, sent):
                    made = sha256(f"passkey {account.id} {sent.get('question')}".encode()).hexdigest()
                    fresh.bind(unit, account.id, made, request.cookies)
                    opened = signed_in(desk, unit, guard.visitor(request), account.id, Method.PASSKEY)
        except BadLabel as label:
            bad = label
        if opened is not None:
            return let_in(request, here, guard.cookie, opened.secret, opened.lasts(guard.clock()))
        with desk.database.write(scope) as unit:
            return asking.page(request, unit, person(unit, request), f"{here}/passkey", sent, f"{here}/visit", bad=bad)

    @router.post("/c/{link}/visit", dependencies=[answers, form])
    def visit(request: Request, scope: Annotated[Scope, answers]) -> Response:
        door.admit(request)
        with desk.database.write(scope) as unit:
            account = person(unit, request)
            opened = open_visit(unit, account.id, proof(unit, request).at, desk.random(32))
            fresh.bind(unit, account.id, sha256(f"session {opened.session.id}".encode()).hexdigest(), request.cookies)
        return let_in(request, OWN_PAGE, guard.cookie, opened.secret, opened.lasts(guard.clock()))

    return router
