"""A contact that a person has named for themselves, and how long each step of it counts."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language

ContactId = NewType("ContactId", str)

COOLING = timedelta(hours=72)
"""How long the contact before is still told, so that whoever did not change it can say so (as of well-known faces)."""
CODE_LASTS = timedelta(minutes=30)
MOST_TRIES = 5
MOST_A_DAY = 5
"""Addresses that one person may have a code sent to within a day: each is mail to somebody who did not ask for it."""


class Use(StrEnum):
    """What a contact is for: USUAL takes the place of those that requesters wrote down, SAFE that of every other."""

    USUAL = "usual"
    SAFE = "safe"


@dataclass(frozen=True, slots=True)
class Contact:
    """An e-mail address of *subject*. It counts from *counts_from* (None: its code was not typed yet) to *ends_at*."""

    id: ContactId
    subject: SubjectId
    use: Use
    address: str = field(repr=False)
    language: Language
    made_at: datetime
    code: str = field(default="", repr=False)
    counts_from: datetime | None = None
    ends_at: datetime | None = None
    tries: int = 0

    def counts(self, at: datetime) -> bool:
        """Tell whether it is told at this instant."""
        begun = self.counts_from is not None and self.counts_from <= at
        return begun and (self.ends_at is None or at < self.ends_at)

    def waits(self, at: datetime) -> bool:
        """Tell whether its code may still be typed."""
        return self.counts_from is None and self.tries < MOST_TRIES and at < self.made_at + CODE_LASTS

    def over(self, at: datetime) -> bool:
        """Tell whether nothing will come of it any more."""
        return (self.counts_from is None and not self.waits(at)) or (self.ends_at is not None and at >= self.ends_at)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where one letter goes, in which language."""

    address: str = field(repr=False)
    language: Language
