"""What is to be taken down after an end: whoever asked gets the list of it, and so does an officer."""

import json
from dataclasses import replace

from consent_house import OFFICER, REQUESTER, House, Reader, voice
from tellmark.consent import service
from tellmark.consent.model import ANSWER, REQUEST, REVIEW, Effect, EffectKind
from tellmark.consent.store import KnownEffects
from tellmark.consent.terms import Aftermath
from tellmark.surface.principal import Kind
from used_town import Depicted, depicted, file


def taken_back(house: House) -> tuple[Depicted, Reader]:
    """Let somebody of whom something was made end it; return them, and whoever asked."""
    person = depicted(house, scope=voice(aftermath=Aftermath.TAKE_DOWN))
    person.made(file(7))
    with house.database.write(house.as_(person.subject, ANSWER)) as unit:
        service.withdraw(unit, person.consent.id, ages=house.identity.age)
    return person, house.signed_in(REQUESTER, Kind.STAFF, REQUEST)


def effect(person: Depicted, kind: EffectKind) -> Effect:
    with person.house.database.read(person.house.as_(REQUESTER)) as unit:
        return next(one for one in KnownEffects(unit).of(person.consent.id) if one.kind is kind)


def test_whoever_asked_has_the_list_of_what_to_take_down_until_they_say_that_it_is_down(house: House) -> None:
    person, asks = taken_back(house)
    duty, address = effect(person, EffectKind.TAKE_DOWN), f"/consents/{person.request}"
    page, at = asks.get(address), f"{address}/uses/after/{duty.id}"
    assert "is taken down, wherever they can reach it. This falls to you." in page.text
    assert f'href="{at}"' in page.html
    listed = json.loads(asks.get(at).html)
    assert [one["sha256"] for use in listed["uses"] for one in use["files"]] == [f"{7:064x}"]
    done = asks.send(page, f"{address}/done", effect=duty.id, evidence="ab" * 32)
    assert (done.status, f'href="{at}"' in done.html) == (200, False)
    assert effect(person, EffectKind.TAKE_DOWN).evidence == "ab" * 32
    colleague = house.signed_in("requester-2", Kind.STAFF, REQUEST)
    assert colleague.get(at).status == 404
    assert asks.get(f"{address}/uses/after/{effect(person, EffectKind.TELL_LICENSEES).id}").status == 404


def test_an_officer_has_the_list_as_long_as_it_is_not_down_and_nobody_with_a_part_in_it_does(house: House) -> None:
    person, _ = taken_back(house)
    officer = house.signed_in(OFFICER, Kind.STAFF, REVIEW)
    duty = effect(person, EffectKind.TAKE_DOWN)
    case = f"/review/consents/effect/{duty.id}"
    assert f'href="{case}/outputs"' in officer.get(case).html
    assert f"{7:064x}" in officer.get(f"{case}/outputs").html
    assert house.signed_in(REQUESTER, Kind.STAFF, REVIEW).get(f"{case}/outputs").status == 404
    other = f"/review/consents/effect/{effect(person, EffectKind.TELL_LICENSEES).id}"
    assert "/outputs" not in officer.get(other).html
    assert officer.get(f"{other}/outputs").status == 404
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        service.finish_effect(unit, duty.id, "ab" * 32)
    assert officer.get(f"{case}/outputs").status == 404


def test_an_officer_reads_of_a_part_that_was_taken_back_and_of_no_end(house: House) -> None:
    person = depicted(house, scope=voice(aftermath=Aftermath.TAKE_DOWN))
    less = replace(person.consent.scope, territories=frozenset({"CN"}))
    with house.database.write(house.as_(person.subject, ANSWER)) as unit:
        service.withdraw(unit, person.consent.id, remaining=less, ages=house.identity.age)
    officer = house.signed_in(OFFICER, Kind.STAFF, REVIEW)
    assert (
        "After a part was taken back: What was made and is not allowed any more" in officer.get("/review/consents").text
    )
    case = f"/review/consents/effect/{effect(person, EffectKind.TAKE_DOWN).id}"
    assert "A part of the agreement was taken back, the rest runs on" in officer.get(case).text
    assert "The agreement has ended" not in officer.get(case).text
    with house.database.write(house.as_(person.subject, ANSWER)) as unit:
        service.withdraw(unit, person.consent.id, ages=house.identity.age)
    assert "The agreement has ended; this has to follow. Ended by the person." in officer.get(case).text
