"""The officers' pages of orders: two readers, what is handed over and when the person is told; without JavaScript."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest

from in_process import InProcess
from proving_house import ProvingHouse, send, token_of
from store_children import ACME
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.roles import IDENTITY_MANAGE
from tellmark.identity.accounts.service import open_account
from tellmark.identity.orders.handing import Thing
from tellmark.identity.telling import TellsAccounts
from tellmark.store.scope import Scope

PAPER = sha256(b"the paper").hexdigest()
NEW = "/review/orders/new"
ADMIN = Scope(ACME.tenant, "admin-1", frozenset({IDENTITY_MANAGE}))


@pytest.fixture
def person(proving: ProvingHouse) -> str:
    with proving.database.write(ADMIN) as unit:
        return open_account(unit, proving.vault, "Erika Mustermann", [Role.REQUESTER]).id


def day(proving: ProvingHouse, days: int) -> str:
    return (proving.database.now() + timedelta(days=days)).date().isoformat()


def typed(proving: ProvingHouse, person: str, **more: str) -> dict[str, str]:
    return {
        "kind": "unmask", "subject": person, "authority": "DE-AG-Koeln", "number": "Gs-12/26", "paper": PAPER,
        "legal_basis": "StPO-100j", "scope": "name-only", "territory": "EU", "expires": day(proving, 90), **more,
    }  # fmt: skip


def entered(proving: ProvingHouse, client: InProcess, person: str, **more: str) -> str:
    answer = send(client, NEW, "orders", **typed(proving, person, **more))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("?")[0]


def seen(client: InProcess, place: str, role: str, language: str = "en") -> str:
    answer = client.get(f"{place}?lang={language}", headers={"Authorization": f"Bearer {role}"})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def test_one_enters_another_reads_the_paper_and_the_first_hands_over(proving: ProvingHouse, person: str) -> None:
    client = proving.client()
    place = entered(proving, client, person)
    assert "Hand over" not in seen(client, place, "orders")
    assert PAPER not in seen(client, place, "orders-second")
    wrong = send(client, f"{place}/confirm", "orders-second", place, paper="b" * 64)
    assert (wrong.status_code, "not the digest of the paper" in wrong.text) == (422, True)
    assert send(client, f"{place}/confirm", "orders-second", place, paper=PAPER.upper()).status_code == 303
    file = send(client, f"{place}/carry-out", "orders", place, subject=person, rooms="accounts", **{"as": "file"})
    assert file.headers["content-disposition"].startswith("attachment")
    assert json.loads(file.content)["items"] == [{"room": "accounts", "what": "name", "says": "Erika Mustermann"}]
    page = seen(client, place, "orders-second")
    assert sha256(file.content).hexdigest() in page
    assert "Erika" not in page


def test_whoever_copies_an_order_for_longer_than_a_passkey_is_fresh_loses_nothing(
    proving: ProvingHouse, person: str
) -> None:
    client, told = proving.client(), typed(proving, person)
    shown = {"form_token": token_of(seen(client, NEW, "orders"))}
    busy = {"Authorization": "Bearer orders busy", "Accept": "text/html"}
    wrong = client.post(NEW, data={**shown, **told, "paper": "x"}, headers=busy)
    assert (wrong.status_code, "DE-AG-Koeln" in wrong.text) == (422, True)
    assert client.post(NEW, data={**shown, **told}, headers=busy).status_code == 303


def test_on_a_page_it_is_shown_once_and_no_browser_keeps_it(proving: ProvingHouse, person: str) -> None:
    client = proving.client()
    place = entered(proving, client, person)
    send(client, f"{place}/confirm", "orders-second", place, paper=PAPER)
    shown = send(client, f"{place}/carry-out", "orders", place, subject=person, rooms=["accounts", "identity"])
    assert "Erika Mustermann" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert "A slip shows nobody" in seen(client, place, "orders")
    for fields in ({"subject": person}, {"subject": proving.person, "rooms": "accounts"}, {"rooms": "accounts"}):
        answer = send(client, f"{place}/carry-out", "orders", place, **fields)
        assert answer.status_code == 422
        assert "Erika" not in answer.text


def test_a_number_of_orders_is_named_where_the_head_of_its_column_is_not_shown(
    proving: ProvingHouse, person: str
) -> None:
    client = proving.client()
    place = entered(proving, client, person)
    send(client, f"{place}/confirm", "orders-second", place, paper=PAPER)
    assert '<td data-of="How many">1</td>' in seen(client, "/orders", "orders")


def test_a_document_of_programs_that_is_handed_over_is_set_as_one_and_a_name_is_not(
    proving: ProvingHouse, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [Thing("retained_record", "CN-PI-3 {}"), Thing("name", "Erika Mustermann")]
    monkeypatch.setattr(TellsAccounts, "everything", lambda *_: told)
    client = proving.client()
    place = entered(proving, client, person, kind="export")
    send(client, f"{place}/confirm", "orders-second", place, paper=PAPER)
    shown = send(client, f"{place}/carry-out", "orders", place, subject=person, rooms=["accounts"]).text
    assert '<code class="small">CN-PI-3 {}</code>' in shown
    assert "<dd>Erika Mustermann</dd>" in shown


def test_a_notice_is_held_back_with_its_reason_and_given_before_where_the_reason_is_gone(
    proving: ProvingHouse, person: str
) -> None:
    client = proving.client()
    place = entered(proving, client, person, notice=day(proving, 30), notice_why="danger")
    assert "Telling before would put somebody in danger" in seen(client, place, "orders-second")
    send(client, f"{place}/confirm", "orders-second", place, paper=PAPER)
    assert "until the person is told" in seen(client, place, "orders")
    assert send(client, f"{place}/notice", "orders", place).status_code == 303
    assert "Told on" in seen(client, place, "orders")
    assert send(client, f"{place}/end", "orders", place).status_code == 303
    assert "Ended before its time" in seen(client, place, "orders")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "arrest"), ("subject", " "), ("subject", "nobody"), ("authority", "Amtsgericht Köln, Richter Meier"),
        ("paper", "scan.pdf"), ("expires", "soon"), ("expires", "2020-01-01"), ("notice", "2099-99-99"),
        ("notice_why", "ordered"), ("notice", "2099-01-01"), ("notice_why", "because"), ("expires", "9999-12-31"),
    ],
)  # fmt: skip
def test_a_slip_is_told_and_what_was_typed_stays(proving: ProvingHouse, person: str, field: str, value: str) -> None:
    fields = {
        "kind": "unmask", "subject": person, "authority": "DE-AG", "number": "Gs-77", "paper": PAPER,
        "legal_basis": "StPO-100j", "scope": "name-only", "territory": "EU", "expires": day(proving, 90),
    }  # fmt: skip
    answer = send(proving.client(), NEW, "orders", **{**fields, field: value})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "Gs-77" in answer.text


def test_each_step_is_its_own_officer_s(proving: ProvingHouse, person: str) -> None:
    client = proving.client()
    place = entered(proving, client, person)
    for role, path in (("person", "/review/orders"), ("person", place), ("orders-second", NEW)):
        assert client.get(path, headers={"Authorization": f"Bearer {role}"}).status_code == 403
    assert "Have you read the paper" not in seen(client, place, "orders")
    for role, step in (("orders", "confirm"), ("orders-second", "carry-out"), ("orders-second", "end")):
        headers = {"Authorization": f"Bearer {role}"}
        assert client.post(f"{place}/{step}", data={"x": "y"}, headers=headers).status_code == 403


def test_the_queue_and_the_numbers_are_there_in_both_languages(proving: ProvingHouse, person: str) -> None:
    client = proving.client()
    place = entered(proving, client, person)
    assert "Waits for a second officer" in seen(client, "/review/orders", "orders-second")
    assert "等待第二位" in seen(client, "/review/orders", "orders", "zh-Hans")
    assert "script" not in seen(client, place, "orders", "zh-Hans")
    assert "There was none" in client.get("/orders?lang=en").text
    send(client, f"{place}/confirm", "orders-second", place, paper=PAPER)
    numbers = seen(client, "/orders", "person")  # of the tenant at whose door one stands
    assert (person in numbers, "Unmask" in numbers) == (False, True)
