"""What an administrator does on the pages of accounts: opens them, says where their letters go, gives roles, locks."""

import re

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from account_house import OPERATOR, House
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.service import named_account
from tellmark.identity.accounts.store import KnownAccounts
from tellmark.subjects.service import key_of


def test_an_administrator_opens_accounts_gives_roles_and_locks(house: House) -> None:
    admin = house.enrolled("root", Role.ADMINISTRATOR)
    admin.open("/accounts")
    admin.sends("/accounts", name="jo@studio.example", role=["requester"])
    link = re.search(r"http://localhost(/enrol/[A-Za-z0-9_-]{43})", admin.page)
    assert link is not None
    jo = house.reader()
    jo.open(link[1])
    assert jo.answers(link[1]).url.path == "/account"
    admin.open("/accounts")
    of = re.search(r'href="(/accounts/[^?"]+)\?[^"]*">jo@studio.example', admin.page)
    assert of is not None
    admin.open(of[1])
    assert admin.sends(f"{of[1]}/roles", role=["requester", "compliance_officer"]).status_code == 422
    assert "Nobody here has both of these rights" in admin.page
    admin.open(of[1])
    assert admin.sends(f"{of[1]}/roles", role=["compliance_officer"]).status_code == 200
    assert jo.open("/account").status_code == 401  # what they may do has changed: they sign in anew
    assert jo.signs_in().status_code == 200
    admin.open(of[1])
    admin.sends(f"{of[1]}/lock")
    assert jo.open("/account").status_code == 401
    assert jo.signs_in().status_code == 403
    admin.sends(f"{of[1]}/lock", open="1")
    assert jo.signs_in().status_code == 200
    assert jo.open("/accounts").status_code == 403


def test_letters_go_where_whoever_opens_an_account_says_and_nowhere_without(house: House) -> None:
    admin = house.enrolled("root", Role.ADMINISTRATOR)
    admin.open("/accounts")
    refused = admin.sends("/accounts", name="jo", mail="jo@studio.example, mei@studio.example", role=["requester"])
    assert (refused.status_code, 'id="mail-error"' in refused.text) == (422, True)
    for name, mail in (("jo", " jo@studio.example "), ("mei", "")):
        admin.open("/accounts")
        assert admin.sends("/accounts", name=name, mail=mail, role=["requester"]).status_code == 200
    with house.database.write(OPERATOR) as unit:
        of = {name: named_account(unit, house.vault, name).id for name in ("jo", "mei")}
        known = KnownAccounts(unit)
        kept = {name: known.personal(one, key_of(unit, house.vault, one))["contact"] for name, one in of.items()}
    assert kept == {"jo": "jo@studio.example", "mei": None}


@pytest.mark.parametrize("name", ["jo", "", "a\u202eb"])
def test_what_was_typed_wrong_comes_back_with_words(house: House, name: str) -> None:
    house.link("jo", Role.AUDITOR)
    admin = house.enrolled("root", Role.ADMINISTRATOR)
    admin.open("/accounts")
    assert admin.sends("/accounts", name=name, role=["auditor"]).status_code == 422
    assert 'aria-invalid="true"' in admin.page
    assert 'value="auditor" checked' in admin.page


def test_nobody_locks_themselves_or_makes_up_a_role(house: House) -> None:
    admin = house.enrolled("root", Role.ADMINISTRATOR)
    admin.open("/accounts")
    own = re.search(r'href="(/accounts/[^?"]+)\?[^"]*">root', admin.page)
    assert own is not None
    assert admin.sends("/accounts", name="jo", role=["emperor"]).status_code == 422
    admin.open(own[1])
    assert [form for form in admin.forms() if own[1] in form] == []
