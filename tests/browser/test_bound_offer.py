"""An offer that is agreed to in advance, on a small phone with a passkey, and what whoever asks sees of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")
pytest.importorskip("playwright", reason="a tool of the tests")

from playwright.sync_api import Browser, Page

from axe_judge import in_both_schemes, told
from consent_house import REQUESTER, House, furnished
from served_app import served
from tellmark.consent.model import REQUEST
from tellmark.consent.proofs import BindingMethod
from tellmark.consent.store import KnownConsents
from tellmark.surface.principal import Kind
from tellmark.surface.sessions import SessionCookie
from virtual_passkeys import authenticator
from widths import beyond

pytestmark = [pytest.mark.slow, pytest.mark.needs("axe")]

CODE = r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}"
SMALL = {"width": 320, "height": 640}


@dataclass(frozen=True)
class Street:
    """A house that is served."""

    house: House
    address: str


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with furnished(tmp_path_factory.mktemp("offer")) as house, served(house.app) as address:
        yield Street(house, address.replace("127.0.0.1", "localhost"))


def looked_at(page: Page, wrong: dict[str, object]) -> None:
    """Judge the page that is open: by axe in both schemes, and whether it scrolls sideways."""
    page.wait_for_load_state()
    if found := [*told(in_both_schemes(page)), *beyond(page)]:
        wrong[page.locator("h1").inner_text()] = found


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_from_the_offer_to_the_receipt_with_a_passkey_on_a_small_phone(
    browser: Browser, street: Street, language: str
) -> None:
    house, wrong = street.house, dict[str, object]()
    request, invitation = house.ask(name=f"Offer{language[:2]}", contact=f"offer-{language[:2].lower()}@example.com")
    house.identity.prove(request.subject)
    house.identity.passkeys.add(request.subject)
    link = f"{street.address}/c/{invitation.secret}?lang={language}"
    with browser.new_context(viewport=SMALL) as context, context.new_page() as page:  # type: ignore[arg-type]  # names
        authenticator(context, page)
        page.goto(link)
        page.click(".choices a >> nth=1")
        page.fill("#minutes", "60")
        page.click("button[value=look]")
        looked_at(page, wrong)
        with page.expect_navigation(url="**/agree?*"):
            page.click("button[value=agree]")
        while page.locator(".choices").count():
            looked_at(page, wrong)
            with page.expect_navigation():
                page.click(".choices a >> nth=0")
        looked_at(page, wrong)
        page.click("button[value=passkey]")
        looked_at(page, wrong)
        page.click("form[data-passkey] button")
        page.wait_for_selector(".panel .say")
        looked_at(page, wrong)
        code = page.locator(".panel .say").inner_text()
        assert re.fullmatch(CODE, code)
        seen = takes(browser, street, request.id, language, wrong)
        assert code not in seen
        page.goto(link)
        looked_at(page, wrong)
        assert code not in page.content()
        page.goto(f"{street.address}/e?lang={language}")
        page.fill("#code", code)
        page.click("main button")
        assert page.locator("h1").inner_text() == {"en": "It has ended", "zh-Hans": "已终止"}[language]
    assert wrong == {}
    with house.database.read(house.as_(REQUESTER)) as unit:
        (consent,) = KnownConsents(unit).by(request=request.id)
    assert (consent.grounds.method, consent.scope.max_seconds) == (BindingMethod.PASSKEY, 3600)


def takes(browser: Browser, street: Street, request: str, language: str, wrong: dict[str, object]) -> str:
    """Let whoever asked take the offer; return everything that their browser was shown."""
    session = street.house.sessions.sign_in(REQUESTER, Kind.STAFF, REQUEST)
    with browser.new_context() as context, context.new_page() as page:
        name = SessionCookie(https=False).name
        context.add_cookies([{"name": name, "value": session, "url": street.address}])
        page.goto(f"{street.address}/consents/{request}?lang={language}")
        looked_at(page, wrong)
        before = page.content()
        with page.expect_navigation():
            page.click("form[action*='/accept'] button")
        looked_at(page, wrong)
        return before + page.content()
