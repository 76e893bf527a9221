"""How far an order reaches: pure decisions (invariants 16 and 17)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store_children import NOON
from tellmark.identity.errors import BadOrder
from tellmark.identity.orders.decide import confirmed, order_of, reaching
from tellmark.identity.orders.model import Order, OrderId, OrderKind, OrderTerms
from tellmark.store.scope import HOME, Scope
from tellmark.subjects.model import SubjectId

PAPER, FIRST, SECOND = "a" * 64, Scope(HOME, "first"), Scope(HOME, "second")
TERMS = OrderTerms(
    OrderKind.BLOCK, SubjectId("person"), "DE-AG-Koeln", "StPO-100j", "all", "EU", "Gs-12", PAPER,
    NOON + timedelta(days=90),
)  # fmt: skip


def order(territory: str) -> Order:
    return order_of(OrderId("order"), replace(TERMS, territory=territory), FIRST, NOON)


@pytest.mark.parametrize(
    ("ordered", "meant", "held"),
    [("EU", "DE", True), ("DE", "EU", True), ("DE", "FR", False), ("EU", "UK", False), ("UK", "GB", True),
     ("GB", "UK", True), ("US-CA", "US", True), ("US", "US-CA", True), ("US-CA", "US-NY", False)],
)  # fmt: skip
def test_an_order_reaches_what_lies_in_its_territory_and_what_would_reach_into_it(
    ordered: str, meant: str, held: bool
) -> None:
    standing = confirmed(order(ordered), PAPER, SECOND, NOON)
    assert reaching([standing], meant, NOON) == ([standing] if held else [])
    assert reaching([order(ordered)], meant, NOON) == []  # nobody has confirmed it


@pytest.mark.parametrize("territory", ["eu", "EU-DE", "ZZ", "CA", "Germany"])
def test_an_order_for_what_is_no_territory_is_refused_for_it_would_hold_nothing_up(territory: str) -> None:
    with pytest.raises(BadOrder):
        order(territory)
