"""From what an officer typed of a change of hands to what is entered, with everything that is wrong with it."""

from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.hands.model import Former, HandKind, Successor
from tellmark.consent.recording import request_called
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit
from tellmark.surface.forms import Form, Mistake
from tellmark.surface.reading import Reader, begins
from tellmark.values.languages import Language, said


@dataclass(frozen=True, slots=True)
class Typed:
    """A change as it was typed: of *former*, *to* whom, at which instant, by which paper."""

    former: Former
    to: Successor
    since: datetime
    paper: str


def change_in(unit: ReadUnit, form: Form, language: Language) -> tuple[Typed | None, list[Mistake]]:
    """Return what *form* says, or what is wrong with it. Whose it was is told by the number of a request of theirs."""
    read = Reader(form, language)
    kind, paper, since = read.one("kind", HandKind), read.digest(), read.day("since")
    name, contact = form.get("name").strip(), form.get("contact").strip()
    if not name:
        read.tell("name", said("There is no name."), said("Write the name as it stands in the register."))
    if not contact:
        remedy = said("Write an address or a telephone number, as people can use it.")
        read.tell("contact", said("It is not said how they are reached."), remedy)
    former = None if kind is None else _former(unit, read, kind)
    if read.mistakes or former is None or since is None:
        return None, read.mistakes
    return Typed(former, Successor(name, contact, form.get("number").strip() or None), begins(since), paper), []


def _former(unit: ReadUnit, read: Reader, kind: HandKind) -> Former | None:
    if kind is HandKind.SERVICE:
        return Former(kind)
    try:
        asked = request_called(unit, read.form.get("request"))
    except NotFound:
        read.tell("request", said("No request has this number."), said("Copy it whole: it begins with CR-."))
        return None
    if kind is HandKind.ACCOUNT:
        return Former(kind, asked.requester)
    if asked.party is None:
        what = said("This request was made on behalf of no company.")
        read.tell("request", what, said("Name one that was, or choose the account that asked."))
        return None
    return Former(kind, asked.party)
