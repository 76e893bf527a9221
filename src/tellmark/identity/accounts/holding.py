"""What an erasure lets go of here: the account, and everything that it is known by."""

from collections.abc import Sequence

from tellmark.identity.accounts.fallback.store import RecoveryCodes, SignInFailures
from tellmark.identity.accounts.model import Ending
from tellmark.identity.accounts.passkeys.store import Passkeys
from tellmark.identity.accounts.programs.store import ApiKeys
from tellmark.identity.accounts.sessions import end_all
from tellmark.identity.accounts.store import Accounts, Challenges, Enrolments, Sessions
from tellmark.identity.evidence.store import Evidence
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import Kept, SubjectId


class HoldsAccounts:
    """Registers with erasures (`subjects.erasing.Holder`): nothing of an account is kept once its person is erased."""

    name = "accounts"

    def kept(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Kept]:
        """Return nothing: no law makes an account outlive its person."""
        del unit, subject
        return ()

    def let_go(self, unit: WriteUnit, subject: SubjectId) -> None:
        """Sign the person out everywhere, and forget the account with all that opened it."""
        end_all(unit, subject, Ending.ERASED)
        for table in (Sessions, Passkeys, Enrolments, RecoveryCodes, ApiKeys, Accounts, Evidence, SignInFailures):
            table(unit).forget(subject)
        Challenges(unit).forget_of(subject)
