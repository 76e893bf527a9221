"""Somebody who has proved who they are comes back to a page of ours, and to one that is theirs."""

import pytest

from tellmark.identity.proving.returning import page_of

LINK = "/c/" + "A" * 43


@pytest.mark.parametrize("asked", [f"{LINK}/agree?version=2&training=no&lang=zh-Hans", LINK, f"{LINK}/prove"])
def test_by_a_link_one_returns_below_that_link(asked: str) -> None:
    assert page_of(asked, f"{LINK}/prove") == asked


@pytest.mark.parametrize("asked", ["/me", "/me/requests/0198-a/agree?version=1", "/account"])
def test_signed_in_one_returns_to_one_s_own_pages(asked: str) -> None:
    assert page_of(asked, "/prove") == asked


@pytest.mark.parametrize("asked", [
    "", "https://evil.example/", "//evil.example", "/\\evil.example", f"{LINK}//evil.example", f"{LINK}/../../evil",
    "/c/" + "B" * 43, f"{LINK}x", "javascript:alert(1)", f"{LINK}/agree?x=\r\nSet-Cookie:a", f"{LINK}/a#b", "/me",
    f"{LINK}/agree?x=<script>", f"{LINK}/" + "a" * 2000, "/me@evil.example", " " + LINK,
])  # fmt: skip
def test_whatever_else_an_address_says_one_returns_to_where_one_stood(asked: str) -> None:
    assert page_of(asked, f"{LINK}/prove") == f"{LINK}/prove"
