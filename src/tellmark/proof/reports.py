"""Signed reports: a small JSON document as a compact JWS (RFC 7515, ES256) that carries its own certificates."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID

from tellmark.proof.certificates import DOCUMENT_SIGNING
from tellmark.proof.signing import Signer
from tellmark.proof.trust import anchored, certificates, in_force

TYPE = "tellmark-report+jws"

_LARGEST = 8 << 20
_LARGEST_HEADER = 64 << 10
_MOST_CERTIFICATES = 5


class Integrity(StrEnum):
    """Whether the document is as it was signed."""

    INTACT = "intact"
    TAMPERED = "tampered"
    MALFORMED = "malformed"


class Standing(StrEnum):
    """Who knows the one who signed."""

    PINNED = "pinned"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """What a signed document turned out to be. *payload* is None unless it is intact.

    *organisation* is what the certificate claims, *leaf_sha256* the certificate's own digest; both None when malformed.
    """

    integrity: Integrity
    signer: Standing
    payload: bytes | None
    organisation: str | None
    leaf_sha256: str | None


class _Header(msgspec.Struct, forbid_unknown_fields=True):
    # Unknown members are refused: `crit`, `jku`, `jwk` and `b64` change what a signature means (RFC 7515 §4.1).
    alg: str
    typ: str
    x5c: list[str]


_MALFORMED = SignedDocument(Integrity.MALFORMED, Standing.NOT_CHECKED, None, None, None)


def sign_document(payload: bytes, signer: Signer, kind: str = TYPE) -> str:
    """Return *payload* (at most 5 MiB) as a compact JWS of that *kind*, with *signer*'s certificates in its header."""
    if len(payload) > _LARGEST // 8 * 5:
        raise ValueError("a document to sign holds at most 5 MiB")
    chain = certificates(signer.chain.chain_pem)
    x5c = [base64.b64encode(one.public_bytes(serialization.Encoding.DER)).decode() for one in chain]
    header = msgspec.json.encode(_Header(signer.chain.algorithm, kind, x5c))
    signed = f"{_encoded(header)}.{_encoded(payload)}"
    return f"{signed}.{_encoded(signer.sign(signed.encode()))}"


def verify_document(jws: str, pinned_pem: bytes, at: datetime, kind: str = TYPE) -> SignedDocument:
    """Judge a compact JWS of that *kind* against the certificates that are known here.

    Nothing is fetched; no verdict is an error.
    """
    parts = jws.strip().split(".") if len(jws) <= _LARGEST else []
    if len(parts) != 3 or len(parts[0]) > _LARGEST_HEADER:
        return _MALFORMED
    try:
        header = msgspec.json.decode(_decoded(parts[0]), type=_Header)
        payload, signature = _decoded(parts[1]), _decoded(parts[2])
        chain = _chain(header, kind)
    except (ValueError, msgspec.DecodeError, UnsupportedAlgorithm):
        return _MALFORMED
    leaf = chain[0]
    intact = _holds(leaf, f"{parts[0]}.{parts[1]}".encode(), signature)
    return SignedDocument(
        Integrity.INTACT if intact else Integrity.TAMPERED,
        _standing(chain, certificates(pinned_pem), at) if intact else Standing.NOT_CHECKED,
        payload if intact else None,
        _organisation(leaf),
        leaf.fingerprint(hashes.SHA256()).hex(),
    )


def _chain(header: _Header, kind: str) -> list[x509.Certificate]:
    """Read the certificates; the algorithm, the type and the leaf's purpose are fixed, so nothing can be swapped."""
    if header.alg != "ES256" or header.typ != kind or not 0 < len(header.x5c) <= _MOST_CERTIFICATES:
        raise ValueError("not a report's header")
    chain = [x509.load_der_x509_certificate(base64.b64decode(one, validate=True)) for one in header.x5c]
    key = chain[0].public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("ES256 takes a P-256 key")
    try:
        purposes = chain[0].extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension) as error:
        raise ValueError("no purpose") from error
    if DOCUMENT_SIGNING not in purposes:
        raise ValueError("the certificate is not for documents")
    return chain


def _holds(leaf: x509.Certificate, signed: bytes, signature: bytes) -> bool:
    key = leaf.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or len(signature) != 64:
        return False
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    try:
        key.verify(der, signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _standing(chain: list[x509.Certificate], pins: tuple[x509.Certificate, ...], at: datetime) -> Standing:
    if anchored(chain[0], chain[1:], pins, at):
        return Standing.PINNED
    return Standing.UNKNOWN if in_force(chain[0], at) else Standing.EXPIRED


def _organisation(leaf: x509.Certificate) -> str | None:
    names = leaf.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(names[0].value)[:200] if names else None


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    """Read base64url without padding, in its one spelling: a second spelling would be a second document."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if _encoded(data) != text:
        raise ValueError("not base64url")
    return data
