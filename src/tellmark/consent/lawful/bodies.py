"""What programs and commands of officers send about legal bases; whatever is not known is refused."""

from typing import Annotated

import msgspec

from tellmark.consent.bodies import Body, Code, Count, Instant, Long
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.lawful.model import BasisTerms, Extent, Ground
from tellmark.consent.speaker_bodies import Digest
from tellmark.consent.terms import Channel, Modality, Operation, Purpose
from tellmark.subjects.model import SubjectId

Ceiling = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class BasisBody(Body):
    """A basis as it is entered: one person, one account, one territory. *paper* is the memorandum's SHA-256.

    *of_age*: the officer has made sure that the person is, or died, of age.
    """

    person: Code
    ground: Ground
    requester: Code
    modalities: Annotated[list[Modality], msgspec.Meta(min_length=1)]
    operations: Annotated[list[Operation], msgspec.Meta(min_length=1)]
    purposes: Annotated[list[Purpose], msgspec.Meta(min_length=1)]
    territory: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    channels: Annotated[list[Channel], msgspec.Meta(min_length=1)]
    max_outputs: Ceiling
    until: Instant
    reason: Long
    paper: Digest
    of_age: bool
    max_seconds: Count = 0

    def terms(self) -> BasisTerms:
        """Return the terms."""
        extent = Extent(
            frozenset(self.modalities), frozenset(self.operations), frozenset(self.purposes), self.territory,
            frozenset(self.channels), self.max_outputs, self.max_seconds,
        )  # fmt: skip
        return BasisTerms(self.ground, SubjectId(self.person), self.requester, extent, self.until)


class BasisReadBody(Body):
    """The digest of the memorandum that the second officer has read, and that they, too, made sure of the age."""

    paper: Digest
    of_age: bool


class ObjectionBody(Body):
    """What an officer who had no part in it decides on an objection, and why, as a code word."""

    upheld: bool
    reason: CaseReason


BODIES = (BasisBody, BasisReadBody, ObjectionBody)
