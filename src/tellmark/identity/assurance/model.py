"""What a verifier found out about a person, without saying who it is."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from tellmark.subjects.model import SubjectId, is_code

RecordId = NewType("RecordId", str)

HIGHEST = 3
"""The highest level (NIST SP 800-63A-4 IAL3); 0 is whoever only says so."""


class Method(StrEnum):
    """How it was found out."""

    OIDC = "oidc"
    OID4VP = "oid4vp"
    OFFICER = "officer"
    PHONE = "phone"
    CN_NETID = "cn_netid"
    ORGANISATION = "organisation"


OF_PERSONS = frozenset({Method.OIDC, Method.OID4VP, Method.OFFICER, Method.CN_NETID})
"""The methods that tell one human from all others. A code shows who holds a telephone, a register what a company is."""

BINDING = frozenset({Method.OIDC, Method.OFFICER, Method.CN_NETID})
"""The methods whose proof, just made, may tie a decision, a passkey or a visit without any to its human (ADR 26).

A code may be read out to somebody, and a wallet on another device be shown somebody else's request: a wallet ties a
decision by `transaction_data`, never by having been there a moment ago.
"""


class AgeBand(StrEnum):
    """How old somebody is, no finer than the law asks (PIPL Art. 28: 14; majority: 18)."""

    UNDER_14 = "under_14"
    FROM_14_TO_17 = "from_14_to_17"
    ADULT = "adult"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a verifier answers: never a document. Raises ValueError for a level or a territory that is none.

    *pseudonym* is what the verifier calls this person, in its one spelling: it goes into the vault's blind index and
    nowhere else. *evidence* is the SHA-256 of what was shown. *territories* says where the method is accepted; empty
    means everywhere, by its level alone. *lasts* is how long it counts. *shown* is the evidence itself, for where it
    binds a decision and is kept sealed; everywhere else it is dropped.
    """

    method: Method
    verifier: str
    level: int
    issuer: str = field(repr=False)
    pseudonym: str = field(repr=False)
    evidence: str
    territories: frozenset[str]
    age: AgeBand
    lasts: timedelta
    shown: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not 0 <= self.level <= HIGHEST:
            raise ValueError("a level is a number from 0 to 3")
        if not all(is_code(place) for place in self.territories):
            raise ValueError("a territory is a code word")


@dataclass(frozen=True, slots=True)
class AssuranceRecord:
    """What is known of *subject* since *made_at*, until *valid_until* or until it is revoked, if that is earlier.

    *cooling_until* is set where the face or voice is well known: until then it supports nothing.
    """

    id: RecordId
    subject: SubjectId
    method: Method
    verifier: str
    level: int
    issuer: str = field(repr=False)
    territories: frozenset[str]
    age: AgeBand
    evidence: str
    made_at: datetime
    valid_until: datetime
    revoked_at: datetime | None = None
    cooling_until: datetime | None = None

    def stands(self, at: datetime) -> bool:
        """Tell whether it counts at this instant: the clock alone ends it."""
        return self.in_force(at) and not self.cools(at)

    def in_force(self, at: datetime) -> bool:
        """Tell whether it was made and neither revoked nor over at this instant, also while it cools off."""
        ended = self.revoked_at is not None and at >= self.revoked_at
        return self.made_at <= at < self.valid_until and not ended

    def cools(self, at: datetime) -> bool:
        """Tell whether it supports nothing yet."""
        return self.cooling_until is not None and at < self.cooling_until
