"""The person as everybody else knows them: ids, states, holds, erasures, and not a word about who it is."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType, TypeAlias

from tellmark.subjects.seconding import TIME_TO_CONFIRM

SubjectId = NewType("SubjectId", str)
HoldId = NewType("HoldId", str)
ErasureId = NewType("ErasureId", str)

LONGEST_WITHOUT_REVIEW = timedelta(days=366)

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}")


def is_code(text: str) -> bool:
    """Tell whether *text* is an id or a code word, as leaves of the log hold them: no spaces, nobody's name."""
    return _CODE.fullmatch(text) is not None


class SubjectState(StrEnum):
    """Whether the person is here."""

    ACTIVE = "active"
    ERASING = "erasing"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Subject:
    """One person. *epoch* goes up whenever what was allowed before shall not count any more; *key* names their key."""

    id: SubjectId
    epoch: int
    key: str
    state: SubjectState
    opened_at: datetime


class Basis(StrEnum):
    """What a hold rests on: a case that is open here, or the order of an authority (invariant 16: two officers)."""

    CASE = "case"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class HoldTerms:
    """A hold as it is asked for: the opaque id of a *case*, the id of a *rule*, and when to look at it again."""

    case: str
    rule: str
    basis: Basis
    review_at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold on one person's erasure. *second* has confirmed it, *lifting* has asked to lift it."""

    id: HoldId
    subject: SubjectId
    terms: HoldTerms
    set_by: str
    set_at: datetime
    second: str | None = None
    lifting: str | None = None
    lifted_at: datetime | None = None

    @property
    def needs_second(self) -> bool:
        """Whether a second officer still has to confirm it."""
        return self.terms.basis is Basis.ORDER and self.second is None

    def stands(self, at: datetime) -> bool:
        """Tell whether it stops an erasure at this instant; its review date alone never ends it."""
        return self.lifted_at is None and not (self.needs_second and at >= self.set_at + TIME_TO_CONFIRM)


class Lifting(StrEnum):
    """What came of asking to lift a hold."""

    LIFTED = "lifted"
    AWAITS_SECOND = "awaits_second"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the law forces to keep of somebody who is erased: a code word for it, by which rule, until when.

    Raises ValueError for a word that cannot stand in the log.
    """

    what: str
    rule: str
    until: datetime

    def __post_init__(self) -> None:
        if not is_code(self.what) or not is_code(self.rule):
            raise ValueError("what is kept, and its rule, are code words: they stand in the log")


class ErasureState(StrEnum):
    """How far an erasure is."""

    WAITING = "waiting"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure that was asked for; *kept* is known once it has begun, *event* is that of its leaf once it is done."""

    id: ErasureId
    subject: SubjectId
    state: ErasureState
    asked_at: datetime
    kept: tuple[Kept, ...] = field(default=())
    done_at: datetime | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The answer to somebody whose erasure waits: which rules hold it up, and when each hold is looked at again."""

    erasure: Erasure
    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """The answer to somebody whose erasure has begun: from now on nobody here opens their key."""

    erasure: Erasure


Answer: TypeAlias = Held | Begun
