"""Is this answer the time-stamp that was asked for, and from an authority that is known? RFC 3161 §2.2, §2.3."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tellmark.proof.stamps.model import Flaw, Question, Stamp
from tellmark.proof.stamps.reply import UNREADABLE, Parts, aware, parts, signed_bytes
from tellmark.proof.stamps.shapes import (
    CONTENT_TYPE,
    MESSAGE_DIGEST,
    SHA1,
    SHA256,
    SHA384,
    SHA512,
    SIGNING_CERTIFICATE,
    SIGNING_CERTIFICATE_V2,
    SIGNING_TIME,
    TST_INFO,
    SigningCertificate,
    SigningCertificateV2,
)
from tellmark.proof.trust import anchored, in_force

APART = timedelta(minutes=5)
"""How far the authority's clock and ours may be apart, besides the accuracy that it states itself."""

SIGNED_APART = timedelta(minutes=1)
"""How far the time of signing, where a token has one, may be from the time that it states: C2PA's library takes it."""

_T = TypeVar("_T")
_DIGESTS: Mapping[ObjectIdentifier, hashes.HashAlgorithm] = {
    SHA256: hashes.SHA256(),
    SHA384: hashes.SHA384(),
    SHA512: hashes.SHA512(),
}


@dataclass(frozen=True, slots=True)
class _Case:
    """One answer before the judge."""

    parts: Parts
    question: Question
    anchors: Sequence[x509.Certificate]
    now: datetime

    @property
    def signer(self) -> x509.Certificate | None:
        """The certificate that the signed attributes name as the signer's own."""
        return next((one for one in self.parts.certificates if _is_named(one, self.parts)), None)


def judged(reply: bytes, question: Question, anchors: Sequence[x509.Certificate], now: datetime) -> Stamp | Flaw:
    """Return the stamp in *reply* (a TimeStampResp), or the first flaw that keeps it from being one.

    It has to answer *question*, be signed by a certificate for time-stamps alone that leads to one of *anchors*, and
    state an instant near *now*.
    """
    taken = parts(reply)
    if isinstance(taken, Flaw):
        return taken
    case = _Case(taken, question, anchors, now)
    for flawed, flaw in _CHECKS:
        if flawed(case):
            return flaw
    assert case.signer is not None  # _names_another has found it
    return Stamp(
        token=taken.token,
        at=taken.at,
        authority=_name(case.signer),
        policy=taken.info.policy.dotted_string,
        serial=taken.info.serial,
    )


def _weak(case: _Case) -> bool:
    return SHA1 in (case.parts.info.imprint.algorithm.oid, case.parts.signer.digest_algorithm.oid)


def _other_imprint(case: _Case) -> bool:
    imprint = case.parts.info.imprint
    return imprint.algorithm.oid != SHA256 or imprint.digest != case.question.imprint


def _other_nonce(case: _Case) -> bool:
    return case.parts.info.nonce != case.question.nonce


def _other_policy(case: _Case) -> bool:
    return bool(case.question.policy) and case.parts.info.policy.dotted_string != case.question.policy


def _other_time(case: _Case) -> bool:
    accuracy = case.parts.info.accuracy
    stated = 0 if accuracy is None else min(accuracy.seconds or 0, 60)
    if abs(case.parts.at - case.now) > APART + timedelta(seconds=stated):
        return True
    signed = _signing_time(case.parts)
    return signed is not None and abs(signed - case.parts.at) > SIGNED_APART


def _no_digest(case: _Case) -> bool:
    return case.parts.signer.digest_algorithm.oid not in _DIGESTS


def _names_another(case: _Case) -> bool:
    """The signed attributes have to name the certificate whose key signed (RFC 5816): else it can be exchanged."""
    return case.signer is None


def _not_signed(case: _Case) -> bool:
    signer, info = case.signer, case.parts.signer
    assert signer is not None
    digest = _DIGESTS[info.digest_algorithm.oid]
    content = hashes.Hash(digest)
    content.update(case.parts.content)
    if _attribute(case.parts, MESSAGE_DIGEST, bytes) != content.finalize():
        return True
    if _attribute(case.parts, CONTENT_TYPE, ObjectIdentifier) != TST_INFO:
        return True
    return not _holds(signer, info.signature, signed_bytes(info.signed), digest)


def _for_other_things(case: _Case) -> bool:
    """RFC 3161 §2.3: the key is for time-stamps alone, and says so where nobody may pass it over."""
    assert case.signer is not None
    try:
        purposes = case.signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (x509.ExtensionNotFound, x509.DuplicateExtension, *UNREADABLE):
        return True
    return not purposes.critical or list(purposes.value) != [ExtendedKeyUsageOID.TIME_STAMPING]


def _run_out(case: _Case) -> bool:
    return case.signer is None or not in_force(case.signer, case.parts.at)


def _unknown(case: _Case) -> bool:
    assert case.signer is not None
    between = [one for one in case.parts.certificates if one != case.signer]
    return not anchored(case.signer, between, case.anchors, case.parts.at)


_CHECKS: tuple[tuple[Callable[[_Case], bool], Flaw], ...] = (
    (_weak, Flaw.WEAK_DIGEST),
    (_other_imprint, Flaw.WRONG_IMPRINT),
    (_other_nonce, Flaw.WRONG_NONCE),
    (_other_policy, Flaw.WRONG_POLICY),
    (_other_time, Flaw.WRONG_TIME),
    (_no_digest, Flaw.UNKNOWN_ALGORITHM),
    (_names_another, Flaw.OTHER_SIGNER),
    (_not_signed, Flaw.BAD_SIGNATURE),
    (_for_other_things, Flaw.NOT_FOR_TIME_STAMPS),
    (_run_out, Flaw.EXPIRED),
    (_unknown, Flaw.UNKNOWN_AUTHORITY),
)


def _is_named(certificate: x509.Certificate, taken: Parts) -> bool:
    named = taken.signer.signer
    if named.serial != certificate.serial_number or asn1.encode_der(named.issuer) != certificate.issuer.public_bytes():
        return False
    der = certificate.public_bytes(Encoding.DER)
    second = _attribute(taken, SIGNING_CERTIFICATE_V2, SigningCertificateV2)
    if second is not None and second.certificates:
        own = second.certificates[0]
        algorithm = _DIGESTS.get(SHA256 if own.algorithm is None else own.algorithm.oid)
        return algorithm is not None and own.digest == hashlib.new(algorithm.name, der).digest()
    first = _attribute(taken, SIGNING_CERTIFICATE, SigningCertificate)
    if first is None or not first.certificates:
        return False
    return first.certificates[0].digest == hashlib.sha1(der, usedforsecurity=False).digest()  # RFC 2634 §5.4.1


def _signing_time(taken: Parts) -> datetime | None:
    """Return the signed attribute of RFC 5652 §11.3, which is no part of a time-stamp and often there."""
    found = _attribute(taken, SIGNING_TIME, asn1.UTCTime) or _attribute(taken, SIGNING_TIME, asn1.GeneralizedTime)
    return None if found is None else aware(found.as_datetime())


def _attribute(taken: Parts, kind: ObjectIdentifier, shape: type[_T]) -> _T | None:
    """Return the one value of the one signed attribute of *kind*; None for none, several, or another shape."""
    values = [value for one in taken.signer.signed if one.kind == kind for value in one.values.as_list()]
    if len(values) != 1:
        return None
    try:
        value: _T = values[0].parse(shape)
    except UNREADABLE:
        return None
    return value


def _holds(signer: x509.Certificate, signature: bytes, data: bytes, digest: hashes.HashAlgorithm) -> bool:
    try:
        key = signer.public_key()
        match key:
            case rsa.RSAPublicKey():
                key.verify(signature, data, padding.PKCS1v15(), digest)
            case ec.EllipticCurvePublicKey():
                key.verify(signature, data, ec.ECDSA(digest))
            case _:
                return False
    except (InvalidSignature, *UNREADABLE):
        return False
    return True


def _name(certificate: x509.Certificate) -> str:
    """Name the authority by its organisation, else by its common name."""
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            return str(attribute.value)[:100]
    return ""
