"""The words of a job and of what it owes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tellmark.rules.obligations import Obligation


class Operation(StrEnum):
    """What a generator did. `operations.toml` says of each what the world must be told."""

    FACE_SWAP = "face_swap"
    FACE_EDIT = "face_edit"
    FACE_GENERATE = "face_generate"
    LIP_SYNC = "lip_sync"
    AVATAR = "avatar"
    VOICE_CLONE = "voice_clone"
    VOICE_SYNTHESIS = "voice_synthesis"
    IMAGE_GENERATE = "image_generate"
    IMAGE_EDIT = "image_edit"
    AUDIO_GENERATE = "audio_generate"
    VIDEO_GENERATE = "video_generate"
    VIDEO_EDIT = "video_edit"


class Role(StrEnum):
    """Who somebody is to a file: rules bind them differently."""

    PROVIDER = "provider"
    DEPLOYER = "deployer"
    SUPPORTER = "supporter"
    PLATFORM = "platform"
    APP_STORE = "app_store"
    USER = "user"
    OPERATOR = "operator"


class Purpose(StrEnum):
    """What a file is for. It may change the form of disclosure, never the machine marks."""

    GENERAL = "general"
    SATIRE = "satire"
    NEWS = "news"
    ART = "art"
    EDUCATION = "education"
    RESEARCH = "research"
    ADVERT = "advert"
    SECURITY_RESEARCH = "security_research"
    LAW_ENFORCEMENT = "law_enforcement"


class Change(StrEnum):
    """Whether the system made the item or altered one (Cal. B&P 22757.3(a))."""

    CREATED = "created"
    ALTERED = "altered"


class Grade(StrEnum):
    """How we know a rule: Primary text read, Secondary source, Remembered, Measured."""

    P = "P"
    S = "S"
    R = "R"
    M = "M"


@dataclass(frozen=True, slots=True)
class Job:
    """One recreation: what was done, with which model and version, for whom, when.

    *audiences* are codes such as CN, EU, US-CA; *model* and *model_version* are empty where nobody named them, and
    *market* (the day on which the model came to the market) is None. *features* are those of `pack.Feature`.
    """

    operation: Operation
    modality: str
    model: str
    audiences: tuple[str, ...]
    at: datetime
    model_version: str = ""
    market: date | None = None
    role: Role = Role.PROVIDER
    purpose: Purpose = Purpose.GENERAL
    features: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LabelDemand:
    """The explicit label that is owed: the words, their size and how long they stand.

    *min_ink* is the least height of ink as a share of the short side of the picture; *seconds* the least time from
    the first frame on, *repeat* the seconds from one showing to the next (None: once); *spoken* the languages of
    the spoken clip (BCP 47) and *rhythm* whether the Morse rhythm follows it.
    """

    texts: tuple[str, ...]
    min_ink: float
    seconds: float
    repeat: float | None
    spoken: tuple[str, ...]
    rhythm: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """A rule that this plan serves, or cannot: its id, who says so, and how certain.

    *about* is `file` for what the file itself must carry, `service` for what its maker must do besides.
    """

    rule: str
    audience: str
    cites: str
    grade: Grade
    what: str
    about: str = "file"


@dataclass(frozen=True, slots=True)
class Due:
    """Something besides marks that a rule asks: a record, a clock, a notice, a report, a review."""

    rule: str
    audience: str
    kind: str
    asks: Obligation


@dataclass(frozen=True, slots=True)
class Territory:
    """What holds in one territory alone: conditions such as `CN-DS-09:identity=real_name`, takedowns, a refusal."""

    code: str
    conditions: tuple[str, ...]
    takedowns: tuple[str, ...]
    refused: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What the rules demand of a job's file. *unmet* is what they demand and this version cannot do."""

    label: LabelDemand | None
    aigc: bool
    iptc: bool
    credential: bool
    served: tuple[Owed, ...]
    unmet: tuple[Owed, ...]
    notes: tuple[str, ...]
    rules_digest: str
    dues: tuple[Due, ...] = ()
    territories: tuple[Territory, ...] = ()
    watermark: bool = False
