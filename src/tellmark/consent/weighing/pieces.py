"""Where a page of the list of legal bases begins, as a cursor tells it: to programs, and in the address of a page."""

from datetime import datetime

from tellmark.consent.lawful.seeing import Place
from tellmark.surface.paging import BadPage, Position


def position_of(place: Place | None) -> Position | None:
    """Return *place* for a cursor."""
    return None if place is None else (place.after, place.began)


def place_from(position: Position | None) -> Place | None:
    """Return the place that a cursor tells. Raises BadPage where it tells none."""
    match position:
        case None:
            return None
        case (str() as after, datetime() as began):
            return Place(after, began)
    raise BadPage
