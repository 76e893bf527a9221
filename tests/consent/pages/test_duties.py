"""What follows an end falls to somebody: whoever asked reads what is theirs, and says with a digest that it is done."""

import re

import pytest

from consent_house import REQUESTER, House, Reader
from tellmark.consent import service
from tellmark.consent.model import ANSWER, OF_ASKER, REQUEST, EffectKind
from tellmark.consent.store import KnownEffects
from tellmark.surface.principal import Kind
from used_town import Depicted, depicted

DIGEST = "ab" * 32


def ended(house: House) -> tuple[Depicted, Reader, str]:
    """Let somebody agree and end it; return them, whoever asked, and the address of their page."""
    person = depicted(house)
    with house.database.write(house.as_(person.subject, ANSWER)) as unit:
        service.withdraw(unit, person.consent.id, ages=house.identity.age)
    return person, house.signed_in(REQUESTER, Kind.STAFF, REQUEST), f"/consents/{person.request}"


def waiting(house: House, person: Depicted) -> set[EffectKind]:
    with house.database.read(house.as_(REQUESTER)) as unit:
        return {one.kind for one in KnownEffects(unit).of(person.consent.id) if one.done_at is None}


def chosen(page: str, words: str) -> str:
    """Return the id of the effect that is called *words* among those to choose from."""
    found = re.search(rf'name="effect"[^>]*value="([^"]+)"[^>]*>\s*<label[^>]*>{words}', page)
    assert found, page
    return found[1]


def test_whoever_asked_says_that_something_is_done_and_what_shows_it(house: House) -> None:
    person, asks, address = ended(house)
    page = asks.get(address)
    before = waiting(house, person)
    assert "Everybody who uses it is told. This falls to you." in page.text
    assert "This service sees to it" not in page.html.partition('aria-labelledby="duties"')[2]
    effect = chosen(page.html, "Everybody who uses it is told")
    done = asks.send(page, f"{address}/done", effect=effect, evidence=f" {DIGEST.upper()} ")
    assert (done.status, done.path) == (200, address)
    assert waiting(house, person) == before - {EffectKind.TELL_LICENSEES}
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownEffects(unit).get(effect).evidence == DIGEST
    assert effect not in done.html.partition('aria-labelledby="duties"')[2]


def test_without_a_choice_or_a_digest_nothing_is_done_and_what_was_typed_stays(house: House) -> None:
    person, asks, address = ended(house)
    page, before = asks.get(address), waiting(house, person)
    effect = chosen(page.html, "Everybody who uses it is told")
    for sent, told in (({"evidence": DIGEST}, "Nothing was chosen"),
                       ({"effect": effect, "evidence": "a report"}, "no digest of the evidence"),
                       ({"effect": "nobody-s", "evidence": DIGEST}, "")):  # fmt: skip
        wrong = asks.send(page, f"{address}/done", **sent)
        assert (wrong.status, told in wrong.text) == (422, True), wrong.text
        assert sent["evidence"] in wrong.html
    assert waiting(house, person) == before


def test_where_nothing_is_left_to_do_nothing_is_asked(house: House) -> None:
    person, asks, address = ended(house)
    for kind in waiting(house, person) & OF_ASKER:
        with house.database.read(house.as_(REQUESTER)) as unit:
            (effect,) = [one.id for one in KnownEffects(unit).of(person.consent.id) if one.kind is kind]
        asks.send(asks.get(address), f"{address}/done", effect=effect, evidence=DIGEST)
    assert "Say that something is done" not in asks.get(address).text


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_person_reads_to_whom_each_thing_falls(house: House, language: str) -> None:
    person, asks, address = ended(house)
    asks.language = person.reader.language = language
    assert asks.get(address).status == 200
    page = person.reader.get(f"/me/consents/{person.consent.id}")
    assert page.status == 200
    if language == "en":
        assert "Everybody who uses it is told. This falls to whoever asked." in page.text
        assert "This falls to you" not in page.text
