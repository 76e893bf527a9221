"""Where letters about an account go is its holder's to say, and the address of before hears that it was changed."""

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from datetime import timedelta

from account_house import OPERATOR, House
from account_pages import Reader
from tellmark.identity.accounts.events import AddressChanged
from tellmark.identity.accounts.model import FRESH, Role
from tellmark.identity.accounts.service import make_link, named_account, open_account
from tellmark.identity.accounts.store import KnownAccounts
from tellmark.store.leaves import Leaves
from tellmark.subjects.service import key_of
from tellmark.values.ids import entropy


@pytest.fixture
def mei(house: House) -> Reader:
    """Return somebody who is signed in and gets letters at an address."""
    with house.database.write(OPERATOR) as unit:
        account = open_account(unit, house.vault, "mei", [Role.REQUESTER], "mei@studio.example")
        link = "/enrol/" + make_link(unit, account.id, entropy(32)).secret
    reader = house.reader()
    reader.open(link)
    reader.answers(link, label="laptop")
    reader.open("/account")
    return reader


def address(house: House) -> str | None:
    with house.database.read(OPERATOR) as unit:
        account = named_account(unit, house.vault, "mei").id
        return KnownAccounts(unit).personal(account, key_of(unit, house.vault, account))["contact"]


@pytest.mark.parametrize(("typed", "kept"), [("mei@new.example", "mei@new.example"), ("", None)])
def test_its_holder_changes_it_or_takes_it_away(house: House, mei: Reader, typed: str, kept: str | None) -> None:
    assert 'value="mei@studio.example"' in mei.page
    assert mei.sends("/account/address", mail=typed).url.path == "/account"
    assert address(house) == kept
    assert (typed or "no letter is sent") in mei.page
    with house.database.read(OPERATOR) as unit:
        bodies = [leaf.body for leaf in Leaves(unit).all()]
    assert sum(AddressChanged.name.encode() in body for body in bodies) == 1
    assert not any(b"@" in body for body in bodies)


def test_what_stays_as_it_was_is_no_change(house: House, mei: Reader) -> None:
    mei.sends("/account/address", mail="mei@studio.example")
    with house.database.read(OPERATOR) as unit:
        assert not any(AddressChanged.name.encode() in leaf.body for leaf in Leaves(unit).all())


@pytest.mark.parametrize("typed", ["mei", "mei@studio.example, eve@evil.example", "m@x\r\nBcc: e@evil.example"])
def test_what_is_no_address_changes_nothing(house: House, mei: Reader, typed: str) -> None:
    assert mei.sends("/account/address", mail=typed).status_code == 422
    assert address(house) == "mei@studio.example"


def test_it_takes_a_fresh_proof(house: House, mei: Reader) -> None:
    house.clock.at += FRESH + timedelta(seconds=1)
    assert mei.sends("/account/address", mail="eve@evil.example").status_code == 401
    assert address(house) == "mei@studio.example"
    mei.open("/account")
    assert [form for form in mei.forms() if 'action="/account/address?' in form] == []
