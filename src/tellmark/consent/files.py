"""A finished file of a use: what it is, and the marks that were found in it by reading it here."""

from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.ids import ConsentId, UseId
from tellmark.consent.uses import OnBasis
from tellmark.marks.model import Mark, State, Trust
from tellmark.subjects.model import SubjectId
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256


@dataclass(frozen=True, slots=True, order=True)
class MarkSeen:
    """A mark that was put for AI, or is put on nothing else; how it stands, and who knows its signer.

    Its *word* is what leaves of the log are told: `c2pa.intact.pinned`.
    """

    mark: Mark
    state: State
    trust: Trust

    @property
    def word(self) -> str:
        """All three in a word."""
        return f"{self.mark}.{self.state}.{self.trust}"

    @classmethod
    def of(cls, word: str) -> "MarkSeen":
        """Return what *word* says. Raises ValueError where it says nothing."""
        mark, state, trust = word.split(".")
        return cls(Mark(mark), State(state), Trust(trust))


@dataclass(frozen=True, slots=True)
class Contents:
    """What tells a file from every other: its SHA-256, and its bytes, which many a file has alone."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A finished file as it was read here. *unseen* are marks that could not be looked for in it."""

    contents: Contents
    media_type: str
    marks: tuple[MarkSeen, ...]
    unseen: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A finished file that was made of somebody.

    *digest* commits to its SHA-256 (`digest_of_file`); its contents lie sealed under the person's key.
    """

    id: str
    reserved: str
    use: UseId
    consent: ConsentId | OnBasis
    subject: SubjectId
    digest: str
    media_type: str
    marks: tuple[MarkSeen, ...]
    unseen: tuple[Mark, ...]
    at: datetime


def digest_of_file(sha256_of_file: str, salt: bytes) -> str:
    """Return what the log tells of a file of this SHA-256: without *salt*, nobody can try files they have against it.

    It is the SHA-256 of the canonical JSON of both, in hexadecimal digits.
    """
    return sha256(canonical({"salt": salt.hex(), "sha256": sha256_of_file}))
