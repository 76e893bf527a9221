"""Every sentence of the packs is there in Chinese, says the same numbers, and uses the regulation's own terms."""

import re
from collections.abc import Iterator

import pytest

from tellmark.rules.library import shipped
from tellmark.rules.obligations import Label, Mark, MarkKind
from tellmark.rules.sentences import sentence
from tellmark.values.languages import Language

HAN = re.compile(r"[\u4e00-\u9fff]")
RULE_ID = re.compile(r"\b[A-Z]{2,3}(?:-[A-Za-z0-9]+)+\b|\b\d-digit")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
NUMERALS = {
    "五": 5,
    "四": 4,
    "十": 10,
    "二十": 20,
    "二十四": 24,
    "三十": 30,
    "十四": 14,
    "两": 2,
    "三": 3,
    "一百万": 1_000_000,
}


def sentences() -> Iterator[tuple[str, str]]:
    for pack in shipped().packs.values():
        yield pack.code, pack.name
        yield from ((rule.id, rule.what) for rule in pack.rules)
        yield from ((one.id, one.why) for one in pack.unserved)


def citations() -> Iterator[tuple[str, str]]:
    pack = shipped().packs["CN"]
    yield from ((rule.id, rule.source.cites) for rule in pack.rules)
    yield from ((one.id, one.cites) for one in pack.unserved)


def numeral(text: str) -> int:
    """Return the number that Chinese writes so: 一千零一十八 is 1018."""
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[char], 0
        else:
            digit = _DIGITS.index(char)
    return total + digit


def _figures(text: str) -> set[float]:
    return {float(one) for one in NUMBER.findall(text)}


_DIGITS, _UNITS = "零一二三四五六七八九", {"十": 10, "百": 100, "千": 1000}


def numbers(text: str) -> set[float]:
    """Return the numbers of a sentence: 10,000 and 1 million, 10 万 and 二十四 alike, without those of rules' ids."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", RULE_ID.sub("", text))
    found = {float(one) for one in NUMBER.findall(plain)}
    found |= {float(one) * 10_000 for one in re.findall(r"(\d+) 万", plain)}
    found |= {float(one) * 1_000_000 for one in re.findall(r"(\d+) million", plain)}
    return found | {float(value) for word, value in NUMERALS.items() if word in plain}


@pytest.mark.parametrize(("name", "text"), sorted(set(sentences())))
def test_every_sentence_of_a_pack_is_there_in_chinese_with_its_numbers(name: str, text: str) -> None:
    told, spoken = sentence(text, Language.ZH)
    assert spoken is Language.ZH, f"{name} has no Chinese: make i18n, then src/tellmark/locale/zh_Hans/…/rules.po"
    assert HAN.search(told) and told.strip() == told
    wanted = {one for one in numbers(text) if not (one == 8 and "8 million" in text)}
    assert wanted - numbers(told) == set(), told


@pytest.mark.parametrize(("name", "cites"), sorted(set(citations())))
def test_a_law_of_china_is_cited_in_chinese_by_the_same_articles(name: str, cites: str) -> None:
    told, spoken = sentence(cites, Language.ZH)
    if re.fullmatch(r"[A-Z0-9/-]+", cites.replace(" ", "")):
        assert told == cites  # the number of a standard is its name
        return
    assert spoken is Language.ZH, f"{name} has no Chinese: make i18n, then src/tellmark/locale/zh_Hans/…/rules.po"
    assert re.search(r"[a-z]{2}", told) is None, told
    found = {float(numeral(one)) for one in re.findall(rf"[{_DIGITS}十百千]+(?=[条款项）])", told)}
    assert _figures(cites) == _figures(told) | found, told


def test_a_law_of_another_land_is_cited_as_it_is_and_said_to_be_in_english() -> None:
    found = {sentence(rule.source.cites, Language.ZH) for rule in shipped().packs["EU"].rules}
    assert {spoken for _, spoken in found} == {Language.EN}


def test_the_watch_over_numbers_sees_a_wrong_one() -> None:
    assert numbers("within 48 hours, 10,000 people") == {48, 10_000}
    assert numbers("四十八小时") & {48} == set()
    assert 100_000 in numbers("达到 10 万人") and 24 in numbers("二十四小时")


def test_chinese_rules_about_labels_use_the_terms_of_the_measures() -> None:
    """显式标识, 隐式标识, 标识 (Labelling Measures, Deep Synthesis Provisions, GB 45438), never 标签."""
    for rule in shipped().packs["CN"].rules:
        told, _ = sentence(rule.what, Language.ZH)
        labels = any(isinstance(one, Label) for one in rule.do)
        implicit = any(isinstance(one, Mark) and one.kind is MarkKind.AIGC for one in rule.do)
        if labels:
            assert "标识" in told or "文字" in told, rule.id
        if implicit and rule.id.startswith(("CN-GB-61", "CN-PG-IMG", "CN-PG-VID", "CN-PG-AUD", "CN-LM-05")):
            assert "隐式标识" in told, rule.id
        assert "标签" not in told, rule.id


def test_what_an_operator_wrote_is_shown_as_it_was_written() -> None:
    assert sentence("no voice clones for adverts", Language.ZH) == ("no voice clones for adverts", Language.EN)
    assert sentence("", Language.ZH) == ("", Language.EN), "an empty message of gettext is the catalogue's header"


def test_english_is_said_as_the_pack_has_it() -> None:
    assert sentence("users are told", Language.EN) == ("users are told", Language.EN)
