"""What has changed hands, over the pages: two officers, the person who reads whose it is, and who asks anew."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from consent_house import NOON, OFFICER, REQUESTER, SECOND, House, Page, Reader, voice
from tellmark.consent.handed.going_on import ConsentHands
from tellmark.consent.handed.store import KnownHands
from tellmark.consent.hands.model import HandsState
from tellmark.consent.model import ANSWER, CONFIRM, REQUEST, REVIEW, Consent, ConsentState, Ending, Request, Words
from tellmark.consent.person.views import number_of
from tellmark.consent.service import words_of
from tellmark.consent.store import KnownConsents, KnownRequests
from tellmark.consent.sweeping import ConsentClocks
from tellmark.store.clocks import sweep
from tellmark.store.outbox import Subscriber, deliver
from tellmark.surface.principal import Kind

BASE, CONFIRMS = "/review/consents/hands", "/review/consents/confirm"
PAPER, NAME, CONTACT = "9" * 64, "Harbour Pictures Ltd", "rights@harbour.example"
TICKS = "biometric=yes&cross_border=yes&public_disclosure=yes"
TYPED: dict[str, str | list[str]] = {
    "kind": "party", "name": NAME, "contact": CONTACT, "number": "91110000MA01ABCD2Q", "since": "2026-11-20",
    "document": PAPER,
}  # fmt: skip


def agrees(house: House, request: Request, link: str) -> Consent:
    """Let the person agree by *link*."""
    house.identity.prove(request.subject)
    reader = house.reader()
    reader.get(link)
    version = re.search(r"version=(\d)", reader.get(link).html)
    assert version
    page = reader.get(f"{link}/agree?version={version[1]}&{TICKS}")
    assert reader.send(page, f"{link}/agree", way="fresh_proof").status == 200
    return agreed(house, request)


def agreed(house: House, request: Request) -> Consent:
    with house.database.read(house.as_(REQUESTER)) as unit:
        return KnownConsents(unit).by(request=request.id)[0]


def enters(officer: Reader, asked: Request, /, **more: str | list[str]) -> Page:
    page = officer.get(f"{BASE}/new")
    return officer.send(page, f"{BASE}/new", **{**TYPED, "request": number_of(asked), **more})


def runs(house: House, **later: float) -> None:
    """Let time go by, and all that is due then be done."""
    house.clock.at += timedelta(**later)
    while sweep(house.database):
        pass
    hears: list[Subscriber] = [ConsentClocks(house.database, house.vault), ConsentHands(house.database)]
    while (done := deliver(house.database, hears)).spread or done.delivered:
        pass


def confirmed(house: House, request: Request, **more: str | list[str]) -> str:
    """Let two officers say that it changed hands; return the id."""
    officer = house.signed_in(OFFICER, Kind.STAFF, REVIEW)
    change = enters(officer, request, **more).path.rpartition("/")[2]
    second = house.signed_in(SECOND, Kind.STAFF, CONFIRM)
    address = f"{CONFIRMS}/hands/{change}"
    assert second.send(second.get(address), address, decision="confirm", evidence=PAPER).path == CONFIRMS
    return change


def changed(house: House, request: Request, **more: str | list[str]) -> str:
    """Let it have changed hands, and all of it be held up; return the id."""
    change = confirmed(house, request, **more)
    runs(house, minutes=2)
    return change


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_from_the_paper_to_the_hold_by_two_officers_without_a_script(house: House, language: str) -> None:
    request, invitation = house.ask()
    agrees(house, request, f"/c/{invitation.secret}")
    officer = house.signed_in(OFFICER, Kind.STAFF, REVIEW, language=language)
    second = house.signed_in(SECOND, Kind.STAFF, CONFIRM, language=language)
    form = officer.get(f"{BASE}/new")
    assert "<script" not in form.html
    assert not re.search(r"<input[^>]*(radio|checkbox)[^>]* checked", form.html)
    page = enters(officer, request)
    assert all(told in page.text for told in (NAME, CONTACT, "Studio North Ltd", "91110000MA01ABCD2Q"))
    assert PAPER not in page.html
    assert page.path in officer.get(BASE).html
    address = f"{CONFIRMS}/hands/{page.path.rpartition('/')[2]}"
    assert address in second.get(CONFIRMS).html
    case = second.get(address)
    assert NAME in case.text
    assert PAPER not in case.html  # the second officer makes it themselves
    wrong = second.send(case, address, decision="confirm", evidence="8" * 64)
    assert (wrong.status, agreed(house, request).state) == (422, ConsentState.ACTIVE)
    second.send(case, address, decision="confirm", evidence=PAPER)
    runs(house, minutes=2)
    assert agreed(house, request).state is ConsentState.SUSPENDED
    assert address not in second.get(CONFIRMS).html


def test_an_officer_who_is_both_does_not_confirm_what_they_entered(house: House) -> None:
    request, _ = house.ask()
    officer = house.signed_in(OFFICER, Kind.STAFF, REVIEW, CONFIRM)
    change = enters(officer, request).path.rpartition("/")[2]
    assert change not in officer.get(CONFIRMS).html
    assert officer.get(f"{CONFIRMS}/hands/{change}").status == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": []}, "kind"), ({"name": "Hаrbour"}, "name"), ({"contact": " "}, "contact"),
        ({"number": "91110000MA01ABCD2X"}, "number"), ({"since": "soon"}, "since"), ({"since": "0001-01-01"}, "since"),
        ({"since": "1899-12-31"}, "since"), ({"since": "2028-01-01"}, "since"), ({"since": "9999-12-31"}, "since"),
        ({"document": "x"}, "document"),
        ({"request": "CR-00000000"}, "request"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    house: House, officer: Reader, wrong: dict[str, str | list[str]], field: str
) -> None:
    request, _ = house.ask()
    page = enters(officer, request, **wrong)
    assert page.status == 422
    assert f'href="#{field}"' in page.html
    assert field == "contact" or CONTACT in page.html


def test_of_no_company_the_account_changes_hands_or_nothing(house: House, officer: Reader) -> None:
    request, _ = house.ask(party="")
    assert enters(officer, request).status == 422
    enters(officer, request, kind="account")
    enters(officer, request, kind="service", request="")
    with house.database.read(house.as_(OFFICER)) as unit:
        found = {one.former.kind.value: one.former.id for one in KnownHands(unit).every()}
    assert found == {"account": REQUESTER, "service": ""}


@pytest.mark.parametrize("kind", ["party", "account", "service"])
def test_the_person_reads_whose_it_is_now_and_may_end_it(house: House, kind: str) -> None:
    request, invitation = house.ask()
    link = f"/c/{invitation.secret}"
    consent = agrees(house, request, link)
    changed(house, request, kind=kind)
    person = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    for page in (person.get(f"/me/consents/{consent.id}"), person.get("/me"), house.reader().get(link)):
        assert f"“{NAME}”. You can reach them here: {CONTACT}" in page.text
        assert "20 Nov 2026" in page.text
        assert "They may ask you anew" in page.text
    assert "Stands still" in person.get("/me").text
    end = f"/me/consents/{consent.id}/end"
    assert person.send(person.get(end), end).status == 200
    assert agreed(house, request).ending is Ending.WITHDRAWN


def test_its_pages_say_from_that_instant_on_that_it_stands_still(house: House) -> None:
    request, invitation = house.ask()
    link = f"/c/{invitation.secret}"
    consent = agrees(house, request, link)
    confirmed(house, request)
    person, asks = (
        house.signed_in(request.subject, Kind.PERSON, ANSWER),
        house.signed_in(REQUESTER, Kind.STAFF, REQUEST),
    )
    pages = [(person, f"/me/consents/{consent.id}"), (house.reader(), link), (asks, f"/consents/{request.id}")]
    assert not any("Stands still" in reader.get(address).text for reader, address in pages)
    house.clock.at += timedelta(minutes=1)
    for reader, address in pages:
        shown = reader.get(address).text
        assert "Stands still" in shown
        assert NAME in shown
    assert agreed(house, request) == consent  # its hold is not written yet
    again = asks.get(f"/consents/{request.id}/again")
    assert (again.status, NAME in again.html) == (200, True)


def test_whoever_asks_reads_what_stands_still_and_asks_anew(house: House) -> None:
    request, invitation = house.ask()
    before = agrees(house, request, f"/c/{invitation.secret}")
    other, _ = house.ask(party="Another Ltd", contact="zhao@example.com")
    changed(house, request)
    asks = house.signed_in(REQUESTER, Kind.STAFF, REQUEST)
    again = f"/consents/{request.id}/again"
    listed = asks.get("/consents")
    assert again in listed.html
    assert f"{other.id}/again" not in listed.html
    shown = asks.get(f"/consents/{request.id}")
    assert again in shown.html
    assert "Ask the person anew, in the name of “Harbour Pictures Ltd”" in shown.text
    page = asks.get(again)
    for _ in ("terms", "what", "purpose", "where", "who"):
        page = asks.send(page, "/consents/new", go="next", **filled_in(page))
    for told in (NAME, "One audiobook", "9 h altogether", "Li Wei"):
        assert told in page.text
    sent = asks.send(page, "/consents/new", go="send")
    link = re.search(r"/c/[\w-]{43}", sent.text)
    assert link, sent.text
    assert again not in asks.get("/consents").html  # the person is asked already
    with house.database.read(house.as_(REQUESTER)) as unit:
        anew = next(one for one in KnownRequests(unit).every() if one.supersedes == before.id)
    assert NAME in house.reader().get(link[0]).text
    after = agrees(house, anew, link[0])
    assert (after.state, agreed(house, request).ending) == (ConsentState.ACTIVE, Ending.SUPERSEDED)


def test_asked_anew_is_what_was_agreed_to_to_the_second_and_by_the_digest(house: House) -> None:
    terms = voice(start=NOON, end=NOON + timedelta(days=90, hours=5), max_seconds=61, content=PAPER)
    request, invitation = house.ask(terms, Words("One audiobook", "A voice agency", retention="In a safe"))
    agrees(house, request, f"/c/{invitation.secret}")
    anew, page = asked_anew(house, request)
    assert PAPER in page.text
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert (anew.scope, words_of(unit, house.vault, anew.id).retention) == (terms, "In a safe")


def test_what_began_long_ago_is_asked_anew_from_today_on(house: House) -> None:
    request, invitation = house.ask()
    terms = agrees(house, request, f"/c/{invitation.secret}").scope
    house.clock.at += timedelta(days=62)
    today = house.clock.at.replace(hour=0)
    anew, _ = asked_anew(house, request)
    assert anew.scope == replace(terms, start=today)


def asked_anew(house: House, request: Request) -> tuple[Request, Page]:
    """Let *request* change hands and be asked anew as the pages begin; return that, and the page of what is asked."""
    changed(house, request)
    asks = house.signed_in(REQUESTER, Kind.STAFF, REQUEST)
    page = asks.get(f"/consents/{request.id}/again")
    for _ in ("terms", "what", "purpose", "where", "who"):
        page = asks.send(page, "/consents/new", go="next", **filled_in(page))
    kept = asks.send(page, "/consents/new", go="keep")
    assert kept.status == 200, kept.text
    with house.database.read(house.as_(REQUESTER)) as unit:
        return next(one for one in KnownRequests(unit).every() if one.supersedes is not None), page


@pytest.mark.parametrize(("handed", "name"), [(False, "A voice agency"), (True, NAME)])
def test_an_edit_asks_under_the_same_name_unless_it_has_changed_hands(house: House, handed: bool, name: str) -> None:
    request, _ = house.ask(words=Words("One audiobook", "A voice agency"), party="")
    if handed:
        changed(house, request, kind="account")
    asks, address = house.signed_in(REQUESTER, Kind.STAFF, REQUEST), f"/consents/{request.id}/edit"
    page = asks.get(address)
    asks.send(page, address, go="keep", **filled_in(page))
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownRequests(unit).get(request.id).version == 2
        assert words_of(unit, house.vault, request.id).asker == name


def test_whoever_sends_what_was_written_before_reads_why_it_does_not_go(house: House) -> None:
    request, _ = house.ask()
    other, _ = house.ask(contact="zhao@example.com")
    changed(house, other)
    asks = house.signed_in(REQUESTER, Kind.STAFF, REQUEST)
    address = f"/consents/{request.id}"
    page = asks.send(asks.get(address), f"{address}/send")
    assert page.status == 422
    assert "Who asks has changed hands, and the new name does not stand in this request." in page.text


def filled_in(page: Page) -> dict[str, str | list[str]]:
    """Return what stands in the fields that are seen, as a browser sends them."""
    main = page.html.partition("<main")[2]
    found: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", main):
        named, kind = re.search(r'name="(\w+)"', tag), re.search(r'type="(\w+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if named is None or (kind is not None and kind[1] == "hidden"):
            continue
        if kind is None or kind[1] not in ("radio", "checkbox"):
            found[named[1]] = value[1] if value else ""
        elif " checked" in tag and value:
            found[named[1]] = [*found.get(named[1], []), value[1]]
    found |= dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', main))
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', main, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', options)
        found |= {name: chosen[1]} if chosen else {}
    return found


def test_nothing_is_asked_anew_of_what_never_changed_hands(house: House) -> None:
    request, invitation = house.ask()
    asks = house.signed_in(REQUESTER, Kind.STAFF, REQUEST)
    assert asks.get(f"/consents/{request.id}/again").status == 404
    agrees(house, request, f"/c/{invitation.secret}")
    assert asks.get(f"/consents/{request.id}/again").status == 404
    stranger = house.signed_in("requester-2", Kind.STAFF, REQUEST)
    changed(house, request)
    assert stranger.get(f"/consents/{request.id}/again").status == 404


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_what_was_entered_wrongly_is_taken_back_by_two(house: House, language: str) -> None:
    request, invitation = house.ask()
    agrees(house, request, f"/c/{invitation.secret}")
    change = changed(house, request)
    officer = house.signed_in(OFFICER, Kind.STAFF, REVIEW, language=language)
    page = officer.get(f"{BASE}/{change}")
    assert officer.send(page, f"{BASE}/{change}", decision="undo").status == 422  # a reason is needed
    officer.send(page, f"{BASE}/{change}", decision="undo", reason="documents")
    assert agreed(house, request).state is ConsentState.SUSPENDED
    second = house.signed_in(SECOND, Kind.STAFF, CONFIRM, language=language)
    address = f"{CONFIRMS}/hands/{change}"
    assert address in second.get(CONFIRMS).html
    second.send(second.get(address), address, decision="confirm", evidence=PAPER)
    runs(house)
    consent = agreed(house, request)
    assert consent.state is ConsentState.ACTIVE
    with house.database.read(house.as_(OFFICER)) as unit:
        assert KnownHands(unit).get(change).state is HandsState.UNDONE
    mine = house.signed_in(request.subject, Kind.PERSON, ANSWER, language=language).get(f"/me/consents/{consent.id}")
    asks = house.signed_in(REQUESTER, Kind.STAFF, REQUEST, language=language).get(f"/consents/{request.id}")
    for page in (mine, asks):
        assert {"en": "that was entered wrongly", "zh-Hans": "并没有易主"}[language] in page.text


@pytest.mark.parametrize("who", ["first", "second"])
def test_either_lets_it_be_without_a_paper(house: House, who: str) -> None:
    request, _ = house.ask()
    officer = house.signed_in(OFFICER, Kind.STAFF, REVIEW)
    change = enters(officer, request).path.rpartition("/")[2]
    reader, address = officer, f"{BASE}/{change}"
    if who == "second":
        reader, address = house.signed_in(SECOND, Kind.STAFF, CONFIRM), f"{CONFIRMS}/hands/{change}"
    reader.send(reader.get(address), address, decision="let_be")
    with house.database.read(house.as_(OFFICER)) as unit:
        assert KnownHands(unit).every() == []
