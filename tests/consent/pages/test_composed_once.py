"""What was composed on pages is asked once, however often its last page is sent: nobody gets a letter twice."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from composing_steps import PAGES, composed
from consent_house import REQUESTER, House, Page, Reader
from tellmark.consent.model import REQUEST, Request
from tellmark.consent.store import KnownRequests
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
