"""Forms that only our own pages can send."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.surface.forgery import LASTS, Came, FormTokens, Sent, came

NOON = datetime.fromisoformat("2026-11-22T12:00:00Z")
TOKENS = FormTokens(bytes(32))
TOKEN = TOKENS.token("acme session", "/i/decide", NOON, bytes(8))


@pytest.mark.parametrize(
    ("headers", "where"),
    [
        ({"sec-fetch-site": "same-origin"}, Came.FROM_US),
        ({"sec-fetch-site": "none"}, Came.FROM_US),
        ({"sec-fetch-site": "same-site"}, Came.FROM_ELSEWHERE),
        ({"sec-fetch-site": "cross-site"}, Came.FROM_ELSEWHERE),
        ({"sec-fetch-site": "cross-site", "origin": "https://a.example", "host": "a.example"}, Came.FROM_ELSEWHERE),
        ({"sec-fetch-site": "something new"}, Came.FROM_ELSEWHERE),
        ({}, Came.UNSAID),
        ({"origin": "null", "host": "here.example"}, Came.UNSAID),
        ({"origin": "https://here.example", "host": "here.example"}, Came.FROM_US),
        ({"origin": "https://here.example", "host": "here.example:443"}, Came.FROM_US),
        ({"origin": "http://localhost:8700", "host": "LOCALHOST:8700"}, Came.FROM_US),
        ({"origin": "http://localhost:8701", "host": "localhost:8700"}, Came.FROM_ELSEWHERE),
        ({"origin": "https://here.example.evil.example", "host": "here.example"}, Came.FROM_ELSEWHERE),
        ({"origin": "https://here.example", "host": ""}, Came.FROM_ELSEWHERE),
        ({"origin": "", "host": ""}, Came.FROM_ELSEWHERE),
        ({"origin": "nonsense", "host": ""}, Came.FROM_ELSEWHERE),
    ],
)  # fmt: skip
def test_a_browser_says_where_a_request_comes_from(headers: dict[str, str], where: Came) -> None:
    assert came(headers) is where


def test_a_form_is_good_for_a_day() -> None:
    assert TOKENS.check(TOKEN, "acme session", "/i/decide", NOON) is Sent.HERE
    assert TOKENS.check(TOKEN, "acme session", "/i/decide", NOON + LASTS) is Sent.HERE
    assert TOKENS.check(TOKEN, "acme session", "/i/decide", NOON + LASTS + timedelta(seconds=1)) is Sent.LONG_AGO
    assert TOKENS.check(TOKEN, "acme session", "/i/decide", NOON - timedelta(minutes=1)) is Sent.LONG_AGO


@pytest.mark.parametrize(
    ("visitor", "action"),
    [("acme other", "/i/decide"), ("acme session", "/i/other"), ("", "/i/decide"), ("acme session/i", "/decide")],
)
def test_a_form_is_good_for_one_visitor_and_one_address(visitor: str, action: str) -> None:
    assert TOKENS.check(TOKEN, visitor, action, NOON) is Sent.NOT_HERE


def test_another_installation_s_token_is_worth_nothing() -> None:
    assert FormTokens(bytes([1] * 32)).check(TOKEN, "acme session", "/i/decide", NOON) is Sent.NOT_HERE


@given(st.integers(0, len(TOKEN) - 1), st.characters(min_codepoint=33, max_codepoint=126))
def test_no_changed_token_passes(place: int, character: str) -> None:
    changed = TOKEN[:place] + character + TOKEN[place + 1 :]
    verdict = TOKENS.check(changed, "acme session", "/i/decide", NOON)
    assert changed == TOKEN or verdict is Sent.NOT_HERE


@given(st.text(max_size=200))
def test_nothing_else_passes_and_nothing_breaks(token: str) -> None:
    assert TOKENS.check(token, "acme session", "/i/decide", NOON) is Sent.NOT_HERE


def test_a_token_looks_new_each_time() -> None:
    assert TOKENS.token("a", "/", NOON, b"12345678") != TOKENS.token("a", "/", NOON, b"87654321")
