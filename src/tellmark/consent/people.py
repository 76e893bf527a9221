"""Who is asked, who asks, who speaks for them, and what a person is, as far as it changes who answers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from tellmark.consent.ids import RepresentativeId
from tellmark.consent.terms import Operation, Purpose, Scope
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language


class ContactKind(StrEnum):
    """By what a person is reached."""

    EMAIL = "email"
    PHONE = "phone"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """Who is asked: how they are reached and called by the requester; for this room's sealed columns alone.

    *ward* where the contact is that of who speaks for the person: then nobody else is found under it.
    """

    contact: str
    kind: ContactKind
    name: str
    language: Language
    ward: bool = False


class Role(StrEnum):
    """In which part somebody answers."""

    SELF = "self"
    GUARDIAN = "guardian"
    AGENT = "agent"
    UNION = "union"
    ESTATE = "estate"
    ATTORNEY = "attorney"


class RepresentativeState(StrEnum):
    """Whether somebody may speak for a person."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    VETOED = "vetoed"
    ENDED = "ended"


class Paper(StrEnum):
    """What document shows an authority or a standing; the document itself does not come here, only its digest."""

    BIRTH_CERTIFICATE = "birth_certificate"
    COURT_ORDER = "court_order"
    POWER_OF_ATTORNEY = "power_of_attorney"
    CONTRACT = "contract"
    INHERITANCE = "inheritance"
    DEATH_CERTIFICATE = "death_certificate"
    IDENTITY_DOCUMENT = "identity_document"
    OTHER = "other"


TELLING_AN_AGE = frozenset({Paper.BIRTH_CERTIFICATE, Paper.IDENTITY_DOCUMENT, Paper.COURT_ORDER})
"""Papers that tell when somebody was born, or that they are of age."""


class Alarm(StrEnum):
    """What an officer is to look at before anybody is let speak for another."""

    MANY_WARDS = "many_wards"
    MANY_MANDATES = "many_mandates"
    IS_REQUESTER = "is_requester"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Authority:
    """What somebody may speak for: the digest of the document that says so, from when until when, and for what.

    No *operations* or no *purposes* means all of them; no *since* means from the beginning.
    """

    role: Role
    document: str
    until: datetime
    operations: frozenset[Operation] = frozenset()
    purposes: frozenset[Purpose] = frozenset()
    grants: bool = True
    withdraws: bool = True
    since: datetime | None = None
    paper: Paper = Paper.OTHER

    def holds(self, at: datetime) -> bool:
        """Tell whether it holds at this instant."""
        return (self.since is None or self.since <= at) and at < self.until

    def reaches(self, scope: Scope) -> bool:
        """Tell whether all that *scope* is about lies within it."""
        operations, purposes = self.operations or scope.operations, self.purposes or scope.purposes
        return scope.operations <= operations and scope.purposes <= purposes


@dataclass(frozen=True, slots=True)
class Representative:
    """Somebody (*principal*) who speaks for *subject*, once an officer who is not the requester has confirmed it."""

    id: RepresentativeId
    subject: SubjectId
    principal: str
    authority: Authority
    state: RepresentativeState
    proposed_by: str
    confirmed_by: str | None = None
    conflict: bool = False
    alarms: frozenset[Alarm] = frozenset()

    def speaks(self, at: datetime) -> bool:
        """Tell whether their word counts at this instant."""
        return self.state is RepresentativeState.CONFIRMED and self.authority.holds(at)

    @property
    def is_over(self) -> bool:
        """Whether it was refused or has ended: then nothing changes it any more."""
        return self.state in (RepresentativeState.VETOED, RepresentativeState.ENDED)


class StandingKind(StrEnum):
    """What a person is, as far as it changes who answers."""

    ADULT = "adult"
    MINOR = "minor"
    PROTECTED = "protected"
    DECEASED = "deceased"


@dataclass(frozen=True, slots=True)
class StandingSeen:
    """What an officer has seen for themselves: what somebody is, by which *paper*, whose digest is *document*.

    Of a minor, *majority_at* is the day on which they are of age.
    """

    kind: StandingKind
    document: str
    paper: Paper
    majority_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is; *document* is the digest of what shows it, *confirmed_by* the second officer.

    What is *proposed* in its place counts for nothing until it is confirmed. The day on which a minor is of age tells
    the day of birth: it lies sealed, and *majority_at* is there only where the person's key has opened it; events and
    rows hold *majority*, which commits to it under that key. *since* is when it was confirmed, *grown* when officers
    found the person of age by a paper that tells it; neither is known of what was confirmed before it was kept.
    """

    subject: SubjectId
    kind: StandingKind
    majority_at: datetime | None = None
    document: str | None = None
    set_by: str = ""
    confirmed_by: str | None = None
    proposed: "Standing | None" = None
    majority: str | None = None
    paper: Paper = Paper.OTHER
    since: datetime | None = None
    grown: datetime | None = None


def majority_of(born: date) -> datetime:
    """Return when somebody *born* that day is of age: at 18, on 1 March for a 29 February. Raises ValueError."""
    try:
        day = born.replace(year=born.year + 18)
    except ValueError:  # 29 February, or no year that there is
        day = date(born.year + 18, 3, 1)
    return datetime.combine(day, time(), UTC)


@dataclass(frozen=True, slots=True)
class Asker:
    """What is known: the name of who runs the *service*, the end of the id of the *account* that asks, and by which
    method its holder has *proved* who they are (None: nobody knows).

    *number* is what they gave for the company, *checked* the day (YYYY-MM-DD) on which officers last found that
    number in its register (the name is not compared); both are None where there is none.
    """

    service: str
    account: str
    proved: str | None = None
    number: str | None = None
    checked: str | None = None
