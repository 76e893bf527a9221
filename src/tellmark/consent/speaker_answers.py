"""What programs are answered about who speaks for whom, and what persons are: codes and dates, and no day of birth."""

import msgspec

from tellmark.consent.model import Representative, Standing
from tellmark.consent.standing import seen_of
from tellmark.values.instants import rfc3339


class SpeakerAnswer(msgspec.Struct, kw_only=True):
    """Somebody who speaks for a person, or was to; *alarms* are what an officer has to look at before."""

    id: str
    person: str
    speaker: str
    role: str
    state: str
    conflict: bool
    paper: str
    document: str
    since: str | None
    until: str
    operations: list[str]
    purposes: list[str]
    grants: bool
    withdraws: bool
    alarms: list[str]


class SpeakersAnswer(msgspec.Struct, kw_only=True):
    """Everybody who speaks for a person, or was to."""

    items: list[SpeakerAnswer]
    next: None = None


class StandingAnswer(msgspec.Struct, kw_only=True):
    """What a person is, as two officers have confirmed, and what one of them has *proposed* since.

    *seen* is the digest by which a second officer says that this is what they have looked at.
    """

    person: str
    kind: str
    confirmed: bool
    proposed: str | None
    seen: str | None


ANSWERS = (SpeakerAnswer, SpeakersAnswer, StandingAnswer)


def speaker_answer(one: Representative) -> SpeakerAnswer:
    """Return *one*."""
    told = one.authority
    return SpeakerAnswer(
        id=one.id, person=one.subject, speaker=one.principal, role=told.role, state=one.state, conflict=one.conflict,
        paper=told.paper, document=told.document, since=None if told.since is None else rfc3339(told.since),
        until=rfc3339(told.until), operations=sorted(told.operations), purposes=sorted(told.purposes),
        grants=told.grants, withdraws=told.withdraws, alarms=sorted(one.alarms),
    )  # fmt: skip


def standing_answer(one: Standing) -> StandingAnswer:
    """Return *one*, without the day on which a minor is of age."""
    return StandingAnswer(
        person=one.subject, kind=one.kind, confirmed=one.confirmed_by is not None,
        proposed=None if one.proposed is None else str(one.proposed.kind),
        seen=None if one.proposed is None else seen_of(one.proposed),
    )  # fmt: skip
