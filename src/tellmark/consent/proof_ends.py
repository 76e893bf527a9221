"""When the proof of who agreed runs out before the agreement does: what it means, and when its person is told."""

from datetime import datetime, timedelta

from tellmark.consent.keeping import start_clock
from tellmark.consent.model import Consent
from tellmark.consent.speakers.store import KnownRepresentatives
from tellmark.consent.store import KnownConsents
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId

PROOF = "consent.proof"
"""The clock of a record of assurance on which a consent rests: one for all that rest on it, so that one letter goes."""
TIME_TO_PROVE = timedelta(days=30)
"""How long before its proof runs out somebody is told: a house rule, as long as a letter and a visit may take."""


def watch_proof(unit: WriteUnit, consent: Consent) -> None:
    """Let a clock run until somebody is told that the proof behind *consent* runs out, if it does so before it ends."""
    known = consent.grounds
    if known.assured_until < consent.until:
        start_clock(unit, PROOF, known.record, known.assured_until - TIME_TO_PROVE)


def runs_out(consent: Consent, at: datetime) -> datetime | None:
    """Return when the proof behind *consent* runs out, or did, where that is soon, or over, and before its own end.

    What holds the consent up makes no difference: this looks the same whatever somebody has told the officers.
    """
    until = consent.grounds.assured_until
    is_near = consent.ended_at is None and until < consent.until and at >= until - TIME_TO_PROVE
    return until if is_near else None


def has_run_out(consent: Consent, at: datetime) -> bool:
    """Tell whether *consent* does not count any more because its proof is over; one that has ended is not asked."""
    return consent.ended_at is None and at >= consent.grounds.assured_until


def rest_on(unit: ReadUnit, by: SubjectId, record: str) -> bool:
    """Tell whether anything that *by* agreed to, for themselves or others, rests on *record* and is to outlast it."""
    return any(
        consent.grounds.record == record and runs_out(consent, unit.at) is not None
        for whose in spoken_for(unit, by)
        for consent in KnownConsents(unit).near(whose)
    )


def spoken_for(unit: ReadUnit, by: SubjectId) -> list[SubjectId]:
    """Return *by*, and for whom they speak now: in one order, so that two who lock them do not wait for each other."""
    wards = {one.subject for one in KnownRepresentatives(unit).by(principal=by) if one.speaks(unit.at)}
    return sorted({by, *wards})
