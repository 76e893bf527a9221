"""A town for the end-to-end tests: the open house, and visitors who come with browsers of their own."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page

from axe_judge import told, violations
from coming_days import day
from open_house import OpenHouse
from waiting import eventually

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1024, "height": 800}
GRAVE = ("serious", "critical")
END = day(210)
FIELDS: dict[str, dict[str, str | list[str]]] = {
    "terms": {"#start": day(-8), "#end": END, "#amount": "2400", "#currency": "EUR",
              "per": ["once"], "aftermath": ["take_down"]},
    "what": {"modalities": ["face"], "operations": ["face_swap"], "training": ["none"]},
    "purpose": {"purposes": ["advert"], "#purpose_words": "an advertisement for shoes", "excluded": ["sexual"]},
    "where": {"territories": ["CN", "EU"], "channels": ["web"], "#max_outputs": "5"},
}  # fmt: skip


TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

WIDEST = """() => [...document.querySelectorAll("body *")].filter(
  one => one.getBoundingClientRect().right > document.documentElement.clientWidth
).map(one => one.outerHTML.slice(0, 120))"""


@dataclass
class Town:
    """The product that runs, a browser, and what was found wrong on the pages that were passed."""

    house: OpenHouse
    browser: Browser
    wrong: dict[str, list[str]] = field(default_factory=dict)
    signed_in: dict[str, Any] = field(default_factory=dict)
    """The cookies of each member of staff who has been here."""

    @contextmanager
    def somebody(self, language: str, size: dict[str, int] = PHONE, *, script: bool = True) -> Iterator["Visitor"]:
        """Let somebody come with a browser of their own, and a device that makes passkeys."""
        asked = {"viewport": size, "java_script_enabled": script, "accept_downloads": True}
        with self.browser.new_context(**asked) as context:  # type: ignore[arg-type]  # as Playwright names them
            yield Visitor(self, context, context.new_page(), language, script)


@dataclass
class Visitor:
    """Somebody with a browser."""

    town: Town
    context: BrowserContext
    page: Page
    language: str
    script: bool = True

    def __post_init__(self) -> None:
        """Give the page a device that makes passkeys."""
        devtools = self.context.new_cdp_session(self.page)
        devtools.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                   "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def open(self, path: str) -> None:
        """Open a page of the product, and look at it."""
        joint = "&" if "?" in path else "?"
        lang = "" if "lang=" in path else f"{joint}lang={self.language}"
        self.page.goto(f"{self.town.house.address}{path}{lang}")
        self.look()

    def click(self, selector: str) -> None:
        """Click the first of what *selector* names, and look at the page that comes."""
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state()
        self.look()

    def signs(self, selector: str, leads: str) -> None:
        """Click what asks for a passkey, and look at the page that it *leads* to."""
        self.page.locator(selector).first.click()
        self.page.wait_for_url(leads)
        self.look()

    def look(self) -> None:
        """Note what axe finds grave, what scrolls sideways, and what says that nothing is kept."""
        page = self.page
        if not page.url.startswith(self.town.house.address):
            return
        page.wait_for_load_state("domcontentloaded")
        faults = _graves(page) if self.script else []  # where no script runs, axe does not either
        if (wide := page.evaluate(TOO_WIDE)) > 0:
            faults.append(f"{wide} px too wide: {page.evaluate(WIDEST)}")
        text = page.inner_text("body")
        faults += ["says that nothing is kept"] if "nothing you send is kept" in text else []
        faults += [f"was answered {text[:200]}"] if "Something went wrong on our side" in text else []
        if faults:
            path = re.sub(r"[\w-]{43}", "LINK", page.url.removeprefix(self.town.house.address))
            self.town.wrong[path] = faults

    @property
    def path(self) -> str:
        """The path of the page that is open."""
        return self.page.url.removeprefix(self.town.house.address).partition("?")[0]

    def enrolled(self, name: str) -> "Visitor":
        """Make the first passkey of an account of the staff, and be signed in."""
        self.open(self.town.house.links[name])
        self.page.fill("#label", "desk")
        self.signs("button.main", "**/account?**")
        return self

    def signed_in_as(self, name: str) -> None:
        """Sign in as one of the staff: their first passkey is made where they have none."""
        known = self.town.signed_in
        if name not in known:
            self.enrolled(name)
            known[name] = self.context.cookies()
        else:
            self.context.add_cookies(known[name])

    def offers(self, link: str, pieces: str) -> None:
        """Offer less than was asked."""
        self.open(f"{link}/change")
        self.page.fill("#outputs", pieces)
        self.click("button[name=step][value=look]")
        self.click("button[name=step][value=send]")

    def saves_receipt(self, link: str, folder: Path) -> Path:
        """Save the receipt that the link leads to, once the log has a place for it."""
        eventually(lambda: proved_in_log(self.town.house, link))
        self.open(link)
        with self.page.expect_download() as download:
            self.page.click(f"a[href='{link}/receipt.html']")
        path = folder / f"receipt-{len(list(folder.iterdir()))}.html"
        download.value.save_as(path)
        return path

    def asks(self, *contacts: str, end: str = END) -> str:
        """Compose a request to whoever is reached by *contacts*, and send it; return the path of the first."""
        page = self.page
        self.open("/consents/new")
        for step, typed in FIELDS.items():
            for name, value in typed.items():
                if isinstance(value, str):
                    page.fill(name, end if name == "#end" else value)
                else:
                    for one in value:
                        page.check(f"input[name={name}][value={one}]")
            assert page.input_value("input[name=step]") == step
            self.click("button[name=go][value=next]")
        for number, contact in enumerate(contacts, 1):
            if number > 1:
                self.click("button[name=go][value=person]")
            page.fill(f"#name_{number}", contact.partition("@")[0])
            page.check(f"input[name=kind_{number}][value=email]")
            page.fill(f"#contact_{number}", contact)
            page.select_option(f"#language_{number}", self.language)
        self.click("button[name=go][value=next]")
        self.click("button[name=go][value=send]")
        assert "/c/" not in page.inner_text("main")  # it goes by mail, and is told to nobody else
        found = page.locator("main h2 a").first.get_attribute("href")
        assert found
        return found.partition("?")[0]

    def proves(self, login: str) -> None:
        """From the page that asks for it, prove who they are on the provider's own page, and come back."""
        self.click("main a[href*='/prove?']")
        self.click("main a[href*='/way/real']")
        self.click("main button")
        self.click("main a[href*='localhost']")
        page = self.page
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", "x")
        page.locator("button[type=submit]").click()
        page.wait_for_load_state()
        if "/prove/real/back" not in page.url:  # the provider asks once whether we may know
            page.locator("button[type=submit]").click()
        page.wait_for_url(f"{self.town.house.address}/prove/real/back**")
        self.look()
        self.click("main a.btn.main")

    def answers_each(self) -> None:
        """Say yes to each separate question."""
        while self.page.locator("main .choices a[href*='=yes&']").count() and "/agree" in self.page.url:
            before = self.page.url
            self.click("main .choices a")
            assert self.page.url != before


def _graves(page: Page) -> list[str]:
    return told([one for one in violations(page) if one["impact"] in GRAVE])


def proved_in_log(house: OpenHouse, link: str) -> bool:
    """Tell whether the log has a place for what was agreed by *link* already."""
    try:
        return bool(urlopen(f"{house.address}{link}/receipt.tlog-proof").read())
    except HTTPError:
        return False


def invited(house: OpenHouse, contact: str, count: int = 1) -> str:
    """Wait for the *count*th mail to *contact*, and return the path of the link in it."""
    letters = eventually(lambda: _letters(house, contact)[count - 1 :])
    link = re.search(r"/c/[\w-]{43}", letters[0])
    assert link, letters[0]
    return link[0]


def _letters(house: OpenHouse, contact: str) -> list[str]:
    """Return the text of each letter to *contact* that has a link in it."""
    bodies = [one.get_body(("plain",)) for one in house.mail.letters if contact in str(one["To"])]
    return [text for body in bodies if body is not None and "/c/" in (text := str(body.get_content()))]


def checked_by_command(house: OpenHouse, receipt: Path) -> dict[str, Any]:
    """Check a receipt with the command, by the log's key and the installation's own pins; return what it says."""
    key = urlopen(f"{house.address}/log/vkey").read().decode().strip()
    told = json.loads(house.run("receipt", "verify", str(receipt), "--vkey", key, "--json"))
    assert (told["state"], told["known"], told["signer"]) == ("intact", True, "Studio-North")
    found: dict[str, Any] = told["receipt"]
    return found
