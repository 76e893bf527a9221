"""Whether what is said of a recording can be said: where it comes from, when it was taken, that nothing was changed."""

import re
from datetime import date

from tellmark.consent.previews.errors import BadPreview
from tellmark.consent.previews.model import LONGEST_ORIGIN, MOST, Declared, Described, Taken
from tellmark.values.languages import said
from tellmark.values.names import unreadable

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_FIRST_PHOTOGRAPH = 1826


def check_declared(declared: Declared, today: date) -> None:
    """Raise BadPreview for the first thing that is wrong with what is *declared*, on the day *today*."""
    origin = declared.origin.strip()
    if not origin or len(origin) > LONGEST_ORIGIN or unreadable(origin):
        raise BadPreview(
            said("It is not said where the recording comes from, or not so that somebody could read it."),
            said("Say it in one short sentence, such as: sent to us by you for the casting in May."),
            "origin",
        )
    if not _has_been(declared.taken.strip(), today):
        raise BadPreview(
            said("It is not said when it was taken, or that is not a day that has come."),
            said("Write a day, a month or a year, such as 2024-05-01, 2024-05 or 2024."),
            "taken",
        )
    if not declared.unaltered:
        raise BadPreview(
            said("It is not declared that the recording is the person’s own, and unaltered."),
            said("Declare it if it is true. If it is not, show none."),
            "unaltered",
        )


def check_room(taken: Taken, shown: tuple[Described, ...]) -> None:
    """Raise BadPreview where the request shows this very file already, or as many as it may."""
    if any(one.digest == taken.digest for one in shown):
        raise BadPreview(said("This very file is shown already."), said("Nothing has to be done."))
    if len(shown) >= MOST:
        raise BadPreview(
            said("The request shows {most} recordings already."), said("Take one away first."), most=MOST
        )  # fmt: skip


def _has_been(text: str, today: date) -> bool:
    found = _DAY.fullmatch(text)
    if found is None or int(found[1]) < _FIRST_PHOTOGRAPH:
        return False
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)) <= today
    except ValueError:
        return False
