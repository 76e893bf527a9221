"""The notice: complete in both languages, never changed once published, and its digest is of all that is read."""

import tomllib
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent_cases import scope as any_scope
from consent_steps import SCOPE, WORDS
from tellmark.consent.notices import Told, notice
from tellmark.consent.terms import (
    Aftermath,
    Channel,
    Exclusion,
    Modality,
    Operation,
    Pay,
    Per,
    Purpose,
    Tick,
    Training,
)
from tellmark.values.languages import Language

TOLD = Told(
    "q-1", 1, "北京光影科技", SCOPE, replace(WORDS, content="走进店里，试一试。", message="Dear {name}"), "a-salt"
)
FIRST = {
    Language.EN: "949a9e8fe7d337a8cf3b29d3d68299244b6fbf57d8acd5419e0716d5ce8a11ae",
    Language.ZH: "a5116d9ca09a53ae0c81fa2a8dc628ceb4b0fc0f1442af7376abd63d52f6c691",
}
"""What version 1 said of `TOLD`: receipts name such digests, so a template that was published is never changed."""


@pytest.mark.parametrize("language", Language)
def test_version_one_says_what_it_said(language: Language) -> None:
    assert notice(TOLD, language, template=1).digest == FIRST[language]


@pytest.mark.parametrize("language", Language)
def test_every_code_has_a_word(language: Language) -> None:
    text = tomllib.loads(files("tellmark.consent").joinpath(f"texts/notice-1.{language}.toml").read_text("utf-8"))
    kinds: tuple[Any, ...] = (Modality, Operation, Purpose, Exclusion, Channel, Per)
    assert {code.value for kind in kinds for code in kind} <= text["words"].keys()
    assert {tick.value for tick in Tick} == text["ticks"].keys()
    assert {f"training_{one.value}" for one in Training} | {one.value for one in Aftermath} <= text["lines"].keys()


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    english, chinese = (
        tomllib.loads(files("tellmark.consent").joinpath(f"texts/notice-1.{one}.toml").read_text("utf-8"))
        for one in ("en", "zh-Hans")
    )
    for part in ("headings", "lines", "ticks", "words"):
        assert list(english[part]) == list(chinese[part])
    for name, line in english["lines"].items():
        places = {piece.partition("}")[0] for piece in line.split("{")[1:]}
        assert places == {piece.partition("}")[0] for piece in chinese["lines"][name].split("{")[1:]}


def test_the_words_of_the_requester_stand_there_as_they_are() -> None:
    made = notice(TOLD, Language.EN)
    lines = [line for section in made.sections for line in section.lines]
    assert "In their words: Dear {name}" in lines
    assert "走进店里，试一试。" in lines
    assert "Acme Studio, for 北京光影科技." in lines
    assert {tick for tick, _ in made.ticks} == SCOPE.ticks


@pytest.mark.parametrize(
    "other",
    [{"request": "q-2"}, {"version": 2}, {"party": None}, {"salt": "another"}, {"words": WORDS},
     {"scope": replace(SCOPE, max_outputs=6)}, {"scope": replace(SCOPE, pay=Pay(100, "CNY"))},
     {"scope": replace(SCOPE, aftermath=Aftermath.LET_STAND)}, {"scope": replace(SCOPE, retention_days=1)}],
)  # fmt: skip
def test_whatever_differs_has_another_digest(other: dict[str, Any]) -> None:
    assert notice(replace(TOLD, **other), Language.EN).digest != notice(TOLD, Language.EN).digest


@given(st.randoms(use_true_random=False), st.sampled_from(Language))
def test_every_scope_is_told_whole(chance: Any, language: Language) -> None:
    scope = any_scope(chance)
    made = notice(replace(TOLD, scope=scope), language)
    text = "\n".join(line for section in made.sections for line in section.lines)
    words = tomllib.loads(files("tellmark.consent").joinpath(f"texts/notice-1.{language}.toml").read_text("utf-8"))
    named = words["places"] | words["tongues"]
    assert all(named.get(code, code) in text for code in (*scope.territories, *scope.languages, *scope.models))
    assert "{" not in text.replace("{name}", "")


@pytest.mark.parametrize(("pay", "told"), [(Pay(123456, "CNY"), "1,234.56 CNY"), (Pay(5000, "JPY"), "5,000 JPY")])
def test_pay_is_told_in_whole_units(pay: Pay, told: str) -> None:
    made = notice(replace(TOLD, scope=replace(SCOPE, pay=pay)), Language.EN)
    assert any(told in line for section in made.sections for line in section.lines)
