"""Which votes are near: a few fixed days, so that whoever plans a job is reminded of the rules about elections."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
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
    return tuple(one for one in elections() if one.territory == territory and _is_near(one, ZoneInfo(zone), at))


@cache
def elections() -> tuple[Election, ...]:
    """Return every vote of our table."""
    table = tomllib.loads(files(__package__).joinpath("elections.toml").read_text("utf-8"))
    return tuple(
        Election(
            territory=row["territory"],
            name=row["name"],
            day=row["day"],
            before=timedelta(hours=row["before_hours"]),
            after=timedelta(hours=row["after_hours"]),
            cites=row["cites"],
            grade=Grade(row["grade"]),
        )
        for row in table["election"]
    )


def _is_near(election: Election, zone: ZoneInfo, at: datetime) -> bool:
    begins = datetime.combine(election.day, time.min, zone).astimezone(UTC)
    ends = datetime.combine(election.day + timedelta(days=1), time.min, zone).astimezone(UTC)
    return begins - election.before <= at < ends + election.after
