"""Where identity and consent meet: what was asked by one link follows whoever proved by it, and nothing else does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from consent_house import OFFICER, House, furnished, voice
from tellmark.consent.model import REVIEW, ConsentState, Invitation, RequestId
from tellmark.consent.service import request_of
from tellmark.consent.store import KnownConsents, KnownNotes
from tellmark.consent.terms import Purpose
from tellmark.identity.accounts.errors import SignInFirst
from tellmark.identity.accounts.model import Account, AccountState, Role
from tellmark.identity.accounts.service import account_for
from tellmark.identity.accounts.store import Accounts
from tellmark.store.scope import HOME
from tellmark.subjects.model import SubjectId
from tellmark.values.ids import entropy
from tellmark.web.meeting import Adopts


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with furnished(tmp_path) as found:
        yield found


def met(house: House, invitation: Invitation, known: SubjectId) -> str | None:
    adopts = Adopts(house.database, house.vault, entropy)
    return adopts.met(HOME, invitation.subject, known, f"link-{invitation.id}")


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


def test_a_silent_word_goes_along_with_what_was_asked(house: House) -> None:
    known, _ = house.ask(contact="mo@example.com")
    asked, link = house.ask()
    reader = house.reader()
    reader.send(reader.get(f"/c/{link.secret}/help"), f"/c/{link.secret}/help")
    led = met(house, link, known.subject)
    assert led is not None
    house.identity.prove(known.subject)
    reader.get(led)
    query = "?version=1&biometric=yes&cross_border=yes&public_disclosure=yes"
    reader.send(reader.get(f"{led}/agree{query}"), f"{led}/agree", way="fresh_proof")
    with house.database.read(house.as_(OFFICER, REVIEW)) as unit:
        consent = KnownConsents(unit).by(request=asked.id)[0]
        assert (consent.subject, consent.state) == (known.subject, ConsentState.SUSPENDED)
        assert [(one.subject, one.consent) for one in KnownNotes(unit).by(open=True)] == [(known.subject, consent.id)]


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
