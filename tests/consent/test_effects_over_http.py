"""What follows an end, as programs of whoever asked are told of it and say that it is done."""

from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from consent_requests import ASKS, CHECKS, RIVAL, fits, granted
from consent_steps import OFFICER, Studio, answering
from in_process import InProcess
from tellmark.consent import service
from tellmark.consent.model import ConsentState, EffectId
from tellmark.values.digests import sha256

SHOWS = {"evidence": "d" * 64}


def taken_back(studio: Studio, client: InProcess) -> dict[str, Any]:
    """Let somebody agree and take it back; return the request as whoever asked sees it then."""
    request = granted(studio, client)
    with studio.unit(answering(request["subject"])) as unit:
        service.withdraw(unit, request["consent"]["id"], ages=studio.age)
    shown: dict[str, Any] = client.get(f"/v1/consents/{request['id']}", headers=ASKS).json()
    fits(shown, "FollowedAnswer")
    return shown


def falling(request: dict[str, Any], to: str) -> list[str]:
    return [one["id"] for one in request["consent"]["effects"] if one["falls_to"] == to and one["done_at"] is None]


def test_whoever_asked_says_of_each_thing_that_falls_to_them_that_it_is_done(studio: Studio, client: InProcess) -> None:
    request = taken_back(studio, client)
    assert {one["kind"] for one in request["consent"]["effects"]} == {
        "revoke_permits", "tell_licensees", "list_outputs", "take_down", "delete_templates",
    }  # fmt: skip
    mine, others = falling(request, "asker"), falling(request, "service")
    assert (len(mine), len(others)) == (3, 1)
    for effect in mine:
        told = client.post(f"/v1/consents/{request['id']}/effects/{effect}", json=SHOWS, headers=ASKS)
        fits(told.json(), "EffectAnswer")
        again = client.post(f"/v1/consents/{request['id']}/effects/{effect}", json={"evidence": "e" * 64}, headers=ASKS)
        assert (told.status_code, again.json()) == (200, told.json())
        assert told.json()["done_at"] is not None
    now = client.get(f"/v1/consents/{request['id']}", headers=ASKS).json()
    assert (falling(now, "asker"), falling(now, "service")) == ([], others)
    with studio.look() as unit:
        assert {one.evidence for one in service.effects_of(unit, request["consent"]["id"]) if one.id in mine} == {
            "d" * 64
        }  # fmt: skip
    with studio.unit(OFFICER) as unit:
        service.finish_effect(unit, EffectId(others[0]), "f" * 64)
    assert studio.consent(request["consent"]["id"]).state is ConsentState.CLOSED


def test_what_the_service_sees_to_whoever_asked_does_not_end(studio: Studio, client: InProcess) -> None:
    request = taken_back(studio, client)
    (theirs,) = falling(request, "service")
    refused = client.post(f"/v1/consents/{request['id']}/effects/{theirs}", json=SHOWS, headers=ASKS)
    assert (refused.status_code, refused.json()["code"]) == (403, "consent.not_yours")
    assert falling(client.get(f"/v1/consents/{request['id']}", headers=ASKS).json(), "service") == [theirs]


def test_nobody_says_it_of_another_s_request_nor_of_another_of_their_own(studio: Studio, client: InProcess) -> None:
    request, other = taken_back(studio, client), taken_back(studio, client)
    effect = falling(request, "asker")[0]
    for headers, of, status in ((RIVAL, request, 404), (CHECKS, request, 403), (ASKS, other, 404)):
        told = client.post(f"/v1/consents/{of['id']}/effects/{effect}", json=SHOWS, headers=headers)
        assert told.status_code == status, told.text
    assert client.post(f"/v1/consents/{request['id']}/effects/none", json=SHOWS, headers=ASKS).status_code == 404
    assert effect in falling(client.get(f"/v1/consents/{request['id']}", headers=ASKS).json(), "asker")


@pytest.mark.parametrize("evidence", ["", "d" * 63, "D" * 64, "a word"])
def test_what_is_no_digest_shows_nothing(studio: Studio, client: InProcess, evidence: str) -> None:
    request = taken_back(studio, client)
    effect = falling(request, "asker")[0]
    told = client.post(f"/v1/consents/{request['id']}/effects/{effect}", json={"evidence": evidence}, headers=ASKS)
    assert told.status_code == 422
    assert effect in falling(client.get(f"/v1/consents/{request['id']}", headers=ASKS).json(), "asker")


def test_what_follows_a_part_stands_there_too(studio: Studio, client: InProcess) -> None:
    request = granted(studio, client)
    consent = request["consent"]["id"]
    less = replace(studio.consent(consent).scope, territories=frozenset({"CN"}))
    with studio.unit(answering(request["subject"])) as unit:
        service.withdraw(unit, consent, remaining=less, ages=studio.age)
    now = client.get(f"/v1/consents/{request['id']}", headers=ASKS).json()
    mine = falling(now, "asker")
    assert len(mine) == 2
    for effect in mine:
        at = f"/v1/consents/{request['id']}/effects/{effect}"
        assert client.post(at, json=SHOWS, headers=ASKS).status_code == 200
    assert studio.consent(consent).state is ConsentState.ACTIVE


def test_whoever_asked_is_told_what_to_take_down_in_a_document_and_nobody_else_is(
    studio: Studio, client: InProcess
) -> None:
    request, other = taken_back(studio, client), taken_back(studio, client)
    effects = {one["kind"]: one["id"] for one in request["consent"]["effects"]}
    at = f"/v1/consents/{request['id']}/effects"
    listed = client.get(f"{at}/{effects['take_down']}/outputs", headers=ASKS)
    fits(listed.json(), "OutputsAnswer")
    assert listed.json()["form"] == "tellmark.outputs/1"
    studio.clocks_run()
    with studio.look() as unit:
        shown = next(one.evidence for one in service.effects_of(unit, request["consent"]["id"])
                     if one.id == effects["list_outputs"])  # fmt: skip
    assert sha256(client.get(f"{at}/{effects['list_outputs']}/outputs", headers=ASKS).content) == shown
    for headers, path, status in (
        (RIVAL, f"{at}/{effects['take_down']}", 404), (CHECKS, f"{at}/{effects['take_down']}", 403),
        (ASKS, f"{at}/{effects['tell_licensees']}", 404), (ASKS, f"{at}/none", 404),
        (ASKS, f"/v1/consents/{other['id']}/effects/{effects['take_down']}", 404),
    ):  # fmt: skip
        assert client.get(f"{path}/outputs", headers=headers).status_code == status
