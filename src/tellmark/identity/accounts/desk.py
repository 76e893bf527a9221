"""What the pages of accounts work with, and what several of them do."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tellmark.identity.accounts.address import TellsAddresses
from tellmark.identity.accounts.model import Account, Method
from tellmark.identity.accounts.passkeys.ceremony import Relying
from tellmark.identity.accounts.sessions import Opened, open_session
from tellmark.identity.accounts.store import Accounts, KnownAccounts, KnownSessions
from tellmark.store.database import Database
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.surface.errors import NotKnown
from tellmark.surface.limits import Attempts
from tellmark.surface.principal import Principal

HOME_PLACE = "/account"
"""Where somebody comes who has just signed in, and wanted nothing else."""
UNHURRIED = 0.25
"""Seconds that the answer to a sign-in takes at least: longer than what is done for any of them."""


@dataclass(frozen=True, eq=False)
class Desk:
    """The stores, who asks for passkeys, where randomness comes from, and how often something may be guessed at.

    *tells* writes to where letters went so far; None where there is no mail.
    """

    database: Database
    vault: Vault
    relying: Relying
    random: Callable[[int], bytes]
    attempts: Attempts = field(default_factory=lambda: Attempts(20))
    tells: TellsAddresses | None = None


def signed_in(desk: Desk, unit: WriteUnit, visitor: Principal, account: SubjectId, method: Method) -> Opened:
    """Open a session of *account*, which has just shown that it is them; the one of this browser ends."""
    return open_session(unit, account, method, desk.random(32), visitor.session)


def own_account(unit: ReadUnit) -> Account:
    """Return the account of whoever asks. Raises NotFound."""
    return KnownAccounts(unit).get(SubjectId(unit.scope.principal))


def still_here(unit: WriteUnit, visitor: Principal) -> Account:
    """Return the account of *visitor*, which nobody changes before this unit ends.

    What ends their session waits for this unit, or is seen here: a thief's request that was under way leaves nothing.
    Raises NotFound, and NotKnown where the session has ended since the guard looked.
    """
    account = Accounts(unit).locked(SubjectId(visitor.id))
    if not any(one.id == visitor.session for one in KnownSessions(unit).running(account.id)):
        raise NotKnown
    return account


@contextmanager
def unhurried() -> Iterator[None]:
    """Let the block take as long for an account that is not there as for one that is."""
    began = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, UNHURRIED - (time.monotonic() - began)))
