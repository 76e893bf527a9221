"""One-time codes and recovery codes are taken away: with everything else that opens an account, or after a restore."""

from tellmark.identity.accounts.events import FallbackTaken
from tellmark.identity.accounts.fallback.store import RecoveryCodes
from tellmark.identity.accounts.model import Method
from tellmark.identity.accounts.store import Accounts
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId


def take(unit: WriteUnit, account: SubjectId, method: Method) -> None:
    """Take no codes of this *method* of *account* any more, whoever has its person's key."""
    if method is Method.RECOVERY_CODE:
        RecoveryCodes(unit).forget(account)
    else:
        Accounts(unit).no_totp(account)
    unit.say(FallbackTaken(account=account, method=method))


def take_all(unit: WriteUnit, account: SubjectId) -> None:
    """Take no codes at all of *account* any more. Raises NotFound."""
    if Accounts(unit).has_totp(account):
        take(unit, account, Method.TOTP)
    if RecoveryCodes(unit).left(account):
        take(unit, account, Method.RECOVERY_CODE)
