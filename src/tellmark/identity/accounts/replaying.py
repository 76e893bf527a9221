"""What a restore does again here: keys and passkeys that were taken away, locks, roles; everybody signs in anew."""

from collections.abc import Mapping

from tellmark.identity.accounts.events import (
    AccountLocked,
    AccountUnlocked,
    ApiKeyRevoked,
    FallbackSet,
    FallbackTaken,
    PasskeyAdded,
    PasskeyRevoked,
    RolesChanged,
)
from tellmark.identity.accounts.fallback.store import RecoveryCodes
from tellmark.identity.accounts.model import Account, AccountState, Ending, KeyId, Method, PasskeyId, Role
from tellmark.identity.accounts.passkeys.revoking import revoke
from tellmark.identity.accounts.programs.service import end_key
from tellmark.identity.accounts.sessions import end_all
from tellmark.identity.accounts.store import Accounts, Enrolments, KnownAccounts
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.values.canonical import Json

_TOLD = (AccountLocked, AccountUnlocked, ApiKeyRevoked, FallbackSet, FallbackTaken, PasskeyAdded, PasskeyRevoked,
         RolesChanged)  # fmt: skip


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
            case PasskeyAdded.name:
                Enrolments(unit).forget(account)  # the link that made it was used up by that
            case FallbackSet.name | FallbackTaken.name:
                _fall_back_no_more(unit, account, str(facts["method"]))
            case _:
                return _changed(unit, Accounts(unit).locked(account), event, facts)
        return True

    def after_loss(self, unit: WriteUnit) -> None:
        """Sign everybody out: sessions that had ended would go on."""
        for account in KnownAccounts(unit).all():
            end_all(unit, account.id, Ending.RESTORED)


def _fall_back_no_more(unit: WriteUnit, account: SubjectId, method: str) -> None:
    """Forget the codes of before: those that took their place are lost, or there were to be none."""
    Accounts(unit).locked(account)
    if method == Method.RECOVERY_CODE:
        RecoveryCodes(unit).forget(account)
    else:
        Accounts(unit).no_totp(account)
    unit.say(FallbackTaken(account=account, method=method))


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
