"""A pack: the rules of one jurisdiction, as typed values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tellmark.rules.model import Grade, Operation, Purpose, Role
from tellmark.rules.obligations import Obligation


class Feature(StrEnum):
    """Something about a job, a service or an event on which a rule may hang."""

    REALISTIC = "realistic"
    DEEP_FAKE = "deep_fake"
    IDENTIFIABLE_PERSON = "identifiable_person"
    DECEASED = "deceased"
    MINOR = "minor"
    INTIMATE = "intimate"
    CSAM = "csam"
    POLITICAL = "political"
    OFFICIAL_SUBJECT = "official_subject"  # a public figure or a national symbol (AE)
    ELECTION = "election"
    ADVERT = "advert"
    PUBLIC_INTEREST_TEXT = "public_interest_text"
    CALL = "call"
    EMOTIONAL_COMPANION = "emotional_companion"
    INTERACTIVE = "interactive"
    BIOMETRIC = "biometric"
    BIOMETRIC_MODEL = "biometric_model"
    TRAINING = "training"
    PERSONAL_DATA = "personal_data"
    EXPORT = "export"
    PUBLISHED = "published"
    UNLABELLED_COPY = "unlabelled_copy"
    OPINION_ATTRIBUTES = "opinion_attributes"
    NEW_FUNCTION = "new_function"
    UNLAWFUL_CONTENT = "unlawful_content"
    FALSE_INFORMATION = "false_information"
    BREACH = "breach"
    INCIDENT = "incident"
    VULNERABILITY = "vulnerability"
    AUTHORITY_ORDER = "authority_order"
    REMOVAL_NOTICE = "removal_notice"
    COMPLAINT = "complaint"
    ACCESS_REQUEST = "access_request"
    WITHDRAWAL = "withdrawal"
    LICENSEE = "licensee"
    LARGE_PLATFORM = "large_platform"
    HOSTING = "hosting"
    VERIFY_TOOL = "verify_tool"
    SIGNATORY = "signatory"
    SMALL = "small"
    MINOR_EDIT = "minor_edit"
    EDITORIAL_CONTROL = "editorial_control"
    FOREIGN_OPERATOR = "foreign_operator"
    INFORMATION_ORDER = "information_order"
    REPLICA_CONTRACT = "replica_contract"
    OFFICIAL_PERSONA = "official_persona"
    TEMPLATE_SHARED = "template_shared"
    MODEL_HOSTING = "model_hosting"
    SERVICE = "service"
    VIRTUAL_SCENE = "virtual_scene"
    MARK_REMOVAL = "mark_removal"
    FRAUD = "fraud"
    METADATA_SAYS_AI = "metadata_says_ai"
    USER_SAYS_AI = "user_says_ai"
    TRACES_OF_AI = "traces_of_ai"


class Effect(StrEnum):
    """What an exception does to its rule: nothing is left of it, or its form becomes smaller."""

    OFF = "off"
    REDUCED = "reduced"


@dataclass(frozen=True, slots=True)
class Trigger:
    """When a rule speaks. An empty set means any.

    Of *features* all must be there, of *any_features* at least one, of *without* none.
    *market_before* and *market_from* compare the day on which the model came to the market.
    """

    roles: frozenset[Role] = frozenset()
    operations: frozenset[Operation] = frozenset()
    modalities: frozenset[str] = frozenset()
    purposes: frozenset[Purpose] = frozenset()
    features: frozenset[Feature] = frozenset()
    any_features: frozenset[Feature] = frozenset()
    without: frozenset[Feature] = frozenset()
    market_before: date | None = None
    market_from: date | None = None


@dataclass(frozen=True, slots=True)
class Exemption:
    """When a rule is off or takes a smaller form: for these purposes, or where all these features are there."""

    purposes: frozenset[Purpose]
    features: frozenset[Feature]
    effect: Effect


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands: its citation, how we know it, and an address if we have one."""

    cites: str
    grade: Grade
    url: str = ""


@dataclass(frozen=True, slots=True)
class Addition:
    """Who added a rule that is not shipped, and why; both may be empty where it only adds a mark or a record."""

    owner: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. *since* and *until* (the last day) are local days of the pack's zone.

    *do* holds what it asks; *yields_to* the rules that push it aside where they speak too; *served_by* the route, page,
    command or job that serves it: `recorded` if it is only shown, `not_yet` if nothing does. *speech* rules never
    leave their territory and never act by themselves.
    """

    id: str
    what: str
    source: Source
    since: date
    until: date | None
    when: Trigger
    do: tuple[Obligation, ...]
    exempt: tuple[Exemption, ...]
    yields_to: tuple[str, ...]
    served_by: str
    speech: bool
    added: Addition | None = None


@dataclass(frozen=True, slots=True)
class Unserved:
    """A rule of the raw material that software cannot act on, or that is not law: and why."""

    id: str
    cites: str
    grade: Grade
    why: str


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules of one jurisdiction, the time zone in which its days begin, and the SHA-256 of its file.

    *within* is the code of the jurisdiction whose rules hold here as well, empty for none: Denmark lies within the EU.
    *members* are the codes of the territories in which these rules hold, whether they have a pack of their own or not.
    """

    code: str
    name: str
    zone: str
    version: str
    rules: tuple[Rule, ...]
    unserved: tuple[Unserved, ...]
    digest: str
    within: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """All packs by the code of their jurisdiction, and what a territory without one gets."""

    packs: Mapping[str, Pack] = field(default_factory=dict)
    baseline: tuple[Obligation, ...] = ()
    digest: str = ""
