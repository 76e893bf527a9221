"""Over HTTP: agreed, changed hands, stands still, asked anew, agreed, counts again; and the receipt of it holds."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

import paper_receipts
from consent_requests import ASKS, CHECKS, SCOPE, USE, WORDS, asked, body, fits
from consent_steps import Studio
from hands_steps import ACCOUNT, OTHERS
from in_process import InProcess
from paper_house import bearer, client_of, guard_of, repeats_of
from store_children import LOG, NOON
from tellmark.consent.model import CONFIRM, REVIEW, ConsentState, Verdict
from tellmark.consent.officers.handing.api import routes
from tellmark.consent.receipt_checks import judge
from tellmark.consent.receipts import read_bundle
from tellmark.proof.log.trust import Trust
from tellmark.surface.guard import Guard

MAY = {"first": frozenset({REVIEW}), "second": frozenset({CONFIRM}), "neither": frozenset({"mark"})}
FIRST, SECOND, NEITHER = (bearer(f"acme/{name}") for name in MAY)
PAPER = {"paper": "7" * 64}
BASE = "/v1/consents/hands"


@pytest.fixture
def officers(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> InProcess:
    guard = guard_of(studio.database, MAY)
    monkeypatch.setattr(
        Guard, "needs_step_up", lambda self, _within, *may, level=1: self.needs(*may)
    )  # keys prove nothing anew
    return client_of(routes(studio.database, repeats_of(studio.database), guard, "Studio North"))


def agreed(studio: Studio, client: InProcess, **asks: Any) -> dict[str, Any]:
    """Ask somebody, and let them agree; return the request as whoever asked sees it then."""
    request = asked(client, **asks)["items"][0]["id"]
    studio.read(request)
    studio.decided(studio.document(request, Verdict.GRANT))
    found: dict[str, Any] = client.get(f"/v1/consents/{request}", headers=ASKS).json()
    return found


def told(**changes: Any) -> dict[str, Any]:
    new = {"name": OTHERS.name, "contact": OTHERS.contact, "number": OTHERS.number}
    return {"kind": "service", **new, "since": "2026-11-20T00:00:00Z", **PAPER, **changes}


def test_two_officers_enter_confirm_and_take_back(studio: Studio, officers: InProcess) -> None:
    made = officers.post(BASE, json=told(), headers={**FIRST, "Idempotency-Key": "once"})
    again = officers.post(BASE, json=told(), headers={**FIRST, "Idempotency-Key": "once"})
    assert (made.status_code, again.json()) == (201, made.json()), made.text
    fits(made.json(), "HandsAnswer")
    one = f"{BASE}/{made.json()['id']}"
    assert officers.post(f"{one}/confirm", json=PAPER, headers=FIRST).status_code == 403
    other = officers.post(f"{one}/confirm", json={"paper": "8" * 64}, headers=SECOND)
    assert (other.status_code, other.json()["code"]) == (403, "consent.not_bound")
    done = officers.post(f"{one}/confirm", json=PAPER, headers=SECOND)
    assert (done.status_code, done.json()["state"]) == (200, "counts"), done.text
    listed = officers.get(BASE, headers=FIRST).json()
    fits(listed, "AllHandsAnswer")
    assert [found["id"] for found in listed["items"]] == [made.json()["id"]]
    assert officers.post(f"{one}/wrong", json={"reason": "documents"}, headers=FIRST).status_code == 200
    undone = officers.post(f"{one}/wrong/confirm", json=PAPER, headers=SECOND)
    assert undone.json()["state"] == "undoing", undone.text
    assert officers.post(f"{one}/let-be", headers=FIRST).status_code == 412
    studio.clocks_run()


def test_who_has_an_account_now_is_not_called_as_the_service_is(studio: Studio, officers: InProcess) -> None:
    studio.granted()
    borrowed = told(kind="account", former=ACCOUNT.id, name="Studio-North")
    refused = officers.post(BASE, json=borrowed, headers=FIRST)
    assert (refused.status_code, refused.json()["code"]) == (403, "consent.misleading_name")


def test_what_was_entered_is_let_be(officers: InProcess) -> None:
    made = officers.post(BASE, json=told(), headers=FIRST).json()["id"]
    assert officers.post(f"{BASE}/{made}/let-be", headers=FIRST).status_code == 204
    assert officers.get(BASE, headers=FIRST).json()["items"] == []


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"kind": "person"}, 422), ({"paper": "x"}, 422), ({"former": "nobody", "kind": "account"}, 404),
     ({"number": "91110000MA01ABCD2X"}, 403), ({"name": "Hаrbour"}, 403), ({"more": 1}, 422)],
)  # fmt: skip
def test_what_cannot_be_is_refused(officers: InProcess, wrong: dict[str, Any], status: int) -> None:
    refused = officers.post(BASE, json=told(**wrong), headers=FIRST)
    assert refused.status_code == status, refused.text


@pytest.mark.parametrize(
    "since",
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00-14:00",
     "1899-12-31T00:00:00Z", "2028-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59+14:00",
     "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59-23:59"],
)  # fmt: skip
def test_a_day_beyond_all_sense_is_refused_in_words(officers: InProcess, since: str) -> None:
    refused = officers.post(BASE, json=told(since=since), headers=FIRST)
    assert refused.status_code in (403, 422), refused.text
    assert refused.json()["code"] in ("consent.bad_hands", "web.bad_body"), refused.text
    assert officers.get(BASE, headers=FIRST).json()["items"] == []


def test_a_year_ahead_and_long_ago_can_be_meant(officers: InProcess) -> None:
    for since in ("1950-01-01T00:00:00+14:00", "2027-11-01T00:00:00-12:00"):
        made = officers.post(BASE, json=told(since=since), headers=FIRST)
        assert made.status_code == 201, made.text
        done = officers.post(f"{BASE}/{made.json()['id']}/confirm", json=PAPER, headers=SECOND)
        assert done.status_code == 200, done.text


def test_nobody_else_comes_near(officers: InProcess) -> None:
    for method, path in (("GET", BASE), ("POST", BASE), ("POST", f"{BASE}/x/confirm"), ("POST", f"{BASE}/x/wrong")):
        assert officers.request(method, path, json={}, headers=NEITHER).status_code == 403
    assert officers.post(f"{BASE}/x/confirm", json=PAPER, headers=SECOND).status_code == 404


def test_agreed_changed_hands_held_asked_anew_agreed_and_it_counts_again(
    studio: Studio, client: InProcess, officers: InProcess, integrate: Callable[[], None]
) -> None:
    who = {"contact": "lin@example.org", "name": "Lin Mei"}
    first = agreed(studio, client, persons=[who])
    use = {"subjects": [first["subject"]], "use": USE}
    assert client.post("/v1/consents/check", json=use, headers=CHECKS).json()["covered"] is True
    made = officers.post(BASE, json=told(kind="account", former=studio.request(first["id"]).requester), headers=FIRST)
    officers.post(f"{BASE}/{made.json()['id']}/confirm", json=PAPER, headers=SECOND)
    studio.place.later(minutes=1)
    refused = client.post("/v1/consents/check", json=use, headers=CHECKS).json()
    assert refused["covered"] is False
    assert refused["uncovered"][0]["near"][0]["reasons"] == ["suspended"]
    at_once = client.get(f"/v1/consents/{first['id']}", headers=ASKS).json()
    assert at_once["consent"]["state"] == "suspended", "at once, before its hold is written"
    studio.place.later(minutes=1)
    studio.clocks_run()
    seen = client.get(f"/v1/consents/{first['id']}", headers=ASKS).json()
    assert seen["consent"]["state"] == "suspended"
    assert [one["type"] for one in seen["history"]][-1] == "consent.held"
    again = {"persons": [who], "supersedes": first["consent"]["id"], "scope": SCOPE}
    former = client.post("/v1/consents", json=body(**again), headers=ASKS)
    assert (former.status_code, former.json()["code"]) == (403, "consent.bad_ask")
    second = agreed(studio, client, **again, words={**WORDS, "asker": OTHERS.name})
    assert client.post("/v1/consents/check", json=use, headers=CHECKS).json()["covered"] is True
    assert studio.consent(first["consent"]["id"]).state is not ConsentState.SUSPENDED
    integrate()
    receipt = client.get(f"/v1/consents/{second['id']}/receipt.json", headers=ASKS).content
    found = judge(read_bundle(receipt), paper_receipts.keys().pins(), Trust((LOG.key,)), NOON)
    assert {one.check: one.state for one in found.found} == {one.check: "holds" for one in found.found}
    changes = client.get("/v1/consents/changes", headers=CHECKS).json()["items"]
    (told_of,) = [one for one in changes if one["type"] == "consent.hands_confirmed"]
    assert OTHERS.name not in str(changes)
    assert told_of["data"]["kind"] == "account"
