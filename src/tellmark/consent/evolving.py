"""What each event makes of a request, a consent, and the rest: the one place where a state changes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias, assert_never

import msgspec

from tellmark.consent import events as said
from tellmark.consent.documents import scope_from
from tellmark.consent.files import MadeFile, MarkSeen
from tellmark.consent.model import (
    Alarm,
    Authority,
    Consent,
    ConsentId,
    ConsentState,
    Countered,
    Dispute,
    DisputeId,
    Effect,
    EffectId,
    EffectKind,
    Ending,
    Grounds,
    GroupId,
    Half,
    HoldReason,
    Paper,
    PartyId,
    Proved,
    Representative,
    RepresentativeId,
    RepresentativeState,
    Request,
    RequestId,
    RequestState,
    Reserved,
    Role,
    Standing,
    StandingKind,
    Suspension,
    UseId,
    UseState,
)
from tellmark.consent.people import TELLING_AN_AGE
from tellmark.consent.terms import Operation, Purpose, Scope, Tick
from tellmark.marks.model import Mark
from tellmark.store.events import Event
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language

Change: TypeAlias = Callable[[Any, Any, datetime], dict[str, Any]]


def drafted(event: said.RequestDrafted, at: datetime) -> Request:
    """Return the request that *event* begins."""
    return Request(
        RequestId(event.request), None if event.group is None else GroupId(event.group), SubjectId(event.subject),
        event.requester, None if event.party is None else PartyId(event.party), scope_told(event), event.words,
        version=1, revision=1, state=RequestState.DRAFT, opened_at=at,
        supersedes=None if event.supersedes is None else ConsentId(event.supersedes), ward=event.ward,
    )  # fmt: skip


def request_after(request: Request, event: Event, at: datetime) -> Request:
    """Return *request* after *event*. Raises KeyError for one that changes no request."""
    return replace(request, revision=request.revision + 1, **_OF_REQUESTS[type(event)](request, event, at))


def granted(event: said.ConsentGranted, at: datetime) -> Consent:
    """Return the consent that *event* begins."""
    return Consent(
        ConsentId(event.consent), RequestId(event.request), None if event.group is None else GroupId(event.group),
        SubjectId(event.subject), None if event.party is None else PartyId(event.party), event.requester,
        scope_told(event), frozenset(map(Tick, event.ticks)), event.document, event.notice, Language(event.language),
        _grounds(event), at, instant(event.counts_from), instant(event.until), ConsentState.ACTIVE,
    )  # fmt: skip


def consent_after(consent: Consent, event: Event, at: datetime) -> Consent:
    """Return *consent* after *event*. Raises KeyError for one that changes no consent."""
    return replace(consent, **_OF_CONSENTS[type(event)](consent, event, at))


def held(consent: Consent, hold: str, reason: HoldReason) -> Consent:
    """Return *consent* with one more thing that holds it up, in the order of their ids; one that has ended stays."""
    if consent.state in ENDED or any(one.id == hold for one in consent.holds):
        return consent
    holds = sorted((*consent.holds, Suspension(hold, reason)), key=lambda one: one.id)
    return replace(consent, state=ConsentState.SUSPENDED, holds=tuple(holds))


def lifted(consent: Consent, hold: str) -> Consent:
    """Return *consent* without the hold *hold*: active where it was the last."""
    if consent.state in ENDED:
        return consent
    holds = tuple(one for one in consent.holds if one.id != hold)
    return replace(consent, state=ConsentState.SUSPENDED if holds else ConsentState.ACTIVE, holds=holds)


def effect_begun(event: said.EffectBegun, at: datetime) -> Effect:
    """Return the effect that *event* begins."""
    return Effect(EffectId(event.effect), ConsentId(event.consent), EffectKind(event.kind), at, instant(event.due))


def effect_after(effect: Effect, event: said.EffectDone, at: datetime) -> Effect:
    """Return *effect* once it is done."""
    return replace(effect, done_at=at, evidence=event.evidence)


def dispute_opened(event: said.ConsentDisputed, at: datetime) -> Dispute:
    """Return the dispute that *event* begins."""
    return Dispute(DisputeId(event.dispute), ConsentId(event.consent), event.by, at)


def dispute_after(dispute: Dispute, event: said.DisputeDecided, at: datetime) -> Dispute:
    """Return *dispute* once it is decided."""
    return replace(dispute, upheld=event.upheld, decided_by=event.by, decided_at=at)


def reserved(event: said.UseReserved, at: datetime) -> Reserved:
    """Return what *event* sets aside."""
    return Reserved(
        event.reserved, UseId(event.use), ConsentId(event.consent), SubjectId(event.subject),
        event.outputs, event.seconds, UseState.RESERVED, at, frozenset(event.territories), event.by or "",
        event.version,
    )  # fmt: skip


def reserved_after(use: Reserved, event: said.FileMade | said.UseSettled | said.UseReleased) -> Reserved:
    """Return *use* after a finished file was handed in, what was made was told, or nothing was made."""
    match event:
        case said.FileMade():
            return replace(use, files=use.files + 1)
        case said.UseSettled():
            return replace(use, outputs=event.outputs, seconds=event.seconds, state=UseState.SETTLED)
        case said.UseReleased():
            return replace(use, state=UseState.RELEASED)
    assert_never(event)


def file_made(event: said.FileMade, at: datetime) -> MadeFile:
    """Return the finished file that *event* tells of."""
    return MadeFile(
        event.file, event.reserved, UseId(event.use), ConsentId(event.consent), SubjectId(event.subject),
        event.digest, event.media_type, tuple(map(MarkSeen.of, event.marks)), tuple(map(Mark, event.unseen)), at,
    )  # fmt: skip


def representative_proposed(event: said.RepresentativeProposed) -> Representative:
    """Return the representative whom *event* proposes."""
    authority = Authority(
        Role(event.role), event.document, instant(event.until), frozenset(map(Operation, event.operations)),
        frozenset(map(Purpose, event.purposes)), event.grants, event.withdraws,
        None if event.since is None else instant(event.since), Paper(event.paper),
    )  # fmt: skip
    return Representative(
        RepresentativeId(event.representative), SubjectId(event.subject), event.principal, authority,
        RepresentativeState.PROPOSED, event.by, alarms=frozenset(map(Alarm, event.alarms)),
    )  # fmt: skip


def representative_after(known: Representative, event: Event) -> Representative:
    """Return *known* after *event*. Raises ValueError for one that changes no representative."""
    match event:
        case said.RepresentativeConfirmed():
            alarms = frozenset(map(Alarm, event.alarms))
            return replace(known, state=RepresentativeState.CONFIRMED, confirmed_by=event.by, alarms=alarms)
        case said.RepresentativeVetoed():
            return replace(known, state=RepresentativeState.VETOED)
        case said.RepresentativeEnded():
            return replace(known, state=RepresentativeState.ENDED)
        case said.ConflictMarked():
            return replace(known, conflict=event.conflict)
    raise ValueError(f"{event.name} changes no representative")


def standing_after(known: Standing | None, event: Event, at: datetime) -> Standing:
    """Return a person's standing after *event*, which was said *at* an instant.

    Raises ValueError for one that changes none.
    """
    match event:
        case said.StandingProposed():
            new = Standing(
                SubjectId(event.subject), StandingKind(event.kind), None, event.document, event.by,
                majority=event.majority, paper=Paper(event.paper),
            )  # fmt: skip
            return replace(known or Standing(new.subject, StandingKind.ADULT), proposed=new)
        case said.StandingConfirmed() if known is not None and known.proposed is not None:
            return _grown_from(known, replace(known.proposed, confirmed_by=event.by, since=_since(known, at)))
        case said.StandingRefused() if known is not None:
            return replace(known, proposed=None)
    raise ValueError(f"{event.name} changes no standing")


def _since(before: Standing, at: datetime) -> datetime:
    """Return since when what is confirmed *at* an instant counts: nobody dies a second time, or later."""
    assert before.proposed is not None
    again = before.kind is before.proposed.kind is StandingKind.DECEASED
    return before.since if again and before.since is not None else at


def _grown_from(before: Standing, after: Standing) -> Standing:
    """Return *after* with what *before* tells of an age: who dies, or comes under protection, is as old as before."""
    if after.kind is StandingKind.MINOR:
        return after
    if after.kind is StandingKind.ADULT:
        return replace(after, grown=after.since if after.paper in TELLING_AN_AGE else before.grown)
    return replace(after, majority=before.majority, majority_at=before.majority_at, grown=before.grown)


ENDED = frozenset({ConsentState.ENDING, ConsentState.CLOSED})


def scope_told(event: said.Scoped) -> Scope:
    """Return the scope that *event* tells."""
    return scope_from(msgspec.structs.asdict(event))


def instant(text: str) -> datetime:
    """Return the instant that an event tells."""
    return datetime.fromisoformat(text)


def _grounds(event: said.ConsentGranted | said.RequestCountered) -> Grounds:
    assert event.role and event.method and event.evidence and event.record and event.assured_until and event.until
    return Grounds(
        Role(event.role), event.by, event.method, event.evidence, event.record, event.level or 0,
        instant(event.assured_until), frozenset(event.accepted), instant(event.until),
    )  # fmt: skip


# --- requests ---------------------------------------------------------------------------------------------------------

_ANEW: Mapping[str, Any] = {"shown": frozenset(), "halves": (), "counter": None, "answer": None}


def _edited(request: Request, event: said.RequestEdited, at: datetime) -> dict[str, Any]:
    state = RequestState.SENT if request.sent else RequestState.DRAFT
    told = {"scope": scope_told(event), "words": event.words, "version": event.version, "state": state}
    return {**_ANEW, **told, "worded_at": at}


def _sent(request: Request, event: said.RequestSent, _: datetime) -> dict[str, Any]:
    state = RequestState.SENT if request.state is RequestState.DRAFT else request.state
    return {"state": state, "due": instant(event.due), "sent": True}


def _shown(request: Request, event: said.RequestShown, _: datetime) -> dict[str, Any]:
    state = RequestState.SHOWN if request.state is RequestState.SENT else request.state
    return {"state": state, "shown": request.shown | {event.notice}}


def _unchanged(_: Request, __: Event, ___: datetime) -> dict[str, Any]:
    return {}


def _adopted(_: Request, event: said.RequestAdopted, __: datetime) -> dict[str, Any]:
    return {"subject": SubjectId(event.subject), "halves": ()}


def _answered(state: RequestState) -> Change:
    def change(_: Request, event: Any, at: datetime) -> dict[str, Any]:
        answer = getattr(event, "document", None)
        unwanted = getattr(event, "unwanted", False)
        return {"state": state, "answer": answer, "answered_at": at, "counter": None, "halves": (),
                "unwanted": unwanted}  # fmt: skip

    return change


def _countered(_: Request, event: said.RequestCountered, __: datetime) -> dict[str, Any]:
    offered = Countered(
        scope_told(event), event.document, event.notice, Language(event.language),
        frozenset(map(Tick, event.ticks)), None if event.method is None else _grounds(event), event.code or "",
    )  # fmt: skip
    return {"state": RequestState.COUNTERED, "counter": offered, "due": instant(event.due), "halves": (),
            "answer": event.document}  # fmt: skip


def _taken(request: Request, event: said.CounterTaken, _: datetime) -> dict[str, Any]:
    assert request.counter is not None
    return {**_ANEW, "scope": request.counter.scope, "version": event.version, "state": RequestState.SENT,
            "due": instant(event.due)}  # fmt: skip


def _half(request: Request, event: said.HalfGiven, at: datetime) -> dict[str, Any]:
    half = Half(Role(event.role), event.by, event.will, event.document, at)
    others = tuple(one for one in request.halves if (one.role, one.by) != (half.role, half.by))
    return {"state": RequestState.HALF, "halves": (*others, half), "counter": None}


def _consented(request: Request, event: said.ConsentGranted, at: datetime) -> dict[str, Any]:
    return {**_answered(RequestState.GRANTED)(request, event, at), "consent": ConsentId(event.consent)}


_OF_REQUESTS: Mapping[type[Event], Change] = {
    said.RequestEdited: _edited,
    said.RequestSent: _sent,
    said.RequestShown: _shown,
    said.IdentityPending: _unchanged,
    said.RequestAdopted: _adopted,
    said.RequestRecalled: _answered(RequestState.RECALLED),
    said.RequestRefused: _answered(RequestState.REFUSED),
    said.RequestLapsed: _answered(RequestState.LAPSED),
    said.CounterDeclined: _answered(RequestState.RECALLED),
    said.RequestCountered: _countered,
    said.CounterTaken: _taken,
    said.HalfGiven: _half,
    said.ConsentGranted: _consented,
}

# --- consents ---------------------------------------------------------------------------------------------------------


def _renewed(consent: Consent, event: said.ConsentRenewed, _: datetime) -> dict[str, Any]:
    until = instant(event.assured_until)
    known = consent.grounds
    first = known.first or Proved(known.record, known.level, known.assured_until)
    return {"grounds": replace(known, record=event.record, level=event.level, assured_until=until, first=first)}


def _held(consent: Consent, event: said.ConsentHeld, _: datetime) -> dict[str, Any]:
    after = held(consent, event.hold, HoldReason(event.reason))
    return {"state": after.state, "holds": after.holds}


def _lifted(consent: Consent, event: said.HoldLifted, _: datetime) -> dict[str, Any]:
    after = lifted(consent, event.hold)
    return {"state": after.state, "holds": after.holds}


def _narrowed(consent: Consent, event: said.ConsentNarrowed, _: datetime) -> dict[str, Any]:
    scope = scope_told(event)
    return {"scope": scope, "version": event.version, "until": min(consent.until, scope.end)}


def _withdrawn(_: Consent, __: said.ConsentWithdrawn, at: datetime) -> dict[str, Any]:
    return {"state": ConsentState.ENDING, "ending": Ending.WITHDRAWN, "ended_at": at, "holds": ()}


def _ended(_: Consent, event: said.ConsentEnded, at: datetime) -> dict[str, Any]:
    return {"state": ConsentState.ENDING, "ending": Ending(event.ending), "ended_at": at, "holds": ()}


def _closed(_: Consent, __: said.ConsentClosed, ___: datetime) -> dict[str, Any]:
    return {"state": ConsentState.CLOSED}


def _reserved(consent: Consent, event: said.UseReserved, _: datetime) -> dict[str, Any]:
    return _counting(consent, event.outputs, event.seconds, 0, 0)


def _settled(consent: Consent, event: said.UseSettled, _: datetime) -> dict[str, Any]:
    return _counting(consent, -event.reserved_outputs, -event.reserved_seconds, event.outputs, event.seconds)


def _released(consent: Consent, event: said.UseReleased, _: datetime) -> dict[str, Any]:
    return _counting(consent, -event.outputs, -event.seconds, 0, 0)


def _counting(consent: Consent, aside: int, aside_seconds: int, outputs: int, seconds: int) -> dict[str, Any]:
    was = consent.counted
    now = replace(
        was, outputs=was.outputs + outputs, seconds=was.seconds + seconds,
        reserved_outputs=was.reserved_outputs + aside, reserved_seconds=was.reserved_seconds + aside_seconds,
    )  # fmt: skip
    assert min(now.outputs, now.seconds, now.reserved_outputs, now.reserved_seconds) >= 0
    return {"counted": now}


_OF_CONSENTS: Mapping[type[Event], Change] = {
    said.ConsentRenewed: _renewed,
    said.ConsentHeld: _held,
    said.HoldLifted: _lifted,
    said.ConsentNarrowed: _narrowed,
    said.ConsentWithdrawn: _withdrawn,
    said.ConsentEnded: _ended,
    said.ConsentClosed: _closed,
    said.UseReserved: _reserved,
    said.UseSettled: _settled,
    said.UseReleased: _released,
}
