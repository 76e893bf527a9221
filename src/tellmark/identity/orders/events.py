"""What happens to orders, for the log: code words and ids."""

from typing import ClassVar

from tellmark.identity.orders.model import Order
from tellmark.store.events import Event
from tellmark.values.instants import rfc3339


class OrderSet(Event, frozen=True):
    """An order was entered, or confirmed by *second*: it stands as told here."""

    name: ClassVar = "identity.order_set"
    order: str
    kind: str
    subject: str
    authority: str
    legal_basis: str
    scope: str
    territory: str
    number: str
    paper: str
    expires_at: str
    set_by: str
    second: str | None = None
    notice_at: str | None = None


class OrderCarriedOut(Event, frozen=True):
    """What an order asks for was shown to *by*: how many *things*, and the digest of them."""

    name: ClassVar = "identity.order_carried_out"
    order: str
    kind: str
    subject: str
    by: str
    things: int
    digest: str


class OrderEnded(Event, frozen=True):
    """An order has no effect any more."""

    name: ClassVar = "identity.order_ended"
    order: str
    subject: str
    by: str


class OrderNoticeGiven(Event, frozen=True):
    """The person is told of an order: whoever sends messages does it now."""

    name: ClassVar = "identity.order_notice_given"
    order: str
    kind: str
    subject: str
    territory: str


def order_set(order: Order) -> OrderSet:
    """Return the event of an *order* as it stands."""
    terms = order.terms
    return OrderSet(
        order=order.id, kind=terms.kind, subject=terms.subject, authority=terms.authority,
        legal_basis=terms.legal_basis, scope=terms.scope, territory=terms.territory, number=terms.number,
        paper=terms.paper, expires_at=rfc3339(terms.expires_at), set_by=order.set_by, second=order.second or None,
        notice_at=rfc3339(terms.notice_at) if terms.notice_at else None,
    )  # fmt: skip
