"""Where identity and consent meet: what was asked by one link follows whoever proved by it, and nothing else does."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from consent_house import OFFICER, House, furnished, voice
from mail_catcher import catcher
from tellmark.consent.model import REVIEW, Invitation, RequestId
from tellmark.consent.reaching.model import Use as ContactUse
from tellmark.consent.reaching.service import confirm_contact, name_contact
from tellmark.consent.service import request_of
from tellmark.consent.terms import Purpose
from tellmark.identity.accounts.errors import SignInFirst
from tellmark.identity.accounts.model import Account, AccountState, Role
from tellmark.identity.accounts.service import account_for
from tellmark.identity.accounts.store import Accounts
from tellmark.store.leaves import Leaves
from tellmark.store.scope import HOME
from tellmark.subjects.model import SubjectId
from tellmark.values.ids import entropy
from tellmark.values.languages import Language
from tellmark.web.meeting import Adopts, TellsConsents
from tellmark.work.mail.model import MailServer, Security
from tellmark.work.mail.sending import MailDesk, SendMail


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with furnished(tmp_path) as found:
        yield found


def met(house: House, invitation: Invitation, known: SubjectId) -> str | None:
    adopts = Adopts(house.database, house.vault, entropy, house.place.postbox)
    return adopts.met(HOME, invitation.subject, known, f"link-{invitation.id}")


def test_the_new_link_goes_by_mail_to_where_the_person_is_reached(tmp_path: Path) -> None:
    with furnished(tmp_path, mails=MailDesk) as house, catcher() as caught:
        known, _ = house.ask(contact="mo@example.com")
        _, link = house.ask()
        led = met(house, link, known.subject)
        server = MailServer("127.0.0.1", caught.port, Security.NONE, "consent@studio.example", "Studio North")
        SendMail(house.database, house.vault, server, timedelta(days=30)).round()
        (letter,) = caught.letters
        assert letter["To"] == "li@example.com"
        assert f"http://localhost{led}" in letter.get_content()


def test_without_mail_whoever_asked_is_told_that_a_link_waits_where_officers_found_it_out(house: House) -> None:
    known, _ = house.ask(contact="mo@example.com")
    for away, told in ((False, 0), (True, 1)):
        _, link = house.ask(voice(purposes=frozenset({Purpose.NEWS})) if away else None)
        adopts = Adopts(house.database, house.vault, entropy, house.place.postbox, away=away)
        assert adopts.met(HOME, link.subject, known.subject, f"link-{link.id}") is not None
        with house.database.read(house.as_("anybody")) as unit:
            bodies = [leaf.body for leaf in Leaves(unit).all()]
        assert sum(b"consent.invitation_awaits_delivery" in body for body in bodies) == told


def whose(house: House, request: RequestId) -> SubjectId:
    with house.database.read(house.as_(OFFICER, REVIEW)) as unit:
        return request_of(unit, request).subject


def test_only_what_was_asked_by_the_link_follows_and_the_link_is_void(house: House) -> None:
    known, _ = house.ask(contact="mo@example.com")
    first, link = house.ask()
    second, other = house.ask(voice(purposes=frozenset({Purpose.NEWS})))
    assert first.subject == second.subject
    led = met(house, link, known.subject)
    assert led is not None
    assert led.startswith("/c/")
    assert (whose(house, first.id), whose(house, second.id)) == (known.subject, second.subject)
    reader = house.reader()
    assert reader.get(f"/c/{link.secret}").status == 404
    assert reader.get(led).status == 200
    assert reader.get(f"/c/{other.secret}").status == 200
    assert met(house, link, known.subject) is None  # done again it changes nothing
    assert reader.get(led).status == 200


def test_staff_go_on_signed_in_and_get_no_link(house: House) -> None:
    known, _ = house.ask(contact="mo@example.com")
    with house.database.write(house.as_("admin-1")) as unit:
        Accounts(unit).add(Account(known.subject, AccountState.ACTIVE, frozenset({Role.REQUESTER}), unit.at))
        with pytest.raises(SignInFirst):
            account_for(unit, known.subject)
    asked, link = house.ask()
    assert met(house, link, known.subject) == f"/me/requests/{asked.id}"


def test_what_the_same_human_refused_before_ends_quietly(house: House) -> None:
    known, refused = house.ask(contact="mo@example.com")
    reader = house.reader()
    reader.get(f"/c/{refused.secret}")
    reader.send(reader.get(f"/c/{refused.secret}/no"), f"/c/{refused.secret}/no")
    asked, link = house.ask()
    assert met(house, link, known.subject) is None
    assert whose(house, asked.id) == asked.subject
    gone = reader.get(f"/c/{link.secret}")
    assert (gone.status, "no answer means no" in gone.text) == (404, True)


def test_what_has_its_answer_is_no_error(house: House) -> None:
    known, _ = house.ask(contact="mo@example.com")
    _, link = house.ask()
    reader = house.reader()
    reader.get(f"/c/{link.secret}")
    reader.send(reader.get(f"/c/{link.secret}/no"), f"/c/{link.secret}/no")
    assert met(house, link, known.subject) is None


def test_consent_tells_contacts_under_an_order_but_a_safe_one_only_with_everything(house: House) -> None:
    known, _ = house.ask(contact="mo@example.com", name="Mo Tse")
    with house.database.write(house.as_(known.subject)) as unit:
        who = unit, house.vault, known.subject
        safe = name_contact(*who, ContactUse.SAFE, "aunt@example.net", Language.EN, entropy(16))
        assert confirm_contact(*who, safe.id, safe.code)
    room = TellsConsents(house.vault)
    with house.database.read(house.as_("officer-1")) as unit:
        assert [(one.what, one.says) for one in room.who(unit, known.subject)] == [
            ("consent_name", "Mo Tse"), ("consent_contact", "mo@example.com")
        ]  # fmt: skip
        assert "aunt@example.net" in room.everything(unit, known.subject)[0].says
