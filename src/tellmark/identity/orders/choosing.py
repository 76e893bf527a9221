"""Which rooms the scope of an order covers: whoever carries it out names them, and no other hands anything over."""

from collections.abc import Collection, Sequence

from tellmark.identity.errors import BadOrder
from tellmark.identity.orders.handing import Tells
from tellmark.values.languages import said


def chosen(rooms: Sequence[Tells], names: Collection[str]) -> list[Tells]:
    """Return those of *rooms* that are called one of *names*. Raises BadOrder for none, and for a name of none."""
    found = [room for room in rooms if room.name in names]
    if not found or len(found) != len(set(names)):
        raise BadOrder(
            said("It was not said what the scope of this order covers."),
            said("Choose what it names, and nothing beyond."),
        )
    return found
