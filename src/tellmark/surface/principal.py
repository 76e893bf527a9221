"""Who is on the other side of a request, in words that every room shares; not how they sign in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from tellmark.store.scope import Scope, TenantId


class Kind(StrEnum):
    """What sort of visitor this is."""

    STAFF = "staff"
    PERSON = "person"
    API_KEY = "api_key"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Assurance:
    """How surely a visitor is who they say: a level from 0 to 3 (NIST SP 800-63B), and when it was last proved."""

    level: int = 0
    proved_at: datetime | None = None

    def fresh(self, within: timedelta, at: datetime) -> bool:
        """Tell whether it was proved no longer than *within* before *at*, and not after it."""
        return self.proved_at is not None and timedelta() <= at - self.proved_at <= within

    def reaches(self, level: int, within: timedelta, at: datetime) -> bool:
        """Tell whether it was proved so, and by something of that *level* at least."""
        return self.level >= level and self.fresh(within, at)


UNPROVED = Assurance()


@dataclass(frozen=True, slots=True)
class Principal:
    """A visitor: opaque *id*, tenant, and what they may do. *session* is the session's opaque id, never its secret.

    *behalf* is the account that a program acts for. *browser* is the digest of a cookie by which a browser is known in
    which nobody has signed in yet, where it is about to.
    *ambient* tells that the browser shows the credential by itself (a cookie), so that another site could have it sent.
    """

    id: str
    tenant: TenantId
    kind: Kind
    roles: frozenset[str] = frozenset()
    capabilities: frozenset[str] = frozenset()
    assurance: Assurance = UNPROVED
    session: str = ""
    ambient: bool = False
    behalf: str = ""
    browser: str = ""

    @property
    def scope(self) -> Scope:
        """The scope in which the store acts for this visitor."""
        return Scope(self.tenant, self.id, self.capabilities, self.behalf)


def nobody(tenant: TenantId) -> Principal:
    """Return the visitor of whom nothing is known, in the tenant whose door they stand at."""
    return Principal("anonymous", tenant, Kind.ANONYMOUS)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a request shows to be known by, each empty where there is none; secrets, so it has no spelling.

    *bearer* is the token of `Authorization: Bearer`, *session* the secret in the session's cookie, *link* the part
    `{link}` of the address: the secret of an invitation.
    """

    bearer: str = field(default="", repr=False)
    session: str = field(default="", repr=False)
    link: str = field(default="", repr=False)


class Knows(Protocol):
    """What knows visitors by what they show."""

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        """Return who shows this at the instant *at*, None where nobody known here does. It may ask the store."""


@dataclass(frozen=True, slots=True)
class FirstToKnow:
    """Asks several who know visitors, in their order."""

    knowing: tuple[Knows, ...]

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        """Return what the first of them says who knows."""
        return next((found for one in self.knowing if (found := one.who(shown, at)) is not None), None)
