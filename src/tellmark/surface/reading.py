"""Reads what was typed into a form, field by field, and collects everything that is wrong with it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TypeVar

from tellmark.surface.forms import Form, Mistake, day_in
from tellmark.values.digests import is_digest
from tellmark.values.languages import Language, said, wording

CHOOSE = said("Choose one of the answers.")
_NO_DAY = (said("That is no day."), said("Write it as 2027-06-30."))
_NO_DIGEST = (
    said("There is no digest of the document."),
    said("Write its SHA-256: 64 digits and letters from a to f."),
)
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

    def one(self, name: str, kind: type[Choice], remedy: str = CHOOSE) -> Choice | None:
        """Return which of *kind* was chosen; None where nothing was."""
        if self.form.get(name) in list(kind):
            return kind(self.form.get(name))
        self.tell(name, said("Nothing was chosen."), remedy)
        return None

    def text(self, name: str, what: str, remedy: str) -> str:
        """Return what was typed, without the space around it; *what* is wrong, and the *remedy*, where nothing was."""
        text = self.form.get(name).strip()
        if not text:
            self.tell(name, what, remedy)
        return text

    def digest(self, name: str = "document", wrong: tuple[str, str] = _NO_DIGEST) -> str:
        """Return the digest of the document; *wrong* says what and what to do where there is none."""
        text = self.form.get(name).strip().lower()
        if not is_digest(text):
            self.tell(name, *wrong)
        return text

    def day(self, name: str, *, needed: bool = True, wrong: tuple[str, str] = _NO_DAY) -> date | None:
        """Return the day that was typed; None where there is none, which is *wrong* where one is *needed*."""
        text = self.form.get(name).strip()
        if not text and not needed:
            return None
        found = day_in(text)
        if found is None:
            self.tell(name, *wrong)
        return found


def begins(day: date) -> datetime:
    """Return the instant at which a *day* begins, in UTC."""
    return datetime.combine(day, time(), UTC)
