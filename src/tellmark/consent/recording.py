"""What officers record, in one place: their pages, routes and commands only carry it."""

import re
from collections.abc import Collection
from datetime import date, datetime

from tellmark.consent.case_reasons import CaseReason, CaseReasoned
from tellmark.consent.errors import BadAuthority
from tellmark.consent.model import (
    Alarm,
    Representative,
    RepresentativeId,
    Request,
    Standing,
    StandingKind,
    StandingSeen,
)
from tellmark.consent.people import majority_of
from tellmark.consent.ports import Ages
from tellmark.consent.service import (
    confirm_representative,
    confirm_standing,
    end_representative,
    mark_conflict,
    refuse_standing,
    represent,
    set_standing,
)
from tellmark.consent.sides import on_a_side_of
from tellmark.consent.speaker_bodies import SeenBody, SpeakerBody, StandingBody
from tellmark.consent.store import KnownRequests
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId, SubjectState
from tellmark.subjects.store import KnownSubjects

_NUMBER = re.compile(r"CR-([0-9A-F]{8})")


def person_called(unit: ReadUnit, number: str) -> SubjectId:
    """Return who is known by *number*: a person's own, or that of one request to them (CR-…). Raises NotFound.

    One person by one number: there is no list of persons, and nothing to look one up by but this.
    """
    text = number.strip()
    if (asked := _numbered(unit, text)) is not None:
        if len({one.subject for one in asked}) != 1:
            raise NotFound("there is no such person here")
        text = asked[0].subject
    person = KnownSubjects(unit).get(SubjectId(text))
    if person.state is not SubjectState.ACTIVE:
        raise NotFound("there is no such person here")
    return person.id


def person_read(unit: ReadUnit, number: str) -> SubjectId:
    """Return who is known by *number*, to whoever may read what is recorded of them: to no side, and none who asked.

    Raises NotFound, as `person_called`.
    """
    person = person_called(unit, number)
    if on_a_side_of(unit, person):
        raise NotFound("there is no such person here")
    return person


def request_called(unit: ReadUnit, number: str) -> Request:
    """Return the one request that is known by *number* (CR-…). Raises NotFound for none, and for several."""
    asked = _numbered(unit, number.strip()) or []
    if len(asked) != 1:
        raise NotFound("there is no such request here")
    return asked[0]


def propose(unit: WriteUnit, told: SpeakerBody) -> Representative:
    """Propose whom *told* names to speak. Raises as `represent`, and NotFound where either is nobody here."""
    person, speaker = person_called(unit, told.person), person_called(unit, told.speaker)
    return represent(unit, person, speaker, told.authority())


def confirm(
    unit: WriteUnit, speaker: RepresentativeId, reason: CaseReason, ages: Ages, despite: Collection[Alarm] = ()
) -> Representative:
    """Confirm as a second officer, with the *reason* in the log. Raises as `confirm_representative`."""
    done = confirm_representative(unit, speaker, despite, ages)
    _reasoned(unit, speaker, "confirmed", reason)
    return done


def end(unit: WriteUnit, speaker: RepresentativeId, reason: CaseReason) -> Representative:
    """End it as an officer, with the *reason* in the log. Raises as `end_representative`."""
    done = end_representative(unit, speaker)
    _reasoned(unit, speaker, "ended", reason)
    return done


def decide_conflict(
    unit: WriteUnit, speaker: RepresentativeId, reason: CaseReason, *, conflict: bool
) -> Representative:
    """Say as an officer that those who speak do not agree, or do again. Raises as `mark_conflict`."""
    done = mark_conflict(unit, speaker, conflict)
    _reasoned(unit, speaker, "conflict" if conflict else "agreed", reason)
    return done


def propose_standing(unit: WriteUnit, vault: Vault, told: StandingBody) -> Standing:
    """Propose what *told* says a person is. Raises as `set_standing`, and BadAuthority for an impossible birth."""
    person, day = person_called(unit, told.person), _of_age(unit, told.born)
    if told.kind is StandingKind.MINOR and day is not None and day <= unit.at:
        raise BadAuthority("somebody born that day is of age", "Record that they are of age, if that is in question.")
    return set_standing(unit, vault, person, StandingSeen(told.kind, told.document, told.paper, day))


def confirm_what_they_are(unit: WriteUnit, vault: Vault, person: SubjectId, told: SeenBody, ages: Ages) -> Standing:
    """Confirm a standing as a second officer, with the reason in the log.

    Raises as `confirm_standing`, and BadAuthority for an impossible birth.
    """
    seen = StandingSeen(told.kind, told.document, told.paper, _of_age(unit, told.born))
    return confirm_seen(unit, vault, person, told.reason, seen, ages)


def confirm_seen(
    unit: WriteUnit, vault: Vault, person: SubjectId, reason: CaseReason, seen: StandingSeen, ages: Ages
) -> Standing:  # fmt: skip
    """Confirm what was *seen* on the page, with the *reason* in the log. Raises as `confirm_standing`."""
    done = confirm_standing(unit, vault, person, seen, ages)
    _reasoned(unit, person, "confirmed", reason)
    return done


def refuse_seen(
    unit: WriteUnit, vault: Vault, person: SubjectId, reason: CaseReason, kind: StandingKind,
    document: str | None = None,
) -> Standing:  # fmt: skip
    """Say no to what is proposed, with the *reason* in the log. Raises as `refuse_standing`."""
    done = refuse_standing(unit, vault, person, kind, document)
    _reasoned(unit, person, "refused", reason)
    return done


def _of_age(unit: WriteUnit, born: date | None) -> datetime | None:
    if born is not None and born > unit.at.date():
        raise BadAuthority("nobody is born in the time to come", "Write the day of birth as the document has it.")
    return None if born is None else majority_of(born)


def _numbered(unit: ReadUnit, text: str) -> list[Request] | None:
    """Return what is known by the number of a request, None where *text* is no such number."""
    found = _NUMBER.fullmatch(text.upper())
    return None if found is None else KnownRequests(unit).numbered(found[1].lower())


def _reasoned(unit: WriteUnit, case: str, outcome: str, reason: CaseReason) -> None:
    unit.say(CaseReasoned(case=case, outcome=outcome, reason=reason, by=unit.scope.principal))
