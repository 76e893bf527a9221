"""An order (invariant 16): authority, basis, scope, territory, number, an end; two officers; notice or its date."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from tellmark.subjects.model import SubjectId
from tellmark.subjects.seconding import Entered, lapses

OrderId = NewType("OrderId", str)

LONGEST = timedelta(days=366)
NOTICE = "identity.order_notice"
"""The kind of clock that says when the person has to be told at the latest."""


class OrderKind(StrEnum):
    """What is ordered."""

    PAUSE = "pause"
    BLOCK = "block"
    EXPORT = "export"
    UNMASK = "unmask"


class WhyHeld(StrEnum):
    """Why a person is not told of an order at once: what the order itself says of it."""

    ORDERED = "ordered"
    INQUIRY = "inquiry"
    DANGER = "danger"


class OrderState(StrEnum):
    """How an order stands at an instant."""

    WAITING = "waiting"
    LAPSED = "lapsed"
    IN_EFFECT = "in_effect"
    EXPIRED = "expired"
    ENDED = "ended"


OPEN = frozenset({OrderState.WAITING, OrderState.IN_EFFECT})


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """An order as it came. All but the dates are code words: what could name somebody stays in the paper itself.

    *paper* is the SHA-256 of it. *notice_at* is when the person is to be told at the latest, None for at once; then
    *notice_why* is why it is held back that long.
    """

    kind: OrderKind
    subject: SubjectId
    authority: str
    legal_basis: str
    scope: str
    territory: str
    number: str
    paper: str
    expires_at: datetime
    notice_at: datetime | None = None
    notice_why: WhyHeld | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An order, who set it, who confirmed it, and what has become of it.

    *gone* is whether its person is erased, so that nobody is left to be told: it is asked for whoever reads, not kept.
    """

    id: OrderId
    terms: OrderTerms
    set_by: str
    set_at: datetime
    second: str = ""
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    told_at: datetime | None = None
    gone: bool = False

    @property
    def lapses_at(self) -> datetime:
        """When nobody can confirm it any more."""
        return lapses(self.set_at, self.terms.expires_at)

    @property
    def entered(self) -> Entered:
        """What a second officer confirms."""
        is_open, sides = self.confirmed_at is None and self.ended_at is None, frozenset({self.terms.subject})
        return Entered(self.set_by, self.lapses_at, is_open, self.terms.paper, sides)

    def stands(self, at: datetime) -> bool:
        """Tell whether it has any effect at this instant: confirmed by a second officer, not over, not ended."""
        confirmed = self.confirmed_at is not None and self.confirmed_at <= at
        return confirmed and at < self.terms.expires_at and self.ended_at is None

    def state(self, at: datetime) -> OrderState:
        """Return how it stands at this instant."""
        if self.ended_at is not None:
            return OrderState.ENDED
        if self.confirmed_at is None:
            return OrderState.WAITING if at < self.lapses_at else OrderState.LAPSED
        return OrderState.IN_EFFECT if self.stands(at) else OrderState.EXPIRED

    @property
    def owes_notice(self) -> bool:
        """Tell whether its person is still to be told: it took effect, they were not told, and they are there."""
        return self.confirmed_at is not None and self.told_at is None and not self.gone

    def is_due(self, at: datetime) -> bool:
        """Tell whether the person may know of it at this instant: they were told, or the date for it has come."""
        due = self.terms.notice_at is None or self.terms.notice_at <= at
        return self.confirmed_at is not None and (due or self.told_at is not None)


@dataclass(frozen=True, slots=True)
class OrderCount:
    """How many orders of a kind took effect for a territory in a year: what is public about them."""

    kind: OrderKind
    territory: str
    year: int
    count: int
