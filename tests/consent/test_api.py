"""`/v1/consents` over HTTP, on both databases: what programs may do, and what they are told."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from consent_requests import ASKS, CHECKS, RIVAL, SCOPE, USE, WORDS, asked, body, fits, granted, made_client
from consent_steps import Studio, person
from in_process import InProcess
from paper_house import bearer
from tellmark.consent.model import NoteKind, RequestId, Verdict
from tellmark.store.sequencer import Keeping


def test_a_request_is_composed_sent_followed_and_recalled(client: InProcess) -> None:
    made = client.post("/v1/consents", json=body(), headers=ASKS).json()
    (request,) = made["items"]
    assert (request["state"], request["version"], made["sent"]) == ("draft", 1, [])
    sent = client.post(f"/v1/consents/{request['id']}/send", headers=ASKS).json()
    fits(sent, "SentAnswer")
    assert sent["way"] == "yourself"
    assert sent["link"].startswith("https://tellmark.example/c/")
    shown = client.get(f"/v1/consents/{request['id']}", headers=ASKS)
    fits(shown.json(), "FollowedAnswer")
    assert (shown.json()["state"], shown.headers["ETag"]) == ("sent", '"1"')
    assert [(one["type"], one["by"]) for one in shown.json()["history"]] == [
        ("consent.drafted", "asker"), ("consent.sent", "asker"),
    ]  # fmt: skip
    (listed,) = client.get("/v1/consents", headers=ASKS).json()["items"]
    assert {**shown.json(), **listed} == shown.json(), "the list tells otherwise"
    assert set(shown.json()) - set(listed) == {"history", "case_words"}
    assert set(shown.json()["case_words"]) == {"en", "zh-Hans"}
    assert sent["link"].rpartition("/")[2] not in shown.text
    recalled = client.post(f"/v1/consents/{request['id']}/recall", headers=ASKS).json()
    assert recalled["state"] == "recalled"
    assert client.post(f"/v1/consents/{request['id']}/send", headers=ASKS).json()["code"] == "consent.already_answered"


def test_several_in_one_picture_are_each_asked_under_one_group(client: InProcess) -> None:
    persons = [{"contact": person().contact, "name": "Lin Mei"} for _ in range(2)]
    made = asked(client, persons=persons)
    assert made["group"] is not None
    assert {one["group"] for one in made["items"]} == {made["group"]}
    assert {one["subject"] for one in made["items"]} == {None}
    assert len({one["link"] for one in made["sent"]}) == 2


def test_nothing_is_composed_where_one_of_several_cannot_be_asked(client: InProcess) -> None:
    same = {"contact": person().contact, "name": "Lin Mei"}
    refused = client.post("/v1/consents", json=body(persons=[same, same]), headers=ASKS)
    assert refused.json()["code"] == "consent.bad_ask"
    assert client.get("/v1/consents", headers=ASKS).json()["items"] == []


def test_with_mail_the_link_goes_to_the_person_and_to_nobody_else(studio: Studio, keeping: Keeping) -> None:
    client = made_client(studio, keeping, mail=True)
    (sent,) = asked(client)["sent"]
    assert (sent["way"], sent["link"]) == ("mail", None)
    phone = [{"contact": "+8613800138000", "kind": "phone", "name": "Lin Mei"}]
    (by_hand,) = asked(client, persons=phone)["sent"]
    assert (by_hand["way"], by_hand["link"][:11]) == ("yourself", "https://tel")
    assert studio.names().count("consent.invitation_awaits_delivery") == 1


def test_an_event_of_an_invitation_holds_no_link(studio: Studio, client: InProcess) -> None:
    (sent,) = asked(client)["sent"]
    secret = sent["link"].rpartition("/")[2].encode()
    assert all(secret not in one.body for one in studio.said())


def test_an_edit_names_the_version_that_it_has_seen(client: InProcess) -> None:
    request = asked(client)["items"][0]["id"]
    less = {"scope": {**SCOPE, "territories": ["CN"]}, "words": WORDS}
    first = client.put(f"/v1/consents/{request}", json=less, headers={**ASKS, "If-Match": '"1"'})
    fits(first.json(), "RequestAnswer")
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    for late in ('"1"', '"7"', "", "*", "nonsense"):
        answer = client.put(f"/v1/consents/{request}", json=less, headers={**ASKS, "If-Match": late})
        assert answer.status_code == 412, late
    blind = client.put(f"/v1/consents/{request}", json=less, headers=ASKS)
    assert (blind.status_code, blind.json()["code"]) == (422, "web.no_version")


def test_the_list_comes_in_pages_and_can_be_narrowed(client: InProcess) -> None:
    made = [asked(client)["items"][0]["id"] for _ in range(5)]
    found, cursor = [], ""
    while True:
        page = client.get(f"/v1/consents?limit=2{cursor}", headers=ASKS).json()
        fits(page, "RequestPage")
        found += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert sorted(found) == sorted(made), "none twice, none left out"
    client.post(f"/v1/consents/{made[0]}/recall", headers=ASKS)
    assert [one["id"] for one in client.get("/v1/consents?state=recalled", headers=ASKS).json()["items"]] == made[:1]


def test_a_state_that_there_is_not_is_refused_with_those_that_there_are(client: InProcess) -> None:
    answer = client.get("/v1/consents?state=bogus", headers=ASKS)
    assert (answer.status_code, answer.json()["code"]) == (422, "web.bad_body")
    assert "granted" in answer.json()["remedy"]


def test_a_repeat_under_the_same_key_asks_nobody_twice(client: InProcess) -> None:
    document = body(send=True)
    headers = {**ASKS, "Idempotency-Key": "a-random-key"}
    first, second = (client.post("/v1/consents", json=document, headers=headers) for _ in range(2))
    assert first.json() == second.json()
    assert len(client.get("/v1/consents", headers=ASKS).json()["items"]) == 1


def test_who_asks_learns_of_nobody_who_is_known_here_before_they_agree(studio: Studio, client: InProcess) -> None:
    """The id of a person tells since when they are known here, through whomever."""
    (item,) = asked(client)["items"]
    subject = studio.request(RequestId(item["id"])).subject
    for told in (item, client.get(f"/v1/consents/{item['id']}", headers=ASKS).json()):
        assert subject not in str(told)
    assert granted(studio, client)["subject"] is not None


def test_a_use_is_checked_with_every_reason(studio: Studio, client: InProcess) -> None:
    request = granted(studio, client)
    ask = {"subjects": [request["subject"]], "use": USE}
    covered = client.post("/v1/consents/check", json=ask, headers=CHECKS).json()
    fits(covered, "CheckAnswer")
    assert covered["covered"] is True
    assert covered["persons"][0]["subject"] == request["subject"]
    wide = {"subjects": [request["subject"], "nobody"], "use": {**USE, "purpose": "news", "channels": ["cinema"]}}
    refused = client.post("/v1/consents/check", json=wide, headers=CHECKS).json()
    fits(refused, "CheckAnswer")
    assert refused["covered"] is False
    reasons = {one["subject"]: [near["reasons"] for near in one["near"]] for one in refused["uncovered"]}
    assert set(reasons[request["subject"]][0]) == {"purpose", "channel"}
    assert reasons["nobody"] == [["none_given"]]


def test_an_offer_is_taken_and_the_receipt_code_is_nobody_s_but_the_person_s(studio: Studio, client: InProcess) -> None:
    request = RequestId(asked(client)["items"][0]["id"])
    studio.read(request)
    known = studio.request(request)
    less = replace(known.scope, territories=frozenset({"CN"}))
    offer = replace(studio.document(request, Verdict.COUNTER), counter=less, ticks=less.ticks)
    studio.decided(offer)
    shown = client.get(f"/v1/consents/{request}", headers=ASKS).json()
    assert (shown["state"], shown["offer"]["scope"]["territories"]) == ("countered", ["CN"])
    other = client.post(f"/v1/consents/{request}/accept", json={"offer": "0" * 64}, headers=ASKS)
    assert (other.status_code, other.json()["code"]) == (412, "consent.offer_changed")
    assert client.post(f"/v1/consents/{request}/accept", headers=ASKS).status_code == 422
    read = {"offer": shown["offer"]["document"]}
    taken = client.post(f"/v1/consents/{request}/accept", json=read, headers=ASKS)
    fits(taken.json(), "OutcomeAnswer")
    assert taken.json()["outcome"] == "granted"
    assert taken.json()["request"]["consent"]["scope"]["territories"] == ["CN"]
    assert "receipt_code" not in taken.text
    again = client.post(f"/v1/consents/{request}/accept", json=read, headers=ASKS)
    assert (again.status_code, again.json()["code"]) == (409, "consent.no_counter")


def test_an_offer_is_declined_and_the_request_is_over(studio: Studio, client: InProcess) -> None:
    request = RequestId(asked(client)["items"][0]["id"])
    studio.read(request)
    less = replace(studio.request(request).scope, territories=frozenset({"CN"}))
    studio.decided(replace(studio.document(request, Verdict.COUNTER), counter=less), bound=False)
    declined = client.post(f"/v1/consents/{request}/decline", headers=ASKS).json()
    assert declined["state"] not in ("countered", "granted")


def test_whoever_holds_the_receipt_code_takes_it_back_without_a_key(studio: Studio, client: InProcess) -> None:
    request = RequestId(asked(client)["items"][0]["id"])
    studio.read(request)
    outcome = studio.decided(studio.document(request, Verdict.GRANT))
    code = outcome.receipt_code  # type: ignore[union-attr]  # it is a grant
    wrong = client.post("/v1/consents/withdraw", json={"code": "AAAA-BBBB-CCCC-DDDD"})
    assert wrong.status_code == 404
    gone = client.post("/v1/consents/withdraw", json={"code": code.lower()})
    fits(gone.json(), "WithdrawalAnswer")
    assert gone.status_code == 200
    assert client.get(f"/v1/consents/{request}", headers=ASKS).json()["consent"]["ending"] == "withdrawn"
    again = client.post("/v1/consents/withdraw", json={"code": code})
    assert again.json()["effects"] == gone.json()["effects"]


def test_codes_are_tried_so_often_a_minute_and_each_wrong_one_is_answered_alike(
    studio: Studio, client: InProcess
) -> None:
    """However a code is wrong, and whatever else is: nothing tells whose it would have been, or how near it was."""
    request = RequestId(asked(client)["items"][0]["id"])
    studio.read(request)
    code = studio.decided(studio.document(request, Verdict.GRANT)).receipt_code  # type: ignore[union-attr]  # a grant
    near = code[:-1] + ("A" if code[-1] != "A" else "B")
    wrong = ["AAAA-BBBB-CCCC-DDDD", near, "x", code[:14], code + "A", "é" * 16] * 3

    def answer(code: str, **more: str) -> tuple[int, object]:
        told = client.post("/v1/consents/withdraw", json={"code": code, **more})
        return told.status_code, told.json()

    faces = [(status, {**told, "instance": ""}) for status, told in map(answer, wrong)]  # type: ignore[dict-item]  # a mapping
    assert faces == [faces[0]] * len(wrong)
    assert faces[0][0] == 404
    (with_code, told), (without, untold) = answer(code, reason="No words"), answer(near, reason="No words")
    assert (with_code, without) == (403, 403)
    assert {**told, "instance": ""} == {**untold, "instance": ""}  # type: ignore[dict-item]  # a problem is a mapping
    assert client.get(f"/v1/consents/{request}", headers=ASKS).json()["consent"]["ending"] is None
    late = client.post("/v1/consents/withdraw", json={"code": code})
    assert (late.status_code, late.json()["code"]) == (429, "web.too_many")
    assert int(late.headers["Retry-After"]) > 0
    assert client.post("/v1/consents/withdraw", json={"code": code}, headers=ASKS).status_code == 200  # of their own


@pytest.mark.parametrize("raw", [b'{"code":"\xff"}', b'{"reason":"\xc3"}', b'{"\xff":1}', b'"\xed\xa0\x80"'])
def test_what_is_no_text_is_no_document_whoever_sends_it(client: InProcess, raw: bytes) -> None:
    answer = client.post("/v1/consents/withdraw", content=raw)
    assert (answer.status_code, answer.json()["code"]) == (422, "web.bad_body")


def test_a_program_decides_nothing_and_withdraws_nothing_in_a_person_s_place(studio: Studio, client: InProcess) -> None:
    request = granted(studio, client)["id"]
    assert client.post(f"/v1/consents/{request}/withdraw", json={}, headers=ASKS).status_code == 403
    assert client.post(f"/v1/consents/{request}/decide", json={}, headers=ASKS).status_code == 404


def test_a_silent_word_to_the_officers_shows_in_no_answer(
    studio: Studio, client: InProcess, integrate: Callable[[], None]
) -> None:
    quiet, other = (RequestId(asked(client)["items"][0]["id"]) for _ in range(2))
    for request, note in ((quiet, NoteKind.COERCION), (other, None)):
        studio.read(request)
        studio.decided(studio.document(request, Verdict.GRANT), note=note)
    integrate()
    answers = [client.get(f"/v1/consents/{one}", headers=ASKS).json() for one in (quiet, other)]
    assert [one["consent"]["state"] for one in answers] == ["active", "active"]
    told = client.get("/v1/consents/changes", headers=CHECKS).json()["items"]
    kinds = {
        request: [one["type"] for one in told if one["data"].get("request") == request] for request in (quiet, other)
    }
    assert kinds[quiet] == kinds[other]
    assert not {"consent.noted", "consent.held"} & {one["type"] for one in told}


def test_changes_are_followed_without_gaps_or_repeats(
    studio: Studio, client: InProcess, integrate: Callable[[], None]
) -> None:
    assert client.get("/v1/consents/changes", headers=CHECKS).json()["items"] == []
    granted(studio, client)
    waiting = client.get("/v1/consents/changes", headers=CHECKS).json()
    assert waiting["items"] == [], "what has no place in the log yet comes later"
    integrate()
    first = client.get(f"/v1/consents/changes?limit=1&since={waiting['next']}", headers=CHECKS).json()
    fits(first, "ChangesAnswer")
    assert [one["type"] for one in first["items"]] == ["consent.sent"]
    rest = client.get(f"/v1/consents/changes?since={first['next']}", headers=CHECKS).json()
    assert [one["type"] for one in rest["items"]] == ["consent.invitation_awaits_delivery", "consent.granted"]
    after = client.get(f"/v1/consents/changes?since={rest['next']}", headers=CHECKS).json()
    assert (after["items"], after["more"]) == ([], False)
    assert not {"by", "evidence", "record", "method", "level"} & {name for one in rest["items"] for name in one["data"]}


def test_a_cursor_of_another_list_or_tenant_is_none(client: InProcess) -> None:
    asked(client)
    asked(client)
    other = client.get("/v1/consents?limit=1", headers=ASKS).json()["next"]
    foreign = client.get("/v1/consents/changes", headers=bearer("birch/checker")).json()["next"]
    for cursor in (other, foreign, "x", "0"):
        answer = client.get(f"/v1/consents/changes?since={cursor}", headers=CHECKS)
        assert (answer.status_code, answer.json()["code"]) == (422, "web.bad_page")


PATHS = [
    ("GET", ""), ("PUT", ""), ("POST", "/send"), ("POST", "/recall"), ("POST", "/accept"), ("POST", "/decline"),
    ("GET", "/receipt.json"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_another_tenant_s_request_is_none(studio: Studio, client: InProcess, method: str, path: str) -> None:
    request = granted(studio, client)["id"]
    document = {"scope": SCOPE, "words": WORDS} if method == "PUT" else None
    headers = {**bearer("birch/requester"), "If-Match": '"1"'}
    answer = client.request(method, f"/v1/consents/{request}{path}", json=document, headers=headers)
    assert answer.status_code == 404
    assert client.request(method, f"/v1/consents/{request}{path}", json=document).status_code in (401, 404)
    marker = client.request(method, f"/v1/consents/{request}{path}", json=document, headers=bearer("acme/marker"))
    assert marker.status_code in (403, 404)


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_another_requester_s_request_is_answered_as_one_that_does_not_exist(
    studio: Studio, client: InProcess, method: str, path: str
) -> None:
    request = granted(studio, client)["id"]
    document = {"scope": SCOPE, "words": WORDS} if method == "PUT" else None
    headers = {**RIVAL, "If-Match": '"1"'}
    theirs, none = (
        client.request(method, f"/v1/consents/{one}{path}", json=document, headers=headers)
        for one in (request, "nothing-of-that-name")
    )
    assert (theirs.status_code, none.status_code) == (404, 404)
    told = [{name: text for name, text in one.json().items() if name != "instance"} for one in (theirs, none)]
    assert told[0] == told[1]
    assert client.get("/v1/consents", headers=RIVAL).json()["items"] == []
    assert client.get(f"/v1/consents/{request}/receipt.json", headers=CHECKS).status_code == 404


@pytest.mark.parametrize("changes", [
    {"persons": []}, {"persons": [{"contact": 1}]}, {"scope": {}}, {"scope": {**SCOPE, "exlcuded": ["sexual"]}},
    {"scope": {**SCOPE, "end": "2026-01-01T00:00:00Z"}}, {"scope": {**SCOPE, "end": "2027-01-01T00:00:00"}},
    {"scope": {**SCOPE, "max_outputs": -1}}, {"scope": {**SCOPE, "max_outputs": 10**30}},
    {"scope": {**SCOPE, "retention_days": 1_096}}, {"scope": {**SCOPE, "retention_days": 10**9}},
    {"scope": {**SCOPE, "modalities": []}}, {"scope": {**SCOPE, "pay": {"amount": 1, "currency": "cny"}}},
    {"words": {}}, {"words": {"purpose": "x" * 30_000}}, {"more": 1}, {"party": {"name": "Аpple"}},
    {"persons": [{"contact": "no address", "name": "Lin Mei"}]}, {"scope": {**SCOPE, "territories": ["nowhere"]}},
])  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_words_and_nothing_is_kept(
    client: InProcess, changes: dict[str, Any]
) -> None:
    answer = client.post("/v1/consents", content=json.dumps(body(**changes)), headers=ASKS)
    assert answer.status_code in (403, 404, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] in ("web.bad_body", "consent.bad_ask", "consent.misleading_name", "store.not_found")
    assert client.get("/v1/consents", headers=ASKS).json()["items"] == []
