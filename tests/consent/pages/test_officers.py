"""The officers' queue: who was pressed comes first, a decision has a reason, and no one decides on their own doing."""

import re
from datetime import timedelta

import pytest

from consent_house import OFFICER, REQUESTER, House, Reader
from tellmark.consent import service
from tellmark.consent.errors import CaseChanged, NotYours
from tellmark.consent.model import (
    ANSWER,
    CONFIRM,
    REQUEST,
    REVIEW,
    Authority,
    ConsentId,
    ConsentState,
    HoldReason,
    NoteId,
    NoteKind,
    Paper,
    RepresentativeState,
    Role,
    StandingKind,
    StandingSeen,
)
from tellmark.consent.officers import pages
from tellmark.consent.speakers.store import KnownRepresentatives
from tellmark.consent.store import KnownConsents, KnownEffects, KnownNotes
from tellmark.consent.timeline import entries
from tellmark.identity.accounts.roles import IDENTITY_VERIFY
from tellmark.store.errors import NotFound
from tellmark.subjects.model import SubjectId
from tellmark.surface.forms import Form, Mistake
from tellmark.surface.principal import Kind
from tellmark.values.languages import Language


def granted(house: House, name: str = "li") -> tuple[SubjectId, ConsentId]:
    request, invitation = house.ask(contact=f"{name}@example.com")
    reader, link = house.reader(), f"/c/{invitation.secret}"
    house.identity.prove(request.subject)
    reader.get(link)
    query = "?version=1&biometric=yes&cross_border=yes&public_disclosure=yes"
    reader.send(reader.get(f"{link}/agree{query}"), f"{link}/agree", way="fresh_proof")
    with house.database.read(house.as_(REQUESTER)) as unit:
        return request.subject, KnownConsents(unit).by(request=request.id)[0].id


def addresses(page_html: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'href="(/review/consents/[a-z/]+/[0-9a-z-]+)\?', page_html)))


def test_whoever_was_pressed_comes_first_then_disputes_then_the_rest(house: House, officer: Reader) -> None:
    (li, of_li), (zhao, of_zhao) = granted(house), granted(house, "zhao")
    with house.database.write(house.as_(li, ANSWER)) as unit:
        service.report(unit, NoteKind.MISUSE, of_li, ages=house.identity.age)
        service.dispute(unit, of_li, ages=house.identity.age)
    with house.database.write(house.as_(zhao, ANSWER)) as unit:
        service.report(unit, NoteKind.COERCION, of_zhao, ages=house.identity.age)
    page = officer.get("/review/consents")
    kinds = [address.split("/")[3] for address in addresses(page.html)]
    assert kinds == ["note", "dispute", "note"]
    assert page.text.index("could not answer freely") < page.text.index("never agreed") < page.text.index("otherwise")


def test_a_dispute_that_is_overdue_stands_before_a_pressed_person_who_came_later(house: House, officer: Reader) -> None:
    (li, of_li), (zhao, of_zhao) = granted(house), granted(house, "zhao")
    with house.database.write(house.as_(li, ANSWER)) as unit:
        service.dispute(unit, of_li, ages=house.identity.age)
    house.clock.at += timedelta(hours=71)
    with house.database.write(house.as_(zhao, ANSWER)) as unit:
        service.report(unit, NoteKind.COERCION, of_zhao, ages=house.identity.age)
    kinds = [address.split("/")[3] for address in addresses(officer.get("/review/consents").html)]
    assert kinds == ["note", "dispute"]
    house.clock.at += timedelta(hours=1)
    page = officer.get("/review/consents")
    assert [address.split("/")[3] for address in addresses(page.html)] == ["dispute", "note"]
    assert "late" in page.text
    assert "23 h left" in page.text


def test_the_address_of_the_letter_leads_each_officer_to_their_own_queue(
    house: House, officer: Reader, second: Reader
) -> None:
    assert officer.get("/review").path == "/review/consents"
    assert second.get("/review").path == "/review/consents/confirm"
    assert house.signed_in("officer-9", Kind.STAFF, IDENTITY_VERIFY).get("/review").path == "/review/identity"
    assert house.signed_in(REQUESTER, Kind.STAFF, REQUEST).get("/review").status == 403


def test_a_silent_word_about_what_has_ended_is_seen_to_and_stays_a_no(house: House, officer: Reader) -> None:
    """There is nothing left to let count, nor to end."""
    li, consent = granted(house)
    with house.database.write(house.as_(li, ANSWER)) as unit:
        service.report(unit, NoteKind.COERCION, consent, ages=house.identity.age)
        service.withdraw(unit, consent, ages=house.identity.age)
    address = next(one for one in addresses(officer.get("/review/consents").html) if "/note/" in one)
    case = officer.get(address)
    assert "What was told stays a no" in case.text and 'value="counts"' not in case.html
    officer.send(case, address, decision="seen")
    with house.database.read(house.as_(OFFICER)) as unit:
        assert [one for one in KnownNotes(unit).every() if one.done_at is None] == []


@pytest.mark.parametrize("closed", [False, True])
def test_a_silent_word_without_an_answer_is_not_there_for_whoever_asked_also_once_it_is_closed(
    house: House, officer: Reader, closed: bool
) -> None:
    """Somebody who asked once may have become an officer; numbers of notes stand in the log."""
    asked, _invitation = house.ask()
    with house.database.write(house.as_(asked.subject, ANSWER)) as unit:
        service.under_pressure(unit, asked.id, house.identity.age)
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        service.recall(unit, asked.id)
    (address,) = addresses(officer.get("/review/consents").html)
    if closed:
        officer.send(officer.get(address), address, decision="seen")
    assert officer.get(address).status == 200
    assert house.signed_in(REQUESTER, Kind.STAFF, REVIEW).get(address).status == 404


@pytest.mark.parametrize(("decision", "state"), [("void", "ENDING"), ("counts", "ACTIVE")])
def test_a_pressed_person_s_case_is_decided_and_the_log_tells_nothing(
    house: House, officer: Reader, decision: str, state: str
) -> None:
    li, consent = granted(house)
    with house.database.write(house.as_(li, ANSWER)) as unit:
        service.report(unit, NoteKind.COERCION, consent, ages=house.identity.age)
    address = addresses(officer.get("/review/consents").html)[0]
    case = officer.get(address)
    assert "Stands still" in case.text  # an officer sees it as it is
    assert "li@example.com" not in case.html
    officer.send(case, address, decision=decision)
    with house.database.read(house.as_(OFFICER)) as unit:
        assert KnownConsents(unit).get(consent).state is ConsentState[state]
        assert [one for one in KnownNotes(unit).every() if one.done_at is None] == []
        note = KnownNotes(unit).every()[0].id
        assert {one.type for one in entries(unit, [note])} <= {"consent.noted"}


def test_a_silent_word_waits_for_the_answer_and_closes_no_sooner(house: House, officer: Reader) -> None:
    request, invitation = house.ask()
    with house.database.write(house.as_(request.subject, ANSWER)) as unit:
        service.under_pressure(unit, request.id, ages=house.identity.age)
    address = addresses(officer.get("/review/consents").html)[0]
    case = officer.get(address)
    assert "There is no answer yet" in case.text
    assert "<form" not in case.html.partition("<main")[2]
    note = NoteId(address.rsplit("/", 1)[1])
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit, pytest.raises(NotFound):
        service.close_note(unit, note)
    reader, link = house.reader(), f"/c/{invitation.secret}"
    reader.get(link)
    reader.send(reader.get(f"{link}/no"), f"{link}/no")
    officer.send(officer.get(address), address, decision="seen")
    assert addresses(officer.get("/review/consents").html) == []


def test_a_dispute_takes_a_decision_and_a_reason(house: House, officer: Reader) -> None:
    li, consent = granted(house)
    with house.database.write(house.as_(li, ANSWER)) as unit:
        opened = service.dispute(unit, consent, ages=house.identity.age)
    address = f"/review/consents/dispute/{opened.id}"
    case = officer.get(address)
    lacking = officer.send(case, address, decision="void")
    assert (lacking.status, "There is no reason" in lacking.text) == (422, True)
    assert re.search(r'value="void"[^>]* checked', lacking.html)
    officer.send(case, address, decision="void", reason="documents")
    with house.database.read(house.as_(OFFICER)) as unit:
        assert KnownConsents(unit).get(consent).state is ConsentState.ENDING
        reasoned = [one for one in entries(unit, [opened.id]) if one.type == "consent.case_reasoned"]
        assert (reasoned[0].facts["reason"], reasoned[0].facts["by"]) == ("documents", OFFICER)


def test_of_two_who_decide_at_once_the_second_is_told_and_leaves_no_reason(
    house: House, officer: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    li, consent = granted(house)
    with house.database.write(house.as_(li, ANSWER)) as unit:
        opened = service.dispute(unit, consent, ages=house.identity.age)
    address = f"/review/consents/dispute/{opened.id}"
    pages_of = [officer.get(address), (other := house.signed_in("officer-9", Kind.STAFF, REVIEW)).get(address)]
    looks = pages.mistakes

    def first_comes_between(shown: pages.Shown, sent: Form, language: Language) -> list[Mistake]:
        """Both have looked at the case by now, and neither has decided."""
        monkeypatch.setattr(pages, "mistakes", looks)
        assert officer.send(pages_of[0], address, decision="void", reason="documents").status == 200
        return looks(shown, sent, language)

    monkeypatch.setattr(pages, "mistakes", first_comes_between)
    told = other.send(pages_of[1], address, decision="counts", reason="uses")
    late = other.send(pages_of[1], address, decision="counts", reason="uses")
    for page in (told, late):
        assert (page.status, "another officer has decided on it" in page.text) == (422, True)
    with house.database.read(house.as_(OFFICER)) as look:
        assert KnownConsents(look).get(consent).state is ConsentState.ENDING
        reasoned = [one.facts for one in entries(look, [opened.id]) if one.type == "consent.case_reasoned"]
    assert [(one["outcome"], one["reason"], one["by"]) for one in reasoned] == [("void", "documents", OFFICER)]


def test_of_two_who_look_at_what_stands_still_one_decides(
    house: House, officer: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, consent = granted(house)
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        held = service.suspend(unit, consent, HoldReason.OFFICER).holds[0].id
    address = f"/review/consents/hold/{held}"
    page, looks = officer.get(address), pages.mistakes

    def comes_between(shown: pages.Shown, sent: Form, language: Language) -> list[Mistake]:
        monkeypatch.setattr(pages, "mistakes", looks)
        assert officer.send(page, address, decision="counts", reason="documents").status == 200
        return looks(shown, sent, language)

    monkeypatch.setattr(pages, "mistakes", comes_between)
    told = officer.send(page, address, decision="void", reason="uses")
    assert (told.status, "another officer has decided on it" in told.text) == (422, True)
    with house.database.read(house.as_(OFFICER)) as look:
        assert KnownConsents(look).get(consent).state is ConsentState.ACTIVE
        assert len([one for one in entries(look, [held]) if one.type == "consent.case_reasoned"]) == 1


def test_nobody_decides_a_dispute_about_their_own_request(house: House) -> None:
    li, consent = granted(house)
    with house.database.write(house.as_(li, ANSWER)) as unit:
        opened = service.dispute(unit, consent, ages=house.identity.age)
    both = house.signed_in(REQUESTER, Kind.STAFF, REVIEW)  # somebody who asked, and has another role since
    assert both.get(f"/review/consents/dispute/{opened.id}").status == 404
    with house.database.write(house.as_(REQUESTER, REVIEW)) as unit, pytest.raises(NotYours):
        service.decide_dispute(unit, opened.id, upheld=False)


def test_whoever_asked_sees_and_closes_nothing_about_their_own_request(house: House, officer: Reader) -> None:
    (li, of_li), (zhao, of_zhao) = granted(house), granted(house, "zhao")
    with house.database.write(house.as_(li, ANSWER)) as unit:
        service.report(unit, NoteKind.COERCION, of_li, ages=house.identity.age)
        service.report(unit, NoteKind.MISUSE, of_li, ages=house.identity.age)
    with house.database.write(house.as_(zhao, ANSWER)) as unit:
        service.withdraw(unit, of_zhao, ages=house.identity.age)
    seen = addresses(officer.get("/review/consents").html)
    assert {one.split("/")[3] for one in seen} == {"note", "effect"}
    asked = house.signed_in(REQUESTER, Kind.STAFF, REVIEW)
    queue = asked.get("/review/consents")
    assert (queue.status, addresses(queue.html)) == (200, [])
    assert {asked.get(one).status for one in seen} == {404}
    with house.database.read(house.as_(OFFICER)) as look:
        notes, effects = KnownNotes(look).by(open=True), KnownEffects(look).by(done=False)
    own = house.as_(REQUESTER, REVIEW)
    for note in notes:
        with house.database.write(own) as unit, pytest.raises(NotYours):
            service.close_note(unit, note.id)
    for effect in effects:
        with house.database.write(own) as unit, pytest.raises(NotYours):
            service.finish_effect(unit, effect.id, "0" * 64)
    with house.database.write(own) as unit, pytest.raises(NotYours):
        service.suspend(unit, of_li, HoldReason.OFFICER)
    with house.database.write(own) as unit, pytest.raises(NotYours):
        service.void(unit, of_li)


def test_whoever_asked_confirms_nothing_of_what_a_person_is(house: House) -> None:
    li, _ = granted(house)
    seen = StandingSeen(StandingKind.DECEASED, "0" * 64, Paper.OTHER)
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        service.set_standing(unit, house.vault, li, seen)
    with house.database.write(house.as_(REQUESTER, CONFIRM)) as unit, pytest.raises(NotYours):
        service.confirm_standing(unit, house.vault, li, seen)
    own = house.signed_in(REQUESTER, Kind.STAFF, CONFIRM)
    assert addresses(own.get("/review/consents/confirm").html) == []


def test_what_follows_an_end_waits_with_its_clock_until_evidence_is_named(house: House, officer: Reader) -> None:
    li, consent = granted(house)
    with house.database.write(house.as_(li, ANSWER)) as unit:
        service.withdraw(unit, consent, ages=house.identity.age)
    house.clock.at += timedelta(days=30)
    page = officer.get("/review/consents")
    assert "late" in page.text
    address = next(one for one in addresses(page.html) if "/effect/" in one)
    case = officer.get(address)
    assert officer.send(case, address, decision="done", evidence="soon").status == 422
    officer.send(case, address, decision="done", evidence="AB" * 32)
    with house.database.read(house.as_(OFFICER)) as unit:
        assert KnownEffects(unit).get(address.rsplit("/", 1)[1]).evidence == "ab" * 32


def test_a_representative_is_confirmed_by_a_second_officer_alarm_by_alarm(house: House, second: Reader) -> None:
    li, _ = granted(house)
    authority = Authority(Role.AGENT, "0" * 64, house.clock() + timedelta(days=90))
    house.ask(contact="other@example.com")
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        proposed = service.represent(unit, li, REQUESTER, authority)  # who asks is to speak for whom they ask
    address = f"/review/consents/confirm/speaker/{proposed.id}"
    assert address in addresses(second.get("/review/consents/confirm").html)
    case = second.get(address)
    told = second.send(case, address, decision="confirm", reason="documents")
    assert (told.status, "An alarm stands" in told.text) == (422, True)
    second.send(case, address, decision="confirm", reason="documents", alarms=["is_requester"])
    with house.database.read(house.as_(OFFICER)) as unit:
        assert KnownRepresentatives(unit).get(proposed.id).state is RepresentativeState.CONFIRMED


def test_a_second_officer_who_comes_late_is_told_that_it_is_confirmed_already(house: House, second: Reader) -> None:
    """Two have the same case open; the other one was faster."""
    li, _ = granted(house)
    authority = Authority(Role.AGENT, "0" * 64, house.clock() + timedelta(days=90))
    dead = StandingSeen(StandingKind.DECEASED, "0" * 64, Paper.OTHER)
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        proposed = service.represent(unit, li, "an-agent", authority)
        service.set_standing(unit, house.vault, li, dead)
    cases = [f"/review/consents/confirm/{case}" for case in (f"speaker/{proposed.id}", f"standing/{li}")]
    opened = [second.get(case) for case in cases]
    with house.database.write(house.as_("a-third", CONFIRM)) as unit:
        service.confirm_representative(unit, proposed.id)
        service.confirm_standing(unit, house.vault, li, dead)
    for case, page in zip(cases, opened, strict=True):
        late = second.send(page, case, decision="confirm", reason="documents")
        assert (late.status, "another officer has decided on it" in late.text) == (422, True), late.text
        assert "waits for nobody any more" in second.get(case).text
    with house.database.write(house.as_("a-fourth", CONFIRM)) as unit, pytest.raises(CaseChanged):
        service.confirm_standing(unit, house.vault, li, dead)


def test_each_queue_is_for_its_own_officers(house: House, officer: Reader, second: Reader) -> None:
    assert officer.get("/review/consents/confirm").status == 403
    assert second.get("/review/consents").status == 403
    assert house.signed_in("somebody", Kind.STAFF, REQUEST).get("/review/consents").status == 403
    assert house.reader().get("/review/consents").status == 401
    for address in ("/review/consents/note/none", "/review/consents/nothing/none"):
        assert officer.get(address).status == 404
