"""What an order may say of its dates, and when it can be ended: to the microsecond."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from store_children import NOON
from tellmark.identity.errors import BadOrder
from tellmark.identity.orders.decide import ended, order_of
from tellmark.identity.orders.model import LONGEST, Order, OrderId, OrderKind, OrderTerms, WhyHeld
from tellmark.store.scope import HOME, Scope
from tellmark.subjects.model import SubjectId

MOMENT = timedelta(microseconds=1)
ENDS = NOON + timedelta(days=90)
OFFICER = Scope(HOME, "officer-1")


def entered(**changes: object) -> Order:
    terms = OrderTerms(
        OrderKind.BLOCK, SubjectId("s"), "DE-AG-Koeln", "StPO-100j", "account-1", "DE", "Gs-12/26", "a" * 64, ENDS
    )
    return order_of(OrderId("o"), replace(terms, **changes), OFFICER, NOON)  # type: ignore[arg-type]  # any field


def held_until(day: datetime) -> Order:
    return entered(notice_at=day, notice_why=WhyHeld.ORDERED)


def test_a_person_is_told_of_an_order_on_a_date_to_come_within_a_year() -> None:
    assert held_until(NOON + MOMENT).terms.notice_at == NOON + MOMENT
    assert held_until(NOON + LONGEST).terms.notice_at == NOON + LONGEST
    for day in (NOON, NOON - MOMENT, NOON + LONGEST + MOMENT):
        with pytest.raises(BadOrder, match="on a date to come within a year"):
            held_until(day)


def test_an_order_ends_after_it_is_entered_and_within_a_year() -> None:
    assert entered(expires_at=NOON + LONGEST).terms.expires_at == NOON + LONGEST
    assert entered(expires_at=NOON + MOMENT).terms.expires_at == NOON + MOMENT
    for day in (NOON, NOON - MOMENT, NOON + LONGEST + MOMENT):
        with pytest.raises(BadOrder, match="ends, within a year"):
            entered(expires_at=day)


def test_an_order_is_ended_once_and_only_before_its_day() -> None:
    order = entered()
    assert ended(order, ENDS - MOMENT).ended_at == ENDS - MOMENT
    with pytest.raises(BadOrder, match="over already"):
        ended(order, ENDS)
    with pytest.raises(BadOrder, match="over already"):
        ended(ended(order, NOON), NOON + MOMENT)
