"""What a grant does: the consent, its clocks, the code that withdraws it, and the record that a rule forces to keep."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tellmark.consent import events as said
from tellmark.consent.documents import person_of, scope_values
from tellmark.consent.ending import end_otherwise
from tellmark.consent.evolving import ENDED, granted, held
from tellmark.consent.handed.going_on import stand_still
from tellmark.consent.invitations.store import Invitations
from tellmark.consent.keeping import ANSWERING, RUNNING, change_request, start_clock, stop_clocks
from tellmark.consent.model import (
    COOLING_OFF,
    TIME_TO_REST,
    Consent,
    Ending,
    Granted,
    Grounds,
    HoldReason,
    Note,
    NoteId,
    NoteKind,
    Request,
)
from tellmark.consent.places import line
from tellmark.consent.proof_ends import watch_proof
from tellmark.consent.records import keep_record
from tellmark.consent.store import Consents, KnownDisputes, Notes
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
    consent, places = granted(event, unit.at), _places(unit, request)
    for note in _silent_words(unit, request, places):
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
    _supersede(unit, consent, places)
    return Granted(consent.id, "", consent.counts_from, agreed.scope.territories - agreed.grounds.accepted)


def words_about(unit: WriteUnit, request: Request) -> list[Note]:
    """Return what the person has told the officers about *request*, and no officer has seen to."""
    return [note for note in Notes(unit).by(subject=request.subject, open=True) if note.request == request.id]


def _places(unit: WriteUnit, request: Request) -> list[Consent]:
    """Return the agreement whose place *request* takes, and before it what has taken the same place already."""
    if request.supersedes is None:
        return []
    return line(unit, request.subject, request.supersedes)[::-1]


def _silent_words(unit: WriteUnit, request: Request, places: Sequence[Consent]) -> list[Note]:
    """Return those about *request*, and about what it takes the place of, that no officer has seen to.

    One that holds up what has taken the place already stays there: what holds up *request* is another of the same.
    """
    words = [one for one in Notes(unit).by(subject=request.subject, open=True) if one.kind is NoteKind.COERCION]
    run_on = {one.id for one in places[:-1] if one.state not in ENDED}
    over = {one.id for one in places} - run_on
    about = [one for one in words if one.request == request.id or one.consent in over]
    beside = next((one for one in words if one.consent in run_on), None)
    return about if beside is None else [*about, _another(unit, beside)]


def _another(unit: WriteUnit, note: Note) -> Note:
    another = replace(note, id=NoteId(unit.fresh_id()))
    Notes(unit).add(another)
    return another


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


def _supersede(unit: WriteUnit, consent: Consent, places: Sequence[Consent]) -> None:
    """End what *consent* takes the place of: what an officer is to decide there holds up *consent* from now on.

    That is whether somebody else disputes it, and whatever an officer has stopped it for. What holds it up otherwise
    (a proof, who speaks, a death, hands) was looked at anew of *consent* itself.
    """
    if not places:
        return
    disputes = KnownDisputes(unit).about([one.id for one in places])
    for by in dict.fromkeys(one.by for one in disputes if one.decided_at is None):
        open_dispute(unit, Consents(unit).locked(consent.id), by)
    stops = ([one for one in before.holds if one.reason is HoldReason.OFFICER] for before in places)
    for stopped in next(filter(None, stops), []):
        hold(unit, Consents(unit).locked(consent.id), unit.fresh_id(), stopped.reason)
    end_otherwise(unit, Consents(unit).locked(places[-1].id), Ending.SUPERSEDED)
