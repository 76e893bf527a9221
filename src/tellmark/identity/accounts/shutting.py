"""Everything that opens an account ends at once: for whoever has lost a device, or had somebody else in there."""

from tellmark.identity.accounts.fallback.taking import take_all
from tellmark.identity.accounts.model import Ending, PasskeyId
from tellmark.identity.accounts.passkeys.revoking import revoke_others
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.programs.service import end_keys
from tellmark.identity.accounts.roles import IDENTITY_MANAGE
from tellmark.identity.accounts.service import another
from tellmark.identity.accounts.sessions import end_all
from tellmark.identity.accounts.store import Enrolments
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.session_secrets import digest_of


def spend_link(unit: WriteUnit, secret: str, made: PasskeyId) -> None:
    """Write down that a link was used for the passkey *made*, which alone opens the account from now on.

    A link comes from an administrator. One that only added a key would let them sit quietly beside the holder; so all
    that opened the account before ends, and its holder sees that somebody else has come in. What was made for somebody
    who had no passkey yet, such as the key of a program, waits for them.
    """
    enrolment = Enrolments(unit).locked(digest_of(secret))
    Enrolments(unit).used(digest_of(secret), unit.at)
    if KnownPasskeys(unit).had(enrolment.account, but=made):
        _shut(unit, enrolment.account, made, enrolment.made_by)
    else:
        _end_open(unit, enrolment.account)


def forget_passkeys(unit: WriteUnit, account: SubjectId) -> None:
    """Let nothing that was made until now open *account*: whoever has lost their passkeys asks for it.

    Raises NotAllowed, NotFound, OwnAccount.
    """
    unit.scope.demand(IDENTITY_MANAGE)
    _shut(unit, another(unit, account).id, None, unit.scope.principal)


def _shut(unit: WriteUnit, account: SubjectId, kept: PasskeyId | None, by: str) -> None:
    """End all that opens *account* but the passkey *kept*: what still opened it would let a thief make the next one."""
    revoke_others(unit, account, kept, by=by)
    take_all(unit, account)
    end_keys(unit, account, by=by)
    _end_open(unit, account)


def _end_open(unit: WriteUnit, account: SubjectId) -> None:
    """End every link that nobody has used, and every session.

    Sessions come last: one that was being opened meanwhile has held what opened it, and is seen here.
    """
    Enrolments(unit).forget_open(account)
    end_all(unit, account, Ending.REPLACED)
