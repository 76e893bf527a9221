"""What happens to cases, for the log: who looked, the kind of document, its digest."""

from typing import ClassVar

from tellmark.store.events import Event


class CaseChecked(Event, frozen=True):
    """A first officer has seen a person or looked an organisation up."""

    name: ClassVar = "identity.case_checked"
    untold: ClassVar = ("subject",)
    case: str
    subject: str
    document: str
    evidence: str
    by: str


class CaseDecided(Event, frozen=True):
    """A case is decided: `confirmed` by two officers who agree, or `refused`, and *why* (a code word)."""

    name: ClassVar = "identity.case_decided"
    untold: ClassVar = ("subject",)
    case: str
    subject: str
    outcome: str
    first: str | None
    second: str
    why: str | None = None
