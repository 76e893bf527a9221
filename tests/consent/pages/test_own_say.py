"""What a person reads where they say what is to be done beyond agreements: what is kept, what is taken down, a wish."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from consent_house import House
from tellmark.consent.erasing import ConsentHolder
from tellmark.consent.model import ANSWER
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import Kept, SubjectId
from tellmark.surface.principal import Kind


class Keeps(ConsentHolder):
    """Something that a rule forces to keep."""

    rule = "CN-PI-3"

    def kept(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Kept]:
        """Return it."""
        del unit, subject
        return [Kept("consent", self.rule, datetime(2029, 11, 30, tzinfo=UTC))]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_what_a_rule_forces_to_keep_is_a_sentence_that_leads_to_the_rule(house: House, language: str) -> None:
    object.__setattr__(house.place, "holders", lambda: (Keeps(),))
    reader = house.signed_in(house.somebody(), Kind.PERSON, ANSWER, language=language)
    before = reader.get("/me/erase")
    for page in (before, reader.send(before, "/me/erase", sure="yes")):
        if language == "en":
            assert "It is kept until 30 Nov 2029, because the rule CN-PI-3 asks for it." in page.text
            assert "only an order of an authority, confirmed by two officers, opens it" in page.text
        assert f'href="/rules/CN?lang={language}#CN-PI-3"' in page.html
    if language == "en":
        assert "nobody can open your data any more, but for what stands below." in page.text


def test_a_rule_that_no_pack_of_ours_has_leads_nowhere(house: House) -> None:
    holder = Keeps()
    holder.rule = "HOUSE-1"
    object.__setattr__(house.place, "holders", lambda: (holder,))
    page = house.signed_in(house.somebody(), Kind.PERSON, ANSWER).get("/me/erase")
    assert "because the rule HOUSE-1 asks for it" in page.text
    assert "/rules/" not in page.html.partition("<main")[2].partition("</main")[0]


def test_who_deletes_everything_reads_what_becomes_of_files_whatever_they_had_agreed_to(house: House) -> None:
    told = house.signed_in(house.somebody(), Kind.PERSON, ANSWER).get("/me/erase").text
    assert "taken down where you had agreed to that" in told
    assert "every other file stays with those who have it" in told


def test_only_who_lets_nobody_else_ask_is_asked_nothing_new(house: House) -> None:
    told = house.signed_in(house.somebody(), Kind.PERSON, ANSWER).get("/me/wish").text
    assert "Unless they may ask you each time, you are asked nothing new" in told
    assert "a request to an address that nobody here knows as yours still comes" in told
    assert "comes with a later version" not in told
