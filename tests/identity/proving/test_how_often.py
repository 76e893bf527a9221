"""How often a proof may be begun: many tries are somebody's own, and keep nobody else from theirs."""

import pytest

from proving_house import LINK, ProvingHouse, send
from tellmark.identity import pages

PER_MINUTE = 2
COUNTED = 404
"""How an officer of this house is answered who begins a proof: it is counted, and of them nothing can be kept."""
PHONE, OFFICER = "/prove/way/phone", "/prove/way/officer"


@pytest.fixture
def impatient(proving: ProvingHouse, monkeypatch: pytest.MonkeyPatch) -> ProvingHouse:
    """Return a server at which two tries a minute are somebody's, and four a telephone's."""
    monkeypatch.setattr(pages, "_PER_MINUTE", PER_MINUTE)
    return proving


def test_whoever_types_somebody_s_id_as_a_number_keeps_them_from_nothing(impatient: ProvingHouse) -> None:
    client = impatient.client()
    for role in ("first", "second"):
        tried = [send(client, PHONE, role, phone=impatient.person).status_code for _ in range(3)]
        assert tried == [422, 422, 429]
    assert send(client, OFFICER, "person").status_code == 200


def test_a_program_s_number_is_counted_as_a_page_s(impatient: ProvingHouse) -> None:
    client = impatient.client()
    for role in ("first", "second"):
        told = {"verifier": "phone", "phone": impatient.person}
        headers = {"Authorization": f"Bearer {role}"}
        tried = [client.post("/v1/identity/proofs", json=told, headers=headers).status_code for _ in range(3)]
        assert tried[-1] == 429
    assert send(client, OFFICER, "person").status_code == 200


def test_one_telephone_is_rung_so_often_however_it_is_spelled_and_whoever_asks(impatient: ProvingHouse) -> None:
    client = impatient.client()
    spelled = ["+8613800000000", "+86 138 0000 0000", "+86-138-0000-0000", "+86 (138) 00000000"]
    for role, number in zip(("first", "first", "second", "second"), spelled, strict=True):
        assert send(client, PHONE, role, phone=number).status_code == COUNTED
    assert send(client, PHONE, "person", phone="+86.13800000000").status_code == 429
    assert send(client, PHONE, "person", phone="+8613800000001").status_code == 200


def test_a_number_beside_a_way_that_rings_nobody_counts_for_none(impatient: ProvingHouse) -> None:
    client, number = impatient.client(), "+8613800000000"
    for role in ("first", "second"):
        assert [send(client, OFFICER, role, phone=number).status_code for _ in range(2)] == [COUNTED] * 2
    assert send(client, PHONE, "person", phone=number).status_code == 200


def test_whoever_has_read_the_link_uses_up_no_minute_of_the_person_who_is_signed_in(impatient: ProvingHouse) -> None:
    client = impatient.client()
    place = f"/c/{LINK}/prove/way/officer"
    assert [send(client, place, "").status_code for _ in range(3)] == [200, 200, 429]
    assert [send(client, OFFICER, "person").status_code for _ in range(2)] == [200] * 2
