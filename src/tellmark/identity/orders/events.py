"""What happens to orders, for the log: code words and ids.

As long as the person is not to know of an order, its leaves hold a commitment under their key in place of their id:
the log is public, and whoever knows their own id could read it there. The leaf of the notice names them.
"""

from typing import ClassVar, TypeVar

from msgspec import field
from msgspec.structs import replace

from tellmark.identity.orders.model import Order
from tellmark.store.events import Event
from tellmark.values.instants import rfc3339


class OrderSet(Event, frozen=True):
    """An order was entered, or confirmed by *second*: it stands as told here.

    Until then a commitment stands for the digest of the *paper*: the second is to make it of what they read.
    """

    name: ClassVar = "identity.order_set"
    order: str
    kind: str
    subject: str | None
    authority: str
    legal_basis: str
    scope: str
    territory: str
    number: str
    paper: str | None
    expires_at: str
    set_by: str
    second: str | None = None
    notice_at: str | None = None
    notice_why: str | None = None
    commitments: dict[str, str] = field(default_factory=dict)


class OrderCarriedOut(Event, frozen=True):
    """What an order asks for was handed to *by*: how many *things*, *what* they are, and the digest of the file."""

    name: ClassVar = "identity.order_carried_out"
    order: str
    kind: str
    subject: str | None
    by: str
    things: int
    digest: str
    what: tuple[str, ...] = ()
    commitments: dict[str, str] = field(default_factory=dict)


class OrderEnded(Event, frozen=True):
    """An order has no effect any more."""

    name: ClassVar = "identity.order_ended"
    order: str
    subject: str | None
    by: str
    commitments: dict[str, str] = field(default_factory=dict)


class OrderNoticeGiven(Event, frozen=True):
    """The person is told of an order: from now on it stands on their own page."""

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
        notice_at=rfc3339(terms.notice_at) if terms.notice_at else None, notice_why=terms.notice_why,
    )  # fmt: skip


def unread(event: OrderSet, commitment: str | None) -> OrderSet:
    """Return *event* without the digest of its paper; *commitment* stands for it, as in `held_back`."""
    return replace(event, paper=None, commitments=event.commitments | ({"paper": commitment} if commitment else {}))


HoldsBack = TypeVar("HoldsBack", OrderSet, OrderCarriedOut, OrderEnded)


def held_back(event: HoldsBack, commitment: str | None) -> HoldsBack:
    """Return *event* without its person; *commitment* stands for them, None where their key is destroyed."""
    sealed = {} if commitment is None else {"subject": commitment}
    return replace(event, subject=None, commitments=event.commitments | sealed)
