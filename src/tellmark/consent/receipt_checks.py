"""What a receipt is checked for: signature, texts, place in the log; everything that it says against all it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from tellmark.consent.documents import person_of, scope_from, scope_values
from tellmark.consent.narrowing import narrower
from tellmark.consent.receipts import KIND, SCHEMA, Bundle, Receipt, shown_in
from tellmark.proof.log.checkpoints import read_checkpoint
from tellmark.proof.log.errors import AlgorithmNotOffered, BadVerifierKey, MalformedLog
from tellmark.proof.log.events import read_leaf
from tellmark.proof.log.merkle import leaf_hash, proves_inclusion
from tellmark.proof.log.proofs import LogProof, read_proof
from tellmark.proof.log.trust import Trust, trusted
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.vkeys import read_vkey
from tellmark.proof.reports import Integrity, SignedDocument, Standing, verify_document
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.instants import rfc3339

GRANTED = "consent.granted"


class Check(StrEnum):
    """What is looked at in a receipt, in this order."""

    SIGNATURE = "signature"
    SIGNER = "signer"
    NOTICE = "notice"
    DECISION = "decision"
    PROOF = "proof"
    INCLUSION = "inclusion"
    LEAF = "leaf"
    CHECKPOINT = "checkpoint"
    FILE = "file"


class State(StrEnum):
    """What came of one check."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Found:
    """One check, what came of it, and why where it did not simply hold."""

    check: Check
    state: State
    about: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a receipt turned out to be. *receipt* is None unless its signature holds."""

    document: SignedDocument
    receipt: Receipt | None
    found: tuple[Found, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing was found broken."""
        return not any(one.state is State.BROKEN for one in self.found)

    @property
    def known(self) -> bool:
        """Whether both the signer and the log's key are known to whoever checks."""
        return all(one.state is State.HOLDS for one in self.found if one.check in (Check.SIGNER, Check.CHECKPOINT))


def judge(bundle: Bundle, pinned_pem: bytes, trust: Trust, at: datetime) -> Judged:
    """Check everything that a receipt says against everything that it holds; no verdict is an error.

    *pinned_pem* are the certificates known here; without a key in *trust*, the log's own key, as the receipt names
    it, is taken, and the checkpoint does not count as known.
    """
    document = verify_document(bundle.jws, pinned_pem, at, KIND)
    receipt = _receipt_of(document)
    if receipt is None:
        why = "it was changed" if document.integrity is Integrity.TAMPERED else "it cannot be read"
        rest = tuple(Found(check, State.UNCHECKED, "the signature does not hold") for check in list(Check)[1:-1])
        return Judged(document, None, (Found(Check.SIGNATURE, State.BROKEN, why), *rest))
    found = (
        Found(Check.SIGNATURE, State.HOLDS),
        _signer(document),
        _notice(receipt),
        _decision(receipt),
        *_logged(receipt, bundle.proof, trust),
    )
    return Judged(document, receipt, found)


def _receipt_of(document: SignedDocument) -> Receipt | None:
    if document.payload is None:
        return None
    try:
        receipt = msgspec.json.decode(document.payload, type=Receipt)
        same = canonical(msgspec.json.decode(document.payload)) == document.payload
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return receipt if same and receipt.schema == SCHEMA else None


def _signer(document: SignedDocument) -> Found:
    match document.signer:
        case Standing.PINNED:
            return Found(Check.SIGNER, State.HOLDS)
        case Standing.EXPIRED:
            return Found(Check.SIGNER, State.UNCHECKED, "the certificate has run out")
        case _:
            return Found(Check.SIGNER, State.UNCHECKED, "the certificate is not one that is known here")


def _notice(receipt: Receipt) -> Found:
    if receipt.notice is None:
        return Found(Check.NOTICE, State.UNCHECKED, "the text was erased")
    if sha256(receipt.notice.encode()) != receipt.notice_sha256:
        return Found(Check.NOTICE, State.BROKEN, "its text has another digest")
    told = shown_in(receipt)
    if told is None:
        return Found(Check.NOTICE, State.BROKEN, "its text is no notice")
    name = None if receipt.party is None else receipt.party.name
    if name is not None and not (name and any(name in line for line in told.lines("who"))):
        return Found(Check.NOTICE, State.BROKEN, "it does not name on whose behalf was asked")
    if (told.request, told.language) != (receipt.request, receipt.notice_language):
        return Found(Check.NOTICE, State.BROKEN, "it is about something else")
    return Found(Check.NOTICE, State.HOLDS)


def _decision(receipt: Receipt) -> Found:
    if receipt.decision is None:
        return Found(Check.DECISION, State.UNCHECKED, "its text does not stand in the receipt")
    if sha256(receipt.decision.encode()) != receipt.decision_sha256:
        return Found(Check.DECISION, State.BROKEN, "its text has another digest")
    try:
        told = msgspec.json.decode(receipt.decision, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        return Found(Check.DECISION, State.BROKEN, "its text is no decision")
    same = (receipt.request, receipt.notice_sha256, receipt.notice_language, sorted(receipt.ticks))
    if (told.get("request"), told.get("notice"), told.get("language"), told.get("ticks")) != same:
        return Found(Check.DECISION, State.BROKEN, "its text says something else than the receipt")
    if told.get("decision") not in ("grant", "counter") or (told["decision"] == "grant") != (
        told.get("counter", "") is None
    ):
        return Found(Check.DECISION, State.BROKEN, "its text is no agreement")
    return Found(Check.DECISION, State.HOLDS)


def _logged(receipt: Receipt, data: bytes | None, trust: Trust) -> tuple[Found, ...]:
    """Check the place in the log."""
    rest = (Check.INCLUSION, Check.LEAF, Check.CHECKPOINT)
    if data is None and receipt.proof_sha256 is None:
        why = "the log had no place for it yet"
        return (Found(Check.PROOF, State.UNCHECKED, why), *(Found(one, State.UNCHECKED, why) for one in rest))
    try:
        if data is None or sha256(data) != receipt.proof_sha256:
            raise MalformedLog("log proof", "not the one that the receipt names")
        proof = read_proof(data)
    except MalformedLog as broken:
        why = "the proof cannot be read"
        return (Found(Check.PROOF, State.BROKEN, broken.what), *(Found(one, State.UNCHECKED, why) for one in rest))
    return Found(Check.PROOF, State.HOLDS), *judge_place(proof, receipt, trust)


def judge_place(proof: LogProof, receipt: Receipt, trust: Trust) -> tuple[Found, ...]:
    """Check that the entry stands in the log, says what the receipt says, and that the log has signed."""
    entry = proof.extra
    head = read_checkpoint(proof.note.text).head
    inside = entry is not None and proves_inclusion(proof.path, proof.index, leaf_hash(entry), head)
    included = (
        Found(Check.INCLUSION, State.HOLDS) if inside else Found(Check.INCLUSION, State.BROKEN, "it is not in the log")
    )
    return included, _leaf(entry, receipt), _checkpoint(proof, receipt, trust)


def _leaf(entry: bytes | None, receipt: Receipt) -> Found:
    try:
        event = read_leaf(entry or b"")
    except MalformedLog:
        return Found(Check.LEAF, State.BROKEN, "the entry is no event")
    facts: Mapping[str, Any] = event.facts
    said = (event.type, event.id, facts.get("consent"), facts.get("document"), facts.get("notice"))
    if said != (GRANTED, receipt.event, receipt.consent, receipt.decision_sha256, receipt.notice_sha256):
        return Found(Check.LEAF, State.BROKEN, "the entry is about something else")
    if rfc3339(event.at) != receipt.granted_at:
        return Found(Check.LEAF, State.BROKEN, "the entry tells another time")
    try:
        other = _otherwise(receipt, facts)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, msgspec.DecodeError):
        return Found(Check.LEAF, State.BROKEN, "what was agreed to cannot be read")
    if other:
        return Found(Check.LEAF, State.BROKEN, f"the entry says otherwise: {', '.join(other)}")
    return Found(Check.LEAF, State.HOLDS)


def _otherwise(receipt: Receipt, facts: Mapping[str, Any]) -> list[str]:
    """Return the members of *receipt* that are not as the entry tells them.

    Where the person has taken a part back, scope and end may be less. Raises KeyError, TypeError, ValueError and
    AttributeError for what no scope would say.
    """
    binding, assurance = receipt.binding, receipt.assurance
    stated: dict[str, Any] = {
        "request": receipt.request, "language": receipt.notice_language,
        "ticks": receipt.ticks, "counts_from": receipt.counts_from, "role": binding.role, "method": binding.method,
        "evidence": binding.evidence, "level": assurance.level, **_whose(receipt, facts),
    }  # fmt: skip
    agreed = scope_values(scope_from(facts))
    other = [name for name, value in stated.items() if not _same(value, facts[name])]
    if receipt.counts_in is not msgspec.UNSET and receipt.counts_in != _counts_in(receipt, facts):
        other.append("counts_in")
    if (receipt.party is None) != (facts.get("party") is None):
        other.append("party")
    if receipt.decision is not None and (counter := msgspec.json.decode(receipt.decision)["counter"]) is not None:
        other += [one.term.value for one in narrower(scope_from(agreed), scope_from(counter))]
    if receipt.version < 1 or receipt.scope.keys() != agreed.keys():
        return [*other, "scope"]
    if receipt.version == 1:
        whole = {**agreed, "until": facts["until"]}
        return other + [
            name for name in whole if not _same({**receipt.scope, "until": receipt.until}[name], whole[name])
        ]
    other += [one.term.value for one in narrower(scope_from(receipt.scope), scope_from(agreed))]
    return other if _instant(receipt.until) <= _instant(facts["until"]) else [*other, "until"]


def _whose(receipt: Receipt, facts: Mapping[str, Any]) -> dict[str, str]:
    """Return what an entry tells of whose it is and of their proof; one of before ADR 38 tells it in clear."""
    subject, record, until = receipt.subject, receipt.assurance.record, receipt.assurance.valid_until
    if "person" in facts:
        return {"person": person_of(receipt.consent, subject, record, until)}
    return {"subject": subject, "record": record, "assured_until": until}


def _counts_in(receipt: Receipt, facts: Mapping[str, Any]) -> list[str]:
    """Return in which territories of what is left the entry says that the proof of who agreed is accepted."""
    return [one for one in receipt.scope["territories"] if one in facts["accepted"]]


def _same(one: Any, other: Any) -> bool:
    """Tell whether both are spelled alike: to Python, 1 is also true."""
    return canonical(one) == canonical(other)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _checkpoint(proof: LogProof, receipt: Receipt, trust: Trust) -> Found:
    """Check the log's signature: with the key that the receipt names, and with those that are known to who checks."""
    try:
        own = Trust((read_vkey(receipt.log or ""),), trust.witnesses, trust.quorum, trust.origin, trust.at)
        for asked in (own, trust):
            standing = trusted(proof.note, asked)
            if standing.state is not LogState.INTACT:
                return Found(Check.CHECKPOINT, State.BROKEN, standing.about)
    except (BadVerifierKey, AlgorithmNotOffered) as fault:
        return Found(Check.CHECKPOINT, State.UNCHECKED, fault.what)
    if not trust.log:
        why = "signed with the key that the receipt itself names; give --vkey"
        return Found(Check.CHECKPOINT, State.UNCHECKED, why)
    return Found(Check.CHECKPOINT, State.HOLDS)
