"""The script, the models and the brands that are agreed on stand wherever an agreement is summed up."""

import re
from dataclasses import replace

import pytest

from consent_house import OFFICER, REQUESTER, SCRIPT, House, Page, Reader, voice
from person_steps import agreed, answers, link_of
from tellmark.consent import service
from tellmark.consent.model import ANSWER, REQUEST, REVIEW, ConsentId, Request, Words
from tellmark.consent.store import KnownConsents
from tellmark.surface.principal import Kind
from tellmark.values.digests import sha256

MODELS = ("voices/2027.1+tuned", "m-" + "x" * 60)
DIGEST = sha256(SCRIPT.encode())
WORDS = Words("One audiobook", "Lantern Media", SCRIPT, "Acme and Globex", "within 30 days", "in a safe in Oslo")
TOLD = (DIGEST, *MODELS, WORDS.brands, WORDS.purpose, WORDS.pay, WORDS.retention)
SCOPE = voice(models=frozenset(MODELS), retention_days=30)

pytestmark = [pytest.mark.parametrize("language", ["en", "zh-Hans"])]


def told(page: Page, *but: str) -> None:
    """Look whether *page* tells everything *but* what is named."""
    assert page.status == 200
    assert [one for one in TOLD if one not in page.text and one not in but] == []


def asked(house: House, language: str) -> tuple[Request, Reader, str]:
    """Ask somebody who has proved who they are; return the request, them, and their link."""
    request, invitation = house.ask(SCOPE, WORDS)
    house.identity.prove(request.subject)
    return request, house.reader(language), link_of(invitation)


def granted(house: House, language: str) -> tuple[Request, ConsentId, Page]:
    """Let somebody agree; return the request, the consent, and the page of its receipt."""
    request, reader, link = asked(house, language)
    page = agreed(house, reader, link, request.subject)
    with house.database.read(house.as_(REQUESTER)) as unit:
        return request, KnownConsents(unit).by(request=request.id)[0].id, page


def test_the_summary_that_one_agrees_to_names_them_and_leads_to_the_text(house: House, language: str) -> None:
    _request, reader, link = asked(house, language)
    page = reader.get(answers(reader, link))
    told(page)
    assert re.search(rf'<dd><a href="{link}/text\?', page.html)


def test_no_text_is_led_to_where_there_is_none(house: House, language: str) -> None:
    request, invitation = house.ask(SCOPE, replace(WORDS, content=""))
    house.identity.prove(request.subject)
    reader, link = house.reader(language), link_of(invitation)
    page = reader.get(answers(reader, link))
    told(page)
    assert f"{link}/text" not in page.html


def test_the_receipt_names_them(house: House, language: str) -> None:
    told(granted(house, language)[2])


def test_one_s_own_page_names_them_and_leads_to_the_text(house: House, language: str) -> None:
    request, consent, _ = granted(house, language)
    own = house.signed_in(request.subject, Kind.PERSON, ANSWER, language=language)
    page = own.get(f"/me/consents/{consent}")
    told(page)
    (text,) = re.findall(r'<dd><a href="(/me/requests/[^"?]+/text)\?', page.html)
    assert SCRIPT.splitlines()[1] in own.get(text).text


def test_what_remains_names_them(house: House, language: str) -> None:
    request, consent, _ = granted(house, language)
    own, address = (
        house.signed_in(request.subject, Kind.PERSON, ANSWER, language=language),
        f"/me/consents/{consent}/part",
    )
    told(own.send(own.get(address), address, step="look", not_territories="EU"))


def test_an_officer_s_case_names_them(house: House, language: str) -> None:
    request, consent, _ = granted(house, language)
    with house.database.write(house.as_(request.subject, ANSWER)) as unit:
        dispute = service.dispute(unit, consent, ages=house.identity.age)
    officer = house.signed_in(OFFICER, Kind.STAFF, REVIEW, language=language)
    told(officer.get(f"/review/consents/dispute/{dispute.id}"))


@pytest.mark.parametrize("answered", [False, True])
def test_whoever_asked_reads_them(house: House, language: str, answered: bool) -> None:
    request = granted(house, language)[0] if answered else asked(house, language)[0]
    told(house.signed_in(REQUESTER, Kind.STAFF, REQUEST, language=language).get(f"/consents/{request.id}"))


def test_the_summary_of_what_is_composed_names_them(house: House, language: str) -> None:
    request, _, _ = asked(house, language)
    asks, action = house.signed_in(REQUESTER, Kind.STAFF, REQUEST, language=language), f"/consents/{request.id}/edit"
    terms: dict[str, str] = {"start": "2026-11-23", "end": "2027-03-31", "amount": "0", "pay_words": WORDS.pay}
    page = asks.send(asks.get(action), action, step="terms", go="summary", aftermath="let_stand", **terms)
    told(page, WORDS.retention)  # which no field of these pages holds


def test_what_is_free_is_said_to_be(house: House, language: str) -> None:
    request, invitation = house.ask(voice(content=None), replace(WORDS, content=""))
    house.identity.prove(request.subject)
    reader, link = house.reader(language), link_of(invitation)
    page = reader.get(answers(reader, link))
    free = {"en": ("Any model of whoever asks", "Not said word for word: anything within what stands here"),
            "zh-Hans": ("请求方的任何模型", "没有给出逐字内容：凡在此处所列范围之内的均有可能")}  # fmt: skip
    for sentence in free[language]:
        assert sentence in page.text


def test_brands_stand_there_also_where_nothing_else_is_excluded(house: House, language: str) -> None:
    request, invitation = house.ask(voice(excluded=frozenset()), WORDS)
    house.identity.prove(request.subject)
    reader, link = house.reader(language), link_of(invitation)
    assert WORDS.brands in reader.get(answers(reader, link)).text
