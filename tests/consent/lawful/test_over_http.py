"""`/v1/bases`: two officers, a third for objections, no words and no digest before it is read; the numbers for all."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

import hands_steps
from basis_steps import EXTENT, PAPER, Weighing
from consent_requests import fits, made_client
from consent_steps import OFFICER, PROGRAM, Studio, answering
from hands_steps import OTHERS, confirmed, undone
from in_process import InProcess
from paper_house import bearer, client_of, guard_of, repeats_of
from store_children import LOG
from tellmark.consent.handed import service as handed
from tellmark.consent.hands.model import Former, HandKind
from tellmark.consent.lawful import service as lawful
from tellmark.consent.mine.copying import copy_of
from tellmark.consent.model import ANSWER, CHECK, CONFIRM, REQUEST, REVIEW
from tellmark.consent.weighing.api import routes
from tellmark.store.log_folder import LogFolder
from tellmark.store.sequencer import Keeping
from tellmark.surface.guard import Guard
from tellmark.surface.paging import Cursors
from tellmark.surface.secret import SIZE, Secret
from tellmark.values.instants import rfc3339

MAY = {
    "first": frozenset({REVIEW}), "second": frozenset({CONFIRM}), "third": frozenset({REVIEW}),
    "person": frozenset({ANSWER}), "asks": frozenset({REQUEST}), "checks": frozenset({CHECK}),
}  # fmt: skip
FIRST, SECOND, THIRD, PERSON, ASKS, CHECKS = (bearer(f"acme/{name}") for name in MAY)


@pytest.fixture
def client(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> InProcess:
    guard = guard_of(studio.database, MAY)
    monkeypatch.setattr(Guard, "needs_step_up", lambda self, _within, *may, level=1: self.needs(*may))
    return served(studio, guard)


def served(studio: Studio, guard: Guard) -> InProcess:
    cursors = Cursors(Secret(bytes(SIZE)))
    return client_of(routes(studio.database, studio.vault, studio.age, repeats_of(studio.database), cursors, guard))


def body(weighing: Weighing, subject: str, **changes: Any) -> dict[str, Any]:
    return {
        "person": subject, "ground": "news", "requester": "key-checker", "modalities": ["face"],
        "operations": ["face_swap"], "purposes": ["news"], "territory": "EU", "channels": ["web"], "max_outputs": 2,
        "until": rfc3339(weighing.studio.at + timedelta(days=9)), "reason": "A report on the mayor.", "paper": PAPER,
        "of_age": True, **changes,
    }  # fmt: skip


def test_two_officers_weigh_it_and_a_third_decides_on_the_objection(client: InProcess, weighing: Weighing) -> None:
    subject = weighing.somebody()
    made = client.post("/v1/bases", json=body(weighing, subject), headers=FIRST)
    assert made.status_code == 201, made.text
    one = made.json()
    fits(one, "BasisAnswer")
    assert (one["state"], one["paper"], one["person"]) == ("waiting", None, subject)
    assert "mayor" not in made.text and PAPER not in made.text
    place, read = f"/v1/bases/{one['id']}", {"paper": PAPER, "of_age": True}
    assert client.post(f"{place}/confirm", json=read, headers=FIRST).status_code == 403
    wrong = client.post(f"{place}/confirm", json={**read, "paper": "7" * 64}, headers=SECOND)
    assert (wrong.status_code, wrong.json()["code"]) == (403, "consent.bad_basis")
    assert client.post(f"{place}/confirm", json=read, headers=SECOND).json()["state"] == "in_effect"
    with weighing.studio.unit(answering(subject)) as unit:
        lawful.object_to(unit, lawful.told_of(unit, subject)[0].id)
    decided = {"upheld": False, "reason": "documents"}
    assert client.post(f"{place}/decide", json=decided, headers=FIRST).status_code == 403
    goes_on = client.post(f"{place}/decide", json=decided, headers=THIRD).json()
    assert (goes_on["state"], goes_on["upheld"]) == ("in_effect", False)
    over = client.post(f"{place}/end", headers=THIRD).json()
    assert (over["state"], over["ending"]) == ("ended", "officer")
    listed = client.get("/v1/bases", headers=SECOND).json()
    fits(listed, "BasisPage")
    assert [item["id"] for item in listed["items"]] == [one["id"]]


def test_whoever_reads_one_or_the_list_has_proved_who_they_are_a_moment_ago(studio: Studio, weighing: Weighing) -> None:
    """As on the page of one: each tells of whom it is."""
    asks_anew, stands = served(studio, guard_of(studio.database, MAY)), weighing.stands(weighing.somebody())
    for path in ("/v1/bases", f"/v1/bases/{stands.id}"):
        answer = asks_anew.get(path, headers=FIRST)
        assert (answer.status_code, answer.json()["code"]) == (401, "web.step_up_needed")
    assert asks_anew.get("/v1/bases/counts").status_code == 200


def test_the_list_comes_in_pages_and_what_waits_stands_on_the_first(client: InProcess, weighing: Weighing) -> None:
    waits, stands = weighing.entered(weighing.somebody()), []
    for _ in range(3):
        weighing.studio.place.at += timedelta(minutes=1)
        stands.append(weighing.stands(weighing.somebody()).id)
    first = client.get("/v1/bases?limit=2", headers=SECOND)
    fits(first.json(), "BasisPage")
    assert [one["id"] for one in first.json()["items"]] == [waits.id, stands[2], stands[1]]
    assert 'rel="next"' in first.headers["link"]
    second = client.get(f"/v1/bases?limit=2&cursor={first.json()['next']}", headers=SECOND).json()
    assert ([one["id"] for one in second["items"]], second["next"]) == ([stands[0]], None)
    for wrong in ("cursor=x", "limit=0", f"cursor={first.json()['next']}x"):
        assert client.get(f"/v1/bases?{wrong}", headers=SECOND).json()["code"] == "web.bad_page"
    other = client.get(f"/v1/bases?cursor={first.json()['next']}", headers=FIRST)
    assert other.json()["code"] == "web.bad_page"  # a cursor is of whoever was given it


def test_where_the_account_has_changed_hands_nothing_says_that_it_is_in_effect(
    client: InProcess, weighing: Weighing
) -> None:
    studio, subject, another = weighing.studio, weighing.somebody(), weighing.somebody()
    stands, contested = weighing.stands(subject), weighing.stands(another)
    waits = weighing.entered(subject, extent=replace(EXTENT, territory="KR"))
    with studio.unit(answering(another)) as unit:
        lawful.object_to(unit, contested.id)
    theirs = Former(HandKind.ACCOUNT, PROGRAM.account)
    with studio.unit(OFFICER) as unit:
        change = handed.enter(unit, theirs, OTHERS, studio.at, hands_steps.PAPER, known=True)
    confirmed(studio, change)
    studio.place.later(minutes=1)
    listed = {one["id"]: one["state"] for one in client.get("/v1/bases", headers=SECOND).json()["items"]}
    assert listed == {stands.id: "passed_on", waits.id: "passed_on", contested.id: "objected"}
    one = client.get(f"/v1/bases/{stands.id}", headers=SECOND).json()
    fits(one, "BasisAnswer")
    assert one["state"] == "passed_on"
    with studio.look(answering(subject)) as unit:
        (copied,) = json.loads(copy_of(unit, studio.vault, subject))["bases"]
    assert copied["state"] == "passed_on"
    undone(studio, change)
    assert client.get(f"/v1/bases/{stands.id}", headers=SECOND).json()["state"] == "in_effect"


def test_everybody_reads_the_numbers_and_officers_alone_the_rest(client: InProcess, weighing: Weighing) -> None:
    stands = weighing.stands(weighing.somebody())
    counts = client.get("/v1/bases/counts").json()
    fits(counts, "BasisCountsAnswer")
    assert counts["items"] == [{"ground": "news", "territory": "EU", "year": weighing.studio.at.year, "count": 1}]
    for who in (PERSON, ASKS, CHECKS):
        for path in ("/v1/bases", f"/v1/bases/{stands.id}"):
            assert client.get(path, headers=who).status_code == 403
        assert client.post(f"/v1/bases/{stands.id}/end", headers=who).status_code == 403
    assert client.get("/v1/bases/no-such-id", headers=FIRST).status_code == 404


@pytest.mark.parametrize("changes", [
    {"of_age": False}, {"purposes": ["sexual"]}, {"territory": "EU,CN"}, {"operations": ["body_change"]},
    {"requester": "key-first"},
])  # fmt: skip
def test_what_is_never_entered_is_refused(client: InProcess, weighing: Weighing, changes: dict[str, Any]) -> None:
    answer = client.post("/v1/bases", json=body(weighing, weighing.somebody(), **changes), headers=FIRST)
    assert (answer.status_code, answer.json()["code"].partition(".")[0]) == (403, "consent")


@pytest.mark.parametrize("changes", [
    {"max_outputs": 0}, {"modalities": []}, {"territories": ["EU"]}, {"ground": "because"}, {"paper": "A" * 64},
])  # fmt: skip
def test_what_cannot_be_meant_is_no_document(client: InProcess, weighing: Weighing, changes: dict[str, Any]) -> None:
    answer = client.post("/v1/bases", json=body(weighing, weighing.somebody(), **changes), headers=FIRST)
    assert answer.status_code == 422


def test_nobody_here_cannot_be_told_and_has_none(client: InProcess, weighing: Weighing) -> None:
    assert client.post("/v1/bases", json=body(weighing, "no-such-id"), headers=FIRST).status_code == 404


def test_a_program_is_told_that_nobody_agreed(studio: Studio, weighing: Weighing, tmp_path: Any) -> None:
    subject = weighing.somebody()
    basis = weighing.stands(subject, requester="key-checker")
    programs = made_client(studio, Keeping(LogFolder(tmp_path / "log"), LOG))
    use = {"operation": "face_swap", "modalities": ["face"], "purpose": "news", "territories": ["EU"],
           "channels": ["web"]}  # fmt: skip
    asked, headers = {"subjects": [subject], "use": use}, bearer("acme/checker")
    told = programs.post("/v1/consents/check", json=asked, headers=headers).json()
    fits(told, "CheckAnswer")
    assert (told["covered"], told["persons"]) == (True, [])
    assert [(one["subject"], one["basis"]) for one in told["lawful"]] == [(subject, basis.id)]
    made = programs.post("/v1/consents/uses", json=asked, headers=headers).json()
    fits(made, "UseAnswer")
    assert (made["persons"], made["lawful"]) == ([], [{"subject": subject, "basis": basis.id}])
    settled = programs.post(f"/v1/consents/uses/{made['id']}/settle", json={"outputs": 1}, headers=headers)
    assert (settled.status_code, settled.json()["state"]) == (200, "settled")
    four = {"subjects": [subject], "use": {**use, "outputs": 4}}
    near = programs.post("/v1/consents/check", json=four, headers=headers).json()["uncovered"][0]["bases"]
    assert near == [{"basis": basis.id, "reasons": ["outputs"]}]
