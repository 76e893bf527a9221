"""The pages of accounts in an application, and somebody who uses them without a browser: forms are read and sent."""

import html
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from fastapi import FastAPI
from httpx import Client, Response
from starlette.requests import Request
from starlette.responses import Response as Answer

from in_process import InProcess
from soft_passkey import SoftPasskey
from tellmark.identity.accounts import pages as account_pages
from tellmark.identity.accounts.desk import Desk
from tellmark.identity.accounts.knowing import KnownVisitors
from tellmark.identity.accounts.passkeys.ceremony import Relying
from tellmark.identity.accounts.proving import NOBODY_PROVES, Proves
from tellmark.identity.binding import FreshProof
from tellmark.store.database import Database
from tellmark.store.scope import HOME
from tellmark.store.vault.vault import Vault
from tellmark.surface import problems
from tellmark.surface.forgery import FormTokens
from tellmark.surface.guard import Guard
from tellmark.surface.limits import Attempts, Doorway, Limits
from tellmark.surface.principal import FirstToKnow, Knows
from tellmark.surface.rendering import Pages
from tellmark.surface.sessions import SessionCookie
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy
from tellmark.values.instants import now as real_now

PAGE = {"accept": "text/html", "accept-language": "en"}


@dataclass
class Clock:
    """The present instant, which may be set forward: what a page's form says of its time is the real one."""

    ahead: timedelta = timedelta()

    @property
    def at(self) -> datetime:
        """The instant."""
        return real_now() + self.ahead

    @at.setter
    def at(self, instant: datetime) -> None:
        self.ahead = instant - real_now()

    def __call__(self) -> datetime:
        return self.at


def app_of(
    database: Database, vault: Vault, clock: Clock, knows: tuple[Knows, ...] = (), proves: Proves = NOBODY_PROVES,
    per_minute: int = 10_000,
) -> FastAPI:  # fmt: skip
    """Return an application of these pages alone, in which codes are tried *per_minute* by one visitor."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    tokens = FormTokens(bytes(32))

    visitors = FirstToKnow((*knows, KnownVisitors(database, HOME)))
    guard = Guard(visitors, HOME, SessionCookie(https=False), tokens, clock)
    pages = Pages(["tellmark.identity"], account_pages.ROOMS, tokens)
    relying = Relying("localhost", "http://localhost")
    desk = Desk(database, vault, relying, entropy, Attempts(per_minute))
    door = Doorway(Limits(per_minute=100_000), lambda _: False)
    app.include_router(account_pages.routes(desk, guard, door, pages, FreshProof(proves, vault)))

    def known(request: Request, error: Exception) -> Answer:
        assert isinstance(error, TellmarkError)
        return problems.answer(request, error, pages)

    app.add_exception_handler(TellmarkError, known)
    return app


@dataclass
class Reader:
    """Somebody with a browser that runs no script, but for what a passkey needs."""

    app: FastAPI
    key: SoftPasskey = field(default_factory=lambda: SoftPasskey(credential=entropy(16)))
    address: str = "testclient"

    def __post_init__(self) -> None:
        self.client: Client = InProcess(self.app, base_url="http://localhost", client=(self.address, 50_000))
        self.client.headers.update(PAGE)
        self.page = ""

    def open(self, address: str) -> Response:
        """Open a page."""
        answer: Response = self.client.get(address)
        self.page = answer.text
        return answer

    def sends(self, action: str, **fields: str | list[str]) -> Response:
        """Send the form of the open page that goes to *action*, with its hidden fields and these."""
        form = next(one for one in self.forms() if f'action="{action}?' in one)
        values = {name: html.unescape(value) for name, value in hidden(form)} | fields
        answer: Response = self.client.post(f"{action}?lang=en", data=values, headers={"sec-fetch-site": "same-origin"})
        self.page = answer.text
        return answer

    def answers(self, action: str, **fields: str) -> Response:
        """Have the passkey answer the form that goes to *action*, as the script of the page does."""
        return self.sends(action, **{**self.answered(action), **fields})

    def answered(self, action: str) -> dict[str, str]:
        """Return the question that the form to *action* asks, and the passkey's answer to it."""
        form = next(one for one in self.forms() if f'action="{action}?' in one)
        options = html.unescape(re.search(r'data-options="([^"]*)"', form)[1])  # type: ignore[index]  # it is there
        make = 'data-passkey="make"' in form
        answer = self.key.make(options) if make else self.key.show(options)
        return {"question": dict(hidden(form))["question"], "answer": answer}

    def forms(self) -> list[str]:
        """Return the forms of the open page."""
        return re.findall(r"<form.*?</form>", self.page, re.S)

    def signs_in(self) -> Response:
        """Sign in with the passkey."""
        self.open("/sign-in")
        return self.answers("/sign-in")

    def confirms(self, place: str = "/account") -> Response:
        """Show again that it is them."""
        self.open(f"/account/confirm?next={place}")
        return self.answers("/account/confirm")


def hidden(form: str) -> list[tuple[str, str]]:
    """Return the hidden fields of a form."""
    return re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
