from datetime import UTC, date, datetime, timedelta

import pytest

from tellmark.rules import public_holidays as room
from tellmark.rules.calendars import deadline, place_of
from tellmark.rules.library import shipped
from tellmark.rules.obligations import Calendar
from tellmark.rules.public_holidays import public_holidays
from tellmark.rules.working_days import Certainty


@pytest.mark.parametrize(
    ("code", "off", "worked"),
    [
        ("UK", date(2026, 12, 28), date(2026, 12, 29)),  # Boxing Day falls on a Saturday and is put off
        ("US-CA", date(2026, 11, 26), date(2026, 11, 25)),
        ("BR", date(2026, 9, 7), date(2026, 9, 8)),
        ("ZA", date(2026, 12, 16), date(2026, 12, 17)),
    ],
)
def test_public_holidays_are_off(code: str, off: date, worked: date) -> None:
    pytest.importorskip("holidays")
    told = public_holidays(code)
    assert told is not None
    assert told(off)
    assert not told(worked)


@pytest.mark.parametrize("code", ["EU", "AFU", "ZZ", "US-XX"])
def test_what_nobody_knows_is_not_made_up(code: str) -> None:
    assert public_holidays(code) is None


def test_every_territory_with_a_pack_has_working_days_and_china_its_own() -> None:
    pytest.importorskip("holidays")
    unknown = {code for code in shipped().packs if code != "CN" and public_holidays(code) is None}
    assert unknown <= {"EU", "AFU"}


def test_without_the_package_weekends_are_all_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_package", lambda: None)
    place = place_of("UK", "Europe/London", public_holidays)
    found = deadline(5, Calendar.WORKING_DAYS, datetime(2026, 12, 21, 12, tzinfo=UTC), place)
    assert (found.at - timedelta(seconds=1)).date() == date(2026, 12, 28)
    assert found.certainty is Certainty.HOLIDAYS_NOT_KNOWN
