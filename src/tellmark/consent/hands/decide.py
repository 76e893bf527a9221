"""What a change of hands means for what was agreed, and what is asked: plain comparisons, events as their values."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from tellmark.consent.hands import events as said
from tellmark.consent.hands.model import (
    APART,
    IN_FORCE,
    LONGEST_AGO,
    LONGEST_AHEAD,
    Change,
    Former,
    HandKind,
    HandsState,
    Successor,
    Undoing,
    belongs,
    was_given,
)
from tellmark.consent.model import Consent, HoldReason, Request, RequestId
from tellmark.consent.narrowing import narrower
from tellmark.store.events import Event
from tellmark.values.instants import rfc3339
from tellmark.values.names import folded

NAMELESS = Successor("", "")
"""What the log tells of a new hand."""


def in_force(change: Change, at: datetime) -> bool:
    """Tell whether *change* has its effect at the instant *at*."""
    return change.state in IN_FORCE and change.effect is not None and change.effect <= at


def takes(change: Change, consent: Consent, at: datetime) -> bool:
    """Tell whether *consent* was given to the former hand before *change* took effect, which it has at *at*."""
    return in_force(change, at) and was_given(change.former, consent) and _before(consent.granted_at, change)


def is_over(change: Change, request: Request, at: datetime) -> bool:
    """Tell whether what *request* says now was written down in the name of the former hand: nobody agrees to that."""
    asks = belongs(change.former, request.requester, request.party)
    return in_force(change, at) and asks and _before(worded_at(request), change)


def worded_at(request: Request) -> datetime:
    """Return when the newest version of *request* was written down."""
    return request.worded_at or request.opened_at


def effect_of(since: datetime, at: datetime) -> datetime:
    """Return when a change takes effect that happened at *since*, and is confirmed at *at*."""
    return max(since, at + APART)


def is_thinkable(since: datetime, at: datetime) -> bool:
    """Tell whether *since* may be meant, of what is told at *at*: it is no day beyond all sense."""
    return -LONGEST_AGO <= since - at <= LONGEST_AHEAD


def newest(changes: Iterable[Change], requester: str, party: str | None, at: datetime) -> list[Change]:
    """Return the change that counts now of each hand by which somebody asks: the account, the company, the service."""
    found: dict[HandKind, Change] = {}
    for one in sorted(changes, key=lambda change: (change.effect or change.due, change.id)):
        if in_force(one, at) and belongs(one.former, requester, party):
            found[one.former.kind] = one
    return list(found.values())


def unnamed(changes: Iterable[Change], names: Iterable[str]) -> list[Change]:
    """Return those of *changes* whose new hand is not among the *names* under which is asked, however it is spelled."""
    told = {folded(name) for name in names if name}
    return [one for one in changes if folded(one.to.name) not in told]


def holding(consent: Consent, changes: Iterable[Change]) -> list[Change]:
    """Return those of *changes* that hold *consent* up, the newest last."""
    ids = {one.id for one in consent.holds if one.reason is HoldReason.HANDS}
    return sorted((one for one in changes if one.id in ids), key=lambda one: (one.effect or one.due, one.id))


def forgiven(
    asked: Request, before: Consent, known: Sequence[Request], changes: Iterable[Change], at: datetime
) -> frozenset[RequestId]:
    """Return which of *known*, all that the person was asked, are no reason against *asked*, whatever they answered.

    None are unless it asks anew for what was agreed in *before*, or less, of which *changes* hold it up; and that once:
    nothing else may have been sent since to take the place of the same. Forgiven is a no from before the newest change,
    to whom *before* was given: to the same account, for the same company. What others were refused stays refused.
    """
    effects = [one.effect for one in changes if one.effect is not None and one.effect <= at]
    if not effects or narrower(asked.scope, before.scope) or asked.opened_at < max(effects):
        return frozenset()
    since = max(effects)
    if any(one.id != asked.id and one.sent and one.supersedes == before.id and one.opened_at >= since for one in known):
        return frozenset()
    theirs = (one for one in known if (one.requester, one.party) == (before.requester, before.party))
    return frozenset(one.id for one in theirs if one.answered_at is not None and one.answered_at < since)


# --- from events to states --------------------------------------------------------------------------------------------


def entered(event: said.HandsEntered, to: Successor, at: datetime) -> Change:
    """Return the change that *event* begins; *to* is what the log does not tell."""
    former = Former(HandKind(event.kind), event.former or "")
    since, due = datetime.fromisoformat(event.since), datetime.fromisoformat(event.due)
    return Change(event.hands, former, to, since, event.paper, HandsState.ENTERED, event.by, at, due)


def hands_after(change: Change, event: Event) -> Change:
    """Return *change* after *event*; one that is dropped is gone, and is none of these."""
    match event:
        case said.HandsConfirmed():
            effect = datetime.fromisoformat(event.effect)
            return replace(change, state=HandsState.COUNTS, second=event.by, effect=effect)
        case said.HandsDone():
            done = HandsState.DONE if change.state is HandsState.COUNTS else HandsState.UNDONE
            return replace(change, state=done)
        case said.UndoingAsked():
            asked = Undoing(event.by, event.reason, datetime.fromisoformat(event.due))
            return replace(change, undoing=asked)
        case said.UndoingDropped():
            return replace(change, undoing=None)
        case said.HandsUndone():
            return replace(change, state=HandsState.UNDOING)
    return change


def confirmed(change: Change, by: str, at: datetime) -> said.HandsConfirmed:
    """Return that *change* is confirmed by the officer *by* at *at*."""
    return said.HandsConfirmed(
        hands=change.id, kind=change.former.kind, former=change.former.id or None, since=rfc3339(change.since),
        effect=rfc3339(effect_of(change.since, at)), by=by,
    )  # fmt: skip


def _before(when: datetime, change: Change) -> bool:
    return change.effect is not None and when < change.effect
