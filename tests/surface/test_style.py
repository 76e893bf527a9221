"""What a page that carries the stylesheet inside itself carries of it: what it can use, and nothing else."""

import re

import pytest

from tellmark.surface.rendering import STATIC
from tellmark.surface.style import stylesheet

WHOLE = STATIC.joinpath("tellmark.css").read_text("utf-8")
EVERY_CLASS = " ".join(sorted(set(re.findall(r"\.([a-zA-Z][\w-]*)", WHOLE))))


def bare(css: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))


def test_a_page_with_every_class_and_every_element_carries_every_rule() -> None:
    every = "".join(f"<{word}>" for word in set(re.findall(r"[a-z][a-z0-9]*", WHOLE)))
    assert bare(stylesheet(f'<p class="{EVERY_CLASS}">{every}')) == bare(WHOLE)


@pytest.mark.parametrize(("element", "rule"), [
    ("textarea", "textarea{"), ("td", ":is(th,td):last-child{"), ("input", "::file-selector-button{"), ("td", "td{"),
])  # fmt: skip
def test_an_element_that_the_page_has_brings_its_rules_and_no_other_does(element: str, rule: str) -> None:
    assert rule in stylesheet(f"<p><{element}>")
    assert rule not in stylesheet("<p>")


@pytest.mark.parametrize("rule", [":root{", "html{", "body{", "main{", ":focus-visible{", "@page{", "*,::before,"])
def test_what_every_page_has_is_carried_always(rule: str) -> None:
    assert rule in stylesheet("<p>")


def test_a_page_without_a_class_carries_what_elements_look_like() -> None:
    kept = stylesheet("<p>")
    assert "--ground:" in kept
    assert "prefers-color-scheme:dark" in kept
    assert ".verdict" not in kept
    assert kept.count("{") == kept.count("}")
    assert len(kept) < len(WHOLE) / 2


@pytest.mark.parametrize("body", ['<p class="verdict">', '<p class="small verdict is-bad">'])
def test_a_class_of_the_page_brings_its_rules_and_not_those_of_another_beside_it(body: str) -> None:
    kept = stylesheet(body)
    assert ".verdict{" in kept
    assert ".queue" not in re.sub(r"\([^()]*\)", "", kept)


def test_what_a_script_may_yet_set_is_carried_too() -> None:
    assert ".check-broken" not in stylesheet("<p>")
    assert ".clock{" not in stylesheet("<p>")
    assert ".clock{" in stylesheet("<p>", 'item.className = "clock";')
    assert ".clock{" not in stylesheet("<p>", "const clock = 1;")
    assert "td{" in stylesheet("<p>", 'made("td", text);')
