"""The pages with which an administrator opens accounts, gives roles, makes links, and locks."""

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.identity.accounts.desk import Desk
from tellmark.identity.accounts.errors import BadAddress, BadName, NameTaken, NoSuchRole, RolesApart
from tellmark.identity.accounts.model import FRESH, PERSONS, STRONG, Given, Role
from tellmark.identity.accounts.overview import overview
from tellmark.identity.accounts.roles import IDENTITY_MANAGE
from tellmark.identity.accounts.service import (
    give_roles,
    lock,
    make_link,
    name_of,
    open_account,
    unlock,
)
from tellmark.identity.accounts.shutting import forget_passkeys
from tellmark.identity.accounts.store import KnownAccounts
from tellmark.identity.accounts.words import role_words, state_words
from tellmark.store.scope import Scope
from tellmark.subjects.model import SubjectId
from tellmark.surface.errors import Worded
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.guard import Guard
from tellmark.surface.language import language_of
from tellmark.surface.leading import led
from tellmark.surface.rendering import Pages
from tellmark.values.languages import said

STAFF = tuple(role for role in Role if role not in PERSONS)


def routes(desk: Desk, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes of the list, and of what opens an account."""
    router = APIRouter(include_in_schema=False)
    manages, fresh = guard.needs(IDENTITY_MANAGE), guard.needs_step_up(FRESH, IDENTITY_MANAGE, level=STRONG)
    form = guard.form()

    def listed(request: Request, scope: Scope, sent: Form, status: int = 200) -> Response:
        language = language_of(request)
        with desk.database.read(scope) as unit:
            rows = [(one, name_of(unit, desk.vault, one.id)) for one in KnownAccounts(unit).all()]
        told = [(one.id, name, role_words(one.roles, language), state_words(one.state, language)) for one, name in rows]
        confirmed = guard.visitor(request).assurance.reaches(STRONG, FRESH, guard.clock())
        roles = [(role.value, role_words([role], language), "") for role in STAFF]
        return pages.answer(
            request, "accounts.html", status, path="/accounts", rows=told, form=sent, roles=roles, confirmed=confirmed
        )

    @router.get("/accounts")
    def show(request: Request, scope: Annotated[Scope, manages]) -> Response:
        return listed(request, scope, blank())

    @router.post("/accounts")
    def add(request: Request, scope: Annotated[Scope, fresh], sent: Annotated[Form, form]) -> Response:
        try:
            with desk.database.write(scope) as unit:
                account = open_account(
                    unit, desk.vault, sent.get("name"), roles_in(sent), sent.get("mail").strip() or None
                )
                link = make_link(unit, account.id, desk.random(32))
        except (BadName, BadAddress, NameTaken, RolesApart) as wrong:
            return listed(request, scope, mistaken(request, sent, wrong), 422)
        return linked(desk, pages, request, link)

    return router


def account_routes(desk: Desk, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes of the page of one account."""
    router = APIRouter(include_in_schema=False)
    manages, fresh = guard.needs(IDENTITY_MANAGE), guard.needs_step_up(FRESH, IDENTITY_MANAGE, level=STRONG)
    form = guard.form()

    def shown(request: Request, scope: Scope, account: str, sent: Form | None, status: int = 200) -> Response:
        language = language_of(request)
        with desk.database.read(scope) as unit:
            found = overview(unit, desk.vault, KnownAccounts(unit).get(SubjectId(account)))
        typed = sent or Form({"role": tuple(found.account.roles)})
        roles = [(role.value, role_words([role], language), "") for role in STAFF]
        confirmed = guard.visitor(request).assurance.reaches(STRONG, FRESH, guard.clock())
        return pages.answer(
            request, "account_of.html", status, path=f"/accounts/{account}", found=found, form=typed, roles=roles,
            state=state_words(found.account.state, language), own=account == scope.principal, confirmed=confirmed,
            persons=PERSONS, role_words=role_words(found.account.roles, language),
        )  # fmt: skip

    @router.get("/accounts/{account}")
    def show(request: Request, account: str, scope: Annotated[Scope, manages]) -> Response:
        return shown(request, scope, account, None)

    @router.post("/accounts/{account}/roles")
    def change(request: Request, account: str, scope: Annotated[Scope, fresh], sent: Annotated[Form, form]) -> Response:
        try:
            with desk.database.write(scope) as unit:
                kept = KnownAccounts(unit).get(SubjectId(account)).roles & PERSONS
                give_roles(unit, SubjectId(account), roles_in(sent) | kept)
        except RolesApart as wrong:
            return shown(request, scope, account, mistaken(request, sent, wrong, "role"), 422)
        return led(request, f"/accounts/{account}")

    @router.post("/accounts/{account}/link")
    def link(request: Request, account: str, scope: Annotated[Scope, fresh], sent: Annotated[Form, form]) -> Response:
        del sent
        with desk.database.write(scope) as unit:
            made = make_link(unit, SubjectId(account), desk.random(32))
        return linked(desk, pages, request, made)

    @router.post("/accounts/{account}/forget")
    def forget(request: Request, account: str, scope: Annotated[Scope, fresh], sent: Annotated[Form, form]) -> Response:
        del sent
        with desk.database.write(scope) as unit:
            forget_passkeys(unit, SubjectId(account))
        return led(request, f"/accounts/{account}")

    @router.post("/accounts/{account}/lock")
    def locking(
        request: Request, account: str, scope: Annotated[Scope, fresh], sent: Annotated[Form, form]
    ) -> Response:
        with desk.database.write(scope) as unit:
            (unlock if sent.get("open") else lock)(unit, SubjectId(account))
        return led(request, f"/accounts/{account}")

    return router


def linked(desk: Desk, pages: Pages, request: Request, link: Given) -> Response:
    """Answer with a link, which is shown this once."""
    address = f"{desk.relying.origin}/enrol/{link.secret}"
    title = said("A link for a new passkey")
    return pages.answer(request, "once.html", path="/accounts", title=title, secrets=(address,), kind="link")


def roles_in(sent: Form) -> frozenset[Role]:
    """Return the roles of staff that were chosen. Raises NoSuchRole."""
    chosen = sent.all("role")
    if not set(chosen) <= set(STAFF):
        raise NoSuchRole
    return frozenset(map(Role, chosen))


def mistaken(request: Request, sent: Form, wrong: Worded, field: str = "") -> Form:
    """Return what was sent with what was wrong with it."""
    what, remedy = wrong.worded(language_of(request))
    at = field or {RolesApart: "role", BadAddress: "mail"}.get(type(wrong), "name")
    return sent.told([Mistake(at, what, remedy)])
