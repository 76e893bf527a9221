"""What identity has proved of somebody, and what ties their will to a document: values, and nobody's name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class AgeBand(StrEnum):
    """How old somebody is, as far as consent asks (PIPL Art. 31)."""

    UNDER_14 = "under_14"
    FROM_14_TO_17 = "from_14_to_17"
    ADULT = "adult"
    UNKNOWN = "unknown"


IN_PERSON = "officer"
"""The method of a proof that two officers made who had the person and their document before them."""


@dataclass(frozen=True, slots=True)
class Assured:
    """What identity knows of a person, never who it is.

    *record* is the assurance record's opaque id; *method* how it was proved (oidc, oid4vp, officer, cn_netid); *level*
    from 0 to 3 (NIST SP 800-63A IAL, mapped); *age* how old they are by all that is known of them, not by this record
    alone; *territories* where this method is accepted, none meaning everywhere, by level alone; *short* the territories
    that ask a higher level of whoever agrees than this one is of, each with the level that it asks.
    """

    record: str
    method: str
    level: int
    age: AgeBand
    territories: frozenset[str]
    valid_until: datetime
    short: Mapping[str, int] = field(default_factory=dict)


class BindingMethod(StrEnum):
    """By what somebody's will was tied to a document."""

    PASSKEY = "passkey"
    WALLET = "wallet"
    SPOKEN = "spoken"
    WITNESSED = "witnessed"
    FRESH_PROOF = "fresh_proof"


@dataclass(frozen=True, slots=True)
class Bound:
    """Somebody's will, tied to one decision document.

    *digest* is the SHA-256 of the document, *evidence* that of the evidence, which identity keeps sealed; *by* is the
    principal's id; *record* is that of the proof which ties it, empty where something else does (a passkey).
    """

    method: BindingMethod
    digest: str
    evidence: str
    by: str
    at: datetime
    record: str = ""
