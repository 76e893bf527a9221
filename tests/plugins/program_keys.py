"""An account with the key of a program, in a real installation."""

from datetime import timedelta

from tellmark.app import Installation
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.programs.service import make_key
from tellmark.identity.accounts.roles import IDENTITY_MANAGE, MARK
from tellmark.identity.accounts.service import open_account
from tellmark.store.scope import HOME, Scope
from tellmark.subjects.service import key_of
from tellmark.values.ids import entropy

OPERATOR = Scope(HOME, "operator-tests", frozenset({IDENTITY_MANAGE}))


def program_key(place: Installation, name: str = "engineer") -> str:
    """Open an account called *name*, and return the text of a key to mark with."""
    with place.database() as database, place.vault_place.open() as vault, database.write(OPERATOR) as unit:
        account = open_account(unit, vault, name, [Role.ENGINEER])
        person = key_of(unit, vault, account.id)
        return make_key(unit, account.id, [MARK], "tests", timedelta(days=1), person, entropy(32))[1].secret
