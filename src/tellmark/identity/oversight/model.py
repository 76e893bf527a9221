"""A mandate: authority, basis, number, territory, ninety days at most; one account that reads; two officers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from tellmark.subjects.model import SubjectId
from tellmark.subjects.seconding import Entered, lapses

MandateId = NewType("MandateId", str)

LONGEST = timedelta(days=90)
FARTHEST = timedelta(days=366)
"""How far ahead of the day on which it is entered a mandate may begin."""


class MandateState(StrEnum):
    """How a mandate stands at an instant."""

    WAITING = "waiting"
    LAPSED = "lapsed"
    AHEAD = "ahead"
    STANDING = "standing"
    OVER = "over"
    ENDED = "ended"


OPEN = frozenset({MandateState.WAITING, MandateState.AHEAD, MandateState.STANDING})


@dataclass(frozen=True, slots=True)
class MandateTerms:
    """A mandate as it came. All but the dates are ids and code words: what could name somebody stays in the paper.

    *reader* is the account that reads, *paper* the SHA-256 of the paper. What stands in the time from *begins_at* up to
    *until* is read, and up to *until*.
    """

    reader: SubjectId
    authority: str
    legal_basis: str
    territory: str
    number: str
    paper: str
    begins_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Mandate:
    """A mandate, who entered it, who confirmed it, what has become of it, and when it was read under last."""

    id: MandateId
    terms: MandateTerms
    set_by: str
    set_at: datetime
    second: str = ""
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    read_at: datetime | None = None

    @property
    def lapses_at(self) -> datetime:
        """When nobody can confirm it any more."""
        return lapses(self.set_at, self.terms.until)

    @property
    def entered(self) -> Entered:
        """What a second officer confirms."""
        is_open, sides = self.confirmed_at is None and self.ended_at is None, frozenset({self.terms.reader})
        return Entered(self.set_by, self.lapses_at, is_open, self.terms.paper, sides)

    def state(self, at: datetime) -> MandateState:
        """Return how it stands at this instant."""
        if self.ended_at is not None:
            return MandateState.ENDED
        if self.confirmed_at is None:
            return MandateState.WAITING if at < self.lapses_at else MandateState.LAPSED
        if at < self.terms.begins_at:
            return MandateState.AHEAD
        return MandateState.STANDING if at < self.terms.until else MandateState.OVER

    def stands(self, at: datetime) -> bool:
        """Tell whether anything is read under it at this instant."""
        return self.state(at) is MandateState.STANDING

    def was_read_on(self, at: datetime) -> bool:
        """Tell whether it was written down already that it was read under on the day of *at*, in UTC."""
        return self.read_at is not None and self.read_at.date() == at.date()


@dataclass(frozen=True, slots=True)
class Exported:
    """That a file was taken under a mandate: the *territory* that it is of, when, and its SHA-256."""

    id: str
    mandate: MandateId
    territory: str
    made_at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class ExportCount:
    """How many files were taken for a territory in a year: what is public about them."""

    territory: str
    year: int
    count: int
