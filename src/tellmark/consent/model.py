"""A request, the consent that may come of it, and who speaks for a person: values and states, in ids and codes only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from tellmark.consent.terms import Exclusion, Operation, Purpose, Scope, Tick, Training
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language

RequestId = NewType("RequestId", str)
ConsentId = NewType("ConsentId", str)
GroupId = NewType("GroupId", str)
PartyId = NewType("PartyId", str)
InvitationId = NewType("InvitationId", str)
RepresentativeId = NewType("RepresentativeId", str)
DisputeId = NewType("DisputeId", str)
EffectId = NewType("EffectId", str)
UseId = NewType("UseId", str)
NoteId = NewType("NoteId", str)

REQUEST = "consent.request"
"""The capability to compose, send and follow requests."""
ANSWER = "consent.answer"
"""The capability of the person asked, and of who speaks for them."""
REVIEW = "consent.review"
CONFIRM = "consent.confirm"
CHECK = "consent.check"

TIME_TO_ANSWER = timedelta(days=7)
TIME_TO_REST = timedelta(days=30)
"""How long a refusal is not to be followed by the same or a wider ask."""
COOLING_OFF = timedelta(hours=24)
FRESHNESS = timedelta(minutes=10)
"""How old a binding may be when the decision arrives."""
SKEW = timedelta(minutes=2)
"""How far another clock may run ahead of ours."""
MOST_OPEN = 3
"""How many requests of one tenant may be open with one person at once."""


class RequestState(StrEnum):
    """How far a request is."""

    DRAFT = "draft"
    SENT = "sent"
    SHOWN = "shown"
    PROVING = "proving"
    HALF = "half"
    COUNTERED = "countered"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    RECALLED = "recalled"


OPEN = frozenset(
    {RequestState.SENT, RequestState.SHOWN, RequestState.PROVING, RequestState.HALF, RequestState.COUNTERED}
)
"""States in which the person may answer."""


class ContactKind(StrEnum):
    """By what a person is reached."""

    EMAIL = "email"
    PHONE = "phone"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """Who is asked: how they are reached and called by the requester; for this room's sealed columns alone.

    *ward* where the contact is that of who speaks for the person: then nobody else is found under it.
    """

    contact: str
    kind: ContactKind
    name: str
    language: Language
    ward: bool = False


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


class Role(StrEnum):
    """In which part somebody answers."""

    SELF = "self"
    GUARDIAN = "guardian"
    AGENT = "agent"
    UNION = "union"
    ESTATE = "estate"
    ATTORNEY = "attorney"


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
    """A counter that waits for the requester. With *grounds* it is a consent once taken; else it is asked anew."""

    scope: Scope
    document: str
    notice: str
    language: Language
    ticks: frozenset[Tick]
    grounds: "Grounds | None" = None


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a grant rests on: the binding and the assurance, by their opaque ids and digests."""

    role: Role
    by: str
    method: str
    evidence: str
    record: str
    level: int
    assured_until: datetime
    accepted: frozenset[str]
    until: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """One question to one person. *version* counts the asks, *revision* every change; *shown* are notices' digests."""

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


class EffectKind(StrEnum):
    """What has to happen after a consent has ended or been narrowed."""

    REVOKE_PERMITS = "revoke_permits"
    TELL_LICENSEES = "tell_licensees"
    DELETE_TEMPLATES = "delete_templates"
    LIST_OUTPUTS = "list_outputs"
    BLOCK_TRAINING = "block_training"


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that has to happen, by when, and the digest of the evidence that it did."""

    id: EffectId
    consent: ConsentId
    kind: EffectKind
    begun_at: datetime
    due: datetime
    done_at: datetime | None = None
    evidence: str | None = None


class RepresentativeState(StrEnum):
    """Whether somebody may speak for a person."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    VETOED = "vetoed"
    ENDED = "ended"


class Alarm(StrEnum):
    """What an officer is to look at before anybody is let speak for another."""

    MANY_WARDS = "many_wards"
    IS_REQUESTER = "is_requester"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Authority:
    """What somebody may speak for: the digest of the document that says so, until when, and for what.

    No *operations* or no *purposes* means all of them.
    """

    role: Role
    document: str
    until: datetime
    operations: frozenset[Operation] = frozenset()
    purposes: frozenset[Purpose] = frozenset()
    grants: bool = True
    withdraws: bool = True


@dataclass(frozen=True, slots=True)
class Representative:
    """Somebody (*principal*) who speaks for *subject*, once an officer who is not the requester has confirmed it."""

    id: RepresentativeId
    subject: SubjectId
    principal: str
    authority: Authority
    state: RepresentativeState
    proposed_by: str
    confirmed_by: str | None = None
    conflict: bool = False
    alarms: frozenset[Alarm] = frozenset()

    def speaks(self, at: datetime) -> bool:
        """Tell whether their word counts at this instant."""
        return self.state is RepresentativeState.CONFIRMED and at < self.authority.until


class StandingKind(StrEnum):
    """What a person is, as far as it changes who answers."""

    ADULT = "adult"
    MINOR = "minor"
    PROTECTED = "protected"
    DECEASED = "deceased"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is; *document* is the digest of what shows it, *confirmed_by* the second officer.

    What is *proposed* in its place counts for nothing until it is confirmed.
    """

    subject: SubjectId
    kind: StandingKind
    majority_at: datetime | None = None
    document: str | None = None
    set_by: str = ""
    confirmed_by: str | None = None
    proposed: "Standing | None" = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """Somebody says that a consent is not what it seems; it is frozen until an officer has decided."""

    id: DisputeId
    consent: ConsentId
    by: str
    opened_at: datetime
    upheld: bool | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


class NoteKind(StrEnum):
    """What a person tells the officers, and nobody else learns of."""

    COERCION = "coercion"
    UNWANTED = "unwanted"
    MISUSE = "misuse"


@dataclass(frozen=True, slots=True)
class Note:
    """A word to the officers; it stands in the store only, and the log does not tell which consent it is about."""

    id: NoteId
    kind: NoteKind
    subject: SubjectId
    request: RequestId | None
    consent: ConsentId | None
    made_at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """One making of something, as a program asks about it."""

    operation: Operation
    modalities: frozenset[str]
    purpose: Purpose
    territories: frozenset[str]
    channels: frozenset[str]
    party: PartyId | None = None
    languages: frozenset[str] = frozenset()
    touches: frozenset[Exclusion] = frozenset()
    content: str | None = None
    model: str | None = None
    outputs: int = 1
    seconds: int = 0
    training: Training = Training.NONE
    derivative: bool = False
    sublicensed: bool = False
    cross_border: bool = False


class Reason(StrEnum):
    """Why a consent does not cover a use. Each has a sentence in the catalogues."""

    NONE_GIVEN = "none_given"
    NOT_YET = "not_yet"
    SUSPENDED = "suspended"
    ENDED = "ended"
    EXPIRED = "expired"
    IDENTITY_EXPIRED = "identity_expired"
    OTHER_PARTY = "other_party"
    MODALITY = "modality"
    OPERATION = "operation"
    PURPOSE = "purpose"
    EXCLUDED = "excluded"
    TERRITORY = "territory"
    LANGUAGE = "language"
    CHANNEL = "channel"
    CONTENT = "content"
    MODEL = "model"
    TRAINING = "training"
    DERIVATIVE = "derivative"
    SUBLICENCE = "sublicence"
    CROSS_BORDER = "cross_border"
    OUTPUTS = "outputs"
    SECONDS = "seconds"
    OTHERS_MISSING = "others_missing"


@dataclass(frozen=True, slots=True)
class PersonCovered:
    """By which consent a person is covered, and at which epoch: a permit carries both."""

    subject: SubjectId
    consent: ConsentId
    epoch: int


@dataclass(frozen=True, slots=True)
class PersonUncovered:
    """Why a person is not covered: for each consent that came near, all of its reasons."""

    subject: SubjectId
    reasons: tuple[tuple[ConsentId | None, tuple[Reason, ...]], ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """Everybody has agreed to this use."""

    persons: tuple[PersonCovered, ...]


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Somebody has not agreed to this use; *others* is how many covered persons there are beside."""

    persons: tuple[PersonUncovered, ...]
    others: int = 0


class UseState(StrEnum):
    """What became of what was set aside."""

    RESERVED = "reserved"
    SETTLED = "settled"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Reserved:
    """What one use has set aside of one consent's ceilings."""

    id: str
    use: UseId
    consent: ConsentId
    subject: SubjectId
    outputs: int
    seconds: int
    state: UseState
    at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link to a request. The store keeps only the digest of its secret."""

    id: InvitationId
    request: RequestId
    subject: SubjectId
    until: datetime
    secret: str = ""


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
    """The answer to a counter: the requester has until *due*."""

    request: RequestId
    due: datetime


@dataclass(frozen=True, slots=True)
class Awaits:
    """The answer to a grant that needs other voices, too."""

    request: RequestId
    roles: frozenset[Role]


Outcome = Granted | Refused | CounterSent | Awaits


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The answer to a withdrawal: it counts already; *effects* are on their way."""

    consent: ConsentId
    at: datetime
    epoch: int
    effects: tuple[Effect, ...]
    remaining: Scope | None = None
