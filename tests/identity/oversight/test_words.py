"""Every number and case of a legal basis has words in both languages, and tells on which ground it is."""

import pytest

from store_children import NOON
from tellmark.consent.lawful.model import BasisState, Ground
from tellmark.identity.oversight.showing import Case
from tellmark.identity.oversight.views import _case
from tellmark.identity.oversight.words import kind_words, number_words, outcome_tag
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
