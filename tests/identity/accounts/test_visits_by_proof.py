"""A person who was asked, and has no passkey, comes to their own page by a proof of who they are."""

from datetime import timedelta

import pytest

from account_house import LINK, OPERATOR, House
from tellmark.identity.accounts.model import FRESH, VISIT, Role
from tellmark.identity.accounts.passkeys.revoking import revoke_others
from tellmark.identity.accounts.proving import Proof
from tellmark.identity.accounts.service import named_account
from tellmark.identity.assurance.model import AgeBand
from tellmark.identity.assurance.model import Method as By
from tellmark.identity.assurance.model import Proof as Brought
from tellmark.identity.assurance.service import record, revoke
from tellmark.identity.binding import FreshProof
from tellmark.subjects.service import open_subject

PROVED = Brought(By.OIDC, "north-id", 2, "https://id.example", "DE-77", "e" * 64, frozenset(), AgeBand.ADULT, VISIT)
ADDRESS, VISITED = f"/c/{LINK}/passkey", f"/c/{LINK}/visit"


@pytest.fixture(autouse=True)
def invited(house: House) -> None:
    """Let somebody have been asked, and have proved who they are just now."""
    with house.database.write(OPERATOR) as unit:
        house.invited = open_subject(unit, house.vault).id
    house.proof = Proof("record-1", house.clock.at)


def test_a_proof_opens_the_page_for_half_an_hour_and_what_is_dangerous_for_five_minutes(house: House) -> None:
    person = house.reader()
    house.clock.at += FRESH - timedelta(seconds=30)
    assert "half an hour" in person.open(ADDRESS).text
    assert person.client.post(VISITED, data={"form": "x"}).status_code == 403  # as another site would send it
    assert person.sends(VISITED).url.path == "/me"  # the proof was not spent by that
    assert person.open("/account").status_code == 200
    assert "by a proof of who you are" in person.page
    assert person.open("/account/passkeys/new").status_code == 200
    house.clock.at += timedelta(seconds=31)  # since the proof, not since it opened the page
    assert person.open("/account/passkeys/new").status_code == 401
    told = person.open("/account/confirm?next=/me").text
    assert "You have no passkey here" in told
    assert "data-passkey" not in told
    assert "/account/confirm/code" not in told  # codes are for staff
    house.clock.at += VISIT - timedelta(minutes=1)
    assert person.open("/account").status_code == 200
    house.clock.at += timedelta(minutes=1)  # used all the while, and over all the same
    assert person.open("/account").status_code == 401
    assert person.open(ADDRESS).status_code == 403


def test_a_proof_opens_one_page_and_none_of_somebody_who_has_a_passkey(house: House) -> None:
    one, two, three = house.reader(), house.reader(), house.reader()
    for reader in (one, two, three):
        assert reader.open(ADDRESS).status_code == 200
    assert one.sends(VISITED).url.path == "/me"
    assert two.sends(VISITED).status_code == 403  # whoever copied the form
    assert two.open("/account").status_code == 401
    house.proof = Proof("record-2", house.clock.at)
    two.open(ADDRESS)
    assert three.answers(ADDRESS, label="phone").url.path == f"/c/{LINK}"
    house.proof = Proof("record-3", house.clock.at)
    assert two.sends(VISITED).status_code == 403
    assert two.open("/account").status_code == 401
    with house.database.read(OPERATOR) as looking:
        assert house.invited is not None
        assert FreshProof(house, house.vault).proof(looking, house.invited, {}) == house.proof  # refused, not spent


def test_there_is_one_such_visit_at_a_time_and_none_beside_a_new_passkey(house: House) -> None:
    thief, holder, other = house.reader(), house.reader(), house.reader()
    for number, reader in enumerate((other, thief), 2):
        reader.open(ADDRESS)
        assert reader.sends(VISITED).url.path == "/me"
        house.proof = Proof(f"record-{number}", house.clock.at)
    assert [one.open("/account").status_code for one in (other, thief)] == [401, 200]
    holder.open(ADDRESS)
    assert holder.answers(ADDRESS, label="phone").url.path == f"/c/{LINK}"
    assert thief.open("/account").status_code == 401
    assert thief.open("/account/passkeys/new").status_code == 401
    assert holder.open("/account").status_code == 200


def test_a_proof_that_is_revoked_opens_nothing_any_more(house: House) -> None:
    person = house.reader()
    with house.database.write(OPERATOR) as unit:
        assert house.invited is not None
        made = record(unit, house.vault, house.invited, PROVED)
    person.open(ADDRESS)
    person.sends(VISITED)
    assert person.open("/account").status_code == 200
    with house.database.write(OPERATOR) as unit:
        revoke(unit, made.record.id, "another_person")
    assert person.open("/account").status_code == 401


def test_staff_without_a_passkey_are_sent_to_no_link(house: House) -> None:
    admin = house.enrolled("root", Role.ADMINISTRATOR)
    admin.open("/account")
    with house.database.write(OPERATOR) as unit:
        account = named_account(unit, house.vault, "root")
        revoke_others(unit, account.id, None, by="tests")
    told = admin.open("/account/confirm?next=/accounts&by=passkey").text
    assert "ask an administrator for a link" in told
    assert "the link that you were sent" not in told


def test_a_passkey_that_is_made_on_such_a_visit_opens_the_page_from_then_on(house: House) -> None:
    person = house.reader()
    person.open(ADDRESS)
    person.sends(VISITED)
    person.open("/account/passkeys/new")
    assert person.answers("/account/passkeys/new", label="phone").url.path == "/account"
    assert person.confirms().url.path == "/account"
    house.clock.at += VISIT + timedelta(minutes=1)
    assert person.open("/account").status_code == 200  # it lasts as long as any other now
