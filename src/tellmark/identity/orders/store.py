"""The table of orders. They stay when the person is erased: nothing in them says who it was."""

from datetime import datetime

from sqlalchemy import Column, Index, RowMapping, String

from tellmark.identity.orders.model import Order, OrderId, OrderKind, OrderTerms, WhyHeld
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.repository import Reading, Writing
from tellmark.subjects.model import SubjectId
from tellmark.subjects.seconding import TIME_TO_CONFIRM

ORDERS = tenanted(
    "orders",
    Column("kind", String(20), nullable=False),
    Column("subject", Id, nullable=False),
    Column("authority", String(100), nullable=False),
    Column("legal_basis", String(100), nullable=False),
    Column("scope", String(100), nullable=False),
    Column("territory", String(100), nullable=False),
    Column("number", String(100), nullable=False),
    Column("paper", String(64), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("notice_at", Instant),
    Column("set_by", Id, nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("second", Id, nullable=False),
    Column("confirmed_at", Instant),
    Column("ended_at", Instant),
    Column("told_at", Instant),
    Column("notice_why", String(100)),
    Index("ix_orders_subject", "tenant", "subject"),
)


class KnownOrders(Reading):
    """One tenant's orders, to look at."""

    table = ORDERS
    noun = "order"

    def get(self, order: OrderId) -> Order:
        """Return *order*. Raises NotFound."""
        return _order(self._get(order))

    def about(self, subject: SubjectId) -> list[Order]:
        """Return every order about *subject*, the newest first."""
        rows = self._find(ORDERS.c.subject == subject, order=[ORDERS.c.set_at.desc(), ORDERS.c.id])
        return [_order(row) for row in rows]

    def all_confirmed(self) -> list[Order]:
        """Return every order that took effect, to count them."""
        return [_order(row) for row in self._find(ORDERS.c.confirmed_at.isnot(None), order=[ORDERS.c.id])]

    def stood(self, since: datetime, until: datetime) -> list[Order]:
        """Return every order that was entered before *until*, and was not over at *since*, the oldest first."""
        late = ORDERS.c.ended_at.is_(None) | (ORDERS.c.ended_at >= since)
        found = self._find(ORDERS.c.set_at < until, ORDERS.c.expires_at >= since, late,
                           order=[ORDERS.c.set_at, ORDERS.c.id])  # fmt: skip
        return [_order(row) for row in found]

    def waiting(self) -> list[Order]:
        """Return the orders that wait for a second officer."""
        is_open = ORDERS.c.confirmed_at.is_(None) & ORDERS.c.ended_at.is_(None)
        found = self._find(is_open, ORDERS.c.set_at > self._unit.at - TIME_TO_CONFIRM, order=[ORDERS.c.id])
        return [one for one in map(_order, found) if one.entered.waits(self._unit.at)]

    def newest(self, limit: int = 200) -> list[Order]:
        """Return the newest *limit* orders, the newest first."""
        return [_order(row) for row in self._find(order=[ORDERS.c.set_at.desc(), ORDERS.c.id], limit=limit)]


class Orders(KnownOrders, Writing):
    """One tenant's orders."""

    def locked(self, order: OrderId) -> Order:
        """Return *order*, which nobody changes until this unit ends. Raises NotFound."""
        return _order(self._locked(order))

    def add(self, order: Order) -> None:
        """Add *order*."""
        terms = order.terms
        self._add({
            "id": order.id, "kind": terms.kind, "subject": terms.subject, "authority": terms.authority,
            "legal_basis": terms.legal_basis, "scope": terms.scope, "territory": terms.territory,
            "number": terms.number, "paper": terms.paper, "expires_at": terms.expires_at,
            "notice_at": terms.notice_at, "notice_why": terms.notice_why, "set_by": order.set_by,
            "set_at": order.set_at, "second": "",
        })  # fmt: skip

    def put(self, order: Order) -> None:
        """Keep what may change of *order*."""
        self._change(order.id, {"second": order.second, "confirmed_at": order.confirmed_at,
                                "ended_at": order.ended_at, "told_at": order.told_at})  # fmt: skip

    def told(self, order: OrderId, at: datetime) -> bool:
        """Write down that the person was told; False where they had been."""
        return self._change(order, {"told_at": at}, ORDERS.c.told_at.is_(None))


def _order(row: RowMapping) -> Order:
    terms = OrderTerms(
        OrderKind(row["kind"]), SubjectId(row["subject"]), row["authority"], row["legal_basis"], row["scope"],
        row["territory"], row["number"], row["paper"], row["expires_at"], row["notice_at"],
        WhyHeld(row["notice_why"]) if row["notice_why"] else None,
    )  # fmt: skip
    return Order(OrderId(row["id"]), terms, row["set_by"], row["set_at"], row["second"], row["confirmed_at"],
                 row["ended_at"], row["told_at"])  # fmt: skip
