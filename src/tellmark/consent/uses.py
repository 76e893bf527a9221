"""What is made of a person, whether it is covered, and what follows from an end: uses, effects, disputes, notes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tellmark.consent.ids import BasisId, ConsentId, DisputeId, EffectId, NoteId, PartyId, RequestId, UseId
from tellmark.consent.terms import SPEAKING, Exclusion, Modality, Operation, Purpose, Training
from tellmark.subjects.model import SubjectId

LONGEST_MAKING = timedelta(hours=1)
"""After this long, what was set aside and never told of again is free: a permit lives a quarter of an hour."""


class EffectKind(StrEnum):
    """What has to happen after a consent has ended or been narrowed."""

    REVOKE_PERMITS = "revoke_permits"
    TELL_LICENSEES = "tell_licensees"
    DELETE_TEMPLATES = "delete_templates"
    LIST_OUTPUTS = "list_outputs"
    TAKE_DOWN = "take_down"
    BLOCK_TRAINING = "block_training"


OF_ASKER = frozenset(
    {EffectKind.TELL_LICENSEES, EffectKind.DELETE_TEMPLATES, EffectKind.TAKE_DOWN, EffectKind.BLOCK_TRAINING}
)
"""What falls to whoever asked, who has the copies, patterns and models; the rest the service sees to."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that has to happen, by when, and the digest of the evidence that it did."""

    id: EffectId
    consent: ConsentId
    kind: EffectKind
    begun_at: datetime
    due: datetime
    done_at: datetime | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """Somebody says that a consent is not what it seems; it is frozen until an officer has decided."""

    id: DisputeId
    consent: ConsentId
    by: str
    opened_at: datetime
    upheld: bool | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


class NoteKind(StrEnum):
    """What a person tells the officers, and nobody else learns of; or what we tell them of who that person is."""

    COERCION = "coercion"
    UNWANTED = "unwanted"
    MISUSE = "misuse"
    IDENTITY = "identity"
    FIRST_PROOF = "first_proof"
    TAKEN_UP = "taken_up"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Note:
    """A word to the officers; it stands in the store only, and the log does not tell which consent it is about."""

    id: NoteId
    kind: NoteKind
    subject: SubjectId
    request: RequestId | None
    consent: ConsentId | None
    made_at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """One making of something, as a program asks about it."""

    operation: Operation
    modalities: frozenset[str]
    purpose: Purpose
    territories: frozenset[str]
    channels: frozenset[str]
    party: PartyId | None = None
    languages: frozenset[str] = frozenset()
    touches: frozenset[Exclusion] = frozenset()
    content: str | None = None
    model: str | None = None
    outputs: int = 1
    seconds: int = 0
    training: Training = Training.NONE
    derivative: bool = False
    sublicensed: bool = False
    cross_border: bool = False

    @property
    def speaks(self) -> bool:
        """Whether somebody is heard or seen to say something; a silent picture of them is in no language."""
        return Modality.VOICE in self.modalities or self.operation in SPEAKING


class Reason(StrEnum):
    """Why a consent does not cover a use. Each has a sentence in the catalogues."""

    NONE_GIVEN = "none_given"
    NOT_YET = "not_yet"
    SUSPENDED = "suspended"
    ENDED = "ended"
    EXPIRED = "expired"
    IDENTITY_EXPIRED = "identity_expired"
    OTHER_PARTY = "other_party"
    MODALITY = "modality"
    OPERATION = "operation"
    PURPOSE = "purpose"
    EXCLUDED = "excluded"
    TERRITORY = "territory"
    LANGUAGE = "language"
    CHANNEL = "channel"
    CONTENT = "content"
    MODEL = "model"
    TRAINING = "training"
    DERIVATIVE = "derivative"
    SUBLICENCE = "sublicence"
    CROSS_BORDER = "cross_border"
    OUTPUTS = "outputs"
    SECONDS = "seconds"
    OTHERS_MISSING = "others_missing"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class PersonCovered:
    """By which consent a person is covered, and at which epoch: a permit carries both."""

    subject: SubjectId
    consent: ConsentId
    epoch: int


@dataclass(frozen=True, slots=True)
class PersonLawful:
    """By which legal basis a use of a person who has not agreed is covered all the same, and at which epoch."""

    subject: SubjectId
    basis: BasisId
    epoch: int


@dataclass(frozen=True, slots=True)
class PersonUncovered:
    """Why a person is not covered: for each consent that came near, all of its reasons.

    *bases* are those for whoever asks that came near, with theirs.
    """

    subject: SubjectId
    reasons: tuple[tuple[ConsentId | None, tuple[Reason, ...]], ...]
    bases: tuple[tuple[BasisId, tuple[Reason, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Covered:
    """Everybody has agreed to this use, but for those of whom a legal basis covers it."""

    persons: tuple[PersonCovered | PersonLawful, ...]


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Somebody has not agreed to this use; *others* is how many covered persons there are beside."""

    persons: tuple[PersonUncovered, ...]
    others: int = 0


class UseState(StrEnum):
    """What became of what was set aside."""

    RESERVED = "reserved"
    SETTLED = "settled"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class OnBasis:
    """The legal basis that stands where otherwise a consent does; so neither is ever taken for the other."""

    basis: BasisId


@dataclass(frozen=True, slots=True)
class Reserved:
    """What one use, in these *territories*, has set aside of the ceilings of one consent, or of one legal basis.

    *by* is the account whose program makes it, and nobody else tells of it; *version* is that of the consent; *files*
    is how many finished files of it stand in the log.
    """

    id: str
    use: UseId
    consent: ConsentId | OnBasis
    subject: SubjectId
    outputs: int
    seconds: int
    state: UseState
    at: datetime
    territories: frozenset[str] = frozenset()
    by: str = ""
    version: int = 0
    files: int = 0

    @property
    def made(self) -> bool:
        """Whether something came of it, and was let out."""
        return self.state is UseState.SETTLED and self.outputs > 0

    @property
    def rests_on(self) -> str:
        """The id of the consent, or of the legal basis, that it takes of."""
        return self.consent.basis if isinstance(self.consent, OnBasis) else self.consent
