"""Public holidays outside China, where the extra `calendars` (the package `holidays`) is installed."""

from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import import_module
from types import ModuleType

_ELSEWHERE = {"UK": "GB", "CAN": "CA", "EU": None, "AFU": None, "US": "US"}
"""Codes of ours that are no ISO 3166 codes: unions of states have no public holidays of their own."""


def public_holidays(code: str) -> Callable[[date], bool] | None:
    """Return what tells the public holidays of the territory *code* (such as IN or US-CA), None where nobody knows."""
    package = _package()
    country, _, part = code.partition("-")
    iso = _ELSEWHERE.get(country, country)
    if package is None or iso is None:
        return None
    try:
        days = package.country_holidays(iso, subdiv=part or None)
    except NotImplementedError:
        return None
    return lambda day: day in days


@cache
def _package() -> ModuleType | None:
    try:
        return import_module("holidays")
    except ModuleNotFoundError:
        return None
