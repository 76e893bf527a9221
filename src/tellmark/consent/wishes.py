"""Whether anybody may ask to recreate a person: recorded here, to be followed by who matches faces and voices."""

from enum import StrEnum

from tellmark.consent.mine.events import WishStated
from tellmark.consent.timeline import entries
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId


class Wish(StrEnum):
    """Who may ask."""

    ASK_ME = "ask_me"
    ONLY_ME = "only_me"
    NOBODY = "nobody"


def wish_of(unit: ReadUnit, subject: SubjectId) -> Wish | None:
    """Return what *subject* wished for last, None where they said nothing."""
    stated = [one for one in entries(unit, [subject]) if one.type == WishStated.name]
    return Wish(stated[-1].facts["wish"]) if stated else None


def state_wish(unit: WriteUnit, subject: SubjectId, wish: Wish) -> None:
    """Record what *subject* wishes for; to say the same again changes nothing."""
    if wish_of(unit, subject) is not wish:
        unit.say(WishStated(subject=subject, wish=wish))
