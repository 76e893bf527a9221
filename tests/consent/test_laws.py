"""Whoever is asked reads the rules that ask for their agreement to this, and no others."""

from datetime import UTC, datetime

import pytest

from consent_house import voice
from tellmark.consent.laws import asking
from tellmark.consent.person.views import law
from tellmark.consent.terms import Modality, Operation, Purpose, Scope
from tellmark.values.languages import Language

FACE = voice(
    modalities=frozenset({Modality.FACE}),
    operations=frozenset({Operation.FACE_SWAP}),
    purposes=frozenset({Purpose.ADVERT}),
)
SEXUAL = voice(purposes=frozenset({Purpose.SEXUAL}))


def names(scope: Scope, code: str) -> list[str]:
    return [rule.id for rule in asking(scope, code)]


@pytest.mark.parametrize(("scope", "code", "expected"), [
    (FACE, "CN", ["CN-DS-14b", "CN-PI-1", "CN-FR-1", "CN-CC-1"]),  # none of companions
    (voice(), "CN", ["CN-DS-14b", "CN-PI-1", "CN-CC-1"]),  # none of faces
    (FACE, "EU", ["EU-GDPR-9"]),
    (SEXUAL, "EU", ["EU-5-N", "EU-GDPR-9"]),
    (FACE, "DE", ["EU-GDPR-9"]),  # those of the jurisdiction around it
    (FACE, "US-CA", []),  # its rules are of the dead, and of sexual depictions
    (voice(sublicence=True), "US-IL", ["US-IL-2", "US-IL-3"]),
    (FACE, "FJ", []),
])  # fmt: skip
def test_the_rules_that_ask_are_those_of_what_is_asked(scope: Scope, code: str, expected: list[str]) -> None:
    assert names(scope, code) == expected


@pytest.mark.parametrize("operation", list(Operation))
def test_the_rules_have_a_word_for_everything_that_can_be_asked(operation: Operation) -> None:
    assert "CN-CC-1" in names(voice(operations=frozenset({operation})), "CN")


def test_a_rule_that_comes_into_force_while_it_runs_is_among_them() -> None:
    before = voice(start=datetime(2018, 1, 1, tzinfo=UTC), end=datetime(2018, 2, 1, tzinfo=UTC))
    across = voice(start=datetime(2018, 1, 1, tzinfo=UTC), end=datetime(2019, 1, 1, tzinfo=UTC))
    assert (names(before, "EU"), names(across, "EU")) == ([], ["EU-GDPR-9"])


def test_a_reader_of_chinese_finds_the_laws_of_china_by_their_names_and_the_others_marked() -> None:
    shown = law(FACE, Language.ZH)
    cited = [cites for _, rules in shown for cites, _, _ in rules]
    assert {cites.spoken for cites in cited} == {Language.ZH, Language.EN}
    assert "个人信息保护法第二十八条至第三十一条" in {cites.text for cites in cited}
    assert not any("Law" in cites.text for cites in cited if cites.spoken is Language.ZH)


def test_the_page_shows_them_place_by_place() -> None:
    shown = dict(law(FACE, Language.EN))
    assert [len(rules) for rules in shown.values()] == [4, 1]
    assert "companion" not in str(shown)
