from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tellmark.cli.rule_documents import election_notes
from tellmark.rules.elections import elections, elections_near, federal_general_election, next_is_known
from tellmark.rules.library import shipped
from tellmark.rules.model import Job, Operation

BRASILIA = ZoneInfo("America/Sao_Paulo")


@pytest.mark.parametrize(
    ("at", "near"),
    [
        (datetime(2026, 9, 30, 23, 59, tzinfo=BRASILIA), False),
        (datetime(2026, 10, 1, 0, 0, tzinfo=BRASILIA), True),
        (datetime(2026, 10, 4, 12, 0, tzinfo=BRASILIA), True),
        (datetime(2026, 10, 5, 23, 59, tzinfo=BRASILIA), True),
        (datetime(2026, 10, 6, 0, 0, tzinfo=BRASILIA), False),
        (datetime(2026, 10, 22, 0, 0, tzinfo=BRASILIA), True),
    ],
)
def test_brazil_looks_from_72_hours_before_a_vote_to_24_hours_after_it(at: datetime, near: bool) -> None:
    assert bool(elections_near("BR", "America/Sao_Paulo", at)) is near
    assert not elections_near("EU", "Europe/Brussels", at)


def test_every_election_stands_in_a_territory_that_has_rules_about_them() -> None:
    for one in elections():
        rules = shipped().packs[one.territory].rules
        assert any("election" in rule.when.features for rule in rules), one.territory
        assert one.cites.strip()


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, 5), (2026, 3), (2028, 7), (2030, 5), (2032, 2), (2034, 7), (2022, 8)],  # 2024, 2022: as they were held
)
def test_a_federal_election_is_the_tuesday_after_the_first_monday_in_november(year: int, day: int) -> None:
    assert federal_general_election(year) == date(year, 11, day)
    assert federal_general_election(year).weekday() == 1
    with pytest.raises(ValueError, match=str(year + 1)):
        federal_general_election(year + 1)


@pytest.mark.parametrize(
    ("at", "near"),
    [((2026, 10, 3), False), ((2026, 10, 4), True), ((2026, 11, 3), True), ((2026, 11, 4), False),
     ((2027, 11, 2), False), ((2040, 11, 6), True)],
)  # fmt: skip
def test_texas_looks_from_thirty_days_before_a_vote_until_it_is_over(at: tuple[int, int, int], near: bool) -> None:
    noon = datetime(*at, 12, tzinfo=ZoneInfo("America/Chicago"))
    assert bool(elections_near("US-TX", "America/Chicago", noon)) is near


def test_where_no_coming_vote_is_known_nobody_claims_to_know_one() -> None:
    assert next_is_known("BR", date(2026, 10, 25)) and not next_is_known("BR", date(2026, 10, 26))
    assert next_is_known("US-TX", date(2099, 1, 1))
    assert not next_is_known("SG", date(2026, 11, 22))


def notes(code: str, modality: str, *features: str, day: date = date(2026, 11, 22)) -> str:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    job = Job(Operation.FACE_SWAP, modality, "", (code,), at, features=frozenset(features))
    return "; ".join(election_notes(shipped(), job))


def test_rules_about_elections_without_a_known_day_say_that_it_cannot_be_told() -> None:
    assert "election_cannot_tell:SG" in notes("SG", "video") and "SG-1" in notes("SG", "video")
    assert "US-MN-2" in notes("US-MN", "image")
    assert "BR-1, BR-2" in notes("BR", "image")
    assert notes("BR", "image", day=date(2026, 9, 1)) == "", "the votes of 2026 are known and not near yet"
    assert notes("US-TX", "video") == "" and notes("EU", "video") == ""
    assert notes("SG", "video", "election") == "", "whoever says that there is one need not be asked"
    assert notes("PH", "video") == "", "the rule of the Philippines ended with 2025"
