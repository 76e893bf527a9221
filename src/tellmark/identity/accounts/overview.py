"""An account as its own page shows it: everything that opens it, and where it is open now."""

from dataclasses import dataclass
from datetime import datetime

from tellmark.identity.accounts.fallback.store import KnownRecoveryCodes
from tellmark.identity.accounts.model import Account, ApiKey, Passkey, Session
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.programs.service import offered
from tellmark.identity.accounts.programs.store import KnownApiKeys
from tellmark.identity.accounts.roles import capabilities_of
from tellmark.identity.accounts.store import KnownAccounts, KnownSessions
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.service import key_of


@dataclass(frozen=True, slots=True)
class Overview:
    """What an account's page shows; each passkey and each API key stands with what its holder calls it."""

    account: Account
    name: str
    address: str
    passkeys: tuple[tuple[Passkey, str], ...]
    sessions: tuple[Session, ...]
    keys: tuple[tuple[ApiKey, str], ...]
    offered: tuple[str, ...]
    has_totp: bool
    codes_left: int
    at: datetime


def overview(unit: ReadUnit, vault: Vault, account: Account) -> Overview:
    """Return what is to be shown of *account*. Raises SubjectErased."""
    key = key_of(unit, vault, account.id)
    sealed = KnownAccounts(unit).personal(account.id, key)
    passkeys, keys = KnownPasskeys(unit), KnownApiKeys(unit)
    return Overview(
        account=account,
        name=sealed["name"] or "",
        address=sealed["contact"] or "",
        passkeys=tuple((one, passkeys.label(one.id, key)) for one in passkeys.of(account.id)),
        sessions=tuple(KnownSessions(unit).running(account.id)),
        keys=tuple((one, keys.label(one.id, key)) for one in keys.of(account.id)),
        offered=tuple(sorted(offered(capabilities_of(account.roles)))),
        has_totp=sealed["totp"] is not None,
        codes_left=KnownRecoveryCodes(unit).left(account.id),
        at=unit.at,
    )
