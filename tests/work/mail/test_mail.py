"""Mail to persons, through a real mail server on this machine, on both databases."""

import ssl
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import select

from hook_receivers import self_signed
from mail_catcher import Catcher, catcher
from store_children import ACME, NOON
from store_places import Place
from tellmark.consent.model import RequestId
from tellmark.store.database import Database
from tellmark.store.leaves import Leaves
from tellmark.store.scope import Machinery
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import ask_erasure, carry_out
from tellmark.subjects.model import Subject
from tellmark.subjects.service import key_of, open_subject
from tellmark.values.addresses import is_address
from tellmark.values.languages import Language
from tellmark.work.mail.letters import body, letter
from tellmark.work.mail.line import hand_over
from tellmark.work.mail.model import (
    BadMailSettings,
    Mail,
    MailKind,
    MailServer,
    NotTaken,
    Security,
    server_of,
)
from tellmark.work.mail.sending import MailDesk, MailHolder, SendMail
from tellmark.work.mail.store import MAILS, Mails
from tellmark_vaults import Strongroom

WHO = "kim@example.org"
LINK = "https://tellmark.example/c/abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE"
REQUEST = RequestId("request-1")


def at(kept: Catcher, **changed: object) -> MailServer:
    told: dict[str, object] = {"host": "127.0.0.1", "port": kept.port, "security": Security.NONE,
                               "sender": "consent@studio.example", "name": "Studio North"}  # fmt: skip
    return MailServer(**{**told, **changed})  # type: ignore[arg-type]  # each has its own type


@pytest.fixture
def vault(strongroom: Strongroom) -> Vault:
    return strongroom.open()


@pytest.fixture
def kim(database: Database, vault: Vault) -> Subject:
    with database.write(ACME) as unit:
        return open_subject(unit, vault)


def invite(database: Database, vault: Vault, kim: Subject, language: Language = Language.EN, who: str = WHO) -> bool:
    with database.write(ACME) as unit:
        return MailDesk(vault).invite(unit, REQUEST, kim.id, who, language, LINK)


def sends(database: Database, vault: Vault, kept: Catcher) -> SendMail:
    return SendMail(database, vault, at(kept), timedelta(days=30))


@pytest.mark.parametrize("language", list(Language))
def test_an_invitation_arrives_in_the_person_s_language_with_its_link(
    database: Database, vault: Vault, kim: Subject, caught: Catcher, language: Language
) -> None:
    assert invite(database, vault, kim, language)
    assert sends(database, vault, caught).round()
    (came,) = caught.letters
    text = came.get_content()
    assert LINK in text.splitlines()
    assert (came["To"], came["From"]) == (WHO, "Studio North <consent@studio.example>")
    assert came.get_content_type() == "text/plain"
    assert came["Content-Language"] == language
    assert came["Auto-Submitted"] == "auto-generated"
    assert ("您" in text) == (language is Language.ZH)
    assert all(len(line) <= 1000 for line in caught.raw[0].split(b"\r\n"))


@pytest.mark.parametrize("language", list(Language))
def test_all_mails_bear_the_same_title_and_open_with_words_that_tell_nothing(language: Language) -> None:
    server = MailServer("mail.example", 587, Security.TLS, "consent@studio.example", "Studio North")
    mails = [Mail("mail-1", kind, language, WHO, LINK) for kind in MailKind]
    assert len({letter(mail, server, NOON)["Subject"] for mail in mails}) == 1
    words = ("consent", "voice", "face", "likeness", "同意", "声音", "人脸", "肖像")
    for mail in mails:
        title, first = str(letter(mail, server, NOON)["Subject"]).lower(), body(mail, "Studio North").splitlines()[0]
        assert not any(word in title or word in first.lower() for word in words)


def test_what_was_no_agreement_is_told_also_where_a_proof_of_an_age_has_found_so_and_no_officer() -> None:
    told = body(Mail("m", MailKind.VOIDED, Language.EN, WHO), "Studio North")
    assert "was found to be no agreement" in " ".join(told.split())
    assert "fficer" not in told


def test_once_it_is_sent_neither_address_nor_link_is_kept_even_sealed(
    database: Database, vault: Vault, kim: Subject, caught: Catcher
) -> None:
    invite(database, vault, kim)
    before = rows(database)
    assert before[0]["address"] is not None
    assert WHO.encode() not in before[0]["address"]
    assert LINK.encode() not in before[0]["link"]
    sends(database, vault, caught).round()
    ((address, link),) = [(row["address"], row["link"]) for row in rows(database)]
    assert (address, link) == (None, None)


def test_a_server_that_cannot_now_is_asked_again_and_the_letter_keeps_its_id(
    place: Place, database: Database, vault: Vault, kim: Subject, caught: Catcher
) -> None:
    caught.answers = ["451 later", "250 taken", "250 taken"]
    invite(database, vault, kim)
    chore = sends(database, vault, caught)
    with pytest.raises(NotTaken, match="smtp_451"):
        chore.round()
    assert not chore.round()
    place.later(seconds=1)
    assert chore.round()
    assert not chore.round()
    assert str(caught.letters[0]["Message-ID"]) == f"<{rows(database)[0]['id']}@studio.example>"


def test_a_recipient_who_does_not_exist_is_given_up_and_the_requester_can_be_told(
    database: Database, vault: Vault, kim: Subject, caught: Catcher
) -> None:
    caught.recipients[WHO] = "550 nobody of that name"
    invite(database, vault, kim)
    assert sends(database, vault, caught).round()
    assert [(row["trouble"], row["given_up"], row["address"]) for row in rows(database)] == [
        ("refused_recipient", 1, None)
    ]
    with database.read(ACME) as unit:
        told = [leaf.body for leaf in Leaves(unit).all() if b"mail.given_up" in leaf.body]
    assert len(told) == 1
    assert WHO.encode() not in told[0]


def test_after_three_days_a_mail_is_given_up(
    place: Place, database: Database, vault: Vault, kim: Subject, caught: Catcher
) -> None:
    caught.answers = ["451 later"]
    invite(database, vault, kim)
    place.later(hours=73)
    with pytest.raises(NotTaken):
        sends(database, vault, caught).round()
    assert rows(database)[0]["given_up"] == 1
    assert rows(database)[0]["link"] is None


def test_a_newer_invitation_takes_the_place_of_one_that_waits(
    database: Database, vault: Vault, kim: Subject, caught: Catcher
) -> None:
    invite(database, vault, kim)
    invite(database, vault, kim)
    sends(database, vault, caught).round()
    assert len(caught.letters) == 1


def test_who_is_erased_meanwhile_is_not_written_to(
    database: Database, vault: Vault, kim: Subject, caught: Catcher
) -> None:
    invite(database, vault, kim)
    with database.write(ACME) as unit:
        ask_erasure(unit, (), kim.id)  # a room that had not registered: the key goes all the same
    carry_out(database, vault, ())
    assert sends(database, vault, caught).round()
    assert caught.letters == []
    assert rows(database)[0]["trouble"] == "erased"


def test_an_erasure_lets_go_of_letters_on_their_way(database: Database, vault: Vault, kim: Subject) -> None:
    invite(database, vault, kim)
    with database.write(ACME) as unit:
        ask_erasure(unit, (MailHolder(),), kim.id)
    assert rows(database) == []


@pytest.mark.parametrize("who", [
    "a@b.example\r\nBcc: other@b.example", "a@b.example, c@d.example", "Kim <a@b.example>", "a b@c.example",
    "@b.example", "a@", "a", "", "é@b.example", "a@b.example\n",
    "a" * 65 + "@b.example", "a@b..example", '"a"@b.example', ".a@b.example", "a.@b.example", "a@b.example.",
    "=?utf-8?q?a?=@b.example", "=?utf-8?q?c=40d.example=2C?=a@b.example", "a@=?utf-8?q?d?=.example",
    "=?utf-8?q?a=0d=0aBcc=3a_c=40d.example?=@b.example",
])  # fmt: skip
def test_what_is_no_plain_address_is_written_to_by_nobody(
    database: Database, vault: Vault, kim: Subject, who: str
) -> None:
    assert not is_address(who)
    assert not invite(database, vault, kim, who=who)
    assert rows(database) == []


@given(
    st.from_regex(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,60}|[a.=?-]{1,9}@[a.-]{1,5}", fullmatch=True)
)
def test_whatever_is_an_address_is_the_only_one_that_a_letter_goes_to(who: str) -> None:
    assume(is_address(who))
    server = MailServer("mail.example", 587, Security.TLS, "consent@studio.example")
    to = letter(Mail("mail-1", MailKind.CODE, Language.EN, who, "123456"), server, NOON)["To"]
    assert [one.addr_spec for one in to.addresses] == [who]


def test_a_letter_that_cannot_be_addressed_is_given_up_and_holds_no_other_back(
    database: Database, vault: Vault, kim: Subject, caught: Catcher
) -> None:
    """One lay there before encoded words were refused: it broke each round, and what came after it was not sent."""
    with database.write(ACME) as unit:
        old = Mail(unit.fresh_id(), MailKind.CODE, Language.EN, "=?utf-8?q?a=0d=0ab?=@b.example", "123456")
        Mails(unit).add(old, kim.id, "contact-1", key_of(unit, vault, kim.id))
    invite(database, vault, kim)
    assert sends(database, vault, caught).round()
    assert [one["To"] for one in caught.letters] == [WHO]
    assert sorted((row["trouble"], row["given_up"]) for row in rows(database) if row["trouble"]) == [("no_address", 1)]


def test_the_line_is_private_and_signed_in(tmp_path: Path) -> None:
    tls, pem = self_signed(tmp_path)
    trusting = ssl.create_default_context(cadata=pem.decode())
    with catcher(tls, "a secret") as kept:
        private = at(
            kept, host="localhost", security=Security.STARTTLS, user="studio", password="a secret", tls=trusting
        )
        hand_over(message(), private)
        assert kept.secured == [True]
        wrong = at(kept, host="localhost", security=Security.STARTTLS, user="studio", password="wrong", tls=trusting)
        with pytest.raises(NotTaken, match="not_signed_in"):
            hand_over(message(), wrong)
        stranger = at(kept, host="localhost", security=Security.STARTTLS)
        with pytest.raises(NotTaken, match="bad_certificate"):
            hand_over(message(), stranger)


def test_a_server_that_offers_no_privacy_gets_nothing(caught: Catcher) -> None:
    with pytest.raises(NotTaken, match="not_private"):
        hand_over(message(), at(caught, security=Security.STARTTLS))
    assert caught.letters == []


def test_a_server_that_is_not_there_is_said_to_be_out_of_reach() -> None:
    with catcher() as gone:
        pass
    with pytest.raises(NotTaken, match="unreachable"):
        hand_over(message(), at(gone))


def test_settings_make_a_server_or_say_why_not() -> None:
    assert server_of("", "", "", "", "", None) is None
    made = server_of("mail.example.com:587", "", "consent@example.com", "Studio", "", None)
    assert made is not None
    assert (made.host, made.port, made.security) == ("mail.example.com", 587, Security.STARTTLS)
    assert server_of("127.0.0.1:2525", "none", "a@b.example", "", "", None) is not None
    for wrong in (
        ("mail.example.com", "", "a@b.example", "", "", None),
        ("mail.example.com:25", "none", "a@b.example", "", "", None),
        ("mail.example.com:25", "", "no address", "", "", None),
        ("mail.example.com:25", "", "a@b.example", "", "user", None),
    ):
        with pytest.raises(BadMailSettings):
            server_of(*wrong)


def message() -> EmailMessage:
    server = MailServer("mail.example", 25, Security.NONE, "consent@studio.example")
    return letter(Mail("mail-1", MailKind.INVITATION, Language.EN, WHO, LINK), server, NOON)


def rows(database: Database) -> list[dict[str, Any]]:
    with database.work(Machinery("tests")) as unit:
        return [dict(row) for row in unit.run(select(MAILS)).mappings()]
