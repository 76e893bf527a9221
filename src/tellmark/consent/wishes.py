"""Whether anybody may ask to recreate a person: who wishes that nobody does is asked nothing from then on."""

from enum import StrEnum
from typing import ClassVar

from tellmark.consent.timeline import entries
from tellmark.store.events import Event
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId


class Wish(StrEnum):
    """Who may ask."""

    ASK_ME = "ask_me"
    NOBODY = "nobody"


class WishStated(Event, frozen=True):
    """A person says whether anybody may ask to recreate them: *wish* is one of `Wish`."""

    name: ClassVar = "consent.wish_stated"
    untold: ClassVar = ("subject",)
    subject: str
    wish: str


def wish_of(unit: ReadUnit, subject: SubjectId) -> Wish | None:
    """Return what *subject* wished for last, None where they said nothing."""
    stated = entries(unit, [subject], [WishStated.name])
    return _read(stated[-1].facts["wish"]) if stated else None


def wishes_for_nobody(unit: ReadUnit, subject: SubjectId) -> bool:
    """Tell whether *subject* wishes to be asked by nobody."""
    return wish_of(unit, subject) is Wish.NOBODY


def state_wish(unit: WriteUnit, subject: SubjectId, wish: Wish) -> None:
    """Record what *subject* wishes for; to say the same again changes nothing."""
    if wish_of(unit, subject) is not wish:
        unit.say(WishStated(subject=subject, wish=wish))


def _read(wish: str) -> Wish:
    """Return the wish of a leaf. "Only I myself" was one once: nobody can ask themselves, so it always meant nobody."""
    return Wish.NOBODY if wish == "only_me" else Wish(wish)
