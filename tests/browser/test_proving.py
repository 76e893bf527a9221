"""The pages on which people prove who they are, in a real browser: small, in both languages, without JavaScript."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

pytest.importorskip("playwright", reason="a tool of the tests")

from playwright.sync_api import Browser, Page, expect

from axe_judge import in_both_schemes, told
from proving_house import LINK, ProvingHouse
from served_app import served
from store_children import ACME
from store_places import Place
from tellmark.identity.assurance.model import Method
from tellmark.identity.assurance.service import known
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.values.instants import now

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("place", ["sqlite"], indirect=True)]


@pytest.fixture
def house(place: Place, vault: Vault) -> ProvingHouse:
    place.at = now()
    return ProvingHouse(place.open(), vault)


@pytest.fixture
def origin(house: ProvingHouse) -> Iterator[str]:
    with served(house.app(), name="localhost") as address:
        yield address


@pytest.mark.parametrize(("language", "thanks"), [("en", "Thank you"), ("zh-Hans", "谢谢")])
def test_a_code_by_phone_without_javascript(
    browser: Browser, house: ProvingHouse, origin: str, language: str, thanks: str
) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        context.set_extra_http_headers({"Authorization": "Bearer person"})
        page.goto(f"{origin}/prove?lang={language}")
        page.locator("a[href*='way/phone']").click()
        page.locator("#phone").fill("12")
        page.locator("main button").click()
        expect(page.locator("#phone-error")).to_have_count(1)
        assert page.locator("#phone").input_value() == "12"
        page.locator("#phone").fill("+86 138 0000 0000")
        page.locator("main button").click()
        page.locator("#code").fill(json.loads(house.gateway.sent[-1][0])["code"])
        page.locator("main button").click()
        expect(page.locator("h1")).to_contain_text(thanks)
        page.locator("main a.btn").click()
        expect(page.locator("dl.facts dt")).to_have_count(1)
    with house.database.read(ACME) as unit:
        assert [one.method for one in known(unit, house.vault, SubjectId(house.person))] == [Method.PHONE]


@pytest.mark.needs("axe")
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_for_everybody(
    browser: Browser, house: ProvingHouse, origin: str, language: str, width: int
) -> None:
    faults: dict[str, object] = {}
    with browser.new_context(viewport={"width": width, "height": 700}) as context:
        page = context.new_page()

        def look(name: str) -> None:
            found = told(in_both_schemes(page))
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if found or wider > 0:
                faults[name] = wider, found

        for way in ("", "/way/phone", "/way/wallet", "/way/north-id", "/way/officer"):
            page.goto(f"{origin}/c/{LINK}/prove{way}?lang={language}")
            look(way)
            if way and way != "/way/phone":
                page.locator("main button").click()
                look(way + " begun")
        page.goto(f"{origin}/c/{LINK}/prove/done?lang={language}")
        look("waiting")
        context.set_extra_http_headers({"Authorization": "Bearer first"})
        page.goto(f"{origin}/review/identity?lang={language}")
        look("queue")
        page.locator("main li a").first.click()
        look("case")
        context.set_extra_http_headers({"Authorization": "Bearer orders"})
        for path in ("/review/orders/new", "/review/orders", "/orders"):
            page.goto(f"{origin}{path}?lang={language}")
            look(path)
        enter(page, origin, house.person, language)
        look("order")
        page.goto(f"{origin}/review/orders?lang={language}")
        look("orders")
    assert faults == {}


def test_two_officers_take_an_order_on_a_narrow_screen_without_javascript(
    browser: Browser, house: ProvingHouse, origin: str
) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        context.set_extra_http_headers({"Authorization": "Bearer orders"})
        enter(page, origin, house.person, "en")
        place = page.url
        context.set_extra_http_headers({"Authorization": "Bearer orders-second"})
        page.goto(place)
        page.locator("#paper").fill("a" * 64)
        page.locator("form[action*=confirm] button").click()
        expect(page.locator("main .tag").first).to_have_text("In effect")
        context.set_extra_http_headers({"Authorization": "Bearer orders"})
        page.goto(place)
        page.locator("#subject").fill(house.person)
        page.locator("input[value=identity]").check()
        page.locator("button[value=page]").click()
        expect(page.locator("h1")).to_contain_text("What was handed over")


def enter(page: Page, origin: str, person: str, language: str) -> None:
    """Enter an order as an officer does."""
    page.goto(f"{origin}/review/orders/new?lang={language}")
    page.locator("input[value=unmask]").check()
    fields = {"subject": person, "authority": "DE-AG", "number": "Gs-12/26", "legal_basis": "StPO-100j",
              "scope": "name-only", "territory": "EU", "paper": "a" * 64,
              "expires": (now() + timedelta(days=90)).date().isoformat()}  # fmt: skip
    for field, value in fields.items():
        page.locator(f"#{field}").fill(value)
    page.locator("main form button").click()
