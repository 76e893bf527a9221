"""What programs and commands send of a change of hands, and what they are answered."""

from typing import Annotated

import msgspec

from tellmark.consent.bodies import Body, Code, Instant, Short
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.hands.model import Change, Former, HandKind, Successor
from tellmark.consent.speaker_bodies import Digest
from tellmark.values.instants import rfc3339

Hand = Annotated[str, msgspec.Meta(pattern="^(account|party|service)$")]


class HandsBody(Body):
    """That a *former* hand (an account's or a company's id; nothing of the service) is somebody else's since then."""

    kind: Hand
    name: Short
    contact: Short
    since: Instant
    paper: Digest
    former: Code | None = None
    number: Short | None = None

    def whose(self) -> Former:
        """Return whose hand it was."""
        return Former(HandKind(self.kind), self.former or "")

    def to(self) -> Successor:
        """Return whose it is now."""
        return Successor(self.name, self.contact, self.number)


class PaperBody(Body):
    """The digest of the paper that a second officer has made themselves."""

    paper: Digest


class WrongBody(Body):
    """For which reason a change was entered wrongly, as a code word."""

    reason: CaseReason


class HandsAnswer(msgspec.Struct, kw_only=True):
    """A change of hands, as officers see it. The former is null for the service."""

    id: str
    kind: str
    former: str | None
    name: str
    contact: str
    number: str | None
    since: str
    paper: str
    state: str
    due: str
    effect: str | None
    undoing_due: str | None


class AllHandsAnswer(msgspec.Struct, kw_only=True):
    """Every change of hands, the newest first."""

    items: list[HandsAnswer]
    next: None = None


def hands_answer(one: Change) -> HandsAnswer:
    """Return *one* as it is answered."""
    return HandsAnswer(
        id=one.id, kind=one.former.kind, former=one.former.id or None, name=one.to.name, contact=one.to.contact,
        number=one.to.number, since=rfc3339(one.since), paper=one.paper, state=one.state, due=rfc3339(one.due),
        effect=None if one.effect is None else rfc3339(one.effect),
        undoing_due=None if one.undoing is None else rfc3339(one.undoing.due),
    )  # fmt: skip


BODIES = (HandsBody, PaperBody, WrongBody)
ANSWERS = (HandsAnswer, AllHandsAnswer)
