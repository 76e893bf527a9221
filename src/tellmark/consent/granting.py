"""What a grant does: the consent, its clocks, the code that withdraws it, and the record that a rule forces to keep."""

import base64
from dataclasses import dataclass
from datetime import datetime

from tellmark.consent import events as said
from tellmark.consent.documents import scope_values
from tellmark.consent.ending import end_otherwise
from tellmark.consent.evolving import granted, held
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
    NoteId,
    NoteKind,
    Request,
)
from tellmark.consent.records import keep_record
from tellmark.consent.store import Consents, Invitations, Notes
from tellmark.consent.terms import Scope, Tick
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.values.digests import sha256
from tellmark.values.instants import rfc3339
from tellmark.values.languages import Language

CODE = 10
"""Bytes of chance in a receipt code."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody has agreed to: the scope that is left, under which document and notice, and what it rests on."""

    scope: Scope
    document: str
    notice: str
    language: Language
    ticks: frozenset[Tick]
    grounds: Grounds


def grant(unit: WriteUnit, vault: Vault, request: Request, agreed: Agreed, code: bytes, silent: bool) -> Granted:
    """Make the consent. *silent*: it looks like any other, and does not count until an officer has looked."""
    event = _event(unit, request, agreed)
    consent = granted(event, unit.at)
    note = NoteId(unit.fresh_id())
    if silent:
        consent = held(consent, note, HoldReason.COERCION)
        Notes(unit).add(Note(note, NoteKind.COERCION, request.subject, request.id, consent.id, unit.at))
    shown = receipt_code(code)
    Consents(unit).add(consent, code=digest_of_code(shown))
    change_request(unit, request, event)
    unit.say(said.Noted(note=note))
    stop_clocks(unit, ANSWERING, request.id)
    start_clock(unit, RUNNING, consent.id, consent.until)
    Invitations(unit).change(request.id, until=consent.until + TIME_TO_REST)
    keep_record(unit, vault, consent)
    _supersede(unit, request)
    return Granted(consent.id, shown, consent.counts_from, agreed.scope.territories - agreed.grounds.accepted)


def receipt_code(code: bytes) -> str:
    """Return *code* as people read it: sixteen letters and digits, in fours. Raises ValueError for another length."""
    if len(code) != CODE:
        raise ValueError("a receipt code takes 10 random bytes")
    text = base64.b32encode(code).decode()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def digest_of_code(shown: str) -> str:
    """Return what a receipt code is known by, however it is typed."""
    kept = "".join(char for char in shown.upper().translate(_TYPED) if char.isalnum())
    return sha256(f"tellmark.receipt-code/1 {kept}".encode())


_TYPED = str.maketrans({"0": "O", "1": "I", "8": "B"})  # digits that base 32 does not have, and what was meant


def _event(unit: WriteUnit, request: Request, agreed: Agreed) -> said.ConsentGranted:
    grounds, scope = agreed.grounds, agreed.scope
    return said.ConsentGranted(
        consent=unit.fresh_id(), request=request.id, group=request.group, subject=request.subject,
        requester=request.requester, party=request.party, document=agreed.document, notice=agreed.notice,
        language=agreed.language, ticks=tuple(sorted(agreed.ticks)), by=grounds.by, role=grounds.role,
        method=grounds.method, evidence=grounds.evidence, record=grounds.record, level=grounds.level,
        assured_until=rfc3339(grounds.assured_until), accepted=tuple(sorted(grounds.accepted)),
        counts_from=rfc3339(counts_from(scope, unit.at)), until=rfc3339(grounds.until), **scope_values(scope),
    )  # fmt: skip


def counts_from(scope: Scope, at: datetime) -> datetime:
    """Return from when a grant of *scope* at *at* counts: what weighs heavily takes a night's sleep."""
    return at + COOLING_OFF if scope.high_risk else at


def _supersede(unit: WriteUnit, request: Request) -> None:
    if request.supersedes is None:
        return
    before: Consent = Consents(unit).locked(request.supersedes)
    if before.subject == request.subject and before.state in (ConsentState.ACTIVE, ConsentState.SUSPENDED):
        end_otherwise(unit, before, Ending.SUPERSEDED)
