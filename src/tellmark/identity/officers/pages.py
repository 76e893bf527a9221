"""The officers' queue: who waits, what the first has seen, and a form for the second, who is shown none of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from tellmark.identity.accounts.model import FRESH, STRONG
from tellmark.identity.accounts.roles import IDENTITY_CONFIRM, IDENTITY_VERIFY
from tellmark.identity.assurance.model import Method
from tellmark.identity.assurance.service import Comes, Recorded, nobody_comes
from tellmark.identity.assurance.store import KnownWellKnown
from tellmark.identity.errors import BadNumber
from tellmark.identity.officers.model import Case, CaseId, CaseState, Seen, Why
from tellmark.identity.officers.service import check, confirm, refuse
from tellmark.identity.officers.store import KnownCases
from tellmark.identity.officers.words import document_words, state_words, why_words
from tellmark.identity.proving.meeting import Meets, meet, nobody_meets
from tellmark.identity.verifiers.officers import OfficerVerifier
from tellmark.identity.verifiers.port import Verifier
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.vault.vault import Vault
from tellmark.surface import problems
from tellmark.surface.errors import NotAllowedHere
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.guard import Guard
from tellmark.surface.language import language_of
from tellmark.surface.leading import led
from tellmark.surface.moments import instant
from tellmark.surface.rendering import Pages, Room
from tellmark.values.languages import said

ROOMS = (
    Room("/review/identity", said("Identity cases"), IDENTITY_VERIFY),
    Room("/review/identity", said("Identity cases"), IDENTITY_CONFIRM),
)
"""Its place in the navigation: nobody has both rights."""


@dataclass(frozen=True, eq=False)
class Queue:
    """What these pages work with; *met* hears that somebody whom officers looked at was known here already, and
    *comes* by which link whom they looked at had come.
    """

    database: Database
    vault: Vault
    verifiers: Mapping[str, Verifier]
    met: Meets = nobody_meets
    comes: Comes = nobody_comes


def routes(queue: Queue, guard: Guard, pages: Pages) -> APIRouter:
    """Return the routes of the queue: to look for both officers, and for each step its own officer's."""
    router = APIRouter(include_in_schema=False)
    known = guard.needs()

    @router.get("/review/identity")
    def listed(request: Request, scope: Annotated[Scope, known]) -> Response:
        _check_officer(scope)
        language = language_of(request)
        with queue.database.read(scope) as unit:
            waiting = KnownCases(unit).waiting()
        rows = [(one, state_words(one.state, language), instant(one.opened_at, language)) for one in waiting]
        enrols = IDENTITY_VERIFY in scope.capabilities
        return pages.answer(request, "identity_queue.html", rows=rows, enrols=enrols)

    @router.get("/review/identity/{case}")
    def one(request: Request, case: str, scope: Annotated[Scope, known]) -> Response:
        _check_officer(scope)
        with queue.database.read(scope) as unit:
            found = KnownCases(unit).get(CaseId(case))
        return _asking(queue, pages, request, found, blank(), scope)

    router.include_router(_step(queue, guard, pages, "check", IDENTITY_VERIFY))
    router.include_router(_step(queue, guard, pages, "confirm", IDENTITY_CONFIRM))
    return router


def _step(queue: Queue, guard: Guard, pages: Pages, step: str, capability: str) -> APIRouter:
    """Return the routes of one officer's *step*, `check` or `confirm`."""
    router = APIRouter()
    look = check if step == "check" else partial(confirm, comes=queue.comes)
    may, form = guard.needs_step_up(FRESH, capability, level=STRONG), guard.form(16)

    @router.post("/review/identity/{case}/" + step)
    def looked(request: Request, case: str, scope: Annotated[Scope, may], sent: Annotated[Form, form]) -> Response:
        try:
            with queue.database.write(scope) as unit:
                found = look(unit, queue.vault, queue.verifiers, CaseId(case), _seen(sent))
        except BadNumber as bad:
            with queue.database.read(scope) as looking:
                bad_case = KnownCases(looking).get(CaseId(case))
            told = sent.told([Mistake(bad.field, *problems.sentences(bad, language_of(request))[:2])])
            return _asking(queue, pages, request, bad_case, told, scope, 422)
        if isinstance(found, Recorded):
            meet(queue.database, queue.vault, queue.met, scope.tenant, case, found)
        return led(request, "/review/identity")

    @router.post("/review/identity/{case}/" + step + "/refuse")
    def refused(request: Request, case: str, scope: Annotated[Scope, may], sent: Annotated[Form, form]) -> Response:
        why = Why(sent.get("why")) if sent.get("why") in list(Why) else Why.DOCUMENT_DOUBTFUL
        with queue.database.write(scope) as unit:
            refuse(unit, queue.vault, CaseId(case), why)
        return led(request, "/review/identity")

    return router


def _asking(
    queue: Queue, pages: Pages, request: Request, case: Case, sent: Form, scope: Scope, status: int = 200
) -> Response:
    """Show *case* to an officer: with the form where it is their turn, and never with what the first has seen."""
    language = language_of(request)
    verifier = queue.verifiers.get(case.verifier)
    documents = verifier.setting.documents if isinstance(verifier, OfficerVerifier) else ()
    steps = {CaseState.OPEN: ("check", IDENTITY_VERIFY), CaseState.CHECKED: ("confirm", IDENTITY_CONFIRM)}
    step, capability = steps.get(case.state, ("", ""))
    turn = capability in scope.capabilities and scope.principal not in (case.subject, case.first)
    with queue.database.read(scope) as unit:
        well_known = KnownWellKnown(unit).since(case.subject)
    shown = {
        "case": case, "state": state_words(case.state, language), "opened": instant(case.opened_at, language),
        "documents": [(name, document_words(name, language)) for name in documents],
        "reasons": [(why, why_words(why, language)) for why in Why], "form": sent, "step": step if turn else "",
        "well_known": instant(well_known, language) if well_known else "",
        "person": verifier is not None and verifier.method is Method.OFFICER, "path": f"/review/identity/{case.id}",
    }  # fmt: skip
    return pages.answer(request, "identity_case.html", status, **shown)


def _seen(sent: Form) -> Seen:
    """Read what an officer typed. Raises BadNumber for a day that is none."""
    born = sent.get("born").strip()
    try:
        day = date.fromisoformat(born) if born else None
    except ValueError as broken:
        raise BadNumber("born") from broken
    return Seen(sent.get("document"), sent.get("evidence").strip().lower(), sent.get("number"), day)


def _check_officer(scope: Scope) -> None:
    if not {IDENTITY_VERIFY, IDENTITY_CONFIRM} & scope.capabilities:
        raise NotAllowedHere(IDENTITY_VERIFY)
