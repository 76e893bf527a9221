"""The pages of a mandate in a real browser: in both languages and schemes, narrow, and without JavaScript."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

pytest.importorskip("playwright", reason="a tool of the tests")

from playwright.sync_api import Browser, expect

from axe_judge import in_both_schemes, told
from mandate_steps import FIRST, PAPER, SECOND, entered, reader, standing
from proving_house import ProvingHouse
from served_app import served
from store_places import Place
from tellmark.identity.orders.model import OrderKind, OrderTerms, WhyHeld
from tellmark.identity.orders.service import confirm_order, set_order
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.values.instants import now

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("place", ["sqlite"], indirect=True)]


@pytest.fixture
def house(place: Place, vault: Vault) -> ProvingHouse:
    place.at = now()
    house = ProvingHouse(place.open(), vault)
    house.regulator = reader(house.database, vault)
    _ordered(house)
    return house


@pytest.fixture
def origin(house: ProvingHouse) -> Iterator[str]:
    with served(house.app(), name="localhost") as address:
        yield address


def _ordered(house: ProvingHouse) -> None:
    due = house.database.now() + timedelta(days=30)
    terms = OrderTerms(
        OrderKind.UNMASK, SubjectId(house.person), "DE-AG-Koeln", "StPO-100j", "all", "DE", "Gs-77/26", PAPER,
        due + timedelta(days=30), due, WhyHeld.INQUIRY,
    )  # fmt: skip
    with house.database.write(FIRST) as unit:
        order = set_order(unit, house.vault, terms).id
    with house.database.write(SECOND) as unit:
        confirm_order(unit, house.vault, order, PAPER)


@pytest.mark.needs("axe")
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_for_everybody(
    browser: Browser, house: ProvingHouse, origin: str, language: str, width: int
) -> None:
    faults: dict[str, object] = {}
    who = SubjectId(house.regulator)
    nothing, mandate = entered(house.database, house.vault, who), standing(house.database, house.vault, who)
    pages = {
        "regulator": ["/oversight", f"/oversight/{mandate}"],
        "orders": ["/review/mandates", "/review/mandates/new", f"/review/mandates/{mandate}", "/orders"],
        "orders-second": [f"/review/mandates/{nothing}"],
    }
    with browser.new_context(viewport={"width": width, "height": 700}) as context:
        page = context.new_page()
        for role, paths in pages.items():
            context.set_extra_http_headers({"Authorization": f"Bearer {role}"})
            for path in paths:
                page.goto(f"{origin}{path}?lang={language}")
                expect(page.locator("h1")).to_have_count(1)
                found = told(in_both_schemes(page))
                wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if found or wider > 0:
                    faults[path] = wider, found
    assert faults == {}


def test_two_officers_let_a_regulator_read_on_a_narrow_screen_without_javascript(
    browser: Browser, house: ProvingHouse, origin: str
) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        context.set_extra_http_headers({"Authorization": "Bearer orders"})
        page.goto(f"{origin}/review/mandates/new?lang=en")
        days = {"begins": now(), "until": now() + timedelta(days=30)}
        fields = {"reader": house.regulator, "authority": "DE-BfDI", "number": "M-12/26", "legal_basis": "DSGVO-58",
                  "territory": "EU", "paper": PAPER}  # fmt: skip
        fields |= {name: at.date().isoformat() for name, at in days.items()}
        for field, value in fields.items():
            page.locator(f"#{field}").fill(value)
        page.locator("main form button").click()
        place = page.url
        context.set_extra_http_headers({"Authorization": "Bearer orders-second"})
        page.goto(place)
        page.locator("#paper").fill(PAPER)
        page.locator("form[action*=confirm] button").click()
        expect(page.locator("main .tag").first).to_have_text("In effect")
        context.set_extra_http_headers({"Authorization": "Bearer regulator"})
        page.goto(f"{origin}/oversight?lang=en")
        page.locator("main h2 a").click()
        expect(page.locator("main")).to_contain_text("Gs-77/26")
        with page.expect_download() as taken:
            page.locator("form[action*=export] button").click()
        assert "tellmark.oversight/1" in taken.value.path().read_text("utf-8")
