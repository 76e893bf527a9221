"""What happens to a change of hands, in ids, dates and digests: whose name is new stands in the store alone."""

from typing import ClassVar

from tellmark.store.events import Event


class HandsEntered(Event, frozen=True):
    """An officer has entered that *former* (an account, a company, or the service) changed hands; nothing counts yet.

    *paper* is the digest of what shows it.
    """

    name: ClassVar = "consent.hands_entered"
    hands: str
    kind: str
    former: str | None
    since: str
    paper: str
    due: str
    by: str


class HandsConfirmed(Event, frozen=True):
    """A second officer has confirmed it: from *effect* on, what was given to the former hand counts no more."""

    name: ClassVar = "consent.hands_confirmed"
    hands: str
    kind: str
    former: str | None
    since: str
    effect: str
    by: str


class HandsDropped(Event, frozen=True):
    """It counts for nothing: not confirmed in time (*late*), or *let_be* by an officer."""

    name: ClassVar = "consent.hands_dropped"
    hands: str
    why: str
    by: str


class HandsWentOn(Event, frozen=True):
    """Some more of what it holds up, or lets go, is written; the next begins after the agreement *after*, if any."""

    name: ClassVar = "consent.hands_went_on"
    hands: str
    after: str | None
    written: int
    lifts: bool


class HandsDone(Event, frozen=True):
    """Each hold of it is written, or lifted where it was taken back."""

    name: ClassVar = "consent.hands_done"
    hands: str


class UndoingAsked(Event, frozen=True):
    """An officer says that it was entered wrongly, for a *reason* (a code word); nothing is lifted yet."""

    name: ClassVar = "consent.hands_undoing_asked"
    hands: str
    reason: str
    due: str
    by: str


class UndoingDropped(Event, frozen=True):
    """It stays: nobody confirmed in time that it was entered wrongly (*late*), or an officer *let_be*."""

    name: ClassVar = "consent.hands_undoing_dropped"
    hands: str
    why: str
    by: str


class HandsUndone(Event, frozen=True):
    """A second officer has confirmed that it was entered wrongly: what it held up is let go."""

    name: ClassVar = "consent.hands_undone"
    hands: str
    kind: str
    former: str | None
    by: str
