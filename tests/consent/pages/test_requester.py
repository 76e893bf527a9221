"""A request is composed page by page, nothing is lost on the way, and what comes back is taken or left."""

import re

import pytest

from composing_steps import PAGES, composed
from consent_house import OFFICER, REQUESTER, House, Reader
from person_steps import agreed, link_of
from read_leaves import leaves_read
from tellmark.consent.events_beside import UseReserved
from tellmark.consent.model import ANSWER, REQUEST, REVIEW, ConsentId, HoldReason, RequestState
from tellmark.consent.notices import promise
from tellmark.consent.service import suspend, void
from tellmark.consent.store import KnownConsents, KnownRequests
from tellmark.consent.terms import Modality, Purpose
from tellmark.surface.principal import Kind
from tellmark.values.languages import Language


@pytest.fixture
def requester(house: House) -> Reader:
    return house.signed_in(REQUESTER, Kind.STAFF, REQUEST)


def test_what_no_register_writes_is_refused_beside_its_field(requester: Reader) -> None:
    refused = composed(requester, who={**PAGES["who"], "party_number": "12. Verified by Tellmark"})
    assert refused.status == 422
    assert re.search(r'href="#party_number"[^>]*>[^<]*number of an organisation cannot be right', refused.html, re.I)


def test_a_request_goes_from_page_to_page_to_a_summary_and_is_sent(house: House, requester: Reader) -> None:
    summary = composed(requester)
    assert summary.status == 200
    for told in ("Studio North Ltd", "One audiobook", "EUR 2,400.50, once", "9 h altogether", "30 Jun 2027", "Li Wei",
                 "The person reads as your promise", promise(Language.EN)):  # fmt: skip
        assert told in summary.text
    sent = requester.send(summary, "/consents/new", go="send")
    link = re.search(r"/c/[\w-]{43}", sent.text)
    assert link
    assert "asks to use your voice" in house.reader().get(link[0]).text
    with house.database.read(house.as_(REQUESTER)) as unit:
        found = KnownRequests(unit).every()[0]
    assert found.state is RequestState.SHOWN
    assert (found.scope.modalities, found.scope.purposes) == (
        frozenset({Modality.VOICE}),
        frozenset({Purpose.ENTERTAINMENT}),
    )
    assert found.scope.pay is not None
    assert (found.scope.pay.amount, found.scope.max_seconds) == (240_050, 32_400)


def test_each_page_is_asked_again_with_what_is_wrong_and_keeps_what_was_typed(requester: Reader) -> None:
    page = requester.send(requester.get("/consents/new"), "/consents/new", step="terms", go="next", start="2026-12-01",
                          end="soon", amount="many", currency="EUR", pay_words="by <b>cheque</b>")  # fmt: skip
    assert page.status == 422
    assert "What do you offer the person?" in page.text
    assert "by &lt;b&gt;cheque&lt;/b&gt;" in page.html
    assert 'value="2026-12-01"' in page.html
    last = requester.send(page, "/consents/new", step="terms", go="next", end="9999-12-31")
    assert (last.status, 'href="#end"' in last.html) == (422, True)
    for field in ("end", "amount", "aftermath"):
        assert f'href="#{field}"' in page.html
        assert re.search(rf'id="{field}"', page.html)


def test_what_cannot_be_asked_is_told_beside_its_field(requester: Reader) -> None:
    summary = composed(requester, where={"languages": []})
    told = requester.send(summary, "/consents/new", go="send")
    assert told.status == 422
    assert "A voice speaks in some language" in told.text
    assert "Where is it used, and how much?" in told.text


@pytest.mark.parametrize(("start", "status"), [("2026-09-22", 422), ("2026-09-23", 200)])
def test_what_begins_more_than_62_days_before_it_is_asked_is_told_beside_its_day(
    requester: Reader, start: str, status: int
) -> None:
    told = requester.send(composed(requester, terms={"start": start}), "/consents/new", go="send")
    assert told.status == status
    assert ("It would begin more than 62 days before it is asked." in told.text) == (status == 422)


def test_several_in_one_picture_are_each_asked_by_a_link_of_their_own(house: House, requester: Reader) -> None:
    page = requester.get("/consents/new")
    for step in ("terms", "what", "purpose", "where"):
        page = requester.send(page, "/consents/new", step=step, go="next", **PAGES[step])
    page = requester.send(page, "/consents/new", step="who", go="person", **PAGES["who"])
    assert 'value="Li Wei"' in page.html
    second = {"name_2": "Zhao Min", "kind_2": "phone", "contact_2": "+86 138 0013 8000", "language_2": "en"}
    typed = {**PAGES["who"], **second}
    summary = requester.send(page, "/consents/new", step="who", go="next", **typed)
    sent = requester.send(summary, "/consents/new", go="send")
    assert len(set(re.findall(r"/c/[\w-]{43}", sent.text))) == 2
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert len({one.group for one in KnownRequests(unit).every()}) == 1


def test_a_name_that_looks_like_another_is_refused_with_words(requester: Reader) -> None:
    composed_once = requester.send(composed(requester), "/consents/new", go="keep")
    assert composed_once.status == 200
    alike = composed(requester, who={"party": "Studiо North Ltd", "contact_1": "x@example.com"})  # a Cyrillic o
    told = requester.send(alike, "/consents/new", go="keep")
    assert (told.status, "looks like another one" in told.text) == (422, True)


def offered(house: House) -> str:
    """Let a person offer less; return the request's id."""
    request, invitation = house.ask()
    reader, link = house.reader(), f"/c/{invitation.secret}"
    reader.get(link)
    look = reader.send(reader.get(f"{link}/change"), f"{link}/change", step="look", minutes="60")
    reader.send(look, f"{link}/change", step="send")
    return str(request.id)


def test_an_offer_is_shown_as_a_difference_and_taken_or_left(house: House, requester: Reader) -> None:
    request = offered(house)
    page = requester.get(f"/consents/{request}")
    assert re.search(r"You asked: 9 h altogether Offered: 1 h altogether", page.text)
    left = requester.send(page, f"/consents/{request}/decline")
    assert "The offer was not taken" in left.text


def test_an_offer_that_is_taken_is_asked_anew_for_exactly_that(house: House, requester: Reader) -> None:
    request = offered(house)
    page = requester.get(f"/consents/{request}")
    requester.send(page, f"/consents/{request}/accept")
    with house.database.read(house.as_(REQUESTER)) as unit:
        found = KnownRequests(unit).get(request)
    assert (found.scope.max_seconds, found.version) == (3600, 2)
    again = requester.send(page, f"/consents/{request}/accept")  # the page was of another version
    assert again.status == 200


def test_an_edit_says_what_it_does_before_it_is_made(house: House, requester: Reader) -> None:
    request, invitation = house.ask()
    house.reader().get(f"/c/{invitation.secret}")
    action = f"/consents/{request.id}/edit"
    page = requester.get(action)
    assert "What the person has read of it is void" in page.text
    terms = {"start": "2026-11-23", "end": "2027-03-31", "amount": "2400", "currency": "EUR", "per": "once"}
    summary, window = (
        requester.send(requester.get(action), action, step="terms", go="summary", aftermath="no_new_copies", **terms)
        for _ in range(2)
    )
    assert "31 Mar 2027" in summary.text
    for seen in ("7" * 5000, "²", "soon"):
        assert requester.send(summary, action, go="keep", seen=seen).status == 422, seen
    requester.send(summary, action, go="keep")
    assert "This has changed since you read it" in house.reader().get(f"/c/{invitation.secret}").text
    stale = requester.send(window, action, go="keep")
    assert (stale.status, "has changed since you read it" in stale.text) == (422, True)
    (pointed,) = re.findall(r'<a href="#([^"]+)">The request has changed', stale.html)
    assert f' id="{pointed}"' in stale.html


def test_a_colleague_s_request_is_not_there_and_both_sides_have_the_case_words(house: House, requester: Reader) -> None:
    request, invitation = house.ask()
    colleague = house.signed_in("requester-2", Kind.STAFF, REQUEST)
    assert colleague.get(f"/consents/{request.id}").status == 404
    words = re.search(r'<strong class="say">([^<]+)</strong>', requester.get(f"/consents/{request.id}").html)
    assert words
    assert words[1] in house.reader().get(f"/c/{invitation.secret}").html


def agreed_to(house: House) -> ConsentId:
    """Let a person agree to what they are asked; return the consent's id."""
    request, invitation = house.ask()
    house.identity.prove(request.subject)
    agreed(house, house.reader(), link_of(invitation), request.subject)
    with house.database.read(house.as_(REQUESTER)) as unit:
        return KnownConsents(unit).by(request=request.id)[0].id


def test_the_list_says_how_an_agreement_stands_and_not_that_there_was_one(house: House, requester: Reader) -> None:
    consent = agreed_to(house)
    assert "Running" in requester.get("/consents").text
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        void(unit, consent)
    listed = requester.get("/consents").text
    assert "Ended; some steps are still under way" in listed
    assert "Agreed" not in listed


def test_the_list_tells_nobody_that_a_person_was_pressed(house: House, requester: Reader) -> None:
    consent = agreed_to(house)
    before = requester.get("/consents").text
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        suspend(unit, consent, HoldReason.COERCION)
    assert requester.get("/consents").text == before


def test_however_many_were_asked_each_stands_on_one_page_of_the_list(house: House, requester: Reader) -> None:
    asked = [house.ask(contact=f"p{number}@example.com")[0].id for number in range(52)]
    listed = requester.get("/consents")
    older = re.search(r'href="(/consents\?before=[^"]+)"', listed.html)
    assert older
    rest = requester.get(older[1].replace("&amp;", "&"))
    seen = [re.findall(r'href="/consents/([0-9a-f-]{36})\?', page.html) for page in (listed, rest)]
    assert seen[0] + seen[1] == sorted(asked, reverse=True)
    assert "before=" not in rest.html
    beyond = requester.get(f"/consents?before={min(asked)}")
    assert (beyond.status, "There are no older requests." in beyond.text) == (200, True)
    assert requester.get("/consents?before=%00x").text == listed.text


@pytest.mark.parametrize(("language", "ended", "follows"), [
    ("en", "It was taken back: by the person", "Has to follow: Everybody who uses it is told."),
    ("zh-Hans", "同意已被撤回：由本人", "接下来须办："),
])  # fmt: skip
def test_what_happened_goes_on_after_an_end(house: House, language: str, ended: str, follows: str) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    agreed(house, reader, link, request.subject)
    reader.send(reader.get(f"{link}/end"), f"{link}/end")
    asks = house.signed_in(REQUESTER, Kind.STAFF, REQUEST, language=language)
    own = house.signed_in(request.subject, Kind.PERSON, ANSWER, language=language)
    with house.database.read(house.as_(REQUESTER)) as unit:
        (consent,) = KnownConsents(unit).by(request=request.id)
    for page in (asks.get(f"/consents/{request.id}"), own.get(f"/me/consents/{consent.id}")):
        story = page.html.partition('<ol class="timeline"')[2].partition("</ol>")[0]
        assert ended in story
        assert follows in story
        assert story.count("<li>") >= len(("drafted", "sent", "shown", "granted", "withdrawn", "begun"))


def test_no_page_reads_the_leaves_of_uses_for_what_happened(house: House) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    agreed(house, reader, link, request.subject)
    with house.database.write(house.as_(REQUESTER)) as unit:
        (consent,) = KnownConsents(unit).by(request=request.id)
        use = UseReserved(reserved="r", use="u", consent=consent.id, subject=request.subject, outputs=1, seconds=0)
        unit.say(use)
    asks, own = house.signed_in(REQUESTER, Kind.STAFF, REQUEST), house.signed_in(request.subject, Kind.PERSON, ANSWER)
    for who, page in ((asks, f"/consents/{request.id}"), (own, f"/me/consents/{consent.id}"), (reader, link)):
        with leaves_read() as read:
            assert who.get(page).status == 200
        assert "consent.granted" in read, page
        assert UseReserved.name not in read, page
