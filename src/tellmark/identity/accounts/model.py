"""An account and what it is known by: values, and how long each of them counts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from tellmark.subjects.model import SubjectId

SessionId = NewType("SessionId", str)
PasskeyId = NewType("PasskeyId", str)
KeyId = NewType("KeyId", str)
ChallengeId = NewType("ChallengeId", str)

IDLE = timedelta(hours=1)
"""A session ends when nobody has used it for so long (NIST SP 800-63B-4 §2.2.3)."""
ABSOLUTE = timedelta(hours=12)
"""A session ends so long after the sign-in, used or not."""
VISIT = timedelta(minutes=30)
"""The same for a session that was opened without a passkey, by a proof of who somebody is."""
FRESH = timedelta(minutes=5)
"""How long a proof of who somebody is counts for what needs a fresh one."""
STRONG = 2
"""The level that it takes to open, or to decide on, somebody else's identity or account: a passkey's, and no code's."""
CHALLENGE_LASTS = timedelta(minutes=10)
LINK_LASTS = timedelta(hours=24)
KEY_LASTS = timedelta(days=365)
"""The longest that an API key may count."""
MOST_PASSKEYS = 20
RECOVERY_CODES = 10


class Role(StrEnum):
    """What somebody is here; what each may do stands in `roles.py`."""

    ADMINISTRATOR = "administrator"
    REQUESTER = "requester"
    ENGINEER = "engineer"
    COMPLIANCE_OFFICER = "compliance_officer"
    SENIOR_OFFICER = "senior_officer"
    IDENTITY_OFFICER = "identity_officer"
    DEPICTED_PERSON = "depicted_person"
    REPRESENTATIVE = "representative"
    FACT_CHECKER = "fact_checker"
    REGULATOR = "regulator"
    AUDITOR = "auditor"


PERSONS = frozenset({Role.DEPICTED_PERSON, Role.REPRESENTATIVE})
"""Roles of those who are asked; all others are staff's."""


class AccountState(StrEnum):
    """Whether an account opens anything."""

    ACTIVE = "active"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may act here: one subject, whose id is that of the account and of whoever acts with it."""

    id: SubjectId
    state: AccountState
    roles: frozenset[Role]
    opened_at: datetime

    @property
    def is_staff(self) -> bool:
        """Whether any of the roles is one of staff's."""
        return bool(self.roles - PERSONS)


class Method(StrEnum):
    """How somebody has shown that it is them."""

    PASSKEY = "passkey"
    TOTP = "totp"
    RECOVERY_CODE = "recovery_code"
    PROOF = "proof"

    @property
    def level(self) -> int:
        """The level of authentication that it gives (NIST SP 800-63B AAL): a passkey, with user verification, 2."""
        return 2 if self is Method.PASSKEY else 1


class Ending(StrEnum):
    """Why a session has ended before its time."""

    SIGNED_OUT = "signed_out"
    ENDED_BY_HOLDER = "ended_by_holder"
    REPLACED = "replaced"
    ROLES_CHANGED = "roles_changed"
    LOCKED = "locked"
    ERASED = "erased"
    RESTORED = "restored"
    PROOF_REVOKED = "proof_revoked"


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in, in one browser. *proved_at* and *method* are of the last proof, *seen_at* of the last use."""

    id: SessionId
    account: SubjectId
    method: Method
    opened_at: datetime
    proved_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None

    def runs(self, at: datetime) -> bool:
        """Tell whether it counts at this instant."""
        return self.ended_at is None and at < self.ends_at and at < self.seen_at + IDLE

    @property
    def ends_at(self) -> datetime:
        """When it ends, however much it is used."""
        return self.opened_at + (VISIT if self.method is Method.PROOF else ABSOLUTE)


@dataclass(frozen=True, slots=True)
class Passkey:
    """A public key of somebody's, by the digest of its credential id. *counter* is what its authenticator last told.

    *refused_at* is when a counter came that was not higher: somebody may have a copy (WebAuthn §6.1.1).
    """

    id: PasskeyId
    account: SubjectId
    credential: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    counter: int
    made_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    refused_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key for a program, on behalf of *account*: it opens *capabilities* as long as the account has them, too."""

    id: KeyId
    account: SubjectId
    capabilities: frozenset[str]
    made_by: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def counts(self, at: datetime) -> bool:
        """Tell whether it opens anything at this instant."""
        return self.revoked_at is None and at < self.expires_at


@dataclass(frozen=True, slots=True)
class Challenge:
    """Something that is to be answered once, soon, by the visitor who was asked.

    *purpose* says what for, *visitor* to whom (`surface.visitors.binding_of`), *subject* about whom where that is
    known, *about* what it is bound to beside (a digest or an id), *nonce* its 32 random bytes, and *until* when it is
    forgotten.
    """

    id: ChallengeId
    purpose: str
    visitor: str
    subject: SubjectId | None
    about: str
    nonce: bytes = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A link, good once, with which an account's holder makes a passkey."""

    account: SubjectId
    made_by: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def counts(self, at: datetime) -> bool:
        """Tell whether it opens anything at this instant."""
        return self.used_at is None and at < self.expires_at


@dataclass(frozen=True, slots=True)
class Given:
    """A new secret, told this once: kept is only its digest."""

    secret: str = field(repr=False)
