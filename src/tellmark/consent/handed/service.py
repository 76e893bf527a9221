"""A change of hands, within a unit of work: one officer enters it, another confirms it, and so it is taken back.

No officer does who is the account that changes hands, or has ever asked for the company.
"""

from collections.abc import Sequence
from datetime import datetime

from tellmark.consent.askers import is_ours, seen_as
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.errors import BAD_NUMBER, UNSHOWABLE, BadHands, CaseChanged, MisleadingName, NotYours
from tellmark.consent.handed.store import Hands, KnownHands
from tellmark.consent.hands import events as told
from tellmark.consent.hands.decide import confirmed, entered, hands_after, is_thinkable
from tellmark.consent.hands.model import APART, IN_FORCE, Change, Former, HandKind, HandsState, Successor
from tellmark.consent.ids import CONFIRM, REVIEW
from tellmark.consent.keeping import start_clock, stop_clocks
from tellmark.consent.sides import check_second
from tellmark.consent.store import KnownParties, KnownRequests
from tellmark.store.errors import NotFound
from tellmark.store.events import Event
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.seconding import TIME_TO_CONFIRM, Unconfirmed
from tellmark.values.credit_codes import register_number
from tellmark.values.digests import is_digest
from tellmark.values.instants import rfc3339
from tellmark.values.languages import said
from tellmark.values.names import folded, misleads, plain

CONFIRMING, TAKING, UNDOING = "consent.hands", "consent.hands_taking", "consent.hands_undoing"
"""The clocks of one change: until when a second officer may confirm it, when it begins, and until when it is undone."""
LONGEST = 200


def enter(
    unit: WriteUnit, former: Former, to: Successor, since: datetime, paper: str, *, known: bool = False,
    service: str = "",
) -> Change:  # fmt: skip
    """Enter as an officer that *former* changed hands at *since*, as the *paper* (SHA-256) shows. Nothing counts yet.

    *known*: something else than a request tells of *former*, as a legal basis does. *service* is what whoever runs this
    service is called: nobody else may have it now under that name, nor anybody under one that is seen as another's.
    Raises NotAllowed, NotFound where it has never asked and is not known, NotYours, MisleadingName, BadHands.
    """
    unit.scope.demand(REVIEW)
    if not known:
        _check_known(unit, former)
    _check_apart(unit, former)
    named = _named(to)
    _check_borrowed(former, named.name, service)
    _check_alike(unit, named)
    if not is_thinkable(since, unit.at):
        raise BadHands(
            said("this day lies more than a year ahead, or more than a hundred years back"),
            said("Give the day that stands in the paper. What lies further ahead is entered when it is nearer."),
            "since",
        )
    if not is_digest(paper):
        raise BadHands(
            said("a change of hands is shown by a paper’s SHA-256"), said("Give the digest of the paper."), "paper"
        )
    due = unit.at + TIME_TO_CONFIRM
    event = told.HandsEntered(
        hands=unit.fresh_id(), kind=former.kind, former=former.id or None, since=rfc3339(since), paper=paper,
        due=rfc3339(due), by=unit.scope.account,
    )  # fmt: skip
    new = entered(event, named, unit.at)
    Hands(unit).add(new)
    start_clock(unit, CONFIRMING, new.id, due)
    unit.say(event)
    return new


def confirm(unit: WriteUnit, hands: str, paper: str) -> Change:
    """Confirm it as a second officer, who has made the digest of the *paper* themselves. It counts a minute later.

    Raises NotAllowed, NotFound, NotYours, CaseChanged where nobody waits for it any more, NotBound for another paper.
    """
    unit.scope.demand(CONFIRM)
    known = _apart(unit, hands)
    check_second(unit, known.entered, paper, CaseChanged)
    after = _changed(unit, known, confirmed(known, unit.scope.account, unit.at))
    stop_clocks(unit, CONFIRMING, hands)
    assert after.effect is not None
    start_clock(unit, TAKING, hands, after.effect + APART)
    return after


def let_be(unit: WriteUnit, hands: str) -> None:
    """Do not confirm it, as an officer of either part: it is gone. Raises NotAllowed, NotFound, NotYours, CaseChanged.

    So it is with the word that it was entered wrongly: then the change stays.
    """
    if REVIEW not in unit.scope.capabilities:
        unit.scope.demand(CONFIRM)
    known = _apart(unit, hands)
    if known.waits(unit.at):
        _drop(unit, known, "let_be")
    elif known.may_be_undone(unit.at):
        _stays(unit, known, "let_be")
    else:
        raise CaseChanged(*_OVER)


def undo(unit: WriteUnit, hands: str, reason: CaseReason) -> Change:
    """Say as an officer, for a *reason*, that a confirmed change was entered wrongly. Nothing is lifted yet.

    Said again, it changes nothing. Raises NotAllowed, NotFound, NotYours, CaseChanged where it counts for nothing.
    """
    unit.scope.demand(REVIEW)
    known = _apart(unit, hands)
    if known.state not in IN_FORCE:
        raise CaseChanged(*_OVER)
    if known.may_be_undone(unit.at):
        return known
    due = unit.at + TIME_TO_CONFIRM
    start_clock(unit, UNDOING, hands, due)
    event = told.UndoingAsked(hands=hands, reason=reason, due=rfc3339(due), by=unit.scope.account)
    return _changed(unit, known, event)


def confirm_undoing(unit: WriteUnit, hands: str, paper: str) -> Change:
    """Confirm as a second officer, who has looked at the *paper* once more: its holds are lifted, one after another.

    Raises as `confirm`.
    """
    unit.scope.demand(CONFIRM)
    known = _apart(unit, hands)
    if known.taken_back is None:
        raise CaseChanged(*_OVER)
    check_second(unit, known.taken_back, paper, CaseChanged)
    former = known.former
    event = told.HandsUndone(hands=hands, kind=former.kind, former=former.id or None, by=unit.scope.account)
    after = _changed(unit, known, event)
    stop_clocks(unit, UNDOING, hands)
    stop_clocks(unit, TAKING, hands)
    unit.say(told.HandsWentOn(hands=hands, after=None, written=0, lifts=True))
    return after


def ran_out(unit: WriteUnit, kind: str, hands: str) -> None:
    """Do what is due when a clock of it ran out. Raises NotFound."""
    known = Hands(unit).locked(hands)
    if kind == CONFIRMING and known.state is HandsState.ENTERED and unit.at >= known.due:
        _drop(unit, known, "late")
    elif kind == UNDOING and known.undoing is not None and known.state in IN_FORCE and unit.at >= known.undoing.due:
        _stays(unit, known, "late")
    elif kind == TAKING and known.state is HandsState.COUNTS:
        unit.say(told.HandsWentOn(hands=hands, after=None, written=0, lifts=False))


def may_look(unit: ReadUnit, change: Change) -> bool:
    """Tell whether whoever acts is on no side of *change*."""
    return not _on_a_side(unit, change.former)


def looked_at(unit: ReadUnit, hands: str) -> Change:
    """Return the change *hands* to an officer. Raises NotFound, also for whoever is on a side of it."""
    found = KnownHands(unit).get(hands)
    if not may_look(unit, found):
        raise NotFound("there is no such change of hands here")
    return found


def all_seen(unit: ReadUnit) -> Sequence[Change]:
    """Return every change that whoever acts may look at, the newest first."""
    return [one for one in reversed(KnownHands(unit).every()) if may_look(unit, one)]


# --- inside -----------------------------------------------------------------------------------------------------------

_OVER = (
    said("this waits for nobody any more: it was confirmed, taken back, or its time is over"),
    said("Look at it as it stands now. What is to count has to be entered anew."),
)


def _named(to: Successor) -> Successor:
    if misleads(to.name.strip()):
        raise MisleadingName(*UNSHOWABLE)
    contact = plain(to.contact)
    if not contact or len(contact) > LONGEST or not contact.isprintable():
        raise BadHands(
            said("it is not said how whoever has it now can be reached"),
            said("Write an address or a telephone number, in 200 letters at most."), "contact",
        )  # fmt: skip
    number = register_number(to.number) if to.number else None
    if to.number and number is None:
        raise BadHands(*BAD_NUMBER, "number")
    return Successor(plain(to.name), contact, number)


def _check_borrowed(former: Former, name: str, service: str) -> None:
    """Raise MisleadingName where another than who runs this *service* would be called as they are, or the program."""
    themselves = former.kind is HandKind.SERVICE and folded(name) == folded(service)
    if is_ours(name, service) and not themselves:
        raise MisleadingName(
            "whoever has it now is called as this service is, or the program: whoever is told would take them for us",
            "Write the name as it stands in the register, with its form.",
        )


def _check_alike(unit: ReadUnit, to: Successor) -> None:
    """Raise MisleadingName where the new hand's name is seen as that of another company: nobody could ask under it."""
    if KnownParties(unit).called(folded(to.name)) is None and seen_as(unit, to.name, to.number) is not None:
        raise MisleadingName(
            "whoever has it now is called so that it looks like another company that is known here",
            "If it is that company, write its name as it is known. If not, give the number of each in a register, or"
            " write the name with what tells them apart, as its form or its town.",
        )


def _check_known(unit: ReadUnit, former: Former) -> None:
    match former.kind:
        case HandKind.PARTY:
            KnownParties(unit).get(former.id)
        case HandKind.ACCOUNT if not KnownRequests(unit).by(requester=former.id):
            raise NotFound("no such account has asked for anything here")
        case HandKind.SERVICE if former.id:
            raise NotFound("the service itself has no number")


def _on_a_side(unit: ReadUnit, former: Former) -> bool:
    acts = unit.scope.acts
    if former.kind is HandKind.ACCOUNT:
        return former.id in acts
    if former.kind is HandKind.PARTY:
        return any(one.party == former.id for who in acts for one in KnownRequests(unit).by(requester=who))
    return False


def _check_apart(unit: ReadUnit, former: Former) -> None:
    if _on_a_side(unit, former):
        raise NotYours(*Unconfirmed.ON_A_SIDE.value)


def _apart(unit: WriteUnit, hands: str) -> Change:
    known = Hands(unit).locked(hands)
    _check_apart(unit, known.former)
    return known


def _changed(unit: WriteUnit, known: Change, event: Event) -> Change:
    after = hands_after(known, event)
    Hands(unit).put(after)
    unit.say(event)
    return after


def _drop(unit: WriteUnit, known: Change, why: str) -> None:
    Hands(unit).drop(known)
    stop_clocks(unit, CONFIRMING, known.id)
    unit.say(told.HandsDropped(hands=known.id, why=why, by=unit.scope.principal))


def _stays(unit: WriteUnit, known: Change, why: str) -> None:
    stop_clocks(unit, UNDOING, known.id)
    _changed(unit, known, told.UndoingDropped(hands=known.id, why=why, by=unit.scope.principal))
