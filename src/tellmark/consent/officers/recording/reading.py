"""From what an officer typed to what is recorded, with everything that is wrong with it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

from tellmark.consent.model import Paper, Role, StandingKind
from tellmark.consent.officers.words import MAY
from tellmark.consent.speaker_bodies import SpeakerBody, StandingBody
from tellmark.consent.terms import Operation, Purpose
from tellmark.surface.forms import Form, Mistake, day_in
from tellmark.values.digests import is_digest
from tellmark.values.languages import Language, said, wording

CHOOSE = said("Choose one of the answers.")
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass
class Reader:
    """Reads the fields of a form, and collects what is wrong with them."""

    form: Form
    language: Language
    mistakes: list[Mistake] = field(default_factory=list)

    def tell(self, name: str, what: str, remedy: str) -> None:
        """Note that something is wrong with the field *name*."""
        _ = wording(self.language)
        self.mistakes.append(Mistake(name, _(what), _(remedy)))

    def one(self, name: str, kind: type[Choice]) -> Choice | None:
        """Return which of *kind* was chosen; None where nothing was."""
        if self.form.get(name) in list(kind):
            return kind(self.form.get(name))
        self.tell(name, said("Nothing was chosen."), CHOOSE)
        return None

    def digest(self) -> str:
        """Return the digest of the document."""
        text = self.form.get("document").strip().lower()
        if not is_digest(text):
            remedy = said("Write its SHA-256: 64 digits and letters from a to f.")
            self.tell("document", said("There is no digest of the document."), remedy)
        return text

    def day(self, name: str, *, needed: bool = True) -> date | None:
        """Return the day that was typed; None where there is none."""
        text = self.form.get(name).strip()
        if not text and not needed:
            return None
        found = day_in(text)
        if found is None:
            self.tell(name, said("That is no day."), said("Write it as 2027-06-30."))
        return found


def speaker_in(form: Form, person: str, language: Language) -> tuple[SpeakerBody | None, list[Mistake]]:
    """Return who is to speak for *person*, as *form* says, or what is wrong with it."""
    read = Reader(form, language)
    if not form.get("speaker").strip():
        what = said("It is not said who is to speak.")
        read.tell("speaker", what, said("Write their number here, as it stands on their own page."))
    role, paper, document = read.one("role", Role), read.one("paper", Paper), read.digest()
    since, until = read.day("since", needed=False), read.day("until")
    if form.get("may") not in MAY:
        read.tell("may", said("Nothing was chosen."), CHOOSE)
    if read.mistakes or role is None or paper is None or until is None:
        return None, read.mistakes
    _name, grants, withdraws = MAY[form.get("may")]
    told = SpeakerBody(
        person=person, speaker=form.get("speaker"), role=role, paper=paper, document=document,
        since=None if since is None else _begins(since), until=_begins(until) + timedelta(days=1),
        operations=[one for one in Operation if one in form.all("operations")],
        purposes=[one for one in Purpose if one in form.all("purposes")], grants=grants, withdraws=withdraws,
    )  # fmt: skip
    return told, []


def standing_in(form: Form, person: str, language: Language) -> tuple[StandingBody | None, list[Mistake]]:
    """Return what *person* is, as *form* says, or what is wrong with it."""
    read = Reader(form, language)
    kind, paper, document = read.one("kind", StandingKind), read.one("paper", Paper), read.digest()
    born = read.day("born") if kind is StandingKind.MINOR else None
    if read.mistakes or kind is None or paper is None:
        return None, read.mistakes
    return StandingBody(person=person, kind=kind, paper=paper, document=document, born=born), []


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
