"""A request, and the consent that may come of it: values and states, in ids and codes only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tellmark.consent.ids import (
    ANSWER,
    CHECK,
    CONFIRM,
    COOLING_OFF,
    FRESHNESS,
    MOST_NOES,
    MOST_OPEN,
    REFUSE,
    REQUEST,
    REVIEW,
    SKEW,
    TIME_TO_ANSWER,
    TIME_TO_REST,
    ConsentId,
    DisputeId,
    EffectId,
    GroupId,
    InvitationId,
    NoteId,
    PartyId,
    RepresentativeId,
    RequestId,
    UseId,
)
from tellmark.consent.outcomes import (
    Awaits,
    CounterSent,
    Granted,
    Invitation,
    Outcome,
    Refused,
    Withdrawal,
)
from tellmark.consent.people import (
    Alarm,
    Authority,
    ContactKind,
    Paper,
    PersonAsked,
    Representative,
    RepresentativeState,
    Role,
    Standing,
    StandingKind,
    StandingSeen,
)
from tellmark.consent.terms import Scope, Tick
from tellmark.consent.uses import (
    OF_ASKER,
    Covered,
    Dispute,
    Effect,
    EffectKind,
    Note,
    NoteKind,
    OnBasis,
    PersonCovered,
    PersonLawful,
    PersonUncovered,
    Reason,
    Reserved,
    Uncovered,
    Use,
    UseState,
)
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language

__all__ = [
    "ANSWER",
    "CHECK",
    "CONFIRM",
    "COOLING_OFF",
    "FRESHNESS",
    "MOST_NOES",
    "MOST_OPEN",
    "OF_ASKER",
    "OPEN",
    "REFUSE",
    "REQUEST",
    "REVIEW",
    "SKEW",
    "TIME_TO_ANSWER",
    "TIME_TO_REST",
    "Alarm",
    "Ask",
    "Authority",
    "Awaits",
    "Consent",
    "ConsentId",
    "ConsentState",
    "ContactKind",
    "Counted",
    "CounterSent",
    "Countered",
    "Covered",
    "Decided",
    "Dispute",
    "DisputeId",
    "Effect",
    "EffectId",
    "EffectKind",
    "Ending",
    "Granted",
    "Grounds",
    "GroupId",
    "Half",
    "HoldReason",
    "Invitation",
    "InvitationId",
    "Note",
    "NoteId",
    "NoteKind",
    "OnBasis",
    "Outcome",
    "Paper",
    "Party",
    "PartyId",
    "PersonAsked",
    "PersonCovered",
    "PersonLawful",
    "PersonUncovered",
    "Reason",
    "Refused",
    "Representative",
    "RepresentativeId",
    "RepresentativeState",
    "Request",
    "RequestId",
    "RequestState",
    "Reserved",
    "Role",
    "Standing",
    "StandingKind",
    "StandingSeen",
    "Suspension",
    "Uncovered",
    "Use",
    "UseId",
    "UseState",
    "Verdict",
    "Withdrawal",
    "Words",
]


class RequestState(StrEnum):
    """How far a request is."""

    DRAFT = "draft"
    SENT = "sent"
    SHOWN = "shown"
    HALF = "half"
    COUNTERED = "countered"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    RECALLED = "recalled"


OPEN = frozenset({RequestState.SENT, RequestState.SHOWN, RequestState.HALF, RequestState.COUNTERED})


@dataclass(frozen=True, slots=True)
class Words:
    """What a requester says in words: sealed under the person's key. *content* is the script or the description.

    *asker* is the name under which the tenant asks, as the person knows it.
    """

    purpose: str
    asker: str = ""
    content: str = ""
    brands: str = ""
    pay: str = ""
    retention: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody asks: the scope in codes, the rest in words, on whose behalf (None: the tenant's own), and which
    consent of the same person it takes the place of once it is granted."""

    scope: Scope
    words: Words
    party: PartyId | None = None
    supersedes: ConsentId | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A company on whose behalf is asked: *name* as it is shown, *folded* as it is compared."""

    id: PartyId
    name: str
    folded: str
    number: str | None = None


class Verdict(StrEnum):
    """What a person decides."""

    GRANT = "grant"
    REFUSE = "refuse"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision document: what somebody decides on exactly which version, under which notice, in which language.

    *ticks* are those that were set, each by itself; *counter* is the scope that is offered instead, at a counter only.
    """

    request: RequestId
    version: int
    notice: str
    language: Language
    verdict: Verdict
    ticks: frozenset[Tick] = frozenset()
    counter: Scope | None = None


@dataclass(frozen=True, slots=True)
class Half:
    """One of several voices that a grant needs: *will* is the digest of what all of them must say alike."""

    role: Role
    by: str
    will: str
    document: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Countered:
    """A counter that waits for the requester. With *grounds* it is a consent once taken; else it is asked anew.

    *code* is the digest of the receipt code that its person was shown with it; empty without grounds.
    """

    scope: Scope
    document: str
    notice: str
    language: Language
    ticks: frozenset[Tick]
    grounds: "Grounds | None" = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Proved:
    """By which record of assurance somebody was known, how surely, and until when it counts."""

    record: str
    level: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a grant rests on: the binding and the assurance, by their opaque ids and digests.

    *first* is by what it was agreed to, where its person has proved anew who they are since.
    """

    role: Role
    by: str
    method: str
    evidence: str
    record: str
    level: int
    assured_until: datetime
    accepted: frozenset[str]
    until: datetime
    first: Proved | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One question to one person. *version* counts the asks, *revision* every change; *shown* are notices' digests.

    *worded_at* is when whoever asks last wrote it anew, None where they never did.

    Of a *ward* whoever speaks for them is reached: by their link it is read and refused, and never agreed to.
    """

    id: RequestId
    group: GroupId | None
    subject: SubjectId
    requester: str
    party: PartyId | None
    scope: Scope
    words: str
    version: int
    revision: int
    state: RequestState
    opened_at: datetime
    supersedes: ConsentId | None = None
    due: datetime | None = None
    sent: bool = False
    shown: frozenset[str] = frozenset()
    halves: tuple[Half, ...] = ()
    counter: Countered | None = None
    consent: ConsentId | None = None
    answer: str | None = None
    answered_at: datetime | None = None
    unwanted: bool = False
    ward: bool = False
    worded_at: datetime | None = None


class ConsentState(StrEnum):
    """Whether a consent counts. One that ends stays ending until each of its effects is done."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDING = "ending"
    CLOSED = "closed"


class Ending(StrEnum):
    """What a consent ended by."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    EXHAUSTED = "exhausted"
    VOID = "void"
    MAJORITY = "majority"
    ERASED = "erased"


class HoldReason(StrEnum):
    """Why a consent does not count for now."""

    DISPUTE = "dispute"
    IDENTITY = "identity"
    REPRESENTATIVE = "representative"
    COERCION = "coercion"
    DEATH = "death"
    OFFICER = "officer"
    UNREACHED = "unreached"
    HANDS = "hands"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Suspension:
    """One thing that holds a consent up; several may, each under its own id."""

    id: str
    reason: HoldReason


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of a ceiling is used and how much is set aside for what is being made now."""

    outputs: int = 0
    seconds: int = 0
    reserved_outputs: int = 0
    reserved_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Consent:
    """Somebody's leave, as it stands. It counts from *counts_from* until *until*, while the proof of them holds."""

    id: ConsentId
    request: RequestId
    group: GroupId | None
    subject: SubjectId
    party: PartyId | None
    requester: str
    scope: Scope
    ticks: frozenset[Tick]
    document: str
    notice: str
    language: Language
    grounds: Grounds
    granted_at: datetime
    counts_from: datetime
    until: datetime
    state: ConsentState
    version: int = 1
    holds: tuple[Suspension, ...] = ()
    ending: Ending | None = None
    ended_at: datetime | None = None
    counted: Counted = Counted()
