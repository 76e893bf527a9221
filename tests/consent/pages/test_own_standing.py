"""What is recorded of a person, as they read it themselves: who decides, for them or with them, and until when."""

from datetime import datetime, timedelta

import pytest

from consent_house import NOON, OFFICER, SECOND, House
from tellmark.consent import service
from tellmark.consent.model import ANSWER, CONFIRM, REVIEW, Paper, StandingKind, StandingSeen
from tellmark.consent.officers.words import KINDS
from tellmark.consent.proofs import AgeBand
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Kind

BOTH = ("en", "zh-Hans")
BELOW = {"en": "below 14 for you, from 14 on only together with you", "zh-Hans": "未满十四周岁时代您决定"}
HEAVY = {"en": "Where it weighs heavily", "zh-Hans": "凡关系重大"}
YOUNG = {"en": "By what you have proved you are not of age yet", "zh-Hans": "按您已证明的身份，您尚未成年"}


def recorded(house: House, who: SubjectId, kind: StandingKind, day: datetime | None = None) -> None:
    """Let two officers say what *who* is."""
    seen = StandingSeen(kind, "b" * 64, Paper.OTHER, day)
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        service.set_standing(unit, house.vault, who, seen)
    with house.database.write(house.as_(SECOND, CONFIRM)) as unit:
        service.confirm_standing(unit, house.vault, who, seen)


def read(house: House, who: SubjectId, language: str) -> str:
    return house.signed_in(who, Kind.PERSON, ANSWER, language=language).get("/me/speakers").text


@pytest.mark.parametrize("language", BOTH)
def test_a_child_reads_who_decides_below_fourteen_and_from_then_on(house: House, language: str) -> None:
    who = house.somebody()
    recorded(house, who, StandingKind.MINOR, NOON + timedelta(days=8 * 365))
    assert BELOW[language] in read(house, who, language)


@pytest.mark.parametrize("language", BOTH)
def test_whoever_is_under_protection_reads_to_what_they_have_to_agree_too(house: House, language: str) -> None:
    who = house.somebody()
    recorded(house, who, StandingKind.PROTECTED)
    assert HEAVY[language] in read(house, who, language)


@pytest.mark.parametrize("language", BOTH)
def test_a_child_under_protection_reads_what_a_child_does(house: House, language: str) -> None:
    who = house.somebody()
    recorded(house, who, StandingKind.MINOR, NOON + timedelta(days=3 * 365))
    recorded(house, who, StandingKind.PROTECTED)
    told = read(house, who, language)
    assert (BELOW[language] in told, HEAVY[language] in told) == (True, False)


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("kind", [StandingKind.MINOR, StandingKind.PROTECTED])
def test_whom_a_proof_calls_a_minor_reads_so_whatever_day_is_past(
    house: House, kind: StandingKind, language: str
) -> None:
    who = house.somebody()
    recorded(house, who, kind, NOON + timedelta(days=1) if kind is StandingKind.MINOR else None)
    house.clock.at += timedelta(days=2)
    house.identity.prove(who, age=AgeBand.FROM_14_TO_17)
    assert YOUNG[language] in read(house, who, language)


def test_officers_read_that_a_guardian_does_not_decide_everything_alone() -> None:
    assert "with the person" in KINDS[StandingKind.PROTECTED]
