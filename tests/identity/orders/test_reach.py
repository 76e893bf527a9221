"""How far an order reaches, and who reads which paper it was: pure decisions (invariants 16 and 17)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store_children import NOON
from tellmark.identity.errors import BadOrder
from tellmark.identity.orders.decide import confirmed, order_of, reaching, shows_paper
from tellmark.identity.orders.model import Order, OrderId, OrderKind, OrderTerms
from tellmark.subjects.model import SubjectId

PAPER = "a" * 64
TERMS = OrderTerms(
    OrderKind.BLOCK, SubjectId("person"), "DE-AG-Koeln", "StPO-100j", "all", "EU", "Gs-12", PAPER,
    NOON + timedelta(days=90),
)  # fmt: skip


def order(territory: str) -> Order:
    return order_of(OrderId("order"), replace(TERMS, territory=territory), "first", NOON)


@pytest.mark.parametrize(
    ("ordered", "meant", "held"),
    [("EU", "DE", True), ("DE", "EU", True), ("DE", "FR", False), ("EU", "UK", False), ("UK", "GB", True),
     ("GB", "UK", True), ("US-CA", "US", True), ("US", "US-CA", True), ("US-CA", "US-NY", False)],
)  # fmt: skip
def test_an_order_reaches_what_lies_in_its_territory_and_what_would_reach_into_it(
    ordered: str, meant: str, held: bool
) -> None:
    standing = confirmed(order(ordered), PAPER, "second", NOON)
    assert reaching([standing], meant, NOON) == ([standing] if held else [])
    assert reaching([order(ordered)], meant, NOON) == []  # nobody has confirmed it


@pytest.mark.parametrize("territory", ["eu", "EU-DE", "ZZ", "CA", "Germany"])
def test_an_order_for_what_is_no_territory_is_refused_for_it_would_hold_nothing_up(territory: str) -> None:
    with pytest.raises(BadOrder):
        order(territory)


def test_the_digest_of_a_paper_that_nobody_confirmed_is_read_by_who_enters_alone() -> None:
    """Also once it has lapsed, or was ended: of the same paper it may be entered anew."""
    waiting = order("EU")
    lapsed, ended = waiting, replace(waiting, ended_at=NOON)
    for one in (waiting, lapsed, ended):
        assert (shows_paper(one, enters=True), shows_paper(one, enters=False)) == (True, False)
    assert shows_paper(confirmed(waiting, PAPER, "second", NOON), enters=False)
