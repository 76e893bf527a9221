"""Which votes are near: a few fixed days, so that whoever plans a job is reminded of the rules about elections."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from tellmark.rules.model import Grade


@dataclass(frozen=True, slots=True)
class Election:
    """A day of voting, how long before and after it rules of its territory look, and who fixed it."""

    territory: str
    name: str
    day: date
    before: timedelta
    after: timedelta
    cites: str
    grade: Grade


def elections_near(territory: str, zone: str, at: datetime) -> tuple[Election, ...]:
    """Return the votes of *territory* in whose window *at* lies; days begin in *zone*. The table is not complete."""
    return tuple(one for one in _of(territory, at.year) if _is_near(one, ZoneInfo(zone), at))


def next_is_known(territory: str, day: date) -> bool:
    """Tell whether a vote of *territory* on *day* or later is known here; where not, nobody can tell which is next."""
    return any(one.day >= day for one in _of(territory, day.year))


def federal_general_election(year: int) -> date:
    """Return the day of the general election of *year* in the United States (2 U.S.C. § 7).

    It is the Tuesday after the first Monday of November; *year* is even, as the law has it, or ValueError is raised.
    """
    if year % 2:
        raise ValueError(f"there is no federal general election in {year}")
    first = date(year, 11, 1)
    return first + timedelta(days=(7 - first.weekday()) % 7 + 1)


@cache
def elections() -> tuple[Election, ...]:
    """Return every vote of our table that stands there with its day."""
    return tuple(_vote(row, row["day"]) for row in _table()["election"])


def _of(territory: str, year: int) -> Iterator[Election]:
    """Yield the votes of a territory: those of the table, and the computed ones of *year* and the two after it."""
    yield from (one for one in elections() if one.territory == territory)
    for row in _table()["federal_general"]:
        if row["territory"] == territory:
            even = (one for one in range(year, year + 3) if one % 2 == 0)
            yield from (_vote(row, federal_general_election(one)) for one in even)


@cache
def _table() -> Mapping[str, list[dict[str, Any]]]:
    return tomllib.loads(files(__package__).joinpath("elections.toml").read_text("utf-8"))


def _vote(row: Mapping[str, Any], day: date) -> Election:
    return Election(
        territory=row["territory"],
        name=row["name"],
        day=day,
        before=timedelta(hours=row["before_hours"]),
        after=timedelta(hours=row["after_hours"]),
        cites=row["cites"],
        grade=Grade(row["grade"]),
    )


def _is_near(election: Election, zone: ZoneInfo, at: datetime) -> bool:
    begins = datetime.combine(election.day, time.min, zone).astimezone(UTC)
    ends = datetime.combine(election.day + timedelta(days=1), time.min, zone).astimezone(UTC)
    return begins - election.before <= at < ends + election.after
