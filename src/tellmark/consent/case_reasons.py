"""Why an officer decides so, as the log may tell it: their own words would be personal data of somebody."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from tellmark.store.events import Event
from tellmark.values.languages import said


class CaseReason(StrEnum):
    """A reason, as a code word."""

    ASKED_THE_PERSON = "asked_the_person"
    DOCUMENTS = "documents"
    EVIDENCE_OF_BINDING = "evidence_of_binding"
    USES = "uses"
    NOTHING_FOUND = "nothing_found"


REASONS: Mapping[CaseReason, str] = {
    CaseReason.ASKED_THE_PERSON: said("We asked the person, by a contact that we knew before"),
    CaseReason.DOCUMENTS: said("Documents show it"),
    CaseReason.EVIDENCE_OF_BINDING: said("What tied the answer to the person shows it"),
    CaseReason.USES: said("The uses show it"),
    CaseReason.NOTHING_FOUND: said("Nothing was found that speaks for it"),
}


class CaseReasoned(Event, frozen=True):
    """An officer gives the reason for a decision on a *case* (a dispute, a representative), as a code word."""

    name: ClassVar = "consent.case_reasoned"
    case: str
    outcome: str
    reason: str
    by: str
