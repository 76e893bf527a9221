"""What happens beside requests and consents: effects, uses, who speaks for whom, what a person is, disputes."""

from typing import ClassVar

from tellmark.store.events import Event


class EffectBegun(Event, frozen=True):
    """Something has to happen by *due*."""

    name: ClassVar = "consent.effect_begun"
    effect: str
    consent: str
    kind: str
    due: str


class EffectDone(Event, frozen=True):
    """It has happened; *evidence* is the digest of what shows it.

    *told_by* is who says so: `requester`, `officer` or `system`, and never which of them; events of before do not tell.
    """

    name: ClassVar = "consent.effect_done"
    effect: str
    consent: str
    evidence: str
    told_by: str | None = None


class EffectAtRisk(Event, frozen=True):
    """Four fifths of the time of something that has to happen are over, and nobody says that it is done."""

    name: ClassVar = "consent.effect_at_risk"
    effect: str
    consent: str
    due: str


class EffectOverdue(Event, frozen=True):
    """Its time is over, and nobody says that it is done."""

    name: ClassVar = "consent.effect_overdue"
    effect: str
    consent: str
    due: str


class UseReserved(Event, frozen=True):
    """So much of a consent's ceilings is set aside for what is being made."""

    name: ClassVar = "consent.use_reserved"
    untold: ClassVar = ("subject",)
    reserved: str
    use: str
    consent: str
    subject: str
    outputs: int
    seconds: int
    territories: tuple[str, ...] = ()
    by: str | None = None
    version: int = 0


class FileMade(Event, frozen=True):
    """A finished file of a use was read here: *marks* were found in it, *unseen* could not be looked for.

    It is said once the use is settled: a finished file that is let go of would tell that somebody held its consent up.

    *digest* commits to the file's SHA-256, with a salt that goes with the person's key, and how many bytes it has is
    not told: the log tells nobody who has the file whom it shows.
    """

    name: ClassVar = "consent.file_made"
    untold: ClassVar = ("subject",)
    file: str
    reserved: str
    use: str
    consent: str
    subject: str
    digest: str
    media_type: str
    marks: tuple[str, ...]
    unseen: tuple[str, ...] = ()


class UseSettled(Event, frozen=True):
    """So much was made; the rest of what was set aside is free again."""

    name: ClassVar = "consent.use_settled"
    reserved: str
    use: str
    consent: str
    outputs: int
    seconds: int
    reserved_outputs: int
    reserved_seconds: int


class UseReleased(Event, frozen=True):
    """Nothing was made; what was set aside is free again."""

    name: ClassVar = "consent.use_released"
    reserved: str
    use: str
    consent: str
    outputs: int
    seconds: int


class RepresentativeProposed(Event, frozen=True):
    """Somebody is to speak for a person; an officer looks at the document of this digest first."""

    name: ClassVar = "consent.representative_proposed"
    untold: ClassVar = ("subject", "principal")
    representative: str
    subject: str
    principal: str
    role: str
    document: str
    until: str
    operations: tuple[str, ...]
    purposes: tuple[str, ...]
    grants: bool
    withdraws: bool
    by: str
    alarms: tuple[str, ...]
    since: str | None = None
    paper: str = "other"


class RepresentativeConfirmed(Event, frozen=True):
    """An officer has confirmed it; *alarms* are those that stood, and were looked at."""

    name: ClassVar = "consent.representative_confirmed"
    representative: str
    by: str
    alarms: tuple[str, ...]


class RepresentativeVetoed(Event, frozen=True):
    """The person does not want them to speak for them."""

    name: ClassVar = "consent.representative_vetoed"
    untold: ClassVar = ("by",)
    representative: str
    by: str


class RepresentativeEnded(Event, frozen=True):
    """They speak for the person no more."""

    name: ClassVar = "consent.representative_ended"
    untold: ClassVar = ("by",)
    representative: str
    by: str


class ConflictMarked(Event, frozen=True):
    """Those who speak for a person do not agree, or do again."""

    name: ClassVar = "consent.conflict_marked"
    untold: ClassVar = ("by",)
    representative: str
    conflict: bool
    by: str


class StandingProposed(Event, frozen=True):
    """An officer has a document of a person's standing: a minor's, a ward's, a dead person's.

    *majority* commits to the day on which a minor is of age, under the person's key; the day is nowhere in the log.
    """

    name: ClassVar = "consent.standing_proposed"
    untold: ClassVar = ("subject",)
    subject: str
    kind: str
    document: str
    majority: str | None
    by: str
    paper: str = "other"


class StandingConfirmed(Event, frozen=True):
    """A second officer has confirmed it."""

    name: ClassVar = "consent.standing_confirmed"
    untold: ClassVar = ("subject",)
    subject: str
    by: str


class StandingRefused(Event, frozen=True):
    """An officer does not confirm what is proposed: it is proposed no more, and what counted before goes on."""

    name: ClassVar = "consent.standing_refused"
    untold: ClassVar = ("subject",)
    subject: str
    by: str


class MajorityReached(Event, frozen=True):
    """A minor is of age: what others agreed to for them has ended, and they may be asked anew."""

    name: ClassVar = "consent.majority_reached"
    untold: ClassVar = ("subject",)
    subject: str


class ConsentDisputed(Event, frozen=True):
    """Somebody says that a consent is not what it seems; it is frozen."""

    name: ClassVar = "consent.disputed"
    untold: ClassVar = ("by",)
    dispute: str
    consent: str
    by: str


class DisputeDecided(Event, frozen=True):
    """An officer has decided: *upheld*, and the consent is void, or not."""

    name: ClassVar = "consent.dispute_decided"
    dispute: str
    consent: str
    upheld: bool
    by: str


class WordSeenTo(Event, frozen=True):
    """An officer has closed what somebody had openly said was wrong; of a silent word nothing is said."""

    name: ClassVar = "consent.word_seen_to"
    untold: ClassVar = ("consent",)
    note: str
    consent: str
    by: str
