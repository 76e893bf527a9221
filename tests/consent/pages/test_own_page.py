"""The way from a link to a page of one's own stands wherever a link leads, and tells nobody who has a passkey."""

import re

import pytest

from consent_house import House, Page
from person_steps import agreed, link_of

OPEN, GO = {"en": "Open a page of my own", "zh-Hans": "打开我自己的页面"}, "Go to my page"


def leads(page: Page, words: str) -> str:
    """Return where *words* on the page lead."""
    found = re.findall(rf'<a[^>]*href="([^"]*)"[^>]*>\s*{re.escape(words)}', page.html)
    assert len(found) == 1, (words, page.text)
    return str(found[0])


@pytest.mark.parametrize("has_one", [False, True], ids=["no passkey", "a passkey"])
@pytest.mark.parametrize("refused", [False, True], ids=["waits", "refused"])
def test_by_the_link_of_a_request_a_proof_opens_it_alike_with_a_passkey_or_without(
    house: House, refused: bool, has_one: bool
) -> None:
    request, invitation = house.ask()
    reader, link = house.reader(), link_of(invitation)
    if has_one:
        house.identity.passkeys.add(request.subject)
    reader.get(link)
    if refused:
        reader.send(reader.get(f"{link}/no"), f"{link}/no")
    assert leads(reader.get(link), OPEN["en"]) == f"{link}/prove?back={link}/passkey"
    assert GO not in reader.get(link).text
    house.identity.prove(request.subject)
    assert leads(reader.get(link), OPEN["en"]) == f"{link}/passkey?lang=en"


@pytest.mark.parametrize("language", OPEN)
def test_it_is_said_in_the_language_of_the_page(house: House, language: str) -> None:
    _, invitation = house.ask()
    leads(house.reader(language).get(link_of(invitation)), OPEN[language])


def test_by_the_link_of_an_agreement_whoever_has_a_passkey_signs_in(house: House) -> None:
    request, invitation = house.ask()
    link = link_of(invitation)
    agreed(house, house.reader(), link, request.subject)
    receipt = house.reader().get(link)
    assert leads(receipt, OPEN["en"]) == f"{link}/passkey?lang=en"  # the proof of the agreement is fresh
    house.identity.passkeys.add(request.subject)
    assert leads(house.reader().get(link), GO) == "/me?lang=en"
