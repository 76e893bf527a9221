"""Invariant 16: no order without a trace, no unmasking alone."""

import inspect
import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from proving_house import ProvingHouse
from store_children import ACME, BIRCH, NOON
from store_places import Place
from subject_steps import bodies, opened
from tellmark.identity.accounts.roles import ORDER, ORDER_CONFIRM
from tellmark.identity.errors import BadOrder
from tellmark.identity.orders import service
from tellmark.identity.orders.handing import Thing
from tellmark.identity.orders.history import handed_over, history
from tellmark.identity.orders.model import NOTICE, OrderId, OrderKind, OrderState, OrderTerms, WhyHeld
from tellmark.identity.orders.service import (
    carry_out,
    confirm_order,
    end_order,
    give_notice,
    holding_up,
    order_counts,
    order_here,
    orders_here,
    set_order,
    tell_now,
    told_of,
)
from tellmark.identity.orders.telling import TellsOfOrders
from tellmark.proof.log.events import read_leaf
from tellmark.store.clocks import RunningClocks, sweep
from tellmark.store.database import Database
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.outbox import deliver
from tellmark.store.scope import Scope
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of

FIRST = Scope(ACME.tenant, "officer-1", frozenset({ORDER}))
SECOND = Scope(ACME.tenant, "officer-2", frozenset({ORDER_CONFIRM}))
ALONE = Scope(ACME.tenant, "officer-1", frozenset({ORDER, ORDER_CONFIRM}))
PAPER, SALT = "a" * 64, b"s" * 32
LATER = NOON + timedelta(days=90)


class Room:
    name = "accounts"

    def who(self, unit: ReadUnit, subject: SubjectId) -> tuple[Thing, ...]:
        return (Thing("name", "Erika Mustermann"),)

    def everything(self, unit: ReadUnit, subject: SubjectId) -> tuple[Thing, ...]:
        return (*self.who(unit, subject), Thing("contact", "erika@mail.example"))


def terms(subject: SubjectId, kind: OrderKind = OrderKind.UNMASK, **changes: Any) -> OrderTerms:
    made = OrderTerms(kind, subject, "DE-AG-Koeln", "StPO-100j", "account-1", "DE", "Gs-12/26", PAPER, LATER)
    return replace(made, **changes)


@pytest.fixture
def person(database: Database, vault: Vault) -> SubjectId:
    return opened(database, vault).id


def entered(database: Database, vault: Vault, asked: OrderTerms) -> OrderId:
    with database.write(FIRST) as unit:
        return set_order(unit, vault, asked).id


def confirmed(database: Database, vault: Vault, asked: OrderTerms) -> OrderId:
    order = entered(database, vault, asked)
    with database.write(SECOND) as unit:
        confirm_order(unit, vault, order, PAPER)
    return order


def test_two_officers_and_a_leaf_before_anything_is_shown(database: Database, vault: Vault, person: SubjectId) -> None:
    order = entered(database, vault, terms(person))
    with database.write(FIRST) as unit, pytest.raises(BadOrder, match="waits for a second"):
        carry_out(unit, vault, (Room(),), order, person, SALT)
    with database.write(SECOND) as unit:
        confirm_order(unit, vault, order, PAPER)
    with database.write(FIRST) as unit:
        told = carry_out(unit, vault, (Room(),), order, person, SALT)
    assert [thing.says for _, thing in told.items] == ["Erika Mustermann"]
    leaves = b"\n".join(bodies(database))
    assert b"identity.order_carried_out" in leaves
    assert b"Erika" not in leaves
    assert "Erika" not in repr(told)


def test_nobody_unmasks_alone(database: Database, vault: Vault, person: SubjectId) -> None:
    with database.write(ALONE) as unit:
        order = set_order(unit, vault, terms(person)).id
    with database.write(ALONE) as unit, pytest.raises(BadOrder, match="entered this cannot confirm"):
        confirm_order(unit, vault, order, PAPER)


def test_each_step_takes_its_own_right(database: Database, vault: Vault, person: SubjectId) -> None:
    with database.write(SECOND) as unit, pytest.raises(NotAllowed):
        set_order(unit, vault, terms(person))
    order = entered(database, vault, terms(person))
    with database.write(FIRST) as unit, pytest.raises(NotAllowed):
        confirm_order(unit, vault, order, PAPER)
    with database.write(ACME) as unit, pytest.raises(NotAllowed):
        carry_out(unit, vault, (Room(),), order, person, SALT)


def test_an_order_shows_its_own_person_and_no_other(database: Database, vault: Vault, person: SubjectId) -> None:
    order, other = confirmed(database, vault, terms(person)), opened(database, vault).id
    with database.write(FIRST) as unit, pytest.raises(BadOrder, match="something else"):
        carry_out(unit, vault, (Room(),), order, other, SALT)
    paused = confirmed(database, vault, terms(person, OrderKind.PAUSE))
    with database.write(FIRST) as unit, pytest.raises(BadOrder, match="shows nothing"):
        carry_out(unit, vault, (Room(),), paused, person, SALT)


def test_an_export_tells_everything_and_an_unmasking_who(database: Database, vault: Vault, person: SubjectId) -> None:
    order = confirmed(database, vault, terms(person, OrderKind.EXPORT))
    with database.write(FIRST) as unit:
        made = carry_out(unit, vault, (Room(),), order, person, SALT)
    assert len(made.items) == 2
    assert json.loads(made.data)["rooms"] == [Room.name]  # of others it says nothing, not even that there is nothing


@pytest.mark.parametrize(
    "changes",
    [
        {"authority": "Amtsgericht Köln, Richter Meier"}, {"legal_basis": ""}, {"scope": "two words"},
        {"territory": ""}, {"number": "x\n"}, {"paper": "scan.pdf"}, {"expires_at": NOON - timedelta(1)},
        {"expires_at": NOON + timedelta(days=400)}, {"notice_at": NOON - timedelta(1), "notice_why": WhyHeld.ORDERED},
        {"notice_at": NOON + timedelta(days=400), "notice_why": WhyHeld.ORDERED},
        {"notice_at": NOON + timedelta(days=4)}, {"notice_why": WhyHeld.DANGER},
    ],
)  # fmt: skip
def test_an_order_has_all_that_the_invariant_asks(
    place: Place, person: SubjectId, database: Database, vault: Vault, changes: dict[str, Any]
) -> None:
    place.at = NOON
    with database.write(FIRST) as unit, pytest.raises(BadOrder):
        set_order(unit, vault, terms(person, **changes))


def test_its_effect_ends_with_its_day_its_end_and_its_territory(
    place: Place, database: Database, vault: Vault, person: SubjectId
) -> None:
    order = confirmed(database, vault, terms(person, OrderKind.BLOCK, territory="EU"))
    with database.read(ACME) as unit:
        assert [one.id for one in holding_up(unit, person, "DE")] == [order]
        assert holding_up(unit, person, "US-CA") == []
        assert holding_up(unit, person, "CN") == []
    with database.write(FIRST) as unit:
        end_order(unit, vault, order)
    with database.read(ACME) as unit:
        assert holding_up(unit, person, "EU") == []
    confirmed(database, vault, terms(person, OrderKind.PAUSE, territory="EU"))
    place.at = LATER
    with database.read(ACME) as unit:
        assert holding_up(unit, person, "EU") == []


def test_an_order_that_nobody_confirms_lapses(
    place: Place, database: Database, vault: Vault, person: SubjectId
) -> None:
    order = entered(database, vault, terms(person))
    place.at = place.at + timedelta(hours=72)
    with database.write(SECOND) as unit, pytest.raises(BadOrder, match="lapsed"):
        confirm_order(unit, vault, order, PAPER)


def test_the_person_is_told_at_once_or_a_clock_runs(
    place: Place, database: Database, vault: Vault, person: SubjectId
) -> None:
    confirmed(database, vault, terms(person))
    assert sum(b"identity.order_notice_given" in body for body in bodies(database)) == 1
    due = place.at + timedelta(days=30)
    later = confirmed(database, vault, terms(person, notice_at=due, notice_why=WhyHeld.INQUIRY))
    with database.read(ACME) as unit:
        clocks = RunningClocks(unit).about(later)
        assert [(clock.kind, clock.due) for clock in clocks] == [(NOTICE, due)]
    with database.write(FIRST) as unit:
        assert give_notice(unit, later)
        assert not give_notice(unit, later)
        assert RunningClocks(unit).about(later) == []


def test_when_the_clock_has_run_out_the_person_is_told_once(
    place: Place, database: Database, vault: Vault, person: SubjectId
) -> None:
    confirmed(database, vault, terms(person, notice_at=place.at + timedelta(days=30), notice_why=WhyHeld.ORDERED))
    place.at = place.at + timedelta(days=31)
    for _ in range(3):
        sweep(database)
        deliver(database, [TellsOfOrders(database)])
    assert sum(b"identity.order_notice_given" in body for body in bodies(database)) == 1


def test_an_order_is_counted_in_public_once_its_person_may_know_of_it(
    place: Place, database: Database, vault: Vault, person: SubjectId
) -> None:
    due = place.at + timedelta(days=30)
    block = confirmed(database, vault, terms(person, kind=OrderKind.BLOCK, notice_at=due, notice_why=WhyHeld.INQUIRY))
    confirmed(database, vault, terms(person, notice_at=due, notice_why=WhyHeld.INQUIRY))
    assert counted(database) == []
    with database.write(FIRST) as unit:
        assert give_notice(unit, block)
    assert counted(database) == [(OrderKind.BLOCK, place.at.year, 1)]
    place.at = due
    assert [kind for kind, _, _ in counted(database)] == [OrderKind.BLOCK, OrderKind.UNMASK]


def counted(database: Database) -> list[tuple[OrderKind, int, int]]:
    """Return what everybody sees: kind, year, how many."""
    with database.read(ACME) as unit:
        return [(one.kind, one.year, one.count) for one in order_counts(unit)]


def test_how_many_there_were_is_public_and_nothing_else(proving: ProvingHouse) -> None:
    person = SubjectId(proving.person)
    client, officer = proving.client(), {"Authorization": "Bearer orders"}
    body = {"kind": "unmask", "subject": person, "authority": "DE-AG", "legal_basis": "StPO-100j", "scope": "a",
            "territory": "EU", "number": "1", "paper": PAPER,
            "expires_at": (proving.database.now() + timedelta(days=9)).isoformat()}  # fmt: skip
    made = client.post("/v1/identity/orders", json=body, headers={**officer, "Idempotency-Key": "o1"})
    again = client.post("/v1/identity/orders", json=body, headers={**officer, "Idempotency-Key": "o1"})
    assert made.status_code == 201
    assert made.json() == again.json()
    place, read = f"/v1/identity/orders/{made.json()['id']}", {"paper": PAPER}
    assert client.post(f"{place}/carry-out", json={"subject": person}, headers=officer).status_code == 403
    assert client.post(f"{place}/confirm", json=read, headers=officer).status_code == 403
    second = {"Authorization": "Bearer orders-second"}
    assert [client.get(place, headers=who).json()["paper"] for who in (officer, second)] == [PAPER, None]
    assert PAPER not in client.get("/v1/identity/orders", headers=second).text
    assert client.post(f"{place}/confirm", json=read, headers=second).status_code == 200
    shown = client.post(f"{place}/carry-out", json={"subject": person}, headers=officer)
    assert (shown.status_code, shown.json()["items"]) == (200, [])
    assert sha256(shown.json()["file"].encode()).hexdigest() == shown.json()["digest"]
    known = client.get(place, headers=second).json()
    assert known["paper"] == PAPER
    assert [one["digest"] for one in known["handed_over"]] == [shown.json()["digest"]]
    assert client.post(f"{place}/carry-out", json={"subject": person, "rooms": ["what"]}, headers=officer).is_error
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


def test_another_tenant_s_order_is_not_there(database: Database, vault: Vault, person: SubjectId) -> None:
    order = entered(database, vault, terms(person))
    with database.write(Scope(BIRCH.tenant, "o", frozenset({ORDER_CONFIRM}))) as unit, pytest.raises(NotFound):
        confirm_order(unit, vault, order, PAPER)


def test_nothing_here_takes_more_than_one_person_or_anything_to_look_one_up_by() -> None:
    """There is no bulk or by-content look-up: it cannot be spelled with what this room offers."""
    asked = {
        (name, parameter.name, str(parameter.annotation))
        for name, function in inspect.getmembers(service, inspect.isfunction)
        if function.__module__ == service.__name__ and not name.startswith("_")
        for parameter in inspect.signature(function).parameters.values()
    }
    about = {(name, parameter) for name, parameter, kind in asked if kind.endswith("SubjectId")}
    assert about == {(one, "subject") for one in ("carry_out", "holding_up", "let_notices_go", "told_of")}
    assert not {kind for _, parameter, kind in asked if parameter not in ("rooms",) and "Sequence" in kind}
    assert not {parameter for _, parameter, _ in asked} & {"name", "email", "phone", "file", "query", "text", "content"}


def test_a_program_is_no_second_officer_beside_the_account_behind_it(
    database: Database, vault: Vault, person: SubjectId
) -> None:
    through_a_program = Scope(ACME.tenant, "program", frozenset({ORDER}), behalf=SECOND.principal)
    with database.write(through_a_program) as unit:
        order = set_order(unit, vault, terms(person)).id
    with database.write(SECOND) as unit, pytest.raises(BadOrder, match="entered this cannot confirm"):
        confirm_order(unit, vault, order, PAPER)


def test_the_second_officer_has_read_the_same_paper(database: Database, vault: Vault, person: SubjectId) -> None:
    order = entered(database, vault, terms(person))
    with database.write(SECOND) as unit, pytest.raises(BadOrder, match="not the digest of the paper"):
        confirm_order(unit, vault, order, "b" * 64)


def test_nobody_has_a_part_in_an_order_about_themselves_or_sees_it(database: Database, vault: Vault) -> None:
    officer = opened(database, vault).id
    both = frozenset({ORDER, ORDER_CONFIRM})
    with database.write(Scope(ACME.tenant, officer, both)) as unit, pytest.raises(BadOrder, match="either side"):
        set_order(unit, vault, terms(officer))
    order = entered(database, vault, terms(officer))
    with database.write(Scope(ACME.tenant, officer, both)) as unit:
        assert orders_here(unit) == []
        with pytest.raises(NotFound):
            order_here(unit, order)
        with pytest.raises(NotFound):
            confirm_order(unit, vault, order, PAPER)


def test_what_was_handed_over_is_one_file_whose_digest_the_log_has(
    database: Database, vault: Vault, person: SubjectId
) -> None:
    order = confirmed(database, vault, terms(person))
    with database.write(FIRST) as unit:
        made = carry_out(unit, vault, (Room(),), order, person, SALT)
        again = carry_out(unit, vault, (Room(),), order, person, b"t" * 32)
    assert sha256(made.data).hexdigest() == made.digest != again.digest  # nobody tries names against the log
    assert json.loads(made.data)["items"] == [{"room": "accounts", "what": "name", "says": "Erika Mustermann"}]
    with database.read(FIRST) as unit:
        told = handed_over(history(unit, order))
    assert [(one.digest, one.things, one.what) for one in told] == [
        (made.digest, 1, ("accounts.name",)), (again.digest, 1, ("accounts.name",)),
    ]  # fmt: skip


def test_before_it_is_confirmed_the_log_has_no_digest_of_the_paper(
    database: Database, vault: Vault, person: SubjectId
) -> None:
    """The second officer makes it of what they have read; the log is public, and they would read it there."""
    order = entered(database, vault, terms(person))
    leaf = bodies(database)[-1]
    assert PAPER.encode() not in leaf
    event = read_leaf(leaf)
    with database.read(FIRST) as unit:  # who keeps the person's key can show later which paper it was
        assert event.commitments["paper"] == key_of(unit, vault, person).commitment(event.id, "paper", PAPER)
    with database.write(SECOND) as unit:
        confirm_order(unit, vault, order, PAPER)
    assert any(PAPER.encode() in body for body in bodies(database)[-2:])


def test_as_long_as_the_person_is_not_told_the_log_does_not_name_them(
    place: Place, database: Database, vault: Vault, person: SubjectId
) -> None:
    before = len(bodies(database))
    due = place.at + timedelta(days=30)
    order = confirmed(database, vault, terms(person, notice_at=due, notice_why=WhyHeld.ORDERED))
    with database.write(FIRST) as unit:
        carry_out(unit, vault, (Room(),), order, person, SALT)
        end_order(unit, vault, order)
    leaves = bodies(database)[before:]
    assert len(leaves) == 4
    assert not any(person.encode() in body for body in leaves)
    for body in leaves:  # who keeps the person's key can show whom each was about
        event = read_leaf(body)
        with database.read(FIRST) as unit:
            made = key_of(unit, vault, person).commitment(event.id, "subject", person)
        assert event.commitments["subject"] == made
    with database.write(FIRST) as unit:
        tell_now(unit, order)
    assert person.encode() in bodies(database)[-1]


def test_the_person_may_know_of_an_order_from_its_date_on_and_before_where_its_reason_is_gone(
    place: Place, database: Database, vault: Vault, person: SubjectId
) -> None:
    due = place.at + timedelta(days=30)
    order = confirmed(database, vault, terms(person, notice_at=due, notice_why=WhyHeld.DANGER))
    waits = entered(database, vault, terms(person))
    with database.read(ACME) as unit:
        assert told_of(unit, person) == []
    with database.write(FIRST) as unit, pytest.raises(BadOrder, match="never had any effect"):
        tell_now(unit, waits)
    place.at = due  # the sweeper has not come by yet
    with database.read(ACME) as unit:
        assert [one.id for one in told_of(unit, person)] == [order]
    place.at = due - timedelta(days=1)
    with database.write(FIRST) as unit:
        assert tell_now(unit, order)
    with database.read(ACME) as unit:
        assert [one.id for one in told_of(unit, person)] == [order]


def test_how_an_order_stands_follows_from_what_was_done_and_the_hour(
    place: Place, database: Database, vault: Vault, person: SubjectId
) -> None:
    def stands(order: OrderId) -> OrderState:
        with database.read(FIRST) as unit:
            return order_here(unit, order).state(unit.at)

    waits, runs, over = (make(database, vault, terms(person)) for make in (entered, confirmed, confirmed))
    with database.write(FIRST) as unit:
        end_order(unit, vault, over)
    assert [stands(one) for one in (waits, runs, over)] == ["waiting", "in_effect", "ended"]
    place.at = place.at + timedelta(hours=72)
    assert [stands(one) for one in (waits, runs)] == ["lapsed", "in_effect"]
    place.at = LATER
    assert stands(runs) == "expired"
