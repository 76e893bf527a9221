"""What identity itself shows under a mandate: orders but for whom, checks in numbers, and what a file's leaf tells."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from mandate_steps import FIRST, PAPER, SECOND, reader, reading, standing
from store_children import ACME, NOON
from store_places import Place
from subject_steps import bodies, opened
from tellmark.identity.officers.service import open_case
from tellmark.identity.orders.model import Order, OrderId, OrderKind, OrderTerms, WhyHeld
from tellmark.identity.orders.service import confirm_order, end_order, order_counts, set_order, tell_now
from tellmark.identity.oversight.own import ShowsCases, ShowsOrders, _order
from tellmark.identity.oversight.service import overseen, take_export
from tellmark.identity.oversight.showing import Case, Number
from tellmark.store.database import Database
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId

ROOMS = (ShowsOrders(), ShowsCases())


@pytest.fixture
def who(place: Place, database: Database, vault: Vault) -> SubjectId:
    place.at = NOON
    return reader(database, vault)


def ordered(database: Database, vault: Vault, about: SubjectId, *, confirms: bool = True, **changes: Any) -> str:
    until = database.now() + timedelta(days=60)
    terms = OrderTerms(OrderKind.BLOCK, about, "DE-AG-Koeln", "StPO-100j", "all", "DE", "Gs-1", PAPER, until)
    with database.write(FIRST) as unit:
        order = set_order(unit, vault, replace(terms, **changes)).id
    if confirms:
        with database.write(SECOND) as unit:
            confirm_order(unit, vault, order, PAPER)
    return str(order)


def read(database: Database, vault: Vault, who: SubjectId, **terms: Any) -> tuple[dict[str, Case], dict[str, int]]:
    mandate = standing(database, vault, who, **terms)
    with database.read(reading(who)) as unit:
        seen = overseen(unit, ROOMS, mandate)
    numbers = {one.what: one.count or 0 for _, one in seen.numbers if isinstance(one, Number)}
    return {one.id: one for _, one in seen.cases}, numbers


def test_an_order_is_there_with_its_clock_and_reason_and_not_about_whom(
    database: Database, vault: Vault, who: SubjectId
) -> None:
    person, due = opened(database, vault).id, NOON + timedelta(days=20)
    held = ordered(database, vault, person, notice_at=due, notice_why=WhyHeld.DANGER)
    waits = ordered(database, vault, person, confirms=False)
    cases, _ = read(database, vault, who)
    one, other = cases[held], cases[waits]
    assert (one.outcome, one.due, one.reason, one.held_back) == ("in_effect", due, "danger", True)
    assert (other.outcome, other.due, other.decided_at) == ("waiting", NOON + timedelta(hours=72), None)
    assert one.more["number"] == "Gs-1"
    assert person not in repr(cases)


def test_orders_of_another_territory_or_time_and_about_the_reader_are_not_there(
    place: Place, database: Database, vault: Vault, who: SubjectId
) -> None:
    person = opened(database, vault).id
    ordered(database, vault, person, territory="CN")
    ordered(database, vault, who)
    over = ordered(database, vault, person)
    with database.write(FIRST) as unit:
        end_order(unit, vault, over)  # type: ignore[arg-type]  # an id is an id
    lapsed = ordered(database, vault, person, confirms=False)
    assert read(database, vault, who)[0].keys() == {over, lapsed}
    place.at = NOON + timedelta(days=5)
    here = ordered(database, vault, person)
    assert read(database, vault, who)[0].keys() == {here}
    assert read(database, vault, who, begins_at=NOON + timedelta(days=1))[0].keys() == {here, lapsed}


def test_the_leaf_of_a_file_counts_no_order_that_the_public_numbers_hold_back(
    database: Database, vault: Vault, who: SubjectId
) -> None:
    """Else whoever sees something stand still could read there that an order does it."""
    person = opened(database, vault).id
    ordered(database, vault, person)
    held = ordered(database, vault, person, notice_at=NOON + timedelta(days=20), notice_why=WhyHeld.ORDERED)
    mandate = standing(database, vault, who)

    def told() -> tuple[int, int]:
        with database.write(reading(who)) as unit:
            take_export(unit, ROOMS, mandate, bytes(32))
        with database.read(ACME) as view:
            public = sum(one.count for one in order_counts(view))
        facts = json.loads(bodies(database)[-1])["facts"]
        assert facts["cases"] == 0, "orders are counted apart"
        return facts["orders"], public

    assert told() == (1, 1)
    with database.write(FIRST) as unit:
        tell_now(unit, held)  # type: ignore[arg-type]  # an id is an id
    assert told() == (2, 2)


def test_two_files_of_the_same_have_digests_of_their_own(database: Database, vault: Vault, who: SubjectId) -> None:
    mandate = standing(database, vault, who)
    with database.write(reading(who)) as unit:
        one, other = (take_export(unit, ROOMS, mandate, bytes([salt]) * 32) for salt in (1, 2))
    assert json.loads(one.data)["salt"] == "01" * 32
    assert one.digest != other.digest


def test_identity_checks_are_numbers(database: Database, vault: Vault, who: SubjectId) -> None:
    person = opened(database, vault).id
    with database.write(FIRST) as unit:
        for _ in range(2):
            open_case(unit, unit.fresh_id(), person, "officer")
    cases, numbers = read(database, vault, who)
    assert cases == {}
    assert numbers == {"cases.open": 2, "cases.checked": 0, "cases.confirmed": 0, "cases.refused": 0}


SET = NOON - timedelta(days=2)
UNTIL, NOTICE = NOON + timedelta(days=60), NOON + timedelta(days=9)
TERMS = OrderTerms(OrderKind.BLOCK, SubjectId("p"), "DE-AG-Koeln", "StPO-100j", "all", "DE", "Gs-1", PAPER, UNTIL)
HELD = replace(TERMS, notice_at=NOTICE, notice_why=WhyHeld.INQUIRY)
IN_FORCE: dict[str, Any] = {"second": "officer-2", "confirmed_at": SET}


@pytest.mark.parametrize(("terms", "done", "due", "held_back"), [
    (TERMS, {}, SET + timedelta(hours=72), True), (TERMS, {"set_at": NOON - timedelta(days=9)}, None, True),
    (TERMS, IN_FORCE, None, False), (HELD, IN_FORCE, NOTICE, True), (HELD, {**IN_FORCE, "told_at": NOON}, None, False),
    (HELD, {**IN_FORCE, "ended_at": NOON}, NOTICE, True),
])  # fmt: skip
def test_the_clock_of_an_order_runs_for_the_second_officer_and_then_for_its_person(
    terms: OrderTerms, done: dict[str, Any], due: datetime | None, held_back: bool
) -> None:
    made = Order(OrderId("o"), terms, "officer-1", SET)
    case = _order(replace(made, **done), NOON)
    assert (case.due, case.held_back) == (due, held_back)
    assert case.reason == ("inquiry" if terms is HELD else "")
    assert {name for name in ("ended_at", "told_at") if name in case.more} == {"ended_at", "told_at"} & done.keys()
