"""Passkeys in a real browser with a virtual authenticator: made, shown, confirmed with; and pages for everybody."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright", reason="a tool of the tests")

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from axe_judge import in_both_schemes, told
from tellmark.identity.accounts.model import Role
from tellmark.values.ids import entropy

pytestmark = pytest.mark.slow

LANGUAGES = ("en", "zh-Hans")


class Device:
    """The virtual authenticator of a page (Chrome DevTools protocol, WebAuthn)."""

    def __init__(self, page: Page) -> None:
        self.cdp: CDPSession = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        self.id = self._add()

    def _add(self) -> str:
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        added: str = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
        return added

    def replaced(self) -> None:
        """Lose the device, and get another one."""
        self.cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.id})
        self.id = self._add()

    def recognises(self, user: bool) -> None:
        """Let its user pass or fail before it from now on."""
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": user})

    def passkeys(self) -> list[dict[str, Any]]:
        """Return what it keeps."""
        found: list[dict[str, Any]] = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]
        return found


@pytest.fixture
def device(page: Page) -> Device:
    return Device(page)


@pytest.fixture
def name() -> str:
    return f"mei-{entropy(4).hex()}@studio.example"


def enrolled(page: Page, link: str, language: str = "en") -> None:
    page.goto(f"{link}?lang={language}")
    page.fill("#label", "work phone")
    page.click("button.main")
    page.wait_for_url("**/account?lang=*")


def test_a_name_that_is_no_good_is_typed_again_and_the_device_is_asked_once(
    page: Page, device: Device, office: Any, name: str
) -> None:
    page.goto(f"{office.link(name, Role.AUDITOR)}?lang=en")
    page.fill("#label", "ph\u043ene")
    page.click("button.main")
    page.wait_for_selector("#label-error")
    page.fill("#label", "telephone")
    page.click("button.main")
    page.wait_for_url("**/account?lang=*")
    assert "telephone" in page.inner_text("main")
    assert len(device.passkeys()) == 1


def test_a_passkey_is_made_shown_and_confirmed_with(page: Page, device: Device, office: Any, name: str) -> None:
    enrolled(page, office.link(name, Role.ADMINISTRATOR))
    assert name in page.inner_text("main")
    (kept,) = device.passkeys()
    assert (kept["rpId"], kept["isResidentCredential"]) == ("localhost", True)
    page.goto(f"{office.origin}/sign-out?lang=en")
    page.click("main button")
    page.wait_for_url("**/sign-in?lang=en")
    page.click("button.main")
    page.wait_for_url("**/account?lang=en")
    page.goto(f"{office.origin}/account/confirm?next=/accounts&lang=en")
    page.click("button.main")
    page.wait_for_url("**/accounts?lang=en")
    assert device.passkeys()[0]["signCount"] == 3


def test_a_second_device_is_added_and_signs_in_when_the_first_is_lost(
    page: Page, device: Device, office: Any, name: str
) -> None:
    enrolled(page, office.link(name, Role.AUDITOR))
    page.click("text=Add a passkey")
    page.fill("#label", "at home")
    page.click("button.main")
    page.locator("form [role=status]", has_text="already").wait_for()
    device.replaced()
    page.click("button.main")
    page.wait_for_url("**/account?lang=en")
    page.context.clear_cookies()
    page.goto(f"{office.origin}/sign-in?lang=en")
    page.click("button.main")
    page.wait_for_url("**/account?lang=en")
    assert "at home" in page.inner_text("main")


def test_a_user_whom_the_device_does_not_know_is_told_and_nothing_happens(
    page: Page, device: Device, office: Any, name: str
) -> None:
    enrolled(page, office.link(name, Role.AUDITOR))
    page.context.clear_cookies()
    device.recognises(user=False)
    page.goto(f"{office.origin}/sign-in?lang=en")
    page.click("button.main")
    page.locator("form [role=status]", has_text="did not confirm").wait_for()
    device.recognises(user=True)
    page.click("button.main")
    page.wait_for_url("**/account?lang=en")


def test_an_open_page_can_be_sent_twice_and_is_asked_anew(page: Page, device: Device, office: Any, name: str) -> None:
    enrolled(page, office.link(name, Role.AUDITOR))
    page.context.clear_cookies()
    page.goto(f"{office.origin}/sign-in?lang=en")
    page.evaluate("document.querySelector('form[data-passkey]').elements.answer.value = '{}'")
    page.click("button.main")
    page.wait_for_selector("[role=alert]")
    page.click("button.main")
    page.wait_for_url("**/account?lang=en")
    assert device.passkeys()


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}) as context:
        yield context


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_the_page_says_what_to_do(plain: BrowserContext, office: Any, language: str) -> None:
    page = plain.new_page()
    page.goto(f"{office.origin}/sign-in?lang={language}")
    assert "JavaScript" in page.inner_text("main")
    page.click("summary")
    page.fill("#name", "nobody")
    page.fill("#code", "000000")
    page.click("details button")
    expect(page.locator("[role=alert]")).to_have_count(1)
    assert page.input_value("#name") == "nobody"
    page.goto(f"{office.link('jo-' + entropy(4).hex(), Role.AUDITOR)}?lang={language}")
    assert "JavaScript" in page.inner_text("main")


PATHS = ("/account", "/account/confirm", "/account/passkeys/new", "/accounts", "/sign-out")


@pytest.mark.needs("axe")
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    page: Page, device: Device, office: Any, name: str, language: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    link = office.link(name, Role.ADMINISTRATOR)
    page.goto(f"{link}?lang={language}")
    looked_at = {"enrol": grave(page)}
    enrolled(page, link, language)
    page.goto(f"{office.origin}/accounts?lang={language}")
    page.click(f"text={name}")
    looked_at["account of"] = grave(page)
    for path in PATHS:
        page.goto(f"{office.origin}{path}?lang={language}")
        looked_at[path] = grave(page)
    page.goto(f"{office.origin}/account?lang={language}")
    for action in ("/account/totp", "/account/recovery"):
        page.goto(f"{office.origin}/account?lang={language}")
        page.locator(f'form[action^="{action}?"] button').first.click()
        looked_at[action] = grave(page)
    page.context.clear_cookies()
    page.goto(f"{office.origin}/sign-in?lang={language}")
    page.click("summary")
    looked_at["/sign-in"] = grave(page)
    assert {path: found for path, found in looked_at.items() if found} == {}
    assert device.passkeys()


def grave(page: Page) -> list[str]:
    """Return what axe finds, light or dark, and whether the page is wider than the phone."""
    found = told(in_both_schemes(page))
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{wider} px too wide"] if wider else [])
