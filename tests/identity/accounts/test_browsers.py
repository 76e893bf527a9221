"""In which browser a form is good by which somebody signs in: in the one that was given it, and in no other."""

import html

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from account_house import House
from account_pages import Reader, hidden
from tellmark.identity.accounts.model import Role

UNSAID = {"origin": "null"}
"""What an old browser says of where a form comes from, where the page before told it to send no referrer."""


def whole(reader: Reader, action: str) -> dict[str, str]:
    """Return all that the form to *action* sends, with the passkey's answer."""
    form = next(one for one in reader.forms() if f'action="{action}?' in one)
    return {**{name: html.unescape(value) for name, value in hidden(form)}, **reader.answered(action)}


def test_nobody_is_signed_in_as_somebody_else_by_a_form_that_was_made_in_another_browser(house: House) -> None:
    """A page of the attacker's sends their own form, with their own answer, from the victim's old browser."""
    eve, link = house.reader(), house.link("eve", Role.AUDITOR)
    eve.open(link)
    prepared = whole(eve, link)
    for mine in ({}, {"tellmark-arrival": "A" * 43}):
        victim = house.reader()
        victim.client.cookies.update(mine)
        answer = victim.client.post(link, data=prepared, headers=UNSAID)
        assert answer.status_code == 403
        assert ("keeps no cookie" in answer.text) is not bool(mine)
        assert "tellmark" not in victim.client.cookies
    assert eve.client.post(link, data=prepared, headers=UNSAID).url.path == "/account"
    eve.client.cookies.clear()
    eve.open("/sign-in")
    signed = whole(eve, "/sign-in")
    victim = house.reader()
    victim.open("/sign-in")
    assert victim.client.post("/sign-in", data=signed, headers=UNSAID).status_code == 403
    assert "tellmark" not in victim.client.cookies
    assert eve.client.post("/sign-in", data=signed, headers=UNSAID).url.path == "/account"
