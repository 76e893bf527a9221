"""The words of a mark: what is to be inscribed, and what was found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from tellmark.rules.model import LabelDemand

Detail: TypeAlias = Mapping[str, str | int | float | bool | list[str] | None]


class Mark(StrEnum):
    """The sorts of mark (DESIGN: `tellmark.report/1`)."""

    C2PA = "c2pa"
    AIGC = "aigc"
    IPTC = "iptc"
    LABEL = "label"
    WATERMARK = "watermark"
    FINGERPRINT = "fingerprint"
    TRACE = "trace"


class Layer(StrEnum):
    """What a mark rests on: mathematics, somebody's word, or likelihood."""

    CRYPTOGRAPHIC = "cryptographic"
    DECLARED = "declared"
    STATISTICAL = "statistical"


class State(StrEnum):
    """Whether the mark stands as it was made."""

    INTACT = "intact"
    TAMPERED = "tampered"
    MALFORMED = "malformed"
    ABSENT = "absent"
    NOT_CHECKED = "not_checked"
    DISPUTED = "disputed"


class Trust(StrEnum):
    """Who knows the signer."""

    LISTED = "listed"
    PINNED = "pinned"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_CHECKED = "not_checked"
    NOT_APPLICABLE = "not_applicable"


class Says(StrEnum):
    """What the mark says of the file."""

    AI = "ai"
    POSSIBLY_AI = "possibly_ai"
    SUSPECTED_AI = "suspected_ai"
    NOT_AI = "not_ai"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One mark that was found, or looked for. *place* names the carrier; *detail* holds nobody's personal data."""

    mark: Mark
    layer: Layer
    state: State
    trust: Trust
    says: Says
    place: str
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Something that could not be looked at here, and why (a stable code, worded for people by `verify`)."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the readers found in one file."""

    found: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...] = ()


@dataclass(frozen=True, slots=True)
class AigcLabel:
    """The five elements of the implicit label (GB 45438-2025 §6.1, App. E) and the two reserved fields."""

    label: str
    content_producer: str
    produce_id: str
    content_propagator: str
    propagate_id: str
    reserved_code1: str = ""
    reserved_code2: str = ""


@dataclass(frozen=True, slots=True)
class IptcFields:
    """IPTC Photo Metadata 2025.1: the digital source type (the whole URI) and the system that made the item."""

    digital_source_type: str
    ai_system_used: str
    ai_system_version: str


@dataclass(frozen=True, slots=True)
class CredentialClaim:
    """What the Content Credential is to say. *at* is RFC 3339; *change* is `created` or `altered`.

    *record_id* is opaque. *permit* is `none` for a file that was marked without leave (DESIGN, invariant 1).
    """

    title: str
    provider: str
    system: str
    system_version: str
    operation: str
    change: str
    digital_source_type: str
    record_id: str
    at: str
    permit: str
    rules_digest: str


@dataclass(frozen=True, slots=True)
class Inscription:
    """Everything that is to be written into one file, in the fixed order; None leaves a mark out.

    *successor* is the credential's claim where none is owed: it is written if the file came with a credential, which
    would else be lost (invariant 5). *watermark* is the record that an invisible mark is to point to; "" for none.
    """

    label: LabelDemand | None
    aigc: AigcLabel | None
    iptc: IptcFields | None
    credential: CredentialClaim | None
    successor: CredentialClaim | None = None
    watermark: str = ""


@dataclass(frozen=True, slots=True)
class Watermarked:
    """What came of the invisible mark: the *key* in hex that the file bears, or why it is *unfit* to bear one.

    *kept* says that the file came with it: the key is then that of an earlier record. Without a key or a reason no
    mark was asked for.
    """

    key: str = ""
    kept: bool = False
    unfit: str = ""


NO_WATERMARK = Watermarked()
"""Nothing came of it, for nothing was asked."""
