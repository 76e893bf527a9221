"""What these rooms tell of a person under an order (`orders.handing.Tells`): accounts, retained numbers, assurance."""

from collections.abc import Sequence
from dataclasses import dataclass

from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.store import KnownAccounts, KnownSessions
from tellmark.identity.assurance.retaining import NUMBER
from tellmark.identity.assurance.service import known
from tellmark.identity.assurance.store import KnownRetainedNumbers
from tellmark.identity.orders.handing import Thing
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import is_here, key_of, open_retained, retained_rules
from tellmark.values.instants import rfc3339


@dataclass(frozen=True, slots=True)
class TellsAccounts:
    """The name and the contact that an account is kept under, and where it is open."""

    vault: Vault
    name: str = "accounts"

    def who(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Thing]:
        """Return name and contact, those of them that there are."""
        if not is_here(unit, subject) or KnownAccounts(unit).find(subject) is None:
            return []
        sealed = KnownAccounts(unit).personal(subject, key_of(unit, self.vault, subject))
        return [Thing(what, says) for what in ("name", "contact") if (says := sealed[what])]

    def everything(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Thing]:
        """Return the account, too, its passkeys by their labels, and where it is signed in."""
        account = KnownAccounts(unit).find(subject) if is_here(unit, subject) else None
        if account is None:
            return []
        key, passkeys = key_of(unit, self.vault, subject), KnownPasskeys(unit)
        roles = " ".join(sorted(account.roles))
        return [
            *self.who(unit, subject),
            Thing("account", f"{account.state} {roles} since {rfc3339(account.opened_at)}"),
            *(Thing("passkey", f"{passkeys.label(one.id, key)} since {rfc3339(one.made_at)}")
              for one in passkeys.of(subject)),
            *(Thing("session", f"{one.method} since {rfc3339(one.opened_at)}")
              for one in KnownSessions(unit).running(subject)),
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class TellsNumbers:
    """The numbers that a rule forces to keep: they are there also where the person is erased, until its date."""

    vault: Vault
    name: str = "numbers"

    def who(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Thing]:
        """Return the numbers, each with its rule."""
        return [
            Thing("retained_number", f"{number} {rule}")
            for rule in retained_rules(unit, subject, NUMBER)
            for number in KnownRetainedNumbers(unit).of(
                subject, rule, open_retained(unit, self.vault, subject, NUMBER, rule)
            )
        ]

    def everything(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Thing]:
        """Return the same."""
        return self.who(unit, subject)


@dataclass(frozen=True, slots=True)
class TellsAssurance:
    """Who vouched for a person, how, and when; this room knows no names."""

    vault: Vault
    name: str = "identity"

    def who(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Thing]:
        """Return who vouched for *subject*, so that the authority can ask them."""
        if not is_here(unit, subject):
            return []
        return [Thing("vouched_by", f"{one.method} {one.issuer}") for one in known(unit, self.vault, subject)]

    def everything(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Thing]:
        """Return every record of *subject*."""
        if not is_here(unit, subject):
            return []
        return [
            Thing("assurance_record", f"{one.method} {one.issuer} level {one.level} {one.age} {rfc3339(one.made_at)}")
            for one in known(unit, self.vault, subject)
        ]
