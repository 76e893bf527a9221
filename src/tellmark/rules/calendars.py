"""When the time of a clock is up: hours, days, working days, months and years, and pauses where a rule allows them.

Nothing here asks the time. The day of the event does not count, a period of days ends with the last moment of its last
local day (Regulation (EEC, Euratom) No 1182/71 Art. 3; Civil Code of China Arts 201 to 203), and a month without the
day in question ends with its own last day. A last day that is not worked is not put off: the earlier end is kept, for
not every rule lets it be put off.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tellmark.rules.obligations import Calendar, Clock, Standstill
from tellmark.rules.working_days import Certainty, PublicHolidays, WorkingDays, no_holidays, working_days

_DAY = timedelta(days=1)
SIX_MONTHS_AT_LEAST = 184
"""Six months are 181 to 184 days; what must be kept that long is kept the longest of them (reference: rules, 1a)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clock runs: its time zone and its working days."""

    zone: ZoneInfo
    days: WorkingDays


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which a clock stands still, from *begin* until just before *end*."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """The first instant (UTC) that is too late, and how sure it is."""

    at: datetime
    certainty: Certainty


def place_of(code: str, zone: str, public_holidays: PublicHolidays = no_holidays) -> Place:
    """Return the place of the territory *code*, whose days begin in *zone*."""
    return Place(ZoneInfo(zone), working_days(code, public_holidays))


def deadline(within: int, calendar: Calendar, start: datetime, place: Place, pauses: Iterable[Pause] = ()) -> Deadline:
    """Return when *within* hours, days, working days, months or years from *start* (aware) are over.

    While a pause lasts, hours do not run, and local days that lie wholly within one are not counted. Whoever calls
    passes pauses only where the rule's clock allows them. Raises ValueError for a naive *start* or a negative *within*.
    """
    if start.tzinfo is None or within < 0:
        raise ValueError("a clock needs an instant with a time zone, and no negative time")
    if calendar is Calendar.HOURS:
        return Deadline(_after_hours(start.astimezone(UTC), timedelta(hours=within), pauses), Certainty.OFFICIAL)
    first = start.astimezone(place.zone).date()
    still = tuple(pauses)
    if calendar is Calendar.WORKING_DAYS:
        return _after_working_days(first, within, place, still)
    wanted = within if calendar is Calendar.DAYS else (later(first, within, calendar) - first).days
    last = _walk(first, wanted, lambda day: not _stands_still(day, place, still))
    return Deadline(_end_of(last, place), Certainty.OFFICIAL)


def time_up(clock: Clock, start: datetime, place: Place, pauses: Iterable[tuple[Standstill, Pause]] = ()) -> Deadline:
    """Return when the time of *clock* is up that began at *start*; only those *pauses* count that its rule allows."""
    return deadline(clock.within, clock.calendar, start, place, [one for why, one in pauses if why in clock.pauses])


def kept_until(keep: int, calendar: Calendar, start: datetime, place: Place) -> Deadline:
    """Return until when something is kept, or a window stays open, that the law wants for at least *keep*.

    As `deadline`, but six months are never fewer than 184 days.
    """
    end = deadline(keep, calendar, start, place)
    if calendar is not Calendar.MONTHS or keep != 6:
        return end
    floor = deadline(SIX_MONTHS_AT_LEAST, Calendar.DAYS, start, place)
    return max(end, floor, key=lambda one: one.at)


def later(day: date, count: int, calendar: Calendar) -> date:
    """Return the same day *count* months or years later, or the last of a month that has no such day."""
    months = day.year * 12 + day.month - 1 + count * (12 if calendar is Calendar.YEARS else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _after_hours(start: datetime, left: timedelta, pauses: Iterable[Pause]) -> datetime:
    at = start
    for pause in sorted(pauses, key=lambda one: one.begin):
        runs = max(pause.begin - at, timedelta(0))
        if runs >= left:
            break
        left, at = left - runs, max(at + runs, pause.end.astimezone(UTC))
    return at + left


def _after_working_days(first: date, within: int, place: Place, pauses: tuple[Pause, ...]) -> Deadline:
    seen: set[Certainty] = set()

    def counts(day: date) -> bool:
        found = place.days(day)
        seen.add(found.certainty)
        return found.worked and not _stands_still(day, place, pauses)

    last = _walk(first, within, counts)
    order = (Certainty.HOLIDAYS_NOT_KNOWN, Certainty.PREDICTED)
    return Deadline(_end_of(last, place), next((one for one in order if one in seen), Certainty.OFFICIAL))


def _walk(day: date, count: int, counts: Callable[[date], bool]) -> date:
    """Go forward from *day*, which does not count, until *count* days that count are behind."""
    while count:
        day += _DAY
        count -= counts(day)
    return day


def _stands_still(day: date, place: Place, pauses: tuple[Pause, ...]) -> bool:
    return any(pause.begin <= _start_of(day, place) and _end_of(day, place) <= pause.end for pause in pauses)


def _start_of(day: date, place: Place) -> datetime:
    return datetime.combine(day, time.min, place.zone).astimezone(UTC)


def _end_of(day: date, place: Place) -> datetime:
    return _start_of(day + _DAY, place)
