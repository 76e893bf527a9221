"""By when officers are to have looked at what somebody waits for: a rule of this house, reckoned from when it came.

No clock is started for it: of a silent word nothing may stand where others could read it.
"""

from datetime import datetime, timedelta

from tellmark.consent.model import Dispute, Note, NoteKind
from tellmark.consent.store import KnownConsents
from tellmark.consent.suspending import waits
from tellmark.consent.unreached import TIME_TO_REACH, UNREACHED
from tellmark.store.units import ReadUnit

TIME_TO_HELP = timedelta(hours=24)
"""For whoever could not answer freely: they may be in danger."""
TIME_TO_DECIDE = timedelta(hours=72)
"""For everything else that a person says is wrong; meanwhile an agreement may stand still."""


def came_at(unit: ReadUnit, note: Note) -> datetime:
    """Return since when *note* waits for officers: no sooner than there is the agreement that it is about."""
    return note.made_at if note.consent is None else max(note.made_at, KnownConsents(unit).get(note.consent).granted_at)


def note_due(unit: ReadUnit, note: Note) -> datetime | None:
    """Return by when officers are to have decided on *note*; None as long as there is nothing to decide."""
    if waits(unit, note):
        return None
    if note.kind in UNREACHED:
        return came_at(unit, note) + TIME_TO_REACH
    return came_at(unit, note) + (TIME_TO_HELP if note.kind is NoteKind.COERCION else TIME_TO_DECIDE)


def dispute_due(dispute: Dispute) -> datetime:
    """Return by when officers are to have decided on *dispute*."""
    return dispute.opened_at + TIME_TO_DECIDE
