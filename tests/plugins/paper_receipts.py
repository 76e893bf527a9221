"""Receipts of a made-up consent, really signed and really in a log, and everything that somebody could make of one."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import msgspec

from log_builder import AT, LOG, OTHER, Built, build, entry
from tellmark import __version__
from tellmark.consent.receipts import (
    BUNDLE,
    JWS_OPENING,
    KIND,
    PROOF_OPENING,
    SCHEMA,
    Assurance,
    Binding,
    Bundle,
    Company,
    Receipt,
    Who,
    signed,
)
from tellmark.consent.sheet import page_of
from tellmark.proof.keys import KeyFolder
from tellmark.proof.log.events import LoggedEvent, leaf
from tellmark.proof.log.proofs import LogProof
from tellmark.proof.log.receipts import receipt as proved
from tellmark.proof.reports import sign_document
from tellmark.proof.signing import Signer
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256

NOTICE = canonical({
    "language": "en", "salt": "c2FsdA", "template": 1, "ticks": [], "title": "Studio North asks to use your voice",
    "request": "request-1", "version": 1,
    "sections": [{"heading": "Who asks?", "key": "who", "lines": ["North Pictures Ltd, through Studio North."]},
                 {"heading": "For what?", "key": "why", "lines": ["A book: \u201cWinter Light\u201d </script><b>"]}],
}).decode()  # fmt: skip
SCOPE: dict[str, Any] = {
    "modalities": ["voice"], "operations": ["voice_clone"], "purposes": ["entertainment"], "territories": ["CN", "EU"],
    "channels": ["web"], "languages": ["en"], "excluded": ["sexual"], "models": [], "start": "2026-11-03T00:00:00Z",
    "end": "2027-06-30T00:00:00Z", "content": "c" * 64, "max_outputs": 3, "max_seconds": None, "derivatives": False,
    "sublicence": False, "cross_border": False, "training": "own_model", "retention_days": 9, "pay_amount": 240000,
    "pay_currency": "EUR", "pay_per": "once", "aftermath": "no_new_copies",
}  # fmt: skip
WIDER: dict[str, Any] = {
    "modalities": ["face", "voice"], "operations": ["face_swap"], "purposes": ["political", "sexual"],
    "territories": ["CN", "EU", "US"], "channels": ["broadcast", "web"], "languages": ["en", "zh"], "excluded": [],
    "models": ["m-1"], "start": "2025-11-03T00:00:00Z", "end": "2036-06-30T00:00:00Z", "content": None,
    "max_outputs": None, "max_seconds": 9, "derivatives": True, "sublicence": True, "cross_border": True,
    "training": "any_model", "retention_days": 99, "pay_amount": 1, "pay_currency": "USD", "pay_per": "year",
    "aftermath": "let_stand",
}  # fmt: skip
"""For each member of a scope, what was not agreed to."""
PLACE = 259
LEFT_OUT: Any = object()
IN_CLEAR: dict[str, Any] = {
    "person": LEFT_OUT, "subject": "subject-1", "by": "subject-1", "record": "record-1",
    "assured_until": "2027-11-03T12:00:00Z",
}  # fmt: skip
"""How a grant's leaf told whose it is, before ADR 38."""
PROVED, LATER = "2027-11-03T12:00:00Z", "2029-11-03T12:00:00Z"


def decision(**changed: Any) -> str:
    """Return a decision document on the notice."""
    told: dict[str, Any] = {"schema": "tellmark.decision/1", "request": "request-1", "version": 1,
            "notice": sha256(NOTICE.encode()),
            "language": "en", "decision": "grant", "ticks": ["biometric"], "counter": None}  # fmt: skip
    return canonical({**told, **changed}).decode()


def written(**changed: Any) -> Receipt:
    """Return a receipt that nobody has signed yet; *changed* are members that are otherwise."""
    told = Receipt(
        schema=SCHEMA, tool=__version__, issued_at="2026-11-27T12:00:00Z",
        provider=Who(name="Studio North", code=None), party=None,
        consent="consent-1", request="request-1", version=1, subject="subject-1", granted_at="2026-11-03T12:00:00Z",
        counts_from="2026-11-03T12:00:00Z", until="2027-06-30T00:00:00Z", ended=None, scope=SCOPE,
        ticks=["biometric"], decision=decision(), decision_sha256=sha256(decision().encode()), notice=NOTICE,
        notice_sha256=sha256(NOTICE.encode()), notice_language="en",
        binding=Binding(method="passkey", evidence="0" * 64, role="self"),
        assurance=Assurance(record="record-1", level=2, valid_until="2027-11-03T12:00:00Z"), event="event-1",
        log=LOG.key.text, proof_sha256=None,
    )  # fmt: skip
    return msgspec.structs.replace(told, **changed)


def granted(**changed: Any) -> bytes:
    """Return the leaf of the grant."""
    facts = {
        **SCOPE, "consent": "consent-1", "request": "request-1", "group": None,
        "requester": "account-1", "party": None, "document": sha256(decision().encode()),
        "notice": sha256(NOTICE.encode()), "language": "en", "ticks": ["biometric"], "role": "self",
        "method": "passkey", "evidence": "0" * 64, "level": 2, "accepted": ["CN", "EU"],
        "counts_from": "2026-11-03T12:00:00Z", "until": "2027-06-30T00:00:00Z",
        "person": sha256(b"tellmark.person/1\nconsent-1\nsubject-1\nrecord-1\n2027-11-03T12:00:00Z"),
    }  # fmt: skip
    told = {name: value for name, value in {**facts, **changed}.items() if value is not LEFT_OUT}
    return leaf(LoggedEvent("consent.granted", "event-1", AT, told))


def log_with(mine: bytes, size: int = 300) -> Built:
    """Return a log of *size* entries in which *mine* is number PLACE."""
    log = Built()
    log.add([entry(number) if number != PLACE else mine for number in range(size)])
    return log.seal()


@cache
def keys() -> KeyFolder:
    """Return the keys of the provider, for development."""
    folder = KeyFolder(Path(mkdtemp(prefix="tellmark-receipts-")) / "keys")
    folder.create("Studio North", "CN", AT)
    return folder


@cache
def signer() -> Signer:
    return keys().load_reports(AT)


def placed(mine: bytes | None = None, size: int = 300) -> LogProof:
    """Return the proof that *mine*, else the leaf of the grant, is in the log."""
    return proved(PLACE, log_with(granted() if mine is None else mine, size))


def bundle(proof: LogProof | None = None, **changed: Any) -> Bundle:
    """Return a receipt with *proof*, else with a good one."""
    found = placed() if proof is None else proof
    return signed(written(proof_sha256=sha256(found.data), **changed), signer(), found)


@cache
def good() -> Bundle:
    return bundle()


@cache
def page() -> bytes:
    """Return the page of the good receipt."""
    made = good()
    assert made.proof is not None
    return page_of(made, written(proof_sha256=sha256(made.proof)))


def page_with(made: Bundle) -> bytes:
    """Return the good receipt's page with the data of *made* in it."""
    proof = base64.b64encode(made.proof or b"").decode()
    mine = base64.b64encode(good().proof or b"").decode()
    whole = page().decode()
    whole = whole.replace(JWS_OPENING + good().jws, JWS_OPENING + made.jws)
    return whole.replace(PROOF_OPENING + mine, PROOF_OPENING + proof).encode()


def json_with(made: Bundle) -> bytes:
    """Return the `.json` file of *made*."""
    return made.data


@dataclass(frozen=True)
class Changed:
    """One way in which somebody changes a receipt: what it is called, and what comes of it."""

    name: str
    made: Callable[[], Bundle]


def _part(number: int, change: Callable[[str], str]) -> Callable[[], Bundle]:
    def made() -> Bundle:
        pieces = good().jws.split(".")
        pieces[number] = change(pieces[number])
        return replace(good(), jws=".".join(pieces))

    return made


def _unurl(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(change: Callable[[bytes], bytes]) -> Callable[[str], str]:
    return lambda text: _url(change(_unurl(text)))


def _payload(member: str, value: object) -> Callable[[], Bundle]:
    def change(data: bytes) -> bytes:
        told = json.loads(data)
        told[member] = value
        return canonical(told)

    return _part(1, _bytes(change))


def _header(member: str, value: object) -> Callable[[], Bundle]:
    def change(data: bytes) -> bytes:
        told = json.loads(data)
        told[member] = value
        return json.dumps(told, separators=(",", ":")).encode()

    return _part(0, _bytes(change))


def _proof(change: Callable[[bytes], bytes]) -> Callable[[], Bundle]:
    return lambda: replace(good(), proof=change(good().proof or b""))


def _flip(at: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _other_spelling(text: str) -> str:
    """Return another base64url text that lenient readers take for the same bytes."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert len(text) % 4
    return text[:-1] + alphabet[alphabet.index(text[-1]) | 1]


def _another_signature() -> Bundle:
    other = sign_document(b"{}", signer(), KIND).split(".")
    pieces = good().jws.split(".")
    return replace(good(), jws=".".join((*pieces[:2], other[2])))


def _of_another_kind() -> Bundle:
    return replace(good(), jws=sign_document(_unurl(good().jws.split(".")[1]), signer()))


def _resigned(proof: Callable[[], LogProof] = placed, **changed: Any) -> Callable[[], Bundle]:
    """Sign a receipt that does not fit itself, with the provider's own key."""
    return lambda: bundle(proof(), **changed)


def _fitting(change: Callable[[str], str]) -> Callable[[], Bundle]:
    """Sign a receipt with another notice, to which decision and entry fit."""

    def made() -> Bundle:
        notice = change(NOTICE)
        return _decided(notice=sha256(notice.encode()), told={"notice": notice})()

    return made


def _decided(told: Mapping[str, Any] | None = None, **changed: Any) -> Callable[[], Bundle]:
    """Sign a receipt with another decision, to which the entry fits; *told* are other members of it."""

    def made() -> Bundle:
        document = decision(**changed)
        digest, notice = sha256(document.encode()), json.loads(document)["notice"]
        facts = {"document": digest, "notice": notice}
        return bundle(placed(granted(**facts)), decision=document, decision_sha256=digest, notice_sha256=notice,
                      **(told or {}))  # fmt: skip

    return made


def in_clear(**changed: Any) -> Bundle:
    """Return a receipt whose leaf tells whose it is, as leaves did before ADR 38."""
    return bundle(placed(granted(**IN_CLEAR)), **changed)


def narrowed(**less: Any) -> Bundle:
    """Return the receipt of a consent of which the person took a part back."""
    left = {**SCOPE, "territories": ["EU"], "max_outputs": 1, "excluded": ["alcohol", "sexual"], "models": ["m-1"]}
    return bundle(version=2, scope={**left, **less}, until="2027-01-01T00:00:00Z")


def offered() -> Bundle:
    """Return the receipt of an offer that was taken."""
    return _decided(decision="counter", counter={**SCOPE, "sublicence": True})()


def _with_proof(change: Callable[[LogProof], LogProof]) -> Callable[[], Bundle]:
    return lambda: bundle(change(placed()))


def _beside(other: Callable[[], LogProof]) -> Callable[[], Bundle]:
    return lambda: replace(good(), proof=other().data)


def _schema_of_another() -> Bundle:
    return bundle(schema="tellmark.consent_receipt/2")


CHANGES = [
    Changed("a bit of the header", _part(0, _bytes(_flip(9)))),
    Changed("a bit of the payload", _part(1, _bytes(_flip(100)))),
    Changed("the last byte of the payload", _part(1, _bytes(lambda data: data[:-1] + b" "))),
    Changed("a bit of the signature", _part(2, _bytes(_flip(5)))),
    Changed("no signature", _part(2, lambda text: "")),
    Changed("a short signature", _part(2, _bytes(lambda data: data[:-1]))),
    Changed("a long signature", _part(2, _bytes(lambda data: data + b"a"))),
    Changed("a signature of nothing", _part(2, _bytes(lambda data: bytes(64)))),
    Changed("the signature of another document", _another_signature),
    Changed("another spelling of the signature", _part(2, _other_spelling)),
    Changed("a longer term", _payload("until", "2037-06-30T00:00:00Z")),
    Changed("another person", _payload("subject", "subject-2")),
    Changed("a wider scope", _payload("scope", {**SCOPE, "territories": ["CN", "EU", "US-CA"]})),
    Changed("another time of the grant", _payload("granted_at", "2026-11-02T12:00:00Z")),
    Changed("another provider", _payload("provider", {"name": "Studio South", "code": None})),
    Changed("a word beside the facts", _payload("words", {"en": [["What", "Your face"]]})),
    Changed("an end that was not", _payload("ended", {"how": "withdrawn", "at": "2026-11-20T12:00:00Z"})),
    Changed("one more member", _payload("more", 1)),
    Changed("no algorithm", _header("alg", "none")),
    Changed("an algorithm with a shared key", _header("alg", "HS256")),
    Changed("another type", _header("typ", "JWT")),
    Changed("a header that asks for more", _header("crit", ["exp"])),
    Changed("no certificate", _header("x5c", [])),
    Changed("the certificate of another kind", _of_another_kind),
    Changed("a bit of the proof's entry", _proof(_flip(60))),
    Changed("another place", _proof(lambda data: data.replace(b"index 259", b"index 258"))),
    Changed("a step less", _proof(lambda data: b"\n".join(data.split(b"\n")[:3] + data.split(b"\n")[4:]))),
    Changed("another size", _proof(lambda data: data.replace(b"\n300\n", b"\n301\n"))),
    Changed("a witness less", _proof(lambda data: b"\n".join(data.split(b"\n")[:-2]) + b"\n")),
    Changed("no proof", lambda: replace(good(), proof=None)),
    Changed("half a proof", _proof(lambda data: data[:200])),
    Changed("a proof that is none", _proof(lambda data: b"not a proof at all")),
    Changed("the proof of a later log", _beside(lambda: placed(size=301))),
    Changed("the proof of another entry", _beside(lambda: proved(7, build(300).seal()))),
    Changed("a notice of another digest", _resigned(notice=NOTICE.replace("Winter", "Summer"))),
    Changed("a decision of another digest", _resigned(decision=decision(version=2))),
    Changed("a decision on another request", _resigned(request="request-2")),
    Changed("a tick that was not set", _resigned(ticks=["biometric", "training"])),
    Changed("an entry about another consent", _resigned(lambda: placed(granted(consent="consent-2")))),
    Changed("an entry about another decision", _resigned(lambda: placed(granted(document="1" * 64)))),
    Changed("an entry about another notice", _resigned(lambda: placed(granted(notice="1" * 64)))),
    Changed("an entry of another event", _resigned(event="event-2")),
    Changed("an entry of another time", _resigned(granted_at="2026-11-03T12:00:01Z")),
    Changed("an entry that is no grant", _resigned(lambda: proved(7, build(300).seal()))),
    Changed("a path that does not lead there", _with_proof(lambda one: replace(one, path=one.path[::-1]))),
    Changed("a place that is not its own", _with_proof(lambda one: replace(one, index=258))),
    Changed("a place beyond the end", _with_proof(lambda one: replace(one, index=300))),
    Changed("an entry that is not in the log", _with_proof(lambda one: replace(one, extra=granted(level=3)))),
    Changed("a log that nobody has signed", _with_proof(
        lambda one: replace(one, note=replace(one.note, signatures=one.note.signatures[1:])))),
    Changed("another log's key", _resigned(log=OTHER.key.text)),
    Changed("a schema of another version", _schema_of_another),
    Changed("an end that is later than agreed", _resigned(until="2036-06-30T00:00:00Z")),
    Changed("another beginning of its counting", _resigned(counts_from="2026-11-02T12:00:00Z")),
    Changed("somebody else's agreement", _resigned(subject="subject-2")),
    Changed("another way of confirming", _resigned(binding=Binding(method="wallet", evidence="0" * 64, role="self"))),
    Changed("other evidence", _resigned(binding=Binding(method="passkey", evidence="1" * 64, role="self"))),
    Changed("another part in it", _resigned(binding=Binding(method="passkey", evidence="0" * 64, role="guardian"))),
    Changed("a higher level of proof", _resigned(assurance=Assurance(record="record-1", level=3, valid_until=PROVED))),
    Changed("another proof", _resigned(assurance=Assurance(record="record-2", level=2, valid_until=PROVED))),
    Changed("a longer proof", _resigned(assurance=Assurance(record="record-1", level=2, valid_until=LATER))),
    Changed("a language that was not read", _resigned(notice_language="zh-Hans")),
    Changed("a company that nobody named", _resigned(party=Company(name="Walt Disney Pictures", number=None))),
    Changed("a company in words where the log knows none", _resigned(
        party=Company(name="North Pictures Ltd", number=None))),
    Changed("a company that the notice does not name", _resigned(
        lambda: placed(granted(party="party-1")), party=Company(name="Walt Disney Pictures", number=None))),
    Changed("a company without a name", _resigned(
        lambda: placed(granted(party="party-1")), party=Company(name="", number=None))),
    Changed("narrowed, and longer than agreed", _resigned(version=2, until="2027-07-01T00:00:00Z")),
    Changed("no scope at all", _resigned(scope={})),
    Changed("a member of the scope that nobody knows", _resigned(scope={**SCOPE, "worldwide": True})),
    Changed("a version that is none", _resigned(version=0)),
    Changed("a notice that is none", _fitting(lambda notice: "{}")),
    Changed("a notice about another request", _fitting(lambda notice: notice.replace("request-1", "request-2"))),
    Changed("a refusal", _decided(decision="refuse")),
    Changed("a counter that offers nothing", _decided(decision="counter")),
    Changed("a counter that offers less than is told", _decided(
        decision="counter", counter={**SCOPE, "territories": ["CN"]})),
    *(Changed(f"counts in {places}", _resigned(counts_in=places)) for places in ([], ["CN"], ["CN", "EU", "US"])),
    *(Changed(f"otherwise than agreed: {name}", _resigned(scope={**SCOPE, name: value}))
      for name, value in WIDER.items()),
    *(Changed(f"narrowed, and wider: {name}", _resigned(version=2, scope={**SCOPE, name: value}))
      for name, value in WIDER.items() if name not in ("models", "max_seconds")),
]  # fmt: skip


def envelopes() -> Mapping[str, bytes]:
    """Return changes of the `.json` file around the receipt, by name."""
    whole = json.loads(good().data)
    return {
        "a member more": canonical({**whole, "more": 1}) + b"\n",
        "another schema": canonical({**whole, "schema": BUNDLE + "1"}) + b"\n",
        "white space": json.dumps(whole).encode(),
        "twice": good().data.replace(b"{", b'{"jws":"a.b.c",', 1),
        "cut": good().data[:-10],
        "nothing": b"",
        "not JSON": b"\x00\xff" * 10,
        "a list": b"[" * 100_000,
    }
