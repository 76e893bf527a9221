"""The words of a time-stamp: what was asked, what was given, and all that can be wrong with an answer."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Flaw(StrEnum):
    """Why there is no time-stamp. The first group speaks of the connection, the second of what was answered."""

    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    BUSY = "busy"
    HTTP_STATUS = "http_status"
    REDIRECTED = "redirected"
    WRONG_TYPE = "wrong_type"
    CUT_OFF = "cut_off"
    TOO_LARGE = "too_large"

    MALFORMED = "malformed"
    REJECTED = "rejected"
    MODIFIED = "modified"
    WRONG_NONCE = "wrong_nonce"
    WRONG_IMPRINT = "wrong_imprint"
    WRONG_POLICY = "wrong_policy"
    WRONG_TIME = "wrong_time"
    WEAK_DIGEST = "weak_digest"
    UNKNOWN_ALGORITHM = "unknown_algorithm"
    OTHER_SIGNER = "other_signer"
    BAD_SIGNATURE = "bad_signature"
    NOT_FOR_TIME_STAMPS = "not_for_time_stamps"
    EXPIRED = "expired"
    UNKNOWN_AUTHORITY = "unknown_authority"


PASSING = frozenset({Flaw.UNREACHABLE, Flaw.TOO_SLOW, Flaw.BUSY, Flaw.CUT_OFF})
"""Flaws that another attempt, a moment later, may not meet again."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be stamped: its SHA-256 *imprint*, a *nonce* that was never used, and the OID of a policy or ""."""

    imprint: bytes
    nonce: int
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time-stamp that was checked: the token (DER), the instant, who gave it, under which policy and number."""

    token: bytes
    at: datetime
    authority: str
    policy: str
    serial: int
