"""Every code that a person can meet has a word, in both languages, and no two say the same."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest

from consent_house import voice
from tellmark.consent import phrases, states
from tellmark.consent.case_words import case_words
from tellmark.consent.model import (
    Alarm,
    ConsentState,
    EffectKind,
    Ending,
    HoldReason,
    NoteKind,
    RepresentativeState,
    RequestState,
    Role,
)
from tellmark.consent.officers import cases
from tellmark.consent.person import views
from tellmark.consent.showing import TO_PERSON, differences, rows, span
from tellmark.consent.terms import (
    Aftermath,
    Channel,
    Exclusion,
    Modality,
    Operation,
    Per,
    Purpose,
    Tick,
    Training,
)
from tellmark.surface.secret import SIZE, Secret
from tellmark.values.languages import Language, wording

TABLES: list[tuple[type[StrEnum], Mapping[Any, str]]] = [
    (Modality, phrases.YOURS), (Modality, phrases.MODALITIES), (Operation, phrases.OPERATIONS),
    (Purpose, phrases.PURPOSES), (Exclusion, phrases.EXCLUSIONS), (Channel, phrases.CHANNELS),
    (Training, phrases.TRAINING), (Training, phrases.TRAINING_ASKED), (Training, phrases.TRAINING_OF_PERSON),
    (Aftermath, phrases.AFTERMATH), (Per, phrases.PER), (Tick, phrases.ASKS), (Tick, phrases.ASKS_OF_PERSON),
    (Tick, phrases.TICKS), (Tick, views.ARTICLES), (Ending, states.ENDINGS),
    (EffectKind, states.EFFECTS), (Role, states.ROLES), (NoteKind, cases.NOTES), (Alarm, cases.ALARMS),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(TABLES)))
def test_every_code_has_a_word_of_its_own_in_each_language(number: int) -> None:
    codes, table = TABLES[number]
    assert set(table) == set(codes)
    for language in Language:
        words = [wording(language)(word) for word in table.values()]
        assert len(set(words)) == len(words)
    chinese = [wording(Language.ZH)(word) for word in table.values()]
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in word) for word in chinese)


def test_every_state_has_a_word_a_shape_and_a_tone() -> None:
    for state in RequestState:
        assert states.request_tag(state, Language.ZH).word
    for one in RepresentativeState:
        assert states.representative_tag(one, Language.ZH).word
    assert set(states._CONSENTS) == set(ConsentState)
    assert set(states.HOLDS) == set(HoldReason)


def test_why_a_consent_stands_still_never_tells_that_somebody_was_pressed() -> None:
    assert states.HOLDS[HoldReason.COERCION] == states.HOLDS[HoldReason.OFFICER]


@pytest.mark.parametrize("tick", list(Tick))
@pytest.mark.parametrize("language", list(Language))
def test_each_separate_question_says_what_yes_means(tick: Tick, language: Language) -> None:
    assert len(views.meaning(tick, voice(), language)) > 15


def test_a_scope_says_everything_that_differs_and_nothing_else() -> None:
    before = voice()
    assert differences(before, before, Language.EN, to_person=True) == []
    after = voice(max_seconds=3600, territories=frozenset({"CN"}))
    assert [row[0] for row in differences(before, after, Language.EN, to_person=True)] == [
        "Where it is used",
        "At most",
    ]
    assert {row.key for row in rows(before, None, Language.EN, to_person=True)} <= set(TO_PERSON)


@pytest.mark.parametrize("training", list(Training))
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("days", [0, 30])
def test_only_the_person_is_called_you(training: Training, language: Language, days: int) -> None:
    """Whoever asks, and an officer, are not the ones of whom something is taken."""
    scope = voice(training=training, cross_border=True, retention_days=days, sublicence=True, derivatives=True)
    told = [row.answer for row in rows(scope, None, language, to_person=False)] + [
        wording(language)(question) for question in phrases.ASKS_OF_PERSON.values()
    ]
    assert [line for line in told if re.search(r"\b[Yy]ou|[您你]", line)] == []
    assert [row for row in rows(scope, None, language, to_person=True) if re.search(r"\b[Yy]ou|[您你]", row.answer)]


def test_a_day_that_ends_at_midnight_is_the_day_before() -> None:
    scope = voice(end=datetime(2027, 7, 1, tzinfo=UTC))
    assert (
        next(row.answer for row in rows(scope, None, Language.EN, to_person=True) if row.key == "until")
        == "30 Jun 2027"
    )


@pytest.mark.parametrize(("amount", "currency", "words"), [
    (240_000, "EUR", "EUR\N{NO-BREAK SPACE}2,400"), (240_050, "CNY", "CNY\N{NO-BREAK SPACE}2,400.50"),
    (2_400, "JPY", "JPY\N{NO-BREAK SPACE}2,400"), (5, "USD", "USD\N{NO-BREAK SPACE}0.05"),
])  # fmt: skip
def test_money_is_worded_in_whole_units(amount: int, currency: str, words: str) -> None:
    assert phrases.money(amount, currency) == words


def test_a_list_is_joined_in_its_language_s_manner() -> None:
    assert phrases.listed(["a", "b", "", "c"], Language.EN) == "a, b and c"
    assert phrases.listed(["甲", "乙", "丙"], Language.ZH) == "甲、乙和丙"
    assert phrases.listed([], Language.EN) == ""
    assert span(5_430, Language.EN) == "1 h 30 min 30 s"


def test_case_words_are_those_of_one_request_and_of_one_installation() -> None:
    secret, other = Secret(bytes(SIZE)), Secret(b"\1" * SIZE)
    words = case_words(secret, "request-1", Language.EN)
    assert words == case_words(secret, "request-1", Language.EN)
    assert len({case_words(secret, f"request-{number}", Language.EN) for number in range(200)}) > 195
    assert words != case_words(other, "request-1", Language.EN)
    number = words.rpartition(" ")[2]
    assert case_words(secret, "request-1", Language.ZH).endswith(number)
