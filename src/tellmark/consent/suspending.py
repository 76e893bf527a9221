"""What holds a consent up for a while: a dispute, an officer, a word of the person that nobody else hears."""

from collections.abc import Collection
from dataclasses import replace

from tellmark.consent import events
from tellmark.consent.decide import counts_in
from tellmark.consent.ending import end_otherwise, may_withdraw
from tellmark.consent.errors import NotYours
from tellmark.consent.evolving import ENDED, dispute_after, dispute_opened, held, lifted
from tellmark.consent.keeping import change_consent, locked_consent, locked_though_erased
from tellmark.consent.lifting import check_liftable
from tellmark.consent.model import (
    ANSWER,
    OPEN,
    REFUSE,
    REVIEW,
    Consent,
    ConsentId,
    ConsentState,
    Dispute,
    DisputeId,
    Ending,
    Grounds,
    HoldReason,
    Note,
    NoteId,
    NoteKind,
    Request,
    RequestId,
)
from tellmark.consent.places import in_place
from tellmark.consent.ports import Ages, nothing_proved
from tellmark.consent.proof_ends import watch_proof
from tellmark.consent.proofs import Assured
from tellmark.consent.sides import behind, check_apart
from tellmark.consent.speakers.store import KnownRepresentatives
from tellmark.consent.store import Consents, Disputes, KnownDisputes, KnownRequests, Notes
from tellmark.consent.unreached import UNREACHED, found_another, made_sure
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import current, raise_epoch
from tellmark.values.instants import rfc3339
from tellmark.values.languages import said


def suspend(unit: WriteUnit, consent: ConsentId, reason: HoldReason) -> Consent:
    """Hold a consent up, now; what was permitted under it is void. Raises NotAllowed, NotFound, NotYours."""
    unit.scope.demand(REVIEW)
    known = locked_consent(unit, consent)
    check_apart(unit, known)
    return hold(unit, known, unit.fresh_id(), reason)


def hold(unit: WriteUnit, consent: Consent, id: str, reason: HoldReason) -> Consent:  # noqa: A002 (the field's word)
    """Hold up *consent*, which is locked, under *id*; one that has ended stays as it is."""
    if consent.state in ENDED:
        return consent
    raise_epoch(unit, consent.subject, "consent")
    return change_consent(unit, consent, events.ConsentHeld(consent=consent.id, hold=id, reason=reason))


def resume(unit: WriteUnit, consent: ConsentId, hold_id: str, ages: Ages = nothing_proved) -> Consent:
    """Lift one thing that holds a consent up; a dispute is decided instead. Of a silent word, the log tells nothing.

    *ages* tells what its person has proved.

    Raises NotAllowed, NotFound, NotYours for either side's own, NobodySpeaks and StandsStill as
    `check_liftable`.
    """
    unit.scope.demand(REVIEW)
    known = locked_consent(unit, consent)
    check_apart(unit, known)
    found = next((one for one in known.holds if one.id == hold_id), None)
    if found is None or found.reason is HoldReason.DISPUTE:
        raise NotFound("there is no such hold on this consent")
    check_liftable(unit, known, found.reason, ages)
    if found.reason is not HoldReason.COERCION:
        for told in Notes(unit).by(subject=known.subject, open=True):
            if told.id == hold_id:
                made_sure(unit, told)
        return change_consent(unit, known, events.HoldLifted(consent=consent, hold=hold_id, by=unit.scope.principal))
    note = Notes(unit).locked(hold_id)
    Notes(unit).put(replace(note, done_at=unit.at))
    after = lifted(known, hold_id)
    Consents(unit).put(after)
    return after


def demand_a_word(scope: Actor) -> None:
    """Raise NotAllowed unless whoever acts may answer, or by the link of a ward no more than refuse and report."""
    if REFUSE not in scope.capabilities:
        scope.demand(ANSWER)


def report(unit: WriteUnit, kind: NoteKind, consent: ConsentId, ages: Ages) -> None:
    """Tell the officers of coercion or misuse; coercion stops the consent without a word to anybody else.

    Who may is who may withdraw.

    Raises NotAllowed, and NotFound for another's consent, too.
    """
    demand_a_word(unit.scope)
    known = locked_consent(unit, consent)
    if not may_withdraw(unit, known, ages):
        raise NotFound("there is no such consent here")
    note_down(unit, kind, known, ages)


def note_down(unit: WriteUnit, kind: NoteKind, consent: Consent, ages: Ages) -> None:
    """Do what `report` does of *consent*, which is locked, for whoever may end it. The log tells nothing of it.

    A leaf at that moment, beside no grant, would tell whoever stands behind the person that a word was said. A silent
    word about what has ended is about what is `reached` by it, unless that is held up by one already.
    """
    kind = NoteKind(kind)  # a bare word must not pass by the comparison below
    if kind is not NoteKind.COERCION:
        _add_note(unit, kind, consent)
        return
    for one in reached(unit, consent, ages):
        known = Consents(unit).locked(one.id)
        if one.id == consent.id or all(hold.reason is not HoldReason.COERCION for hold in known.holds):
            Consents(unit).put(held(known, _add_note(unit, kind, known).id, HoldReason.COERCION))


def reached(unit: ReadUnit, consent: Consent, ages: Ages) -> list[Consent]:
    """Return what a word about *consent* is about: what stands in its place by now, as far as whoever acts may end it.

    Where they speak for none of that, it is about *consent* alone.
    """
    return [one for one in in_place(unit, consent) if may_withdraw(unit, one, ages)] or [consent]


def _add_note(unit: WriteUnit, kind: NoteKind, consent: Consent) -> Note:
    note = Note(NoteId(unit.fresh_id()), kind, consent.subject, consent.request, consent.id, unit.at)
    Notes(unit).add(note)
    return note


def close_note(unit: WriteUnit, note: NoteId) -> Note:
    """An officer has seen to a word of a person; what it holds up is lifted by `resume`, or the consent ended.

    Raises NotAllowed, NotYours for either side's own, and NotFound while it holds a consent up, or is to hold up what
    may be agreed to still.
    """
    unit.scope.demand(REVIEW)
    told = Notes(unit).get(note)
    about = behind(unit, told)
    if about is not None:
        check_apart(unit, about)
    if waits(told, about):  # looked at first: once there is an answer, the word under lock names it
        raise NotFound("this word waits for the answer to its request: close it when there is one")
    known = Notes(unit).locked(note)
    if known.consent is not None:
        consent = Consents(unit).get(known.consent)
        if any(one.id == note for one in consent.holds):
            raise NotFound("this word holds a consent up: let it count again, or end it")
    if known.kind in UNREACHED:
        found_another(unit, known)
        return known
    closed = replace(known, done_at=unit.at)
    Notes(unit).put(closed)
    if closed.kind in _SAID_OPENLY and closed.consent is not None:
        unit.say(events.WordSeenTo(note=note, consent=closed.consent, by=unit.scope.principal))
    return closed


_SAID_OPENLY = frozenset({NoteKind.MISUSE, NoteKind.DENIED})
"""What is wrong with an agreement as its person says it; of every other word nobody hears what became of it."""


def unproved(unit: WriteUnit, subject: SubjectId, records: Collection[str]) -> None:
    """Hold up, now, what *subject* agreed to by *records*, which were revoked: for themselves, or for whom they speak.

    The officers are told, each with a case. What was offered by them is asked anew once it is taken (`is_as_offered`).
    """
    wards = {one.subject for one in KnownRepresentatives(unit).by(principal=subject)}
    for whose in sorted({subject, *wards}):  # in one order, so that two who do this do not wait for each other
        try:
            current(unit, whose)
        except SubjectErased:
            continue  # what was theirs has ended
        for consent in Consents(unit).near(whose):
            if consent.grounds.by == subject and _rests_on(consent.grounds, records):
                hold(unit, consent, _told(unit, whose, consent.request, consent.id), HoldReason.IDENTITY)
        for request in (one for one in KnownRequests(unit).by(subject=whose) if one.state in OPEN):
            grounds = None if request.counter is None else request.counter.grounds
            if grounds is not None and grounds.by == subject and grounds.record in records:
                _told(unit, whose, request.id, None)


def _rests_on(grounds: Grounds, records: Collection[str]) -> bool:
    """Tell whether one of *records* proves who agreed: by it they were known then, or are since they proved it anew."""
    return grounds.record in records or (grounds.first is not None and grounds.first.record in records)


def _told(unit: WriteUnit, subject: SubjectId, request: RequestId, consent: ConsentId | None) -> NoteId:
    """Tell the officers that what proved who agreed was revoked."""
    note = Note(NoteId(unit.fresh_id()), NoteKind.IDENTITY, subject, request, consent, unit.at)
    Notes(unit).add(note)
    unit.say(events.Noted(note=note.id))
    return note.id


def waits(note: Note, about: Request | Consent | None) -> bool:
    """Tell whether *note* is a silent word about a request that may be agreed to still; *about* as `behind` says."""
    return note.kind is NoteKind.COERCION and isinstance(about, Request) and about.state in OPEN


def void(unit: WriteUnit, consent: ConsentId) -> Consent:
    """End a consent that never was one: under duress, or by somebody else. Raises NotAllowed, NotFound, NotYours."""
    unit.scope.demand(REVIEW)
    known = locked_though_erased(unit, consent)
    check_apart(unit, known)
    end_otherwise(unit, known, Ending.VOID)
    return Consents(unit).get(consent)


def renew(unit: WriteUnit, consent: ConsentId, assured: Assured) -> Consent:
    """Whoever agreed has proved again who they are: the consent goes on, by a proof that is as good and counts longer.

    As good is what is as sure, and counts in each place in which the consent does, at the level that it asks by now.
    Raises NotAllowed, NotFound.
    """
    unit.scope.demand(ANSWER)
    known = locked_consent(unit, consent)
    if unit.scope.principal != known.grounds.by or known.state in ENDED:
        raise NotFound("there is no such consent here")
    if not _is_better(assured, known.grounds):
        return known
    until = rfc3339(assured.valid_until)
    event = events.ConsentRenewed(consent=consent, record=assured.record, level=assured.level, assured_until=until)
    renewed = change_consent(unit, known, event)
    watch_proof(unit, renewed)
    return renewed


def _is_better(assured: Assured, before: Grounds) -> bool:
    everywhere = counts_in(before.accepted, assured) == before.accepted
    return everywhere and assured.level >= before.level and assured.valid_until > before.assured_until


def dispute(unit: WriteUnit, consent: ConsentId, ages: Ages) -> Dispute:
    """Say that a consent is not what it seems; it is frozen until an officer decides.

    Where it has ended, so is what stands in its place by now. Who speaks for its person may where they may withdraw,
    and freezes no more than that.
    Said again by the same, of either, it freezes nothing, and what was said comes back, decided or not: only on a page
    of their own may they read that an officer has decided (`denied`). Of what was decided the officers are told, once:
    by a link the same may be somebody else.

    Raises NotAllowed, NotFound.
    """
    if REVIEW not in unit.scope.capabilities:
        demand_a_word(unit.scope)
    known = locked_consent(unit, consent)
    by = unit.scope.account
    speaks = KnownRepresentatives(unit).by(subject=known.subject, principal=by)
    if speaks and not may_withdraw(unit, known, ages):  # a stranger may say that it is they who are shown
        raise NotFound("there is no such consent here")
    before = denied(unit, consent)
    for one in reached(unit, known, ages) if speaks else in_place(unit, known):
        told = denied(unit, one.id) or before
        if told is None and one.id != consent:
            open_dispute(unit, Consents(unit).locked(one.id), by)
        if told is not None and told.decided_at is not None and one.state not in ENDED:
            _note_again(unit, one)
    return before or open_dispute(unit, known, by)


def open_dispute(unit: WriteUnit, consent: Consent, by: str) -> Dispute:
    """Freeze *consent*, which is locked, for what *by* says against it, until an officer decides."""
    event = events.ConsentDisputed(dispute=unit.fresh_id(), consent=consent.id, by=by)
    opened = dispute_opened(event, unit.at)
    Disputes(unit).add(opened)
    unit.say(event)
    hold(unit, consent, opened.id, HoldReason.DISPUTE)
    return opened


def _note_again(unit: WriteUnit, consent: Consent) -> None:
    """Tell the officers that it is said once more, unless they have that before them."""
    waiting = (one for one in Notes(unit).by(subject=consent.subject, open=True) if one.kind is NoteKind.DENIED)
    if all(one.consent != consent.id for one in waiting):
        _add_note(unit, NoteKind.DENIED, consent)


def denied(unit: ReadUnit, consent: ConsentId) -> Dispute | None:
    """Return what whoever acts has said already against *consent*, decided or not; None where they said nothing."""
    theirs = (one for one in KnownDisputes(unit).by(consent=consent) if one.by in unit.scope.acts)
    return next(theirs, None)


def decide_dispute(unit: WriteUnit, dispute_id: DisputeId, upheld: bool) -> Dispute:
    """Decide a dispute: upheld, the consent is void. Raises NotAllowed, NotFound, NotYours for either side's own."""
    unit.scope.demand(REVIEW)
    consent = locked_though_erased(unit, Disputes(unit).get(dispute_id).consent)
    known = Disputes(unit).locked(dispute_id)
    by = unit.scope.principal
    check_apart(unit, consent)
    if known.by in unit.scope.acts:
        raise NotYours(said("whoever opened a dispute does not decide it"), said("Let another officer decide."))
    if known.decided_at is not None:
        return known
    event = events.DisputeDecided(dispute=dispute_id, consent=consent.id, upheld=upheld, by=by)
    decided = dispute_after(known, event, unit.at)
    Disputes(unit).put(decided)
    unit.say(event)
    if upheld:
        end_otherwise(unit, consent, Ending.VOID)
    elif consent.state is ConsentState.SUSPENDED:
        change_consent(unit, consent, events.HoldLifted(consent=consent.id, hold=dispute_id, by=by))
    return decided
