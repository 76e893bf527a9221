"""Who speaks for whom, and what somebody is, is opened, recorded, confirmed and ended by a passkey used just now."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from consent_house import OFFICER, SECOND, House, Page, Reader
from tellmark.consent.lawful.store import KnownBases
from tellmark.consent.service import representatives_of
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Assurance

TOLD = {
    "role": "guardian", "paper": "birth_certificate", "document": "ab" * 32, "until": "2030-01-01", "may": "both",
}  # fmt: skip


def spoken_for(house: House, officer: Reader) -> SubjectId:
    """Record somebody to speak for somebody else; return for whom."""
    person, speaker = house.somebody(), house.somebody()
    path = f"/review/consents/person/{person}/speaker"
    officer.send(officer.get(path), path, speaker=speaker, **TOLD)
    return person


def case_of(second: Reader) -> tuple[Page, str]:
    """Return the page of what waits for a second officer, and its address."""
    queue = second.get("/review/consents/confirm")
    address = re.findall(r'href="(/review/consents/confirm/speaker/[0-9a-z-]+)\?', queue.html)[-1]
    return second.get(address), address


def knows(house: House, officer: str, level: int, minutes: int) -> None:
    """Let *officer* have shown who they are at *level*, so many *minutes* ago."""
    known = house.sessions.known
    (secret,) = [name for name, one in known.items() if one.id == officer]
    known[secret] = replace(known[secret], assurance=Assurance(level, house.clock() - timedelta(minutes=minutes)))


@pytest.mark.parametrize(("level", "minutes"), [(1, 0), (2, 6)])
def test_who_speaks_is_opened_and_confirmed_by_whoever_has_just_used_a_passkey(
    house: House, officer: Reader, second: Reader, level: int, minutes: int
) -> None:
    """A code can be talked out of an officer, and a screen left alone: whoever is confirmed decides for another."""
    person = spoken_for(house, officer)
    case, address = case_of(second)
    knows(house, SECOND, level, minutes)
    refused = second.send(case, address, decision="confirm", reason="documents")
    assert (refused.status, second.get(address).status) == (401, 401)
    with house.database.read(house.as_(OFFICER)) as unit:
        assert [one.confirmed_by for one in representatives_of(unit, person)] == [None]
    knows(house, OFFICER, level, minutes)
    for below in ("", "/speaker", "/standing"):
        assert officer.get(f"/review/consents/person/{person}{below}").status == 401


@pytest.mark.parametrize(("level", "minutes"), [(1, 0), (2, 6)])
def test_who_speaks_is_ended_and_a_contest_settled_by_the_same(
    house: House, officer: Reader, second: Reader, level: int, minutes: int
) -> None:
    person = spoken_for(house, officer)
    waiting, confirm = case_of(second)
    second.send(waiting, confirm, decision="confirm", reason="documents")
    with house.database.read(house.as_(OFFICER)) as unit:
        (one,) = representatives_of(unit, person)
    address = f"/review/consents/speaker/{one.id}"
    case = officer.get(address)
    knows(house, OFFICER, level, minutes)
    assert officer.get(address).status == 401
    for decision in ("end", "conflict"):
        assert officer.send(case, address, decision=decision, reason="documents").status == 401
    with house.database.read(house.as_(OFFICER)) as unit:
        assert representatives_of(unit, person) == (one,)


def test_whoever_copies_a_document_has_half_an_hour_for_it(house: House, officer: Reader) -> None:
    person, speaker = house.somebody(), house.somebody()
    path = f"/review/consents/person/{person}/speaker"
    form = officer.get(path)
    told = {"speaker": speaker, **TOLD}
    knows(house, OFFICER, 2, 31)
    assert officer.send(form, path, **told).status == 401
    knows(house, OFFICER, 2, 29)
    officer.send(form, path, **told)
    with house.database.read(house.as_(OFFICER)) as unit:
        assert len(representatives_of(unit, person)) == 1


WRITTEN: dict[str, str | list[str]] = {
    "ground": "news", "of_age": "yes", "requester": "program-1", "modalities": ["voice"], "purposes": ["news"],
    "operations": ["voice_clone"], "territory": "EU", "channels": ["web", "broadcast"], "max_outputs": "3",
    "max_seconds": "60", "document": "8" * 64, "reason": "A report on the mayor’s speech.\n\n\"Word\" for <b>word</b>.",
}  # fmt: skip


def weighed(house: House) -> int:
    with house.database.read(house.as_(OFFICER)) as unit:
        return len(list(KnownBases(unit).every()))


def written(house: House) -> dict[str, str | list[str]]:
    until = (house.clock() + timedelta(days=20)).date().isoformat()
    return {**WRITTEN, "subject": house.somebody(), "until": until}


def test_whoever_writes_down_a_legal_basis_has_half_an_hour_for_it_too(house: House, officer: Reader) -> None:
    path, told = "/review/bases/new", written(house)
    form = officer.get(path)
    knows(house, OFFICER, 2, 6)
    assert officer.send(form, path, **told).path.startswith("/review/bases/0")  # to read it, it is confirmed anew
    assert (weighed(house), officer.get(path).status) == (1, 401)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_what_came_too_late_is_sent_again_from_the_page_that_says_so(
    house: House, officer: Reader, language: str
) -> None:
    path, told = "/review/bases/new", written(house)
    officer.language = language
    form = officer.get(path)
    knows(house, OFFICER, 2, 31)
    late = officer.send(form, path, **told)
    assert (late.status, weighed(house)) == (401, 0)
    assert "<b>word" not in late.html
    assert re.search(r'href="/account/confirm\?next=/review&amp;by=passkey[^"]*" target="_blank"', late.html)
    kept = {name: values for name, values in late.hidden(path).items() if name != "form_token"}
    assert kept == {name: [value] if isinstance(value, str) else value for name, value in told.items()}
    assert officer.send(late, path).status == 401
    knows(house, OFFICER, 2, 0)
    assert officer.send(late, path).status == 200
    assert weighed(house) == 1


def test_nothing_is_given_back_that_no_page_of_ours_has_sent(house: House, officer: Reader) -> None:
    path, told = "/review/bases/new", written(house)
    knows(house, OFFICER, 2, 31)
    answer = officer.client.post(path, data={**told, "form_token": "x"}, headers={"accept": "text/html"})
    assert (answer.status_code, "mayor" in answer.text) == (401, False)
