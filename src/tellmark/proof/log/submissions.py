"""What a log sends to a witness, and what the witness's answer means (C2SP tlog-witness, add-checkpoint)."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from tellmark.proof.log.checkpoints import number
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.merkle import Head
from tellmark.proof.log.notes import Note, NoteSignature, read_note
from tellmark.proof.log.vkeys import VerifierKey, judged

PATH = "add-checkpoint"
LARGEST_ANSWER = 1 << 16
"""Bytes; one signature with ML-DSA-44 is a line of 3.3 kB, and a witness may send several."""

MOST_STEPS = 63

_SKEW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a witness is asked: to sign *note*, the checkpoint of *head*, which grew from *old* as *proof* shows.

    Raises ValueError for a proof that no witness would take.
    """

    note: Note
    head: Head
    old: int
    proof: Sequence[bytes]

    def __post_init__(self) -> None:
        if not 0 <= self.old <= self.head.size or len(self.proof) > MOST_STEPS:
            raise ValueError("a witness is shown how a log grew, in 63 steps at most")

    @property
    def data(self) -> bytes:
        """The body of the request."""
        lines = [f"old {self.old}", *(base64.b64encode(step).decode() for step in self.proof)]
        return "\n".join(lines).encode() + b"\n\n" + self.note.data


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP: the status, and the body, cut a byte after LARGEST_ANSWER."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Signs:
    """The witness has signed, and its signature holds."""

    signature: NoteSignature


@dataclass(frozen=True, slots=True)
class StandsAt:
    """The witness signed this log last at another *size*, which the log has had: ask again, from there."""

    size: int


@dataclass(frozen=True, slots=True)
class Contradicts:
    """The witness has seen this log otherwise: larger, or with other entries. *what* follows the witness's name."""

    what: str


@dataclass(frozen=True, slots=True)
class Declines:
    """The witness did not sign, for a reason that says nothing about the log. *why* follows the witness's name."""

    why: str


Heard: TypeAlias = Signs | StandsAt | Contradicts | Declines


def heard(answer: Answer, asked: Asked, key: VerifierKey, at: datetime) -> Heard:
    """Tell what the answer of the witness with *key* means. Nothing that it can be is an error.

    A signature counts only if it says a time within ten minutes of *at*. Raises AlgorithmNotOffered.
    """
    match answer.status:
        case 200:
            return _signed(answer.body, asked.note, key, at)
        case 409:
            return _conflict(answer.body, asked)
        case 422 if asked.old == asked.head.size:
            return Contradicts(f"has signed another checkpoint of this log at the same size, {asked.head.size}")
        case 422:
            return Contradicts(f"has signed {asked.old} entries of this log that are not its first {asked.old} now")
        case 404:
            return Declines("does not know this log: its keeper has to enter the log's origin and verifier key")
        case 403:
            return Declines("does not accept the log's signature: its keeper has to enter the present verifier key")
        case status:
            return Declines(f"answers with status {status}")


def _signed(body: bytes, note: Note, key: VerifierKey, at: datetime) -> Heard:
    if len(body) > LARGEST_ANSWER:
        return Declines("sends more than signatures take")
    try:
        added = read_note(note.text.encode() + b"\n" + body).signatures
    except MalformedLog:
        return Declines("sends something else than signatures")
    for line in added:
        if not key.made(line):
            continue
        answer = judged(Note(note.text, (line,)), key)
        if answer is None or not answer.holds:
            return Declines("sends a signature that does not hold")
        if answer.at is None or abs(answer.at - at) > _SKEW:
            return Declines("signs for another time than the present; see whose clock is wrong")
        return Signs(line)
    return Declines("sends no signature of the key that is known here")


def _conflict(body: bytes, asked: Asked) -> Heard:
    size = number(body[:-1].decode("ascii", "replace")) if body.endswith(b"\n") and len(body) < 21 else None
    if size is None:
        return Declines("says that it stands elsewhere, and not where")
    if size > asked.head.size:
        return Contradicts(f"has signed this log with {size} entries, and it has {asked.head.size} now")
    if size != asked.old:
        return StandsAt(size)
    if size == asked.head.size:  # what tlog-witness 1.0 answers where 1.1 answers 422
        return Contradicts(f"has signed another checkpoint of this log at the same size, {size}")
    return Declines("says that it stands elsewhere, and names the size it was asked from")
