"""What happens to accounts, for the log and for whoever subscribes: ids, code words and dates, and nobody's data."""

from typing import ClassVar

from tellmark.store.events import Event


class AccountOpened(Event, frozen=True):
    """Somebody may act here from now on."""

    name: ClassVar = "account.opened"
    account: str
    roles: tuple[str, ...]
    by: str


class RolesChanged(Event, frozen=True):
    """Somebody has these *roles* from now on, and no others."""

    name: ClassVar = "account.roles_changed"
    account: str
    roles: tuple[str, ...]
    by: str


class AccountLocked(Event, frozen=True):
    """An account opens nothing until it is unlocked."""

    name: ClassVar = "account.locked"
    account: str
    by: str


class AccountUnlocked(Event, frozen=True):
    """An account that was locked opens again what it did."""

    name: ClassVar = "account.unlocked"
    account: str
    by: str


class AddressChanged(Event, frozen=True):
    """Letters to an account's holder go elsewhere from now on, or nowhere; to where stands in no log."""

    name: ClassVar = "account.address_changed"
    account: str


class EnrolmentMade(Event, frozen=True):
    """A link was made with which an account's holder makes a passkey."""

    name: ClassVar = "account.enrolment_made"
    account: str
    by: str
    expires_at: str


class PasskeyAdded(Event, frozen=True):
    """An account has one more passkey."""

    name: ClassVar = "account.passkey_added"
    account: str
    passkey: str


class PasskeyRevoked(Event, frozen=True):
    """A passkey opens nothing any more."""

    name: ClassVar = "account.passkey_revoked"
    account: str
    passkey: str
    by: str


class PasskeyCounterWentBack(Event, frozen=True):
    """A passkey was refused: its counter was not higher than before, as when there is a copy of it."""

    name: ClassVar = "account.passkey_counter_went_back"
    account: str
    passkey: str


class SignedIn(Event, frozen=True):
    """Somebody has signed in."""

    name: ClassVar = "account.signed_in"
    untold: ClassVar = ("account",)
    account: str
    session: str
    method: str


class SteppedUp(Event, frozen=True):
    """Somebody who is signed in has shown again that it is them."""

    name: ClassVar = "account.stepped_up"
    untold: ClassVar = ("account",)
    account: str
    session: str
    method: str


class SessionEnded(Event, frozen=True):
    """A session has ended before its time; *reason* is a code word."""

    name: ClassVar = "account.session_ended"
    untold: ClassVar = ("account",)
    account: str
    session: str
    reason: str


class FallbackSet(Event, frozen=True):
    """A member of staff has set up one-time codes, or new recovery codes, for when no passkey is at hand."""

    name: ClassVar = "account.fallback_set"
    account: str
    method: str


class FallbackTaken(Event, frozen=True):
    """A member of staff has no one-time codes, or no recovery codes, any more; *method* says which."""

    name: ClassVar = "account.fallback_taken"
    account: str
    method: str


class FallbackClosed(Event, frozen=True):
    """One-time codes are not taken for an account for a while: too many were wrong. Its passkeys open as ever."""

    name: ClassVar = "account.fallback_closed"
    account: str
    until: str


class ApiKeyMade(Event, frozen=True):
    """A program may act on behalf of an account."""

    name: ClassVar = "account.key_made"
    account: str
    key: str
    capabilities: tuple[str, ...]
    expires_at: str
    by: str


class ApiKeyRevoked(Event, frozen=True):
    """A program's key opens nothing any more."""

    name: ClassVar = "account.key_revoked"
    account: str
    key: str
    by: str


class WillBound(Event, frozen=True):
    """Somebody's will is tied to a decision; *digest* is the decision's, *evidence* that of what is kept sealed."""

    name: ClassVar = "identity.will_bound"
    untold: ClassVar = ("subject",)
    subject: str
    method: str
    digest: str
    evidence: str
