"""Officers are written to when something waits for them: without a word of what, at most once an hour."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from basis_steps import THIRD, Weighing
from consent_steps import OFFICER, TENANT, Studio, answering
from counted_statements import statements
from mail_catcher import Catcher
from mandate_steps import entered, reader
from order_steps import PAPER
from tellmark.consent import service
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.lawful import service as lawful
from tellmark.consent.model import Consent, Granted, HoldReason, NoteKind, Verdict
from tellmark.consent.officers.cases import reviewing
from tellmark.duties import calling
from tellmark.identity.accounts.roles import IDENTITY_VERIFY, ORDER, ORDER_CONFIRM
from tellmark.identity.officers.model import Seen, Why
from tellmark.identity.officers.service import check, open_case, refuse
from tellmark.identity.orders.model import OrderKind, OrderTerms
from tellmark.identity.orders.service import confirm_order, set_order
from tellmark.identity.oversight.service import end_mandate
from tellmark.identity.verifiers.configured import OfficerSetting
from tellmark.identity.verifiers.officers import OfficerVerifier
from tellmark.store.clocks import RunningClocks
from tellmark.store.scope import Machinery, Scope
from tellmark.subjects.holding import SET, confirm_hold, lift_hold, set_hold
from tellmark.subjects.model import Basis, HoldTerms
from tellmark.values.languages import Language
from tellmark.work.mail.alerting import PAUSE, AlertOfficers, calls
from tellmark.work.mail.model import BadMailSettings, MailServer, Officers, Security, officers_of
from tellmark.work.mail.sending import SendMail
from tellmark.work.mail.store import MAILS

WHERE = ("officers@studio.example", "night@studio.example")
DOOR = "https://tellmark.example/review"
ORDERS = Scope(TENANT, "officer-3", frozenset({ORDER}))
ORDERS_SECOND = Scope(TENANT, "officer-4", frozenset({ORDER_CONFIRM}))
HOLDS = Scope(TENANT, "officer-6", frozenset({SET}))
HOLDS_SECOND = Scope(TENANT, "officer-7", frozenset({SET}))
_READERS = count(1)
VERIFIES = Scope(TENANT, "officer-5", frozenset({IDENTITY_VERIFY}))


def sends(studio: Studio, caught: Catcher, keep: timedelta = timedelta(days=30)) -> SendMail:
    server = MailServer("127.0.0.1", caught.port, Security.NONE, "consent@studio.example", "Studio North")
    return SendMail(studio.database, studio.vault, server, keep, officers=Officers(WHERE, DOOR))


def alerted(studio: Studio, caught: Catcher, **later: float) -> list[str]:
    """Look anew some time *later*, as a process does that has just started; return the letters that came of it."""
    studio.place.later(**later)
    caught.letters.clear()
    AlertOfficers(studio.database, calling(), TENANT).round()
    while sends(studio, caught).round():
        pass
    return [str(one.get_content()) for one in caught.letters]


def disputed(studio: Studio) -> str:
    consent = studio.consent(studio.granted().consent)
    with studio.unit(answering(consent.subject)) as unit:
        return service.dispute(unit, consent.id, ages=studio.age).id


def unreached(studio: Studio) -> Consent:
    """Return an agreement by a link that whoever asks was given: it stands still."""
    request = studio.drafted()
    link = studio.sent(request.id).id
    with studio.unit(answering(request.subject)) as unit:
        service.came(unit, f"link-{link}", request.subject, request.subject, first=True)
    studio.read(request.id)
    granted = studio.decided(studio.document(request.id, Verdict.GRANT))
    assert isinstance(granted, Granted)
    return studio.consent(granted.consent)


def test_a_silent_word_calls_the_officers_and_the_letter_does_not_tell_of_it(studio: Studio, caught: Catcher) -> None:
    request = studio.asked()
    studio.granted(note=NoteKind.COERCION)
    came = alerted(studio, caught, minutes=2)
    assert len(came) == len(Language)
    assert all(DOOR in text.splitlines() for text in came)
    assert {str(one["To"]) for one in caught.letters} == {", ".join(WHERE)}
    assert {str(one["Subject"]) for one in caught.letters} == {"A message for you", "您有一条消息"}
    disputed(studio)
    (other, *_) = alerted(studio, caught, hours=2)
    assert other == came[0]  # whatever it is
    assert request.id not in other


def test_nobody_is_written_to_where_nothing_waits(studio: Studio, caught: Catcher) -> None:
    studio.granted()
    assert alerted(studio, caught, minutes=2) == []


def test_what_was_told_is_not_told_again_though_the_server_begins_anew(studio: Studio, caught: Catcher) -> None:
    disputed(studio)
    assert alerted(studio, caught, minutes=2)
    for hours in (1, 1, 20):
        assert alerted(studio, caught, hours=hours) == []


def test_what_comes_within_the_hour_is_told_when_it_is_over(studio: Studio, caught: Catcher) -> None:
    disputed(studio)
    assert alerted(studio, caught, minutes=2)
    disputed(studio)
    assert alerted(studio, caught, minutes=30) == []
    assert alerted(studio, caught, minutes=31)


def test_what_is_overdue_is_told_once_more(studio: Studio, caught: Catcher) -> None:
    disputed(studio)
    assert alerted(studio, caught, minutes=2)
    assert alerted(studio, caught, hours=71) == []
    assert alerted(studio, caught, hours=1)
    assert alerted(studio, caught, hours=2) == []


def test_what_an_officer_has_decided_meanwhile_calls_nobody(studio: Studio, caught: Catcher) -> None:
    case = disputed(studio)
    with studio.unit(OFFICER) as unit:
        service.decide_dispute(unit, case, upheld=False)  # type: ignore[arg-type]  # an id is an id
    assert alerted(studio, caught, minutes=2) == []


def test_what_was_told_is_remembered_though_letters_are_kept_for_no_day(studio: Studio, caught: Catcher) -> None:
    disputed(studio)
    assert alerted(studio, caught, minutes=2)
    sends(studio, caught, timedelta()).round()
    assert alerted(studio, caught, hours=2) == []


def test_a_letter_that_nobody_takes_is_told_to_nobody_else(studio: Studio, caught: Catcher) -> None:
    caught.recipients |= dict.fromkeys(WHERE, "550 nobody of that name")
    disputed(studio)
    alerted(studio, caught, minutes=2)
    with studio.database.work(Machinery("test")) as look:
        rows = look.run(select(MAILS).where(MAILS.c.kind == "queue")).mappings().all()
    assert [(row["given_up"], row["address"]) for row in rows] == [(1, None)] * len(Language)
    assert "mail.given_up" not in studio.names()


def test_no_address_of_an_officer_stands_in_a_row(studio: Studio) -> None:
    disputed(studio)
    studio.place.later(minutes=2)
    AlertOfficers(studio.database, calling(), TENANT).round()
    with studio.database.work(Machinery("test")) as look:
        rows = look.run(select(MAILS).where(MAILS.c.kind == "queue")).mappings().all()
    assert {(row["address"], row["link"]) for row in rows} == {(None, None)}


def test_what_is_being_written_while_somebody_looks_is_left_for_the_next_letter(studio: Studio) -> None:
    at, second = studio.at, timedelta(seconds=1)
    assert not calls(at, None, at + 59 * second)
    assert calls(at, None, at + 60 * second)
    assert calls(at, at + 59 * second, at + PAUSE + 59 * second)  # the last letter came too early to tell of it
    assert not calls(at, at + 60 * second, at + PAUSE + 60 * second)


def test_whom_nothing_of_ours_has_reached_calls_the_officers_and_once_more_when_it_is_overdue(
    studio: Studio, caught: Catcher
) -> None:
    consent = unreached(studio)
    assert alerted(studio, caught, minutes=2)
    assert alerted(studio, caught, hours=71) == []
    assert alerted(studio, caught, hours=1)
    assert alerted(studio, caught, hours=2) == []
    with studio.look() as unit:
        (case,) = reviewing(unit, Language.EN)
        assert RunningClocks(unit).about(consent.holds[0].id) == []  # its instant is all there is
    assert (case.address.split("/")[3], case.clock is not None and case.clock.tone) == ("note", "bad")


# --- what waits elsewhere ---------------------------------------------------------------------------------------------


def an_order(studio: Studio) -> Callable[[], None]:
    subject = studio.asked().subject
    with studio.unit(ORDERS) as unit:
        terms = OrderTerms(OrderKind.UNMASK, subject, "DE-AG-Koeln", "StPO-100j", "contact", "EU",
                           "Gs-12/26", PAPER, unit.at + timedelta(days=90))  # fmt: skip
        order = set_order(unit, studio.vault, terms).id

    def confirmed() -> None:
        with studio.unit(ORDERS_SECOND) as unit:
            confirm_order(unit, studio.vault, order, PAPER)

    return confirmed


def a_mandate(studio: Studio) -> Callable[[], None]:
    who = reader(studio.database, studio.vault, f"Rosa {next(_READERS)}")
    mandate = entered(studio.database, studio.vault, who)

    def ended() -> None:
        with studio.unit(ORDERS) as unit:
            end_mandate(unit, mandate)

    return ended


def a_basis(studio: Studio) -> Callable[[], None]:
    weighing = Weighing(studio)
    basis = weighing.entered(weighing.somebody())

    def confirmed() -> None:
        weighing.confirmed(basis)

    return confirmed


def an_objection(studio: Studio) -> Callable[[], None]:
    weighing = Weighing(studio)
    subject = weighing.somebody()
    basis = weighing.stands(subject)
    with studio.unit(answering(subject)) as unit:
        lawful.object_to(unit, basis.id)

    def decided() -> None:
        with studio.unit(THIRD) as unit:
            lawful.decide_objection(unit, basis.id, CaseReason.DOCUMENTS, upheld=True)

    return decided


def somebody_in_person(studio: Studio) -> Callable[[], None]:
    subject = studio.asked().subject
    with studio.unit(VERIFIES) as unit:
        case = open_case(unit, unit.fresh_id(), subject, "officer")

    def refused() -> None:
        with studio.unit(VERIFIES) as unit:
            refuse(unit, studio.vault, case.id, Why.DID_NOT_COME)

    return refused


def a_legal_hold(studio: Studio) -> Callable[[], None]:
    subject = studio.asked().subject
    terms = HoldTerms("case-7", "DSA-17", Basis.ORDER, studio.at + timedelta(days=90))
    with studio.unit(HOLDS) as unit:
        hold = set_hold(unit, subject, terms).id

    def confirmed() -> None:
        with studio.unit(HOLDS_SECOND) as unit:
            confirm_hold(unit, hold)

    return confirmed


ELSEWHERE = [an_order, a_mandate, a_basis, an_objection, somebody_in_person, a_legal_hold]


@pytest.mark.parametrize("comes", ELSEWHERE)
def test_what_waits_for_officers_elsewhere_calls_them_by_the_same_letter(
    studio: Studio, caught: Catcher, comes: Callable[[Studio], Callable[[], None]]
) -> None:
    over = comes(studio)
    came = alerted(studio, caught, minutes=2)
    assert len(came) == len(Language)
    over()
    disputed(studio)
    assert sorted(alerted(studio, caught, hours=2)) == sorted(came)  # an order is not to be told from a dispute


@pytest.mark.parametrize("comes", ELSEWHERE)
def test_what_is_settled_or_has_lapsed_elsewhere_calls_nobody(
    studio: Studio, caught: Catcher, comes: Callable[[Studio], Callable[[], None]]
) -> None:
    comes(studio)()
    assert alerted(studio, caught, minutes=2) == []
    if comes in (an_order, a_mandate, a_basis, a_legal_hold):
        comes(studio)
        assert alerted(studio, caught, hours=72) == []


def test_the_second_officer_is_called_once_the_first_has_seen_somebody(studio: Studio, caught: Catcher) -> None:
    subject = studio.asked().subject
    with studio.unit(VERIFIES) as unit:
        case = open_case(unit, unit.fresh_id(), subject, "officer")
    assert alerted(studio, caught, minutes=2)
    assert alerted(studio, caught, hours=30) == []
    with studio.unit(VERIFIES) as unit:
        seen = Seen("identity_card", "e" * 64, "11010519491231002X", date(1949, 12, 31))
        check(unit, studio.vault, {"officer": OfficerVerifier("officer", OfficerSetting())}, case.id, seen)
    assert alerted(studio, caught, minutes=2)
    assert alerted(studio, caught, hours=30) == []


def test_a_hold_that_one_officer_alone_sets_calls_nobody_nor_does_one_that_was_lifted(
    studio: Studio, caught: Catcher
) -> None:
    subject, review = studio.asked().subject, studio.at + timedelta(days=90)
    with studio.unit(HOLDS) as unit:
        set_hold(unit, subject, HoldTerms("case-7", "DSA-17", Basis.CASE, review))
        lifted = set_hold(unit, subject, HoldTerms("case-8", "DSA-17", Basis.ORDER, review)).id
    for officer in (HOLDS, HOLDS_SECOND):
        with studio.unit(officer) as unit:
            lift_hold(unit, lifted)
    assert alerted(studio, caught, minutes=2) == []


def test_to_look_takes_no_more_statements_however_much_waits(studio: Studio) -> None:
    def comes() -> None:
        studio.granted(note=NoteKind.COERCION)
        disputed(studio)
        unreached(studio)
        consent = studio.consent(studio.granted().consent)
        with studio.unit(answering(consent.subject)) as unit:
            service.report(unit, NoteKind.MISUSE, consent.id, studio.age)
        with studio.unit(OFFICER) as unit:
            service.suspend(unit, consent.id, HoldReason.OFFICER)
        ended = studio.consent(studio.granted().consent)
        with studio.unit(answering(ended.subject)) as unit:
            service.withdraw(unit, ended.id, ages=studio.age)
        for happens in ELSEWHERE:
            happens(studio)

    def counted() -> int:
        studio.place.later(hours=2)
        alerts.round()  # the letter
        studio.place.later(hours=2)
        with statements() as said:
            alerts.round()
        return len(said)

    alerts = AlertOfficers(studio.database, calling(), TENANT)
    comes()
    before = counted()
    comes()
    comes()
    assert counted() == before


def test_addresses_that_are_none_and_a_mail_server_that_is_not_there_are_refused() -> None:
    server = MailServer("mail.example", 587, Security.TLS, "consent@studio.example")
    assert officers_of((), "https://tellmark.example", None) is None
    assert officers_of(WHERE, "https://tellmark.example", server) == Officers(WHERE, DOOR)
    for wrong, by in ((WHERE, None), (("Kim <kim@studio.example>",), server), (("",), server)):
        with pytest.raises(BadMailSettings):
            officers_of(wrong, "https://tellmark.example", by)
