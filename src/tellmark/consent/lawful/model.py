"""A legal basis other than consent: for one person, one account, one territory, at most ninety days; and its states."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from tellmark.consent.ids import BasisId
from tellmark.consent.model import Counted, Standing
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Channel, Modality, Operation, Purpose, Scope
from tellmark.subjects.model import SubjectId
from tellmark.subjects.seconding import Entered, lapses

LONGEST = timedelta(days=90)


class Ground(StrEnum):
    """Why somebody may be recreated who has not agreed."""

    PARODY = "parody"
    NEWS = "news"
    DOCUMENTARY = "documentary"
    DECEASED = "deceased"
    LAW_ENFORCEMENT = "law_enforcement"
    COURT_ORDER = "court_order"


class Never(StrEnum):
    """Why nobody may be recreated on any ground, or not on this one."""

    SEXUAL = "sexual"
    PURPOSE = "purpose"
    MINOR = "minor"
    PROTECTED = "protected"
    UNWANTED = "unwanted"
    OBJECTED = "objected"
    TURNED_DOWN = "turned_down"
    NOT_DEAD = "not_dead"
    HAS_ESTATE = "has_estate"


class BasisEnding(StrEnum):
    """What a basis ended by, before its time."""

    OFFICER = "officer"
    OBJECTION = "objection"
    ERASED = "erased"


class BasisState(StrEnum):
    """How a basis stands at an instant."""

    WAITING = "waiting"
    LAPSED = "lapsed"
    IN_EFFECT = "in_effect"
    OBJECTED = "objected"
    PASSED_ON = "passed_on"
    EXPIRED = "expired"
    ENDED = "ended"


RUNNING = frozenset({BasisState.IN_EFFECT, BasisState.OBJECTED})
"""States in which it may count, now or once an objection is decided."""
OPEN = RUNNING | {BasisState.WAITING}


@dataclass(frozen=True, slots=True)
class Extent:
    """What may be made on a basis: nothing that is not named is meant, and there is always a ceiling.

    *territory* is one audience's code; *max_seconds* is nothing for what does not last. Raises ValueError for what
    cannot be meant.
    """

    modalities: frozenset[Modality]
    operations: frozenset[Operation]
    purposes: frozenset[Purpose]
    territory: str
    channels: frozenset[Channel]
    max_outputs: int
    max_seconds: int = 0

    def __post_init__(self) -> None:
        if not (self.modalities and self.operations and self.purposes and self.territory and self.channels):
            raise ValueError("a basis names what, how, what for, where and through what")
        if self.max_outputs < 1 or self.max_seconds < 0:
            raise ValueError("a ceiling is one piece at least")


@dataclass(frozen=True, slots=True)
class BasisTerms:
    """What is entered: on which *ground* *subject* may be recreated, by whom (*requester*), how far, and until when."""

    ground: Ground
    subject: SubjectId
    requester: str
    extent: Extent
    until: datetime


@dataclass(frozen=True, slots=True)
class Objection:
    """The person, who speaks for them, or an officer for them, objects; till one without a part has *decided*, nothing
    is made."""

    by: str
    at: datetime
    upheld: bool | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """A basis as it stands. *reason* commits to its words and *sealed* to the memorandum's digest, under the person's
    key; *paper* is that digest, once a second officer has made it of what they read; *earlier* objections were denied.
    """

    id: BasisId
    terms: BasisTerms
    reason: str
    sealed: str
    entered_by: str
    entered_at: datetime
    paper: str | None = None
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    objection: Objection | None = None
    ending: BasisEnding | None = None
    ended_at: datetime | None = None
    counted: Counted = field(default_factory=Counted)
    earlier: tuple[Objection, ...] = ()

    @property
    def objections(self) -> tuple[Objection, ...]:
        """Every objection to it, the newest last."""
        return self.earlier if self.objection is None else (*self.earlier, self.objection)

    @property
    def parts(self) -> frozenset[str]:
        """Who had a part in it: who entered or confirmed it, or objected or recorded that, now or before."""
        officers = {one for one in (self.entered_by, self.confirmed_by) if one is not None}
        return frozenset(officers | {one.by for one in self.objections})

    @property
    def binds(self) -> bool:
        """Whether an objection to it is open or was upheld: then its account makes nothing that it shares."""
        return self.objection is not None and self.objection.upheld is not False

    @property
    def contested(self) -> bool:
        """Whether an objection waits to be decided."""
        return self.objection is not None and self.objection.upheld is None

    def state(self, at: datetime) -> BasisState:
        """Return how it stands by itself at the instant *at*: whose account it is for is looked up (`stands`)."""
        if self.ending is not None:
            return BasisState.ENDED
        if self.confirmed_at is None:
            return BasisState.WAITING if at < self.due else BasisState.LAPSED
        if at >= self.terms.until:
            return BasisState.EXPIRED
        return BasisState.OBJECTED if self.contested else BasisState.IN_EFFECT

    @property
    def due(self) -> datetime:
        """Until when a second officer may confirm it."""
        return lapses(self.entered_at, self.terms.until)

    @property
    def entered(self) -> Entered:
        """What a second officer confirms: the digest of its memorandum stands there as it is sealed."""
        is_open = self.confirmed_at is None and self.ending is None
        sides = frozenset({self.terms.requester, self.terms.subject})
        return Entered(self.entered_by, self.due, is_open, self.sealed, sides)


@dataclass(frozen=True, slots=True)
class TurnedDown:
    """What a person does not want made: all that was *asked*, or what of it goes beyond what they want instead."""

    asked: Scope
    instead: Scope | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person when a basis is entered, confirmed, read and settled.

    *guarded*: a guardian speaks for them, or did once and nothing tells since what they are; *estate*: somebody speaks
    for what they left; *unwanted*: they wish that nobody recreates them; *turned_down* is
    what they refused whoever asks, took back, agreed to so that it does not count now, or said to be no free word;
    *objected* are other bases of whoever asks by which an objection binds.
    """

    standing: Standing | None
    age: AgeBand
    guarded: bool
    estate: bool
    unwanted: bool
    turned_down: tuple[TurnedDown, ...] = ()
    objected: tuple[Extent, ...] = ()


@dataclass(frozen=True, slots=True)
class BasisCount:
    """How many bases took effect on a ground for a territory in a year: what is public about them."""

    ground: Ground
    territory: str
    year: int
    count: int
