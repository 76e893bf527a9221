"""The receipt's page in a real browser, opened from a file: it checks itself, and finds out whatever was changed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="a tool of the tests")

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request
from playwright.sync_api import TimeoutError as Timeout

import paper_receipts as made
from promised_receipts import SCRIPT, promised, whole
from tellmark.consent.receipt_words import rows_of
from tellmark.consent.receipts import Bundle
from tellmark.consent.sheet import page_of
from tellmark.values.digests import sha256
from tellmark.values.languages import Language


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    """Give one page without a network: each receipt is a document of its own in it, and keeps nothing for the next."""
    with browser.new_context(offline=True, viewport={"width": 320, "height": 640}) as context:
        yield context.new_page()


@pytest.fixture
def opened(phone: Page, tmp_path: Path) -> "Iterator[Opener]":
    opener = Opener(phone, tmp_path)
    yield opener
    opener.close()


class Opener:
    """Opens pages from files, where there is no network, and remembers what they tried to load."""

    def __init__(self, page: Page, folder: Path) -> None:
        self._page = page
        self._folder = folder
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._ask)
        page.on("console", self._complain)
        page.on("pageerror", self._fail)

    def close(self) -> None:
        """Hear what the page still has to say, and listen no longer."""
        self._page.goto("about:blank")
        self._page.remove_listener("request", self._ask)
        self._page.remove_listener("console", self._complain)
        self._page.remove_listener("pageerror", self._fail)

    def _ask(self, request: Request) -> None:
        self.asked.append(request.url)

    def _complain(self, line: ConsoleMessage) -> None:
        self.complaints.append(line.text)

    def _fail(self, fault: Error) -> None:
        self.complaints.append(str(fault))

    def page(self, data: bytes) -> Page:
        file = self._folder / "tellmark-receipt.html"
        file.write_bytes(data)
        self._page.goto(file.as_uri())
        return self._page

    def outcome(self, data: bytes) -> str:
        """Return what the page says of itself in the end: holds, broken, or unchecked where no script ran."""
        page = self.page(data)
        try:
            page.wait_for_selector("html:not([data-outcome=unchecked])", timeout=2000, state="attached")
        except Timeout:
            assert page.get_attribute("html", "data-outcome") == "unchecked"
        return page.get_attribute("html", "data-outcome") or ""


def test_a_good_receipt_holds_and_says_what_it_cannot_know(opened: Opener) -> None:
    page = opened.page(made.page())
    page.wait_for_selector("html[data-outcome=holds]", state="attached")
    sheets = page.locator("section[data-sheet]")
    assert sheets.count() == 2
    english = page.locator("section[lang=en]")
    checks = english.locator("[data-check]").evaluate_all(
        "all => all.map(one => [one.dataset.check, one.dataset.state])"
    )
    assert dict(checks) == dict.fromkeys(
        ("signature", "notice", "decision", "proof", "inclusion", "leaf", "checkpoint"), "holds"
    )
    assert "This receipt is as it was signed" in english.locator("[data-verdict]").inner_text()
    assert "Studio North" in english.locator("[data-cannot]").inner_text()
    for language in Language:
        shown = page.locator(f"section[lang={language}] [data-rows] > div").evaluate_all(
            "all => all.map(one => [...one.children].map(part => part.textContent))"
        )
        assert [tuple(row) for row in shown] == rows_of(made.written(), language)  # the script words as Python does
    assert opened.complaints == []


def test_what_it_shows_is_text_and_never_part_of_the_page(opened: Opener) -> None:
    page = opened.page(made.page())
    page.wait_for_selector("html[data-outcome=holds]", state="attached")
    assert "</script><b>" in page.locator("section[lang=en] [data-notice]").inner_text()
    assert page.locator("[data-notice] b, [data-rows] b").count() == 0


def test_it_asks_nobody_and_could_not(opened: Opener) -> None:
    page = opened.page(made.page())
    page.wait_for_selector("html[data-outcome=holds]", state="attached")
    assert [url for url in opened.asked if not url.startswith("file:")] == []
    refused = page.evaluate("() => fetch('https://example.com/').then(() => 'reached', fault => fault.name)")
    assert refused == "TypeError"
    assert any("Content Security Policy" in line for line in opened.complaints)


def test_it_holds_on_a_small_phone(opened: Opener) -> None:
    page = opened.page(made.page())
    page.wait_for_selector("html[data-outcome=holds]", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_a_script_it_says_that_nothing_was_checked(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "receipt.html").write_bytes(made.page())
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "receipt.html").as_uri())
    assert page.locator("section[lang=en] [data-verdict]").inner_text().startswith("Not checked.")
    assert "entertainment" in page.locator("section[lang=en] [data-rows]").inner_text()
    context.close()


def test_a_script_that_was_changed_does_not_run(opened: Opener) -> None:
    tricked = made.page().replace(b'states.includes("broken")', b'states.includes("brokem")')
    assert tricked != made.page()
    assert opened.outcome(tricked) == "unchecked"


@pytest.mark.slow
@pytest.mark.parametrize("changed", made.CHANGES, ids=lambda changed: changed.name)
def test_whatever_is_changed_is_found_out(opened: Opener, changed: made.Changed) -> None:
    try:
        data = made.page_with(changed.made())
    except UnicodeDecodeError:
        pytest.skip("cannot stand in a page")
    assert data != made.page()
    assert opened.outcome(data) == "broken"


@pytest.mark.parametrize("other", [made.narrowed, made.offered, made.in_clear])
def test_less_than_was_agreed_an_offer_that_was_taken_and_an_entry_of_before_hold(
    opened: Opener, other: Callable[[], Bundle]
) -> None:
    assert opened.outcome(made.page_with(other())) == "holds"


def test_where_it_counts_holds_and_is_worded_as_python_does(opened: Opener) -> None:
    limited = made.bundle(made.placed(made.granted(accepted=["EU"])), counts_in=["EU"])
    receipt = made.written(counts_in=["EU"], proof_sha256=sha256(limited.proof or b""))
    page = opened.page(page_of(limited, receipt))
    page.wait_for_selector("html[data-outcome=holds]", state="attached")
    for language in Language:
        shown = page.locator(f"section[lang={language}] [data-rows] > div").evaluate_all(
            "all => all.map(one => [...one.children].map(part => part.textContent))"
        )
        assert [tuple(row) for row in shown] == rows_of(receipt, language)


@pytest.mark.parametrize("spoken", Language)
def test_what_was_promised_of_marks_is_worded_as_python_does_and_in_its_own_language(
    opened: Opener, spoken: Language
) -> None:
    bundle, receipt = promised(spoken)
    page = opened.page(page_of(bundle, receipt))
    page.wait_for_selector("html[data-outcome=holds]", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for language in Language:
        shown = page.locator(f"section[lang={language}] [data-rows] > div").evaluate_all(
            "all => all.map(one => [...one.children].map(part => part.textContent))"
        )
        assert [tuple(row) for row in shown] == rows_of(receipt, language)
        assert page.locator(f"section[lang={language}] [data-rows] dd[lang]").get_attribute("lang") == spoken


@pytest.mark.parametrize("spoken", Language)
def test_a_notice_with_all_there_is_stands_in_the_sheet_of_its_language_and_is_led_to_from_the_other(
    opened: Opener, spoken: Language
) -> None:
    bundle, receipt = whole(spoken)
    page = opened.page(page_of(bundle, receipt))
    page.wait_for_selector("html[data-outcome=holds]", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("[data-notice]").count() == 1
    shown = page.locator(f"section[lang={spoken}] [data-notice] > p").all_inner_texts()
    assert any(SCRIPT[spoken].strip() in line for line in shown)
    other = next(one for one in Language if one is not spoken)
    page.locator(f"section[lang={other}] a[href='#shown']").click()
    assert page.locator("#shown").evaluate("one => one.matches(':target')")
    assert page.locator(f"section[lang={other}] [data-cannot] > li").count() == 5  # whose certificate it is, and four
    assert opened.complaints == []


@pytest.mark.parametrize(
    "end", ["2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
            "2026-12-31T18:00:00Z"],
)  # fmt: skip
def test_what_is_no_instant_is_shown_as_it_was_signed_and_no_other_day(
    browser: Browser, tmp_path: Path, end: str
) -> None:
    scope = {**made.SCOPE, "end": end}
    proof = made.placed(made.granted(end=end))
    receipt = made.written(scope=scope, proof_sha256=sha256(proof.data))
    (tmp_path / "receipt.html").write_bytes(page_of(made.bundle(proof, scope=scope), receipt))
    with browser.new_context(offline=True, timezone_id="America/New_York") as context:
        page = context.new_page()
        page.goto((tmp_path / "receipt.html").as_uri())
        page.wait_for_selector("html[data-outcome=holds]", state="attached")
        for language in Language:
            shown = page.locator(f"section[lang={language}] [data-rows] > div").evaluate_all(
                "all => all.map(one => [...one.children].map(part => part.textContent))"
            )
            assert [tuple(row) for row in shown] == rows_of(receipt, language)


def test_an_entry_that_tells_in_clear_whose_it_is_is_held_to_it(opened: Opener) -> None:
    assert opened.outcome(made.page_with(made.in_clear(subject="subject-2"))) == "broken"


def test_two_receipts_in_one_file_are_none(opened: Opener) -> None:
    twice = made.page().replace(b"</body>", b'<script type="application/jose">a.b.c</script></body>')
    assert opened.outcome(twice) == "broken"


def test_where_a_browser_lacks_ed25519_the_page_says_so(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "receipt.html").write_bytes(made.page())
    context = browser.new_context()
    context.add_init_script(
        "const own = crypto.subtle.importKey.bind(crypto.subtle);"
        "crypto.subtle.importKey = (form, key, how, ...rest) => how.name === 'Ed25519'"
        " ? Promise.reject(new DOMException('none', 'NotSupportedError')) : own(form, key, how, ...rest);"
    )
    page = context.new_page()
    page.goto((tmp_path / "receipt.html").as_uri())
    page.wait_for_selector("html[data-outcome=holds]", state="attached")
    said = page.locator("section[lang=en] [data-check=checkpoint]")
    assert said.get_attribute("data-state") == "unchecked"
    assert "This browser cannot check" in said.inner_text()
    context.close()
