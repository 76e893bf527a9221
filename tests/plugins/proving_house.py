"""The real application with an identity room: a person, officers, a gateway and a provider that tests can bend."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from fastapi import FastAPI

from in_process import InProcess
from oidc_mint import Play, play_at, told
from oidc_mint import verifier_of as oidc_verifier
from store_children import ACME
from tellmark.identity.accounts.roles import (
    CONSENT_ANSWER,
    IDENTITY_CONFIRM,
    IDENTITY_VERIFY,
    ORDER,
    ORDER_CONFIRM,
    OVERSEE,
    OWN_ACCOUNT,
)
from tellmark.identity.proof_desk import ProofDesk
from tellmark.identity.proving.meeting import Meets, nobody_meets
from tellmark.identity.verifiers.configured import OfficerSetting, OrganisationSetting, PhoneSetting
from tellmark.identity.verifiers.fetching import Reply
from tellmark.identity.verifiers.officers import OfficerVerifier
from tellmark.identity.verifiers.oidc.provider import Provider
from tellmark.identity.verifiers.oidc.verifier import OidcVerifier
from tellmark.identity.verifiers.phone import PhoneVerifier
from tellmark.identity.verifiers.port import Verifier
from tellmark.store.database import Database
from tellmark.store.vault.vault import Vault
from tellmark.subjects.service import open_subject
from tellmark.surface.kept import KeptRepeats, Rows
from tellmark.surface.limits import Limits
from tellmark.surface.principal import Assurance, Kind, Principal, Shown
from tellmark.surface.secret import SIZE, Secret
from tellmark.values.ids import entropy
from tellmark.values.instants import now
from tellmark.web.asgi import Parts, make_app
from tellmark.web.marking import JobDefaults
from wallet_mint import Lists
from wallet_mint import verifier_of as wallet_verifier

GATEWAY = "https://sms.example/send"
LINK = "L" * 43
_AGO = {"tired": timedelta(hours=1), "busy": timedelta(minutes=6)}
_LEADS = re.compile(r'class="btn main" href="([^"]+)"')
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


@dataclass
class Gateway:
    """The operator's gateway for messages: keeps what it was told to send."""

    sent: list[tuple[bytes, Mapping[str, str]]] = field(default_factory=list)
    status: int = 202

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Answer nothing."""
        raise AssertionError(url)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Take a message."""
        assert url == GATEWAY
        self.sent.append((body, dict(headers)))
        return Reply(self.status, "application/json", b"{}")


@dataclass
class Visitors:
    """Knows visitors by a bearer token that is their role, and a person by the secret of a link.

    After the role may stand how they signed in: `tired`, an hour ago, `busy`, six minutes ago, or by a `code`, which is
    no passkey.
    """

    person: str
    regulator: str = ""

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        """Return who it is."""
        role, _, how = shown.bearer.partition(" ")
        sure = Assurance(1 if how == "code" else 2, at - _AGO.get(how, timedelta()))
        if shown.link == LINK:
            return Principal(self.person, ACME.tenant, Kind.PERSON, capabilities=frozenset({CONSENT_ANSWER}),
                             session="link-1")  # fmt: skip
        rights = {
            "person": frozenset({OWN_ACCOUNT, CONSENT_ANSWER}),
            "first": frozenset({OWN_ACCOUNT, IDENTITY_VERIFY}),
            "second": frozenset({OWN_ACCOUNT, IDENTITY_CONFIRM}),
            "orders": frozenset({OWN_ACCOUNT, ORDER}),
            "orders-second": frozenset({OWN_ACCOUNT, ORDER_CONFIRM}),
            "regulator": frozenset({OWN_ACCOUNT, OVERSEE}),
        }
        if role not in rights:
            return None
        who = {"person": self.person, "regulator": self.regulator}.get(role, role)
        return Principal(who, ACME.tenant, Kind.STAFF, capabilities=rights[role], assurance=sure)


@dataclass
class ProvingHouse:
    """A server on a store, and what stands at the other end of its verifiers."""

    database: Database
    vault: Vault
    play: Play = field(default_factory=lambda: play_at(now()))
    lists: Lists = field(default_factory=lambda: Lists(now()))
    gateway: Gateway = field(default_factory=Gateway)
    person: str = ""
    regulator: str = ""
    provider: Provider | None = None
    met: Meets = nobody_meets
    met_away: Meets = nobody_meets

    def __post_init__(self) -> None:
        with self.database.write(ACME) as unit:
            self.person = open_subject(unit, self.vault).id

    @property
    def verifiers(self) -> dict[str, Verifier]:
        """Return one verifier of each kind."""
        phone = PhoneSetting(gateway=GATEWAY, secret_file="x", prefixes=("+86", "+49"), territories=("CN",))
        return {
            "north-id": oidc_verifier(self.play),
            "wallet": wallet_verifier(self.lists),
            "phone": PhoneVerifier("phone", phone, self.gateway, b"s" * 32),
            "officer": OfficerVerifier("officer", OfficerSetting()),
            "company": OfficerVerifier("company", OrganisationSetting()),
        }

    def desk(self) -> ProofDesk:
        """Return what the routes work with."""
        return ProofDesk(self.database, self.vault, self.verifiers, entropy, met=self.met, met_away=self.met_away)

    def forget_provider(self) -> None:
        """Let the server ask the provider anew what it says of itself: a cache would keep what was good before."""
        assert self.provider is not None
        self.provider.__init__(self.provider.issuer, self.play)  # type: ignore[misc]  # as new, in its place

    def app(self) -> FastAPI:
        """Return the real application."""
        secret = Secret(bytes(SIZE))
        nobody, desk = cast(Any, None), self.desk()
        self.provider = cast(OidcVerifier, desk.verifiers["north-id"]).provider
        parts = Parts(
            nobody, nobody, nobody, Visitors(self.person, self.regulator), JobDefaults({}, ("CN",)), lambda: (), nobody,
            KeptRepeats(self.database, Rows(secret, entropy)), secret, proofs=desk,
        )  # fmt: skip
        return make_app(parts, Limits(per_minute=1_000_000))

    def client(self) -> InProcess:
        """Return a browser without anything in it."""
        return InProcess(self.app(), base_url="http://localhost", raise_server_exceptions=False, follow_redirects=False)


def send(client: InProcess, place: str, role: str, page: str = "", **fields: str | list[str]) -> Any:
    """Open the *page* on which a form stands, and send the form to *place*."""
    headers = {"Authorization": f"Bearer {role}"} if role else {}
    shown = client.get(page or place, headers=headers).text
    tokens = _TOKEN.findall(shown)
    assert tokens, shown[:400]
    for token in tokens:  # one page may hold several forms, each with a token for its own address
        answer = client.post(place, data={"form_token": token, **fields}, headers=headers)
        if "form_not_sent_here" not in answer.text and answer.status_code != 403:
            return answer
    return answer


def by_provider(proving: ProvingHouse, client: InProcess, base: str, role: str, sub: str) -> Any:
    """Begin to prove at the provider below *base*, come back as *sub*, and return what is answered then."""
    told(proving.play, led_to(send(client, f"{base}/way/north-id", role).text))
    proving.play.claims["sub"] = proving.play.userinfo["sub"] = sub
    return client.get("/prove/north-id/back", params=proving.play.answer)


def token_of(text: str) -> str:
    """Return the token of the first form of a page."""
    found = _TOKEN.search(text)
    assert found is not None, text[:400]
    return found[1]


def led_to(text: str) -> str:
    """Return the address of the other site that a page leads to."""
    found = _LEADS.search(text)
    assert found is not None, text[:400]
    return html.unescape(found[1])
