"""What a restore does again here: keys and passkeys taken away, locks, roles; sessions and links end for everybody."""

from collections.abc import Mapping

from tellmark.identity.accounts.events import (
    AccountLocked,
    AccountUnlocked,
    AddressChanged,
    ApiKeyRevoked,
    FallbackSet,
    FallbackTaken,
    PasskeyRevoked,
    RolesChanged,
)
from tellmark.identity.accounts.fallback.taking import take
from tellmark.identity.accounts.model import Account, AccountState, Ending, KeyId, Method, PasskeyId, Role
from tellmark.identity.accounts.passkeys.revoking import revoke
from tellmark.identity.accounts.programs.service import end_key
from tellmark.identity.accounts.sessions import end_all
from tellmark.identity.accounts.store import Accounts, Enrolments, KnownAccounts
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.values.canonical import Json

_TOLD = (
    AccountLocked, AccountUnlocked, AddressChanged, ApiKeyRevoked, FallbackSet, FallbackTaken, PasskeyRevoked,
    RolesChanged,
)  # fmt: skip


class ReplaysAccounts:
    """Takes away again, after a restore, what opened an account (`work.revoking.Replays`)."""

    wants = frozenset(event.name for event in _TOLD)

    def again(self, unit: WriteUnit, event: str, facts: Mapping[str, Json]) -> bool:
        """As the port says. What was given after the backup is not given again, but for a lock that was opened."""
        account = SubjectId(str(facts["account"]))
        match event:
            case PasskeyRevoked.name:
                revoke(unit, PasskeyId(str(facts["passkey"])), account, by=unit.scope.principal)
            case ApiKeyRevoked.name:
                return end_key(unit, KeyId(str(facts["key"])))
            case AddressChanged.name:  # the new one is lost; at that of before others may read by now
                Accounts(unit).locked(account)
                Accounts(unit).no_contact(account)
            case FallbackSet.name | FallbackTaken.name:  # those that took the place of others are lost
                Accounts(unit).locked(account)
                take(unit, account, Method(str(facts["method"])))
            case _:
                return _changed(unit, Accounts(unit).locked(account), event, facts)
        return True

    def after_loss(self, unit: WriteUnit) -> None:
        """Sign everybody out, and forget all links: sessions that had ended would go on, links that were used open."""
        for account in KnownAccounts(unit).all():
            Enrolments(unit).forget(account.id)
            end_all(unit, account.id, Ending.RESTORED)


def _changed(unit: WriteUnit, known: Account, event: str, facts: Mapping[str, Json]) -> bool:
    by = unit.scope.principal
    if event == RolesChanged.name:
        told = facts["roles"]
        roles = known.roles & {Role(str(one)) for one in (told if isinstance(told, list | tuple) else ())}
        if roles == known.roles:
            return False
        Accounts(unit).put(Account(known.id, known.state, roles, known.opened_at))
        unit.say(RolesChanged(account=known.id, roles=tuple(sorted(roles)), by=by))
        return True
    state = AccountState.LOCKED if event == AccountLocked.name else AccountState.ACTIVE
    if state is known.state:
        return False
    Accounts(unit).put(Account(known.id, state, known.roles, known.opened_at))
    unit.say((AccountLocked if state is AccountState.LOCKED else AccountUnlocked)(account=known.id, by=by))
    return True
