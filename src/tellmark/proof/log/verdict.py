"""The answer to "has anybody touched this log?": values, no errors."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tellmark.proof.log.merkle import Head


class LogState(StrEnum):
    """What a check of a log, or of a proof from it, came to."""

    INTACT = "intact"
    NO_CHECKPOINT = "no_checkpoint"
    MALFORMED_CHECKPOINT = "malformed_checkpoint"
    UNKNOWN_SIGNER = "unknown_signer"
    BAD_SIGNATURE = "bad_signature"
    WRONG_ORIGIN = "wrong_origin"
    BAD_COSIGNATURE = "bad_cosignature"
    TOO_FEW_WITNESSES = "too_few_witnesses"
    MISSING_TILE = "missing_tile"
    CHANGED_TILE = "changed_tile"
    MISSING_ENTRIES = "missing_entries"
    CHANGED_ENTRIES = "changed_entries"
    WRONG_ROOT = "wrong_root"
    SHRUNK = "shrunk"
    FORKED = "forked"
    NOT_INCLUDED = "not_included"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: *where* is a file of the log (`tile/0/003`), *what* a sentence about it."""

    state: LogState
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness that saw this checkpoint, and when (None where its signature says no time)."""

    name: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class LogVerdict:
    """What a log turned out to be. *state* is that of the first fault, INTACT without one.

    *signer* is the name of the key that signed the checkpoint, None where no key was given to check with. *entries*
    counts the entries whose hash was found right, *events* those of them that are events of Tellmark's own.
    *faults* holds 32 at most; *more_faults* says how many were left out.
    """

    state: LogState
    origin: str | None = None
    head: Head | None = None
    signer: str | None = None
    witnesses: tuple[Cosigned, ...] = ()
    entries: int = 0
    events: int = 0
    faults: tuple[Fault, ...] = field(default=())
    more_faults: int = 0
