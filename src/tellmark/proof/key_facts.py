"""What may be told of a signing chain without opening its keys."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class KeyState(StrEnum):
    """Whether a chain signs, only vouches for what it signed before, or was given up."""

    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What may be told of one chain. *key_id* and *leaf_sha256* are hexadecimal; *locked* is an encrypted key."""

    key_id: str
    state: KeyState
    organisation: str
    algorithm: str
    not_before: datetime
    not_after: datetime
    leaf_sha256: str
    development: bool
    locked: bool
