"""Orders within a unit of work: enter, confirm, carry out, tell, end. One person each; there is no search of any kind.

There is no function here that takes a list of persons, a file, a name or a part of one, and none is to be added.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from tellmark.identity.accounts.roles import ORDER, ORDER_CONFIRM
from tellmark.identity.errors import BadOrder
from tellmark.identity.orders.decide import check_carries, confirmed, counted, ended, order_of, reaching
from tellmark.identity.orders.events import (
    HoldsBack,
    OrderCarriedOut,
    OrderEnded,
    OrderNoticeGiven,
    held_back,
    order_set,
    unread,
)
from tellmark.identity.orders.handing import Handover, Tells, handover
from tellmark.identity.orders.model import (
    NOTICE,
    Order,
    OrderCount,
    OrderId,
    OrderKind,
    OrderTerms,
)
from tellmark.identity.orders.store import KnownOrders, Orders
from tellmark.store.clocks import Clock, Clocks, clock_of
from tellmark.store.errors import NotFound
from tellmark.store.events import EventId
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import committed, is_here, look_up
from tellmark.values.languages import said

_CALENDAR = "civil"


def set_order(unit: WriteUnit, vault: Vault, terms: OrderTerms) -> Order:
    """Enter an order; it has no effect before a second officer confirms it. Raises NotAllowed, NotFound, BadOrder."""
    unit.scope.demand(ORDER)
    look_up(unit, terms.subject)
    order = order_of(OrderId(unit.fresh_id()), terms, unit.scope, unit.at)
    Orders(unit).add(order)
    event_id = EventId(unit.fresh_id())
    sealed = committed(unit, vault, order.terms.subject, event_id, "paper", order.terms.paper)
    _say(unit, vault, order, unread(order_set(order), sealed), event_id)
    return order


def confirm_order(unit: WriteUnit, vault: Vault, order: OrderId, paper: str) -> Order:
    """Confirm an order as a second officer, who has read the *paper* of that SHA-256.

    From now on it has effect, and the person is told, or a clock runs; neither where they are erased, and nobody is
    left to be told. Raises NotAllowed, NotFound, BadOrder.
    """
    unit.scope.demand(ORDER_CONFIRM)
    known = confirmed(_locked(unit, order), paper, unit.scope, unit.at)
    Orders(unit).put(known)
    _say(unit, vault, known, order_set(known))
    if known.terms.notice_at is None:
        give_notice(unit, order)
    elif is_here(unit, known.terms.subject):
        Clocks(unit).start(_notice_clock(known))
    return known


def carry_out(
    unit: WriteUnit, vault: Vault, rooms: Sequence[Tells], order: OrderId, subject: SubjectId, salt: bytes
) -> Handover:
    """Return what *rooms* hand over under an order to unmask or to export, after writing down that they did.

    *subject* is asked for beside the order, and must be its own: a slip in a number shows nobody. *salt*, 32 random
    bytes, goes into the file, so that the digest in the log tells nothing to whoever guesses. Raises NotAllowed,
    NotFound, BadOrder.
    """
    check_officer(unit)
    known = _locked(unit, order)
    if known.terms.kind not in (OrderKind.UNMASK, OrderKind.EXPORT):
        raise BadOrder(said("This order shows nothing of anybody."), said("Only an order to unmask or to export does."))
    check_carries(known, known.terms.kind, subject, unit.at)
    everything = known.terms.kind is OrderKind.EXPORT
    told = [
        (room.name, thing)
        for room in rooms
        for thing in (room.everything(unit, subject) if everything else room.who(unit, subject))
    ]
    made = handover(known, [room.name for room in rooms], told, unit.at, salt)
    by, things, kind = unit.scope.principal, len(told), known.terms.kind
    event = OrderCarriedOut(
        order=order, kind=kind, subject=subject, by=by, things=things, digest=made.digest, what=made.what
    )
    _say(unit, vault, known, event)
    return made


def tell_now(unit: WriteUnit, order: OrderId) -> bool:
    """Tell the person of an order whose reason to hold the notice back is gone. Raises NotAllowed, NotFound, BadOrder.

    False where they had been told.
    """
    unit.scope.demand(ORDER)
    known = _locked(unit, order)
    if known.confirmed_at is None:
        raise BadOrder(said("This order never had any effect."), said("There is nothing to tell of."))
    if not is_here(unit, known.terms.subject):
        raise BadOrder(said("There is nobody to tell: this person is erased."), said("You need not do anything."))
    return give_notice(unit, order)


def give_notice(unit: WriteUnit, order: OrderId) -> bool:
    """Tell the person of an order, whether it was carried out or not. Raises NotFound.

    False where they had been told, and where they are erased: the log says of nobody that they were told. The clock of
    an order that is told of later calls this when its time is up.
    """
    known = Orders(unit).locked(order)
    if not is_here(unit, known.terms.subject) or not Orders(unit).told(order, unit.at):
        return False
    if known.terms.notice_at is not None:
        Clocks(unit).stop(_notice(order))
    terms = known.terms
    unit.say(OrderNoticeGiven(order=order, kind=terms.kind, subject=terms.subject, territory=terms.territory))
    return True


def let_notices_go(unit: WriteUnit, subject: SubjectId) -> None:
    """Stop the clocks of what *subject*, who is being erased, was still to be told."""
    for one in KnownOrders(unit).about(subject):
        if one.owes_notice and one.terms.notice_at is not None:
            Clocks(unit).stop(_notice(one.id))


def end_order(unit: WriteUnit, vault: Vault, order: OrderId) -> Order:
    """End an order before its time; what is owed to the person stays owed. Raises NotAllowed, NotFound, BadOrder."""
    unit.scope.demand(ORDER)
    known = ended(_locked(unit, order), unit.at)
    Orders(unit).put(known)
    _say(unit, vault, known, OrderEnded(order=order, subject=known.terms.subject, by=unit.scope.principal))
    return known


def order_here(unit: ReadUnit, order: OrderId) -> Order:
    """Return *order* for an officer. Raises NotAllowed, and NotFound, also where it is about that officer."""
    check_officer(unit)
    return with_person(unit, _not_own(unit, KnownOrders(unit).get(order)))


def orders_here(unit: ReadUnit) -> list[Order]:
    """Return the newest orders for an officer: none that is about that officer. Raises NotAllowed."""
    check_officer(unit)
    found = [one for one in KnownOrders(unit).newest() if one.terms.subject not in unit.scope.acts]
    return [with_person(unit, one) for one in found]


def with_person(unit: ReadUnit, order: Order) -> Order:
    """Return *order*, which says whether its person is gone, unless they were told while they were there."""
    return order if order.told_at else replace(order, gone=not is_here(unit, order.terms.subject))


def instants(unit: ReadUnit) -> Iterator[datetime]:
    """Yield since when each order waits for a second officer, whoever looks."""
    yield from (one.set_at for one in KnownOrders(unit).waiting())


def told_of(unit: ReadUnit, subject: SubjectId) -> list[Order]:
    """Return the orders about *subject* that they may know of by now, the newest first."""
    return [one for one in KnownOrders(unit).about(subject) if one.is_due(unit.at)]


def holding_up(unit: ReadUnit, subject: SubjectId, territory: str) -> list[Order]:
    """Return the orders that pause or block *subject* in *territory* now: what a permit and its seal read."""
    return reaching(KnownOrders(unit).about(subject), territory, unit.at)


def order_counts(unit: ReadUnit) -> list[OrderCount]:
    """Return how many orders took effect whose persons may know of them by now: for everybody to see."""
    return counted(KnownOrders(unit).all_confirmed(), unit.at)


def check_officer(unit: ReadUnit) -> None:
    """Raise NotAllowed for whoever neither enters nor confirms."""
    if ORDER_CONFIRM not in unit.scope.capabilities:
        unit.scope.demand(ORDER)


def _locked(unit: WriteUnit, order: OrderId) -> Order:
    return _not_own(unit, Orders(unit).locked(order))


def _not_own(unit: ReadUnit, order: Order) -> Order:
    """Return *order*; an order about an officer is not there for them, or they would know of it before its notice."""
    if order.terms.subject in unit.scope.acts:
        raise NotFound("there is no such order here")
    return order


def _say(unit: WriteUnit, vault: Vault, order: Order, event: HoldsBack, event_id: EventId | None = None) -> None:
    """Say *event*, which names its person to nobody as long as they have not been told of *order* themselves."""
    event_id, subject = event_id or EventId(unit.fresh_id()), order.terms.subject
    if order.told_at is None:
        event = held_back(event, committed(unit, vault, subject, event_id, "subject", subject))
    unit.say_as(event_id, event)


def _notice_clock(order: Order) -> Clock:
    assert order.terms.notice_at is not None and order.confirmed_at is not None
    return clock_of(_notice(order.id), NOTICE, order.id, _CALENDAR, order.confirmed_at, order.terms.notice_at)


def _notice(order: OrderId) -> str:
    return sha256(f"{order} notice".encode()).hexdigest()
