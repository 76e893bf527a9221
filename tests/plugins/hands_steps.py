"""Steps of changes of hands: one officer enters it, another confirms it, and the clocks do the rest."""

from datetime import datetime, timedelta

from consent_steps import OFFICER, SECOND, Studio
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.handed import service
from tellmark.consent.handed.store import KnownHands
from tellmark.consent.hands.model import Change, Former, HandKind, Successor

PAPER = "7" * 64
OTHERS = Successor("Harbour Pictures Ltd", "rights@harbour.example", "91110000MA01ABCD2Q")
ACCOUNT = Former(HandKind.ACCOUNT, "requester-1")
SERVICE = Former(HandKind.SERVICE)


def entered(studio: Studio, former: Former = ACCOUNT, to: Successor = OTHERS, since: datetime | None = None) -> Change:
    """Enter that *former* changed hands, yesterday where nothing else is said."""
    with studio.unit(OFFICER) as unit:
        return service.enter(unit, former, to, since or studio.at - timedelta(days=1), PAPER)


def confirmed(studio: Studio, change: Change) -> Change:
    """Confirm it as another officer."""
    with studio.unit(SECOND) as unit:
        return service.confirm(unit, change.id, PAPER)


def changed(studio: Studio, former: Former = ACCOUNT, to: Successor = OTHERS) -> Change:
    """Let *former* change hands, and wait until it counts; nothing is held up yet."""
    change = confirmed(studio, entered(studio, former, to))
    studio.place.later(minutes=1)
    return change


def held_up(studio: Studio, former: Former = ACCOUNT, to: Successor = OTHERS) -> Change:
    """Let *former* change hands, and everything of it be held up."""
    change = changed(studio, former, to)
    studio.place.later(minutes=1)
    studio.clocks_run()
    return kept(studio, change)


def taken_back(studio: Studio, change: Change) -> None:
    """Take it back, as two officers; nothing is lifted yet."""
    with studio.unit(OFFICER) as unit:
        service.undo(unit, change.id, CaseReason.DOCUMENTS)
    with studio.unit(SECOND) as unit:
        service.confirm_undoing(unit, change.id, PAPER)


def undone(studio: Studio, change: Change) -> Change:
    """Take it back, as two officers, and let its holds be lifted."""
    taken_back(studio, change)
    studio.clocks_run()
    return kept(studio, change)


def kept(studio: Studio, change: Change) -> Change:
    """Return it as it stands."""
    with studio.look() as unit:
        return KnownHands(unit).get(change.id)
