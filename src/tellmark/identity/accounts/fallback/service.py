"""How a member of staff signs in without a passkey, within a unit of work, and what keeps others from guessing.

After five wrong one-time codes in a row none is taken for a quarter of an hour, then for an hour, four, and a day. What
is tried meanwhile neither counts nor makes it longer, passkeys and recovery codes open as ever, and the time runs out
by itself: nobody is locked out for good by somebody else. A recovery code has 80 random bits, and needs no such bound.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias

from tellmark.identity.accounts.challenges import ask, take
from tellmark.identity.accounts.errors import ForStaffOnly
from tellmark.identity.accounts.events import FallbackClosed, FallbackSet, FallbackTaken
from tellmark.identity.accounts.fallback.store import Failures, RecoveryCodes, SignInFailures
from tellmark.identity.accounts.fallback.totp import DIGITS, SECRET, for_app, matching_step
from tellmark.identity.accounts.model import RECOVERY_CODES, Account, AccountState, Challenge, ChallengeId, Method
from tellmark.identity.accounts.service import find_account
from tellmark.identity.accounts.store import Accounts
from tellmark.proof.envelope import PersonKey
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.instants import rfc3339

MOST_WRONG = 5
CLOSED = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(days=1))
"""How long no one-time code is taken, the first time and from then on."""

SET_UP = "totp.set_up"
_NOBODY = "nobody"
"""Whose failures those are that try a name which is nobody's: the same is done for it as for any other."""
_DECOY = base64.b32encode(bytes(SECRET)).decode()
_CODE = 10

Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody of staff has shown by *method* that it is them."""

    account: SubjectId
    method: Method


Outcome: TypeAlias = Shown | None
"""None: that was no good. Nothing tells whether the name, the code or the moment was wrong."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A secret that an app may be set up with: the *question* that `finish_totp` answers, and the app's *address*."""

    question: ChallengeId
    secret: str = field(repr=False)
    address: str = field(repr=False)


def sign_in(unit: WriteUnit, vault: Vault, name: str, code: str) -> Outcome:
    """Tell who signs in by *name* and *code*, a one-time code or a recovery code. Whoever opens the unit keeps it.

    The same work is done for a name that is nobody's.
    """
    account = find_account(unit, vault, name)
    if account is None or not account.is_staff or account.state is not AccountState.ACTIVE:
        _try_code(unit, _NOBODY, _DECOY, None, code)
        return None
    return show(unit, account, key_of(unit, vault, account.id), code)


def can_be_guessed(code: str) -> bool:
    """Tell whether *code* has the form of a one-time code; whatever else is right has 80 random bits."""
    told = _bare(code)
    return len(told) == DIGITS and told.isascii() and told.isdigit()


def show(unit: WriteUnit, account: Account, key: PersonKey, code: str) -> Outcome:
    """Tell whether *code* is a right one of *account*, to step up or to sign in. Whoever opens the unit keeps it."""
    told = _bare(code)
    if RecoveryCodes(unit).spend(account.id, _digest(account.id, told)):
        return Shown(account.id, Method.RECOVERY_CODE)
    accounts = Accounts(unit)
    accounts.locked(account.id)  # a code that is being shown elsewhere at this moment is spent before this one is read
    secret, last = accounts.personal(account.id, key)["totp"], accounts.totp_step(account.id)
    step = _try_code(unit, account.id, secret or _DECOY, last, told)
    if step is None or secret is None:
        return None
    accounts.took_step(account.id, step)
    return Shown(account.id, Method.TOTP)


def begin_totp(
    unit: WriteUnit, account: Account, key: PersonKey, name: str, visitor: str, random: Random
) -> Offered:  # fmt: skip
    """Offer a new secret for an authenticator app. *key* is that of the account's subject. Raises ForStaffOnly.

    The secret is kept nowhere until the app has shown a code: it follows from the question and the person's key.
    """
    if not account.is_staff:
        raise ForStaffOnly
    asked = ask(unit, SET_UP, visitor, random(32), subject=account.id)
    secret = _offered(key, asked)
    return Offered(asked.id, secret, for_app(base64.b32decode(secret), name or "staff", "Tellmark"))


def finish_totp(unit: WriteUnit, account: Account, key: PersonKey, visitor: str, question: str, code: str) -> bool:
    """Keep the secret that was offered, once the app shows the right *code* for it; False where it does not.

    Raises ChallengeGone.
    """
    secret = _offered(key, take(unit, question, SET_UP, visitor))
    step = matching_step(base64.b32decode(secret), "".join(code.split()), unit.at, None)
    if step is None:
        return False
    Accounts(unit).seal(account.id, key, {"totp": secret})
    Accounts(unit).took_step(account.id, step)
    SignInFailures(unit).forget(account.id)
    unit.say(FallbackSet(account=account.id, method=Method.TOTP))
    return True


def take_totp_away(unit: WriteUnit, account: Account, key: PersonKey) -> None:
    """Take no one-time codes of *account* any more."""
    Accounts(unit).seal(account.id, key, {"totp": None})
    Accounts(unit).took_step(account.id, None)
    unit.say(FallbackTaken(account=account.id, method=Method.TOTP))


def new_recovery_codes(unit: WriteUnit, account: Account, random: Random) -> tuple[str, ...]:
    """Make ten recovery codes, each good once, shown this once; those of before open nothing. Raises ForStaffOnly."""
    if not account.is_staff:
        raise ForStaffOnly
    kept = RecoveryCodes(unit)
    kept.forget(account.id)
    codes = tuple(base64.b32encode(random(_CODE)).decode() for _ in range(RECOVERY_CODES))
    for code in codes:
        kept.add(account.id, _digest(account.id, code), unit.at)
    unit.say(FallbackSet(account=account.id, method=Method.RECOVERY_CODE))
    return tuple("-".join(code[place : place + 4] for place in range(0, len(code), 4)) for code in codes)


def reopen(unit: WriteUnit, account: SubjectId) -> None:
    """Forget the failures of *account*, which has just shown a passkey."""
    SignInFailures(unit).forget(account)


def _bare(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper()


def _try_code(unit: WriteUnit, whose: str, secret: str, last: int | None, code: str) -> int | None:
    """Return the step of a right code; count a wrong one, and close the way after too many."""
    failures = SignInFailures(unit)
    before = failures.of(whose)
    closed = before.closed_until is not None and unit.at < before.closed_until
    step = matching_step(base64.b32decode(secret), code, unit.at, last)
    if closed:
        failures.put(whose, before)
        return None
    if step is not None and whose != _NOBODY:
        failures.put(whose, Failures())
        return step
    after = _after_wrong(before, unit)
    failures.put(whose, after)
    if after.closed_until is not None and after.closed_until != before.closed_until and whose != _NOBODY:
        unit.say(FallbackClosed(account=whose, until=rfc3339(after.closed_until)))
    return None


def _after_wrong(before: Failures, unit: WriteUnit) -> Failures:
    if before.count + 1 < MOST_WRONG:
        return Failures(before.count + 1, before.rounds, None)
    closed = CLOSED[min(before.rounds, len(CLOSED) - 1)]
    return Failures(0, before.rounds + 1, unit.at + closed)


def _offered(key: PersonKey, asked: Challenge) -> str:
    return base64.b32encode(key.secret(SET_UP, asked.id, asked.nonce.hex())[:SECRET]).decode()


def _digest(account: SubjectId, code: str) -> str:
    return hashlib.sha256(f"{account} {code}".encode()).hexdigest()
