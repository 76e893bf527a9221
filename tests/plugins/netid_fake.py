"""A fake of the network identity service and an adapter to it: what the contract is tried on. It vouches for nobody."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from netid_contract import Rig
from tellmark.identity.assurance.model import AgeBand
from tellmark.identity.verifiers.cn_netid import Begun, NotPassed, Passed, Result


@dataclass
class FakeService:
    """Gives tokens for transactions and says once who showed one, by a pseudonym for this provider alone."""

    up: bool = True
    open: dict[str, str] = field(default_factory=dict)

    def token(self, transaction: str, who: str) -> str:
        """Let *who* pass in *transaction*."""
        return hmac.digest(b"service", f"{transaction} {who}".encode(), "sha256").hex()

    def vouch(self, transaction: str, token: str, known: Mapping[str, str]) -> str | None:
        """Return the pseudonym of whoever showed *token*, once."""
        if not self.up:
            raise ConnectionError
        who = next((who for who in known if self.token(transaction, who) == token), None)
        if who is None or self.open.pop(transaction, None) is None:
            return None
        return known[who]


@dataclass
class FakeAdapter:
    """The adapter to the fake."""

    service: FakeService = field(default_factory=FakeService)
    pseudonyms: Mapping[str, str] = field(default_factory=lambda: {"one": "pw_7f3a9c21", "two": "pw_0b8d4e55"})

    def begin(self, back: str, at: datetime, random: Callable[[int], bytes]) -> Begun:
        """As the contract says."""
        if not self.service.up:
            raise ConnectionError
        transaction = random(16).hex()
        self.service.open[transaction] = at.isoformat()
        return Begun(f"https://netid.example/go?t={transaction}&back={quote(back, safe='')}", transaction)

    def result(self, transaction: str, answer: Mapping[str, str], at: datetime) -> Result:
        """As the contract says."""
        found = self.service.vouch(transaction, answer.get("token", ""), self.pseudonyms)
        if found is None:
            return NotPassed("no_token")
        return Passed(found, at, f"{transaction} {found}".encode(), AgeBand.ADULT)


def rig() -> Rig:
    """Return the fake as the contract wants it."""
    adapter = FakeAdapter()
    service = adapter.service

    def down() -> None:
        service.up = False

    return Rig(adapter, lambda t, who: {"token": service.token(t, who)}, lambda t: {"token": "no"}, down)
