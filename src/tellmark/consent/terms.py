"""What is asked of a person, term by term, in codes: so that two scopes can be held against each other."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Modality(StrEnum):
    """What of a person is recreated."""

    FACE = "face"
    VOICE = "voice"
    BODY = "body"
    GAIT = "gait"
    NAME = "name"
    STYLE = "style"


BIOMETRIC = frozenset({Modality.FACE, Modality.VOICE, Modality.BODY, Modality.GAIT})
"""What takes a separate tick: it is measured off the body (PIPL Art. 29; GDPR Art. 9)."""


class Operation(StrEnum):
    """What is done with it; the words of `rules/operations.toml` where it has one."""

    FACE_SWAP = "face_swap"
    FACE_EDIT = "face_edit"
    LIP_SYNC = "lip_sync"
    AVATAR = "avatar"
    VOICE_CLONE = "voice_clone"
    REENACT = "reenact"
    TRANSLATE = "translate"
    AGE_CHANGE = "age_change"
    BODY_CHANGE = "body_change"


SPEAKING = frozenset({Operation.LIP_SYNC, Operation.VOICE_CLONE, Operation.TRANSLATE})
"""What makes a person say something, with their own voice or another: it is said in some language."""


class Purpose(StrEnum):
    """What for; beside each code stands what the requester says in their own words."""

    ADVERT = "advert"
    ART = "art"
    EDUCATION = "education"
    ENTERTAINMENT = "entertainment"
    INTERNAL = "internal"
    MEDICAL = "medical"
    NEWS = "news"
    PERSONAL = "personal"
    POLITICAL = "political"
    RESEARCH = "research"
    SATIRE = "satire"
    SERVICE = "service"
    SEXUAL = "sexual"


class Exclusion(StrEnum):
    """What the recreated person is never shown with."""

    ALCOHOL = "alcohol"
    BRANDS = "brands"
    CRIME = "crime"
    DRUGS = "drugs"
    FINANCIAL = "financial"
    GAMBLING = "gambling"
    MEDICAL = "medical"
    POLITICAL = "political"
    RELIGIOUS = "religious"
    SEXUAL = "sexual"
    TOBACCO = "tobacco"
    VIOLENCE = "violence"
    WEAPONS = "weapons"


class Channel(StrEnum):
    """Where it is shown."""

    INTERNAL = "internal"
    PRIVATE = "private"
    SOCIAL = "social"
    WEB = "web"
    BROADCAST = "broadcast"
    CINEMA = "cinema"
    PRINT = "print"
    OUTDOOR = "outdoor"
    GAME = "game"


PUBLIC = frozenset(Channel) - {Channel.INTERNAL, Channel.PRIVATE}
"""Channels that disclose to the public: they take a separate tick (PIPL Art. 25)."""


class Training(StrEnum):
    """Whether a model may learn from the person, from the least to the most."""

    NONE = "none"
    OWN_MODEL = "own_model"
    ANY_MODEL = "any_model"


class Aftermath(StrEnum):
    """What becomes of lawful releases from before a withdrawal, from what the person keeps most in hand to least."""

    TAKE_DOWN = "take_down"
    NO_NEW_COPIES = "no_new_copies"
    LET_STAND = "let_stand"


class Tick(StrEnum):
    """What is agreed to separately, each by a tick of its own (PIPL Arts. 23, 25, 29, 39)."""

    BIOMETRIC = "biometric"
    CROSS_BORDER = "cross_border"
    PUBLIC_DISCLOSURE = "public_disclosure"
    THIRD_PARTIES = "third_parties"
    TRAINING = "training"


class Per(StrEnum):
    """What pay is reckoned by."""

    ONCE = "once"
    OUTPUT = "output"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Pay:
    """What the person gets: an *amount* in the smallest unit of *currency* (ISO 4217), once or for each of *per*.

    Raises ValueError for an amount below nothing, or what is no code of a currency.
    """

    amount: int
    currency: str
    per: Per = Per.ONCE

    def __post_init__(self) -> None:
        if self.amount < 0 or not (len(self.currency) == 3 and self.currency.isascii() and self.currency.isupper()):
            raise ValueError("pay is an amount of a currency such as CNY, in its smallest unit")


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be made of a person, for what, where, how long and how much: nothing that is not named is meant.

    *territories* are audiences' codes (`rules/audiences.py`), *languages* BCP 47 tags (none: nothing is spoken or
    written), *models* the ids of a model and its versions (none: any of the requester's, but no training is meant),
    *content* the SHA-256 of a script or a description (None: the content is free within the rest), the ceilings whole
    numbers (None: no ceiling). *retention_days* is how long what was taken from the person is kept after the end.
    Raises ValueError for what cannot be meant: nothing at all, an end before the start, a ceiling below one.
    """

    modalities: frozenset[Modality]
    operations: frozenset[Operation]
    purposes: frozenset[Purpose]
    territories: frozenset[str]
    channels: frozenset[Channel]
    start: datetime
    end: datetime
    languages: frozenset[str] = frozenset()
    excluded: frozenset[Exclusion] = frozenset()
    models: frozenset[str] = frozenset()
    content: str | None = None
    max_outputs: int | None = None
    max_seconds: int | None = None
    derivatives: bool = False
    sublicence: bool = False
    cross_border: bool = False
    training: Training = Training.NONE
    retention_days: int = 0
    pay: Pay | None = None
    aftermath: Aftermath = Aftermath.TAKE_DOWN

    def __post_init__(self) -> None:
        if not (self.modalities and self.operations and self.purposes and self.territories and self.channels):
            raise ValueError("a scope names what, how, what for, where and through what")
        if self.start.tzinfo is None or self.end.tzinfo is None or self.start >= self.end:
            raise ValueError("a scope starts before it ends, and both instants have a time zone")
        if self.retention_days < 0 or any(
            most is not None and most < 1 for most in (self.max_outputs, self.max_seconds)
        ):
            raise ValueError("a ceiling is one at least, and nothing is kept for less than no time")

    @property
    def high_risk(self) -> bool:
        """Whether it takes a night's sleep: sexual, political or medical use, any training, or passing it on."""
        grave = self.purposes & {Purpose.SEXUAL, Purpose.POLITICAL, Purpose.MEDICAL}
        return bool(grave) or self.training is not Training.NONE or self.sublicence

    @property
    def ticks(self) -> frozenset[Tick]:
        """What of it is agreed to separately."""
        asked = {
            Tick.BIOMETRIC: bool(self.modalities & BIOMETRIC),
            Tick.CROSS_BORDER: self.cross_border,
            Tick.PUBLIC_DISCLOSURE: bool(self.channels & PUBLIC),
            Tick.THIRD_PARTIES: self.sublicence,
            Tick.TRAINING: self.training is not Training.NONE,
        }
        return frozenset(tick for tick, wanted in asked.items() if wanted)
