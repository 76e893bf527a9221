"""Officers are written to when something waits for them: without a word of what, at most once an hour."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from consent_steps import OFFICER, TENANT, Studio, answering
from mail_catcher import Catcher, catcher
from store_places import Place
from tellmark.consent import service
from tellmark.consent.model import NoteKind
from tellmark.store.database import Database
from tellmark.store.scope import Machinery
from tellmark.values.languages import Language
from tellmark.work.mail.alerting import PAUSE, AlertOfficers, calls
from tellmark.work.mail.model import BadMailSettings, MailServer, Officers, Security, officers_of
from tellmark.work.mail.sending import SendMail
from tellmark.work.mail.store import MAILS
from tellmark_vaults import Strongroom

WHERE = ("officers@studio.example", "night@studio.example")
DOOR = "https://tellmark.example/review"


@pytest.fixture
def studio(place: Place, database: Database, strongroom: Strongroom) -> Studio:
    return Studio(place, database, strongroom.open())


@pytest.fixture
def caught() -> Iterator[Catcher]:
    with catcher() as kept:
        yield kept


def sends(studio: Studio, caught: Catcher, keep: timedelta = timedelta(days=30)) -> SendMail:
    server = MailServer("127.0.0.1", caught.port, Security.NONE, "consent@studio.example", "Studio North")
    return SendMail(studio.database, studio.vault, server, keep, officers=Officers(WHERE, DOOR))


def alerted(studio: Studio, caught: Catcher, **later: float) -> list[str]:
    """Look anew some time *later*, as a process does that has just started; return the letters that came of it."""
    studio.place.later(**later)
    caught.letters.clear()
    AlertOfficers(studio.database, TENANT).round()
    while sends(studio, caught).round():
        pass
    return [str(one.get_content()) for one in caught.letters]


def disputed(studio: Studio) -> str:
    consent = studio.consent(studio.granted().consent)
    with studio.unit(answering(consent.subject)) as unit:
        return service.dispute(unit, consent.id, ages=studio.age).id


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
    AlertOfficers(studio.database, TENANT).round()
    with studio.database.work(Machinery("test")) as look:
        rows = look.run(select(MAILS).where(MAILS.c.kind == "queue")).mappings().all()
    assert {(row["address"], row["link"]) for row in rows} == {(None, None)}


def test_what_is_being_written_while_somebody_looks_is_left_for_the_next_letter(studio: Studio) -> None:
    at, second = studio.at, timedelta(seconds=1)
    assert not calls(at, None, at + 59 * second)
    assert calls(at, None, at + 60 * second)
    assert calls(at, at + 59 * second, at + PAUSE + 59 * second)  # the last letter came too early to tell of it
    assert not calls(at, at + 60 * second, at + PAUSE + 60 * second)


def test_addresses_that_are_none_and_a_mail_server_that_is_not_there_are_refused() -> None:
    server = MailServer("mail.example", 587, Security.TLS, "consent@studio.example")
    assert officers_of((), "https://tellmark.example", None) is None
    assert officers_of(WHERE, "https://tellmark.example", server) == Officers(WHERE, DOOR)
    for wrong, by in ((WHERE, None), (("Kim <kim@studio.example>",), server), (("",), server)):
        with pytest.raises(BadMailSettings):
            officers_of(wrong, "https://tellmark.example", by)
