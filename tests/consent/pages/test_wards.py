"""Who speaks for another comes as themselves: by a ward's link nothing leads where nobody may go."""

import re

import pytest

from consent_house import REQUESTER, House, Page
from tellmark.consent.model import ANSWER
from tellmark.consent.store import KnownConsents
from tellmark.surface.principal import Kind
from ward_steps import ALL, agreed_for, asked_for_a_child, guardian_of

BOX = "You decide for somebody else: Guardian."


def links(page: Page) -> list[str]:
    """Return where the page leads, without the language."""
    return [address.partition("?")[0] for address in re.findall(r'href="([^"]+)"', page.html.partition("<main")[2])]


@pytest.mark.parametrize("with_key", [False, True], ids=["no passkey", "a passkey"])
def test_by_a_ward_s_link_nothing_of_an_agreement_leads_to_a_proof_that_nobody_may_give(
    house: House, with_key: bool
) -> None:
    request, link = asked_for_a_child(house)
    agreed_for(guardian_of(house, request), request)
    if with_key:
        house.identity.passkeys.add(request.subject)
    with house.database.read(house.as_(REQUESTER)) as unit:
        (consent,) = KnownConsents(unit).by(request=request.id)
    reader = house.reader()
    receipt, ending = reader.get(link), reader.get(f"{link}/end")
    for page in (receipt, ending):
        assert page.status == 200
        assert "Sign in as myself" in page.text
        assert not [one for one in links(page) if one.endswith(("/prove", "/passkey"))]
    assert "/me" in links(receipt)
    assert {f"/me/consents/{consent.id}/end", "/e", f"{link}/wrong"} <= set(links(ending))
    assert "Show that it is me" not in ending.text
    assert "<form" not in ending.html.partition("<main")[2]


def test_a_guardian_without_a_passkey_or_javascript_reads_what_they_can_do(house: House) -> None:
    _, link = asked_for_a_child(house)
    page = house.reader().get(f"{link}/agree{ALL}")
    for told in ("on another device", "Without a passkey nobody opens that page", "before two officers, on paper"):
        assert told in page.text


def test_every_page_of_an_agreement_for_another_says_so_and_none_of_one_s_own(house: House) -> None:
    request, _ = asked_for_a_child(house)
    guardian = guardian_of(house, request)
    agreed_for(guardian, request)
    with house.database.read(house.as_(REQUESTER)) as unit:
        (consent,) = KnownConsents(unit).by(request=request.id)
    own = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    for below in ("", "/end", "/wrong"):
        here = f"/me/consents/{consent.id}{below}"
        assert [BOX in one.get(here).text for one in (guardian, own)] == [True, False], below


def test_signed_in_nobody_is_told_of_a_link_that_would_make_them_the_person(house: House) -> None:
    request, _ = asked_for_a_child(house)
    guardian, here = guardian_of(house, request), f"/me/requests/{request.id}"
    guardian.get(here)
    house.identity.proved.clear()
    first = guardian.get(f"{here}/agree?version=1")
    last = guardian.get(f"{here}/agree{ALL}")
    for page in (first, last):
        assert "Whoever answers here proves it themselves" in page.text
        assert "by this link" not in page.text
