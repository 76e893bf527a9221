"""Who may use a route: each says so itself, or the application refuses to start.

    @router.get("/v1/things/{id}")
    def thing(id: str, scope: Annotated[Scope, guard.needs("things.read")]) -> ...

What a route is given is the scope of its visitor: a repository built with it sees their tenant and no other, so that
another tenant's id is answered as one that does not exist.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from anyio import to_thread
from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from tellmark.store.scope import Scope, TenantId
from tellmark.surface.errors import FormNotSentHere, FormTooOld, NoCookieKept, NotAllowedHere, NotKnown, StepUpNeeded
from tellmark.surface.forgery import FIELD, LASTS, Came, FormTokens, Sent, came
from tellmark.surface.forms import LARGEST_FORM, Form, form_of
from tellmark.surface.principal import Kind, Knows, Principal, Shown, nobody
from tellmark.surface.session_secrets import digest_of, new_secret
from tellmark.surface.sessions import SessionCookie
from tellmark.surface.uploads import FileForm, handed_in
from tellmark.surface.visitors import PRINCIPAL, binding_of, visitor_of
from tellmark.values.ids import entropy

TO_WRITE = timedelta(minutes=30)
"""How long ago whoever copies a paper into a long form may have shown who they are.

It counts for nothing before a second officer, freshly known, has confirmed it.
"""
_ARRIVAL = "tellmark-arrival"
"""The name of the cookie of a browser that is about to sign in, and where it stands in the request's scope."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Public:
    """Says that a route is open to everybody and changes nothing: nobody can be made to do it in another's name."""

    async def __call__(self) -> None:
        """Let everybody in."""


PUBLIC: Any = Depends(Public())
"""For a route, or a whole router, that is open to everybody, asks nobody's name, and changes nothing."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Says what a route needs of its visitor. *capabilities* None: everybody may come, known or not."""

    guard: "Guard"
    capabilities: tuple[str, ...] | None
    within: timedelta | None = None
    level: int = 0
    arriving: bool = False

    def __call__(self, request: Request) -> Scope:
        """Return the scope of the visitor.

        Raises NotKnown, NotAllowedHere, StepUpNeeded, FormNotSentHere, NoCookieKept.
        """
        visitor = self.guard.arrived(request) if self.arriving else self.guard.visitor(request)
        _check_way(request, visitor)
        if self.capabilities is not None:
            self._check(visitor)
        return visitor.scope

    def _check(self, visitor: Principal) -> None:
        if visitor.kind is Kind.ANONYMOUS and not visitor.capabilities:
            raise NotKnown
        for capability in self.capabilities or ():
            if capability not in visitor.capabilities:
                raise NotAllowedHere(capability)
        if self.within is not None and not visitor.assurance.reaches(self.level, self.within, self.guard.clock()):
            raise StepUpNeeded(int(self.within.total_seconds()), self.level)


@dataclass(frozen=True, slots=True)
class FormGate:
    """Says that a route takes a form of our own pages, at most *most* fields of it, *largest* bytes in all."""

    guard: "Guard"
    most: int
    largest: int = LARGEST_FORM

    async def __call__(self, request: Request) -> Form:
        """Return the form. Raises FormNotSentHere, FormTooOld, BadForm."""
        visitor = self.sender(request)
        return self.checked(request, visitor, await form_of(request, self.most, self.largest))

    def sender(self, request: Request) -> Principal:
        """Return who sent the form, before any of it is read. Raises FormNotSentHere."""
        visitor = visitor_of(request)
        if visitor is None:  # its Gate comes first, or the application would not have started
            raise AssertionError("a form without a visitor")
        if came(request.headers) is Came.FROM_ELSEWHERE:
            raise FormNotSentHere
        return visitor

    def checked(self, request: Request, visitor: Principal, form: Form) -> Form:
        """Return *form* without its token, once that was found to be ours. Raises FormNotSentHere, FormTooOld."""
        token, binding = form.get(FIELD), binding_of(visitor)
        match self.guard.tokens.check(token, binding, request.url.path, self.guard.clock()):
            case Sent.NOT_HERE:
                raise FormNotSentHere
            case Sent.LONG_AGO:
                raise FormTooOld
            case Sent.HERE:
                return form.without(FIELD)


@dataclass(frozen=True, slots=True)
class FileGate:
    """Says that a route takes a form of our own pages with a file of at most *largest* bytes in it.

    What is looked at *ahead* of reading the file raises where the request is not let in.
    """

    form: FormGate
    largest: int
    ahead: Callable[[Request], object]

    async def __call__(self, request: Request) -> AsyncIterator[FileForm]:
        """Give the form, and the file for as long as it is worked on.

        Raises as FormGate and *ahead*, and FileTooLarge.
        """
        visitor = self.form.sender(request)
        await to_thread.run_sync(self.ahead, request)
        async with handed_in(request, self.largest, self.form.most) as sent:
            yield replace(sent, form=self.form.checked(request, visitor, sent.form))


@dataclass(frozen=True, eq=False)
class Guard:
    """Knows visitors, and makes what routes declare. *home* is the tenant of those of whom nothing is known."""

    knows: Knows
    home: TenantId
    cookie: SessionCookie
    tokens: FormTokens
    clock: Callable[[], datetime]

    def needs(self, *capabilities: str) -> Any:
        """Return the dependency of a route for those who have all *capabilities*; it gives their Scope."""
        return Depends(Gate(self, capabilities))

    def needs_step_up(self, within: timedelta, *capabilities: str, level: int = 1) -> Any:
        """As `needs`, for those who proved who they are no longer than *within* ago, whatever their session says.

        By something of that *level* at least (NIST SP 800-63B AAL): 2 for what opens, or decides on, somebody else's
        identity; 1, which a code also has, for whoever ends or deletes what is their own.
        """
        return Depends(Gate(self, capabilities, within, level))

    def anyone(self) -> Any:
        """Return the dependency of a route that asks who it is, and lets everybody in; it gives their Scope."""
        return Depends(Gate(self, None))

    def arriving(self) -> Any:
        """As `anyone`, for a route by which a browser signs in: its form is good in the browser that was given it.

        Else a form with somebody else's answer would sign a browser in as them, where it does not say where the form
        comes from. What shows the form goes through `kept`.
        """
        return Depends(Gate(self, None, arriving=True))

    def arrived(self, request: Request) -> Principal:
        """Return who sent *request*, and in which browser where nobody has signed in. Raises NoCookieKept."""
        visitor = self.visitor(request)
        if visitor.session or visitor.browser:
            return visitor
        secret = self.cookie.tied(request, _ARRIVAL)
        if not secret and request.method not in _SAFE:
            raise NoCookieKept
        request.scope[_ARRIVAL] = secret = secret or new_secret(entropy(32))
        request.scope[PRINCIPAL] = found = replace(visitor, browser=digest_of(secret))
        return found

    def kept(self, request: Request, response: Response) -> Response:
        """Have the browser keep what ties the form in *response* to it, for as long as the form is good."""
        if secret := request.scope.get(_ARRIVAL):
            self.cookie.tie(response, _ARRIVAL, secret, LASTS)
        return response

    def form(self, most: int = 64, largest: int = LARGEST_FORM) -> Any:
        """Return the dependency of a route that takes a form; it gives the Form, after its token was checked.

        Declare it after the one that says who may come.
        """
        return Depends(FormGate(self, most, largest))

    def file_form(
        self, largest: int, ahead: Callable[[Request], object] = lambda _request: None, most: int = 40
    ) -> Any:  # fmt: skip
        """As `form`, for one that holds a file of at most *largest* bytes; it gives the FileForm.

        Where strangers may come, *ahead* raises, before the file is read, for whoever is not let in or comes too often.
        """
        return Depends(FileGate(FormGate(self, most), largest, ahead))

    def bears_key(self, request: Request) -> bool:
        """Tell whether *request* bears the key of a program that is known here. It may ask the store."""
        bearer = self._shown(request).bearer
        found = self.knows.who(Shown(bearer=bearer), self.clock()) if bearer else None
        return found is not None and found.kind is Kind.API_KEY

    def visitor(self, request: Request) -> Principal:
        """Return who sent *request*; asked once for each."""
        found = visitor_of(request)
        if found is None:
            found = request.scope[PRINCIPAL] = self.knows.who(self._shown(request), self.clock()) or nobody(self.home)
        return found

    def _shown(self, request: Request) -> Shown:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        bearer = token.strip() if scheme.lower() == "bearer" else ""
        return Shown(bearer, self.cookie.secret_in(request), str(request.path_params.get("link", "")))


def _check_way(request: Request, visitor: Principal) -> None:
    """Refuse what another site has sent with the cookie of *visitor*.

    Where the browser does not say, a form's token decides; a request without a form has to say.
    """
    if request.method in _SAFE or not visitor.ambient:
        return
    way = came(request.headers)
    if way is Came.FROM_ELSEWHERE or (way is Came.UNSAID and request.url.path.startswith("/v1/")):
        raise FormNotSentHere
