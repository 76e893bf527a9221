"""What comes back to whoever asks, decides or takes back."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from tellmark.consent.ids import ConsentId, InvitationId, RequestId
from tellmark.consent.people import Role
from tellmark.consent.terms import Scope
from tellmark.consent.uses import Effect
from tellmark.subjects.model import SubjectId


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link to a request. The store keeps only the digest of its secret.

    That of a *ward* has gone to whoever speaks for the person, and makes nobody the person.
    """

    id: InvitationId
    request: RequestId
    subject: SubjectId
    until: datetime
    secret: str = ""
    ward: bool = False


@dataclass(frozen=True, slots=True)
class Granted:
    """The answer to a grant: the consent as its person sees it, and the code that withdraws it without signing in.

    *limited* are territories in which the proof of identity is not accepted: there the consent does not count.
    """

    consent: ConsentId
    receipt_code: str
    counts_from: datetime
    limited: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer to a refusal: until when the same is not asked again."""

    request: RequestId
    rests_until: datetime


@dataclass(frozen=True, slots=True)
class CounterSent:
    """The answer to a counter: the requester has until *due*.

    Where it is bound, *receipt_code* ends what comes of it: nobody is told it later, least of all who takes the offer.
    """

    request: RequestId
    due: datetime
    receipt_code: str = ""


@dataclass(frozen=True, slots=True)
class Awaits:
    """The answer to a grant that needs other voices, too."""

    request: RequestId
    roles: frozenset[Role]


Outcome: TypeAlias = Granted | Refused | CounterSent | Awaits


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The answer to a withdrawal: it counts already; *effects* are on their way."""

    consent: ConsentId
    at: datetime
    epoch: int
    effects: tuple[Effect, ...]
    remaining: Scope | None = None
