"""Agreeing by speaking, in a real browser: a small phone, with a script and without, and an officer who listens."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")
pytest.importorskip("playwright", reason="a tool of the tests")

from playwright.sync_api import Browser, BrowserContext, Page, expect

from axe_judge import in_both_schemes, told
from browser_town import GRAVE, PHONE, TOO_WIDE, WIDEST
from consent_house import OFFICER, House, furnished
from recordings import CODED, voice
from served_app import served
from tellmark.consent.model import REVIEW
from tellmark.surface.principal import Kind
from tellmark.surface.sessions import SessionCookie

pytestmark = [
    pytest.mark.needs("axe"), pytest.mark.needs("ffmpeg"),
    pytest.mark.needs("espeak-ng"), pytest.mark.needs("av"), pytest.mark.slow,
]  # fmt: skip
ALL_YES = "version=1&biometric=yes&cross_border=yes&public_disclosure=yes"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[House, str]]:
    with furnished(tmp_path) as house, served(house.app) as address:
        yield house, address


def looked_at(page: Page) -> list[str]:
    """Return what is grave on a page, light or dark, and how far it scrolls sideways."""
    graves = [one for one in in_both_schemes(page) if one["impact"] in GRAVE]
    return [*told(graves), *too_wide(page)]


def too_wide(page: Page) -> list[str]:
    """Return what scrolls sideways."""
    page.wait_for_load_state()
    return [f"too wide: {page.evaluate(WIDEST)}"] if page.evaluate(TOO_WIDE) > 0 else []


def as_officer(house: House, context: BrowserContext, address: str) -> None:
    secret = house.sessions.sign_in(OFFICER, Kind.STAFF, REVIEW)
    context.add_cookies([{"name": SessionCookie(https=False).name, "value": secret, "url": address}])


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("script", [True, False])
def test_it_is_spoken_heard_and_agreed(
    browser: Browser, house: tuple[House, str], tmp_path: Path, language: str, script: bool
) -> None:
    here, address = house
    file = tmp_path / "recording.m4a"
    file.write_bytes(voice(*CODED["an iPhone's m4a"]))
    request, invitation = here.ask()
    link = f"{address}/c/{invitation.secret}"
    here.identity.prove(request.subject)
    how: dict[str, Any] = {"viewport": PHONE, "bypass_csp": True}
    faults: list[str] = []

    def look(page: Page) -> None:
        faults.extend(looked_at(page) if script else too_wide(page))

    with (
        browser.new_context(java_script_enabled=script, **how) as phone,
        browser.new_context(**how) as desk,
    ):
        page, officer = phone.new_page(), desk.new_page()
        page.goto(f"{link}?lang={language}")
        page.goto(f"{link}/agree?{ALL_YES}&lang={language}")
        page.locator("button[value=spoken]").click()
        look(page)
        expect(page.locator("input[type=file][accept='audio/*'][capture]")).to_have_count(1)
        page.locator("form[action*='/speak'] button").click()
        expect(page.locator("a[href='#file']")).to_have_count(1)  # nothing was chosen; the page says so
        look(page)
        page.set_input_files("#file", file)
        page.locator("form[action*='/speak'] button").click()
        look(page)
        as_officer(here, desk, address)
        officer.goto(f"{address}/review/consents?lang={language}")
        officer.locator("main a[href*='/spoken/']").first.click()
        faults.extend(looked_at(officer))
        seconds = officer.evaluate("""async () => {
          const sound = document.querySelector("audio"); sound.muted = true; await sound.play(); return sound.duration;
        }""")
        assert 5 < seconds < 15
        officer.locator("input[value=heard]").check()
        officer.locator("main form button.main").click()
        page.locator("form[action*='/agree'] button").click()
        expect(page.locator(".panel .say")).to_have_count(1)
        look(page)
    assert faults == []
