"""`/v1/consents/speakers` and `/standings`: two officers, those concerned, and no day of birth in any answer."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from fastapi.routing import APIRoute

from consent_requests import fits
from consent_steps import Studio, answering
from in_process import InProcess
from opaque_ids import beside_ids
from paper_house import KnowsByName, bearer, client_of, guard_of, repeats_of
from tellmark.consent.model import ANSWER, CONFIRM, REVIEW, StandingKind
from tellmark.consent.openapi import schemas
from tellmark.consent.service import contest, representatives_of, standing_of
from tellmark.consent.speaking.api import routes
from tellmark.subjects.service import open_subject
from tellmark.surface.principal import Assurance, Kind, Knows, Principal, Shown
from tellmark.verify import api as verify_api
from tellmark.web import marking
from tellmark.work.hooks import api as hooks_api

MAY = {
    "first": frozenset({REVIEW}), "second": frozenset({CONFIRM}), "both": frozenset({REVIEW, CONFIRM}),
    "person": frozenset({ANSWER}), "all": frozenset({REVIEW, CONFIRM, ANSWER}),
}  # fmt: skip
FIRST, SECOND, BOTH, PERSON, ALL = (bearer(f"acme/{name}") for name in MAY)
REASON = {"reason": "documents"}
SEEN = {"paper": "birth_certificate", "document": "ab" * 32}


@dataclass(frozen=True)
class SignedIn(KnowsByName):
    """Knows those who have signed in, and shown at *level*, so many *minutes* ago, who they are."""

    level: int = 2
    minutes: int = 0

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        found, shown_at = super().who(shown, at), at - timedelta(minutes=self.minutes)
        return found and replace(found, kind=Kind.STAFF, assurance=Assurance(self.level, shown_at))


def at_the_door(studio: Studio, knows: Knows) -> InProcess:
    guard = replace(guard_of(studio.database, MAY), knows=knows)
    return client_of(routes(studio.database, studio.vault, studio.age, repeats_of(studio.database), guard))


@pytest.fixture
def client(studio: Studio) -> InProcess:
    return at_the_door(studio, SignedIn(MAY))


def told(studio: Studio, **changes: Any) -> dict[str, Any]:
    with studio.unit(answering("nobody")) as unit:
        people = [open_subject(unit, studio.vault).id for _ in range(2)]
    return {"person": people[0], "speaker": people[1], "role": "guardian", "until": "2027-06-01T00:00:00Z",
            **SEEN, **changes}  # fmt: skip


def test_one_records_another_confirms_and_a_repeat_does_nothing_twice(studio: Studio, client: InProcess) -> None:
    document, once = told(studio), {"Idempotency-Key": "once"}
    made = client.post("/v1/consents/speakers", json=document, headers={**FIRST, **once})
    assert made.status_code == 201, made.text
    fits(made.json(), "SpeakerAnswer")
    again = client.post("/v1/consents/speakers", json=document, headers={**FIRST, **once})
    assert (again.status_code, again.json()) == (201, made.json())
    listed = client.get(f"/v1/consents/speakers?person={document['person']}", headers=FIRST).json()
    fits(listed, "SpeakersAnswer")
    assert [one["state"] for one in listed["items"]] == ["proposed"]
    confirm = f"/v1/consents/speakers/{made.json()['id']}/confirm"
    assert client.post(confirm, json=REASON, headers=FIRST).status_code == 403
    done = client.post(confirm, json=REASON, headers=SECOND)
    assert (done.status_code, done.json()["state"]) == (200, "confirmed"), done.text
    assert "consent.case_reasoned" in studio.names()


@pytest.mark.parametrize(("knows", "opens"), [
    (KnowsByName(MAY), set()), (SignedIn(MAY, minutes=6), set()), (SignedIn(MAY, level=1), {"refuse", "contest"}),
    (SignedIn(MAY), {"refuse", "contest", "speakers", "standings", "end", "agreed", "confirm", "standings/refuse"}),
], ids=["the key of a program", "too long ago", "a code", "a passkey just now"])  # fmt: skip
def test_each_route_asks_for_a_proof_just_now_and_for_a_passkey_where_it_decides_for_another(
    studio: Studio, knows: Knows, opens: set[str]
) -> None:
    """For a minute's absence of an officer would be enough to make somebody another's guardian."""
    door, ways = at_the_door(studio, knows), _ways(studio)
    assert len(ways) == 10
    for method, path in ways:
        answer = door.request(method, path, headers=ALL, json=None if method == "GET" else {})
        asked = answer.json().get("code") == "web.step_up_needed"
        assert asked == (_act(path) not in opens), (method, path, answer.text)
        assert asked == (answer.status_code == 401)


def _act(path: str) -> str:
    """Return what a *path* does: its last part; to refuse a standing is not to refuse a speaker."""
    act = path.partition("?")[0].rpartition("/")[2]
    return f"standings/{act}" if act == "refuse" and "/standings/" in path else act


def _ways(studio: Studio) -> list[tuple[str, str]]:
    """Return how each route is asked for, as the routes themselves tell."""
    guard = guard_of(studio.database, MAY)
    found = routes(studio.database, studio.vault, studio.age, repeats_of(studio.database), guard).routes
    return [(method, re.sub(r"{\w+}", "one", one.path)) for one in found if isinstance(one, APIRoute)
            for method in one.methods or ()]  # fmt: skip


def test_nobody_confirms_their_own_and_an_alarm_has_to_be_named(studio: Studio, client: InProcess) -> None:
    mine = client.post("/v1/consents/speakers", json=told(studio), headers=BOTH).json()["id"]
    own = client.post(f"/v1/consents/speakers/{mine}/confirm", json=REASON, headers=BOTH)
    assert (own.status_code, own.json()["code"]) == (403, "consent.not_yours")
    assert "www-authenticate" not in own.headers  # who they are is known: to sign in once more helps nobody
    busy = told(studio)
    for _ in range(4):
        document = told(studio, speaker=busy["speaker"])
        made = client.post("/v1/consents/speakers", json=document, headers=FIRST).json()
    assert made["alarms"] == ["many_wards"]
    confirm = f"/v1/consents/speakers/{made['id']}/confirm"
    assert client.post(confirm, json=REASON, headers=SECOND).json()["code"] == "consent.alarmed"
    named = {**REASON, "despite": ["many_wards"]}
    assert client.post(confirm, json=named, headers=SECOND).json()["state"] == "confirmed"


def test_those_concerned_contest_and_an_officer_says_that_they_agree_again(studio: Studio, client: InProcess) -> None:
    document = told(studio)
    made = client.post("/v1/consents/speakers", json=document, headers=FIRST).json()["id"]
    stranger = client.post(f"/v1/consents/speakers/{made}/contest", headers=PERSON)
    assert stranger.status_code == 404
    with studio.unit(answering(document["person"])) as unit:
        contest(unit, made)
    assert client.get(f"/v1/consents/speakers?person={document['person']}", headers=FIRST).json()["items"][0][
        "conflict"
    ]
    agreed = client.post(f"/v1/consents/speakers/{made}/agreed", json=REASON, headers=FIRST)
    assert agreed.json()["conflict"] is False
    ended = client.post(f"/v1/consents/speakers/{made}/end", json=REASON, headers=FIRST)
    assert ended.json()["state"] == "ended"
    with studio.look() as look:
        assert representatives_of(look, document["person"])[0].is_over
    assert client.post(f"/v1/consents/speakers/{made}/refuse", headers=PERSON).status_code == 404


def test_a_minor_s_day_of_birth_goes_in_and_comes_out_nowhere(studio: Studio, client: InProcess) -> None:
    person = told(studio)["person"]
    document = {"person": person, "kind": "minor", "born": "2015-03-04", **SEEN}
    made = client.post("/v1/consents/standings", json=document, headers=FIRST)
    assert made.status_code == 201, made.text
    fits(made.json(), "StandingAnswer")
    confirm, seen = f"/v1/consents/standings/{person}/confirm", {**REASON, "kind": "minor", **SEEN}
    for wrong in ({}, {"born": "2015-03-05"}, {"born": "2015-03-04", "kind": "adult"},
                  {"born": "2015-03-04", "document": "cd" * 32},
                  {"born": "2015-03-04", "paper": "court_order"}):  # fmt: skip
        changed = client.post(confirm, json={**seen, **wrong}, headers=SECOND)
        assert (changed.status_code, changed.json()["code"]) == (412, "consent.case_changed"), changed.text
    assert client.post(confirm, json={**seen, "born": "2090-01-01"}, headers=SECOND).status_code == 403
    assert client.post(confirm, json=REASON, headers=SECOND).status_code == 422
    done = client.post(confirm, json={**seen, "born": "2015-03-04"}, headers=SECOND)
    assert (done.json()["kind"], done.json()["confirmed"]) == ("minor", True), done.text
    told_back = beside_ids(made.content, done.content)
    assert b"2015" not in told_back
    assert b"2033" not in told_back
    with studio.look() as look:
        known = standing_of(look, studio.vault, person)
    assert known is not None
    assert (known.kind, known.majority_at and known.majority_at.year) == (StandingKind.MINOR, 2033)


def test_a_second_officer_says_no_to_what_is_proposed(studio: Studio, client: InProcess) -> None:
    person = told(studio)["person"]
    client.post("/v1/consents/standings", json={"person": person, "kind": "deceased", **SEEN}, headers=FIRST)
    refuse = f"/v1/consents/standings/{person}/refuse"
    assert client.post(refuse, json={**REASON, "kind": "deceased"}, headers=PERSON).status_code == 403
    changed = client.post(refuse, json={**REASON, "kind": "minor"}, headers=SECOND)
    assert (changed.status_code, changed.json()["code"]) == (412, "consent.case_changed")
    assert client.post(refuse, json={"kind": "deceased"}, headers=SECOND).status_code == 422
    done = client.post(refuse, json={**REASON, "kind": "deceased"}, headers=SECOND)
    fits(done.json(), "StandingAnswer")
    assert (done.status_code, done.json()) == (
        200, {"person": person, "kind": "adult", "confirmed": False, "proposed": None}
    )  # fmt: skip
    assert "consent.case_reasoned" in studio.names()
    confirm = {**REASON, "kind": "deceased", **SEEN}
    assert client.post(f"/v1/consents/standings/{person}/confirm", json=confirm, headers=SECOND).status_code == 412


@pytest.mark.parametrize("wrong", [
    {"role": "self"}, {"role": "friend"}, {"paper": "napkin"}, {"document": "x"}, {"until": "2020-01-01T00:00:00Z"},
    {"until": "2027-06-01"}, {"operations": ["anything"]}, {"person": "CR-00000000"}, {"speaker": "nobody"},
    {"grants": False, "withdraws": False}, {"since": "2028-01-01T00:00:00Z"}, {"name": "Li Wei"},
    {"until": "9999-12-31T23:59:59-23:59"}, {"since": "0001-01-01T00:00:00+23:59"},
])  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_recorded(
    studio: Studio, client: InProcess, wrong: dict[str, Any]
) -> None:
    refused = client.post("/v1/consents/speakers", json=told(studio, **wrong), headers=FIRST)
    assert 400 <= refused.status_code < 500
    assert "consent.representative_proposed" not in studio.names()


@pytest.mark.parametrize("wrong", [
    {"kind": "minor"}, {"kind": "minor", "born": "1990-01-01"}, {"kind": "minor", "born": "2090-01-01"},
    {"kind": "deceased", "born": "2015-03-04"}, {"kind": "immortal"}, {"kind": "minor", "born": "9999-12-31"},
])  # fmt: skip
def test_a_standing_that_cannot_be_is_refused(studio: Studio, client: InProcess, wrong: dict[str, Any]) -> None:
    document = {"person": told(studio)["person"], **SEEN, **wrong}
    refused = client.post("/v1/consents/standings", json=document, headers=FIRST)
    assert 400 <= refused.status_code < 500
    assert "consent.standing_proposed" not in studio.names()


def test_no_schema_of_consents_takes_the_place_of_another_room_s() -> None:
    rooms = [verify_api.schemas(), marking.schemas(), hooks_api.schemas()]
    ours = schemas()
    taken = {name for room in rooms for name, one in room.items() if ours.get(name, one) != one}
    assert taken == set()
