"""A decision that somebody took before an officer: what they decided, how they read it, how they were known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tellmark.consent.ids import RequestId
from tellmark.consent.model import Decided, Verdict
from tellmark.consent.terms import Tick
from tellmark.subjects.model import SubjectId
from tellmark.subjects.seconding import Entered
from tellmark.values.languages import Language


class WitnessedState(StrEnum):
    """How far it is."""

    RECORDED = "recorded"
    CONFIRMED = "confirmed"


class Reading(StrEnum):
    """How whoever decides came to know the notice."""

    THEMSELVES = "themselves"
    ALOUD = "aloud"


class Knowing(StrEnum):
    """By what the officer knew that whoever was there is whom two officers had met before."""

    DOCUMENT = "document"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Testimony:
    """What an officer says who was there; *paper* is the SHA-256 of the signed paper, which is kept apart."""

    reading: Reading
    knowing: Knowing
    paper: str


@dataclass(frozen=True, slots=True)
class Told:
    """What was decided before an officer, of which *version*, in which *language*; *by* is who decided."""

    version: int
    language: Language
    verdict: Verdict
    ticks: frozenset[Tick]
    by: str
    testimony: Testimony


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A decision before witnesses. *by* decided it: the person, or who speaks for them; *record* is their proof.

    It was taken at *since* and waits until *due*; *first* and *second* are the officers' accounts, *evidence* is the
    digest of all of it once both have given their word.
    """

    id: str
    subject: SubjectId
    request: RequestId
    by: str
    decided: Decided
    testimony: Testimony
    state: WitnessedState
    since: datetime
    due: datetime
    first: str
    record: str = ""
    second: str = ""
    evidence: str = ""

    def waits(self, at: datetime) -> bool:
        """Tell whether a second officer may confirm it at this instant."""
        return self.entered.waits(at)

    @property
    def entered(self) -> Entered:
        """What a second officer confirms."""
        return Entered(self.first, self.due, self.state is WitnessedState.RECORDED, self.testimony.paper)


def shows(one: Witnessed) -> Mapping[str, str]:
    """Return what both officers stand for, as the members of its evidence."""
    told = one.testimony
    return {
        "schema": "tellmark.witnessed/1", "by": one.by, "notice": one.decided.notice, "paper": told.paper,
        "reading": told.reading, "knowing": told.knowing, "record": one.record,
        "first": one.first, "second": one.second,
    }  # fmt: skip
