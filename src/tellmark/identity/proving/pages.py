"""Pages on which a person proves who they are: by an invitation's link or signed in, without JavaScript.

The browser that begins a try gets a cookie of its own for it; what comes back without that cookie is refused, so that
nobody can be made to finish what another has begun.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

import segno
from fastapi import APIRouter
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from tellmark.identity.accounts.roles import CONSENT_ANSWER, OWN_ACCOUNT
from tellmark.identity.assurance.model import OF_PERSONS, AssuranceRecord, Method
from tellmark.identity.assurance.service import Rests, known, nothing_rests, signs_in
from tellmark.identity.errors import (
    BadNumber,
    NoSuchVerifier,
    NotByLink,
    ProofRefused,
    TooManyProofs,
    VerifierUnreachable,
    WrongCode,
)
from tellmark.identity.proving.browsers import PROVING, finished, named, read_cookie
from tellmark.identity.proving.model import Try
from tellmark.identity.proving.prover import Opened, Prover, Wish
from tellmark.identity.proving.returning import Framed, base_of, frame, in_language, language_in, page_of
from tellmark.identity.proving.words import record_words, way, ways
from tellmark.identity.verifiers.phone import spelled
from tellmark.identity.verifiers.port import Channel, Go, Scan, Type, Verifier
from tellmark.store.scope import Scope
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface import problems
from tellmark.surface.errors import NotHere
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.guard import Guard
from tellmark.surface.heads import sees_nothing, unmade
from tellmark.surface.language import language_of
from tellmark.surface.limits import Attempts
from tellmark.surface.moments import instant
from tellmark.surface.rendering import Pages, Room
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import said, wording

ROOMS = (Room("/prove", said("Prove who you are"), OWN_ACCOUNT),)
"""Their place in the navigation."""

_LASTS = timedelta(minutes=30)
_LONGEST = 4096
_STRANDS = (ProofRefused, TooManyProofs, VerifierUnreachable)


@dataclass(frozen=True, eq=False)
class Booth:
    """What these pages work with: the prover, who may come, how often something may be guessed at, what *rests* on it.

    It is told where a record is revoked.
    """

    prover: Prover
    guard: Guard
    pages: Pages
    attempts: Attempts
    rests: Rests = nothing_rests

    @property
    def cookie(self) -> str:
        """The name of the cookie of a try."""
        return named(PROVING, https=self.guard.cookie.https)

    def give(self, response: Response, opened: Opened) -> Response:
        """Let the browser keep what ties the try to it; other sites cannot read or set it."""
        self.guard.cookie.tie(response, PROVING, opened.shown, _LASTS)
        return response

    def shown(self, request: Request) -> tuple[str, str]:
        """Return the handle and the secret of the browser's cookie. Raises ProofRefused where it shows none."""
        parts = read_cookie(request.cookies.get(self.cookie, ""))
        if parts is None:
            raise ProofRefused("proof.no_cookie")
        return parts

    def began(self, request: Request) -> bool:
        """Tell whether the browser has begun a try at all."""
        return read_cookie(request.cookies.get(self.cookie, "")) is not None

    def proved(self, request: Request, unit: ReadUnit, subject: SubjectId) -> list[AssuranceRecord]:
        """Return what *subject* has proved, also what cools off; by a link, which others may have, only what this very
        browser has."""
        there = [one for one in known(unit, self.prover.vault, subject) if one.in_force(unit.at)]
        if "link" not in request.path_params:
            return there
        begun = finished(unit, request.cookies)
        return [one for one in there if begun is not None and one.id == begun.record]

    def offered(self, request: Request) -> dict[str, Verifier]:
        """Return the ways for whoever sent *request*: by a link, only those that tell who a person is."""
        by_link = "link" in request.path_params
        every = self.prover.verifiers.items()
        return {name: one for name, one in every if not by_link or one.method in OF_PERSONS}

    def named(self, request: Request, name: str) -> Verifier:
        """Return an offered verifier by its name. Raises NoSuchVerifier."""
        found = self.offered(request).get(name)
        if found is None:
            raise NoSuchVerifier
        return found

    def tried_on(self, scope: Scope, verifier: str, phone: str) -> str | None:
        """Return what a new try is counted by, beside who begins it: the telephone that it rings; else nothing.

        No person, for nothing of theirs is guessed at, and others who have their link would keep them from it.
        """
        found = self.prover.verifiers.get(verifier)
        if found is None or found.method is not Method.PHONE:
            return None
        return f"phone {scope.tenant} {spelled(phone)}"


def routes(booth: Booth) -> APIRouter:
    """Return the routes of all these pages."""
    router = APIRouter(include_in_schema=False)
    for base, capability in (("/prove", OWN_ACCOUNT), ("/c/{link}/prove", CONSENT_ANSWER)):
        router.include_router(_begun(booth, base, capability))
        router.include_router(_finished(booth, base, capability))
    router.include_router(_returned(booth))
    return router


def _begun(booth: Booth, base: str, capability: str) -> APIRouter:
    """Return the pages on which a proof is begun, under *base*, for those who have *capability*."""
    router, guard, pages = APIRouter(), booth.guard, booth.pages
    may, form = guard.needs(capability), guard.form(8)

    def asking(request: Request, verifier: Verifier, sent: Form, asked: str, status: int = 200) -> Response:
        shown, here = way(verifier, language_of(request)), _base(request, base)
        framed = frame(here, page_of(asked, here), language_of(request))
        return pages.answer(request, "prove_way.html", status, way=shown, form=sent, **framed)

    @router.get(base)
    def choose(request: Request, scope: Annotated[Scope, may]) -> Response:
        language = language_of(request)
        with booth.prover.database.read(scope) as unit:
            subject = SubjectId(scope.principal)
            proved = record_words(booth.proved(request, unit, subject), unit.at, language)
            alone = not signs_in(unit, subject)
        offered = ways(booth.offered(request), language)
        here = _base(request, base)
        framed = frame(here, page_of(request.query_params.get("back", ""), here), language)
        return pages.answer(request, "prove.html", ways=offered, proved=proved, alone=alone, **framed)

    @router.get(base + "/way/{verifier}")
    def one_way(request: Request, verifier: str, scope: Annotated[Scope, may]) -> Response:
        del scope
        return asking(request, booth.named(request, verifier), blank(), request.query_params.get("back", ""))

    @router.post(base + "/way/{verifier}")
    def begin(request: Request, verifier: str, scope: Annotated[Scope, may], sent: Annotated[Form, form]) -> Response:
        found, language = booth.named(request, verifier), language_of(request)
        phone = sent.get("phone")
        booth.attempts.admit(request, booth.tried_on(scope, verifier, phone))
        here = _base(request, base)
        back = in_language(page_of(sent.get("back"), here), language)
        subject, door = SubjectId(scope.principal), _door(request, booth)
        wish = Wish(subject, verifier, back, {"phone": phone}, language=language, door=door)
        try:
            opened = booth.prover.begin(scope, wish)
        except BadNumber as bad:
            mistake = Mistake(bad.field, *problems.sentences(bad, language)[:2])
            return asking(request, found, sent.told([mistake]), back, 422)
        except _STRANDS as refused:
            return _refused(booth, request, refused, here, back)
        return booth.give(_next(booth, request, found, opened, frame(here, back, language)), opened)

    return router


def _finished(booth: Booth, base: str, capability: str) -> APIRouter:
    """Return the pages under *base* on which a proof is finished: a code is typed, a wallet has answered."""
    router, guard = APIRouter(), booth.guard
    may, form = guard.needs(capability), guard.form(8)

    @router.post(base + "/way/{verifier}/code")
    def code(request: Request, verifier: str, scope: Annotated[Scope, may], sent: Annotated[Form, form]) -> Response:
        del scope
        handle, secret = booth.shown(request)
        booth.attempts.admit(request, f"try {handle}")
        here, answer = _base(request, base), {"code": sent.get("code")}
        framed = frame(here, page_of(sent.get("back"), here), language_of(request))
        try:
            settled = booth.prover.answer(Channel.TYPED, verifier, handle, answer, secret)
        except WrongCode as wrong:
            mistake = Mistake("code", *problems.sentences(wrong, language_of(request))[:2])
            return _typing(booth, request, booth.named(request, verifier), blank().told([mistake]), framed, 403)
        except _STRANDS as refused:
            return _refused(booth, request, refused, here, framed["back"])
        return _done(booth, request, settled.back)

    @router.get(base + "/done")
    def wallet(request: Request, scope: Annotated[Scope, guard.anyone()]) -> Response:
        del scope
        here = _base(request, base)
        if not booth.began(request):
            raise NotHere
        framed = frame(here, page_of(request.query_params.get("back", ""), here), language_of(request))
        if (back := booth.prover.done(*booth.shown(request))) is not None:
            return _done(booth, request, back)
        return booth.pages.answer(request, "prove_wait.html", **framed)

    return router


def _next(booth: Booth, request: Request, verifier: Verifier, opened: Opened, framed: Framed) -> Response:
    """Show what comes next. A page of ours stands between us and another site: people see where they are led."""
    shown = way(verifier, language_of(request))
    match opened.step:
        case Go(address):
            return booth.pages.answer(request, "prove_go.html", way=shown, address=address, **framed)
        case Scan(address, here):
            code = segno.make(address, error="m").svg_inline(border=4, light="#fff", omitsize=True)
            drawn = Markup(code)  # noqa: S704 (our own drawing of an address)
            return booth.pages.answer(request, "prove_scan.html", way=shown, code=drawn, here=here, **framed)
        case Type():
            return _typing(booth, request, verifier, blank(), framed)
        case _:
            return booth.pages.answer(request, "prove_meet.html", way=shown, number=opened.attempt[:8], **framed)


def _typing(
    booth: Booth, request: Request, verifier: Verifier, form: Form, framed: Framed, status: int = 200
) -> Response:
    shown, place = way(verifier, language_of(request)), f"{framed['base']}/way/{verifier.name}"
    values = {"form": form, "place": place, "path": place, "way": shown}
    return booth.pages.answer(request, "prove_code.html", status, **values, **framed)


def _returned(booth: Booth) -> APIRouter:
    """Return the page to which another site sends the browser back; who it is, its cookie says."""
    router = APIRouter()

    @router.get("/prove/{verifier}/back")
    def back(request: Request, verifier: str, scope: Annotated[Scope, booth.guard.anyone()]) -> Response:
        del scope
        query = _query(request)
        handle, secret = booth.shown(request)
        told = not sees_nothing(request)
        if told:
            booth.attempts.admit(request, f"try {handle}")
        if query.pop("state", "") != handle:
            raise ProofRefused("proof.state")
        if not told:  # what the provider says is judged once, for whoever is told what came of it
            return unmade("text/html")
        asked = booth.prover.asked_from(handle, secret)  # before: what is refused is forgotten
        try:
            settled = booth.prover.answer(Channel.BROWSER, verifier, handle, query, secret)
        except _STRANDS as refused:
            if not asked:
                raise
            return _refused(booth, request, refused, base_of(asked), asked)
        return _done(booth, request, settled.back)

    return router


def _done(booth: Booth, request: Request, back: str) -> Response:
    language = language_in(back) or language_of(request)
    framed = frame(base_of(back), back, language) | {"path": back.partition("?")[0], "query": ""}
    until = booth.prover.cools(*booth.shown(request))
    counts_from = instant(until, language) if until else ""
    return booth.pages.answer(request, "prove_done.html", language=language, counts_from=counts_from, **framed)


def _refused(booth: Booth, request: Request, refused: TellmarkError, base: str, back: str) -> Response:
    """Answer that nothing was proved: in the language of the page that had asked, with the way back to it."""
    language = language_in(back) or language_of(request)
    framed = frame(base, back, language)
    if isinstance(refused, NotByLink):
        way_on = framed["led_back"], wording(language)(said("Back to the request"))
    else:
        way_on = f"{base}?{urlencode({'back': back})}", wording(language)(said("Choose another way"))
    return problems.answer(request, refused, booth.pages, language=language, way=way_on, path=base, **framed)


def _query(request: Request) -> dict[str, str]:
    """Return the query, each name once. Raises ProofRefused for one that says something twice (RFC 6749 §3.1)."""
    pairs = request.query_params.multi_items()
    if len({name for name, _ in pairs}) != len(pairs) or sum(len(value) for _, value in pairs) > 2 * _LONGEST:
        raise ProofRefused("proof.query")
    return dict(pairs)


def _door(request: Request, booth: Booth) -> str:
    """Return the session of the link by which *request* came, empty for whoever is signed in."""
    return booth.guard.visitor(request).session if "link" in request.path_params else ""


def _is(subject: SubjectId, made: Try | None) -> bool:
    """Tell whether a browser has *made* a proof of *subject*: whoever only holds a link is told nothing of them."""
    return made is not None and made.subject == subject


def _base(request: Request, base: str) -> str:
    return base.replace("{link}", str(request.path_params.get("link", "")))
