"""What happens to a subject, for the log and for whoever subscribes: ids, rules and dates, and nobody's data."""

from datetime import datetime
from typing import ClassVar

import msgspec

from tellmark.store.events import Event
from tellmark.subjects.model import Hold, Kept
from tellmark.values.instants import rfc3339


class SubjectOpened(Event, frozen=True):
    """A person is known here from now on."""

    name: ClassVar = "subject.opened"
    subject: str


class EpochRaised(Event, frozen=True):
    """What was allowed before does not count any more; *reason* is a code word."""

    name: ClassVar = "subject.epoch_raised"
    subject: str
    epoch: int
    reason: str


class AllEpochsRaised(Event, frozen=True):
    """What was allowed before does not count any more, for nobody of this tenant: *count* persons."""

    name: ClassVar = "subject.all_epochs_raised"
    count: int
    reason: str


class HoldSet(Event, frozen=True):
    """A legal hold was set, confirmed or reviewed: it stands as told here."""

    name: ClassVar = "subject.hold_set"
    hold: str
    subject: str
    case: str
    rule: str
    basis: str
    review_at: str
    set_by: str
    second: str | None = None


class HoldLifted(Event, frozen=True):
    """A legal hold was lifted, by one officer or by two."""

    name: ClassVar = "subject.hold_lifted"
    hold: str
    subject: str
    by: str
    first: str | None = None


class Reason(msgspec.Struct, frozen=True):
    """One hold, as the person is told of it."""

    rule: str
    review_at: str


class ErasureHeld(Event, frozen=True):
    """An erasure waits: the person is to be told by which rules, and when each is looked at again."""

    name: ClassVar = "subject.erasure_held"
    erasure: str
    subject: str
    because: tuple[Reason, ...]


class ErasureBegun(Event, frozen=True):
    """An erasure has begun: the person's epoch is raised, and their key is refused."""

    name: ClassVar = "subject.erasure_begun"
    erasure: str
    subject: str


class Remainder(msgspec.Struct, frozen=True):
    """What the law forces to keep."""

    what: str
    rule: str
    until: str


class SubjectErased(Event, frozen=True):
    """The key *key* of a person is destroyed, and with it all that was sealed under it; *kept* has keys of its own."""

    name: ClassVar = "subject.erased"
    erasure: str
    subject: str
    key: str
    kept: tuple[Remainder, ...]


class RetentionEnded(Event, frozen=True):
    """What a rule forced to keep is no more: its key is destroyed."""

    name: ClassVar = "subject.retention_ended"
    subject: str
    key: str
    rule: str


def hold_set(hold: Hold) -> HoldSet:
    """Return the event of a *hold* as it stands."""
    terms = hold.terms
    return HoldSet(
        hold=hold.id, subject=hold.subject, case=terms.case, rule=terms.rule, basis=terms.basis,
        review_at=rfc3339(terms.review_at), set_by=hold.set_by, second=hold.second,
    )  # fmt: skip


def reason(hold: Hold) -> Reason:
    """Return what the person is told of *hold*."""
    return Reason(hold.terms.rule, rfc3339(hold.terms.review_at))


def remainder(kept: Kept) -> Remainder:
    """Return *kept* as it stands in events and statements."""
    return Remainder(kept.what, kept.rule, rfc3339(kept.until))


def kept_of(found: Remainder) -> Kept:
    """Return what `remainder` was made of, to the second."""
    return Kept(found.what, found.rule, datetime.fromisoformat(found.until))
