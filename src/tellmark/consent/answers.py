"""What programs are answered about requests and consents: ids, codes, dates; nothing sealed, and nothing silent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from tellmark.consent.delivering import Sent
from tellmark.consent.documents import scope_values
from tellmark.consent.model import (
    OF_ASKER,
    Awaits,
    Consent,
    Countered,
    CounterSent,
    Covered,
    Effect,
    Granted,
    Outcome,
    PersonCovered,
    PersonLawful,
    Refused,
    Request,
    Uncovered,
    Withdrawal,
)
from tellmark.consent.previews.model import Preview
from tellmark.consent.story import side
from tellmark.consent.telling import Change, Changes
from tellmark.consent.terms import Scope
from tellmark.consent.timeline import Entry
from tellmark.consent.unreached import waits_for_officer
from tellmark.values.instants import rfc3339


class EffectAnswer(msgspec.Struct, kw_only=True):
    """Something that has to happen after a withdrawal, by when, and to whom it *falls*: `asker` or `service`."""

    id: str
    kind: str
    due: str
    done_at: str | None
    falls_to: str


class ConsentAnswer(msgspec.Struct, kw_only=True):
    """A consent as it stands. *waits_for* is `officer` where nothing of ours reached who agreed: it counts not yet."""

    id: str
    state: str
    version: int
    scope: dict[str, Any]
    ticks: list[str]
    granted_at: str
    counts_from: str
    until: str
    counts_in: list[str]
    ending: str | None
    ended_at: str | None
    waits_for: str | None = None
    effects: list[EffectAnswer] = []


class PreviewAnswer(msgspec.Struct, kw_only=True):
    """A recording of the person that is shown with a request: what whoever asks has said of it is sealed."""

    id: str
    media_type: str
    sha256: str
    size: int


class RequestAnswer(msgspec.Struct, kw_only=True):
    """A request as it stands, the offer that waits for an answer, and the consent that came of it.

    *subject* is told once there is a consent: before, it would tell who asks whether and since when that person is
    known here through others.
    """

    id: str
    group: str | None
    subject: str | None
    requester: str
    party: str | None
    state: str
    version: int
    scope: dict[str, Any]
    opened_at: str
    due: str | None
    answered_at: str | None
    previews: list[PreviewAnswer]
    offer: dict[str, Any] | None
    consent: ConsentAnswer | None


class HappenedAnswer(msgspec.Struct, kw_only=True):
    """Something that happened: *by* whose doing (`asker`, `person`, `service`), and what it is *about* in a code word.

    `person` is whoever may speak for them, too. That something is done which follows an end is the doing of the side
    that says so. *position* is its place in the log, null for a second or so.
    """

    type: str
    at: str
    by: str
    about: str | None
    position: int | None


class FollowedAnswer(RequestAnswer, kw_only=True):
    """A request as it stands, and what happened to it and to what was agreed to, to its end, oldest first.

    *case_words*, by language, are those that the person sees: whoever calls to ask whether it is real is told the same.
    """

    history: list[HappenedAnswer]
    case_words: dict[str, str]


class SentAnswer(msgspec.Struct, kw_only=True):
    """How an invitation goes: by mail; or by whoever asked, who is told the *link* here and never again."""

    request: str
    due: str
    way: str
    link: str | None


class MadeAnswer(msgspec.Struct, kw_only=True):
    """Requests that were composed, and how those that were sent go."""

    group: str | None
    items: list[RequestAnswer]
    sent: list[SentAnswer]


class OutcomeAnswer(msgspec.Struct, kw_only=True):
    """What became of an offer that was taken or declined."""

    outcome: str
    request: RequestAnswer


class WithdrawalAnswer(msgspec.Struct, kw_only=True):
    """A consent that was taken back: it counts no more already; of a part, what *remaining* says counts still."""

    consent: str
    at: str
    effects: list[EffectAnswer]
    remaining: dict[str, Any] | None = None


class CoveredPerson(msgspec.Struct, kw_only=True):
    """Somebody who has agreed to a use, by which consent, at which epoch."""

    subject: str
    consent: str
    epoch: int


class LawfulPerson(msgspec.Struct, kw_only=True):
    """Somebody who has not agreed to a use that a legal basis covers all the same: which, and at which epoch."""

    subject: str
    basis: str
    epoch: int


class NearBasis(msgspec.Struct, kw_only=True):
    """A legal basis of yours that came near a use, and every reason why it does not cover it."""

    basis: str
    reasons: list[str]


class NearConsent(msgspec.Struct, kw_only=True):
    """A consent that came near a use, and every reason why it does not cover it."""

    consent: str | None
    reasons: list[str]


class UncoveredPerson(msgspec.Struct, kw_only=True):
    """Somebody who has not agreed to a use."""

    subject: str
    near: list[NearConsent]
    bases: list[NearBasis]


class CheckAnswer(msgspec.Struct, kw_only=True):
    """Whether a use is covered of everybody; *others* is of how many it is where not of all.

    *persons* have agreed to it; of those under *lawful* nobody has: two officers have found a legal basis for it.
    """

    covered: bool
    persons: list[CoveredPerson]
    lawful: list[LawfulPerson]
    uncovered: list[UncoveredPerson]
    others: int


class ChangeAnswer(msgspec.Struct, kw_only=True):
    """Something that happened, as a webhook tells it."""

    type: str
    id: str
    timestamp: str
    data: dict[str, Any]


class ChangesAnswer(msgspec.Struct, kw_only=True):
    """Changes in the order of the log; *next* is where to read on from, *more* whether there may be more already."""

    items: list[ChangeAnswer]
    next: str
    more: bool


ANSWERS = (
    FollowedAnswer,
    MadeAnswer,
    SentAnswer,
    OutcomeAnswer,
    EffectAnswer,
    WithdrawalAnswer,
    CheckAnswer,
    ChangesAnswer,
)


def request_answer(
    request: Request, consent: Consent | None, previews: Sequence[Preview], effects: Sequence[Effect] = ()
) -> RequestAnswer:
    """Return *request* with its *previews* and the *consent* that came of it, as others may see that (`seen`)."""
    offer = request.counter
    return RequestAnswer(
        id=request.id, group=request.group, subject=None if consent is None else request.subject,
        requester=request.requester, party=request.party,
        state=request.state, version=request.version, scope=_scope(request.scope),
        opened_at=rfc3339(request.opened_at), due=_instant(request.due), answered_at=_instant(request.answered_at),
        previews=[preview_answer(one) for one in previews],
        offer=None if offer is None else _offer(offer),
        consent=None if consent is None else consent_answer(consent, effects),
    )  # fmt: skip


def _offer(offer: Countered) -> dict[str, Any]:
    """Return what is offered, under the *document* by which whoever takes it names what they have read.

    *counts_in* is where it will count, by the proof of whoever agreed to it in advance; null where nobody has.
    """
    where = None if offer.grounds is None else sorted(offer.grounds.accepted)
    return {"document": offer.document, "scope": _scope(offer.scope), "bound": where is not None, "counts_in": where}


def followed_answer(
    request: RequestAnswer, history: Sequence[Entry], words: Mapping[str, str]
) -> FollowedAnswer:  # fmt: skip
    """Return *request* with its *history*, which is as whoever asked may know it (`story`), and its case *words*."""
    happened = [_happened(one) for one in history]
    return FollowedAnswer(**msgspec.structs.asdict(request), history=happened, case_words=dict(words))


def _happened(one: Entry) -> HappenedAnswer:
    return HappenedAnswer(type=one.type, at=rfc3339(one.at), by=side(one), about=one.about, position=one.position)


def preview_answer(preview: Preview) -> PreviewAnswer:
    """Return *preview*."""
    return PreviewAnswer(id=preview.id, media_type=preview.kind, sha256=preview.digest, size=preview.size)


def consent_answer(consent: Consent, effects: Sequence[Effect]) -> ConsentAnswer:
    """Return *consent*, which is as others may see it, and what follows what was taken back of it, or its end."""
    return ConsentAnswer(
        id=consent.id, state=consent.state, version=consent.version, scope=_scope(consent.scope),
        ticks=sorted(consent.ticks), granted_at=rfc3339(consent.granted_at), counts_from=rfc3339(consent.counts_from),
        until=rfc3339(consent.until), counts_in=sorted(consent.grounds.accepted), ending=consent.ending,
        ended_at=_instant(consent.ended_at), waits_for="officer" if waits_for_officer(consent) else None,
        effects=[effect_answer(one) for one in effects],
    )  # fmt: skip


def sent_answer(sent: Sent, request: Request) -> SentAnswer:
    """Return how an invitation goes."""
    due = request.due or sent.invitation.until
    return SentAnswer(request=request.id, due=rfc3339(due), way=sent.way, link=sent.link)


def outcome_word(outcome: Outcome | Request) -> str:
    """Return in a word what became of an offer. The receipt code is its person's: it stands in no answer."""
    match outcome:
        case Granted():
            return "granted"
        case Refused():
            return "refused"
        case CounterSent():
            return "countered"
        case Awaits():
            return "awaits_others"
        case Request():
            return "asked_anew"


def effect_answer(effect: Effect) -> EffectAnswer:
    """Return what has to happen after an end."""
    falls_to = "asker" if effect.kind in OF_ASKER else "service"
    return EffectAnswer(
        id=effect.id, kind=effect.kind, due=rfc3339(effect.due), done_at=_instant(effect.done_at), falls_to=falls_to
    )


def withdrawal_answer(withdrawal: Withdrawal) -> WithdrawalAnswer:
    """Return what a withdrawal comes to."""
    effects = [effect_answer(one) for one in sorted(withdrawal.effects, key=lambda one: one.kind)]
    remaining = None if withdrawal.remaining is None else scope_values(withdrawal.remaining)
    return WithdrawalAnswer(consent=withdrawal.consent, at=rfc3339(withdrawal.at), effects=effects, remaining=remaining)


def check_answer(found: Covered | Uncovered) -> CheckAnswer:
    """Return whether a use is covered, with every reason if not."""
    if isinstance(found, Covered):
        persons = [
            CoveredPerson(subject=one.subject, consent=one.consent, epoch=one.epoch)
            for one in found.persons
            if isinstance(one, PersonCovered)
        ]
        lawful = [
            LawfulPerson(subject=one.subject, basis=one.basis, epoch=one.epoch)
            for one in found.persons
            if isinstance(one, PersonLawful)
        ]
        return CheckAnswer(covered=True, persons=persons, lawful=lawful, uncovered=[], others=0)
    uncovered = [
        UncoveredPerson(subject=one.subject, near=[NearConsent(consent=consent, reasons=[*reasons])
                                                   for consent, reasons in one.reasons],
                        bases=[NearBasis(basis=basis, reasons=[*reasons]) for basis, reasons in one.bases])
        for one in found.persons
    ]  # fmt: skip
    return CheckAnswer(covered=False, persons=[], lawful=[], uncovered=uncovered, others=found.others)


def changes_answer(found: Changes, cursor: str) -> ChangesAnswer:
    """Return *found*; *cursor* is where to read on from."""
    return ChangesAnswer(items=[_change(one) for one in found.items], next=cursor, more=found.more)


def _change(one: Change) -> ChangeAnswer:
    return ChangeAnswer(type=one.name, id=one.id, timestamp=rfc3339(one.at), data=dict(one.facts))


def _scope(scope: Scope) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in scope_values(scope).items()}


def _instant(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)
