"""What can be done with passkeys, within a unit of work: ask for one, add it, recognise somebody by it.

A question is spent by its answer, right or wrong. Therefore a wrong answer is a value here and no error: whoever opens
the unit keeps it, and says so afterwards.
"""

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TypeAlias

from tellmark.identity.accounts.challenges import ask, take
from tellmark.identity.accounts.errors import PasskeyRefused
from tellmark.identity.accounts.events import PasskeyAdded, PasskeyCounterWentBack
from tellmark.identity.accounts.model import MOST_PASSKEYS, AccountState, Challenge, Passkey, PasskeyId
from tellmark.identity.accounts.naming import labelled
from tellmark.identity.accounts.passkeys.ceremony import (
    Made,
    Relying,
    Used,
    creation_options,
    credential_of,
    made,
    request_options,
    used,
)
from tellmark.identity.accounts.passkeys.store import KnownPasskeys, Passkeys
from tellmark.identity.accounts.store import KnownAccounts
from tellmark.proof.envelope import PersonKey
from tellmark.store.errors import AlreadyThere, NotFound
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId

MAKE, SIGN_IN, STEP_UP = "passkey.make", "passkey.sign_in", "passkey.step_up"


@dataclass(frozen=True, slots=True)
class Question:
    """What the browser is to be asked: *options* for its script, and the *id* that comes back with the answer."""

    id: str
    options: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer was no good; *why* is a word for whoever runs this, never for whoever asks."""

    why: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """Somebody has just shown one of their passkeys."""

    account: SubjectId
    passkey: PasskeyId
    used: Used = field(repr=False)


Outcome: TypeAlias = Recognised | Refused


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a new passkey will be, and their key, under which what it is called is sealed."""

    account: SubjectId
    key: PersonKey = field(repr=False)


def ask_for_new(
    unit: WriteUnit, relying: Relying, account: SubjectId, name: str, visitor: str, nonce: bytes
) -> Question:
    """Ask *visitor* to make a passkey for *account*, which their device will show as *name*."""
    asked = ask(unit, MAKE, visitor, nonce, subject=account)
    known = [one.credential for one in KnownPasskeys(unit).of(account)]
    return Question(asked.id, creation_options(relying, account.encode(), name, nonce, known))


def add(
    unit: WriteUnit, relying: Relying, owner: Owner, visitor: str, question: str, answer: str, label: str
) -> Passkey | Refused:
    """Add the passkey that *answer* brings, called *label*, to the account of *owner*, of whom *question* has to be.

    Raises ChallengeGone, BadLabel.
    """
    named = labelled(label)
    asked = take(unit, question, MAKE, visitor)
    if asked.subject != owner.account:
        return Refused("another_account")
    try:
        brought = made(relying, asked.nonce, answer)
    except PasskeyRefused:
        return Refused("not_as_asked")
    if len(KnownPasskeys(unit).of(owner.account)) >= MOST_PASSKEYS:
        return Refused("too_many")
    return _added(unit, brought, owner, named)


def ask_for_any(unit: WriteUnit, relying: Relying, visitor: str, nonce: bytes) -> Question:
    """Ask *visitor*, of whom nothing is known, for any passkey of this host."""
    asked = ask(unit, SIGN_IN, visitor, nonce)
    return Question(asked.id, request_options(relying, nonce))


def ask_for_one_of(unit: WriteUnit, relying: Relying, account: SubjectId, visitor: str, nonce: bytes) -> Question:
    """Ask *visitor*, who is signed in to *account*, for one of its passkeys."""
    asked = ask(unit, STEP_UP, visitor, nonce, subject=account)
    known = [one.credential for one in KnownPasskeys(unit).of(account)]
    return Question(asked.id, request_options(relying, nonce, known))


def recognise(unit: WriteUnit, relying: Relying, purpose: str, visitor: str, question: str, answer: str) -> Outcome:
    """Tell who answers the question that was asked for *purpose* (SIGN_IN or STEP_UP). Raises ChallengeGone."""
    asked = take(unit, question, purpose, visitor)
    return recognised(unit, relying, asked, asked.nonce, answer)


def recognised(unit: WriteUnit, relying: Relying, asked: Challenge, signed: bytes, answer: str) -> Outcome:
    """Tell who answers *asked*, with a signature over *signed*; a passkey whose counter went back is told of."""
    try:
        passkey = Passkeys(unit).locked(id_of(credential_of(answer)))
        shown = used(relying, signed, answer, passkey.public_key)
    except (PasskeyRefused, NotFound):
        return Refused("not_as_asked")
    if reason := _objection(unit, asked, passkey, shown):
        return Refused(reason)
    if (passkey.counter or shown.counter) and shown.counter <= passkey.counter:
        Passkeys(unit).put(replace(passkey, refused_at=unit.at))
        unit.say(PasskeyCounterWentBack(account=passkey.account, passkey=passkey.id))
        return Refused("counter")
    Passkeys(unit).put(replace(passkey, counter=shown.counter, used_at=unit.at))
    return Recognised(passkey.account, passkey.id, shown)


def id_of(credential: bytes) -> PasskeyId:
    """Return the id under which the passkey of this *credential* id stands here."""
    return PasskeyId(sha256(credential).hexdigest())


def _added(unit: WriteUnit, brought: Made, owner: Owner, label: str) -> Passkey | Refused:
    passkey = Passkey(
        id_of(brought.credential), owner.account, brought.credential, brought.public_key, brought.counter, unit.at
    )
    try:
        Passkeys(unit).add(passkey, label, owner.key)
    except AlreadyThere:
        return Refused("known_already")
    unit.say(PasskeyAdded(account=owner.account, passkey=passkey.id))
    return passkey


def _objection(unit: WriteUnit, asked: Challenge, passkey: Passkey, shown: Used) -> str:
    """Return why a signature that is right does not count all the same, empty where it does."""
    if passkey.revoked_at is not None:
        return "revoked"
    if asked.subject is not None and asked.subject != passkey.account:
        return "another_account"
    if shown.user_handle != passkey.account.encode() and not (shown.user_handle is None and asked.subject):
        return "user_handle"
    account = KnownAccounts(unit).find(passkey.account)
    return "" if account is not None and account.state is AccountState.ACTIVE else "locked"
