"""What a rule can ask for: marks and records that add up, and conditions that stay in their own territory."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class MarkKind(StrEnum):
    """A mark that a rule may demand of a file."""

    AIGC = "aigc"
    IPTC = "iptc"
    CREDENTIAL = "credential"
    WATERMARK = "watermark"
    TIME_STAMP = "time_stamp"
    FINGERPRINT = "fingerprint"


class Need(StrEnum):
    """What must be there before the thing may be made or delivered; `refuse` can be met by nothing."""

    CONSENT = "consent"
    IDENTITY = "identity"
    ASSESSMENT = "assessment"
    FILING = "filing"
    AGREEMENT = "agreement"
    REVIEW = "review"
    DECLARATION = "declaration"
    SOURCE = "source"
    LICENCE = "licence"
    AGE = "age"
    REFUSE = "refuse"


class Calendar(StrEnum):
    """How the time of a clock is counted."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Label:
    """An explicit label: one wording, its least ink (share of the short side), how long it stands, what is spoken.

    *at_start*: it must be there from the first picture or before all other sound; *at_edge*: at an edge or in a corner
    of the picture, which a plan keeps anyway. *ours* names those of these numbers
    that no law fixes: a plan keeps them, a check does not fail a file for them. Of all labels and marks that bear the
    same *alternative* one is enough for a check, while a plan asks for each.
    """

    text: str = ""
    min_ink: float = 0.0
    seconds: float = 0.0
    repeat: float | None = None
    spoken: str = ""
    rhythm: bool = False
    at_start: bool = False
    at_edge: bool = False
    ours: tuple[str, ...] = ()
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A machine-readable mark; *fields* are those that it must carry, or the aspects of it that a check looks at.

    *voluntary*: a plan puts it, though the rule asks for less, and a check does not miss it. *alternative* as in Label.
    """

    kind: MarkKind
    fields: tuple[str, ...] = ()
    voluntary: bool = False
    alternative: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be there first, in this territory alone; *level* says how much of it."""

    needs: Need
    level: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """Something that must be written down; *keep* is how long at least, counted in *calendar*, None for open."""

    what: str
    keep: int | None = None
    calendar: Calendar = Calendar.DAYS


class Standstill(StrEnum):
    """Why a clock may stand still; a rule names those that it allows, and no other stops its clock."""

    INVESTIGATION = "investigation"  # an authority asks to wait, so that an investigation is not impeded


@dataclass(frozen=True, slots=True)
class Clock:
    """Something that must be done within a time of an event.

    *longest* is how long it may become, for reasons that are told, counted as *within* is (None: no longer). *pauses*
    names what the rule lets stop it; nothing else does.
    """

    action: str
    after: str
    within: int
    calendar: Calendar
    longest: int | None = None
    pauses: tuple[Standstill, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Words that somebody must be shown: to whom, where, and what about."""

    to: str
    about: str


@dataclass(frozen=True, slots=True)
class Report:
    """Something that must be told to an authority or published, as often as said."""

    to: str
    about: str
    every: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """Something that must be looked at again and again; *every* in words such as `12 months`."""

    what: str
    every: str = ""


@dataclass(frozen=True, slots=True)
class Takedown:
    """Something that must be taken out of reach, in this territory alone."""

    what: str
    within: int | None = None
    calendar: Calendar = Calendar.HOURS


Obligation: TypeAlias = Label | Mark | Condition | Record | Clock | Notice | Report | Review | Takedown
"""Label, Mark, Record, Clock, Notice, Report and Review add up over all audiences; Condition and Takedown do not."""

KINDS: dict[str, type[Obligation]] = {
    "label": Label,
    "mark": Mark,
    "condition": Condition,
    "record": Record,
    "clock": Clock,
    "notice": Notice,
    "report": Report,
    "review": Review,
    "takedown": Takedown,
}
"""The name of each kind of obligation in a pack's file."""
