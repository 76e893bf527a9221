"""Invariant 16: of an order about somebody who is erased there is nobody to tell, and nothing says that they were."""

from datetime import timedelta

import pytest

from proving_house import ProvingHouse, send
from store_children import ACME
from store_places import Place
from subject_steps import asked, bodies
from tellmark.identity.accounts.roles import IDENTITY_MANAGE, ORDER, ORDER_CONFIRM
from tellmark.identity.accounts.service import open_account
from tellmark.identity.adapters import HoldsIdentity
from tellmark.identity.errors import BadOrder
from tellmark.identity.orders.model import OrderId, OrderKind, OrderTerms, WhyHeld
from tellmark.identity.orders.service import confirm_order, order_counts, order_here, set_order, tell_now
from tellmark.identity.orders.telling import TellsOfOrders
from tellmark.identity.oversight.own import ShowsOrders
from tellmark.identity.oversight.showing import Reach
from tellmark.store.clocks import RunningClocks, sweep
from tellmark.store.database import Database
from tellmark.store.outbox import deliver
from tellmark.store.scope import Scope
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import carry_out
from tellmark.subjects.model import SubjectId

ADMIN = Scope(ACME.tenant, "admin-1", frozenset({IDENTITY_MANAGE}))
FIRST = Scope(ACME.tenant, "officer-1", frozenset({ORDER}))
SECOND = Scope(ACME.tenant, "officer-2", frozenset({ORDER_CONFIRM}))
PAPER, GIVEN = "a" * 64, b"identity.order_notice_given"
NOBODY = "There is nobody to tell: this person is erased."


def somebody(database: Database, vault: Vault) -> SubjectId:
    with database.write(ADMIN) as unit:
        return open_account(unit, vault, "Erika Mustermann", []).id


def erased(database: Database, vault: Vault, person: SubjectId) -> None:
    asked(database, person, HoldsIdentity())
    carry_out(database, vault, [HoldsIdentity()])


def confirmed(database: Database, vault: Vault, person: SubjectId, held: timedelta | None = None) -> OrderId:
    """Return an order to export, which both officers have read; its notice is *held* back so long."""
    at = database.now()
    asks = OrderTerms(
        OrderKind.EXPORT, person, "DE-AG-Koeln", "StPO-100j", "account-1", "DE", "Gs-12/26", PAPER,
        at + timedelta(days=90), *((at + held, WhyHeld.ORDERED) if held else ()),
    )  # fmt: skip
    with database.write(FIRST) as unit:
        order = set_order(unit, vault, asks).id
    with database.write(SECOND) as unit:
        confirm_order(unit, vault, order, PAPER)
    return order


def notices(database: Database) -> int:
    return sum(GIVEN in body for body in bodies(database))


@pytest.mark.parametrize("held", [None, timedelta(days=30)])
def test_nobody_is_told_of_an_order_about_somebody_who_is_erased(
    place: Place, database: Database, vault: Vault, held: timedelta | None
) -> None:
    person = somebody(database, vault)
    erased(database, vault, person)
    order = confirmed(database, vault, person, held)
    with database.read(FIRST) as unit:
        found = order_here(unit, order)
        assert (found.told_at, found.gone, found.owes_notice) == (None, True, False)
        assert RunningClocks(unit).about(order) == []
        assert len(order_counts(unit)) == (held is None)
        reach = Reach("DE", unit.at - timedelta(days=1), unit.at + timedelta(days=1))
        (case,) = ShowsOrders().cases(unit, reach)
        assert (case.due, "told_at" in case.more) == (None, False)
    with database.write(FIRST) as unit, pytest.raises(BadOrder, match="nobody to tell"):
        tell_now(unit, order)
    place.at += timedelta(days=31)
    with database.read(FIRST) as unit:
        assert [one.count for one in order_counts(unit)] == [1]
    assert notices(database) == 0


def test_a_notice_that_was_held_back_goes_to_nobody_once_its_person_is_erased(
    place: Place, database: Database, vault: Vault
) -> None:
    person = somebody(database, vault)
    order = confirmed(database, vault, person, timedelta(days=30))
    with database.read(FIRST) as unit:
        assert len(RunningClocks(unit).about(order)) == 1
    erased(database, vault, person)
    with database.read(FIRST) as unit:
        assert RunningClocks(unit).about(order) == []
    place.at += timedelta(days=31)
    sweep(database)
    deliver(database, [TellsOfOrders(database)])
    assert notices(database) == 0


def test_what_somebody_was_told_while_they_were_there_stays_told(
    place: Place, database: Database, vault: Vault
) -> None:
    person = somebody(database, vault)
    order = confirmed(database, vault, person)
    erased(database, vault, person)
    with database.read(FIRST) as unit:
        found = order_here(unit, order)
    assert (found.told_at is not None, found.gone, notices(database)) == (True, False, 1)


def test_the_page_says_that_there_is_nobody_to_tell(proving: ProvingHouse) -> None:
    person = somebody(proving.database, proving.vault)
    erased(proving.database, proving.vault, person)
    client = proving.client()
    for held in (None, timedelta(days=30)):
        order = confirmed(proving.database, proving.vault, person, held)
        page = client.get(f"/review/orders/{order}?lang=en", headers={"Authorization": "Bearer orders"}).text
        assert NOBODY in page
        for untrue in ("The person was told", "Told on", "until the person is told", "Tell the person now"):
            assert untrue not in page
        place = f"/review/orders/{order}"
        assert send(client, f"{place}/notice", "orders", place).status_code != 303
