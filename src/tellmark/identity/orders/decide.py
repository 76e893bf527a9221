"""What may be ordered, by whom, and how far it reaches: pure decisions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tellmark.identity.errors import BadOrder
from tellmark.identity.orders.model import (
    LONGEST,
    Order,
    OrderCount,
    OrderId,
    OrderKind,
    OrderTerms,
)
from tellmark.rules.territories import is_place, overlap
from tellmark.store.scope import Scope
from tellmark.subjects.model import is_code
from tellmark.subjects.seconding import Unconfirmed, refusal
from tellmark.values.digests import is_digest
from tellmark.values.languages import said


def order_of(order: OrderId, terms: OrderTerms, by: Scope, at: datetime) -> Order:
    """Return the order that *by* enters at *at*. Raises BadOrder."""
    words = (terms.authority, terms.legal_basis, terms.scope, terms.territory, terms.number)
    if not all(is_code(word) for word in words) or not is_digest(terms.paper):
        raise BadOrder(
            said(
                "An order names its authority, legal basis, scope, territory and number as code words, and its digest."
            ),
            said("Write them without spaces and without anybody’s name, such as DE-AG-Koeln and StPO-100j."),
        )
    _check_territory(terms.territory)
    if terms.subject in by.acts:
        raise BadOrder(*Unconfirmed.ON_A_SIDE.value)
    if not at < terms.expires_at <= at + LONGEST:
        raise BadOrder(
            said("An order ends, within a year."),
            said("Give the date that stands in it, or ask the authority for one."),
        )
    _check_notice(terms, at)
    return Order(order, terms, by.account, at)


def _check_territory(territory: str) -> None:
    """Raise BadOrder for what is the code of no territory: an order for it would hold nothing up."""
    if not is_place(territory):
        raise BadOrder(
            said("The territory of this order has no code that is known here: it would hold nothing up."),
            said("Write it as rules do, in capitals: CN, EU, DE, US-CA."),
        )


def confirmed(order: Order, paper: str, by: Scope, at: datetime) -> Order:
    """Return *order* with the word of a second officer, who has read the *paper* of that SHA-256. Raises BadOrder."""
    if why := refusal(order.entered, paper, by.acts, at):
        raise BadOrder(*why.value)
    return replace(order, second=by.account, confirmed_at=at)


def check_carries(order: Order, kind: OrderKind, subject: str, at: datetime) -> None:
    """Raise BadOrder unless *order* stands, is of this *kind* and about this one *subject*."""
    if not order.stands(at):
        raise BadOrder(
            said("This order has no effect: it waits for a second officer, or it is over."), said("Nothing was shown.")
        )
    if order.terms.kind is not kind or order.terms.subject != subject:
        raise BadOrder(
            said("This order is about something else."), said("Each order is about one person and one thing.")
        )


def ended(order: Order, at: datetime) -> Order:
    """Return *order* without effect from now on. Raises BadOrder where it has none."""
    if order.ended_at is not None or at >= order.terms.expires_at:
        raise BadOrder(said("This order is over already."), said("There is nothing to end."))
    return replace(order, ended_at=at)


def reaching(orders: Iterable[Order], territory: str, at: datetime) -> list[Order]:
    """Return those of *orders* that hold something up in *territory*, and there alone (invariant 17)."""
    kinds = (OrderKind.PAUSE, OrderKind.BLOCK)
    return [
        one for one in orders if one.stands(at) and one.terms.kind in kinds and overlap(territory, one.terms.territory)
    ]


def counted(orders: Iterable[Order], at: datetime) -> list[OrderCount]:
    """Return how many orders took effect, by kind, territory and year: no more than that is public.

    One whose notice is held back at the instant *at* is counted once it is not, in the year in which it took effect:
    till then, whoever sees something stand still could read here why.
    """
    taken = Counter(
        (one.terms.kind, one.terms.territory, one.confirmed_at.year)
        for one in orders
        if one.confirmed_at is not None and one.is_due(at)
    )
    return [OrderCount(*what, count) for what, count in sorted(taken.items())]


def _check_notice(terms: OrderTerms, at: datetime) -> None:
    if (terms.notice_at is None) != (terms.notice_why is None):
        raise BadOrder(
            said("The person is told at once, or on a date and for a reason that the order itself names."),
            said("Give both the date and the reason, or neither."),
        )
    if terms.notice_at is not None and not at < terms.notice_at <= at + LONGEST:
        raise BadOrder(
            said("The person is told at once, or on a date to come within a year."),
            said("Give the date that the order allows."),
        )
