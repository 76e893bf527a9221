"""Whoever asks holds the link that nobody else sent: what is agreed to by it waits for an officer, or for our own mail.

Everything goes the way that people and programs go, over HTTP; invented is only the provider at the other end.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from fastapi import FastAPI

from consent_requests import USE
from in_process import InProcess
from mail_catcher import Catcher, catcher
from migrated import furnish
from oidc_mint import Play, play_at, told, verifier_of
from program_keys import OPERATOR
from proving_house import led_to, send
from tellmark.app import Installation, installation
from tellmark.consent.model import REVIEW
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.programs.service import make_key
from tellmark.identity.accounts.roles import CONSENT_CHECK, CONSENT_REQUEST
from tellmark.identity.accounts.service import open_account
from tellmark.proof.keys import KeyFolder
from tellmark.store.scope import HOME
from tellmark.subjects.service import key_of
from tellmark.surface.principal import Assurance, FirstToKnow, Kind, Principal, Shown
from tellmark.values.ids import entropy
from tellmark.values.instants import now
from tellmark.web import wiring
from tellmark.web.asgi import make_app
from tellmark.web.wiring import parts_of
from waiting import eventually
from whole_house import GENEROUS

SETTINGS = """
[provider]
name = "Studio-North"

[mail]
server = "127.0.0.1:{mail}"
security = "none"
from = "consent@studio.example"
"""
TICKS = "version=1&biometric=yes&cross_border=yes&public_disclosure=yes"


class Officers:
    """Knows officers by a bearer token that is their name."""

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        """Return who it is."""
        if not shown.bearer.startswith("officer-"):
            return None
        return Principal(shown.bearer, HOME, Kind.STAFF, capabilities=frozenset({REVIEW}), assurance=Assurance(2, at))


@dataclass
class Street:
    """The product, a provider that says who comes, and the mail that was sent."""

    place: Installation
    app: FastAPI
    play: Play
    mail: Catcher
    keys: dict[Role, str] = field(default_factory=dict)

    def browser(self) -> InProcess:
        """Return a browser without anything in it."""
        return InProcess(self.app, base_url="http://localhost:8700", follow_redirects=False)

    def api(self, role: Role, method: str, path: str, body: Any = None) -> Any:
        """Ask as a program of somebody with *role*; return the document that comes back."""
        headers = {"Authorization": f"Bearer {self.keys[role]}"}
        answer = self.browser().request(method, path, json=body, headers=headers)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def asks(self, name: str = "Mei Celebrity", **person: str) -> tuple[str, str | None]:
        """Ask somebody; return the request's id, and the link where whoever asks is given it."""
        begins, ends = (now() - timedelta(days=1), now() + timedelta(days=200))
        scope = {
            "modalities": ["face"], "operations": ["face_swap"], "purposes": ["advert"], "territories": ["EU"],
            "channels": ["web"], "start": f"{begins:%Y-%m-%dT%H:%M:%SZ}", "end": f"{ends:%Y-%m-%dT%H:%M:%SZ}",
        }  # fmt: skip
        words = {"purpose": "an advertisement", "asker": "Acme"}
        body = {"persons": [{"name": name, "contact": "", **person}], "scope": scope, "words": words, "send": True}
        made = self.api(Role.REQUESTER, "POST", "/v1/consents", body)
        link = made["sent"][0]["link"]
        return made["items"][0]["id"], None if link is None else link.partition("8700")[2]

    def mailed(self, count: int) -> str:
        """Return the link of an invitation, once *count* letters have come."""
        eventually(lambda: len(self.mail.letters) >= count)
        found = re.search(r"/c/[\w-]{43}", self.mail.letters[count - 1].get_content())
        assert found is not None
        return found[0]

    def proves(self, browser: InProcess, link: str, sub: str) -> Any:
        """Let whoever is *sub* at the provider prove by *link*; return the page that they come back to."""
        told(self.play, led_to(send(browser, f"{link}/prove/way/real", "", back=f"{link}/agree").text))
        self.play.claims["sub"] = self.play.userinfo["sub"] = sub
        return browser.get("/prove/real/back", params=self.play.answer)

    def agrees(self, link: str, sub: str) -> str:
        """Let *sub* prove and agree in a browser of their own; return the page of the receipt."""
        browser = self.browser()
        browser.get(link)
        back = self.proves(browser, link, sub)
        assert back.status_code == 200, back.text
        again = re.search(r'href="(/c/[\w-]{43})', unescape(back.text))
        link = again[1] if again else link
        browser.get(link)
        summary = f"{link}/agree?{TICKS}&lang=en"
        receipt = send(browser, f"{link}/agree", "", summary, way="fresh_proof", version="1", biometric="yes",
                       cross_border="yes", public_disclosure="yes", lang="en")  # fmt: skip
        assert "You agreed on" in receipt.text, receipt.text
        text: str = receipt.text
        return text

    def stands(self, request: str) -> tuple[str, str | None, bool]:
        """Return how the consent of *request* stands for whoever asks, for what it waits, and whether it counts."""
        seen = self.api(Role.REQUESTER, "GET", f"/v1/consents/{request}")
        use = {**USE, "territories": ["EU"]}
        found = self.api(Role.ENGINEER, "POST", "/v1/consents/check", {"subjects": [seen["subject"]], "use": use})
        return seen["consent"]["state"], seen["consent"]["waits_for"], found["covered"]

    def cases(self, officer: str = "officer-1") -> list[str]:
        """Return the addresses of the cases that wait for *officer*."""
        headers = {"Authorization": f"Bearer {officer}"}
        page = self.browser().get("/review/consents?lang=en", headers=headers).text
        return list(dict.fromkeys(re.findall(r'href="(/review/consents/note/[\w-]+)', page)))

    def decides(self, case: str, decision: str) -> Any:
        """Let an officer decide a case, with a reason."""
        return send(self.browser(), case, "officer-1", decision=decision, reason="asked_the_person")


@contextmanager
def _street(home: Path, mail: Catcher) -> Iterator[Street]:
    (home / "tellmark.toml").write_text(SETTINGS.format(mail=mail.port), "utf-8")
    KeyFolder(home / ".tellmark").create("Studio-North", "ZZ", now())
    place = installation(home, {})
    furnish(place)
    play = play_at(now())
    keys = {role: _key(place, role, right) for role, right in _KEYS.items()}
    verifiers = {"real": verifier_of(play, name="real")}
    with patch.object(wiring, "verifiers_of", lambda *_: verifiers), parts_of(place, {}) as parts:
        app = make_app(replace(parts, knows=FirstToKnow((Officers(), parts.knows))), GENEROUS, development=True)
        yield Street(place, app, play, mail, keys)


_KEYS = {Role.REQUESTER: CONSENT_REQUEST, Role.ENGINEER: CONSENT_CHECK}


def _key(place: Installation, role: Role, right: str) -> str:
    with place.database() as database, place.vault_place.open() as vault, database.write(OPERATOR) as unit:
        account = open_account(unit, vault, f"program-{role}", [role])
        person = key_of(unit, vault, account.id)
        return make_key(unit, account.id, [right], "tests", timedelta(days=1), person, entropy(32))[1].secret


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    with catcher() as mail, _street(tmp_path, mail) as found:
        yield found


WAITS = "whoever asked was given the link by which it was answered"


def test_whoever_asks_does_not_agree_for_somebody_by_the_link_that_they_were_given(street: Street) -> None:
    request, link = street.asks(kind="none")
    assert link is not None
    receipt = street.agrees(link, "the-requester")
    assert WAITS in unescape(receipt)
    assert street.stands(request) == ("suspended", "officer", False)
    (case,) = street.cases()
    refused = send(street.browser(), case, "officer-1", decision="counts")
    assert refused.status_code == 422  # no reason was chosen
    assert street.decides(case, "counts").status_code == 303
    assert street.stands(request) == ("active", None, True)
    assert street.cases() == []
    assert WAITS not in unescape(street.browser().get(f"{link}?lang=en").text)


def test_whom_an_officer_found_to_be_somebody_else_agrees_to_nothing_afterwards_either(street: Street) -> None:
    request, link = street.asks(kind="phone", contact="+8613812345678")
    assert link is not None
    street.agrees(link, "the-requester")
    (case,) = street.cases()
    assert street.decides(case, "void").status_code == 303
    assert street.stands(request)[0] != "active"
    again, link = street.asks(kind="phone", contact="+8613812345678")
    assert link is not None
    street.agrees(link, "the-requester")
    assert street.stands(again) == ("suspended", "officer", False)
    assert len(street.cases()) == 1


def test_somebody_known_who_takes_up_what_was_sent_to_another_waits_as_well(street: Street) -> None:
    first, link = street.asks(contact="friend@example.com")
    assert link is None
    street.agrees(street.mailed(1), "a-friend")
    assert street.stands(first) == ("active", None, True)
    request, link = street.asks(kind="none")
    assert link is not None
    street.agrees(link, "a-friend")
    assert street.stands(request) == ("suspended", "officer", True)  # they are covered by what was mailed to them
    (case,) = street.cases()
    street.decides(case, "counts")
    assert street.stands(request)[:2] == ("active", None)


def test_what_waited_counts_once_the_same_human_comes_by_our_own_mail(street: Street) -> None:
    with patch("tellmark.work.mail.sending.MailDesk.invite", lambda *_: False):  # as long as no mail server was set
        request, link = street.asks(contact="mei@example.com")
    assert link is not None
    street.agrees(link, "mei")
    assert street.stands(request) == ("suspended", "officer", False)
    assert len(street.cases()) == 1
    letters = len(street.mail.letters)
    _, link = street.asks(contact="mei@example.com")
    assert link is None
    eventually(lambda: any("/c/" in one.get_content() for one in street.mail.letters[letters:]))
    ours = next(
        found[0] for one in street.mail.letters[letters:] if (found := re.search(r"/c/[\w-]{43}", one.get_content()))
    )
    assert street.proves(street.browser(), ours, "mei").status_code == 200
    assert street.stands(request) == ("active", None, True)
    assert street.cases() == []
