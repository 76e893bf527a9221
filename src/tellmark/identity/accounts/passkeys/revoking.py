"""Passkeys are taken away: by their holder, or with the account. No ceremony is held for that."""

from dataclasses import replace

from tellmark.identity.accounts.errors import LastPasskey
from tellmark.identity.accounts.events import PasskeyRevoked
from tellmark.identity.accounts.model import Ending, Passkey, PasskeyId
from tellmark.identity.accounts.passkeys.store import KnownPasskeys, Passkeys
from tellmark.identity.accounts.sessions import end_all
from tellmark.store.errors import NotFound
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId


def take_away(unit: WriteUnit, passkey: PasskeyId, *, session: str) -> None:
    """Take a *passkey* of whoever asks away, and end every *session* of theirs but this one: its thief has one, too.

    Which of them it opened is not known. Raises NotFound, and LastPasskey where there is no other.
    """
    mine = SubjectId(unit.scope.principal)
    revoke(unit, passkey, mine, by=mine)
    end_all(unit, mine, Ending.ENDED_BY_HOLDER, but=session)


def revoke(unit: WriteUnit, passkey: PasskeyId, of: SubjectId, *, by: str) -> None:
    """Take a *passkey* of theirs away. Raises NotFound, and LastPasskey where its holder has no other."""
    known = Passkeys(unit).locked(passkey)
    if known.account != of or known.revoked_at is not None:
        raise NotFound("there is no such passkey here")
    if by == of and len(KnownPasskeys(unit).of(of)) == 1:
        raise LastPasskey
    _revoke(unit, known, by)


def revoke_others(unit: WriteUnit, of: SubjectId, kept: PasskeyId | None, *, by: str) -> None:
    """Take every passkey of theirs away but *kept*."""
    for one in KnownPasskeys(unit).of(of):
        if one.id != kept:
            _revoke(unit, one, by)


def _revoke(unit: WriteUnit, passkey: Passkey, by: str) -> None:
    Passkeys(unit).put(replace(passkey, revoked_at=unit.at))
    unit.say(PasskeyRevoked(account=passkey.account, passkey=passkey.id, by=by))
