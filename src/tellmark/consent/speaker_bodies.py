"""What programs and commands send to record who speaks for whom; whatever is not known is refused."""

from datetime import date
from typing import Annotated

import msgspec

from tellmark.consent.bodies import Body, Code, Instant
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.model import Alarm, Authority, Paper, Role, StandingKind
from tellmark.consent.terms import Operation, Purpose

Part = Annotated[str, msgspec.Meta(pattern="^(guardian|agent|union|estate|attorney)$")]
"""A `Role` but one's own; by its word, since the document of the API has another `Role` already."""
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class SpeakerBody(Body):
    """That *speaker* is to speak for *person*, and which document says so; no operations or purposes mean all."""

    person: Code
    speaker: Code
    role: Part
    paper: Paper
    document: Digest
    until: Instant
    since: Instant | None = None
    operations: list[Operation] = msgspec.field(default_factory=list)
    purposes: list[Purpose] = msgspec.field(default_factory=list)
    grants: bool = True
    withdraws: bool = True

    def authority(self) -> Authority:
        """Return the authority."""
        return Authority(
            Role(self.role), self.document, self.until, frozenset(self.operations), frozenset(self.purposes),
            self.grants, self.withdraws, self.since, self.paper,
        )  # fmt: skip


class ConfirmBody(Body):
    """That a second officer has seen the document, for which *reason*, *despite* each alarm named."""

    reason: CaseReason
    despite: list[Alarm] = msgspec.field(default_factory=list)


class ReasonBody(Body):
    """Why an officer decides so, as a code word."""

    reason: CaseReason


class StandingBody(Body):
    """What *person* is; of a minor the day of birth, which is sealed, and told by no answer."""

    person: Code
    kind: StandingKind
    paper: Paper
    document: Digest
    born: date | None = None


class SeenBody(Body):
    """What a second officer has seen on the document themselves, for which *reason*: else nothing is confirmed.

    Of a minor, the day of birth, too.
    """

    reason: CaseReason
    kind: StandingKind
    paper: Paper
    document: Digest
    born: date | None = None


class RefusedBody(Body):
    """To which proposed *kind* an officer says no, and for which *reason*."""

    reason: CaseReason
    kind: StandingKind


BODIES = (SpeakerBody, ConfirmBody, ReasonBody, StandingBody, SeenBody, RefusedBody)
