"""A change of hands: of an account that asks, of a company on whose behalf is asked, or of the service itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tellmark.consent.model import Consent
from tellmark.subjects.seconding import Entered

APART = timedelta(minutes=1)
"""How long after its confirmation a change takes effect, at the soonest, and after its effect its holds begin.

Whoever answers at this very moment has begun before, and is held up; or begins after, and sees the change: no unit of
work lasts as long.
"""

LONGEST_AHEAD, LONGEST_AGO = timedelta(days=366), timedelta(days=36525)
"""How far ahead a change may lie when it is entered, about a year, and how far back, about a hundred."""


class HandKind(StrEnum):
    """Whose hands these are."""

    ACCOUNT = "account"
    PARTY = "party"
    SERVICE = "service"


class HandsState(StrEnum):
    """How far it is: confirmed, it *counts*; once each of its holds is written it is *done*; it may be taken back."""

    ENTERED = "entered"
    COUNTS = "counts"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Former:
    """To whom something was given: an account or a company by its *id*, which is empty for the service."""

    kind: HandKind
    id: str = ""


@dataclass(frozen=True, slots=True)
class Successor:
    """Whose it is now: the *name* as the person reads it, by what they are reached, the number of an organisation."""

    name: str
    contact: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Undoing:
    """That a first officer says that the change was entered wrongly, for a *reason*; it waits until *due*."""

    by: str
    reason: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A change of hands. It happened at *since*, as the *paper* (SHA-256) shows; *first* and *second* are officers.

    It waits until *due* for the second, and takes *effect* then, never before they have confirmed it.
    """

    id: str
    former: Former
    to: Successor
    since: datetime
    paper: str
    state: HandsState
    first: str
    entered_at: datetime
    due: datetime
    second: str = ""
    effect: datetime | None = None
    undoing: Undoing | None = None

    def waits(self, at: datetime) -> bool:
        """Tell whether a second officer may confirm it at this instant."""
        return self.entered.waits(at)

    @property
    def entered(self) -> Entered:
        """What a second officer confirms first: that it changed hands."""
        return Entered(self.first, self.due, self.state is HandsState.ENTERED, self.paper)

    @property
    def taken_back(self) -> Entered | None:
        """What a second officer confirms later: that it was entered wrongly, once a first has said so."""
        asked, is_open = self.undoing, self.state in IN_FORCE
        return None if asked is None else Entered(asked.by, asked.due, is_open, self.paper)

    @property
    def next(self) -> Entered:
        """What a second officer confirms next: that it was entered wrongly, where a first says so."""
        return self.taken_back or self.entered

    def may_be_undone(self, at: datetime) -> bool:
        """Tell whether a second officer may take it back at this instant, as a first has said."""
        return self.taken_back is not None and self.taken_back.waits(at)


IN_FORCE = frozenset({HandsState.COUNTS, HandsState.DONE})


def was_given(former: Former, consent: Consent) -> bool:
    """Tell whether *consent* was given to *former*, whenever that was."""
    return belongs(former, consent.requester, consent.party)


def belongs(former: Former, requester: str, party: str | None) -> bool:
    """Tell whether who asks, for *party* if one is named, is *former*, or is asking through it."""
    match former.kind:
        case HandKind.ACCOUNT:
            return former.id == requester
        case HandKind.PARTY:
            return former.id == party
        case HandKind.SERVICE:
            return True
