"""What is read under a mandate has words: of a legal basis also on which ground, and for what is new its own name."""

import pytest

from store_children import NOON
from tellmark.consent.lawful.model import BasisState, Ground
from tellmark.identity.oversight.showing import Case
from tellmark.identity.oversight.views import _case
from tellmark.identity.oversight.words import (
    count_words,
    ground_words,
    kind_words,
    leaf_words,
    number_words,
    outcome_tag,
    reason_words,
    room_words,
)
from tellmark.values.languages import Language, wording


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("state", BasisState)
def test_a_number_of_bases_says_how_they_stand_and_on_which_ground(state: BasisState, language: Language) -> None:
    plain = number_words(f"bases.{state}", language)
    assert "bases." not in plain
    told = [number_words(f"bases.{ground}.{state}", language) for ground in Ground]
    assert len(set(told)) == len(Ground)
    assert all(plain in one and "_" not in one for one in told)


@pytest.mark.parametrize("language", Language)
def test_numbers_and_outcomes_of_objections_have_words(language: Language) -> None:
    numbers = [f"objections.{one}" for one in ("made", "upheld", "dismissed", "undecided")]
    for what in (*numbers, "uses.made", "uses.made_on_basis"):
        assert number_words(what, language) != what
    for outcome in ("objection_upheld", "objection_dismissed", "undecided"):
        assert outcome_tag(outcome, language)[2] != outcome
    assert kind_words("objection", language) != "objection"


def test_the_case_of_an_objection_says_its_ground_and_territory() -> None:
    more = {"ground": "news", "territory": "EU"}
    shown = _case(Case("basis-1", "objection", NOON, NOON.replace(day=30), None, "open", "", more), NOON, Language.EN)
    assert wording(Language.EN)("News reporting") in shown.more and "EU" in shown.more
    assert shown.clock is not None


def test_what_this_version_has_no_word_for_stands_by_its_own_name() -> None:
    en = Language.EN
    assert room_words("attic", en) == ("attic", "")
    for worded in (number_words, kind_words, ground_words, reason_words):
        assert worded("attic.found", en) == "attic.found"
    assert outcome_tag("found", en) == ("open", "ended", "found")
    for what in ("uses.news.waiting", "bases.whim.waiting", "bases.news.lost"):
        assert number_words(what, en) == what


def test_what_it_has_a_word_for_is_said_in_it() -> None:
    en = Language.EN
    assert room_words("orders", en)[0] == "Orders of authorities"
    assert "Whom each is about" in room_words("orders", en)[1]
    assert reason_words("danger", en) == "telling its person before would put somebody in danger"
    assert (count_words(None, en), count_words(0, en), count_words(5000, en)) == ("fewer than five", "0", "5,000")


@pytest.mark.parametrize(("kind", "second", "told"), [
    ("set", None, "The mandate was entered."), ("set", "officer-2", "A second officer confirmed the mandate."),
    ("ended", "officer-2", "The mandate was ended."), ("exported", None, "A file was taken: 3 cases, 1 orders."),
])  # fmt: skip
def test_a_leaf_tells_of_a_second_officer_where_one_has_confirmed(kind: str, second: str | None, told: str) -> None:
    assert leaf_words(f"identity.mandate_{kind}", second, 3, 1, Language.EN) == told
