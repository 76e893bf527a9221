"""Orders within a unit of work: enter, confirm, carry out, tell, end. One person each; there is no search of any kind.

There is no function here that takes a list of persons, a file, a name or a part of one, and none is to be added.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from tellmark.identity.accounts.roles import ORDER, ORDER_CONFIRM
from tellmark.identity.errors import BadOrder
from tellmark.identity.orders.decide import check_carries, confirmed, counted, ended, order_of, reaching
from tellmark.identity.orders.events import OrderCarriedOut, OrderEnded, OrderNoticeGiven, order_set
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
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import look_up
from tellmark.values.canonical import canonical

_CALENDAR = "civil"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a room knows of a person: a code word for it, and what it says."""

    what: str
    says: str = field(repr=False)


class Tells(Protocol):
    """A room that knows something of persons: what it tells under an order about one of them."""

    @property
    def name(self) -> str:
        """Which room this is."""

    def who(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Thing]:
        """Return what says who *subject* is: names, contacts, retained numbers."""

    def everything(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Thing]:
        """Return everything that is kept of *subject*."""


def set_order(unit: WriteUnit, terms: OrderTerms) -> Order:
    """Enter an order; it has no effect before a second officer confirms it. Raises NotAllowed, NotFound, BadOrder."""
    unit.scope.demand(ORDER)
    look_up(unit, terms.subject)
    order = order_of(OrderId(unit.fresh_id()), terms, unit.scope.principal, unit.at)
    Orders(unit).add(order)
    unit.say(order_set(order))
    return order


def confirm_order(unit: WriteUnit, order: OrderId) -> Order:
    """Confirm an order as a second officer: from now on it has effect, and the person is told, or a clock runs.

    Raises NotAllowed, NotFound, BadOrder.
    """
    unit.scope.demand(ORDER_CONFIRM)
    known = confirmed(Orders(unit).locked(order), unit.scope.principal, unit.at)
    Orders(unit).put(known)
    unit.say(order_set(known))
    if known.terms.notice_at is None:
        give_notice(unit, order)
    else:
        Clocks(unit).start(_notice_clock(known))
    return known


def carry_out(unit: WriteUnit, rooms: Sequence[Tells], order: OrderId, subject: SubjectId) -> list[tuple[str, Thing]]:
    """Return what an order to unmask or to export asks for, by room, after writing down that it was shown.

    *subject* is asked for beside the order, and must be its own: a slip in a number shows nobody. Raises NotAllowed,
    NotFound, BadOrder.
    """
    if ORDER_CONFIRM not in unit.scope.capabilities:
        unit.scope.demand(ORDER)
    known = Orders(unit).locked(order)
    if known.terms.kind not in (OrderKind.UNMASK, OrderKind.EXPORT):
        raise BadOrder("this order shows nothing of anybody", "Only an order to unmask or to export does.")
    check_carries(known, known.terms.kind, subject, unit.at)
    everything = known.terms.kind is OrderKind.EXPORT
    told = [
        (room.name, thing)
        for room in rooms
        for thing in (room.everything(unit, subject) if everything else room.who(unit, subject))
    ]
    digest = sha256(canonical([[room, thing.what, thing.says] for room, thing in told])).hexdigest()
    by, things, kind = unit.scope.principal, len(told), known.terms.kind
    unit.say(OrderCarriedOut(order=order, kind=kind, subject=subject, by=by, things=things, digest=digest))
    return told


def give_notice(unit: WriteUnit, order: OrderId) -> bool:
    """Tell the person of an order, whether it was carried out or not; False where they had been told. Raises NotFound.

    The clock of an order that is told of later calls this when its time is up.
    """
    known = Orders(unit).locked(order)
    if not Orders(unit).told(order, unit.at):
        return False
    if known.terms.notice_at is not None:
        Clocks(unit).stop(_notice(order))
    terms = known.terms
    unit.say(OrderNoticeGiven(order=order, kind=terms.kind, subject=terms.subject, territory=terms.territory))
    return True


def end_order(unit: WriteUnit, order: OrderId) -> Order:
    """End an order before its time; what is owed to the person stays owed. Raises NotAllowed, NotFound, BadOrder."""
    unit.scope.demand(ORDER)
    known = ended(Orders(unit).locked(order), unit.at)
    Orders(unit).put(known)
    unit.say(OrderEnded(order=order, subject=known.terms.subject, by=unit.scope.principal))
    return known


def holding_up(unit: ReadUnit, subject: SubjectId, territory: str) -> list[Order]:
    """Return the orders that pause or block *subject* in *territory* now: what a permit and its seal read."""
    return reaching(KnownOrders(unit).about(subject), territory, unit.at)


def order_counts(unit: ReadUnit) -> list[OrderCount]:
    """Return how many orders took effect: for everybody to see."""
    return counted(KnownOrders(unit).all_confirmed())


def _notice_clock(order: Order) -> Clock:
    assert order.terms.notice_at is not None and order.confirmed_at is not None
    return clock_of(_notice(order.id), NOTICE, order.id, _CALENDAR, order.confirmed_at, order.terms.notice_at)


def _notice(order: OrderId) -> str:
    return sha256(f"{order} notice".encode()).hexdigest()
