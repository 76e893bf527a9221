"""What becomes of an offer of less: taken, it is asked as it was offered; left, both sides are told that it was."""

from datetime import timedelta

import pytest

from consent_house import REQUESTER, House, Reader
from consent_steps import take_offer
from counted_statements import statements
from offer_steps import edited
from person_steps import agreed, link_of
from tellmark.consent import asking, service
from tellmark.consent.model import ANSWER, REQUEST, Request
from tellmark.surface.principal import Kind

VOID = "What you read before is void"


def offered(house: House) -> tuple[Request, Reader, str]:
    """Let a person offer less; return the request, the person and their link."""
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    reader.get(link)
    look = reader.send(reader.get(f"{link}/change"), f"{link}/change", step="look", minutes="60")
    reader.send(look, f"{link}/change", step="send")
    return request, reader, link


def taken(house: House, request: Request) -> None:
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        take_offer(unit, house.vault, request.id, house.identity.age)


def test_an_offer_that_was_taken_is_told_as_taken_and_counts_only_once_it_is_agreed_to(house: House) -> None:
    request, reader, link = offered(house)
    taken(house, request)
    page = reader.get(link)
    assert "The proposal was taken" in page.text
    assert "it counts only when you agree" in page.text
    assert "Asked before: 9 h altogether As proposed: 1 h altogether" in page.text
    assert VOID not in page.text
    assert "You agreed on" in agreed(house, reader, link, request.subject, version=2).text


@pytest.mark.parametrize("read", [True, False], ids=["read", "not read"])
def test_a_change_after_an_offer_was_taken_is_told_as_a_change(house: House, read: bool) -> None:
    request, reader, link = offered(house)
    taken(house, request)
    if read:
        reader.get(link)
    edited(house, request, 2)
    page = reader.get(link)
    assert (page.status, VOID in page.text, "The proposal was taken" in page.text) == (200, True, False)
    assert f"Before: {'1 h' if read else '9 h'} altogether Now: 30 min altogether" in page.text


def test_an_offer_that_was_left_is_told_to_both_as_left_and_not_as_taken_back(house: House) -> None:
    request, reader, link = offered(house)
    asks = house.signed_in(REQUESTER, Kind.STAFF, REQUEST)
    own = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    page = asks.get(f"/consents/{request.id}")
    pages = [asks.send(page, f"/consents/{request.id}/decline"), asks.get("/consents"), own.get("/me")]
    assert all("The offer was not taken" in one.text for one in pages)
    told = reader.get(link)
    assert "The proposal was not taken" in told.text
    assert "Whoever asked left it on 23 Nov 2026" in told.text
    assert all("aken back" not in one.text for one in (*pages, told))


def test_which_offers_were_left_is_asked_once_for_a_list_however_long_it_is(house: House) -> None:
    asks = house.signed_in(REQUESTER, Kind.STAFF, REQUEST)
    request, _, _ = offered(house)
    own = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    left(house, request)
    few = [names_asked(asks, "/consents"), names_asked(own, "/me")]
    for _ in range(3):
        house.clock.at += timedelta(days=31)  # nobody is asked the same again before
        left(house, offered(house)[0])
    assert [names_asked(asks, "/consents"), names_asked(own, "/me")] == few
    for page in (asks.get("/consents"), own.get("/me")):
        assert page.text.count("The offer was not taken") == 4


def names_asked(reader: Reader, path: str) -> int:
    """Return in how many statements the page at *path* asks what names what in the log."""
    with statements() as said:
        reader.get(path)
    return sum("leaf_names" in one for one in said)


def left(house: House, request: Request) -> None:
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        service.decline_counter(unit, request.id)


def test_a_request_that_was_taken_back_while_an_offer_waited_was_taken_back(house: House) -> None:
    request, reader, link = offered(house)
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        asking.recall(unit, request.id)
    assert "This request was taken back" in reader.get(link).text
    assert "Taken back by who asked" in house.signed_in(REQUESTER, Kind.STAFF, REQUEST).get("/consents").text
