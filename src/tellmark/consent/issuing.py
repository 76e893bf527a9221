"""Receipts are made from the store and the log when they are asked for, and signed then."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tellmark import __version__
from tellmark.consent.documents import document_of, scope_values
from tellmark.consent.model import Consent, ConsentId, Decided, Grounds, Party, Proved, Request, Verdict
from tellmark.consent.notices import notice
from tellmark.consent.receipts import (
    SCHEMA,
    Assurance,
    Binding,
    Bundle,
    Company,
    Ended,
    Receipt,
    Who,
    signed,
)
from tellmark.consent.seeing import seen
from tellmark.consent.store import KnownConsents, KnownParties, KnownRequests
from tellmark.consent.wording import Said, said_in, told_of
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.events import read_leaf
from tellmark.proof.log.proofs import LogProof
from tellmark.proof.log.reads import Reads
from tellmark.proof.log.receipts import NotInLog
from tellmark.proof.log.receipts import receipt as proved
from tellmark.proof.signing import Signer
from tellmark.store.errors import NotFound
from tellmark.store.leaves import Leaf, Leaves
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.instants import rfc3339


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues receipts: the provider, what signs, and the log's files with its verifier key (None without a log)."""

    provider: Who
    signer: Callable[[], Signer]
    log: Reads | None = None
    vkey: Callable[[], str] | None = None


def issue(unit: ReadUnit, vault: Vault, consent: ConsentId, issuer: Issuer) -> tuple[Bundle, Receipt]:
    """Return the receipt of *consent* as it stands now, signed, and what it says.

    Where the log has no place for it yet, it comes without a proof. Raises NotFound, SubjectErased, and as the signer.
    """
    found = seen(KnownConsents(unit).get(consent))
    request = KnownRequests(unit).get(found.request)
    party = None if found.party is None else KnownParties(unit).get(found.party)
    leaf, facts = _leaf_of(unit, found)
    proof = None if issuer.log is None else _proof(leaf, issuer.log)
    said = said_in(unit, vault, request)
    receipt = _written(found, request, party, said, issuer, leaf, facts, proof, unit.at)
    return signed(receipt, issuer.signer(), proof), receipt


def _written(
    consent: Consent, request: Request, party: Party | None, said: Said, issuer: Issuer, leaf: Leaf,
    facts: Mapping[str, Any], proof: LogProof | None, at: datetime,
) -> Receipt:  # fmt: skip
    grounds, (record, level, assured_until) = consent.grounds, _proved_then(consent.grounds, facts)
    told = scope_values(consent.scope)
    scope = {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}
    return Receipt(
        schema=SCHEMA, tool=__version__, issued_at=rfc3339(at), provider=issuer.provider,
        party=None if party is None else Company(name=party.name, number=party.number),
        consent=consent.id, request=request.id, version=consent.version, subject=consent.subject,
        granted_at=rfc3339(consent.granted_at), counts_from=rfc3339(consent.counts_from), until=rfc3339(consent.until),
        ended=_ended(consent), scope=scope, ticks=sorted(consent.ticks), decision=_decision(consent, request),
        decision_sha256=consent.document, notice=_notice(consent, request, party, said), notice_sha256=consent.notice,
        notice_language=consent.language,
        binding=Binding(method=grounds.method, evidence=grounds.evidence, role=grounds.role),
        assurance=Assurance(record=record, level=level, valid_until=assured_until),
        event=leaf.event, log=None if issuer.vkey is None else issuer.vkey(),
        proof_sha256=None if proof is None else sha256(proof.data),
        counts_in=[one for one in scope["territories"] if one in grounds.accepted],
    )  # fmt: skip


def _proved_then(grounds: Grounds, facts: Mapping[str, Any]) -> tuple[str, int, str]:
    """Return by which record it was agreed, its level and its end; leaves of before ADR 38 tell them."""
    if "record" in facts:
        return facts["record"], facts["level"], facts["assured_until"]
    first = grounds.first or Proved(grounds.record, grounds.level, grounds.assured_until)
    return first.record, first.level, rfc3339(first.until)


def _ended(consent: Consent) -> Ended | None:
    if consent.ending is None or consent.ended_at is None:
        return None
    return Ended(how=consent.ending, at=rfc3339(consent.ended_at))


def _decision(consent: Consent, request: Request) -> str | None:
    """Return the decision document, made anew; None where its digest tells that this is no more the same."""
    for verdict, counter in ((Verdict.GRANT, None), (Verdict.COUNTER, consent.scope)):
        decided = Decided(
            request.id, request.version, consent.notice, consent.language, verdict, consent.ticks, counter
        )
        text = document_of(decided)
        if sha256(text) == consent.document:
            return text.decode()
    return None


def _notice(consent: Consent, request: Request, party: Party | None, said: Said) -> str | None:
    """Return the very text whose digest was decided on; None where the request has changed since."""
    name = None if party is None else party.name
    shown = notice(told_of(request, name, said), consent.language)
    body: dict[str, Any] = {
        "schema": "tellmark.notice/1", "template": shown.template, "language": shown.language, "title": shown.title,
        "request": request.id, "version": request.version, "salt": shown.salt,
        "sections": [asdict(section) for section in shown.sections], "ticks": [list(pair) for pair in shown.ticks],
    }  # fmt: skip
    text = canonical(body)
    return text.decode() if sha256(text) == consent.notice else None


def _leaf_of(unit: ReadUnit, consent: Consent) -> tuple[Leaf, Mapping[str, Any]]:
    """Return the leaf of the grant and its facts. Raises NotFound."""
    for leaf in Leaves(unit).begun_at(consent.granted_at):
        try:
            event = read_leaf(leaf.body)
        except MalformedLog:
            continue
        if event.type == "consent.granted" and event.facts.get("consent") == consent.id:
            return leaf, event.facts
    raise NotFound("there is no leaf of this consent here")


def _proof(leaf: Leaf, log: Reads) -> LogProof | None:
    if leaf.position is None:
        return None
    try:
        return proved(leaf.position, log)
    except NotInLog:  # it has its place, and the checkpoint that covers it is not out yet
        return None
