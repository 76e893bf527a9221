"""What was agreed to without a guardian, where it is known since that it takes one: void, or held up for an officer.

It becomes known when two officers record it, when a guardian is confirmed, and by a proof of an age. Whoever agreed
was asked for all of this then (`decide.grounds_of`, `voices.missing_voices`); here it is asked once more.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from tellmark.consent import events
from tellmark.consent.decide import fallen
from tellmark.consent.documents import will_of
from tellmark.consent.ending import end_otherwise
from tellmark.consent.model import (
    Consent,
    Decided,
    Ending,
    HoldReason,
    Representative,
    Role,
    Standing,
    Verdict,
)
from tellmark.consent.ports import Ages, nothing_proved
from tellmark.consent.proofs import AgeBand
from tellmark.consent.speakers.store import KnownRepresentatives, KnownStandings
from tellmark.consent.store import Consents, KnownRequests
from tellmark.consent.suspending import hold
from tellmark.consent.timeline import entries
from tellmark.consent.voices import around
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId

_EVER = datetime.min.replace(tzinfo=UTC)
_WORDS = (events.HalfGiven.name, events.ConsentHeld.name, events.HoldLifted.name)


def stop(
    unit: WriteUnit, subject: SubjectId, standing: Standing | None, ages: Ages, at: datetime | None = None
) -> None:  # fmt: skip
    """End, or hold up, what could not be agreed to now of *subject*, who is locked, by their *standing* and *ages*.

    *at* is the instant at which who speaks for them is looked at, where that is one to come.
    """
    speak, age = KnownRepresentatives(unit).by(subject=subject), ages(unit, subject)
    for known in Consents(unit).near(subject):
        found = _fallen(unit, known, speak, standing, age, at or unit.at)
        if found is Ending.VOID:
            end_otherwise(unit, Consents(unit).locked(known.id), Ending.VOID)
        elif found is HoldReason.ALONE:
            stand_alone(unit, known)


def stand_alone(unit: WriteUnit, known: Consent) -> None:
    """Hold *known* up, whose person is locked, until a guardian stands by it; once is enough."""
    if all(one.reason is not HoldReason.ALONE for one in known.holds):
        hold(unit, Consents(unit).locked(known.id), unit.fresh_id(), HoldReason.ALONE)


def could_give(unit: ReadUnit, consent: Consent, ages: Ages | None) -> bool:
    """Tell whether those who agreed to *consent* could agree to it now; without *ages* no proof of an age is asked."""
    speak, standing = (
        KnownRepresentatives(unit).by(subject=consent.subject),
        KnownStandings(unit).known(consent.subject),
    )
    age = (ages or nothing_proved)(unit, consent.subject)
    return _fallen(unit, consent, speak, standing, age, unit.at) is None


def guardian_agreed(unit: ReadUnit, consent: Consent, since: datetime = _EVER) -> bool:
    """Tell whether a guardian has agreed to *consent* beside whoever gave it: then, or as an officer asked them since.

    What officers asked before *since* was about something else.
    """
    version = KnownRequests(unit).get(consent.request).version
    will = will_of(Decided(consent.request, version, consent.notice, consent.language, Verdict.GRANT, consent.ticks))
    for one in entries(unit, [consent.request, consent.id], _WORDS):
        if one.type == events.HalfGiven.name and (one.facts["role"], one.facts["will"]) == (Role.GUARDIAN, will):
            return True
        if (one.type, one.about) == (events.HoldLifted.name, HoldReason.ALONE) and one.at >= since:
            return True
    return False


def _fallen(
    unit: ReadUnit, consent: Consent, speak: Sequence[Representative], standing: Standing | None, age: AgeBand,
    at: datetime,
) -> Ending | HoldReason | None:  # fmt: skip
    """Return what becomes of *consent*; the log is asked for a guardian's word only where it takes one.

    Where none was ever confirmed there is none: what an officer let count, counted by the person's own.
    """
    speaker = around(consent.grounds, speak, standing, age, at)
    found = fallen(consent, {speaker.role}, speaker, at)
    if found is not HoldReason.ALONE or not speaker.guarded:
        return found
    since = None if speaker.standing is None else speaker.standing.since
    agreed = guardian_agreed(unit, consent, since or _EVER)
    return fallen(consent, {speaker.role, Role.GUARDIAN}, speaker, at) if agreed else found
