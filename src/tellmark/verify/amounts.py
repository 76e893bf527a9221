"""Instants, sizes and ids in the reader's manner."""

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

from tellmark.values.languages import Language, said, wording

_BEIJING = timezone(timedelta(hours=8))  # one zone without summer time since 1991: no zone table is needed
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def instant_words(text: str, language: Language) -> str:
    """Word the RFC 3339 instant *text*: UTC in English, Beijing time in Chinese; anything else comes back plain."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return plain(text)
    if instant.tzinfo is None:
        return plain(text)
    if language is Language.ZH:
        at = instant.astimezone(_BEIJING)
        return f"{at.year} 年 {at.month} 月 {at.day} 日 {at:%H:%M}（北京时间）"
    at = instant.astimezone(UTC)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M} UTC"


def day_words(text: str, language: Language) -> str:
    """Word the day of the ISO 8601 date or instant *text*; anything else comes back plain."""
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return plain(text)
    if language is Language.ZH:
        return f"{day.year} 年 {day.month} 月 {day.day} 日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def size_words(size: int, language: Language) -> str:
    """Word a number of bytes with a decimal unit and at most one decimal."""
    if size < 1000:
        return wording(language)(said("{count} bytes")).format(count=size)
    amount, units = float(size), ["kB", "MB", "GB", "TB"]
    while amount >= 999.95 and units:
        amount, unit = amount / 1000, units.pop(0)
    return f"{amount:.1f}".removesuffix(".0") + f"\N{NO-BREAK SPACE}{unit}"


def shortened(digest: str) -> str:
    """Shorten a long id in the middle, for the eye; the whole one stands beside it on paper and for copying."""
    return digest if len(digest) <= 16 else f"{digest[:6]}…{digest[-6:]}"


def plain(text: str, longest: int = 200) -> str:
    """Make a text from a file harmless to show: no control or direction characters, and not too long."""
    seen = text[: longest + 1]
    shown = "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c)[0] == "C" else c for c in seen)
    return shown if len(shown) <= longest else shown[:longest] + "…"
