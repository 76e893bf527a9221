"""What tests do with accounts again and again, each step in a unit of its own."""

import json
from dataclasses import dataclass, field

from soft_passkey import HOST, ORIGIN, SoftPasskey
from store_children import ACME
from tellmark.identity.accounts.model import Account, Passkey, Role
from tellmark.identity.accounts.passkeys.ceremony import Relying
from tellmark.identity.accounts.passkeys.service import (
    SIGN_IN,
    Outcome,
    Owner,
    Refused,
    add,
    ask_for_any,
    ask_for_new,
    recognise,
)
from tellmark.identity.accounts.roles import IDENTITY_MANAGE
from tellmark.identity.accounts.service import open_account
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.vault.vault import Vault
from tellmark.subjects.service import key_of
from tellmark.values.ids import entropy

ADMIN = Scope(ACME.tenant, "admin-1", frozenset({IDENTITY_MANAGE}))
RELYING = Relying(HOST, ORIGIN)
VISITOR = "acme anonymous"


@dataclass
class Reception:
    """Where accounts are opened and passkeys are made and shown, in the tenant of *scope*."""

    database: Database
    vault: Vault
    scope: Scope = ADMIN
    relying: Relying = field(default_factory=lambda: RELYING)

    def opened(self, name: str = "mei", *roles: Role) -> Account:
        """Open an account, a requester's where no role is named."""
        with self.database.write(self.scope) as unit:
            return open_account(unit, self.vault, name, roles or (Role.REQUESTER,))

    def made(self, account: Account, key: SoftPasskey | None = None, **wrong: object) -> Passkey | Refused:
        """Have *key* made for *account*."""
        key = key or SoftPasskey(credential=entropy(16))
        attack, label = wrong.pop("attack", None), str(wrong.pop("label", "phone"))
        with self.database.write(self.scope) as unit:
            question = ask_for_new(unit, self.relying, account.id, "mei", VISITOR, entropy(32))
        with self.database.write(self.scope) as unit:
            person = key_of(unit, self.vault, account.id)
            answer = attack(key, question.options) if callable(attack) else key.make(question.options, **wrong)
            return add(unit, self.relying, Owner(account.id, person), VISITOR, question.id, answer, label)

    def with_passkey(self, name: str = "mei", *roles: Role) -> tuple[Account, SoftPasskey]:
        """Open an account, and make its first passkey."""
        account, key = self.opened(name, *roles), SoftPasskey(credential=entropy(16))
        found = self.made(account, key)
        assert isinstance(found, Passkey), found
        return account, key

    def signs_in(self, key: SoftPasskey, **wrong: object) -> Outcome:
        """Have *key* shown to sign in."""
        with self.database.write(self.scope) as unit:
            question = ask_for_any(unit, self.relying, VISITOR, entropy(32))
        answer = wrong.pop("raw", None) or key.show(question.options, **wrong)
        with self.database.write(self.scope) as unit:
            return recognise(unit, self.relying, SIGN_IN, VISITOR, question.id, str(answer))


def changed(answer: str, *path: str, to: object) -> str:
    """Return *answer* with the member at *path* set *to* something else."""
    read = json.loads(answer)
    place = read
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = to
    return json.dumps(read)
