"""Which days are worked where, and how sure that is: our own table for China, public holidays or weekends elsewhere."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias


class Certainty(StrEnum):
    """How sure it is that a day is worked or not."""

    OFFICIAL = "official"
    PREDICTED = "predicted"
    HOLIDAYS_NOT_KNOWN = "holidays_not_known"


@dataclass(frozen=True, slots=True)
class Weekday:
    """Whether one day is worked, and how sure that is."""

    worked: bool
    certainty: Certainty


WorkingDays: TypeAlias = Callable[[date], Weekday]
PublicHolidays: TypeAlias = Callable[[str], Callable[[date], bool] | None]
"""From a territory's code to what tells its public holidays, or None where they are not known."""

_SATURDAY, _SUNDAY, _FRIDAY = 5, 6, 4
_WEEKENDS: Mapping[str, frozenset[int]] = {
    code: frozenset({_FRIDAY, _SATURDAY}) for code in ("BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "OM", "QA", "SA")
}
_WEEKEND = frozenset({_SATURDAY, _SUNDAY})


def no_holidays(code: str) -> None:
    """Know no public holidays of *code*: what stands in where the extra `calendars` is not installed."""
    del code


def working_days(code: str, public_holidays: PublicHolidays = no_holidays) -> WorkingDays:
    """Return what tells the working days of the territory *code*.

    China's come from our own table. Elsewhere weekends are off, and public holidays where *public_holidays* knows
    them; where it does not, every weekday counts as worked, so that a clock may end too early and never too late.
    """
    if code == "CN":
        return _chinese
    off = public_holidays(code)
    certainty = Certainty.OFFICIAL if off is not None else Certainty.HOLIDAYS_NOT_KNOWN
    weekend = _WEEKENDS.get(code.partition("-")[0], _WEEKEND)

    def told(day: date) -> Weekday:
        free = day.weekday() in weekend or (off is not None and off(day))
        return Weekday(not free, certainty)

    return told


@dataclass(frozen=True, slots=True)
class ChineseYear:
    """The days off and the worked weekend days of one year, and who says so."""

    year: int
    certainty: Certainty
    grade: str
    cites: str
    off: frozenset[date]
    worked: frozenset[date]


@cache
def chinese_years() -> Mapping[int, ChineseYear]:
    """Return the years of our table of China's working days."""
    table = tomllib.loads(files(__package__).joinpath("working_days_cn.toml").read_text("utf-8"))
    return {row["year"]: _year(row) for row in table["year"]}


def _year(row: Mapping[str, Any]) -> ChineseYear:
    off = frozenset(day for span in row["off"] for day in _days(span["from"], span["to"]))
    certainty = Certainty(row["state"])
    return ChineseYear(row["year"], certainty, row["grade"], row["cites"], off, frozenset(row["worked"]))


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _chinese(day: date) -> Weekday:
    year = chinese_years().get(day.year)
    weekend = day.weekday() in _WEEKEND
    if year is None:
        return Weekday(not weekend, Certainty.HOLIDAYS_NOT_KNOWN)
    worked = day in year.worked or (not weekend and day not in year.off)
    return Weekday(worked, year.certainty)
