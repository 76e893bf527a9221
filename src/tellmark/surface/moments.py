"""Days, instants and what is left of a time, in the reader's manner."""

from datetime import UTC, datetime, timedelta, timezone

from tellmark.values.languages import Language, said, wording

_BEIJING = timezone(timedelta(hours=8))  # one zone without summer time since 1991: no zone table is needed
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def instant(at: datetime, language: Language, *, exact: bool = False) -> str:
    """Word an aware instant: in UTC in English, in Beijing time in Chinese; where it is *exact*, with any seconds."""
    clock = "%H:%M:%S" if exact and at.second else "%H:%M"
    if language is Language.ZH:
        local = at.astimezone(_BEIJING)
        return f"{day(local, language)} {local.strftime(clock)}（北京时间）"
    local = at.astimezone(UTC)
    return f"{day(local, language)}, {local.strftime(clock)} UTC"


def day(of: datetime, language: Language) -> str:
    """Word the day of *of*, in its own zone."""
    if language is Language.ZH:
        return f"{of.year} 年 {of.month} 月 {of.day} 日"
    return f"{of.day} {_MONTHS[of.month - 1]} {of.year}"


def appointment(at: datetime, language: Language) -> str:
    """Word an instant that somebody has to keep: with its weekday, without its year."""
    if language is Language.ZH:
        local = at.astimezone(_BEIJING)
        weekday = "一二三四五六日"[local.weekday()]
        return f"{local.month} 月 {local.day} 日（周{weekday}）{local:%H:%M}（北京时间）"
    local = at.astimezone(UTC)
    return f"{_WEEKDAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}, {local:%H:%M} UTC"


def duration(length: timedelta, language: Language) -> str:
    """Word how long *length* is in one unit, rounded down so that it never promises more than there is."""
    worded = wording(language)
    if length >= 2 * _DAY:
        return worded(said("{count} days")).format(count=length // _DAY)
    if length >= 2 * _HOUR:
        return worded(said("{count} h")).format(count=length // _HOUR)
    if length >= _MINUTE:
        return worded(said("{count} min")).format(count=length // _MINUTE)
    return worded(said("less than a minute"))
