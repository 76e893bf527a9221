"""A person proves who they are, through the pages: by link and signed in, without JavaScript."""

import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from oidc_mint import told
from opaque_ids import beside_ids
from proving_house import LINK, ProvingHouse, by_provider, led_to, send, token_of
from store_children import ACME
from subject_steps import bodies
from tellmark.identity.accounts.model import Account, AccountState, Passkey, PasskeyId, Role
from tellmark.identity.accounts.passkeys.store import Passkeys
from tellmark.identity.accounts.store import Accounts
from tellmark.identity.adapters import KnowsAssurance
from tellmark.identity.assurance.model import AgeBand, Method
from tellmark.identity.assurance.service import assured, known
from tellmark.identity.proving import service
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from wallet_mint import read, shown_for

BY_LOT = re.compile(r"uuid:[0-9a-f-]{36}|[A-Za-z0-9_-]{32,64}|<svg.*?</svg>|<strong>[0-9a-f]{8}|[0-9a-f]{8}", re.DOTALL)
"""What differs from one answer to the next by itself: secrets, and what is drawn of them, and the numbers of cases."""
PERSON = {"Authorization": "Bearer person"}


def records(proving: ProvingHouse) -> list[tuple[Method, int]]:
    with proving.database.read(ACME) as unit:
        return [(one.method, one.level) for one in known(unit, proving.vault, SubjectId(proving.person))]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_ways_are_shown_in_both_languages(proving: ProvingHouse, language: str) -> None:
    shown = proving.client().get(f"/prove?lang={language}", headers=PERSON)
    assert shown.status_code == 200
    assert f'lang="{language}"' in shown.text
    assert shown.text.count("/prove/way/") == 5
    assert "script" not in shown.text


def test_by_the_link_of_an_invitation_at_a_provider(proving: ProvingHouse) -> None:
    client = proving.client()
    begun = send(client, f"/c/{LINK}/prove/way/north-id", "")
    assert begun.status_code == 200
    told(proving.play, led_to(begun.text))
    back = client.get("/prove/north-id/back", params=proving.play.answer)
    assert back.status_code == 200
    assert f'href="/c/{LINK}?lang=en">Go on' in back.text
    assert records(proving) == [(Method.OIDC, 2)]
    with proving.database.read(ACME) as unit:
        best = assured(unit, proving.vault, SubjectId(proving.person))
    assert best is not None
    assert (best.age, best.territories) == (AgeBand.ADULT, frozenset({"EU"}))
    leaves = beside_ids(*bodies(proving.database))
    assert b"sub-1" not in leaves
    assert b"1990" not in leaves


@pytest.mark.parametrize(("base", "role"), [(f"/c/{LINK}/prove", ""), ("/prove", "person")])
@pytest.mark.parametrize("back", ["", "/agree?version=1", "/help"])
def test_the_provider_always_asks_anew(proving: ProvingHouse, base: str, role: str, back: str) -> None:
    """A session that lives in some browser proves nobody: not before an agreement, and not for an account."""
    begun = send(proving.client(), f"{base}/way/north-id", role, back=f"{base.removesuffix('/prove')}{back}")
    assert {"prompt=login", "max_age=0"} <= set(urlsplit(led_to(begun.text)).query.split("&"))


def test_what_came_back_once_does_not_come_back_again(proving: ProvingHouse) -> None:
    client = proving.client()
    told(proving.play, led_to(send(client, "/prove/way/north-id", "person").text))
    assert client.get("/prove/north-id/back", params=proving.play.answer).status_code == 200
    again = client.get("/prove/north-id/back", params=proving.play.answer)
    assert (again.status_code, len(records(proving))) == (403, 1)


def test_whoever_asks_only_for_the_head_of_the_way_back_finishes_nothing(proving: ProvingHouse) -> None:
    client = proving.client()
    told(proving.play, led_to(send(client, "/prove/way/north-id", "person").text))
    before = bodies(proving.database)
    head = client.head("/prove/north-id/back", params=proving.play.answer)
    assert (head.status_code, head.content, "Content-Length" in head.headers) == (200, b"", False)
    assert (records(proving), bodies(proving.database)) == ([], before)
    assert client.head("/prove/north-id/back", params={"state": "x"}).status_code == 403
    assert client.get("/prove/north-id/back", params=proving.play.answer).status_code == 200
    assert records(proving) == [(Method.OIDC, 2)]


def test_whoever_asks_only_for_the_head_of_the_way_back_uses_up_nobody_s_tries(proving: ProvingHouse) -> None:
    client = proving.client()
    told(proving.play, led_to(send(client, "/prove/way/north-id", "person").text))
    for _ in range(200):
        assert client.head("/prove/north-id/back", params=proving.play.answer).status_code == 200
    assert client.get("/prove/north-id/back", params=proving.play.answer).status_code == 200


def test_another_browser_cannot_finish_what_one_has_begun(proving: ProvingHouse) -> None:
    """Whoever is made to open the attacker's way back shows no cookie of that try."""
    client, victim = proving.client(), proving.client()
    told(proving.play, led_to(send(client, "/prove/way/north-id", "person").text))
    assert victim.get("/prove/north-id/back", params=proving.play.answer).status_code == 403
    send(victim, "/prove/way/north-id", "person")
    assert victim.get("/prove/north-id/back", params=proving.play.answer).status_code == 403
    assert records(proving) == []


def test_with_a_wallet_on_another_device(proving: ProvingHouse) -> None:
    client, phone = proving.client(), proving.client()
    begun = send(client, "/prove/way/wallet", "person")
    assert "<svg" in begun.text
    address = begun.text.split("request_uri=")[1].split('"')[0]
    place = urlsplit(unquote(address)).path
    assert "Nothing has come yet" in client.get("/prove/done", headers=PERSON).text
    request = read(phone.get(place).text)
    assert read(phone.post(place, data={"wallet_nonce": "w1"}).text)["wallet_nonce"] == "w1"
    posted = shown_for(request, proving.lists.at, proving.lists).posted()
    where = urlsplit(request["response_uri"]).path
    assert phone.post(where, data=posted).status_code == 200
    assert "Thank you" in client.get("/prove/done", headers=PERSON).text
    assert phone.post(where, data=posted).status_code == 403
    assert phone.get(place).status_code == 403
    assert records(proving) == [(Method.OID4VP, 3)]


def test_with_a_code_sent_to_a_phone(proving: ProvingHouse) -> None:
    client = proving.client()
    typing = send(client, "/prove/way/phone", "person", phone="+86 138-0000 0000")
    assert typing.status_code == 200
    body, headers = proving.gateway.sent[0]
    told_ = json.loads(body)
    assert told_["to"] == "+8613800000000"
    assert headers["Tellmark-Signature"].startswith("t=")
    place = "/prove/way/phone/code"
    wrong = client.post(place, data={"form_token": token_of(typing.text), "code": "xxxxxx"}, headers=PERSON)
    assert wrong.status_code == 403
    sent = {"form_token": token_of(wrong.text), "code": told_["code"]}
    right = client.post(place, data=sent, headers=PERSON)
    assert right.status_code == 200
    assert records(proving) == [(Method.PHONE, 1)]
    assert not any(b"13800000000" in body for body in bodies(proving.database))


def test_by_a_link_only_what_tells_a_person_from_others_is_a_way(proving: ProvingHouse) -> None:
    """Who holds a telephone, or what a register says of a company, is not who agrees to be recreated."""
    client = proving.client()
    shown = client.get(f"/c/{LINK}/prove").text
    assert [name for name in proving.verifiers if f"/prove/way/{name}" in shown] == ["north-id", "wallet", "officer"]
    for name in ("phone", "company"):
        assert client.get(f"/c/{LINK}/prove/way/{name}").status_code == 404


def test_nobody_else_proves_for_whom_something_is_proved_already(proving: ProvingHouse) -> None:
    """Neither whoever else has read the link, nor whoever sits at the computer of somebody who is signed in."""
    base = f"/c/{LINK}/prove"
    assert by_provider(proving, proving.client(), base, "", "sub-1").status_code == 200
    assert sum(b"identity.first_proof_by_link" in body for body in bodies(proving.database)) == 1
    for place, role in ((base, ""), ("/prove", "person")):
        stranger = by_provider(proving, proving.client(), place, role, "sub-2")
        assert stranger.status_code == 403
        assert "Somebody else has proved here already" in stranger.text
        assert by_provider(proving, proving.client(), place, role, "sub-1").status_code == 200
    assert records(proving) == [(Method.OIDC, 2)] * 3
    assert b"proof.another_human" in b"".join(bodies(proving.database))
    assert sum(b"identity.first_proof_by_link" in body for body in bodies(proving.database)) == 1


def makes_a_passkey(proving: ProvingHouse, ago: timedelta = timedelta()) -> None:
    who = SubjectId(proving.person)
    with proving.database.write(ACME) as unit:
        Accounts(unit).add(Account(who, AccountState.ACTIVE, frozenset({Role.DEPICTED_PERSON}), unit.at))
        made, key = Passkey(PasskeyId("p" * 64), who, b"c", b"k", 0, unit.at - ago), key_of(unit, proving.vault, who)
        Passkeys(unit).add(made, "phone", key)


@pytest.mark.parametrize("passkey", ["before", "meanwhile", "never"])
def test_a_page_that_a_proof_alone_has_opened_joins_no_further_source(proving: ProvingHouse, passkey: str) -> None:
    """Whoever walks up to it would join a source of their own, and come in by that from then on."""
    client = proving.client()
    assert by_provider(proving, client, "/prove", "person", "sub-1").status_code == 200
    if passkey == "before":
        makes_a_passkey(proving, timedelta(minutes=5))
    assert ("With a passkey you can add another" in client.get("/prove", headers=PERSON).text) == (passkey != "before")
    begun = send(client, "/prove/way/wallet", "person")
    if passkey == "meanwhile":  # the holder comes, and whoever began it is out
        makes_a_passkey(proving)
    asked = read(client.get(urlsplit(unquote(begun.text.split("request_uri=")[1].split('"')[0])).path).text)
    posted = shown_for(asked, proving.lists.at, proving.lists).posted()
    came = client.post(urlsplit(asked["response_uri"]).path, data=posted)
    assert came.status_code == 403
    assert set(records(proving)) == {(Method.OIDC, 2)}
    assert (b"wallet.joins_nothing" in b"".join(bodies(proving.database))) == (passkey == "before")


def test_whoever_is_known_by_their_wallet_and_has_a_passkey_adds_a_provider(proving: ProvingHouse) -> None:
    client = proving.client()
    begun = send(client, "/prove/way/wallet", "person")
    asked = read(client.get(urlsplit(unquote(begun.text.split("request_uri=")[1].split('"')[0])).path).text)
    posted = shown_for(asked, proving.lists.at, proving.lists).posted()
    assert client.post(urlsplit(asked["response_uri"]).path, data=posted).status_code == 200
    makes_a_passkey(proving, timedelta(minutes=5))
    assert by_provider(proving, client, "/prove", "person", "sub-1").status_code == 200
    assert set(records(proving)) == {(Method.OIDC, 2), (Method.OID4VP, 3)}


@pytest.mark.parametrize("role", [Role.REQUESTER, Role.IDENTITY_OFFICER])
def test_nothing_is_proved_by_a_link_of_somebody_who_is_staff(proving: ProvingHouse, role: Role) -> None:
    """Who reads the link would put their own face on an account that may ask, or check others."""
    who = SubjectId(proving.person)
    with proving.database.write(ACME) as unit:
        Accounts(unit).add(Account(who, AccountState.ACTIVE, frozenset({role}), unit.at))
    refused = by_provider(proving, proving.client(), f"/c/{LINK}/prove", "", "sub-1")
    assert refused.status_code == 403
    assert "can sign in here" in refused.text
    assert records(proving) == []


def shown_by_link(proving: ProvingHouse) -> list[tuple[int, str]]:
    """Return all that whoever has read the link, and proves nothing, is shown; without what is drawn by lot."""
    client, base = proving.client(), f"/c/{LINK}/prove"
    pages = [base, f"{base}/done", *(f"{base}/way/{name}" for name in ("north-id", "wallet", "officer"))]
    seen = [client.get(page) for page in pages]
    for name in ("north-id", "wallet", "officer"):
        seen += [send(client, f"{base}/way/{name}", ""), client.get(f"{base}/done")]
    return [(one.status_code, BY_LOT.sub("…", one.text)) for one in seen]


def test_by_a_link_nobody_learns_whether_there_is_an_account_before_they_prove_something(proving: ProvingHouse) -> None:
    without = shown_by_link(proving)
    makes_a_passkey(proving)
    for before, after in zip(without, shown_by_link(proving), strict=True):
        assert after == before
    assert {status for status, _ in without} == {200, 404}  # nothing was begun yet when the first asked what came of it
    for _, page in (without[0], without[-3]):  # the ways, and the page on which a wallet is waited for
        assert "sign in instead" in page
    assert "sign in instead" not in proving.client().get("/prove", headers=PERSON).text


def test_by_a_link_is_shown_only_what_this_browser_has_proved(proving: ProvingHouse) -> None:
    client, other, base = proving.client(), proving.client(), f"/c/{LINK}/prove"
    assert by_provider(proving, client, base, "", "sub-1").status_code == 200
    assert "What is known already" in client.get(base).text
    assert "What is known already" not in other.get(base).text


def test_whoever_only_holds_the_link_is_told_nothing_of_what_was_proved(proving: ProvingHouse) -> None:
    base, client = f"/c/{LINK}/prove", proving.client()
    assert by_provider(proving, client, base, "", "sub-1").status_code == 200
    said = "What is known already"
    assert said in client.get(base).text
    assert said in proving.client().get("/prove", headers=PERSON).text
    assert said not in proving.client().get(base).text


def test_a_proof_belongs_to_the_browser_that_made_it(proving: ProvingHouse) -> None:
    client, other = proving.client(), proving.client()
    assert by_provider(proving, client, f"/c/{LINK}/prove", "", "sub-1").status_code == 200
    send(other, f"/c/{LINK}/prove/way/north-id", "")  # begun there, and not finished
    knows, who = KnowsAssurance(proving.vault), SubjectId(proving.person)
    with proving.database.read(ACME) as unit:
        assert knows.proved(unit, who, client.cookies) is not None
        assert knows.proved(unit, who, other.cookies) is None
        assert knows.proved(unit, who, {}) is None
        handle, _, _ = client.cookies["tellmark-prove"].partition("~")
        assert knows.proved(unit, who, {"tellmark-prove": f"{handle}~{'A' * 43}"}) is None


def test_a_code_may_be_tried_five_times(proving: ProvingHouse) -> None:
    client = proving.client()
    page = send(client, "/prove/way/phone", "person", phone="+8613800000000")
    code = json.loads(proving.gateway.sent[0][0])["code"]
    for _ in range(5):
        page = client.post(
            "/prove/way/phone/code", data={"form_token": token_of(page.text), "code": "no"}, headers=PERSON
        )
    last = client.post("/prove/way/phone/code", data={"form_token": token_of(page.text), "code": code}, headers=PERSON)
    assert last.status_code == 403
    assert records(proving) == []


@pytest.mark.parametrize("number", ["", "12345", "+1 202 555 0100", "+86", "+86138000000000000000", "0086 1380000"])
def test_a_number_that_the_gateway_does_not_take_is_told_at_its_field(proving: ProvingHouse, number: str) -> None:
    answer = send(proving.client(), "/prove/way/phone", "person", phone=number)
    assert answer.status_code == 422
    assert 'href="#phone"' in answer.text
    assert proving.gateway.sent == []


def test_whoever_sends_too_often_is_told_to_wait(proving: ProvingHouse, unhurried: None) -> None:
    client = proving.client()
    for _ in range(20):
        assert send(client, "/prove/way/phone", "person", phone="+8613800000000").status_code == 200
    assert send(client, "/prove/way/phone", "person", phone="+8613800000001").status_code == 429
    assert len(proving.gateway.sent) == 20


def test_whoever_holds_a_link_uses_up_nobody_else_s_tries(proving: ProvingHouse, monkeypatch: Any) -> None:
    monkeypatch.setattr(service, "MOST_A_DAY", 2)
    client, place = proving.client(), f"/c/{LINK}/prove/way/officer"
    assert [send(client, place, "").status_code for _ in range(3)] == [200, 200, 429]
    assert send(client, "/prove/way/officer", "person").status_code == 200


def test_an_officer_s_case_is_answered_by_no_browser(proving: ProvingHouse) -> None:
    """What two officers say does not come in a query."""
    client = proving.client()
    assert send(client, "/prove/way/officer", "person").status_code == 200
    handle = client.cookies["tellmark-prove"].partition("~")[0]
    forged = {"state": handle, "first": "a", "second": "b", "document": "passport", "evidence": "e" * 64,
              "pseudonym": "x", "age": "adult"}  # fmt: skip
    assert client.get("/prove/officer/back", params=forged).status_code == 403
    assert client.post(f"/v1/identity/wallet/officer/{handle}", data=forged).status_code == 403
    assert records(proving) == []


def test_a_provider_that_does_not_answer_is_said(proving: ProvingHouse) -> None:
    proving.play.metadata["issuer"] = "https://another.example"
    answer = send(proving.client(), "/prove/way/north-id", "person")
    assert answer.status_code == 503


def test_programs_begin_a_proof_once_under_a_key(proving: ProvingHouse) -> None:
    client = proving.client()
    headers = {**PERSON, "Idempotency-Key": "k1"}
    first = client.post("/v1/identity/proofs", json={"verifier": "north-id"}, headers=headers)
    again = client.post("/v1/identity/proofs", json={"verifier": "north-id"}, headers=headers)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.json()["next"]["kind"] == "go"
    assert again.headers["Idempotency-Replayed"] == "true"
    other = client.post("/v1/identity/proofs", json={"verifier": "phone"}, headers=headers)
    assert other.status_code == 422


def test_programs_see_records_without_number_or_document(proving: ProvingHouse) -> None:
    client = proving.client()
    told(proving.play, led_to(send(client, "/prove/way/north-id", "person").text))
    client.get("/prove/north-id/back", params=proving.play.answer)
    shown = client.get("/v1/identity/assurance", headers=PERSON)
    assert [one["method"] for one in shown.json()["items"]] == ["oidc"]
    assert "sub-1" not in shown.text
    record = shown.json()["items"][0]["id"]
    place = f"/v1/identity/assurance/{record}/revoke"
    for how in (
        "tired",
        "code",
    ):  # it stops what somebody has agreed to: an officer shows again, by a passkey, who it is
        refused = client.post(place, headers={"Authorization": f"Bearer first {how}"})
        assert refused.json()["code"] == "web.step_up_needed"
    ended = client.post(place, headers={"Authorization": "Bearer first"})
    assert ended.json() == {"revoked": True, "changed": True}
    with proving.database.read(ACME) as unit:
        assert assured(unit, proving.vault, SubjectId(proving.person)) is None


def test_the_ways_are_public_and_the_rest_is_not(proving: ProvingHouse) -> None:
    client = proving.client()
    assert {one["name"] for one in client.get("/v1/identity/verifiers").json()["items"]} == set(proving.verifiers)
    for place in ("/prove", "/prove/way/phone", "/v1/identity/assurance", "/review/identity", f"/c/{'0' * 43}/prove"):
        assert client.get(place).status_code == 401


@pytest.mark.parametrize("body", [b'{"verifier":"\xff"}', b'{"verifier":' + b"[" * 4000, b"\xff\xfe", b"[]"])
def test_a_body_that_cannot_be_read_is_refused_in_words(proving: ProvingHouse, body: bytes) -> None:
    refused = proving.client().post("/v1/identity/proofs", content=body, headers=PERSON)
    assert refused.status_code == 422
    assert refused.json()["code"] == "web.bad_form"
