"""Legal bases over the pages: weighed by two, told to their person in words, objected to, and counted for everybody."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent_house import OFFICER, REQUESTER, SECOND, House, Page, Reader
from tellmark.consent import service
from tellmark.consent.handed import service as hands
from tellmark.consent.hands.model import Former, HandKind, Successor
from tellmark.consent.ids import BasisId
from tellmark.consent.lawful.model import Basis, BasisState
from tellmark.consent.lawful.store import Bases, KnownBases
from tellmark.consent.model import (
    ANSWER,
    CHECK,
    CONFIRM,
    REQUEST,
    REVIEW,
    Authority,
    Paper,
    Role,
    StandingKind,
    StandingSeen,
    Use,
)
from tellmark.consent.terms import Channel, Modality, Operation, Purpose
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Kind

BASE, PAPER, WORDS = "/review/bases", "8" * 64, "A report on the mayor’s speech <b>about</b> the harbour."
LANGUAGES = ("en", "zh-Hans")
DEAD = StandingSeen(StandingKind.DECEASED, "b" * 64, Paper.OTHER)
NEWS = Use(
    Operation.VOICE_CLONE, frozenset({Modality.VOICE}), Purpose.NEWS, frozenset({"EU"}), frozenset({Channel.WEB})
)  # fmt: skip


def typed(house: House, about: str, **more: str | list[str]) -> dict[str, str | list[str]]:
    """Return what an officer writes down."""
    last = (house.clock() + timedelta(days=20)).date().isoformat()
    return {
        "ground": "news", "subject": about, "of_age": "yes", "requester": "program-1", "reason": WORDS,
        "modalities": ["voice"], "operations": ["voice_clone"], "purposes": ["news"], "territory": "EU",
        "channels": ["web", "broadcast"], "max_outputs": "3", "max_seconds": "60", "until": last, "document": PAPER,
        **more,
    }  # fmt: skip


def enters(house: House, officer: Reader, about: str, **more: str | list[str]) -> Page:
    return officer.send(officer.get(f"{BASE}/new"), f"{BASE}/new", **typed(house, about, **more))


def only(house: House) -> Basis:
    with house.database.read(house.as_(OFFICER)) as unit:
        (one,) = KnownBases(unit).every()
    return one


def stands(house: House, officer: Reader, second: Reader, subject: str, **more: str | list[str]) -> Basis:
    enters(house, officer, subject, **more)
    place = f"{BASE}/{only(house).id}"
    second.send(second.get(place), f"{place}/confirm", paper=PAPER, of_age="yes")
    return only(house)


def person(house: House, subject: str, language: str = "en") -> Reader:
    return house.signed_in(subject, Kind.PERSON, ANSWER, language=language)


def made(house: House, subject: SubjectId) -> None:
    with house.database.write(house.as_("program-1", CHECK)) as unit:
        aside = service.reserve(unit, [subject], NEWS, ages=house.identity.age)
        assert isinstance(aside, tuple)
        service.settle(unit, aside[0].use, 1, 0, ages=house.identity.age)


def test_it_is_entered_confirmed_and_told(house: House, officer: Reader, second: Reader) -> None:
    subject = house.somebody()
    page = enters(house, officer, subject)
    assert page.path == f"{BASE}/{only(house).id}" and "Waits for a second officer" in page.text
    assert PAPER not in page.html and "&lt;b&gt;about" in page.html
    assert "Nobody" not in person(house, subject).get("/me/bases").text  # nothing is told of what is not decided
    assert WORDS[:20] not in person(house, subject).get("/me/bases").text
    place = page.path
    assert PAPER not in second.get(place).html
    wrong = second.send(second.get(place), f"{place}/confirm", paper="7" * 64, of_age="yes")
    assert wrong.status == 422 and "not the digest of the paper" in wrong.text
    unsure = second.send(second.get(place), f"{place}/confirm", paper=PAPER)
    assert unsure.status == 422 and only(house).confirmed_at is None
    done = second.send(second.get(place), f"{place}/confirm", paper=PAPER, of_age="yes")
    assert "In effect" in done.text and PAPER in done.html
    mine = person(house, subject).get("/me/bases")
    for told in (
        "your voice",
        "News reporting",
        "A report on the mayor",
        "European Union",
        "A reviewing officer",
        PAPER,
    ):
        assert told in mine.text, told
    assert OFFICER not in mine.html and SECOND not in mine.html
    assert "without your agreement" in person(house, subject).get("/me").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_person_objects_and_a_third_officer_decides(
    house: House, officer: Reader, second: Reader, language: str
) -> None:
    subject = house.somebody()
    basis = stands(house, officer, second, subject)
    mine = person(house, subject, language)
    after = mine.send(mine.get("/me/bases"), f"/me/bases/{basis.id}/object")
    assert after.path == "/me/bases" and only(house).state(house.clock()) is BasisState.OBJECTED
    assert f"/me/bases/{basis.id}/object" not in after.html
    place = f"{BASE}/{basis.id}"
    for had_part in (officer, second):
        assert f"{place}/decide" not in had_part.get(place).html
    third = house.signed_in("officer-3", Kind.STAFF, REVIEW, language=language)
    undecided = third.send(third.get(place), f"{place}/decide", decision="ends")
    assert undecided.status == 422 and only(house).ending is None
    third.send(third.get(place), f"{place}/decide", decision="ends", reason="nothing_found")
    assert only(house).state(house.clock()) is BasisState.ENDED
    assert person(house, subject).get("/me/bases").text.count("The objection was upheld") == 1


def test_an_officer_without_a_part_records_what_somebody_without_an_account_says(
    house: House, officer: Reader, second: Reader
) -> None:
    subject = house.somebody()
    basis = stands(house, officer, second, subject)
    place = f"{BASE}/{basis.id}"
    third, fourth = (house.signed_in(f"officer-{number}", Kind.STAFF, REVIEW) for number in (3, 4))
    assert f"{place}/object" not in officer.get(place).html
    assert f"{place}/end" in officer.get(place).html
    third.send(third.get(place), f"{place}/object")
    assert only(house).state(house.clock()) is BasisState.OBJECTED
    for one in (officer, second, third, fourth):
        assert f"{place}/end" not in one.get(place).html
    assert f"{place}/decide" not in third.get(place).html
    fourth.send(fourth.get(place), f"{place}/decide", decision="goes_on", reason="documents")
    assert f"/me/bases/{basis.id}/object" in person(house, subject).get("/me/bases").html
    ended = officer.send(officer.get(place), f"{place}/end")
    assert "Ended before its time" in ended.text
    assert f"{place}/end" not in ended.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_speaks_for_somebody_reads_of_it_and_objects(
    house: House, officer: Reader, second: Reader, language: str
) -> None:
    subject = house.somebody()
    basis = stands(house, officer, second, subject)
    heir, stranger = person(house, "heir-1", language), person(house, "stranger-1", language)
    assert basis.id not in heir.get("/me/bases").html
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        until = unit.at + timedelta(days=300)
        one = service.represent(unit, subject, "heir-1", Authority(Role.ESTATE, "a" * 64, until))
        service.set_standing(unit, house.vault, subject, DEAD)
    with house.database.write(house.as_(SECOND, CONFIRM)) as unit:
        service.confirm_representative(unit, one.id)
        service.confirm_standing(unit, house.vault, subject, DEAD)
    assert "/me/bases?" in heir.get("/me").html.split("<main", 1)[1].split('class="doors', 1)[0]
    page = heir.get("/me/bases")
    assert WORDS[:20] in page.text and subject[-8:] in page.text
    assert basis.id not in stranger.get("/me/bases").html
    heir.send(page, f"/me/bases/{basis.id}/object")
    assert only(house).state(house.clock()) is BasisState.OBJECTED


def test_where_the_account_has_changed_hands_it_says_so(house: House, officer: Reader, second: Reader) -> None:
    subject = house.somebody()
    basis = stands(house, officer, second, subject)
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        whose = Former(HandKind.ACCOUNT, "program-1")
        change = hands.enter(unit, whose, Successor("Harbour Ltd", "a@b.example"), unit.at, PAPER, known=True)
    with house.database.write(house.as_(SECOND, CONFIRM)) as unit:
        hands.confirm(unit, change.id, PAPER)
    house.clock.at += timedelta(minutes=5)
    mine = person(house, subject)
    for reader, path in ((officer, BASE), (officer, f"{BASE}/{basis.id}"), (mine, "/me/bases")):
        assert "Stands still: whose account it is for has changed hands" in reader.get(path).text
    mine.send(mine.get("/me/bases"), f"/me/bases/{basis.id}/object")
    for reader, path in ((officer, BASE), (officer, f"{BASE}/{basis.id}"), (mine, "/me/bases")):
        assert "somebody objected, and whose account it is for has changed hands" in reader.get(path).text


def test_a_use_says_that_nobody_agreed_and_on_what_it_rests(house: House, officer: Reader, second: Reader) -> None:
    subject = house.somebody()
    basis = stands(house, officer, second, subject)
    made(house, subject)
    mine = person(house, subject)
    listed = mine.get("/me/uses")
    assert "Why without my agreement?" in listed.text and "Not as agreed?" not in listed.text
    with house.database.read(house.as_(OFFICER)) as unit:
        use = service.uses_of(unit, basis.id)[0].id  # type: ignore[arg-type]  # found by what it rests on
    one = mine.get(f"/me/uses/{use}")
    assert "Without your agreement" in one.text and "News reporting" in one.text and 'href="/me/bases' in one.html
    assert "Something was made." in one.text
    assert "What was made on it" in officer.get(f"{BASE}/{basis.id}").text


@pytest.mark.parametrize(("changes", "field", "says"), [
    ({"ground": ""}, "ground", "Nothing was chosen"), ({"subject": "nobody-1"}, "subject", "Nobody here"),
    ({"of_age": ""}, "of_age", "not ticked"), ({"document": "8"}, "document", "no digest"),
    ({"until": "soon"}, "until", "no day"), ({"max_outputs": "0"}, "max_outputs", "no number"),
    ({"max_outputs": "000000001999999999"}, "max_outputs", "no number"),
    ({"max_seconds": "1" * 5000}, "max_seconds", "no number"),
    ({"purposes": []}, "purposes", "Nothing was chosen"), ({"reason": ""}, "reason", "no reason"),
    ({"territory": "Europe"}, "ground", "no code"), ({"purposes": ["satire"]}, "ground", "does not reach"),
    ({"requester": ""}, "requester", "whose account"), ({"until": "2027-11-01"}, "ground", "90 days"),
])  # fmt: skip
def test_what_is_wrong_with_it_stands_beside_the_field(
    house: House, officer: Reader, changes: dict[str, Any], field: str, says: str
) -> None:
    page = enters(house, officer, house.somebody(), **changes)
    assert page.status == 422 and says in page.text and f'href="#{field}"' in page.html
    assert "A report on the mayor" in page.text or "reason" in changes
    with house.database.read(house.as_(OFFICER)) as unit:
        assert KnownBases(unit).every() == []


def test_nobody_else_sees_or_touches_it(house: House, officer: Reader, second: Reader) -> None:
    subject, other = house.ask()[0].subject, house.somebody()
    basis = stands(house, officer, second, subject)
    stranger = person(house, other)
    assert "There is none" in stranger.get("/me/bases").text
    form = person(house, subject).get("/me/bases")
    assert form.hidden(f"/me/bases/{basis.id}/object")
    with house.database.read(house.as_(OFFICER)) as unit:
        assert KnownBases(unit).get(basis.id).objection is None
    for reader in (stranger, house.signed_in(REQUESTER, Kind.STAFF, REQUEST)):
        assert reader.get(f"{BASE}/{basis.id}").status in (403, 404)
        assert reader.get(BASE).status == 403
    for on_a_side in ("program-1", REQUESTER):  # whose account it is, and who has asked the person for something
        whose = house.signed_in(on_a_side, Kind.STAFF, REVIEW)
        assert basis.id not in whose.get(BASE).html
        assert whose.get(f"{BASE}/{basis.id}").status == 404


def test_what_waits_stands_first_and_older_ones_on_further_pages(house: House, officer: Reader, second: Reader) -> None:
    subject = house.somebody()
    contested = stands(house, officer, second, subject)
    person(house, subject).send(person(house, subject).get("/me/bases"), f"/me/bases/{contested.id}/object")
    with house.database.write(house.as_(OFFICER)) as unit:
        others = [replace(contested, id=BasisId(one), objection=None) for one in sorted(unit.fresh_id() for _ in "123")]
        for one in others:
            Bases(unit).add(one)
    page = officer.get(f"{BASE}?limit=2")
    assert [one in page.html for one in (contested.id, *(other.id for other in others))] == [True, False, True, True]
    (older,) = re.findall(r'href="(/review/bases\?cursor=[^"&]+)', page.html)
    after = officer.get(older)
    assert others[0].id in after.html and contested.id not in after.html and "There is none" not in after.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_are_for_everybody(house: House, officer: Reader, second: Reader, language: str) -> None:
    assert house.reader(language).get("/bases").status == 200
    stands(house, officer, second, house.somebody(), territory="CN")
    page = house.reader(language).get("/bases")
    assert str(house.clock().year) in page.text and page.html.count("<tr>") == 2
