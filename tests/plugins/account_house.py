"""An installation with pages of accounts, its clock, one invitation, and those who read the pages."""

from dataclasses import dataclass
from datetime import datetime

from account_pages import Clock, Reader, app_of
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.proving import Proof
from tellmark.identity.accounts.roles import CONSENT_ANSWER, IDENTITY_MANAGE
from tellmark.identity.accounts.service import make_link, open_account
from tellmark.store.database import Database
from tellmark.store.scope import HOME, Scope
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Kind, Principal, Shown
from tellmark.values.ids import entropy

OPERATOR = Scope(HOME, "operator-0", frozenset({IDENTITY_MANAGE}))
LINK = "L" * 43


@dataclass
class House:
    """An installation, its clock, and readers of its pages."""

    database: Database
    vault: Vault
    clock: Clock
    proof: Proof | None = None
    invited: SubjectId | None = None

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        """Know the one invitation."""
        if shown.link != LINK or self.invited is None:
            return None
        return Principal(self.invited, HOME, Kind.PERSON, capabilities=frozenset({CONSENT_ANSWER}), session="link-1")

    def proved(self, unit: ReadUnit, subject: SubjectId, cookies: object) -> Proof | None:
        """Return the proof of the invited person."""
        return self.proof if subject == self.invited else None

    def reader(self) -> Reader:
        return Reader(app_of(self.database, self.vault, self.clock, (self,), self))

    def link(self, name: str, *roles: Role) -> str:
        with self.database.write(OPERATOR) as unit:
            account = open_account(unit, self.vault, name, roles)
            return "/enrol/" + make_link(unit, account.id, entropy(32)).secret

    def enrolled(self, name: str, *roles: Role) -> Reader:
        """Return somebody who has just made their first passkey, and so is signed in."""
        reader, link = self.reader(), self.link(name, *roles)
        reader.open(link)
        assert reader.answers(link, label="laptop").url.path == "/account"
        return reader
