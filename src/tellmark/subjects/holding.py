"""Legal hold: an open case stops an erasure, with rule, date and review; whoever waits is told, and lifting goes on."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from tellmark.store.clocks import Clock, Clocks, clock_of
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.decide import confirmed, hold_of, lifted, reviewed
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.events import HoldLifted, erasure_held, hold_set
from tellmark.subjects.model import (
    ErasureState,
    Hold,
    HoldId,
    HoldTerms,
    Lifting,
    SubjectId,
    SubjectState,
)
from tellmark.subjects.seconding import TIME_TO_CONFIRM
from tellmark.subjects.store import Erasures, Holds, KnownHolds, Subjects
from tellmark.values.instants import rfc3339

SET = "subject.hold"
"""The capability to set, confirm, review and lift holds."""

REVIEW = "subject.hold_review"
CONFIRMATION = "subject.hold_confirmation"
_CALENDAR = "civil"


def set_hold(unit: WriteUnit, subject: SubjectId, terms: HoldTerms) -> Hold:
    """Hold up the erasure of *subject* from now on; one by order of an authority lapses unless confirmed in 72 hours.

    Raises NotAllowed, NotFound, SubjectErased (it is too late), BadHold.
    """
    unit.scope.demand(SET)
    if Subjects(unit).locked(subject).state is not SubjectState.ACTIVE:
        raise SubjectErased
    hold = hold_of(HoldId(unit.fresh_id()), subject, terms, unit.scope.account, unit.at)
    Holds(unit).add(hold)
    Clocks(unit).start(_review_clock(hold, unit.at))
    if hold.needs_second:
        Clocks(unit).start(
            clock_of(_confirmation(hold), CONFIRMATION, hold.id, _CALENDAR, unit.at, unit.at + TIME_TO_CONFIRM)
        )
    unit.say(hold_set(hold))
    _tell_who_waits(unit, hold)
    return hold


def confirm_hold(unit: WriteUnit, hold: HoldId) -> Hold:
    """Confirm, as a second officer, a hold by order. Raises NotAllowed, NotFound, BadHold."""
    unit.scope.demand(SET)
    known = confirmed(Holds(unit).locked(hold), unit.scope, unit.at)
    Holds(unit).put(known)
    Clocks(unit).stop(_confirmation(known))
    unit.say(hold_set(known))
    return known


def review_hold(unit: WriteUnit, hold: HoldId, review_at: datetime) -> Hold:
    """Look at a hold again and leave it standing until its next review. Raises as `confirm_hold`."""
    unit.scope.demand(SET)
    before = Holds(unit).locked(hold)
    known = reviewed(before, review_at, unit.at)
    Holds(unit).put(known)
    Clocks(unit).stop(_review(before))
    Clocks(unit).start(_review_clock(known, unit.at))
    unit.say(hold_set(known))
    _tell_who_waits(unit, known)
    return known


def lift_hold(unit: WriteUnit, hold: HoldId) -> Lifting:
    """Lift a hold; one by order takes two officers, each of whom asks. What waits for it goes on with the next pass.

    Raises NotAllowed, NotFound, BadHold.
    """
    unit.scope.demand(SET)
    before = Holds(unit).locked(hold)
    known, what = lifted(before, unit.scope.account, unit.at)
    Holds(unit).put(known)
    if what is Lifting.LIFTED:
        Clocks(unit).stop(_review(known))
        if known.needs_second:
            Clocks(unit).stop(_confirmation(known))
        unit.say(HoldLifted(hold=hold, subject=known.subject, by=unit.scope.principal, first=before.lifting))
    return what


def instants(unit: ReadUnit) -> Iterator[datetime]:
    """Yield since when each hold waits for a second officer, whoever looks; for one to be lifted, that is not kept."""
    yield from (one.set_at for one in KnownHolds(unit).waiting())


def _tell_who_waits(unit: WriteUnit, hold: Hold) -> None:
    """Tell a person whose erasure waits already of a further hold, or of its next review."""
    waiting = Erasures(unit).of(hold.subject)
    if waiting is not None and waiting.state is ErasureState.WAITING:
        unit.say(erasure_held(waiting, [hold]))


def _review_clock(hold: Hold, at: datetime) -> Clock:
    return clock_of(_review(hold), REVIEW, hold.id, _CALENDAR, at, hold.terms.review_at)


def _review(hold: Hold) -> str:
    """Return the id of the clock of this hold's next review: each review has one of its own."""
    return sha256(f"{hold.id} {rfc3339(hold.terms.review_at)}".encode()).hexdigest()


def _confirmation(hold: Hold) -> str:
    return sha256(f"{hold.id} second".encode()).hexdigest()
