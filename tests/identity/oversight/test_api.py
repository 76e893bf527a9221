"""`/v1/identity/mandates` and `/v1/identity/oversight`: what they take, what they answer, and a repeat is no second."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from mandate_steps import PAPER, reader
from proving_house import ProvingHouse
from subject_steps import bodies

MANDATES, READS = "/v1/identity/mandates", "/v1/identity/oversight"


@pytest.fixture
def house(proving: ProvingHouse) -> ProvingHouse:
    proving.regulator = reader(proving.database, proving.vault)
    return proving


def body(house: ProvingHouse, **changes: Any) -> dict[str, Any]:
    at = house.database.now()
    return {
        "reader": house.regulator, "authority": "DE-BfDI", "legal_basis": "DSGVO-58", "territory": "EU",
        "number": "M-12", "paper": PAPER, "begins_at": at.isoformat(), "until": (at + timedelta(days=9)).isoformat(),
        **changes,
    }  # fmt: skip


def as_(role: str, key: str = "") -> dict[str, str]:
    return {"Authorization": f"Bearer {role}", **({"Idempotency-Key": key} if key else {})}


def standing(house: ProvingHouse) -> str:
    client = house.client()
    made = client.post(MANDATES, json=body(house), headers=as_("orders"))
    assert made.status_code == 201, made.text
    number = str(made.json()["id"])
    done = client.post(f"{MANDATES}/{number}/confirm", json={"paper": PAPER}, headers=as_("orders-second"))
    assert (done.status_code, done.json()["state"]) == (200, "standing")
    return number


def test_two_officers_enter_and_confirm_and_a_repeat_is_answered_as_the_first_time(house: ProvingHouse) -> None:
    client, asked = house.client(), body(house)
    made, again = (client.post(MANDATES, json=asked, headers=as_("orders", "m1")) for _ in range(2))
    assert made.json() == again.json()
    assert (made.json()["state"], made.json()["paper"]) == ("waiting", PAPER)
    place = f"{MANDATES}/{made.json()['id']}"
    assert client.get(place, headers=as_("orders-second")).json()["paper"] is None
    assert client.post(f"{place}/confirm", json={"paper": PAPER}, headers=as_("orders")).status_code == 403
    wrong = client.post(f"{place}/confirm", json={"paper": "b" * 64}, headers=as_("orders-second"))
    assert (wrong.status_code, wrong.json()["code"]) == (403, "identity.bad_mandate")
    assert len(client.get(MANDATES, headers=as_("orders")).json()["items"]) == 1


@pytest.mark.parametrize(
    "changes", [{"begins_at": "2026-01-01T00:00:00"}, {"until": "soon"}, {"paper": "x"}, {"more": 1}, {"reader": ""}]
)
def test_what_is_no_mandate_is_refused_as_a_form(house: ProvingHouse, changes: dict[str, Any]) -> None:
    answer = house.client().post(MANDATES, json=body(house, **changes), headers=as_("orders"))
    assert (answer.status_code, answer.json()["code"]) == (422, "web.bad_form")


def test_who_reads_gets_their_mandate_what_it_covers_and_a_file_that_the_log_knows(house: ProvingHouse) -> None:
    client, mandate = house.client(), standing(house)
    (own,) = client.get(READS, headers=as_("regulator")).json()["items"]
    assert (own["id"], "reader" in own, "paper" in own) == (mandate, False, False)
    seen = client.get(f"{READS}/{mandate}", headers=as_("regulator")).json()
    assert (seen["schema"], seen["territory"], seen["rooms"]) == ("tellmark.oversight/1", "EU", ["orders", "identity"])
    taken, again = (
        client.post(f"{READS}/{mandate}/exports", headers=as_("regulator", "e1")).json() for _ in range(2)
    )  # a repeat is no second file
    assert taken == again
    assert taken["digest"] == sha256(taken["file"].encode()).hexdigest()
    file = json.loads(taken["file"])
    assert {name: file[name] for name in seen if name != "at"} == {name: seen[name] for name in seen if name != "at"}
    leaves = [leaf for leaf in bodies(house.database) if b"identity.mandate_exported" in leaf]
    assert [taken["digest"].encode() in leaf for leaf in leaves] == [True]
    year = house.database.now().year
    assert client.get(f"{READS}/counts").status_code == 200
    counts = client.get(f"{READS}/counts", headers=as_("person")).json()["items"]
    assert counts == [{"territory": "EU", "year": year, "count": 1}]
    shown = client.get(f"{MANDATES}/{mandate}", headers=as_("orders")).json()
    assert [one["digest"] for one in shown["exports"]] == [taken["digest"]]


@pytest.mark.parametrize("path", [READS, "/oversight"])
def test_the_head_alone_is_no_reading_and_does_not_tell_how_much_there_is_to_read(
    house: ProvingHouse, path: str
) -> None:
    client, mandate = house.client(), standing(house)
    before = bodies(house.database)
    head = client.head(f"{path}/{mandate}", headers=as_("regulator"))
    assert (head.status_code, head.content, "Content-Length" in head.headers) == (200, b"", False)
    assert bodies(house.database) == before
    assert client.head(f"{path}/another", headers=as_("regulator")).status_code == 404
    got = client.get(f"{path}/{mandate}", headers=as_("regulator"))
    assert got.headers["Content-Type"] == head.headers["Content-Type"]
    assert len(bodies(house.database)) == len(before) + 1


def test_what_does_not_stand_is_a_problem_with_words(house: ProvingHouse) -> None:
    client, mandate = house.client(), standing(house)
    client.post(f"{MANDATES}/{mandate}/end", headers=as_("orders"))
    for method, path in (("GET", f"{READS}/{mandate}"), ("POST", f"{READS}/{mandate}/exports")):
        answer = client.request(method, path, headers=as_("regulator"))
        assert (answer.status_code, answer.json()["code"]) == (403, "identity.nothing_to_read")
        assert answer.headers["content-type"].startswith("application/problem+json")
    again = client.post(f"{MANDATES}/{mandate}/end", headers=as_("orders"))
    assert again.json()["code"] == "identity.bad_mandate"


def test_an_old_sign_in_reads_and_takes_no_file(house: ProvingHouse) -> None:
    client, mandate = house.client(), standing(house)
    for role, status in (("regulator", 201), ("regulator tired", 401), ("regulator code", 401), ("orders", 403)):
        answer = client.post(f"{READS}/{mandate}/exports", headers=as_(role))
        assert answer.status_code == status, (role, answer.text)
    assert client.get(f"{READS}/{mandate}", headers=as_("regulator tired")).status_code == 200
