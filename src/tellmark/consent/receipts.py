"""The receipt of a consent: a signed document and its place in the log, checked by whoever holds them, offline.

Nothing here opens a database or asks anybody: what a receipt says is what a receipt holds.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

import msgspec

from tellmark.proof.log.proofs import LARGEST_PROOF, LogProof
from tellmark.proof.reports import sign_document
from tellmark.proof.signing import Signer
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.errors import ErrorKind, TellmarkError

KIND = "tellmark-receipt+jws"
SCHEMA = "tellmark.consent_receipt/1"
BUNDLE = "tellmark.receipt_file/1"

LARGEST = 4 << 20
"""Bytes of the largest receipt, in whichever form."""

JWS_OPENING = '<script type="application/jose" id="receipt">'
PROOF_OPENING = '<script type="application/octet-stream" id="proof">'
_JWS = re.compile(re.escape(JWS_OPENING).encode() + rb"([A-Za-z0-9_.-]{1,%d})</script>" % LARGEST)
_PROOF = re.compile(re.escape(PROOF_OPENING).encode() + rb"([A-Za-z0-9+/=]{0,%d})</script>" % LARGEST)


class NotAReceipt(TellmarkError):
    """The file is no receipt: there is no signed document in it."""

    code = "consent.not_a_receipt"
    kind = ErrorKind.UNREADABLE

    def __init__(self, what: str = "there is no receipt of a consent in this file") -> None:
        super().__init__(what, "Give the .json or .html file that was downloaded as the receipt, or its .tlog-proof.")


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a receipt that holds what it names and nothing else."""


class Who(_Strict, frozen=True):
    """The provider who asks for consents here, and answers for the receipt."""

    name: str
    code: str | None


class Company(_Strict, frozen=True):
    """On whose behalf was asked."""

    name: str
    number: str | None


class Binding(_Strict, frozen=True):
    """By what the will was tied to the decision: *evidence* is a digest, *role* in which part somebody decided."""

    method: str
    evidence: str
    role: str


class Section(msgspec.Struct, frozen=True):
    """One section of the notice that was shown: its key, its heading and its lines."""

    key: str
    heading: str
    lines: tuple[str, ...]


class Shown(msgspec.Struct, frozen=True):
    """As much of the notice that was shown as a receipt tells of, and is compared with."""

    request: str
    language: str
    title: str
    sections: tuple[Section, ...]

    def lines(self, key: str) -> list[str]:
        """Return the lines of the section *key*; none where there is none."""
        return [line for section in self.sections if section.key == key for line in section.lines]


class Assurance(_Strict, frozen=True):
    """How surely it was known who decided, when they did: never who it is."""

    record: str
    level: int
    valid_until: str


class Ended(_Strict, frozen=True):
    """By what, and when, the consent ended."""

    how: str
    at: str


class Receipt(_Strict, frozen=True):
    """What is signed. *decision* and *notice* are the very texts whose SHA-256 stand beside them.

    What people read is made of these members, and nothing else: `receipt_words.rows_of`. *scope*, *until* and
    *version* tell what is left where the person took a part back. *tool* is the version that wrote it, *log* the log's
    verifier key, *proof_sha256* the digest of the `.tlog-proof` that came with it. *counts_in* are those of its scope's
    territories in which the proof of who agreed is accepted: only there it counts; receipts of before do not say it.
    """

    schema: str
    tool: str
    issued_at: str
    provider: Who
    party: Company | None
    consent: str
    request: str
    version: int
    subject: str
    granted_at: str
    counts_from: str
    until: str
    ended: Ended | None
    scope: dict[str, Any]
    ticks: list[str]
    decision: str | None
    decision_sha256: str
    notice: str | None
    notice_sha256: str
    notice_language: str
    binding: Binding
    assurance: Assurance
    event: str
    log: str | None
    proof_sha256: str | None
    counts_in: list[str] | msgspec.UnsetType = msgspec.UNSET


def shown_in(receipt: Receipt) -> Shown | None:
    """Return the notice whose text stands in *receipt*; None where it was erased, or is none."""
    try:
        return None if receipt.notice is None else msgspec.json.decode(receipt.notice, type=Shown)
    except (msgspec.DecodeError, RecursionError):
        return None


class _File(_Strict, frozen=True):
    schema: str
    jws: str
    proof: str | None


@dataclass(frozen=True, slots=True)
class Bundle:
    """A receipt as it is handed over: the compact JWS, and the `.tlog-proof` (None where the log was not there yet)."""

    jws: str
    proof: bytes | None

    @property
    def data(self) -> bytes:
        """The `.json` file, in its one spelling."""
        proof = None if self.proof is None else self.proof.decode()
        return canonical({"schema": BUNDLE, "jws": self.jws, "proof": proof}) + b"\n"


def signed(receipt: Receipt, signer: Signer, proof: LogProof | None) -> Bundle:
    """Sign *receipt*, which names the digest of *proof*. Raises ValueError where it names another."""
    data = None if proof is None else proof.data
    if receipt.proof_sha256 != (None if data is None else sha256(data)):
        raise ValueError("a receipt names the proof that it is handed over with")
    return Bundle(sign_document(canonical(msgspec.to_builtins(receipt)), signer, KIND), data)


def read_bundle(data: bytes) -> Bundle:
    """Read a receipt: the `.json` or the `.html` file. Raises NotAReceipt."""
    if len(data) > LARGEST:
        raise NotAReceipt
    return _of_page(data) if data[:64].lstrip().startswith(b"<") else _of_json(data)


def _of_json(data: bytes) -> Bundle:
    try:
        file = msgspec.json.decode(data, type=_File)
        bundle = Bundle(file.jws, None if file.proof is None else file.proof.encode())
        same = bundle.data == data
    except (msgspec.DecodeError, ValueError, RecursionError) as broken:
        raise NotAReceipt from broken
    if file.schema != BUNDLE:
        raise NotAReceipt
    if not same:  # one spelling only: nothing hides between the words
        raise NotAReceipt("this receipt was written anew by another program, not as it was downloaded")
    return bundle


def _of_page(data: bytes) -> Bundle:
    documents, proofs = _JWS.findall(data), _PROOF.findall(data)
    if len(documents) != 1 or len(proofs) != 1:
        raise NotAReceipt
    try:
        proof = base64.b64decode(proofs[0], validate=True)
    except binascii.Error as broken:
        raise NotAReceipt from broken
    if base64.b64encode(proof) != proofs[0] or len(proof) > LARGEST_PROOF:
        raise NotAReceipt
    return Bundle(documents[0].decode(), proof or None)
