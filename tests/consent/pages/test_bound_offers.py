"""Whoever offers less may agree to it in advance: once it is taken it counts, and they need not come again."""

from datetime import timedelta

import pytest

from consent_house import NOON, House
from offer_steps import CODE, agreed_in_advance, asked, asker, consents, edited, looked, stands, summed_up, taken
from tellmark.consent.model import ConsentState, RequestState
from tellmark.consent.terms import PUBLIC, Channel, Tick

LANGUAGES = ("en", "zh-Hans")


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_offer_to_its_taking_and_its_end_without_a_script(house: House, language: str) -> None:
    request, reader, link = asked(house, language=language)
    waits, code = agreed_in_advance(reader, link, minutes="60", drop="cross_border")
    assert "<script" not in waits.html
    offer = stands(house, request).counter
    assert offer is not None
    assert offer.grounds is not None
    assert (offer.scope.max_seconds, offer.scope.cross_border) == (3600, False)
    assert offer.ticks == {Tick.BIOMETRIC, Tick.PUBLIC_DISCLOSURE}
    assert consents(house, request) == []
    house.clock.at += timedelta(days=2)
    page = taken(house, request)
    (consent,) = consents(house, request)
    assert (consent.scope, consent.document, consent.state) == (offer.scope, offer.document, ConsentState.ACTIVE)
    assert not CODE.search(page.html)
    receipt = reader.get(link)
    assert f'href="{link}/end' in receipt.html
    assert code not in receipt.html
    anybody = house.reader(language)
    ended = anybody.send(anybody.get("/e"), "/e", code=code.lower())
    assert {"en": "It has ended", "zh-Hans": "已终止"}[language] in ended.text
    assert consents(house, request)[0].state is ConsentState.ENDING


def test_what_each_choice_means_stands_beside_it(house: House) -> None:
    _, reader, link = asked(house)
    look = looked(reader, link).text
    now, later = look.index("Do you agree to it now? If who asks takes it, it counts at once."), look.index("Or only")
    assert now < later < look.index("we ask you once more, and only then does it count")
    summary = summed_up(reader, link)
    assert "Do you agree to what you propose? If who asks takes it, it counts at once." in summary.text
    assert "Asked: 9 h altogether You offer: 1 h altogether" in summary.text
    waits, _ = agreed_in_advance(reader, link)
    assert "Your proposal was sent, and you have agreed to it If who asks takes it, it counts at once." in waits.text
    assert "Who asked may take it until 30 Nov 2026" in waits.text


def test_the_receipt_tells_when_it_was_confirmed_and_which_code_is_its(house: House) -> None:
    request, reader, link = asked(house)
    agreed_in_advance(reader, link)
    house.clock.at += timedelta(days=2)
    taken(house, request)
    receipt = reader.get(link).text
    assert "You agreed on 25 Nov 2026" in receipt
    assert "Its code is the one that you were shown when you sent your proposal." in receipt
    assert "The proof of who you are, just before 23 Nov 2026" in receipt


def test_what_is_answered_with_no_is_not_offered(house: House) -> None:
    request, reader, link = asked(house)
    way = f"{link}/agree?version=1&minutes=60&biometric=yes&cross_border=no&public_disclosure=no"
    summary = reader.get(way)
    assert "May leave your country" not in summary.text
    reader.send(summary, f"{link}/agree", way="fresh_proof")
    taken(house, request)
    (consent,) = consents(house, request)
    assert (consent.ticks, consent.scope.channels) == (frozenset({Tick.BIOMETRIC}), frozenset({Channel.PRIVATE}))
    assert not consent.scope.cross_border
    assert not consent.scope.channels & PUBLIC


def test_where_nothing_would_be_left_nothing_is_offered(house: House) -> None:
    request, reader, link = asked(house)
    none = reader.get(f"{link}/agree?version=1&minutes=60&biometric=no&cross_border=no&public_disclosure=no")
    assert "cannot be agreed to as it stands" in none.text
    assert 'name="way"' not in none.html
    assert stands(house, request).state is RequestState.SHOWN


def test_it_is_sent_without_from_the_summary_too_and_then_asked_once_more(house: House) -> None:
    request, reader, link = asked(house)
    summary = summed_up(reader, link)
    assert "we ask you once more" in summary.text
    reader.send(summary, f"{link}/change", step="send")
    offer = stands(house, request).counter
    assert offer is not None
    assert (offer.grounds, offer.code, offer.scope.max_seconds) == (None, "", 3600)
    taken(house, request)
    assert "The proposal was taken" in reader.get(link).text


def test_the_way_back_from_the_questions_has_lost_nothing_of_what_was_typed(house: House) -> None:
    _, reader, link = asked(house)
    question = reader.send(looked(reader, link, minutes="90", never="advert"), f"{link}/change", step="agree")
    assert f'href="{link}/change?version=1&amp;minutes=90&amp;' in question.html
    form = reader.get(f"{link}/change?version=1&minutes=90&never=advert")
    assert 'value="90"' in form.html
    other = reader.get(f"{link}/change?version=2&minutes=90")
    assert 'value="90"' not in other.html


def test_the_proof_comes_first_and_leads_back_to_the_same_offer(house: House) -> None:
    _, reader, link = asked(house)
    look = looked(reader, link)
    house.identity.proved.clear()
    house.identity.fresh_at.clear()
    page = reader.send(look, f"{link}/change", step="agree")
    assert "First: is it you who is asked?" in page.text
    assert page.path == f"{link}/agree"
    assert f'href="{link}/change?version=1&amp;minutes=60&amp;lang=en"' in page.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_as_long_as_nobody_has_taken_it_it_is_taken_back_without_a_proof(house: House, language: str) -> None:
    request, reader, link = asked(house, language=language)
    _, code = agreed_in_advance(reader, link)
    house.identity.fresh_at.clear()
    assert f'href="{link}/no?' in reader.get(link).html
    reader.send(reader.get(f"{link}/no"), f"{link}/no")
    assert stands(house, request).state is RequestState.REFUSED
    asks = asker(house)
    assert f"/consents/{request.id}/accept" not in asks.get(f"/consents/{request.id}").html
    anybody = house.reader(language)
    assert anybody.send(anybody.get("/e"), "/e", code=code).status == 422
    assert consents(house, request) == []


def test_a_no_to_what_was_taken_at_that_moment_is_told_that_it_came_too_late(house: House) -> None:
    request, reader, link = asked(house)
    agreed_in_advance(reader, link)
    no = reader.get(f"{link}/no")
    taken(house, request)
    late = reader.send(no, f"{link}/no")
    assert "Your answer came too late" in late.text
    assert f'href="{link}/end?' in late.html


def test_what_whoever_asked_lets_lie_comes_to_nothing_and_is_not_taken_back_any_more(house: House) -> None:
    request, reader, link = asked(house)
    agreed_in_advance(reader, link)
    asks, address = asker(house), f"/consents/{request.id}"
    house.clock.at = NOON + timedelta(days=7)
    assert asks.send(asks.get(address), f"{address}/accept").status == 422
    assert f'href="{link}/no?' not in reader.get(link).html
    assert consents(house, request) == []


def test_whoever_asked_changes_it_and_the_offer_and_its_code_are_void(house: House) -> None:
    request, reader, link = asked(house)
    _, code = agreed_in_advance(reader, link)
    page = asker(house).get(f"/consents/{request.id}")
    edited(house, request, 1)
    asks = asker(house)
    asks.send(page, f"/consents/{request.id}/accept")
    assert consents(house, request) == []
    assert "This has changed since you read it" in reader.get(link).text
    anybody = house.reader()
    assert anybody.send(anybody.get("/e"), "/e", code=code).status == 422
