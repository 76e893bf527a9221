"""A recording, picture or film of the person, as whoever asks has it: what it is, and what is said of it."""

from dataclasses import dataclass, field

from tellmark.consent.ids import RequestId
from tellmark.media.kinds import Kind
from tellmark.subjects.model import SubjectId

MOST = 3
"""How many one request may show."""

LARGEST = 8 << 20
"""Bytes of the largest file that is taken: a photograph of a telephone, minutes of speech, seconds of film."""

LONGEST_ORIGIN = 300
"""Characters of the sentence that says where it comes from."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What whoever asks says of it: where it comes from, in a sentence, and when it was taken (a day, month or year).

    *unaltered*: that it is the person's own, and that nothing was made from it or changed in it.
    """

    origin: str
    taken: str
    unaltered: bool


@dataclass(frozen=True, slots=True)
class Described:
    """What the notice says of it. Sealed with the words of the request, so that their digest covers it."""

    id: str
    kind: Kind
    digest: str
    origin: str
    taken: str


@dataclass(frozen=True, slots=True)
class Preview:
    """One that is kept for *request*: *digest* is the SHA-256 of the file, *size* its bytes."""

    id: str
    request: RequestId
    subject: SubjectId
    kind: Kind
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was looked at and may be shown."""

    kind: Kind
    digest: str
    data: bytes = field(repr=False)
