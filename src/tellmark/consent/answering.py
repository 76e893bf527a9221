"""The person's side: be shown what is asked, prove who one is, and decide: agree, refuse, or offer less."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from tellmark.consent import events
from tellmark.consent.as_offered import is_as_offered
from tellmark.consent.asking import check_in_time, countered
from tellmark.consent.codes import digest_of_code, receipt_code
from tellmark.consent.decide import Proof, grounds_of, offered, ticked
from tellmark.consent.documents import digest_of, scope_values, will_of
from tellmark.consent.ending import may_withdraw
from tellmark.consent.errors import AlreadyAnswered, NobodySpeaks, NotShown, NotYours, OfferChanged, RequestChanged
from tellmark.consent.granting import Agreed, grant
from tellmark.consent.invitations.store import Invitations
from tellmark.consent.keeping import ANSWERING, change_request, locked_consent, locked_request, start_clock, stop_clocks
from tellmark.consent.model import (
    ANSWER,
    OPEN,
    REFUSE,
    REQUEST,
    TIME_TO_ANSWER,
    TIME_TO_REST,
    Awaits,
    CounterSent,
    Decided,
    Granted,
    Grounds,
    Note,
    NoteId,
    NoteKind,
    Outcome,
    Refused,
    Request,
    RequestId,
    RequestState,
    Verdict,
)
from tellmark.consent.notices import Notice, notice
from tellmark.consent.ports import Ages
from tellmark.consent.proofs import AgeBand, Assured, Bound
from tellmark.consent.speakers.store import KnownRepresentatives
from tellmark.consent.standing import standing_of
from tellmark.consent.store import KnownConsents, KnownParties, KnownRequests, Notes
from tellmark.consent.suspending import demand_a_word, note_down, reached
from tellmark.consent.terms import Scope
from tellmark.consent.voices import Speaker, alone, check_reach, missing_voices, speaker_of
from tellmark.consent.wording import said_in, told_of
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.values.instants import rfc3339
from tellmark.values.languages import Language, said


def notice_of(unit: ReadUnit, vault: Vault, request: RequestId, language: Language) -> Notice:
    """Return the notice of the newest version in *language*, with its digest. Raises NotFound, SubjectErased."""
    return _notice(unit, vault, KnownRequests(unit).get(request), language)


def show(unit: WriteUnit, vault: Vault, request: RequestId, language: Language) -> Notice:
    """Show the notice: from now on its digest may be decided on. Of a request that is over, it changes nothing.

    Raises NotFound (of a draft, too: nobody has been asked yet; and for whoever neither is asked nor speaks for them),
    SubjectErased.
    """
    known = locked_request(unit, request)
    check_theirs(unit, known)
    return show_to(unit, vault, known, language)[1]


def show_to(unit: WriteUnit, vault: Vault, known: Request, language: Language) -> tuple[Request, Notice]:
    """Return *known*, which is locked, as it is once its notice was shown in *language*. Raises SubjectErased."""
    shown = _notice(unit, vault, known, language)
    if known.state in OPEN and shown.digest not in known.shown:
        event = events.RequestShown(request=known.id, version=known.version, notice=shown.digest, language=language)
        known = change_request(unit, known, event)
    return known, shown


def under_pressure(unit: WriteUnit, request: RequestId, ages: Ages) -> None:
    """The person cannot answer freely: whatever is agreed to on *request* does not count until an officer has looked.

    The word stands in the store, and stays with the request through edits, offers, and whoever the person turns out to
    be. No leaf tells of it before an answer does, which says the same without it. Of an agreement, as `report`; said
    again, it changes nothing. Raises NotAllowed, NotFound, SubjectErased.
    """
    demand_a_word(unit.scope)
    known = locked_request(unit, request)
    check_theirs(unit, known)
    consent = None if known.consent is None else locked_consent(unit, known.consent)
    if consent is not None and not may_withdraw(unit, consent, ages):  # before the word that may be there: it is secret
        raise NotFound("there is no such request here")
    words = [note for note in Notes(unit).by(subject=known.subject, open=True) if note.kind is NoteKind.COERCION]
    if consent is not None:
        told = {note.consent for note in words}
        if any(one.id not in told for one in reached(unit, consent, ages)):
            note_down(unit, NoteKind.COERCION, consent, ages)
    elif all(note.request != request for note in words):
        Notes(unit).add(Note(NoteId(unit.fresh_id()), NoteKind.COERCION, known.subject, request, None, unit.at))


def decide(
    unit: WriteUnit, vault: Vault, request: RequestId, document: Decided, bound: Bound | None = None,
    assured: Sequence[Assured] = (), *, age: AgeBand, code: bytes = b"", note: NoteKind | None = None,
) -> Outcome:  # fmt: skip
    """Take a decision of the unit's principal: the person, or a representative who is confirmed.

    *age* is that of the person asked, whoever decides: of a minor only a guardian speaks, and not of everything.
    A refusal and an unbound counter need nothing; a grant, and a counter that counts once it is taken, need *bound*
    over this very document, all that is *assured* of whoever decides, and *code* (10 random bytes for the receipt
    code). What is not ticked is not granted. Where others have to agree, too, a counter is never bound. The same
    decision again gives the same outcome, without the code. *note* UNWANTED goes with a refusal; COERCION goes with a
    grant, which then looks like any other, and never counts until an officer has looked.

    Raises NotAllowed, NotFound, RequestChanged (another version), NotShown, AlreadyAnswered, TooLate, NotBound,
    NotAssured, NotForMinors, NobodySpeaks, InConflict, Widens (all widenings), TickMissing, TickNotAsked, and NotYours
    where who asks would agree with themselves.
    """
    if document.verdict is not Verdict.REFUSE or REFUSE not in unit.scope.capabilities:
        unit.scope.demand(ANSWER)
    known = locked_request(unit, request)
    if document.request != request:
        raise RequestChanged(said("this decision is about another request"), said("Load the page again."))
    if known.answer == digest_of(document):
        return outcome_of(unit, known)
    return taken(unit, vault, known, document, unit.scope.principal, age, Proof(bound, assured), code, note)


def taken(
    unit: WriteUnit, vault: Vault, known: Request, document: Decided, by: str, age: AgeBand, proof: Proof,
    code: bytes = b"", note: NoteKind | None = None,
) -> Outcome:  # fmt: skip
    """Take *document* as what *by* has decided on *known*, locked, of a person of *age*. Raises as `decide`."""
    speaker = _speaking(unit, vault, known, document, by, age)
    if document.verdict is not Verdict.REFUSE:
        _check_free(known)
        make_note(unit, known, NoteKind.COERCION if note == NoteKind.COERCION else None)
    match document.verdict:
        case Verdict.REFUSE:
            return _refuse(unit, known, document, speaker, note)
        case Verdict.COUNTER:
            return _counter(unit, known, document, speaker, proof, code)
        case Verdict.GRANT:
            return _grant(unit, vault, known, document, speaker, proof, code)


def weighed(
    unit: WriteUnit, vault: Vault, known: Request, document: Decided, by: str, age: AgeBand, proof: Proof
) -> Grounds | None:  # fmt: skip
    """Return what a grant would rest on, None for a refusal. Raises what `taken` would raise; nothing is changed."""
    speaker = _speaking(unit, vault, known, document, by, age)
    if document.verdict is not Verdict.GRANT:
        return None
    scope = ticked(known.scope, document.ticks)
    grounds = grounds_of(scope, document, speaker, proof, unit.at)
    missing_voices(known, document, scope, speaker, unit.at)
    return grounds


def repeated(unit: WriteUnit, document: Decided) -> Outcome | None:
    """Return what came of *document* where it was decided already; None where it is new. Nobody comes between then.

    Raises NotFound, SubjectErased.
    """
    known = locked_request(unit, document.request)
    return outcome_of(unit, known) if known.answer == digest_of(document) else None


def accept_counter(
    unit: WriteUnit, vault: Vault, request: RequestId, read: str, code: bytes, ages: Ages
) -> Outcome | Request:  # fmt: skip
    """Take what the person offered: it is granted where it was bound, else it is asked anew (the Request comes back).

    The receipt code is the one that its person was shown with the offer; *code* are 10 random bytes in its place for
    what was offered before there was one. *ages* tells how old the person is by now. Asked anew is, too, what somebody
    offered who has died since, or who speaks for the person no more: then their estate is asked, or the person, or who
    speaks for them now. So is what does not rest any more on what it rested on (`is_as_offered`). Where there is nobody
    it lapses, as whatever stays without an answer; whoever asks is told no more of the one than of the other.
    *read* is the digest of the document of the offer that they have read: they take that one, and no other.
    Raises NotAllowed, NotFound, NoCounter, TooLate, OfferChanged.
    """
    unit.scope.demand(REQUEST)
    known = countered(unit, request)
    offer = known.counter
    assert offer is not None
    if read != offer.document:
        raise OfferChanged(
            said("the offer has changed since you read it; nothing was taken"),
            said("Load the request again: what you take is what you read then."),
        )
    grounds = offer.grounds
    if grounds is not None and _counts_still(unit, vault, known, offer.scope, grounds, ages):
        digest = offer.code or digest_of_code(receipt_code(code))
        agreed = Agreed(offer.scope, offer.document, offer.notice, offer.language, offer.ticks, grounds, digest,
                        unit.scope.principal)  # fmt: skip
        return grant(unit, vault, known, agreed)
    due = unit.at + TIME_TO_ANSWER
    event = events.CounterTaken(
        request=request, subject=known.subject, version=known.version + 1, by=unit.scope.principal, due=rfc3339(due)
    )
    Invitations(unit).change(request, until=due + TIME_TO_REST)
    start_clock(unit, ANSWERING, request, due)
    return change_request(unit, known, event)


def speaks_alone(unit: ReadUnit, vault: Vault, known: Request, scope: Scope, by: str, age: AgeBand) -> bool:
    """Tell whether *by* could agree to *scope* now, and nobody else has to: else no offer of theirs can be bound.

    *age* is that of the person asked, as far as it is known. Raises NotFound, SubjectErased.
    """
    representatives = KnownRepresentatives(unit).by(subject=known.subject)
    try:
        speaker = speaker_of(known, by, representatives, standing_of(unit, vault, known.subject), age, unit.at)
        check_reach(scope, speaker, unit.at)
    except NobodySpeaks:
        return False
    return alone(scope, speaker, unit.at)


def outcome_of(unit: ReadUnit, request: Request) -> Outcome:
    """Return what became of an answer that was taken already. Raises AlreadyAnswered where there is none."""
    match request.state:
        case RequestState.GRANTED if request.consent is not None:
            found = KnownConsents(unit).get(request.consent)
            return Granted(found.id, "", found.counts_from, found.scope.territories - found.grounds.accepted)
        case RequestState.REFUSED if request.answered_at is not None:
            return Refused(request.id, request.answered_at + TIME_TO_REST)
        case RequestState.COUNTERED if request.due is not None:
            return CounterSent(request.id, request.due)
    raise AlreadyAnswered(said("this request has its answer"), said("Load the page again."))


def make_note(unit: WriteUnit, request: Request, kind: NoteKind | None) -> None:
    """Keep a word to the officers; None keeps nothing, and says the same: the log does not tell which it was."""
    note = NoteId(unit.fresh_id())
    if kind is not None:
        Notes(unit).add(Note(note, kind, request.subject, request.id, request.consent, unit.at))
    unit.say(events.Noted(note=note))


def check_open(unit: WriteUnit, request: Request) -> None:
    """Raise NotFound of a draft, AlreadyAnswered or TooLate of what is over."""
    if request.state is RequestState.DRAFT:
        raise NotFound("there is no such request here")
    if request.state is not RequestState.LAPSED and request.state not in OPEN:
        raise AlreadyAnswered(
            said("this request is over: it has its answer, or was taken back"),
            said("Load the page again to see what became of it."),
        )
    check_in_time(unit, request)


def check_theirs(unit: WriteUnit, request: Request) -> None:
    """Raise NotFound unless the unit's principal is asked here, or is to speak for who is."""
    by = unit.scope.principal
    known = KnownRepresentatives(unit).by(subject=request.subject, principal=by)
    speaks = by == request.subject or any(not one.is_over and unit.at < one.authority.until for one in known)
    if request.state is RequestState.DRAFT or not speaks:
        raise NotFound("there is no such request here")


def check_sides(request: Request, *persons: str) -> None:
    """Raise NotYours where the account that asks is among *persons*: nobody agrees with themselves."""
    if request.requester in persons:
        raise NotYours(
            said("whoever asks would answer their own request"),
            said("Let somebody else ask, or withdraw the request."),
        )


# --- inside -----------------------------------------------------------------------------------------------------------


def _refuse(unit: WriteUnit, request: Request, document: Decided, speaker: Speaker, note: NoteKind | None) -> Refused:
    unwanted = note == NoteKind.UNWANTED
    event = events.RequestRefused(
        request=request.id, subject=request.subject, version=request.version, document=digest_of(document),
        by=speaker.by, role=speaker.role, unwanted=unwanted,
    )  # fmt: skip
    change_request(unit, request, event)
    stop_clocks(unit, ANSWERING, request.id)
    Invitations(unit).change(request.id, until=unit.at + TIME_TO_REST)
    if unwanted:
        make_note(unit, request, NoteKind.UNWANTED)
    return Refused(request.id, unit.at + TIME_TO_REST)


def _counter(
    unit: WriteUnit, request: Request, document: Decided, speaker: Speaker, proof: Proof, code: bytes
) -> CounterSent:  # fmt: skip
    scope = offered(request, document, unit.at)
    grounds, shown = None, ""
    if proof.bound is not None:
        scope = ticked(scope, document.ticks)
        grounds = grounds_of(scope, document, speaker, proof, unit.at)
        if missing_voices(request, document, scope, speaker, unit.at) or not alone(scope, speaker, unit.at):
            grounds = None  # others have to agree, too: they are asked once it is taken
    due = unit.at + TIME_TO_ANSWER
    event = events.RequestCountered(
        request=request.id, version=request.version, document=digest_of(document), notice=document.notice,
        language=document.language, ticks=tuple(sorted(document.ticks)), by=speaker.by, due=rfc3339(due),
        **scope_values(scope),
    )  # fmt: skip
    if grounds is not None:
        shown = receipt_code(code)
        event = msgspec.structs.replace(
            event, code=digest_of_code(shown), role=grounds.role, method=grounds.method, evidence=grounds.evidence,
            record=grounds.record, level=grounds.level, assured_until=rfc3339(grounds.assured_until),
            accepted=tuple(sorted(grounds.accepted)), until=rfc3339(grounds.until),
        )  # fmt: skip
    change_request(unit, request, event)
    start_clock(unit, ANSWERING, request.id, due)
    Invitations(unit).change(request.id, until=due + TIME_TO_REST)
    return CounterSent(request.id, due, shown)


def _counts_still(
    unit: WriteUnit, vault: Vault, known: Request, scope: Scope, grounds: Grounds, ages: Ages
) -> bool:  # fmt: skip
    """Tell whether whoever offered *scope* on these *grounds* could agree to it now, and alone."""
    if unit.at >= min(grounds.until, grounds.assured_until) or not is_as_offered(unit, known):
        return False
    return speaks_alone(unit, vault, known, scope, grounds.by, ages(unit, known.subject))


def _grant(
    unit: WriteUnit, vault: Vault, request: Request, document: Decided, speaker: Speaker, proof: Proof,
    code: bytes,
) -> Outcome:  # fmt: skip
    scope = ticked(request.scope, document.ticks)
    grounds = grounds_of(scope, document, speaker, proof, unit.at)
    if missing := missing_voices(request, document, scope, speaker, unit.at):
        _keep_half(unit, request, document, speaker)
        return Awaits(request.id, missing)
    shown = receipt_code(code)
    agreed = Agreed(
        scope, digest_of(document), document.notice, document.language, document.ticks, grounds, digest_of_code(shown)
    )  # fmt: skip
    return replace(grant(unit, vault, request, agreed), receipt_code=shown)


def _keep_half(unit: WriteUnit, request: Request, document: Decided, speaker: Speaker) -> None:
    digest = digest_of(document)
    if any((half.by, half.document) == (speaker.by, digest) for half in request.halves):
        return
    event = events.HalfGiven(
        request=request.id, version=request.version, role=speaker.role, by=speaker.by, will=will_of(document),
        document=digest,
    )  # fmt: skip
    change_request(unit, request, event)


def _speaking(unit: WriteUnit, vault: Vault, known: Request, document: Decided, by: str, age: AgeBand) -> Speaker:
    """Return in which part *by* takes *document*, which nothing stands against but what it rests on."""
    check_open(unit, known)
    _check_seen(known, document)
    representatives = KnownRepresentatives(unit).by(subject=known.subject)
    speaker = speaker_of(known, by, representatives, standing_of(unit, vault, known.subject), age, unit.at)
    if document.verdict is not Verdict.GRANT:
        check_reach(known.scope, speaker, unit.at)  # of a grant, what is left of it once ticks are withheld counts
    if document.verdict is not Verdict.REFUSE:
        check_sides(known, known.subject, speaker.by)
    return speaker


def _check_free(request: Request) -> None:
    """Raise AlreadyAnswered while an offer waits to which its person is tied, and whose code they have."""
    if request.counter is not None and request.counter.grounds is not None:
        raise AlreadyAnswered(
            said("an offer waits to which its person has agreed in advance: nothing takes its place"),
            said("Take it back first, with a no, as long as nobody has taken it."),
        )


def _check_seen(request: Request, document: Decided) -> None:
    if document.version != request.version:
        raise RequestChanged(
            said("the request was changed after you had read it; nothing was decided"),
            said("Read it again: what you decide on is what you see then."),
        )
    if document.notice not in request.shown:
        raise NotShown(
            said("this decision is not about the notice that was shown"), said("Open the request, and decide there.")
        )


def _notice(unit: ReadUnit, vault: Vault, request: Request, language: Language) -> Notice:
    party = None if request.party is None else KnownParties(unit).get(request.party).name
    return notice(told_of(request, party, said_in(unit, vault, request)), language)
