"""The pages in a real browser: accessible, narrow and wide, light and dark, in both languages, without JavaScript."""

from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")
pytest.importorskip("playwright", reason="a tool of the tests")

from playwright.sync_api import Browser, Page, expect

from axe_judge import COLOUR_RULES, in_both_schemes, told, violations
from tellmark.verify.saved import read_offline
from tellmark.web.styleguide import every_kind_of_report
from widths import beyond

pytestmark = pytest.mark.slow

REPORTS = list(every_kind_of_report())
LANGUAGES = ("en", "zh-Hans")
PAGES = ("/", "/check", "/about", "/api", "/rules", "/rules/US-CA", "/rules/FJ", "/styleguide", "/nowhere")


def asked(page: Page, address: str, language: str, number: int) -> None:
    """Ask the server about a file, as a person does."""
    page.goto(f"{address}/?lang={language}")
    page.set_input_files("#file", {"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": str(number).encode()})
    page.click("button.main")
    page.wait_for_selector("#verdict")
    page.wait_for_load_state()
    for details in page.query_selector_all("details"):
        details.evaluate("one => { one.open = true }")


def grave(page: Page) -> list[str]:
    """Return what axe finds that keeps somebody from using the page, light or dark."""
    return told(in_both_schemes(page))


@pytest.mark.needs("axe")
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_pages(page: Page, address: str, language: str) -> None:
    found = {}
    for path in PAGES:
        page.goto(f"{address}{path}?lang={language}")
        if lines := grave(page):
            found[path] = lines
    assert found == {}


@pytest.mark.needs("axe")
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_the_answers(page: Page, address: str, language: str) -> None:
    found = {}
    for number in range(len(REPORTS)):
        asked(page, address, language, number)
        if lines := grave(page):
            found[number] = lines
    assert found == {}


def checked(page: Page, address: str, language: str) -> None:
    """Ask the second tab about a file, as a person does."""
    page.goto(f"{address}/?lang={language}")
    page.click("nav.tabs a:not([aria-current])")
    page.set_input_files("#file", {"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": b"0"})
    page.check("#for-US-CA")
    page.click("button.main")
    page.wait_for_selector("#verdict")
    page.wait_for_load_state()
    for details in page.query_selector_all("details"):
        details.evaluate("one => { one.open = true }")


@pytest.mark.needs("axe")
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_a_check(page: Page, address: str, language: str) -> None:
    checked(page, address, language)
    assert grave(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_check_does_not_scroll_sideways(page: Page, address: str, language: str) -> None:
    checked(page, address, language)
    assert beyond(page) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_check_needs_no_javascript(browser: Browser, address: str, language: str) -> None:
    with browser.new_context(java_script_enabled=False) as context, context.new_page() as page:
        page.goto(f"{address}/check?lang={language}")
        page.set_input_files("#file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"0"})
        page.click("button.main")
        expect(page.locator("main")).to_contain_text("CN-GB-61")
        assert page.inner_text("#in-EU") == {"en": "European Union", "zh-Hans": "欧盟"}[language]


@pytest.mark.needs("axe")
def test_axe_sees_what_is_wrong(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate("document.querySelector('label').remove()")
    assert any(one.startswith("light label") for one in grave(page))


@pytest.mark.needs("axe")
def test_axe_sees_what_is_wrong_in_the_dark_only(page: Page, address: str) -> None:
    page.goto(address)
    assert grave(page) == []
    _dark(page, "main p { color: #222 !important }")
    assert {one.partition(":")[0] for one in grave(page)} == {"dark color-contrast"}
    _dark(page, "main p { color: inherit !important } label { display: none }")
    assert any(one.startswith("dark label") for one in grave(page))  # more than colours differ: every rule is run
    _dark(page, "label { display: inherit !important } main { min-width: 3000px !important }")
    assert any(one.startswith("dark scrolls-sideways") for one in grave(page))


def _dark(page: Page, rules: str) -> None:
    """Style the page otherwise where it is dark, without a change to its document."""
    adopt = "css => { const own = new CSSStyleSheet(); own.replaceSync(css); document.adoptedStyleSheets.push(own); }"
    page.evaluate(adopt, f"@media (prefers-color-scheme: dark) {{ {rules} }}")


@pytest.mark.needs("axe")
def test_the_rules_about_colours_are_all_that_axe_has(page: Page, address: str) -> None:
    page.goto(address)
    violations(page)
    tagged = page.evaluate("axe.getRules(['cat.color']).map(one => one.ruleId)")
    assert {*tagged} == {*COLOUR_RULES, "color-contrast-enhanced"}  # that one is not run unasked


@pytest.mark.needs("axe")
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_a_saved_report(page: Page, address: str, language: str, tmp_path: Path) -> None:
    asked(page, address, language, 0)
    with page.expect_download() as download:
        page.click("button[value=html]")
    saved = tmp_path / "report.html"
    download.value.save_as(saved)
    assert read_offline(saved.read_bytes()).startswith("e30.")
    page.goto(saved.as_uri())
    assert grave(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways(page: Page, address: str, language: str) -> None:
    for path in PAGES:
        page.goto(f"{address}{path}?lang={language}")
        assert beyond(page) == {}, path
    for number in range(len(REPORTS)):
        asked(page, address, language, number)
        assert beyond(page) == {}, REPORTS[number].verdict


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_works_without_javascript(browser: Browser, address: str, language: str) -> None:
    with browser.new_context(java_script_enabled=False) as context, context.new_page() as page:
        page.goto(f"{address}/?lang={language}")
        page.set_input_files("#file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"4"})
        page.click("button.main")
        page.wait_for_load_state()
        first = page.inner_text("#verdict")
        assert page.locator(".copy").count() == 0
        page.click("nav.lang button:not([aria-current])")
        page.wait_for_load_state()
        assert page.inner_text("#verdict") not in ("", first)
        with page.expect_download() as download:
            page.click("button[value=json]")
        assert download.value.suggested_filename.endswith(".json")


def test_both_sentences_of_no_mark_have_one_size(page: Page, address: str) -> None:
    asked(page, address, "en", 4)
    assert page.inner_text("#verdict") == "We found no AI mark. This does not show that the file is real."
    assert page.evaluate("document.querySelectorAll('#verdict *:not(wbr)').length") == 0


def test_a_keyboard_is_enough(page: Page, address: str) -> None:
    page.goto(f"{address}/?lang=en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.innerText"))
    assert {"file", "Check this file", "中文"} <= reached


def test_a_dropped_file_is_chosen_and_one_too_large_is_named(page: Page, address: str) -> None:
    page.goto(f"{address}/?lang=en")
    drop = """size => {
      const carried = new DataTransfer();
      carried.items.add(new File([new Uint8Array(size)], "dropped.jpg", {type: "image/jpeg"}));
      document.querySelector(".drop").dispatchEvent(
        new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
    }"""
    page.evaluate(drop, 1000)
    assert page.evaluate("document.querySelector('#file').files[0].size") == 1000
    assert page.inner_text(".drop [role=status]") == ""
    page.evaluate(drop, 2_000_000)
    assert "larger than 1 MB" in page.inner_text(".drop [role=status]")
    page.click("button.main")
    page.wait_for_load_state()
    assert page.locator("#verdict").count() == 0
    assert page.url == f"{address}/?lang=en"  # nothing was sent


def test_a_page_makes_no_request_elsewhere(page: Page, address: str) -> None:
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.url))
    asked(page, address, "zh-Hans", 0)
    assert [url for url in asked_for if not url.startswith(address)] == []
    assert page.context.cookies() == []


def test_the_answer_prints_on_two_sheets_with_the_whole_digest(page: Page, address: str) -> None:
    asked(page, address, "en", 0)
    sheets = page.pdf(format="A4")
    assert sheets.count(b"/Type /Page\n") <= 2
    page.emulate_media(media="print")
    assert REPORTS[0].file.sha256 in page.inner_text("main")
    assert not page.is_visible("button[value=html]")
