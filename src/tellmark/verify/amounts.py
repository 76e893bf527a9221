"""Instants of a report, and texts from a file, in the reader's manner."""

import unicodedata
from datetime import datetime

from tellmark.surface import moments
from tellmark.values.languages import Language


def instant_words(text: str, language: Language) -> str:
    """Word the RFC 3339 instant *text*: UTC in English, Beijing time in Chinese; anything else comes back plain."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return plain(text)
    if instant.tzinfo is None:
        return plain(text)
    return moments.instant(instant, language)


def day_words(text: str, language: Language) -> str:
    """Word the day of the ISO 8601 date or instant *text*; anything else comes back plain."""
    try:
        day = datetime.fromisoformat(text)
    except ValueError:
        return plain(text)
    return moments.day(day, language)


def plain(text: str, longest: int = 200) -> str:
    """Make a text from a file harmless to show: no control or direction characters, and not too long."""
    seen = text[: longest + 1]
    shown = "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c)[0] == "C" else c for c in seen)
    return shown if len(shown) <= longest else shown[:longest] + "…"
