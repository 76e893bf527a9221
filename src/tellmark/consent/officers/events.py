"""Why an officer decided as they did, where the log may tell: never of what a person told them in confidence."""

from typing import ClassVar

from tellmark.store.events import Event


class CaseReasoned(Event, frozen=True):
    """An officer gives the reason for a decision on a *case* (a dispute, a representative), as a code word."""

    name: ClassVar = "consent.case_reasoned"
    case: str
    outcome: str
    reason: str
    by: str
