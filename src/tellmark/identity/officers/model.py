"""A case: somebody is to be looked at in person, or an organisation in its register, by two officers."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from tellmark.identity.assurance.model import AgeBand
from tellmark.subjects.model import SubjectId

CaseId = NewType("CaseId", str)


class CaseState(StrEnum):
    """How far it is."""

    OPEN = "open"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Why(StrEnum):
    """Why a case was refused: a code word, no remark about anybody."""

    DOCUMENT_DOUBTFUL = "document_doubtful"
    NOT_THE_PERSON = "not_the_person"
    EXPIRED = "expired"
    NOT_REGISTERED = "not_registered"
    OFFICERS_DIFFER = "officers_differ"
    DID_NOT_COME = "did_not_come"


@dataclass(frozen=True, slots=True)
class Seen:
    """What one officer saw: the kind of document, the digest of it, its number, and of a person the day of birth.

    Number and birth are typed by each of the two, compared as commitments, and kept nowhere.
    """

    document: str
    evidence: str
    number: str = field(repr=False)
    born: date | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Case:
    """A case; its id is that of the try. *said* commits to what the *first* officer typed, under the person's key."""

    id: CaseId
    subject: SubjectId
    verifier: str
    state: CaseState
    opened_at: datetime
    document: str = ""
    evidence: str = ""
    said: str = ""
    age: AgeBand = AgeBand.UNKNOWN
    first: str = ""
    second: str = ""
    decided_at: datetime | None = None
