"""What a grant does: the consent, its clocks, the code that withdraws it, and the record that a rule forces to keep."""

from dataclasses import dataclass, replace
from datetime import datetime

from tellmark.consent import events as said
from tellmark.consent.documents import person_of, scope_values
from tellmark.consent.ending import end_otherwise
from tellmark.consent.evolving import granted, held
from tellmark.consent.handed.going_on import stand_still
from tellmark.consent.keeping import ANSWERING, RUNNING, change_request, start_clock, stop_clocks
from tellmark.consent.model import (
    COOLING_OFF,
    TIME_TO_REST,
    Consent,
    ConsentState,
    Ending,
    Granted,
    Grounds,
    HoldReason,
    Note,
    NoteKind,
    Request,
)
from tellmark.consent.proof_ends import watch_proof
from tellmark.consent.records import keep_record
from tellmark.consent.store import Consents, Invitations, KnownDisputes, Notes
from tellmark.consent.suspending import hold, open_dispute
from tellmark.consent.terms import Scope, Tick
from tellmark.consent.unreached import waiting_for
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.values.instants import rfc3339
from tellmark.values.languages import Language


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody has agreed to: the scope that is left, under which document and notice, and what it rests on.

    *code* is the digest of the receipt code. *taken_by* took what was offered, where that made it an agreement.
    """

    scope: Scope
    document: str
    notice: str
    language: Language
    ticks: frozenset[Tick]
    grounds: Grounds
    code: str
    taken_by: str | None = None


def grant(unit: WriteUnit, vault: Vault, request: Request, agreed: Agreed) -> Granted:
    """Make the consent. After a silent word to the officers it looks like any other, and does not count.

    Nor does it where nothing of ours has reached whoever agreed, or whoever asks has changed hands since they wrote it,
    and that is told. What an officer has not decided yet of the agreement whose place it takes goes over to it.
    """
    event = _event(unit, request, agreed)
    consent = granted(event, unit.at)
    for note in _silent_words(unit, request):
        consent = held(consent, note.id, HoldReason.COERCION)
        Notes(unit).put(replace(note, request=request.id, consent=consent.id))
    Consents(unit).add(consent, code=agreed.code)
    change_request(unit, request, event)
    stop_clocks(unit, ANSWERING, request.id)
    start_clock(unit, RUNNING, consent.id, consent.until)
    watch_proof(unit, consent)
    Invitations(unit).change(request.id, until=consent.until + TIME_TO_REST)
    keep_record(unit, vault, consent)
    if (unreached := waiting_for(unit, request, agreed.grounds.by, consent)) is not None:
        hold(unit, Consents(unit).locked(consent.id), unreached.id, HoldReason.UNREACHED)
    stand_still(unit, consent, request)
    _supersede(unit, request, consent)
    return Granted(consent.id, "", consent.counts_from, agreed.scope.territories - agreed.grounds.accepted)


def words_about(unit: WriteUnit, request: Request) -> list[Note]:
    """Return what the person has told the officers about *request*, and no officer has seen to."""
    return [note for note in Notes(unit).by(subject=request.subject, open=True) if note.request == request.id]


def _silent_words(unit: WriteUnit, request: Request) -> list[Note]:
    """Return those about *request*, and about the agreement whose place it takes, that no officer has seen to."""
    about = words_about(unit, request)
    if request.supersedes is not None:
        known = Notes(unit).by(subject=request.subject, open=True)
        about += [note for note in known if note.consent == request.supersedes]
    return [note for note in about if note.kind is NoteKind.COERCION]


def _event(unit: WriteUnit, request: Request, agreed: Agreed) -> said.ConsentGranted:
    grounds, scope, consent = agreed.grounds, agreed.scope, unit.fresh_id()
    until = rfc3339(grounds.assured_until)
    return said.ConsentGranted(
        consent=consent, request=request.id, group=request.group, subject=request.subject,
        requester=request.requester, party=request.party, document=agreed.document, notice=agreed.notice,
        language=agreed.language, ticks=tuple(sorted(agreed.ticks)), by=grounds.by, role=grounds.role,
        method=grounds.method, evidence=grounds.evidence, record=grounds.record, level=grounds.level,
        assured_until=until, accepted=tuple(sorted(grounds.accepted)),
        counts_from=rfc3339(counts_from(scope, unit.at)), until=rfc3339(grounds.until),
        person=person_of(consent, request.subject, grounds.record, until), taken_by=agreed.taken_by,
        **scope_values(scope),
    )  # fmt: skip


def counts_from(scope: Scope, at: datetime) -> datetime:
    """Return from when a grant of *scope* at *at* counts: what weighs heavily takes a night's sleep."""
    return at + COOLING_OFF if scope.high_risk else at


def _supersede(unit: WriteUnit, request: Request, consent: Consent) -> None:
    """End what *consent* takes the place of: what an officer is to decide there holds up *consent* from now on.

    That is whether somebody else disputes it, and whatever an officer has stopped it for. What holds it up otherwise
    (a proof, who speaks, a death, hands) was looked at anew of *consent* itself.
    """
    if request.supersedes is None:
        return
    before: Consent = Consents(unit).locked(request.supersedes)
    if before.subject != request.subject:
        return
    for undecided in KnownDisputes(unit).by(consent=before.id, open=True):
        open_dispute(unit, Consents(unit).locked(consent.id), undecided.by)
    for stopped in (one for one in before.holds if one.reason is HoldReason.OFFICER):
        hold(unit, Consents(unit).locked(consent.id), unit.fresh_id(), stopped.reason)
    if before.state in (ConsentState.ACTIVE, ConsentState.SUSPENDED):
        end_otherwise(unit, before, Ending.SUPERSEDED)
