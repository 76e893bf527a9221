"""What a person is, as far as it changes who answers: said by one officer, confirmed by another; a day of majority."""

from datetime import datetime

from tellmark.consent import events
from tellmark.consent.decide import beginnings
from tellmark.consent.ending import end_otherwise
from tellmark.consent.errors import BadAuthority, CaseChanged, NotYours
from tellmark.consent.evolving import representative_after, standing_after
from tellmark.consent.given_alone import stop
from tellmark.consent.keeping import MAJORITY, start_clock
from tellmark.consent.model import (
    CONFIRM,
    REVIEW,
    Consent,
    Ending,
    HoldReason,
    Role,
    Standing,
    StandingKind,
    StandingSeen,
)
from tellmark.consent.ports import Ages, nothing_proved
from tellmark.consent.representing import found_a_minor, lock_with_wards
from tellmark.consent.sides import check_apart_of
from tellmark.consent.speakers.store import KnownStandings, Representatives, Standings, with_days
from tellmark.consent.store import Consents
from tellmark.consent.suspending import hold
from tellmark.store.errors import NotFound
from tellmark.store.events import Event
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.seconding import Unconfirmed
from tellmark.subjects.service import current, key_of
from tellmark.values.digests import is_digest
from tellmark.values.instants import rfc3339
from tellmark.values.languages import said


def standing_of(unit: ReadUnit, vault: Vault, subject: SubjectId) -> Standing | None:
    """Return what *subject* is, with the day of majority; None where nobody said anything. Raises SubjectErased."""
    if KnownStandings(unit).known(subject) is None:
        return None
    return KnownStandings(unit).opened(subject, key_of(unit, vault, subject))


def found_of(unit: ReadUnit, subject: SubjectId) -> Standing | None:
    """Return what two officers say that *subject* is, its day of majority unopened; None where they say nothing."""
    known = KnownStandings(unit).known(subject)
    return known if known is not None and known.confirmed_by is not None else None


def set_standing(unit: WriteUnit, vault: Vault, subject: SubjectId, seen: StandingSeen) -> Standing:
    """Propose what a person is, from what one officer has *seen*. Unconfirmed, it counts nothing.

    Raises NotAllowed, NotFound, SubjectErased, BadAuthority for a document without a digest, NotYours for whoever is
    on a side of what follows.
    """
    unit.scope.demand(REVIEW)
    current(unit, subject)
    check_apart_of(unit, subject)
    if not is_digest(seen.document) or (seen.kind is StandingKind.MINOR) != (seen.majority_at is not None):
        raise BadAuthority(
            "a standing is shown by a document's SHA-256, and a minor's has the day on which they are of age",
            "Give the digest of the document, and that day.",
        )
    day = None if seen.majority_at is None else rfc3339(seen.majority_at)
    sealed = None if day is None else key_of(unit, vault, subject).commitment(subject, "majority", day)
    event = events.StandingProposed(
        subject=subject, kind=seen.kind, document=seen.document, majority=sealed, by=unit.scope.account,
        paper=seen.paper,
    )  # fmt: skip
    return _changed(unit, vault, subject, event, seen.majority_at)


def confirm_standing(
    unit: WriteUnit, vault: Vault, subject: SubjectId, seen: StandingSeen, ages: Ages = nothing_proved
) -> Standing:  # fmt: skip
    """Confirm as a second officer what is proposed, by naming what they have *seen* themselves.

    Of the dead, every consent is held up until the estate speaks. Of the living, what could not be given now ends, or
    is held up until a guardian speaks; *ages* tells what was proved. A minor speaks for nobody (`found_a_minor`).

    Raises NotAllowed, NotFound, SubjectErased, NotYours for whoever proposed it, or is on a side of what follows, and
    CaseChanged where something else is proposed, or nothing is any more.
    """
    unit.scope.demand(CONFIRM)
    lock_with_wards(unit, subject)
    known = standing_of(unit, vault, subject)
    if known is None:
        raise NotFound("nothing is proposed about this person")
    check_apart_of(unit, subject)
    if known.proposed is None:
        raise CaseChanged(
            said("nothing waits to be confirmed any more: somebody has confirmed or refused it since you looked"),
            said("Look at the case once more."),
        )
    if not unit.scope.acts.isdisjoint({known.proposed.set_by, subject}):
        raise NotYours(*Unconfirmed.SAME_OFFICER.value)
    proposed = known.proposed
    if seen != StandingSeen(proposed.kind, proposed.document or "", proposed.paper, proposed.majority_at):
        raise CaseChanged(
            said("what is proposed is not what you have looked at: it was changed since, or the document is another"),
            said("Look at the case once more, and at the document itself."),
        )
    after = _changed(unit, vault, subject, events.StandingConfirmed(subject=subject, by=unit.scope.principal))
    if after.kind is StandingKind.DECEASED:
        for consent in Consents(unit).near(subject):
            hold(unit, Consents(unit).locked(consent.id), unit.fresh_id(), HoldReason.DEATH)
    else:
        stop(unit, subject, after, ages)
    if after.kind is StandingKind.MINOR and after.majority_at is not None:
        if unit.at < after.majority_at:
            found_a_minor(unit, subject)
        start_clock(unit, MAJORITY, subject, look_again(after.majority_at, unit.at))
    return after


def refuse_standing(
    unit: WriteUnit, vault: Vault, subject: SubjectId, kind: StandingKind, document: str | None = None
) -> Standing:  # fmt: skip
    """Say no to what is proposed, which is *kind*, and where it is told by that *document*: it counts for nothing.

    A second officer does, or whoever proposed it. What two officers had said before counts as it did. Raises
    NotAllowed, NotFound, SubjectErased, NotYours for whoever is on a side of what follows, and CaseChanged where
    something else is proposed, or nothing is any more.
    """
    current(unit, subject)
    known = standing_of(unit, vault, subject)
    if known is None or known.proposed is None or known.proposed.set_by not in unit.scope.acts:
        unit.scope.demand(CONFIRM)
    if known is None:
        raise NotFound("nothing is proposed about this person")
    check_apart_of(unit, subject)
    proposed = known.proposed
    if proposed is None or proposed.kind is not kind or document not in (None, proposed.document):
        raise CaseChanged(
            said("what you say no to is not proposed any more: it was confirmed, refused or changed since you looked"),
            said("Look at the case once more."),
        )
    return _changed(unit, vault, subject, events.StandingRefused(subject=subject, by=unit.scope.principal))


def come_of_age(unit: WriteUnit, vault: Vault, subject: SubjectId) -> None:
    """End what was agreed to before a person was of age, and what guardians may: they may be asked anew.

    Before that day, it only looks again later. Guardians of somebody under protection stay; the dead grow no older.
    """
    current(unit, subject)
    standing = standing_of(unit, vault, subject)
    if standing is None or standing.majority_at is None or standing.kind is StandingKind.DECEASED:
        return
    if unit.at < standing.majority_at:
        start_clock(unit, MAJORITY, subject, look_again(standing.majority_at, unit.at))
        return
    unit.say(events.MajorityReached(subject=subject))
    for consent in Consents(unit).near(subject):
        if outgrown(unit, vault, consent):
            end_otherwise(unit, Consents(unit).locked(consent.id), Ending.MAJORITY)
    for one in Representatives(unit).by(subject=subject) if standing.kind is StandingKind.MINOR else ():
        if one.authority.role is Role.GUARDIAN and not one.is_over:
            event = events.RepresentativeEnded(representative=one.id, by="majority")
            Representatives(unit).put(representative_after(one, event))
            unit.say(event)


def outgrown(unit: ReadUnit, vault: Vault, consent: Consent) -> bool:
    """Tell whether *consent* was given before its person was of age, which they are now."""
    standing = standing_of(unit, vault, consent.subject)
    day = None if standing is None or standing.kind is StandingKind.DECEASED else standing.majority_at
    return day is not None and consent.granted_at < day <= unit.at


def look_again(majority: datetime, at: datetime) -> datetime:
    """Return when a clock looks at a minor again: clocks are not sealed, so each tells no more than it must by then.

    First the beginning of the year of *majority*, then of the month, and only in that month the day itself.
    """
    return next((one for one in beginnings(majority) if one > at), majority)


def _changed(
    unit: WriteUnit, vault: Vault, subject: SubjectId, event: Event, proposed: datetime | None = None
) -> Standing:
    """Keep what *event* makes of a person's standing, and say it; *proposed* is the day that is proposed now."""
    before = standing_of(unit, vault, subject)
    after = standing_after(before, event, unit.at)
    if isinstance(event, events.StandingProposed):
        after = with_days(after, after.majority_at, proposed)
    Standings(unit).keep(after, key_of(unit, vault, subject))
    unit.say(event)
    return after
