"""What happens to requests and consents: each arrow of their life as a leaf, in ids, codes, digests and dates only.

From these alone `rebuild.py` makes every state again. Their leaves tell less (`Event.untold`): not whose a request or
a consent is, nor which consent a silent word to the officers holds up.
"""

from typing import ClassVar

from tellmark.consent.events_beside import (
    ConflictMarked,
    ConsentDisputed,
    DisputeDecided,
    EffectAtRisk,
    EffectBegun,
    EffectDone,
    EffectOverdue,
    FileMade,
    MajorityReached,
    RepresentativeConfirmed,
    RepresentativeEnded,
    RepresentativeProposed,
    RepresentativeVetoed,
    StandingConfirmed,
    StandingProposed,
    StandingRefused,
    UseReleased,
    UseReserved,
    UseSettled,
    WordSeenTo,
)
from tellmark.store.events import Event

__all__ = [
    "ConflictMarked",
    "ConsentClosed",
    "ConsentDisputed",
    "ConsentEnded",
    "ConsentGranted",
    "ConsentHeld",
    "ConsentNarrowed",
    "ConsentRenewed",
    "ConsentWithdrawn",
    "CounterDeclined",
    "CounterTaken",
    "DisputeDecided",
    "EffectAtRisk",
    "EffectBegun",
    "EffectDone",
    "EffectOverdue",
    "FileMade",
    "HalfGiven",
    "HoldLifted",
    "IdentityPending",
    "MajorityReached",
    "Noted",
    "RepresentativeConfirmed",
    "RepresentativeEnded",
    "RepresentativeProposed",
    "RepresentativeVetoed",
    "RequestAdopted",
    "RequestCountered",
    "RequestDrafted",
    "RequestEdited",
    "RequestLapsed",
    "RequestRecalled",
    "RequestRefused",
    "RequestSent",
    "RequestShown",
    "Scoped",
    "StandingConfirmed",
    "StandingProposed",
    "StandingRefused",
    "UseReleased",
    "UseReserved",
    "UseSettled",
    "WordSeenTo",
]


class Scoped(Event, frozen=True, kw_only=True):
    """An event that tells a whole scope, flat."""

    modalities: tuple[str, ...]
    operations: tuple[str, ...]
    purposes: tuple[str, ...]
    territories: tuple[str, ...]
    channels: tuple[str, ...]
    languages: tuple[str, ...]
    excluded: tuple[str, ...]
    models: tuple[str, ...]
    start: str
    end: str
    content: str | None
    max_outputs: int | None
    max_seconds: int | None
    derivatives: bool
    sublicence: bool
    cross_border: bool
    training: str
    retention_days: int
    pay_amount: int | None
    pay_currency: str | None
    pay_per: str | None
    aftermath: str


class RequestDrafted(Scoped, frozen=True):
    """Somebody has composed a request; nobody has been asked yet. *words* is the sealed words' salted digest.

    *requester* is the account that asks, *by* whoever acted for it: a program, or itself. *ward* tells that the contact
    is that of who speaks for the person.
    """

    name: ClassVar = "consent.drafted"
    untold: ClassVar = ("subject",)
    request: str
    group: str | None
    subject: str
    requester: str
    party: str | None
    supersedes: str | None
    words: str
    by: str
    ward: bool = False


class RequestEdited(Scoped, frozen=True):
    """There is a new version: the notice of the old one is void, and whoever had seen it is told."""

    name: ClassVar = "consent.edited"
    request: str
    version: int
    words: str
    seen: bool
    by: str


class RequestSent(Event, frozen=True):
    """The person is asked; no answer by *due* is a refusal."""

    name: ClassVar = "consent.sent"
    untold: ClassVar = ("subject",)
    request: str
    subject: str
    invitation: str
    version: int
    due: str


class RequestShown(Event, frozen=True):
    """The person has been shown the notice of this digest, in this language."""

    name: ClassVar = "consent.shown"
    request: str
    version: int
    notice: str
    language: str


class IdentityPending(Event, frozen=True):
    """The person has begun to prove who they are. Nothing says it any more; it changes nothing where it was said.

    Beside `identity.proof_begun` it would tell of which request a proof is, and to whoever asks that it has begun.
    """

    name: ClassVar = "consent.identity_pending"
    request: str


class RequestAdopted(Event, frozen=True):
    """The proof tells that the person asked is one who was known already: the request is theirs."""

    name: ClassVar = "consent.adopted"
    untold: ClassVar = ("before", "subject")
    request: str
    before: str
    subject: str


class RequestRecalled(Event, frozen=True):
    """The requester has taken the request back."""

    name: ClassVar = "consent.recalled"
    request: str
    by: str


class RequestRefused(Event, frozen=True):
    """The person, or who speaks for them, has refused. *unwanted* where it was reported as never wished for."""

    name: ClassVar = "consent.refused"
    untold: ClassVar = ("subject", "by")
    request: str
    subject: str
    version: int
    document: str
    by: str
    role: str
    unwanted: bool


class RequestLapsed(Event, frozen=True):
    """Nobody has answered in time: that is a refusal."""

    name: ClassVar = "consent.lapsed"
    untold: ClassVar = ("subject",)
    request: str
    subject: str


class RequestCountered(Scoped, frozen=True):
    """The person offers less; the requester has until *due*. Where it is bound, it counts once accepted.

    *code* is then the digest of the code that ends what comes of it.
    """

    name: ClassVar = "consent.countered"
    untold: ClassVar = ("by", "record", "assured_until", "code")
    request: str
    version: int
    document: str
    notice: str
    language: str
    ticks: tuple[str, ...]
    by: str
    due: str
    role: str | None = None
    method: str | None = None
    evidence: str | None = None
    record: str | None = None
    level: int | None = None
    assured_until: str | None = None
    accepted: tuple[str, ...] = ()
    until: str | None = None
    code: str | None = None


class CounterDeclined(Event, frozen=True):
    """The requester does not take what was offered: the request is over."""

    name: ClassVar = "consent.counter_declined"
    request: str
    by: str


class CounterTaken(Event, frozen=True):
    """The requester takes what was offered without a binding: it is asked anew as version *version*."""

    name: ClassVar = "consent.counter_taken"
    untold: ClassVar = ("subject",)
    request: str
    subject: str
    version: int
    by: str
    due: str


class HalfGiven(Event, frozen=True):
    """One of several whose word is needed has agreed: a teenager, a guardian, one of the heirs."""

    name: ClassVar = "consent.half_given"
    untold: ClassVar = ("by",)
    request: str
    version: int
    role: str
    by: str
    will: str
    document: str


class ConsentGranted(Scoped, frozen=True):
    """Somebody has agreed. It counts from *counts_from* until *until*, in the territories *accepted*.

    *person* commits the log to whose it is and by which proof (`documents.person_of`): a receipt tells both. *taken_by*
    took what the person had offered and agreed to; None where the person themselves spoke last.
    """

    name: ClassVar = "consent.granted"
    untold: ClassVar = ("subject", "by", "record", "assured_until")
    consent: str
    request: str
    group: str | None
    subject: str
    requester: str
    party: str | None
    document: str
    notice: str
    language: str
    ticks: tuple[str, ...]
    by: str
    role: str
    method: str
    evidence: str
    record: str
    level: int
    assured_until: str
    accepted: tuple[str, ...]
    counts_from: str
    until: str
    person: str | None = None
    taken_by: str | None = None


class Noted(Event, frozen=True):
    """Something was noted for the officers, or nothing: every grant says this, so that nobody reads more out of it.

    A silent word at another time says nothing.
    """

    name: ClassVar = "consent.noted"
    note: str


class ConsentRenewed(Event, frozen=True):
    """The person has proved again who they are."""

    name: ClassVar = "consent.renewed"
    untold: ClassVar = ("record", "assured_until")
    consent: str
    record: str
    level: int
    assured_until: str


class ConsentHeld(Event, frozen=True):
    """A consent does not count until this *hold* is lifted; what was permitted under it is void at once."""

    name: ClassVar = "consent.held"
    consent: str
    hold: str
    reason: str


class HoldLifted(Event, frozen=True):
    """One thing that held a consent up is over. *reason* is why it did, where the person was told so by letter."""

    name: ClassVar = "consent.hold_lifted"
    consent: str
    hold: str
    by: str
    reason: str | None = None


class ConsentNarrowed(Scoped, frozen=True):
    """The person has taken a part of it back."""

    name: ClassVar = "consent.narrowed"
    untold: ClassVar = ("by",)
    consent: str
    version: int
    by: str
    epoch: int


class ConsentWithdrawn(Event, frozen=True):
    """The person has taken it back: it counts no more, and neither does any permit of before *epoch*."""

    name: ClassVar = "consent.withdrawn"
    untold: ClassVar = ("subject", "by")
    consent: str
    subject: str
    requester: str
    by: str
    reason: str | None
    epoch: int


class ConsentEnded(Event, frozen=True):
    """It has ended otherwise: expired, superseded, exhausted, void, majority, erased."""

    name: ClassVar = "consent.ended"
    untold: ClassVar = ("subject",)
    consent: str
    subject: str
    requester: str
    ending: str
    epoch: int


class ConsentClosed(Event, frozen=True):
    """All that had to happen after its end has happened."""

    name: ClassVar = "consent.closed"
    consent: str
