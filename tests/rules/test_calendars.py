from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.rules.calendars import Deadline, Pause, Place, deadline, kept_until, later, place_of, time_up
from tellmark.rules.library import shipped
from tellmark.rules.obligations import Calendar, Clock, Standstill
from tellmark.rules.pack import Rule
from tellmark.rules.working_days import Certainty, chinese_years, working_days

BEIJING = place_of("CN", "Asia/Shanghai")
BRUSSELS = place_of("EU", "Europe/Brussels")
LOS_ANGELES = place_of("US-CA", "America/Los_Angeles")
CAIRO = place_of("EG", "Africa/Cairo")
PLACES = [BEIJING, BRUSSELS, LOS_ANGELES, CAIRO]

instants = st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001 (bounds are naive)
places = st.sampled_from(PLACES)


def in_beijing(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Asia/Shanghai"))  # type: ignore[arg-type, misc]  # parts are a date and a time


def last_day(found: Deadline, place: Place = BEIJING) -> date:
    return (found.at - timedelta(seconds=1)).astimezone(place.zone).date()


@pytest.mark.parametrize(
    ("start", "within", "last"),
    [
        # Spring Festival 2026: off from Sunday 15 to Monday 23 February; Saturdays 14 and 28 are worked
        ((2026, 2, 13, 10), 1, (2026, 2, 14)),
        ((2026, 2, 13, 10), 2, (2026, 2, 24)),
        ((2026, 2, 14, 10), 5, (2026, 2, 28)),
        ((2026, 2, 10, 10), 10, (2026, 3, 2)),
        # National Day 2026: 20 September (a Sunday) and 10 October (a Saturday) are worked, 25 to 27 September off
        ((2026, 9, 18, 10), 1, (2026, 9, 20)),
        ((2026, 9, 24, 10), 4, (2026, 10, 8)),
        ((2026, 9, 30, 10), 3, (2026, 10, 10)),
        # 2025: eight days from 1 October, 11 October is worked
        ((2025, 9, 30, 10), 3, (2025, 10, 11)),
        ((2025, 1, 24, 10), 2, (2025, 1, 27)),
        # the first of May 2026, and the worked Saturday after it
        ((2026, 4, 30, 23), 4, (2026, 5, 9)),
    ],
)
def test_working_days_in_china_are_those_of_the_state_councils_notice(
    start: tuple[int, ...], within: int, last: tuple[int, int, int]
) -> None:
    found = deadline(within, Calendar.WORKING_DAYS, in_beijing(*start), BEIJING)
    assert (last_day(found), found.certainty) == (date(*last), Certainty.OFFICIAL)


@pytest.mark.parametrize(("year", "days"), [(2025, 248), (2026, 248)])
def test_a_year_in_china_has_as_many_working_days_as_the_regulation_leaves(year: int, days: int) -> None:
    """365 days less 104 weekend days less 13 holidays; trading a weekday for a weekend day changes no sum."""
    told = working_days("CN")
    every = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(told(day).worked for day in every) == days


def test_every_make_up_day_is_a_weekend_day_and_no_day_is_both() -> None:
    for year in chinese_years().values():
        assert all(day.weekday() >= 5 for day in year.worked), year.year
        assert year.off.isdisjoint(year.worked), year.year
        assert {day.year for day in year.off | year.worked} == {year.year}


def test_a_predicted_year_is_said_to_be_predicted_and_an_unknown_one_unknown() -> None:
    at = in_beijing(2026, 12, 30, 9)
    assert deadline(1, Calendar.WORKING_DAYS, at, BEIJING).certainty is Certainty.OFFICIAL
    assert deadline(5, Calendar.WORKING_DAYS, at, BEIJING).certainty is Certainty.PREDICTED
    assert deadline(5, Calendar.WORKING_DAYS, in_beijing(2027, 12, 30), BEIJING).certainty is (
        Certainty.HOLIDAYS_NOT_KNOWN
    )


@given(st.dates(date(2027, 1, 1), date(2027, 11, 15)), st.integers(1, 30))
def test_a_predicted_clock_is_never_shown_later_than_the_likely_notice_would_have_it(start: date, within: int) -> None:
    """Eight days from New Year's Eve, five for Labour Day, seven for the National Day, and their weekends worked."""
    off = {
        *(date(2027, 1, day) for day in (1, 2, 3)),
        *(date(2027, 2, day) for day in range(5, 13)),
        *(date(2027, 4, day) for day in (3, 4, 5)),
        *(date(2027, 5, day) for day in range(1, 6)),
        date(2027, 6, 9),
        date(2027, 9, 15),
        *(date(2027, 10, day) for day in range(1, 8)),
    }
    worked = {date(2027, *day) for day in ((1, 31), (2, 20), (4, 25), (5, 8), (9, 26), (10, 9))}
    day, left = start, within
    while left:
        day += timedelta(days=1)
        left -= day in worked or (day.weekday() < 5 and day not in off)
    at = datetime(start.year, start.month, start.day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert last_day(deadline(within, Calendar.WORKING_DAYS, at, BEIJING)) <= day


@given(instants, st.integers(1, 60), st.sampled_from(Calendar), places)
def test_a_clock_ends_after_its_event(start: datetime, within: int, calendar: Calendar, place: Place) -> None:
    assert deadline(within, calendar, start, place).at > start


@given(instants, st.integers(0, 60), st.sampled_from(Calendar), places)
def test_more_time_never_ends_earlier(start: datetime, within: int, calendar: Calendar, place: Place) -> None:
    assert deadline(within, calendar, start, place).at <= deadline(within + 1, calendar, start, place).at


@given(instants, st.timedeltas(timedelta(0), timedelta(days=40)), st.integers(1, 30), st.sampled_from(Calendar), places)
def test_a_later_event_never_ends_earlier(
    start: datetime, more: timedelta, within: int, calendar: Calendar, place: Place
) -> None:
    assert deadline(within, calendar, start, place).at <= deadline(within, calendar, start + more, place).at


@given(instants, st.integers(1, 30), places)
def test_working_days_never_end_before_as_many_days(start: datetime, within: int, place: Place) -> None:
    days = deadline(within, Calendar.DAYS, start, place)
    assert deadline(within, Calendar.WORKING_DAYS, start, place).at >= days.at


@given(instants, st.integers(1, 200), places)
def test_hours_are_hours_whatever_the_wall_clock_does(start: datetime, hours: int, place: Place) -> None:
    local = start.astimezone(place.zone)
    assert deadline(hours, Calendar.HOURS, local, place).at - start == timedelta(hours=hours)


def test_48_hours_across_the_end_of_summer_time_end_an_hour_earlier_on_the_wall() -> None:
    start = datetime(2026, 10, 24, 12, tzinfo=BRUSSELS.zone)
    assert deadline(48, Calendar.HOURS, start, BRUSSELS).at.astimezone(BRUSSELS.zone).hour == 11
    spring = datetime(2026, 3, 28, 12, tzinfo=BRUSSELS.zone)
    assert deadline(48, Calendar.HOURS, spring, BRUSSELS).at.astimezone(BRUSSELS.zone).hour == 13


@pytest.mark.parametrize("place", PLACES)
def test_days_end_at_midnight_of_the_place(place: Place) -> None:
    for month in range(1, 13):
        start = datetime(2026, month, 25, 15, tzinfo=place.zone)
        found = deadline(7, Calendar.DAYS, start, place)
        assert last_day(found, place) == (start + timedelta(days=7)).date()


@pytest.mark.parametrize(
    ("day", "count", "calendar", "ends"),
    [
        ((2026, 1, 31), 1, Calendar.MONTHS, (2026, 2, 28)),
        ((2026, 8, 31), 6, Calendar.MONTHS, (2027, 2, 28)),
        ((2027, 8, 31), 6, Calendar.MONTHS, (2028, 2, 29)),
        ((2026, 12, 15), 1, Calendar.MONTHS, (2027, 1, 15)),
        ((2028, 2, 29), 1, Calendar.YEARS, (2029, 2, 28)),
        ((2026, 11, 22), 3, Calendar.YEARS, (2029, 11, 22)),
    ],
)
def test_a_month_without_the_day_ends_with_its_last(
    day: tuple[int, int, int], count: int, calendar: Calendar, ends: tuple[int, int, int]
) -> None:
    assert later(date(*day), count, calendar) == date(*ends)


@given(instants, places)
def test_what_is_kept_for_six_months_is_kept_184_days_at_least(start: datetime, place: Place) -> None:
    first = start.astimezone(place.zone).date()
    kept = last_day(kept_until(6, Calendar.MONTHS, start, place), place)
    assert (kept - first).days >= 184
    assert kept >= later(first, 6, Calendar.MONTHS)


def test_six_months_in_which_to_act_are_not_made_longer() -> None:
    start = in_beijing(2026, 8, 31, 9)
    assert last_day(deadline(6, Calendar.MONTHS, start, BEIJING)) == date(2027, 2, 28)
    assert last_day(kept_until(6, Calendar.MONTHS, start, BEIJING)) == date(2027, 3, 3)


def test_a_pause_stops_hours_for_as_long_as_it_lasts() -> None:
    start = datetime(2026, 11, 22, 12, tzinfo=UTC)
    pause = Pause(start + timedelta(hours=10), start + timedelta(hours=15))
    inside = Pause(start + timedelta(hours=11), start + timedelta(hours=13))
    after = Pause(start + timedelta(days=9), start + timedelta(days=10))
    assert deadline(48, Calendar.HOURS, start, BRUSSELS, [after, inside, pause]).at == start + timedelta(hours=53)


def test_a_pause_takes_out_the_days_that_lie_wholly_within_it() -> None:
    start = in_beijing(2026, 11, 2, 9)
    pause = Pause(in_beijing(2026, 11, 4, 9), in_beijing(2026, 11, 9, 0))
    without = last_day(deadline(10, Calendar.WORKING_DAYS, start, BEIJING))
    assert (without, last_day(deadline(10, Calendar.WORKING_DAYS, start, BEIJING, [pause]))) == (
        date(2026, 11, 16),
        date(2026, 11, 18),
    )
    assert last_day(deadline(10, Calendar.DAYS, start, BEIJING, [pause])) == date(2026, 11, 16)
    assert last_day(deadline(1, Calendar.MONTHS, start, BEIJING, [pause])) == date(2026, 12, 6)


@given(instants, st.integers(1, 30), st.sampled_from(Calendar), st.integers(0, 400), st.integers(1, 400), places)
def test_a_pause_never_ends_a_clock_earlier(
    start: datetime, within: int, calendar: Calendar, begin: int, length: int, place: Place
) -> None:
    pause = Pause(start + timedelta(hours=begin), start + timedelta(hours=begin + length))
    assert deadline(within, calendar, start, place, [pause]).at >= deadline(within, calendar, start, place).at


def test_only_the_pauses_that_its_rule_allows_stop_a_clock() -> None:
    regulator, persons = (one for one in rule_of("ZA-1").do if isinstance(one, Clock))
    start = datetime(2026, 11, 22, 12, tzinfo=UTC)
    pause = Pause(start + timedelta(hours=1), start + timedelta(hours=11))
    asked = [(Standstill.INVESTIGATION, pause)]
    cape = place_of("ZA", "Africa/Johannesburg")
    assert time_up(regulator, start, cape, asked).at == start + timedelta(hours=72)
    assert time_up(persons, start, cape, asked).at == start + timedelta(hours=82)
    assert time_up(persons, start, cape).at == start + timedelta(hours=72)


def test_no_other_rule_lets_its_clock_stand_still_and_three_may_become_longer() -> None:
    """Read in the raw rules: the exception of ZA-1; two months more in EU-GDPR-12; 60 days in US-CA-14 and JP-3."""
    clocks = [(rule.id, one) for pack in shipped().packs.values() for rule in pack.rules
              for one in rule.do if isinstance(one, Clock)]  # fmt: skip
    assert [name for name, one in clocks if one.pauses] == ["ZA-1"]
    longer = {name: (one.within, one.longest) for name, one in clocks if one.longest}
    assert longer == {"EU-GDPR-12": (1, 3), "JP-3": (30, 60), "US-CA-14": (30, 60)}


def rule_of(name: str) -> Rule:
    return next(rule for pack in shipped().packs.values() for rule in pack.rules if rule.id == name)


def test_elsewhere_weekends_are_off_and_it_is_said_that_holidays_are_not_known() -> None:
    friday = datetime(2026, 12, 18, 12, tzinfo=BRUSSELS.zone)
    found = deadline(5, Calendar.WORKING_DAYS, friday, BRUSSELS)
    assert (last_day(found, BRUSSELS), found.certainty) == (date(2026, 12, 25), Certainty.HOLIDAYS_NOT_KNOWN)


def test_where_the_weekend_begins_on_friday_sunday_is_worked() -> None:
    told = working_days("EG")
    assert [told(date(2026, 11, day)).worked for day in (19, 20, 21, 22)] == [True, False, False, True]


def test_public_holidays_are_off_where_somebody_knows_them() -> None:
    christmas = date(2026, 12, 25)
    told = working_days("UK", lambda code: {"UK": lambda day: day == christmas}.get(code))
    assert not told(christmas).worked
    assert told(christmas).certainty is Certainty.OFFICIAL
    assert working_days("FR", lambda _code: None)(christmas).worked


def test_a_clock_needs_a_time_zone_and_no_negative_time() -> None:
    with pytest.raises(ValueError, match="time zone"):
        deadline(1, Calendar.DAYS, datetime(2026, 1, 1), BEIJING)  # noqa: DTZ001 (the point of this test)
    with pytest.raises(ValueError, match="negative"):
        deadline(-1, Calendar.DAYS, in_beijing(2026, 1, 1), BEIJING)
