"""What a change of hands holds up, and lets go once it was taken back, some at a time: each some in a unit of its own.

What goes on says so in the unit in which it was done: whoever is killed in between goes on from there, and what was
done once is done once. That nothing is made meanwhile does not wait for this: `check` looks at the change itself.
"""

from collections.abc import Sequence
from typing import ClassVar

from tellmark.consent import events
from tellmark.consent.handed.store import Hands, KnownHands, Standing
from tellmark.consent.hands import events as told
from tellmark.consent.hands.decide import hands_after, is_over, takes
from tellmark.consent.hands.model import Change, HandsState
from tellmark.consent.keeping import change_consent
from tellmark.consent.model import Consent, ConsentState, HoldReason, Request
from tellmark.consent.store import Consents
from tellmark.consent.suspending import hold
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.outbox import Deliveries, Delivery
from tellmark.store.scope import Machinery
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.service import current

_GOES_ON = Machinery("consent-hands")
SOME = 100
"""How many agreements are held up, or let go, in one unit: for no longer does anybody else wait."""
LOOKED_AT = 1000


class ConsentHands:
    """The subscriber that goes on with changes of hands."""

    name: ClassVar = "consent-hands"
    wants: ClassVar = frozenset({told.HandsWentOn.name})

    def __init__(self, database: Database) -> None:
        self._database = database

    def receive(self, delivery: Delivery) -> None:
        """Do some more, once."""
        went = delivery.said.read(told.HandsWentOn)
        with self._database.write(_GOES_ON.within(delivery.said.tenant)) as unit:
            if Deliveries(unit).settle(delivery):
                go_on(unit, went.hands, went.after or "", lifts=went.lifts)


def go_on(unit: WriteUnit, hands: str, after: str, *, lifts: bool) -> None:
    """Hold up, or lift, some of what stands after the agreement *after*, and say how far that is.

    Persons are locked first, in one order, then the change: a grant waits for it, or sees it. Whoever sees that it is
    taken back before they look at agreements sees all that it held up.
    """
    state = HandsState.UNDOING if lifts else HandsState.COUNTS
    change = KnownHands(unit).known(hands)
    if change is None or change.state is not state:
        return
    looked = Standing(unit).after(after, LOOKED_AT)
    found = [one for one in looked if _concerns(unit, change, one, lifts=lifts)][:SOME]
    reached = looked[-1].id if len(found) < SOME and looked else found[-1].id if found else after
    _lock(unit, found)
    known = Hands(unit).locked(hands)
    if known.state is not state:
        return
    written = sum(_written(unit, known, one, lifts=lifts) for one in found)
    if len(found) == SOME or len(looked) == LOOKED_AT:
        unit.say(told.HandsWentOn(hands=hands, after=reached, written=written, lifts=lifts))
        return
    done = told.HandsDone(hands=hands)
    Hands(unit).put(hands_after(known, done))
    unit.say(done)


def stand_still(unit: WriteUnit, consent: Consent, request: Request) -> None:
    """Hold up *consent*, which was just given, where *request* was written down in the name of a former hand."""
    for one in KnownHands(unit).of(request.requester, request.party):
        if is_over(one, request, unit.at) and is_over(Hands(unit).locked(one.id), request, unit.at):
            hold(unit, Consents(unit).locked(consent.id), one.id, HoldReason.HANDS)


def taken(unit: ReadUnit, consent: Consent) -> bool:
    """Tell whether a change of hands has taken *consent*, though its hold may not be written yet."""
    return any(takes(one, consent, unit.at) for one in KnownHands(unit).counting())


# --- inside -----------------------------------------------------------------------------------------------------------


def _concerns(unit: ReadUnit, change: Change, consent: Consent, *, lifts: bool) -> bool:
    is_held = any(one.id == change.id for one in consent.holds)
    if lifts:
        return is_held
    return takes(change, consent, unit.at) and not is_held


def _lock(unit: WriteUnit, found: Sequence[Consent]) -> None:
    for subject in sorted({one.subject for one in found}):
        try:
            current(unit, subject)
        except (NotFound, SubjectErased):
            continue  # what was theirs has ended


def _written(unit: WriteUnit, change: Change, one: Consent, *, lifts: bool) -> bool:
    consent = Consents(unit).locked(one.id)
    if not _concerns(unit, change, consent, lifts=lifts):
        return False
    if lifts:
        by = unit.scope.principal
        lifted = events.HoldLifted(consent=consent.id, hold=change.id, by=by, reason=HoldReason.HANDS)
        change_consent(unit, consent, lifted)
        return True
    return hold(unit, consent, change.id, HoldReason.HANDS).state is ConsentState.SUSPENDED
