"""Who speaks for somebody: proposed, looked at by an officer, vetoed by the person; and what a person is."""

import re
from collections.abc import Collection
from datetime import datetime

from tellmark.consent import events as said
from tellmark.consent.ending import end_otherwise
from tellmark.consent.errors import Alarmed, BadAuthority, NotYours
from tellmark.consent.evolving import (
    representative_after,
    representative_proposed,
    standing_after,
)
from tellmark.consent.keeping import MAJORITY, start_clock
from tellmark.consent.model import (
    ANSWER,
    CONFIRM,
    REQUEST,
    REVIEW,
    Alarm,
    Authority,
    Consent,
    Ending,
    HoldReason,
    Representative,
    RepresentativeId,
    RepresentativeState,
    Role,
    Standing,
    StandingKind,
)
from tellmark.consent.sides import check_apart_of
from tellmark.consent.store import (
    Consents,
    KnownRepresentatives,
    KnownRequests,
    KnownStandings,
    Representatives,
    Standings,
)
from tellmark.consent.suspending import hold
from tellmark.store.errors import NotFound
from tellmark.store.events import Event
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId, is_code
from tellmark.subjects.service import current
from tellmark.values.instants import rfc3339

MANY_WARDS = 3
"""From how many wards on one guardian is looked at: more siblings than that are rare, and easily explained."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


def represent(unit: WriteUnit, subject: SubjectId, principal: str, authority: Authority) -> Representative:
    """Propose *principal* to speak for *subject*. What an officer has to look at stands in its alarms.

    Raises NotAllowed, NotFound, SubjectErased, BadAuthority.
    """
    if not unit.scope.capabilities & {ANSWER, REVIEW, REQUEST}:
        unit.scope.demand(ANSWER)
    current(unit, subject)
    _check_authority(subject, principal, authority, unit.at)
    event = said.RepresentativeProposed(
        representative=unit.fresh_id(), subject=subject, principal=principal, role=authority.role,
        document=authority.document, until=rfc3339(authority.until), operations=tuple(sorted(authority.operations)),
        purposes=tuple(sorted(authority.purposes)), grants=authority.grants, withdraws=authority.withdraws,
        by=unit.scope.principal, alarms=tuple(sorted(alarms_of(unit, subject, principal, authority.role))),
    )  # fmt: skip
    proposed = representative_proposed(event)
    Representatives(unit).add(proposed)
    unit.say(event)
    return proposed


def confirm_representative(
    unit: WriteUnit, representative: RepresentativeId, despite: Collection[str] = ()
) -> Representative:
    """Confirm one: by an officer who neither proposed it, nor asks, nor speaks; *despite* names each alarm that stands.

    Raises NotAllowed, NotFound, NotYours, BadAuthority where it is over already, and Alarmed for what was not named.
    """
    unit.scope.demand(CONFIRM)
    known = _locked(unit, representative)
    by = unit.scope.principal
    check_apart_of(unit, known.subject)
    if by == known.proposed_by:
        raise NotYours("whoever proposed this cannot confirm it", "Let another officer look at it.")
    if known.state is not RepresentativeState.PROPOSED or unit.at >= known.authority.until:
        raise BadAuthority("this is not to be confirmed any more", "Propose it anew.")
    alarms = alarms_of(unit, known.subject, known.principal, known.authority.role)
    if unnamed := sorted(alarms - frozenset(despite)):
        raise Alarmed(
            f"something has to be looked at before: {', '.join(unnamed)}",
            "Look into it, and confirm it naming each alarm; or let it be.",
            tuple(unnamed),
        )
    event = said.RepresentativeConfirmed(representative=representative, by=by, alarms=tuple(sorted(alarms)))
    return _change(unit, known, event)


def veto(unit: WriteUnit, representative: RepresentativeId) -> Representative:
    """The person does not want them: at once, and what they agreed to is held up.

    Raises NotFound for whoever is not the person.
    """
    known = _locked(unit, representative)
    if unit.scope.principal != known.subject:
        raise NotFound("there is no such representative here")
    if known.state in (RepresentativeState.VETOED, RepresentativeState.ENDED):
        return known
    after = _change(unit, known, said.RepresentativeVetoed(representative=representative, by=unit.scope.principal))
    _hold_up(unit, known)
    return after


def end_representative(unit: WriteUnit, representative: RepresentativeId) -> Representative:
    """They speak for the person no more: an officer says so, or they themselves. What a guardian agreed to is held up.

    Raises NotFound, NotAllowed.
    """
    known = _locked(unit, representative)
    if unit.scope.principal != known.principal:
        unit.scope.demand(REVIEW)
    if known.state in (RepresentativeState.VETOED, RepresentativeState.ENDED):
        return known
    if known.authority.role is Role.GUARDIAN:
        _hold_up(unit, known)
    return _change(unit, known, said.RepresentativeEnded(representative=representative, by=unit.scope.principal))


def mark_conflict(unit: WriteUnit, representative: RepresentativeId, conflict: bool) -> Representative:
    """Say that those who speak for a person do not agree, or do again: nothing is granted for that person meanwhile.

    Raises NotAllowed, NotFound.
    """
    unit.scope.demand(REVIEW)
    known = _locked(unit, representative)
    if known.conflict == conflict:
        return known
    by = unit.scope.principal
    return _change(unit, known, said.ConflictMarked(representative=representative, conflict=conflict, by=by))


def alarms_of(unit: ReadUnit, subject: SubjectId, principal: str, role: Role) -> frozenset[Alarm]:
    """Return what an officer has to look at before *principal* may speak for *subject*."""
    theirs = KnownRepresentatives(unit).by(principal=principal)
    live = (RepresentativeState.PROPOSED, RepresentativeState.CONFIRMED)
    wards = {one.subject for one in theirs if one.authority.role is Role.GUARDIAN and one.state in live} - {subject}
    others = [one for one in KnownRepresentatives(unit).by(subject=subject) if one.principal != principal]
    found = {
        Alarm.MANY_WARDS: role is Role.GUARDIAN and len(wards) >= MANY_WARDS,
        Alarm.IS_REQUESTER: bool(KnownRequests(unit).by(requester=principal)),
        Alarm.CONFLICT: any(one.conflict and one.speaks(unit.at) for one in others),
    }
    return frozenset(alarm for alarm, stands in found.items() if stands)


# --- what a person is -------------------------------------------------------------------------------------------------


def set_standing(
    unit: WriteUnit, subject: SubjectId, kind: StandingKind, document: str, majority_at: datetime | None = None
) -> Standing:
    """Propose what a person is: a minor until *majority_at*, under protection, dead. Unconfirmed, it counts nothing.

    Raises NotAllowed, NotFound, SubjectErased, BadAuthority for a document without a digest.
    """
    unit.scope.demand(REVIEW)
    current(unit, subject)
    if not _DIGEST.fullmatch(document) or (kind is StandingKind.MINOR) != (majority_at is not None):
        raise BadAuthority(
            "a standing is shown by a document's SHA-256, and a minor's has the day on which they are of age",
            "Give the digest of the document, and that day.",
        )
    day = None if majority_at is None else rfc3339(majority_at)
    event = said.StandingProposed(
        subject=subject, kind=kind, document=document, majority_at=day, by=unit.scope.principal
    )
    return _put_standing(unit, subject, event)


def confirm_standing(unit: WriteUnit, subject: SubjectId) -> Standing:
    """Confirm it as a second officer; of the dead, every consent is held up until the estate speaks.

    Raises NotAllowed, NotFound, SubjectErased, NotYours for whoever proposed it, or is on a side of what follows.
    """
    unit.scope.demand(CONFIRM)
    current(unit, subject)
    known = Standings(unit).known(subject)
    if known is None or known.proposed is None:
        raise NotFound("nothing is proposed about this person")
    check_apart_of(unit, subject)
    if unit.scope.principal == known.proposed.set_by:
        raise NotYours("whoever proposed this cannot confirm it", "Let another officer look at the document.")
    after = _put_standing(unit, subject, said.StandingConfirmed(subject=subject, by=unit.scope.principal))
    if after.kind is StandingKind.DECEASED:
        for consent in Consents(unit).near(subject):
            hold(unit, Consents(unit).locked(consent.id), unit.fresh_id(), HoldReason.DEATH)
    if after.majority_at is not None:
        start_clock(unit, MAJORITY, subject, after.majority_at)
    return after


def come_of_age(unit: WriteUnit, subject: SubjectId) -> None:
    """End what was agreed to before a person was of age; they may be asked anew. Before that day, it does nothing."""
    current(unit, subject)
    standing = Standings(unit).known(subject)
    if standing is None or standing.majority_at is None or unit.at < standing.majority_at:
        return
    unit.say(said.MajorityReached(subject=subject))
    for consent in Consents(unit).near(subject):
        if outgrown(unit, consent):
            end_otherwise(unit, Consents(unit).locked(consent.id), Ending.MAJORITY)


def outgrown(unit: ReadUnit, consent: Consent) -> bool:
    """Tell whether *consent* was given before its person was of age, which they are now."""
    standing = KnownStandings(unit).known(consent.subject)
    day = None if standing is None else standing.majority_at
    return day is not None and consent.granted_at < day <= unit.at


def _put_standing(unit: WriteUnit, subject: SubjectId, event: Event) -> Standing:
    before = Standings(unit).known(subject)
    after = standing_after(before, event)
    if before is None:
        Standings(unit).add(after)
    else:
        Standings(unit).put(after)
    unit.say(event)
    return after


def _hold_up(unit: WriteUnit, known: Representative) -> None:
    """Hold up what *known* has agreed to, until the person, or somebody else who speaks for them, has looked."""
    for consent in Consents(unit).near(known.subject):
        if (consent.grounds.by, consent.grounds.role) == (known.principal, known.authority.role):
            hold(unit, Consents(unit).locked(consent.id), unit.fresh_id(), HoldReason.REPRESENTATIVE)


def _locked(unit: WriteUnit, representative: RepresentativeId) -> Representative:
    current(unit, Representatives(unit).get(representative).subject)
    return Representatives(unit).locked(representative)


def _change(unit: WriteUnit, known: Representative, event: Event) -> Representative:
    after = representative_after(known, event)
    Representatives(unit).put(after)
    unit.say(event)
    return after


def _check_authority(subject: SubjectId, principal: str, authority: Authority, at: datetime) -> None:
    if authority.role is Role.SELF or principal == subject or not is_code(principal):
        raise BadAuthority("nobody needs an authority to speak for themselves", "Answer as the person asked.")
    if not _DIGEST.fullmatch(authority.document) or authority.until <= at:
        raise BadAuthority(
            "an authority is shown by a document's SHA-256, and is not over",
            "Give its digest, and until when it holds.",
        )
