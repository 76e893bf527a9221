"""By when officers are to have looked at what somebody waits for: a rule of this house, reckoned from when it came.

No clock is started for it: of a silent word nothing may stand where others could read it.
"""

from datetime import datetime, timedelta

from tellmark.consent.model import Consent, Dispute, Note, NoteKind, Request
from tellmark.consent.suspending import waits
from tellmark.consent.unreached import has_case

TIME_TO_HELP = timedelta(hours=24)
"""For whoever could not answer freely: they may be in danger."""
TIME_TO_DECIDE = timedelta(hours=72)
"""For everything else that a person says is wrong, and for whom nothing of ours has reached; meanwhile an agreement may
stand still, so that lateness costs time alone."""


def came_at(note: Note, about: Request | Consent | None) -> datetime:
    """Return since when *note*, *about* which it is as `behind` says, waits for officers: no sooner than there is the
    agreement that it is about."""
    return max(note.made_at, about.granted_at) if isinstance(about, Consent) else note.made_at


def note_due(note: Note, about: Request | Consent | None) -> datetime | None:
    """Return by when officers are to have decided on *note*; None as long as there is nothing to decide."""
    if waits(note, about) or (note.done_at is None and not has_case(note, about)):
        return None
    return came_at(note, about) + (TIME_TO_HELP if note.kind is NoteKind.COERCION else TIME_TO_DECIDE)


def dispute_due(dispute: Dispute) -> datetime:
    """Return by when officers are to have decided on *dispute*."""
    return dispute.opened_at + TIME_TO_DECIDE
