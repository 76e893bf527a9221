"""Deciding before witnesses, over the pages: a number, the notice, a paper, two officers, a sheet for the person."""

import re
from datetime import timedelta
from typing import Any

import pytest

from consent_house import OFFICER, REQUESTER, SECOND, House, Page, Reader
from tellmark.consent import service
from tellmark.consent.model import (
    ANSWER,
    CONFIRM,
    REVIEW,
    Authority,
    ConsentState,
    Request,
    RequestState,
    Role,
)
from tellmark.consent.notices import promise
from tellmark.consent.officers.witnessing import pages
from tellmark.consent.person.views import number_of
from tellmark.consent.proofs import BindingMethod
from tellmark.consent.store import KnownConsents, KnownRequests
from tellmark.consent.witnessed.store import KnownWitnessed
from tellmark.surface.principal import Kind
from tellmark.values.languages import Language

BASE, CONFIRMS = "/review/consents/witness", "/review/consents/confirm"
PAPER = "9" * 64
LANGUAGES = ("en", "zh-Hans")
TICKS = ("biometric", "cross_border", "public_disclosure")


def typed(request: Request, decision: str = "grant", **more: str | list[str]) -> dict[str, str | list[str]]:
    """Return what an officer writes down: a yes to everything, where nothing else is said."""
    answers = dict.fromkeys(TICKS, "yes") if decision == "grant" else {}
    told = {"by": request.subject, "knowing": "document", "reading": "aloud", "decision": decision, "document": PAPER}
    return {**answers, **told, **more}


def found(officer: Reader, request: Request) -> Page:
    """Let the officer open the request by its number."""
    return officer.send(officer.get(BASE), BASE, number=number_of(request))


def writes(officer: Reader, request: Request, decision: str = "grant", **more: str | list[str]) -> Page:
    return officer.send(found(officer, request), f"{BASE}/{request.id}", **typed(request, decision, **more))


def case(house: House, request: Request) -> str:
    with house.database.read(house.as_(OFFICER)) as unit:
        (one,) = KnownWitnessed(unit).by(request=request.id)
    return f"{CONFIRMS}/witnessed/{one.id}"


def confirms(second: Reader, address: str, paper: str = PAPER, decision: str = "confirm") -> Page:
    return second.send(second.get(address), address, decision=decision, evidence=paper)


def asked(house: House) -> Request:
    request, _ = house.ask()
    house.identity.meet(request.subject)
    return request


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_number_to_the_sheet_for_the_person(house: House, language: str) -> None:
    request = asked(house)
    officer = house.signed_in(OFFICER, Kind.STAFF, REVIEW, language=language)
    second = house.signed_in(SECOND, Kind.STAFF, CONFIRM, language=language)
    page = found(officer, request)
    assert (page.status, page.path) == (200, f"{BASE}/{request.id}")
    assert "<script" not in page.html
    with house.database.read(house.as_(OFFICER)) as unit:
        notice = service.notice_of(unit, house.vault, request.id, Language.EN)
    assert all(line in page.text for part in notice.sections for line in part.lines if "\n" not in line)
    assert notice.digest in page.html
    assert "li@example.com" not in page.html
    assert "Li Wei" not in page.html
    assert not re.search(r"<input[^>]*(radio|checkbox)[^>]* checked", page.html)
    done = officer.send(page, f"{BASE}/{request.id}", **typed(request))
    assert {"en": "nothing is decided yet", "zh-Hans": "尚未作出任何决定"}[language] in done.text
    address = case(house, request)
    queue = second.get(CONFIRMS)
    assert address in queue.html
    shown = second.get(address)
    assert notice.digest in shown.html
    assert PAPER not in shown.html  # the second officer makes it themselves
    assert all(line in shown.text for part in notice.sections for line in part.lines if "\n" not in line)
    sheet = confirms(second, address)
    assert sheet.status == 200
    code = re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", sheet.text)
    assert code
    assert "An officer who was there, and another who confirmed it" in sheet.text  # the language of the notice
    assert "End it at any time: http://localhost/e" in sheet.text  # and nothing else: there it cannot be looked at
    assert {"en": "This sheet belongs to the person", "zh-Hans": "这张回执属于本人"}[language] in sheet.text
    assert address not in second.get(CONFIRMS).html
    assert code[0] not in second.get(address).html
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownConsents(unit).by(subject=request.subject)[0].grounds.method == BindingMethod.WITNESSED
    ended = house.reader().send(house.reader().get("/e"), "/e", code=code[0])
    assert ended.status == 200
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownConsents(unit).by(subject=request.subject)[0].state is not ConsentState.ACTIVE


def test_the_paper_speaks_the_language_of_whoever_signs_it(house: House, officer: Reader) -> None:
    request = asked(house)
    chinese = officer.client.get(f"{BASE}/{request.id}/paper?lang=zh-Hans").text
    with house.database.read(house.as_(OFFICER)) as unit:
        notice = service.notice_of(unit, house.vault, request.id, Language.ZH)
    assert notice.digest in chinese
    assert notice.title in chinese
    assert chinese.count("<dt>如何标识</dt>") == 1
    assert promise(Language.ZH) in chinese
    assert "<form" not in chinese.partition("<main")[2]
    page = officer.client.get(f"{BASE}/{request.id}?notice=zh-Hans&lang=en").text
    assert notice.digest in page
    assert 'name="notice" value="zh-Hans"' in page


def test_what_was_read_in_chinese_is_granted_under_that_notice_and_its_sheet_is_chinese(
    house: House, officer: Reader, second: Reader
) -> None:
    request = asked(house)
    page = officer.get(f"{BASE}/{request.id}?notice=zh-Hans")
    officer.send(page, f"{BASE}/{request.id}", **typed(request))
    sheet = confirms(second, case(house, request))
    assert '<html lang="zh-Hans">' in sheet.html
    assert "在场的一名专员" in sheet.text
    assert "This sheet belongs to the person" in sheet.text  # to whoever confirmed it, in theirs


def test_everything_that_is_missing_is_told_beside_its_field_and_what_was_typed_stays(
    house: House, officer: Reader
) -> None:
    request = asked(house)
    page = officer.send(found(officer, request), f"{BASE}/{request.id}", decision="grant", biometric="yes")
    fields = re.findall(r'<a href="#([a-z_]+)">', page.html)
    assert (page.status, sorted(fields)) == (
        422, ["by", "cross_border", "document", "knowing", "public_disclosure", "reading"]
    )  # fmt: skip
    assert re.search(r'name="biometric" id="biometric" value="yes" checked', page.html)
    for bent in ({"decision": "counter"}, {"by": "somebody"}, {"knowing": "x"}, {"document": "soon"}):
        assert writes(officer, request, **bent).status == 422
    with house.database.read(house.as_(OFFICER)) as unit:
        assert KnownWitnessed(unit).every() == []


def test_a_no_needs_no_answers_and_no_meeting(house: House, officer: Reader, second: Reader) -> None:
    request, _ = house.ask()
    refused = writes(officer, request)
    assert (refused.status, "No two officers have seen" in refused.text) == (422, True)
    assert writes(officer, request, "refuse").status == 200
    assert confirms(second, case(house, request)).path == CONFIRMS
    with house.database.read(house.as_(OFFICER)) as unit:
        assert KnownRequests(unit).get(request.id).state is RequestState.REFUSED


def test_another_digest_of_the_paper_confirms_nothing(house: House, officer: Reader, second: Reader) -> None:
    request = asked(house)
    writes(officer, request)
    address = case(house, request)
    told = confirms(second, address, "8" * 64)
    assert (told.status, "not the digest of the paper" in told.text) == (422, True)
    assert confirms(second, address, "").status == 422
    assert confirms(second, address, "", "let_be").path == CONFIRMS
    assert second.get(address).status == 404
    with house.database.read(house.as_(OFFICER)) as unit:
        assert KnownWitnessed(unit).every() == []
        assert KnownConsents(unit).every() == []


def test_only_a_number_of_what_waits_for_an_answer_opens_anything(house: House, officer: Reader) -> None:
    request = asked(house)
    for number in ("CR-00000000", "", "li@example.com", "Li Wei", request.subject, request.id, "%"):
        told = officer.send(officer.get(BASE), BASE, number=number)
        assert (told.status, 'href="#number"' in told.html) == (422, True), number
    link = house.reader()
    _, invitation = house.ask(contact="other@example.com", scope=None)
    link.get(f"/c/{invitation.secret}")
    link.send(link.get(f"/c/{invitation.secret}/no"), f"/c/{invitation.secret}/no")
    with house.database.read(house.as_(OFFICER)) as unit:
        over = KnownRequests(unit).get(invitation.request)
    assert found(officer, over).status == 422
    assert officer.get(f"{BASE}/{over.id}").status == 404
    assert officer.get(f"{BASE}/{over.id}/paper").status == 404


def test_whoever_asks_or_is_asked_opens_nothing_of_it(house: House, officer: Reader) -> None:
    request = asked(house)
    writes(officer, request)
    address = case(house, request)
    for account in (REQUESTER, request.subject):
        theirs = house.signed_in(account, Kind.STAFF, REVIEW, CONFIRM)
        assert theirs.send(theirs.get(BASE), BASE, number=number_of(request)).status == 422
        assert {theirs.get(one).status for one in (f"{BASE}/{request.id}", address)} == {404}
        assert address not in theirs.get(CONFIRMS).html


def test_whoever_wrote_it_down_does_not_find_it_in_their_queue(house: House) -> None:
    request = asked(house)
    both = house.signed_in(OFFICER, Kind.STAFF, REVIEW, CONFIRM)
    writes(both, request)
    address = case(house, request)
    assert address not in both.get(CONFIRMS).html
    assert both.get(address).status == 404


def test_what_they_answer_themselves_meanwhile_wins(house: House, officer: Reader, second: Reader) -> None:
    request, invitation = house.ask()
    house.identity.meet(request.subject)
    page = found(officer, request)
    officer.send(page, f"{BASE}/{request.id}", **typed(request))
    address = case(house, request)
    case_page, link, reader = second.get(address), f"/c/{invitation.secret}", house.reader()
    reader.get(link)
    reader.send(reader.get(f"{link}/no"), f"{link}/no")
    late = second.send(case_page, address, decision="confirm", evidence=PAPER)
    assert (late.status, "waits for nobody any more" in late.text) == (422, True)
    again = officer.send(page, f"{BASE}/{request.id}", **typed(request))
    assert (again.status, "has its answer already" in again.text) == (422, True)
    assert address not in second.get(CONFIRMS).html
    with house.database.read(house.as_(OFFICER)) as unit:
        assert KnownConsents(unit).every() == []


def test_what_they_answer_at_the_same_moment_wins_and_the_officer_is_told(
    house: House, officer: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, invitation = house.ask()
    house.identity.meet(request.subject)
    page, link, reader = found(officer, request), f"/c/{invitation.secret}", house.reader()
    reader.get(link)
    no = reader.get(f"{link}/no")
    written = pages.__dict__["_written"]

    def later(*told: Any) -> None:
        reader.send(no, f"{link}/no")
        written(*told)

    monkeypatch.setattr(pages, "_written", later)
    late = officer.send(page, f"{BASE}/{request.id}", **typed(request))
    assert (late.status, "has its answer already" in late.text) == (422, True)


@pytest.mark.parametrize("more", [{}, {"knowing": ""}])  # whole, and with something missing, which hides nothing
def test_a_form_of_a_version_before_is_not_written_down(house: House, officer: Reader, more: dict[str, str]) -> None:
    request = asked(house)
    page = found(officer, request)
    for version in ("7", "7" * 5000, "²", "-7"):
        told = officer.send(page, f"{BASE}/{request.id}", **typed(request, version=version, **more))
        assert (told.status, "has changed since it was read" in told.text) == (422, True)
        assert " checked" not in told.html  # what was answered, was answered to something else


def test_whoever_speaks_for_the_person_may_be_who_decides_before_an_officer(
    house: House, officer: Reader, second: Reader
) -> None:
    request = asked(house)
    until = house.clock() + timedelta(days=90)
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        proposed = service.represent(unit, request.subject, "agent-1", Authority(Role.AGENT, "0" * 64, until))
    with house.database.write(house.as_(SECOND, CONFIRM)) as unit:
        service.confirm_representative(unit, proposed.id)
    page = found(officer, request)
    assert 'value="agent-1"' in page.html
    assert "No two officers have seen their identity document" in page.text  # of the agent
    told = officer.send(page, f"{BASE}/{request.id}", **typed(request, by="agent-1"))
    assert told.status == 422
    house.identity.meet("agent-1")
    officer.send(page, f"{BASE}/{request.id}", **typed(request, by="agent-1"))
    confirms(second, case(house, request))
    with house.database.read(house.as_(OFFICER)) as unit:
        (consent,) = KnownConsents(unit).by(subject=request.subject)
    assert (consent.grounds.role, consent.grounds.by) == (Role.AGENT, "agent-1")


def test_nothing_on_these_pages_tells_of_a_silent_word(house: House, officer: Reader, second: Reader) -> None:
    pressed, other = asked(house), house.ask(contact="zhao@example.com")[0]
    house.identity.meet(other.subject)
    with house.database.write(house.as_(pressed.subject, ANSWER)) as unit:
        service.under_pressure(unit, pressed.id, ages=house.identity.age)
    shown = []
    for request in (pressed, other):
        pages = [found(officer, request), writes(officer, request)]
        address = case(house, request)
        pages += [second.get(address), confirms(second, address)]
        shown.append([_without_ids(page.text) for page in pages])
    assert shown[0] == shown[1]


def _without_ids(text: str) -> str:
    """Return *text* without what differs between any two: ids, digests, numbers, codes, and texts read aloud."""
    return re.sub(r"CR-\w{8}|C-\w{6}|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", "…", text)
