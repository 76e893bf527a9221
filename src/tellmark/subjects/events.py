"""What happens to a subject, for the log and for whoever subscribes: ids, rules and dates, and nobody's data."""

from collections.abc import Sequence
from typing import ClassVar

from tellmark.store.events import Event
from tellmark.subjects.model import Erasure, Hold
from tellmark.values.instants import rfc3339


class SubjectOpened(Event, frozen=True):
    """A person is known here from now on."""

    name: ClassVar = "subject.opened"
    untold: ClassVar = ("subject",)
    subject: str


class EpochRaised(Event, frozen=True):
    """What was allowed before does not count any more; *reason* is a code word."""

    name: ClassVar = "subject.epoch_raised"
    untold: ClassVar = ("subject",)
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
    untold: ClassVar = ("subject",)
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
    untold: ClassVar = ("subject",)
    hold: str
    subject: str
    by: str
    first: str | None = None


class ErasureHeld(Event, frozen=True):
    """An erasure waits: the person is to be told by which *rules*, and when each is looked at again (*review_at*)."""

    name: ClassVar = "subject.erasure_held"
    untold: ClassVar = ("subject",)
    erasure: str
    subject: str
    rules: tuple[str, ...]
    review_at: tuple[str, ...]


class ErasureBegun(Event, frozen=True):
    """An erasure has begun: the person's epoch is raised, and their key is refused."""

    name: ClassVar = "subject.erasure_begun"
    untold: ClassVar = ("subject",)
    erasure: str
    subject: str


class SubjectErased(Event, frozen=True):
    """The key *key* of a person is destroyed, and with it all that was sealed under it.

    What the law forces to keep has keys of its own: the thing, the rule and the date stand in the same place of
    *kept*, *rules* and *until*.
    """

    name: ClassVar = "subject.erased"
    untold: ClassVar = ("subject",)
    erasure: str
    subject: str
    key: str
    kept: tuple[str, ...]
    rules: tuple[str, ...]
    until: tuple[str, ...]


class RetentionEnded(Event, frozen=True):
    """What a rule forced to keep is no more: its key is destroyed."""

    name: ClassVar = "subject.retention_ended"
    untold: ClassVar = ("subject",)
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


def erasure_held(erasure: Erasure, holds: Sequence[Hold]) -> ErasureHeld:
    """Return what the person is told of *holds*."""
    rules, dates = (hold.terms.rule for hold in holds), (rfc3339(hold.terms.review_at) for hold in holds)
    return ErasureHeld(erasure=erasure.id, subject=erasure.subject, rules=tuple(rules), review_at=tuple(dates))


def subject_erased(erasure: Erasure, key: str) -> SubjectErased:
    """Return the event of an *erasure* whose *key* is destroyed."""
    return SubjectErased(
        erasure=erasure.id, subject=erasure.subject, key=key, kept=tuple(one.what for one in erasure.kept),
        rules=tuple(one.rule for one in erasure.kept), until=tuple(rfc3339(one.until) for one in erasure.kept),
    )  # fmt: skip
