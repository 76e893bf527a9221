"""After the answer: what its pages say is true of how it stands, and by a link no more than others may read."""

from collections.abc import Callable

import pytest

from consent_house import OFFICER, House, Page, Reader
from person_steps import agreed, link_of
from tellmark.consent.model import ANSWER, REVIEW, HoldReason, Request
from tellmark.consent.service import request_of, suspend
from tellmark.surface.principal import Kind

TO_BE_ANSWERED = ("Closing the page means no", "You may say no here", "Back to the request", "If no is not safe")


def asked(house: House) -> tuple[Request, Reader, str]:
    request, invitation = house.ask()
    return request, house.reader(), link_of(invitation)


def granted(house: House, reader: Reader, link: str, request: Request) -> None:
    agreed(house, reader, link, request.subject)


def ended(house: House, reader: Reader, link: str, request: Request) -> None:
    """Agree, and end it again."""
    agreed(house, reader, link, request.subject)
    reader.send(reader.get(f"{link}/end"), f"{link}/end")


def refused(house: House, reader: Reader, link: str, request: Request) -> None:
    reader.get(link)
    reader.send(reader.get(f"{link}/no"), f"{link}/no")


def says(page: Page) -> list[str]:
    return [words for words in TO_BE_ANSWERED if words in page.text]


@pytest.mark.parametrize("answer", [granted, refused, ended])
def test_help_asks_for_no_answer_once_there_is_one(
    house: House, answer: Callable[[House, Reader, str, Request], None]
) -> None:
    request, reader, link = asked(house)
    assert says(reader.get(f"{link}/help")) == list(TO_BE_ANSWERED)
    answer(house, reader, link, request)
    page = reader.get(f"{link}/help")
    assert says(page) == []
    assert "an officer of this service is told quietly" in page.text
    assert reader.send(page, f"{link}/help").path == link


def test_where_an_officer_writes_is_said_alike_to_everybody_and_where_to_name_it_on_ones_own_page(house: House) -> None:
    request, reader, link = asked(house)
    own = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    own.get(f"/me/requests/{request.id}")
    by_link, mine = reader.get(f"{link}/help"), own.get(f"/me/requests/{request.id}/help")
    for page in (by_link, mine):
        assert "If you have named none, nobody writes to you about this" in page.text
    assert ("/me/contact/own" in by_link.html, "/me/contact/own" in mine.html) == (False, True)


def test_the_receipt_of_what_has_ended_says_so_on_top_and_offers_no_end(house: House) -> None:
    request, reader, link = asked(house)
    agreed(house, reader, link, request.subject)
    running = reader.get(link).text
    assert "You agreed on 23 Nov 2026" in running
    assert "End it at any time: http://localhost/e" in running
    reader.send(reader.get(f"{link}/end"), f"{link}/end")
    over = reader.get(link).text
    assert "This agreement has ended" in over
    assert "It was given on 23 Nov 2026; since 23 Nov 2026 it gives no leave" in over
    assert all(words not in over for words in ("Keep this receipt", "End it at any time", "You agreed on"))


def test_by_a_link_what_is_held_up_has_the_receipt_of_what_runs(house: House) -> None:
    request, reader, link = asked(house)
    agreed(house, reader, link, request.subject)
    running = reader.get(link).text
    with house.database.read(house.as_(OFFICER)) as unit:
        consent = request_of(unit, request.id).consent
    assert consent is not None
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        suspend(unit, consent, HoldReason.OFFICER)
    assert reader.get(link).text == running


@pytest.mark.parametrize("door", ["link", "own page"])
def test_of_what_has_ended_nothing_stands_still_whatever_is_wrong_with_it(house: House, door: str) -> None:
    request, reader, link = asked(house)
    agreed(house, reader, link, request.subject)
    here = f"{link}/wrong"
    if door == "own page":
        reader = house.signed_in(request.subject, Kind.PERSON, ANSWER)
        with house.database.read(house.as_(OFFICER)) as unit:
            here = f"/me/consents/{request_of(unit, request.id).consent}/wrong"
    assert "It stands still until an officer has decided." in reader.get(here).text
    by_link = house.reader()
    by_link.send(by_link.get(f"{link}/end"), f"{link}/end")
    over = reader.get(here)
    assert "It has ended already. An officer looks at it all the same." in over.text
    assert all(words not in over.text for words in ("stands still", "stopped quietly"))
    told = reader.send(over, here, what="not_me")
    assert (told.status, "Thank you" in told.text) == (200, True)
