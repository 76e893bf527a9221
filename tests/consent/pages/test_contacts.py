"""How I am reached: an address of one's own and a safe one, without a script, through a mail server on this machine."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from consent_house import REQUESTER, House, Page, Reader, furnished, voice
from mail_catcher import Catcher, catcher
from tellmark.consent import asking
from tellmark.consent.erasing import ConsentHolder
from tellmark.consent.model import ANSWER, REQUEST, Ask, ContactKind, PersonAsked, Words
from tellmark.consent.reaching.service import confirm_contact, end_contact, named
from tellmark.consent.reaching.store import CONTACTS
from tellmark.store.errors import NotFound
from tellmark.store.leaves import Leaves
from tellmark.store.outbox import deliver
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Kind
from tellmark.values.ids import entropy
from tellmark.values.languages import Language
from tellmark.work.mail.model import MailServer, Security
from tellmark.work.mail.sending import MailDesk, MailSubscriber, SendMail

OWN = "/me/contact/own"
NEW, SAFE = "li.new@example.org", "aunt@example.net"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with furnished(tmp_path, mails=MailDesk) as standing:
        yield standing


@pytest.fixture
def caught() -> Iterator[Catcher]:
    with catcher() as kept:
        yield kept


def posted(house: House, caught: Catcher) -> list[tuple[str, str]]:
    """Send what is due; return to whom each letter went and what it says, and forget them."""
    server = MailServer("127.0.0.1", caught.port, Security.NONE, "consent@studio.example", "Studio North")
    while deliver(house.database, [MailSubscriber(house.database, house.vault)]).spread:
        pass
    sends = SendMail(house.database, house.vault, server, timedelta(days=30))
    while sends.round():
        pass
    came = [(str(letter["To"]), letter.get_content()) for letter in caught.letters]
    caught.letters.clear()
    return came


def asked(house: House) -> tuple[Reader, SubjectId]:
    """Ask somebody; return them signed in."""
    request, _ = house.ask()
    return house.signed_in(request.subject, Kind.PERSON, ANSWER), request.subject


def invited(house: House, party: str) -> None:
    """Let *party* ask the same person, by what it has always written down."""
    _, invitation = house.ask(party=party)
    with house.database.write(house.as_("requester")) as unit:
        assert house.place.postbox.put(unit, house.vault, invitation).link is None


def typed(reader: Reader, house: House, caught: Catcher, use: str, address: str) -> tuple[Page, str]:
    """Name *address* and type the code that came there; return the page, and the code."""
    named = reader.send(reader.get(OWN), OWN, use=use, address=address, language="en")
    code = next(re.findall(r"^(\d{6})\r?$", text, re.M)[0] for to, text in posted(house, caught) if to == address)
    return reader.send(named, named.path, code=code), code


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_pages_open_in_both_languages_and_the_safe_one_only_after_a_step_up(house: House, language: str) -> None:
    reader, _ = asked(house)
    reader.language = language
    for path in ("/me/contact", OWN):
        assert reader.get(path).status == 200


def test_whoever_was_asked_by_telephone_reads_that_nothing_is_sent_there(house: House) -> None:
    mobile = PersonAsked("+8613812345678", ContactKind.PHONE, "Li Na", Language.EN)
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        request = asking.draft(unit, house.vault, Ask(voice(), Words("an audiobook", asker="Acme")), mobile)
        asking.send(unit, house.vault, request.id, entropy(32))
    shown = house.signed_in(request.subject, Kind.PERSON, ANSWER).get("/me/contact").text
    assert "+8613812345678" in shown
    assert "We send nothing to a telephone" in shown


def test_a_new_address_counts_after_its_code_and_three_days_and_the_old_one_is_told(
    house: House, caught: Catcher
) -> None:
    reader, _ = asked(house)
    posted(house, caught)
    page, _ = typed(reader, house, caught, "usual", NEW)
    assert "We write here from" in page.text
    ((to, text),) = posted(house, caught)
    assert to == "li@example.com"
    assert "is being changed" in text
    assert NEW not in text
    invited(house, "Studio South Ltd")
    assert [to for to, _ in posted(house, caught)] == ["li@example.com"]
    house.clock.at += timedelta(hours=72)
    invited(house, "Studio East Ltd")
    assert [to for to, _ in posted(house, caught)] == [NEW]


def test_a_safe_address_is_told_instead_at_once_and_nobody_else_hears_of_it(house: House, caught: Catcher) -> None:
    reader, _ = asked(house)
    posted(house, caught)
    page, _ = typed(reader, house, caught, "safe", SAFE)
    assert "We write here." in page.text
    assert posted(house, caught) == []
    invited(house, "Studio South Ltd")
    assert [to for to, _ in posted(house, caught)] == [SAFE]
    assert SAFE not in reader.get("/me/contact").html


def test_the_log_does_not_tell_a_safe_address_from_another(house: House, caught: Catcher) -> None:
    told = []
    for use in ("usual", "safe"):
        reader, subject = asked(house)
        posted(house, caught)
        typed(reader, house, caught, use, f"{use}@example.org")
        with house.database.read(house.as_("reader")) as unit:
            leaves = [json.loads(leaf.body) for leaf in Leaves(unit).naming(subject) if b"contact_" in leaf.body]
        told.append([(one["type"], frozenset(one["facts"])) for one in leaves])
    assert told[0][:2] == [("consent.contact_named", frozenset({"contact", "tenant"})),
                           ("consent.contact_confirmed", frozenset({"contact", "tenant"}))]  # fmt: skip
    assert told[0][:2] == told[1][-2:]


def test_a_wrong_code_changes_nothing_and_five_are_enough(house: House, caught: Catcher) -> None:
    reader, _ = asked(house)
    posted(house, caught)
    page = reader.send(reader.get(OWN), OWN, use="usual", address=NEW, language="en")
    code = re.findall(r"^(\d{6})\r?$", posted(house, caught)[0][1], re.M)[0]
    wrong = f"{(int(code) + 1) % 10**6:06}"
    here = page.path
    for _ in range(5):
        page = reader.send(page, here, code=wrong) if page.path == here else page
    assert "waits for its code" not in reader.get(OWN).text
    house.clock.at += timedelta(days=4)
    invited(house, "Studio South Ltd")
    assert [to for to, _ in posted(house, caught)] == ["li@example.com"]


def test_an_address_that_is_ended_is_told_and_goes_on_for_three_days(house: House, caught: Catcher) -> None:
    reader, subject = asked(house)
    posted(house, caught)
    typed(reader, house, caught, "usual", NEW)
    house.clock.at += timedelta(hours=73)
    posted(house, caught)
    page = house.signed_in(subject, Kind.PERSON, ANSWER).get(OWN)
    (end,) = re.findall(rf'action="({OWN}/[^/]+/end)', page.html)
    assert "and then no more" in reader.send(page, end).text
    assert [to for to, _ in posted(house, caught)] == [NEW]
    house.clock.at += timedelta(hours=73)
    invited(house, "Studio South Ltd")
    assert [to for to, _ in posted(house, caught)] == ["li@example.com"]


@pytest.mark.parametrize("address", ["", "li", "li@example", "é@example.org", "a@b.example, c@d.example"])
def test_what_is_no_address_is_said_to_be_none(house: House, address: str) -> None:
    reader, _ = asked(house)
    page = reader.send(reader.get(OWN), OWN, use="usual", address=address, language="en")
    assert page.status == 422
    assert "not a whole e-mail address" in page.text


def test_nobody_ends_another_s_address(house: House, caught: Catcher) -> None:
    reader, subject = asked(house)
    posted(house, caught)
    typed(reader, house, caught, "usual", NEW)
    other, _ = house.ask(contact="kim@example.com")
    with house.database.write(house.as_(other.subject)) as unit:
        (theirs,) = named(unit, house.vault, subject)
        with pytest.raises(NotFound):
            end_contact(unit, house.vault, other.subject, theirs.id)
        with pytest.raises(NotFound):
            confirm_contact(unit, house.vault, other.subject, theirs.id, "123456")
    assert NEW in reader.get(OWN).html


def test_addresses_are_sealed_stand_in_the_copy_and_go_with_their_person(house: House, caught: Catcher) -> None:
    reader, subject = asked(house)
    posted(house, caught)
    typed(reader, house, caught, "safe", SAFE)
    with house.database.read(house.as_("reader")) as unit:
        (row,) = unit.run(select(CONTACTS)).mappings().all()
    assert SAFE.encode() not in row["contact"]
    assert b"safe" not in row["contact"]
    copied = json.loads(reader.client.get("/me/export").content)
    assert [(one["for"], one["address"]) for one in copied["contacts"]] == [("safe", SAFE)]
    with house.database.write(house.as_("officer")) as unit:
        ConsentHolder().let_go(unit, subject)
        assert unit.run(select(CONTACTS)).all() == []


def test_who_asks_for_a_new_code_again_and_again_is_stopped(house: House) -> None:
    reader, _ = asked(house)
    for number in range(5):
        reader.send(reader.get(OWN), OWN, use="usual", address=f"a{number}@example.org", language="en")
    page = reader.send(reader.get(OWN), OWN, use="usual", address="b@example.org", language="en")
    assert "Too many addresses" in page.text


def test_no_use_of_an_address_is_chosen_beforehand_and_silence_means_none(house: House) -> None:
    reader, _ = asked(house)
    page = reader.get(OWN)
    assert " checked" not in page.html
    told = reader.send(page, OWN, address=NEW, language="en")
    assert (told.status, "Nothing was chosen." in told.text) == (422, True)
    assert f'value="{NEW}"' in told.html
    assert "There is none." in reader.get(OWN).text
