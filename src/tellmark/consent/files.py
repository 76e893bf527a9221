"""A finished file of a use: what it is, and the marks that were found in it by reading it here."""

from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.ids import ConsentId, UseId
from tellmark.marks.model import Mark, State
from tellmark.subjects.model import SubjectId
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256


@dataclass(frozen=True, slots=True, order=True)
class MarkSeen:
    """A mark that says that the file is a machine's, or is put on nothing else, and whether it stands as it was made.

    Its *word* is what leaves of the log and programs are told: `c2pa.intact`.
    """

    mark: Mark
    state: State

    @property
    def word(self) -> str:
        """Both in a word."""
        return f"{self.mark}.{self.state}"

    @classmethod
    def of(cls, word: str) -> "MarkSeen":
        """Return what *word* says. Raises ValueError where it says nothing."""
        mark, _, state = word.partition(".")
        return cls(Mark(mark), State(state))


@dataclass(frozen=True, slots=True)
class Contents:
    """What tells a file from every other: its SHA-256, and its bytes, which many a file has alone."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A finished file as it was read here: its contents, its media type, and its marks."""

    contents: Contents
    media_type: str
    marks: tuple[MarkSeen, ...]


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A finished file that was made of somebody.

    *digest* commits to its SHA-256 (`digest_of_file`); its contents lie sealed under the person's key.
    """

    id: str
    reserved: str
    use: UseId
    consent: ConsentId
    subject: SubjectId
    digest: str
    media_type: str
    marks: tuple[MarkSeen, ...]
    at: datetime


def digest_of_file(sha256_of_file: str, salt: bytes) -> str:
    """Return what the log tells of a file of this SHA-256: without *salt*, nobody can try files they have against it.

    It is the SHA-256 of the canonical JSON of both, in hexadecimal digits.
    """
    return sha256(canonical({"salt": salt.hex(), "sha256": sha256_of_file}))
