"""Somebody who has proved who they are comes back to a page of ours, and to one that is theirs."""

import pytest

from tellmark.identity.proving.returning import base_of, frame, page_of
from tellmark.surface.leading import LEAVE, LONGEST_PLACE
from tellmark.values.languages import Language

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
    f"{LINK}/agree?x=<script>", f"{LINK}/" + "a" * LONGEST_PLACE, "/me@evil.example", " " + LINK,
])  # fmt: skip
def test_whatever_else_an_address_says_one_returns_to_what_the_link_asks(asked: str) -> None:
    assert page_of(asked, f"{LINK}/prove") == LINK


def test_signed_in_one_returns_to_where_one_stood() -> None:
    assert page_of("https://evil.example/", "/prove") == "/prove"


@pytest.mark.parametrize("language", list(Language))
def test_on_every_page_below_a_link_nothing_leads_to_other_rooms_and_one_button_leads_away(language: Language) -> None:
    shown = frame(f"{LINK}/prove", LINK, language)
    assert (shown["rooms"], shown["leave"], shown["asked"]) == ([], LEAVE[language], True)
    assert shown["led_back"] == f"{LINK}?lang={language}"


def test_signed_in_the_rooms_stay_and_a_request_leads_back_to_itself() -> None:
    shown = frame("/prove", "/me/requests/0198-a?lang=zh-Hans", Language.EN)
    assert not {"rooms", "leave"} & set(shown)
    assert (shown["asked"], shown["led_back"]) == (True, "/me/requests/0198-a?lang=zh-Hans")
    assert not frame("/prove", "/account", Language.EN)["asked"]


@pytest.mark.parametrize("page", [LINK, f"{LINK}/agree?version=1"])
def test_whoever_began_by_a_link_begins_again_below_it(page: str) -> None:
    assert base_of(page) == f"{LINK}/prove"
    assert base_of("/me/requests/0198-a") == "/prove"
