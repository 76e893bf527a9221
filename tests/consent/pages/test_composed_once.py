"""What was composed on pages, or is sent from a request's own, is sent once, however often the page is sent.

Nobody gets a letter twice.
"""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from composing_steps import PAGES, composed
from consent_house import REQUESTER, House, Page, Reader
from tellmark.consent.invitations.store import INVITATIONS
from tellmark.consent.model import REQUEST, Request
from tellmark.consent.store import KnownRequests
from tellmark.store.scope import Machinery
from tellmark.surface.principal import Kind

NEW = "/consents/new"


@pytest.fixture
def requester(house: House) -> Reader:
    return house.signed_in(REQUESTER, Kind.STAFF, REQUEST)


def every(house: House) -> list[Request]:
    with house.database.read(house.as_(REQUESTER)) as unit:
        return KnownRequests(unit).every()


def links(page: Page) -> list[str]:
    return re.findall(r"/c/[\w-]{43}", page.text)


def test_to_send_the_summary_twice_asks_once_and_both_are_answered_alike(house: House, requester: Reader) -> None:
    summary = composed(requester)
    first, second = (requester.send(summary, NEW, go="send") for _ in range(2))
    assert len(every(house)) == 1
    assert (first.status, second.status) == (200, 200)
    assert links(first) == links(second) != []
    assert "asks to use your voice" in house.reader().get(links(second)[0]).text


def test_of_two_who_send_it_at_one_instant_one_asks(house: House) -> None:
    windows = [house.signed_in(REQUESTER, Kind.STAFF, REQUEST) for _ in range(4)]
    summary, start = composed(windows[0]), threading.Barrier(4)

    def send(window: Reader) -> Page:
        start.wait()
        return window.send(summary, NEW, go="send")

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, windows))
    assert ([one.status for one in answers], len(every(house))) == ([200] * 4, 1)
    assert len({link for one in answers for link in links(one)}) == 1


def test_several_in_one_picture_are_each_asked_once(house: House, requester: Reader) -> None:
    second = {"name_2": "Zhao Min", "kind_2": "none", "language_2": "en", "persons": "2"}
    summary = composed(requester, who={**PAGES["who"], **second})
    pages = [requester.send(summary, NEW, go="send") for _ in range(2)]
    assert (len(every(house)), links(pages[0])) == (2, links(pages[1]))


def test_what_is_kept_twice_without_sending_is_one_draft(house: House, requester: Reader) -> None:
    summary = composed(requester)
    pages = [requester.send(summary, NEW, go="keep") for _ in range(2)]
    (one,) = every(house)
    assert {page.path for page in pages} == {f"/consents/{one.id}"}


def test_whoever_goes_back_and_changes_it_is_told_before_another_is_asked(house: House, requester: Reader) -> None:
    summary = composed(requester)
    requester.send(summary, NEW, go="send")
    for _ in range(2):
        told = requester.send(summary, NEW, go="send", brands="Acme")
        assert (told.status, "were sent already, and said something else" in told.text) == (422, True)
        assert 'href="#send"' in told.html
        assert ' id="send"' in told.html
    assert len(every(house)) == 1
    other = requester.send(told, NEW, go="send")
    assert (other.status, len(every(house))) == (200, 2)


def test_what_could_not_be_asked_is_asked_once_it_is_mended(house: House, requester: Reader) -> None:
    refused = requester.send(composed(requester, where={"languages": []}), NEW, go="send")
    assert (refused.status, every(house)) == (422, [])
    summary = requester.send(refused, NEW, go="summary", **PAGES["where"])
    assert requester.send(summary, NEW, go="send").status == 200
    assert len(every(house)) == 1


def test_who_composes_the_same_anew_asks_anew_and_without_its_value_nothing_is_sent(
    house: House, requester: Reader
) -> None:
    summaries = [composed(requester) for _ in range(2)]
    bare = requester.send(summaries[0], NEW, go="send", once="")
    assert ("Is this what you ask?" in bare.text, every(house)) == (True, [])
    for summary in summaries:
        requester.send(summary, NEW, go="keep")
    assert len(every(house)) == 2


def test_a_version_that_is_sent_twice_is_one_and_leads_to_the_request(house: House, requester: Reader) -> None:
    request, _ = house.ask()
    action = f"/consents/{request.id}/edit"
    typed = {**PAGES["terms"], "retention_days": "7"}
    page = requester.send(requester.get(action), action, step="terms", go="summary", **typed)
    pages = [requester.send(page, action, go="keep") for _ in range(2)]
    assert {(one.status, one.path) for one in pages} == {(200, f"/consents/{request.id}")}
    assert [one.version for one in every(house)] == [2]
    other = requester.send(page, action, go="keep", retention_days="8")
    assert (other.status, "that is the request now" in other.text) == (422, True)


def test_the_value_of_another_request_s_form_loses_no_change(house: House, requester: Reader) -> None:
    first, second = (house.ask(contact=contact)[0] for contact in ("li@example.com", "zhao@example.com"))
    once: dict[str, str] = {}
    for request in (first, second):
        action, typed = f"/consents/{request.id}/edit", {**PAGES["terms"], "retention_days": "7"}
        page = requester.send(requester.get(action), action, step="terms", go="summary", **typed)
        once = once or {"once": page.hidden(action)["once"][0]}
        told = requester.send(page, action, go="keep", **once)
    assert (told.status, "said something else" in told.text) == (422, True)


def drafted(house: House, requester: Reader) -> str:
    """Keep a request without sending it; return the address of its page."""
    requester.send(composed(requester), NEW, go="keep")
    (one,) = every(house)
    return f"/consents/{one.id}"


def invitations(house: House) -> int:
    """Return how many links were made."""
    with house.database.work(Machinery("test")) as look:
        return len(look.run(select(INVITATIONS)).all())


def test_a_link_that_is_sent_twice_from_one_page_is_one_and_both_are_answered_alike(
    house: House, requester: Reader
) -> None:
    address = drafted(house, requester)
    page = requester.get(address)
    first, second = (requester.send(page, f"{address}/send") for _ in range(2))
    assert (first.status, second.status, invitations(house)) == (200, 200, 1)
    assert links(first) == links(second) != []
    assert "asks to use your voice" in house.reader().get(links(second)[0]).text


def test_from_the_page_as_it_is_then_another_link_is_sent_and_the_one_before_ends(
    house: House, requester: Reader
) -> None:
    address = drafted(house, requester)
    first, second = (requester.send(requester.get(address), f"{address}/send") for _ in range(2))
    assert (invitations(house), links(first) != links(second)) == (2, True)
    assert "asks to use your voice" not in house.reader().get(links(first)[0]).text


def test_the_value_of_another_request_s_page_sends_nothing_and_without_one_the_page_is_shown(
    house: House, requester: Reader
) -> None:
    address = drafted(house, requester)
    page = requester.get(address)
    bare = requester.send(page, f"{address}/send", once="")
    assert (bare.path, bare.status, invitations(house)) == (address, 200, 0)
    requester.send(page, f"{address}/send")
    other, _ = house.ask(contact="zhao@example.com")
    before = invitations(house)
    action, value = f"/consents/{other.id}/send", page.hidden(f"{address}/send")["once"]
    strange = requester.send(requester.get(f"/consents/{other.id}"), action, once=value)
    assert (strange.status, links(strange), invitations(house)) == (422, [], before)
