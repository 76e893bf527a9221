"""What differs is shown: each term of a scope by a row, and the words by a sentence, however much else has changed."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from consent_house import REQUESTER, SCRIPT, House, Reader, voice
from offer_steps import asked, looked, taken
from person_steps import link_of
from tellmark.consent import asking
from tellmark.consent.model import REQUEST, Ask, Request, Words
from tellmark.consent.showing import differences
from tellmark.consent.terms import (
    Aftermath,
    Channel,
    Exclusion,
    Modality,
    Operation,
    Pay,
    Per,
    Purpose,
    Scope,
    Training,
)
from tellmark.rules.library import shipped
from tellmark.values.digests import sha256
from tellmark.values.languages import Language, wording

BEFORE = voice(models=frozenset({"m-1", "m-2"}), max_outputs=5)
OTHERWISE: dict[str, tuple[Any, ...]] = {
    "modalities": (frozenset({Modality.FACE}), BEFORE.modalities | {Modality.NAME}),
    "operations": (frozenset({Operation.TRANSLATE}),),
    "purposes": (frozenset({Purpose.ADVERT}), BEFORE.purposes | {Purpose.ART}),
    "territories": (frozenset({"CN"}), frozenset({"CN", "DE-BY"})),
    "channels": (frozenset({Channel.WEB}),),
    "start": (
        BEFORE.start + timedelta(days=1),
        BEFORE.start + timedelta(hours=9),
        BEFORE.start + timedelta(hours=9, seconds=1),
        BEFORE.start + timedelta(seconds=1),
    ),
    "end": (
        BEFORE.end - timedelta(days=1),
        BEFORE.end - timedelta(hours=1),
        BEFORE.end + timedelta(hours=1),
        BEFORE.end + timedelta(hours=1, seconds=59),
    ),
    "languages": (frozenset({"zh"}), frozenset({"zh-Hans", "en"}), frozenset({"zh-Hant", "en"}), frozenset({"xx"})),
    "excluded": (frozenset(), BEFORE.excluded | {Exclusion.ALCOHOL}),
    "models": (frozenset(), frozenset({"m-1"}), frozenset({"m-1", "m-2", "m-3"})),
    "content": (None, "a" * 64, f"{BEFORE.content[:-1] if BEFORE.content else ''}0"),
    "max_outputs": (None, 6),
    "max_seconds": (None, 9 * 3600 + 1),
    "derivatives": (True,),
    "sublicence": (True,),
    "cross_border": (False,),
    "training": tuple(one for one in Training if one is not BEFORE.training),
    "retention_days": (1,),
    "pay": (None, Pay(240_001, "EUR"), Pay(240_000, "USD"), Pay(240_000, "EUR", Per.YEAR)),
    "aftermath": tuple(one for one in Aftermath if one is not BEFORE.aftermath),
}
"""Each field of a scope, and what it could be instead."""


@pytest.mark.parametrize("to_person", [True, False])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("field", [one.name for one in fields(Scope)])
def test_no_term_changes_without_a_row_that_differs(field: str, language: Language, to_person: bool) -> None:
    for value in OTHERWISE[field]:
        after = replace(BEFORE, **{field: value})
        for one, other in ((BEFORE, after), (after, BEFORE)):
            found = differences(one, other, language, to_person=to_person)
            assert [old != new for _, old, new in found] == [True], (field, value)
    told = [differences(BEFORE, replace(BEFORE, **{field: one}), language, to_person=to_person)[0][2]
            for one in OTHERWISE[field]]  # fmt: skip
    assert len(set(told)) == len(told), "two of them read alike"


@pytest.mark.parametrize("language", list(Language))
def test_no_two_places_are_called_the_same(language: Language) -> None:
    names = [wording(language, "rules")(pack.name) for pack in shipped().packs.values()]
    assert len(set(names)) == len(names)


TOLD = Words("One audiobook", "Lantern Media", SCRIPT, "no Acme", "within 30 days", "in a safe", "Dear Wei")
NO_SCRIPT = replace(TOLD, content="")
REWORDED = "Words were changed"


def changed(house: House, request: Request, scope: Scope, words: Words) -> None:
    """Let whoever asked change the request, which was changed never before."""
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        asking.edit(unit, house.vault, request.id, Ask(scope, words, request.party), 1)


def read_by_somebody(house: House, scope: Scope) -> tuple[Request, Reader, str]:
    request, invitation = house.ask(scope, TOLD if scope.content else NO_SCRIPT)
    reader, link = house.reader(), link_of(invitation)
    reader.get(link)
    return request, reader, link


FREE = voice(content=None)
WIDER = replace(FREE, channels=FREE.channels | {Channel.SOCIAL})


@pytest.mark.parametrize("scope", [FREE, WIDER])
@pytest.mark.parametrize("field", sorted({one.name for one in fields(Words)} - {"content"}))  # which is a term as well
def test_words_that_were_changed_are_told_of_also_beside_what_is_seen_to_differ(
    house: House, field: str, scope: Scope
) -> None:
    request, reader, link = read_by_somebody(house, FREE)
    changed(house, request, scope, replace(NO_SCRIPT, **{field: "Something else"}))
    page = reader.get(link)
    assert "This has changed since you read it" in page.text
    assert REWORDED in page.text
    assert ("Now: " in page.text) is (scope is WIDER)


def test_words_that_were_not_changed_are_not_said_to_be(house: House) -> None:
    request, reader, link = read_by_somebody(house, FREE)
    changed(house, request, WIDER, NO_SCRIPT)
    page = reader.get(link)
    assert "social media" in page.text.partition("Now: ")[2].partition("Request CR-")[0]
    assert REWORDED not in page.text


def test_what_is_asked_once_more_as_it_was_is_said_to_be(house: House) -> None:
    request, reader, link = read_by_somebody(house, FREE)
    changed(house, request, FREE, NO_SCRIPT)
    page = reader.get(link)
    assert "This has changed since you read it" in page.text
    assert REWORDED not in page.text
    assert "It is asked once more, as it stands below." in page.text


def test_another_script_and_another_model_are_seen_beside_another_day(house: House) -> None:
    request, reader, link = read_by_somebody(house, replace(BEFORE, content=sha256(SCRIPT.encode())))
    other = replace(BEFORE, content=sha256(b"Other"), models=frozenset({"m-9"}), end=BEFORE.end - timedelta(days=1))
    changed(house, request, other, replace(TOLD, content="Other"))
    shown = reader.get(link).text.partition("Request CR-")[0]
    for told in (sha256(SCRIPT.encode()), sha256(b"Other"), "m-1 and m-2", "m-9", "29 Jun 2027", REWORDED):
        assert told in shown


def test_what_was_proposed_and_taken_has_no_other_words(house: House) -> None:
    request, reader, link = asked(house)
    reader.send(looked(reader, link), f"{link}/change", step="send")
    taken(house, request)
    page = reader.get(link)
    assert "The proposal was taken" in page.text
    assert REWORDED not in page.text
