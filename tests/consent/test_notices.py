"""The notice: complete in both languages, never changed once published, and its digest is of all that is read."""

import json
import tomllib
from dataclasses import asdict, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent_cases import scope as any_scope
from consent_steps import SCOPE, WORDS
from tellmark.consent.notices import MARKED, PROMISED, Notice, Told, marking, notice, promise
from tellmark.consent.people import Asker
from tellmark.consent.showing import TO_PERSON, TO_REQUESTER, beside, rows
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
from tellmark.consent.wording import Said, digest_of_words
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.languages import Language, wording

GOLDEN = Path(__file__).parents[1] / "golden" / "notices"
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
    assert notice(TOLD, language).digest == FIRST[language]


CHECKED = Asker("Studio North", "AC-0123ABCD", "oidc", "91110000MA01ABCD2X", "2026-11-20")
KNOWN = {1: TOLD, 2: replace(TOLD, asker=CHECKED), 3: replace(TOLD, asker=CHECKED, template=3)}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", KNOWN)
def test_each_version_reads_as_it_did_when_it_was_published(template: int, language: Language) -> None:
    made = notice(KNOWN[template], language)
    golden = json.loads((GOLDEN / f"notice-{template}.{language}.json").read_text("utf-8"))
    assert made.template == template
    assert json.loads(json.dumps(asdict(made))) == golden


def section(made: Notice, key: str = MARKED) -> tuple[str, tuple[str, ...]]:
    (found,) = [one for one in made.sections if one.key == key]
    return found.heading, found.lines


@pytest.mark.parametrize("language", Language)
def test_version_three_tells_how_it_is_marked_and_is_else_the_second(language: Language) -> None:
    second, third = notice(KNOWN[2], language), notice(KNOWN[3], language)
    assert [one for one in third.sections if one.key != MARKED] == list(second.sections)
    assert (third.title, third.ticks) == (second.title, second.ticks)
    assert (third.tells_marks, second.tells_marks, notice(TOLD, language).tells_marks) == (True, False, False)
    assert third.digest != second.digest


@pytest.mark.parametrize(("language", "told"), [
    (Language.EN, ("a label that people see or hear", "marks in its file that programs read", "promises this",
                   "do not let others take them off", "Others may take them off all the same",
                   "the first page of this service", "may still have been made with AI")),
    (Language.ZH, ("人们能看到或听到的标识", "程序能读取的标识", "请求方承诺做到这一点", "不允许他人去除",
                   "他人仍有可能擅自去除", "本服务的首页", "仍有可能由人工智能制作")),
])  # fmt: skip
def test_who_asks_promises_the_marks_and_nobody_promises_that_they_stay(language: Language, told: Any) -> None:
    _heading, lines = section(notice(KNOWN[3], language))
    assert all(any(one in line for line in lines) for one in told)


@pytest.mark.parametrize("language", Language)
def test_pages_and_the_notice_say_one_thing_of_marks(language: Language) -> None:
    heading, lines = section(notice(KNOWN[3], language))
    for to_person, names in ((True, TO_PERSON), (False, TO_REQUESTER)):
        (row,) = [one for one in rows(SCOPE, None, language, to_person=to_person) if one.key == MARKED]
        assert (row.question, row.answer) == (wording(language)(names[MARKED]), lines[0])
        assert row.question == heading
    assert (marking(language), promise(language)) == lines[:PROMISED]


@pytest.mark.parametrize("language", Language)
def test_beside_a_notice_of_before_a_page_tells_of_marks_and_beside_a_new_one_nothing(language: Language) -> None:
    heading, lines = section(notice(KNOWN[3], language))
    assert [beside(notice(KNOWN[one], language)) for one in (1, 2)] == [(heading, lines[0])] * 2
    assert beside(notice(KNOWN[3], language)) is None


def test_words_that_were_sealed_before_there_was_a_second_version_make_the_first() -> None:
    old = msgspec.json.encode({"words": asdict(TOLD.words), "salt": "a-salt"})
    read = msgspec.json.decode(old, type=Said)
    assert read.asker is None
    assert digest_of_words(read) == sha256(canonical({"words": asdict(TOLD.words), "salt": "a-salt"}))
    assert digest_of_words(replace(read, asker=CHECKED)) != digest_of_words(read)


def test_words_that_were_sealed_before_there_was_a_third_version_make_the_second() -> None:
    told: dict[str, Any] = {"words": asdict(TOLD.words), "salt": "a-salt", "asker": asdict(CHECKED)}
    read = msgspec.json.decode(msgspec.json.encode(told), type=Said)
    assert (read.asker, read.template) == (CHECKED, None)
    assert digest_of_words(read) == sha256(canonical(told))
    assert digest_of_words(replace(read, template=3)) != digest_of_words(read)
    assert notice(KNOWN[2], Language.EN).template == 2


@pytest.mark.parametrize(("changed", "told"), [
    ({}, "“北京光影科技”: so whoever asks calls the company that they ask for. An officer of this service found the"),
    ({"checked": None}, "“北京光影科技”: so whoever asks calls the company that they ask for. Nobody here has checked"),
    ({"checked": None}, "The number that they give for it is 91110000MA01ABCD2X. Nobody here has compared it."),
    ({}, "They call themselves “Acme Studio”. That is their own word; nobody here has checked it."),
    ({}, "It was sent from account AC-0123ABCD of this service, whose holder has shown who they are: another"),
    ({"proved": None}, "It was sent from account AC-0123ABCD of this service. Nobody here has checked who holds it."),
    ({}, "It is asked through the service that Studio North runs."),
])  # fmt: skip
def test_who_asks_is_told_by_what_is_known_and_their_word_as_no_more(changed: dict[str, Any], told: str) -> None:
    made = notice(replace(TOLD, asker=replace(CHECKED, **changed)), Language.EN)
    (who,) = [section for section in made.sections if section.key == "who"]
    assert any(line.startswith(told) for line in who.lines)
    assert not any(line.startswith("Acme Studio") for line in who.lines)


def test_a_name_that_is_written_like_another_is_never_told_bare() -> None:
    words = replace(TOLD.words, asker="Studiο Nοrth")
    masked = replace(TOLD, party=None, words=words, asker=replace(CHECKED, number=None))
    lines = [line for section in notice(masked, Language.EN).sections for line in section.lines]
    assert "Studio North, who runs this service." in lines
    assert "They call themselves “Studiο Nοrth”. That is their own word; nobody here has checked it." in lines


@pytest.mark.parametrize("template", KNOWN)
@pytest.mark.parametrize("language", Language)
def test_every_code_has_a_word(language: Language, template: int) -> None:
    text = tomllib.loads(
        files("tellmark.consent").joinpath(f"texts/notice-{template}.{language}.toml").read_text("utf-8")
    )
    kinds: tuple[Any, ...] = (Modality, Operation, Purpose, Exclusion, Channel, Per)
    assert {code.value for kind in kinds for code in kind} <= text["words"].keys()
    assert {tick.value for tick in Tick} == text["ticks"].keys()
    assert {f"training_{one.value}" for one in Training} | {one.value for one in Aftermath} <= text["lines"].keys()


@pytest.mark.parametrize("template", KNOWN)
def test_both_languages_have_the_same_sentences_with_the_same_places(template: int) -> None:
    english, chinese = (
        tomllib.loads(files("tellmark.consent").joinpath(f"texts/notice-{template}.{one}.toml").read_text("utf-8"))
        for one in ("en", "zh-Hans")
    )
    for part in english.keys() - {"title", "places", "tongues"}:
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
