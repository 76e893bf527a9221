"""Who speaks for somebody: proposed, looked at by an officer, vetoed by the person, contested by whom it concerns."""

from collections.abc import Collection
from datetime import datetime

from tellmark.consent import events as said
from tellmark.consent.errors import Alarmed, BadAuthority, NotYours
from tellmark.consent.evolving import (
    representative_after,
    representative_proposed,
)
from tellmark.consent.given_alone import guardian_agreed, stand_alone, stop
from tellmark.consent.model import (
    ANSWER,
    CONFIRM,
    REQUEST,
    REVIEW,
    Alarm,
    Authority,
    HoldReason,
    Representative,
    RepresentativeId,
    RepresentativeState,
    Role,
)
from tellmark.consent.ports import Ages, nothing_proved
from tellmark.consent.sides import check_apart_of
from tellmark.consent.speakers.store import KnownRepresentatives, KnownStandings, Representatives
from tellmark.consent.store import Consents, KnownRequests
from tellmark.consent.suspending import hold
from tellmark.consent.voices import has_a_say
from tellmark.store.errors import NotFound
from tellmark.store.events import Event
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId, is_code
from tellmark.subjects.seconding import Unconfirmed
from tellmark.subjects.service import current
from tellmark.values.digests import is_digest
from tellmark.values.instants import rfc3339

MANY_WARDS = 3
"""From how many wards on one guardian is looked at: more siblings than that are rare, and easily explained."""
MANY_MANDATES = 20
"""From how many persons on it is looked at who speaks for them, in whatever part: an agency may have as many."""


def represent(unit: WriteUnit, subject: SubjectId, principal: str, authority: Authority) -> Representative:
    """Propose *principal* to speak for *subject*. What an officer has to look at stands in its alarms.

    Raises NotAllowed, NotFound, SubjectErased, BadAuthority, and NotYours for an officer who is on a side of it.
    """
    if not unit.scope.capabilities & {ANSWER, REVIEW, REQUEST}:
        unit.scope.demand(ANSWER)
    current(unit, subject)
    if REVIEW in unit.scope.capabilities:
        check_apart_of(unit, subject)
    _check_authority(subject, principal, authority, unit.at)
    event = said.RepresentativeProposed(
        representative=unit.fresh_id(), subject=subject, principal=principal, role=authority.role,
        document=authority.document, until=rfc3339(authority.until), operations=tuple(sorted(authority.operations)),
        purposes=tuple(sorted(authority.purposes)), grants=authority.grants, withdraws=authority.withdraws,
        by=unit.scope.account, alarms=tuple(sorted(alarms_of(unit, subject, principal, authority.role))),
        since=None if authority.since is None else rfc3339(authority.since), paper=authority.paper,
    )  # fmt: skip
    proposed = representative_proposed(event)
    Representatives(unit).add(proposed)
    unit.say(event)
    return proposed


def confirm_representative(
    unit: WriteUnit, representative: RepresentativeId, despite: Collection[str] = (), ages: Ages = nothing_proved
) -> Representative:  # fmt: skip
    """Confirm one: by an officer who neither proposed it, nor asks, nor speaks; *despite* names each alarm that stands.

    Whoever has a guardian is a minor until shown otherwise: what they had agreed to alone is held up. *ages* tells what
    they have proved.

    Raises NotAllowed, NotFound, NotYours, BadAuthority where it is over already, and Alarmed for what was not named.
    """
    unit.scope.demand(CONFIRM)
    known = _locked(unit, representative)
    by = unit.scope.principal
    check_apart_of(unit, known.subject)
    if known.proposed_by in unit.scope.acts:
        raise NotYours(*Unconfirmed.SAME_OFFICER.value)
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
    after = _change(unit, known, event)
    if after.authority.role is Role.GUARDIAN:
        begins = max(unit.at, after.authority.since or unit.at)
        stop(unit, after.subject, KnownStandings(unit).known(after.subject), ages, begins)
    return after


def veto(unit: WriteUnit, representative: RepresentativeId) -> Representative:
    """The person does not want them: at once, and what they agreed to is held up.

    Raises NotFound for whoever is not the person.
    """
    known = _locked(unit, representative)
    if unit.scope.principal != known.subject:
        raise NotFound("there is no such representative here")
    if known.is_over:
        return known
    after = _change(unit, known, said.RepresentativeVetoed(representative=representative, by=unit.scope.principal))
    _hold_up(unit, known)
    return after


def end_representative(unit: WriteUnit, representative: RepresentativeId) -> Representative:
    """They speak for the person no more: an officer says so, or they themselves. What a guardian agreed to is held up.

    Who is only proposed, a second officer may let be, too. Raises NotFound, NotAllowed, and NotYours for an officer who
    is on a side of it.
    """
    known = _locked(unit, representative)
    if unit.scope.principal != known.principal:
        may_let_be = known.state is RepresentativeState.PROPOSED and CONFIRM in unit.scope.capabilities
        if not may_let_be:
            unit.scope.demand(REVIEW)
        check_apart_of(unit, known.subject)
    if known.is_over:
        return known
    if known.authority.role is Role.GUARDIAN:
        _hold_up(unit, known)
    return _change(unit, known, said.RepresentativeEnded(representative=representative, by=unit.scope.principal))


def contest(unit: WriteUnit, representative: RepresentativeId) -> Representative:
    """Say as somebody whom it concerns that this one does not speak rightly: nothing is granted until officers looked.

    That is the person, the representative, and whoever else speaks for the person and has a say in it: against a
    guardian another guardian, against an heir another heir. Raises NotAllowed, and NotFound for anybody else.
    """
    unit.scope.demand(ANSWER)
    known, by = _locked(unit, representative), unit.scope.principal
    others = Representatives(unit).by(subject=known.subject, principal=by)
    heard = (one for one in others if has_a_say(one.authority.role, known.authority.role))
    if by not in (known.subject, known.principal) and not any(one.speaks(unit.at) for one in heard):
        raise NotFound("there is no such representative here")
    return _marked(unit, known, conflict=True)


def mark_conflict(unit: WriteUnit, representative: RepresentativeId, conflict: bool) -> Representative:
    """Say as an officer that those who speak for a person do not agree, or do again: meanwhile nothing is granted.

    Raises NotAllowed, NotFound, and NotYours for whoever is on a side of it, or has ever asked the person.
    """
    unit.scope.demand(REVIEW)
    known = _locked(unit, representative)
    check_apart_of(unit, known.subject)
    return _marked(unit, known, conflict=conflict)


def look_at_asking(unit: WriteUnit, subject: SubjectId, requester: str) -> None:
    """Whoever asks, *requester*, may speak for *subject*, too: it is an alarm as a contest is, until officers looked.

    `Alarm.IS_REQUESTER` tells of those who asked before they were entered; this of those who ask later.
    """
    for one in Representatives(unit).by(subject=subject, principal=requester):
        _marked(unit, one, conflict=True)


def lock_with_wards(unit: WriteUnit, subject: SubjectId) -> None:
    """Lock *subject*, and for whom they speak or are to: in one order, so that two who do this do not wait for each
    other. Raises NotFound, and SubjectErased for *subject*."""
    theirs = (one for one in KnownRepresentatives(unit).by(principal=subject) if not one.is_over)
    for whose in sorted({subject, *(one.subject for one in theirs)}):
        try:
            current(unit, whose)
        except SubjectErased:
            if whose == subject:
                raise


def found_a_minor(unit: WriteUnit, subject: SubjectId) -> None:
    """Whoever is not of age speaks for nobody: *subject*, who is locked with their wards, is contested until officers
    have looked, and what they agreed to for others is held up."""
    for one in Representatives(unit).by(principal=subject):
        if not (one.is_over or one.conflict):
            _hold_up(unit, one)
            _marked(unit, one, conflict=True)


def alarms_of(unit: ReadUnit, subject: SubjectId, principal: str, role: Role) -> frozenset[Alarm]:
    """Return what an officer has to look at before *principal* may speak for *subject*."""
    theirs = KnownRepresentatives(unit).by(principal=principal)
    live = (RepresentativeState.PROPOSED, RepresentativeState.CONFIRMED)
    wards = {one.subject for one in theirs if one.authority.role is Role.GUARDIAN and one.state in live} - {subject}
    mandates = {one.subject for one in theirs if one.speaks(unit.at)} - {subject}
    others = [one for one in KnownRepresentatives(unit).by(subject=subject) if one.principal != principal]
    found = {
        Alarm.MANY_WARDS: role is Role.GUARDIAN and len(wards) >= MANY_WARDS,
        Alarm.MANY_MANDATES: len(mandates) >= MANY_MANDATES,
        Alarm.IS_REQUESTER: bool(KnownRequests(unit).by(requester=principal)),
        Alarm.CONFLICT: any(one.conflict and one.speaks(unit.at) for one in others),
    }
    return frozenset(alarm for alarm, stands in found.items() if stands)


def _marked(unit: WriteUnit, known: Representative, *, conflict: bool) -> Representative:
    if known.conflict == conflict or known.is_over:
        return known
    by = unit.scope.principal
    return _change(unit, known, said.ConflictMarked(representative=known.id, conflict=conflict, by=by))


def _hold_up(unit: WriteUnit, known: Representative) -> None:
    """Hold up what *known* has agreed to, until the person, or somebody else who speaks for them, has looked."""
    for consent in Consents(unit).near(known.subject):
        if (consent.grounds.by, consent.grounds.role) == (known.principal, known.authority.role):
            hold(unit, Consents(unit).locked(consent.id), unit.fresh_id(), HoldReason.REPRESENTATIVE)
        elif known.authority.role is Role.GUARDIAN and guardian_agreed(unit, consent):
            stand_alone(unit, consent)  # the log does not tell which of several guardians it was


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
    nothing = not (authority.grants or authority.withdraws)
    never = authority.until <= at or (authority.since is not None and authority.since >= authority.until)
    if not is_digest(authority.document) or never or nothing:
        raise BadAuthority(
            "an authority is shown by a document's SHA-256, is not over, and lets somebody agree or end",
            "Give its digest, from when until when it holds, and what it is for.",
        )
