"""The components in a real browser: a form comes back as typed, errors lead to their fields, a receipt prints."""

import re
from collections.abc import Iterator

import pytest

pytest.importorskip("playwright", reason="a tool of the tests")

from playwright.sync_api import Browser, Page

from tellmark.surface.forgery import FIELD

pytestmark = pytest.mark.slow

LANGUAGES = ("en", "zh-Hans")


@pytest.fixture
def plain(browser: Browser, address: str, language: str) -> Iterator[Page]:
    """Open the style guide on a small phone, without JavaScript."""
    with browser.new_context(java_script_enabled=False) as context, context.new_page() as page:
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(f"{address}/styleguide?lang={language}")
        yield page


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_typed_stays_and_each_error_leads_to_its_field(plain: Page) -> None:
    plain.fill("#also", "beer <b>")
    plain.check("#ask-2")
    plain.check("#where")
    plain.click(".choices button >> nth=2")
    plain.wait_for_load_state()
    assert plain.input_value("#also") == "beer <b>"
    assert plain.is_checked("#ask-2")
    assert plain.is_checked("#where")
    assert plain.is_checked("#where-2")
    for link in plain.locator(".notice[aria-labelledby=form-mistakes] a").all():
        target = plain.locator(link.get_attribute("href") or "nowhere")
        assert target.count() == 1
        assert target.evaluate("one => one.matches('input, select, textarea')")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_was_changed_on_its_way_is_answered_with_words(plain: Page, language: str) -> None:
    plain.route("**/styleguide?*", lambda route: route.continue_(post_data=f"{FIELD}=forged&also=beer"))
    plain.click(".choices button >> nth=0")
    plain.wait_for_load_state()
    assert plain.locator("h1").inner_text() == {"en": "This was refused", "zh-Hans": "已被拒绝"}[language]
    assert plain.locator("a.btn").count() == 1
    assert "Traceback" not in plain.content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_site_s_form_is_refused_by_the_browser_s_own_word(plain: Page, address: str) -> None:
    token = plain.locator(f"input[name={FIELD}]").input_value()
    form = (
        f'<form method=post action="{address}/styleguide"><input name={FIELD} value="{token}"><button>x</button></form>'
    )
    plain.route("http://elsewhere.test/", lambda route: route.fulfill(body=form, content_type="text/html"))
    plain.goto("http://elsewhere.test/")
    with plain.expect_response("**/styleguide") as answer:
        plain.click("button")
    assert answer.value.status == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_to_a_decision_looks_the_same(plain: Page) -> None:
    boxes = [button.bounding_box() for button in plain.locator(".choices button").all()]
    assert len({(box["width"], box["height"]) for box in boxes if box}) == 1
    styles = {button.evaluate("one => getComputedStyle(one).backgroundColor + getComputedStyle(one).fontWeight")
              for button in plain.locator(".choices button").all()}  # fmt: skip
    assert len(styles) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clock_says_in_words_what_its_colour_says(plain: Page) -> None:
    clocks = plain.locator(".flow > .clock").all_inner_texts()
    assert len(clocks) == 5
    for clock, word in zip(clocks[1:4], {"en": ("at risk", "late", "stands still")}.get(
        plain.locator("html").get_attribute("lang") or "", ("逾期风险", "逾期", "暂停")
    ), strict=True):  # fmt: skip
        assert re.search(word, clock)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shape_of_a_clock_stands_beside_its_word_on_a_small_phone_however_long_that_is(plain: Page) -> None:
    for clock in plain.locator(".clock").all():
        clock.locator("b").evaluate("one => { one.textContent += ' ' + one.textContent }")
        shape, word = clock.locator(".shape").bounding_box(), clock.locator("b").bounding_box()
        assert shape is not None
        assert word is not None
        assert shape["y"] >= word["y"] - 6
        assert shape["x"] + shape["width"] <= word["x"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_in_a_table_says_what_it_is_of_where_its_head_is_not_shown(plain: Page) -> None:
    table = "<table class=stack><tbody><tr><td id=of data-of=Pieces>3</td></tr></tbody></table>"
    plain.evaluate("one => document.querySelector('main').insertAdjacentHTML('beforeend', one)", table)
    said = "getComputedStyle(document.getElementById('of'), '::before').content"
    assert plain.evaluate(said) == '"Pieces: "'
    plain.set_viewport_size({"width": 1024, "height": 640})
    assert plain.evaluate(said) == "none"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_prints_on_paper_with_its_address(plain: Page) -> None:
    plain.emulate_media(media="print")
    assert "consent.example/e/RC-4H7P-91XA-6T" in plain.inner_text(".receipt")
    assert not plain.locator(".choices").first.is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_interface_leaves_no_cookie_behind(plain: Page) -> None:
    assert plain.context.cookies() == []
