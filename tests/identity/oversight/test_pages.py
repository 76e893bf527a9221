"""The pages of mandates: two officers, and who reads, or is told why there is nothing to read; without JavaScript."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from in_process import InProcess
from mandate_steps import FIRST, PAPER, SECOND, entered, reader, standing
from proving_house import ProvingHouse, send, token_of
from store_places import Place
from tellmark.identity.orders.model import OrderKind, OrderTerms, WhyHeld
from tellmark.identity.orders.service import confirm_order, set_order
from tellmark.identity.oversight.service import end_mandate
from tellmark.subjects.model import SubjectId

NEW = "/review/mandates/new"


@pytest.fixture
def house(proving: ProvingHouse) -> ProvingHouse:
    proving.regulator = reader(proving.database, proving.vault)
    return proving


def day(house: ProvingHouse, days: int) -> str:
    return (house.database.now() + timedelta(days=days)).date().isoformat()


def typed(house: ProvingHouse, **more: str) -> dict[str, str]:
    return {
        "reader": house.regulator, "authority": "DE-BfDI", "number": "M-12/26", "paper": PAPER,
        "legal_basis": "DSGVO-58", "territory": "EU", "begins": day(house, 0), "until": day(house, 30), **more,
    }  # fmt: skip


def seen(client: InProcess, place: str, role: str, language: str = "en") -> str:
    answer = client.get(f"{place}?lang={language}", headers={"Authorization": f"Bearer {role}"})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def ordered(house: ProvingHouse, about: str, **notice: object) -> str:
    until = house.database.now() + timedelta(days=90)
    terms = OrderTerms(
        OrderKind.UNMASK, SubjectId(about), "DE-AG-Koeln", "StPO-100j", "all", "DE", "Gs-77/26", PAPER, until
    )
    with house.database.write(FIRST) as unit:
        order = set_order(unit, house.vault, replace(terms, **notice)).id  # type: ignore[arg-type]  # as a test names it
    with house.database.write(SECOND) as unit:
        confirm_order(unit, house.vault, order, PAPER)
    return str(order)


def test_one_enters_another_reads_the_paper_and_the_regulator_reads_and_takes_a_file(house: ProvingHouse) -> None:
    client = house.client()
    answer = send(client, NEW, "orders", **typed(house))
    assert answer.status_code == 303, answer.text
    place = str(answer.headers["location"]).partition("?")[0]
    assert PAPER not in seen(client, place, "orders-second")
    assert "a second officer has to confirm it" in seen(client, "/oversight", "regulator")
    wrong = send(client, f"{place}/confirm", "orders-second", place, paper="b" * 64)
    assert (wrong.status_code, "not the digest of the paper" in wrong.text) == (422, True)
    assert send(client, f"{place}/confirm", "orders-second", place, paper=PAPER.upper()).status_code == 303
    reads = place.replace("/review/mandates", "/oversight")
    assert reads in seen(client, "/oversight", "regulator")
    assert "takes an order of its own" in seen(client, reads, "regulator")
    file = send(client, f"{reads}/export", "regulator", reads)
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["cache-control"] == "no-store"
    assert json.loads(file.content)["schema"] == "tellmark.oversight/1"
    page = seen(client, place, "orders")
    assert sha256(file.content).hexdigest() in page
    assert "There was reading on this day." in page
    assert "Files that regulators took" in client.get("/orders?lang=en").text
    assert '<td>EU</td><td data-of="How many">1</td>' in seen(client, "/orders", "person")
    assert send(client, f"{place}/end", "orders", place).status_code == 303
    assert "it was ended on" in seen(client, "/oversight", "regulator")


@pytest.mark.parametrize(
    ("changes", "why"),
    [({}, "You can read under it until"), ({"begins_at": 2, "until": 9}, "it begins on"),
     ({"begins_at": -30, "until": 1}, "it is over since"), (None, "a second officer has to confirm it by")],
)  # fmt: skip
def test_where_there_is_nothing_to_read_one_page_says_why(
    place: Place, house: ProvingHouse, changes: Mapping[str, int] | None, why: str
) -> None:
    at, taken = house.database.now(), entered if changes is None else standing
    days = {name: at + timedelta(days=days) for name, days in (changes or {}).items()}
    mandate = taken(house.database, house.vault, SubjectId(house.regulator), **days)
    if "over" in why:
        place.at = at + timedelta(days=1)
    page = seen(house.client(), "/oversight", "regulator")
    assert why in page
    stands = changes == {}
    assert ("There is nothing to read now" in page) is not stands
    headers = {"Authorization": "Bearer regulator"}
    assert house.client().get(f"/oversight/{mandate}", headers=headers).status_code == (200 if stands else 403)


def test_whoever_copies_a_mandate_for_longer_than_a_passkey_is_fresh_loses_nothing(house: ProvingHouse) -> None:
    client, told = house.client(), typed(house)
    shown = {"form_token": token_of(seen(client, NEW, "orders"))}
    busy, tired = ({"Authorization": f"Bearer orders {how}", "Accept": "text/html"} for how in ("busy", "tired"))
    wrong = client.post(NEW, data={**shown, **told, "paper": "x"}, headers=busy)
    assert (wrong.status_code, "DSGVO-58" in wrong.text) == (422, True)
    late = client.post(NEW, data={**shown, **told}, headers=tired)
    assert (late.status_code, "DSGVO-58" in late.text) == (401, True)
    assert client.post(NEW, data={**shown, **told}, headers=busy).status_code == 303


def test_whoever_has_no_mandate_is_told_whom_to_send_it_to(house: ProvingHouse) -> None:
    assert "Nobody has entered a mandate for you" in seen(house.client(), "/oversight", "regulator")
    assert 'lang="zh-Hans"' in seen(house.client(), "/oversight", "regulator", "zh-Hans")


def test_each_page_is_its_own_role_s(house: ProvingHouse) -> None:
    client = house.client()
    mandate = standing(house.database, house.vault, SubjectId(house.regulator))
    review, reads = f"/review/mandates/{mandate}", f"/oversight/{mandate}"
    may = {
        "/review/mandates": {"orders", "orders-second"}, review: {"orders", "orders-second"}, NEW: {"orders"},
        "/oversight": {"regulator"}, reads: {"regulator"},
    }  # fmt: skip
    for path, roles in may.items():
        for role in ("person", "first", "second", "orders", "orders-second", "regulator"):
            status = client.get(path, headers={"Authorization": f"Bearer {role}"}).status_code
            assert status == (200 if role in roles else 403), (path, role)
        assert client.get(path).status_code == 401
    for path, role in (
        (f"{review}/confirm", "orders"),
        (f"{review}/end", "orders-second"),
        (f"{reads}/export", "orders"),
    ):
        answer = client.post(path, data={"x": "y"}, headers={"Authorization": f"Bearer {role}"})
        assert answer.status_code == 403, path
    tired = {"Authorization": "Bearer regulator tired"}
    assert client.get(reads, headers=tired).status_code == 200
    assert client.post(f"{reads}/export", data={"x": "y"}, headers=tired).status_code in (401, 403)


def test_a_regulator_reads_of_an_order_all_but_whom_it_is_about(house: ProvingHouse) -> None:
    mandate, at = standing(house.database, house.vault, SubjectId(house.regulator)), house.database.now()
    held = ordered(house, house.person, notice_at=at + timedelta(days=30), notice_why=WhyHeld.INQUIRY)
    about_reader = ordered(house, house.regulator)
    page = seen(house.client(), f"/oversight/{mandate}", "regulator")
    for told in (held, "Gs-77/26", "DE-AG-Koeln", "until the person is told", "would spoil an inquiry"):
        assert told in page
    for untold in (house.person, about_reader, PAPER):
        assert untold not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reader", " "), ("reader", "nobody"), ("authority", "Die Beauftragte, Frau Meier"), ("paper", "scan.pdf"),
        ("begins", "soon"), ("until", ""), ("until", "2020-01-01"), ("until", "2099-01-01"), ("territory", "Germany"),
        ("begins", "9999-12-31"),
    ],
)  # fmt: skip
def test_a_slip_is_told_and_what_was_typed_stays(house: ProvingHouse, field: str, value: str) -> None:
    answer = send(house.client(), NEW, "orders", **{**typed(house), field: value})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "M-12/26" in answer.text


def test_the_queue_is_there_in_both_languages(house: ProvingHouse) -> None:
    mandate = entered(house.database, house.vault, SubjectId(house.regulator))
    over = standing(house.database, house.vault, SubjectId(house.regulator), number="M-13/26")
    with house.database.write(FIRST) as unit:
        end_mandate(unit, over)
    client = house.client()
    page = seen(client, "/review/mandates", "orders-second")
    assert page.index(mandate) < page.index("What is over") < page.index(over)
    assert "等待第二位" in seen(client, "/review/mandates", "orders", "zh-Hans")
    assert "script" not in seen(client, f"/review/mandates/{mandate}", "orders", "zh-Hans")
