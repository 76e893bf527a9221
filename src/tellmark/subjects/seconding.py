"""What counts by the word of two officers alone: one enters it, another, on no side, reads the paper and confirms it.

Orders, mandates, legal bases and changes of hands are such things. The rule is one for all, and its sentences fit each.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from tellmark.values.languages import said

TIME_TO_CONFIRM = timedelta(hours=72)
"""How long what one officer has entered waits for another; afterwards it has lapsed."""


class Unconfirmed(Enum):
    """Why whoever acts cannot confirm something: what is so, and what to do."""

    ON_A_SIDE = said("Whoever is on either side of this cannot decide it."), said("Let another officer decide.")
    SAME_OFFICER = said("Whoever entered this cannot confirm it."), said("Let another officer look at it.")
    NOT_WAITING = said("This waits for no second officer."), said("Look at how it stands.")
    LAPSED = said("Nobody confirmed this in time, and it has lapsed."), said("Enter it anew, and confirm that.")
    OTHER_PAPER = (
        said("This is not the digest of the paper that the first officer named."),
        said("Make the digest yourself, of the paper that you have read. If it stays another, have this entered anew."),
    )


@dataclass(frozen=True, slots=True)
class Entered:
    """What one officer has entered: *first* is who, *lapses_at* until when another may confirm it.

    *open*: nobody has confirmed it, or ended it. *paper* is the digest of its paper, or what is kept in its place;
    *sides* are the ids of those whom it is about or for.
    """

    first: str
    lapses_at: datetime
    open: bool
    paper: str
    sides: frozenset[str] = frozenset()

    def waits(self, at: datetime) -> bool:
        """Tell whether it waits for a second officer at this instant."""
        return self.open and at < self.lapses_at


def lapses(entered_at: datetime, until: datetime) -> datetime:
    """Return when something lapses that was entered at *entered_at* and counts up to *until*, if nobody confirms it."""
    return min(entered_at + TIME_TO_CONFIRM, until)


def kept_from(entered: Entered, acts: frozenset[str], at: datetime) -> Unconfirmed | None:
    """Return what keeps whoever acts from confirming it, whatever they have read; *acts* is every id that they have."""
    if not entered.sides.isdisjoint(acts):
        return Unconfirmed.ON_A_SIDE
    if entered.first in acts:
        return Unconfirmed.SAME_OFFICER
    if not entered.open:
        return Unconfirmed.NOT_WAITING
    return None if entered.waits(at) else Unconfirmed.LAPSED


def refusal(entered: Entered, paper: str, acts: frozenset[str], at: datetime) -> Unconfirmed | None:
    """Return why whoever acts does not confirm it who has made the digest *paper* of what they read; None: they do."""
    kept = kept_from(entered, acts, at)
    return Unconfirmed.OTHER_PAPER if kept is None and paper != entered.paper else kept


def shows_paper(confirmed_at: datetime | None, *, enters: bool) -> bool:
    """Tell whether an officer is shown the digest of the paper: not who confirms, for they make it of what they read.

    *enters* is whether they may enter such things. What lapsed, or was ended, may be entered anew of the same paper.
    """
    return enters or confirmed_at is not None
