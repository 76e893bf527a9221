"""What stands still until an officer looks at it: each such hold is a case of its own, and says when it may be lifted.

What an officer holds up, an officer lets count again. What a guardian agreed to who speaks no more, somebody who has
died since, or a minor by themselves, counts again only once somebody is confirmed who speaks in their place: an officer
asks them first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.errors import NobodySpeaks, StandsStill
from tellmark.consent.events import ConsentHeld
from tellmark.consent.model import (
    Consent,
    ConsentId,
    ConsentState,
    HoldReason,
    Representative,
    Role,
    Standing,
    StandingKind,
)
from tellmark.consent.ports import Ages
from tellmark.consent.proofs import AgeBand
from tellmark.consent.speakers.store import KnownRepresentatives, KnownStandings
from tellmark.consent.store import KnownConsents
from tellmark.consent.terms import Purpose
from tellmark.consent.timeline import entries
from tellmark.consent.voices import MINORS
from tellmark.store.errors import NotFound
from tellmark.store.leaves import Leaves
from tellmark.store.units import ReadUnit
from tellmark.values.languages import said

_OF_CHANGES = frozenset({HoldReason.REPRESENTATIVE, HoldReason.DEATH, HoldReason.ALONE})
OWN_CASES = _OF_CHANGES | {HoldReason.OFFICER}
"""Holds that are cases by themselves; behind each of the others is a dispute, or a note, which is."""


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that holds, or held, *consent* up: under which id, why, and since when."""

    id: str
    reason: HoldReason
    since: datetime
    consent: Consent

    @property
    def is_over(self) -> bool:
        """Whether it was lifted, or the consent has ended."""
        return all(one.id != self.id for one in self.consent.holds)


def standing_still(unit: ReadUnit) -> list[Held]:
    """Return each hold that waits for officers as a case of its own, the oldest first."""
    suspended = KnownConsents(unit).by(state=ConsentState.SUSPENDED.value)
    holds = [(one, consent) for consent in suspended for one in consent.holds if one.reason in OWN_CASES]
    since = Leaves(unit).written([one.id for one, _ in holds], ConsentHeld.name)
    held = [Held(one.id, one.reason, since[one.id], consent) for one, consent in holds]
    return sorted(held, key=lambda one: (one.since, one.id))


def held_as(unit: ReadUnit, hold: str) -> Held:
    """Return what holds a consent up under the id *hold*, or did. Raises NotFound where it is no case of its own."""
    for leaf in entries(unit, [hold], [ConsentHeld.name]):
        if leaf.facts["hold"] == hold and leaf.facts["reason"] in OWN_CASES:
            consent = KnownConsents(unit).get(ConsentId(leaf.facts["consent"]))
            return Held(hold, HoldReason(leaf.facts["reason"]), leaf.at, consent)
    raise NotFound("there is no such hold here")


def check_liftable(unit: ReadUnit, consent: Consent, reason: HoldReason, ages: Ages) -> None:
    """Raise NobodySpeaks where nobody speaks in the place of whoever agreed to *consent*, or they are contested.

    Raises StandsStill where it was given to a hand that has changed: its person is asked anew, or the change undone.
    """
    if reason is HoldReason.HANDS:
        raise StandsStill(
            said("whoever was allowed this has changed hands: only the person can allow it to who has it now"),
            said("Let them be asked anew. If the change was entered wrongly, two officers take it back."),
        )
    if not liftable(unit, consent, reason, ages):
        raise NobodySpeaks(
            said("nobody speaks for this person in the place of who agreed, or somebody contests them"),
            said("Let an officer confirm who does, and ask them; then let it count again."),
        )


def liftable(unit: ReadUnit, consent: Consent, reason: HoldReason, ages: Ages) -> bool:
    """Tell whether what holds *consent* up for this *reason* may be lifted now; *ages* tells what was proved."""
    if reason not in _OF_CHANGES:
        return reason is not HoldReason.HANDS
    speak = KnownRepresentatives(unit).by(subject=consent.subject)
    standing, age = KnownStandings(unit).known(consent.subject), ages(unit, consent.subject)
    return _is_spoken_for(consent, reason, speak, standing, age, unit.at)


def _is_spoken_for(
    consent: Consent, reason: HoldReason, representatives: Sequence[Representative], standing: Standing | None,
    age: AgeBand, at: datetime,
) -> bool:  # fmt: skip
    """Tell whether there is somebody whose word can stand for *consent*: the person, or who speaks for them.

    Nobody's can, but the person's own, for what is sexual.
    """
    needed = _needed(consent, reason, standing, age)
    if needed is Role.SELF:
        return True
    if reason is HoldReason.ALONE and Purpose.SEXUAL in consent.scope.purposes:
        return False
    speak = [one for one in representatives if one.speaks(at) and one.authority.role is needed]
    gives = any(one.authority.grants and one.authority.reaches(consent.scope) for one in speak)
    return gives and not any(one.conflict for one in speak)


def _needed(consent: Consent, reason: HoldReason, standing: Standing | None, age: AgeBand) -> Role:
    """Return who can stand for *consent*: for the dead their estate, for a ward a guardian, else the person.

    Whom a proof calls a minor, by their *age*, is one beside every standing (`voices.minor`).
    """
    kind = standing.kind if standing is not None and standing.confirmed_by is not None else None
    if kind is StandingKind.DECEASED:
        return Role.ESTATE
    takes_one = reason is HoldReason.ALONE or consent.grounds.role is Role.GUARDIAN
    if takes_one and (kind is not StandingKind.ADULT or age in MINORS):
        return Role.GUARDIAN
    return Role.SELF
