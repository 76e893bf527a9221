from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tellmark.rules.elections import elections, elections_near
from tellmark.rules.library import shipped

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


@pytest.mark.parametrize("one", [one for one in elections() if "2 U.S.C. § 7" in one.cites])
def test_a_federal_election_is_the_tuesday_after_the_first_monday_in_november(one: object) -> None:
    day = getattr(one, "day", date.min)
    first_monday = next(date(day.year, 11, n) for n in range(1, 8) if date(day.year, 11, n).weekday() == 0)
    assert day == first_monday + timedelta(days=1)
