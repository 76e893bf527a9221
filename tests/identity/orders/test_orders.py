"""Invariant 16: no order without a trace, no unmasking alone."""

import inspect
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from proving_house import ProvingHouse
from store_children import ACME, BIRCH, NOON
from store_places import Place
from subject_steps import bodies, opened
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.roles import IDENTITY_MANAGE, ORDER, ORDER_CONFIRM
from tellmark.identity.accounts.service import open_account
from tellmark.identity.adapters import TellsAccounts
from tellmark.identity.errors import BadOrder
from tellmark.identity.orders import service
from tellmark.identity.orders.model import NOTICE, OrderId, OrderKind, OrderTerms
from tellmark.identity.orders.service import (
    Thing,
    carry_out,
    confirm_order,
    end_order,
    give_notice,
    holding_up,
    order_counts,
    set_order,
)
from tellmark.identity.orders.telling import TellsOfOrders
from tellmark.store.clocks import RunningClocks, sweep
from tellmark.store.database import Database
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.outbox import deliver
from tellmark.store.scope import Scope
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import ask_erasure
from tellmark.subjects.model import SubjectId

FIRST = Scope(ACME.tenant, "officer-1", frozenset({ORDER}))
SECOND = Scope(ACME.tenant, "officer-2", frozenset({ORDER_CONFIRM}))
ALONE = Scope(ACME.tenant, "officer-1", frozenset({ORDER, ORDER_CONFIRM}))
LATER = NOON + timedelta(days=90)


class Room:
    name = "accounts"

    def who(self, unit: ReadUnit, subject: SubjectId) -> tuple[Thing, ...]:
        return (Thing("name", "Erika Mustermann"),)

    def everything(self, unit: ReadUnit, subject: SubjectId) -> tuple[Thing, ...]:
        return (*self.who(unit, subject), Thing("contact", "erika@mail.example"))


def terms(subject: SubjectId, kind: OrderKind = OrderKind.UNMASK, **changes: Any) -> OrderTerms:
    made = OrderTerms(kind, subject, "DE-AG-Koeln", "StPO-100j", "account-1", "EU-DE", "Gs-12/26", "a" * 64, LATER)
    return replace(made, **changes)


@pytest.fixture
def person(database: Database, vault: Vault) -> SubjectId:
    return opened(database, vault).id


def entered(database: Database, asked: OrderTerms) -> OrderId:
    with database.write(FIRST) as unit:
        return set_order(unit, asked).id


def confirmed(database: Database, asked: OrderTerms) -> OrderId:
    order = entered(database, asked)
    with database.write(SECOND) as unit:
        confirm_order(unit, order)
    return order


def test_two_officers_and_a_leaf_before_anything_is_shown(database: Database, person: SubjectId) -> None:
    order = entered(database, terms(person))
    with database.write(FIRST) as unit, pytest.raises(BadOrder, match="waits for a second"):
        carry_out(unit, (Room(),), order, person)
    with database.write(SECOND) as unit:
        confirm_order(unit, order)
    with database.write(FIRST) as unit:
        told = carry_out(unit, (Room(),), order, person)
    assert [thing.says for _, thing in told] == ["Erika Mustermann"]
    leaves = b"\n".join(bodies(database))
    assert b"identity.order_carried_out" in leaves
    assert b"Erika" not in leaves
    assert "Erika" not in repr(told)


def test_nobody_unmasks_alone(database: Database, person: SubjectId) -> None:
    with database.write(ALONE) as unit:
        order = set_order(unit, terms(person)).id
    with database.write(ALONE) as unit, pytest.raises(BadOrder, match="entered an order cannot confirm"):
        confirm_order(unit, order)


def test_each_step_takes_its_own_right(database: Database, person: SubjectId) -> None:
    with database.write(SECOND) as unit, pytest.raises(NotAllowed):
        set_order(unit, terms(person))
    order = entered(database, terms(person))
    with database.write(FIRST) as unit, pytest.raises(NotAllowed):
        confirm_order(unit, order)
    with database.write(ACME) as unit, pytest.raises(NotAllowed):
        carry_out(unit, (Room(),), order, person)


def test_an_order_shows_its_own_person_and_no_other(database: Database, vault: Vault, person: SubjectId) -> None:
    order, other = confirmed(database, terms(person)), opened(database, vault).id
    with database.write(FIRST) as unit, pytest.raises(BadOrder, match="something else"):
        carry_out(unit, (Room(),), order, other)
    paused = confirmed(database, terms(person, OrderKind.PAUSE))
    with database.write(FIRST) as unit, pytest.raises(BadOrder, match="shows nothing"):
        carry_out(unit, (Room(),), paused, person)


def test_an_export_tells_everything_and_an_unmasking_who(database: Database, person: SubjectId) -> None:
    order = confirmed(database, terms(person, OrderKind.EXPORT))
    with database.write(FIRST) as unit:
        assert len(carry_out(unit, (Room(),), order, person)) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"authority": "Amtsgericht Köln, Richter Meier"}, {"legal_basis": ""}, {"scope": "two words"},
        {"territory": ""}, {"number": "x\n"}, {"paper": "scan.pdf"}, {"expires_at": NOON - timedelta(1)},
        {"expires_at": NOON + timedelta(days=400)}, {"notice_at": NOON - timedelta(1)},
        {"notice_at": NOON + timedelta(days=400)},
    ],
)  # fmt: skip
def test_an_order_has_all_that_the_invariant_asks(
    place: Place, person: SubjectId, database: Database, changes: dict[str, Any]
) -> None:
    place.at = NOON
    with database.write(FIRST) as unit, pytest.raises(BadOrder):
        set_order(unit, terms(person, **changes))


def test_its_effect_ends_with_its_day_its_end_and_its_territory(
    place: Place, database: Database, person: SubjectId
) -> None:
    order = confirmed(database, terms(person, OrderKind.BLOCK, territory="EU"))
    with database.read(ACME) as unit:
        assert [one.id for one in holding_up(unit, person, "EU-DE")] == [order]
        assert holding_up(unit, person, "US-CA") == []
        assert holding_up(unit, person, "CN") == []
    with database.write(FIRST) as unit:
        end_order(unit, order)
    with database.read(ACME) as unit:
        assert holding_up(unit, person, "EU") == []
    confirmed(database, terms(person, OrderKind.PAUSE, territory="EU"))
    place.at = LATER
    with database.read(ACME) as unit:
        assert holding_up(unit, person, "EU") == []


def test_an_order_that_nobody_confirms_lapses(place: Place, database: Database, person: SubjectId) -> None:
    order = entered(database, terms(person))
    place.at = place.at + timedelta(hours=72)
    with database.write(SECOND) as unit, pytest.raises(BadOrder, match="lapsed"):
        confirm_order(unit, order)


def test_the_person_is_told_at_once_or_a_clock_runs(place: Place, database: Database, person: SubjectId) -> None:
    confirmed(database, terms(person))
    assert sum(b"identity.order_notice_given" in body for body in bodies(database)) == 1
    due = place.at + timedelta(days=30)
    later = confirmed(database, terms(person, notice_at=due))
    with database.read(ACME) as unit:
        clocks = RunningClocks(unit).about(later)
        assert [(clock.kind, clock.due) for clock in clocks] == [(NOTICE, due)]
    with database.write(FIRST) as unit:
        assert give_notice(unit, later)
        assert not give_notice(unit, later)
        assert RunningClocks(unit).about(later) == []


def test_when_the_clock_has_run_out_the_person_is_told_once(
    place: Place, database: Database, person: SubjectId
) -> None:
    confirmed(database, terms(person, notice_at=place.at + timedelta(days=30)))
    place.at = place.at + timedelta(days=31)
    for _ in range(3):
        sweep(database)
        deliver(database, [TellsOfOrders(database)])
    assert sum(b"identity.order_notice_given" in body for body in bodies(database)) == 1


def test_how_many_there_were_is_public_and_nothing_else(proving: ProvingHouse) -> None:
    person = SubjectId(proving.person)
    client, officer = proving.client(), {"Authorization": "Bearer orders"}
    body = {"kind": "unmask", "subject": person, "authority": "DE-AG", "legal_basis": "StPO-100j", "scope": "a",
            "territory": "EU", "number": "1", "paper": "a" * 64,
            "expires_at": (proving.database.now() + timedelta(days=9)).isoformat()}  # fmt: skip
    made = client.post("/v1/identity/orders", json=body, headers={**officer, "Idempotency-Key": "o1"})
    again = client.post("/v1/identity/orders", json=body, headers={**officer, "Idempotency-Key": "o1"})
    assert made.status_code == 201
    assert made.json() == again.json()
    place = f"/v1/identity/orders/{made.json()['id']}"
    assert client.post(f"{place}/carry-out", json={"subject": person}, headers=officer).status_code == 403
    assert client.post(f"{place}/confirm", headers=officer).status_code == 403
    second = {"Authorization": "Bearer orders-second"}
    assert client.post(f"{place}/confirm", headers=second).status_code == 200
    shown = client.post(f"{place}/carry-out", json={"subject": person}, headers=officer)
    assert (shown.status_code, shown.json()) == (200, {"items": []})
    assert client.post(f"{place}/carry-out", json={"subject": [person]}, headers=officer).status_code == 422
    with proving.database.read(ACME) as unit:
        assert [(one.kind, one.count) for one in order_counts(unit)] == [(OrderKind.UNMASK, 1)]
    public = client.get("/v1/identity/orders/counts")
    assert (public.status_code, set(public.json())) == (
        200,
        {"items", "next"},
    )  # of the tenant at whose door one stands
    theirs = client.get("/v1/identity/orders/counts", headers=second).json()["items"]
    assert [set(one) for one in theirs] == [{"kind", "territory", "year", "count"}]


def test_another_tenant_s_order_is_not_there(database: Database, person: SubjectId) -> None:
    order = entered(database, terms(person))
    with database.write(Scope(BIRCH.tenant, "o", frozenset({ORDER_CONFIRM}))) as unit, pytest.raises(NotFound):
        confirm_order(unit, order)


def test_nothing_here_takes_more_than_one_person_or_anything_to_look_one_up_by() -> None:
    """There is no bulk or by-content look-up: it cannot be spelled with what this room offers."""
    asked = {
        (name, parameter.name, str(parameter.annotation))
        for name, function in inspect.getmembers(service, inspect.isfunction)
        if function.__module__ == service.__name__ and not name.startswith("_")
        for parameter in inspect.signature(function).parameters.values()
    }
    about = {(name, parameter) for name, parameter, kind in asked if kind.endswith("SubjectId")}
    assert about == {("carry_out", "subject"), ("holding_up", "subject")}
    assert not {kind for _, parameter, kind in asked if parameter not in ("rooms",) and "Sequence" in kind}
    assert not {parameter for _, parameter, _ in asked} & {"name", "email", "phone", "file", "query", "text", "content"}


def test_whoever_an_order_is_about_reads_it_on_their_page_once_they_are_to_be_told(
    place: Place, proving: ProvingHouse
) -> None:
    who, page = SubjectId(proving.person), "/account/orders?lang="
    client, signed_in = proving.client(), {"Authorization": "Bearer person"}
    stranger = opened(proving.database, proving.vault).id
    with proving.database.write(FIRST) as unit:
        later = set_order(
            unit, terms(who, expires_at=place.at + timedelta(days=90), notice_at=place.at + timedelta(days=10))
        )
        other = set_order(unit, terms(stranger, number="Gs-13/26", expires_at=place.at + timedelta(days=90)))
    with proving.database.write(SECOND) as unit:
        confirm_order(unit, later.id)
        confirm_order(unit, other.id)
    assert "There is none" in client.get(f"{page}en", headers=signed_in).text
    with proving.database.write(SECOND) as unit:
        give_notice(unit, later.id)
    for language, told in (("en", "The authority is to be told who you are."), ("zh-Hans", "须向该机关告知您是谁。")):
        shown = client.get(f"{page}{language}", headers=signed_in).text
        assert told in shown
        assert "Gs-12/26" in shown
        assert "Gs-13/26" not in shown
    assert client.get(f"{page}en").status_code in (401, 303)


def test_accounts_tell_name_and_contact_under_an_order_and_nothing_of_who_is_erased(
    database: Database, vault: Vault
) -> None:
    with database.write(Scope(ACME.tenant, "admin-1", frozenset({IDENTITY_MANAGE}))) as unit:
        account = open_account(unit, vault, "mei", [Role.REQUESTER], "mei@studio.example")
    room = TellsAccounts(vault)
    with database.read(ACME) as unit:
        assert [(one.what, one.says) for one in room.who(unit, account.id)] == [
            ("account_name", "mei"), ("account_contact", "mei@studio.example")
        ]  # fmt: skip
        assert [one.what for one in room.everything(unit, account.id)][-1] == "account_roles"
    with database.write(ACME) as unit:
        ask_erasure(unit, (), account.id)
    with database.read(ACME) as unit:
        assert room.who(unit, account.id) == []
