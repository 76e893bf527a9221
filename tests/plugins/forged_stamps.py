"""Answers that no honest authority gives: each part of a time-stamp can be made wrong by itself."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha1, sha256
from typing import Any

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ObjectIdentifier

from clock_house import POLICY, Clock
from tellmark.proof.stamps import shapes
from tellmark.proof.stamps.model import Question
from tellmark.proof.stamps.reply import signed_bytes


@dataclass(frozen=True)
class Forgery:
    """One answer to *question*, signed by *clock* at *at*: good, until something in it is changed."""

    question: Question
    clock: Clock
    at: datetime
    status: int = 0
    imprint: bytes | None = None
    imprint_oid: ObjectIdentifier = shapes.SHA256
    nonce: int | None = None
    no_nonce: bool = False
    policy: str = POLICY
    digest_oid: ObjectIdentifier = shapes.SHA256
    kind: ObjectIdentifier = shapes.TST_INFO
    outer: ObjectIdentifier = shapes.SIGNED_DATA
    certificates: tuple[x509.Certificate, ...] | None = None
    names: x509.Certificate | None = None
    by_sha1: bool = False
    signing_time: datetime | None = None
    unnamed: bool = False
    signers: int = 1
    other_content: bytes | None = None
    signature: bytes | None = None
    token: bool = True

    def with_(self, **changes: Any) -> "Forgery":
        return replace(self, **changes)

    def reply(self) -> bytes:
        status = shapes.Status(status=self.status, words=None, failure=None)
        if not self.token:
            return asn1.encode_der(shapes.Refusal(status=status))
        token = asn1.decode_der(asn1.TLV, asn1.encode_der(self._token()))
        return asn1.encode_der(shapes.Granted(status=status, token=token))

    def _token(self) -> shapes.Token:
        content = asn1.encode_der(self._info())
        data = shapes.SignedData(
            version=3,
            digest_algorithms=asn1.SetOf([_tlv(_algorithm(self.digest_oid))]),
            content=shapes.Encapsulated(kind=self.kind, content=self.other_content or content),
            certificates=list(self._certificates),
            lists=None,
            signers=asn1.SetOf([self._signer(content)] * self.signers),
        )
        return shapes.Token(kind=self.outer, content=data)

    def _info(self) -> shapes.Info:
        nonce = self.question.nonce if self.nonce is None else self.nonce
        return shapes.Info(
            version=1,
            policy=ObjectIdentifier(self.policy),
            imprint=shapes.Imprint(
                algorithm=_algorithm(self.imprint_oid), digest=self.imprint or self.question.imprint
            ),
            serial=7,
            at=asn1.GeneralizedTime(self.at),
            accuracy=None,
            ordering=False,
            nonce=None if self.no_nonce else nonce,
            authority=None,
            extensions=None,
        )

    @property
    def _certificates(self) -> tuple[x509.Certificate, ...]:
        return (self.clock.certificate,) if self.certificates is None else self.certificates

    def _signer(self, content: bytes) -> shapes.SignerInfo:
        certificate = self.names or self.clock.certificate
        digest = hashes.Hash(hashes.SHA1() if self.digest_oid == shapes.SHA1 else hashes.SHA256())
        digest.update(content)
        attributes = [
            _attribute(shapes.CONTENT_TYPE, shapes.TST_INFO),
            _attribute(shapes.MESSAGE_DIGEST, digest.finalize()),
            *([] if self.unnamed else [self._named(certificate)]),
            *([] if self.signing_time is None else [_moment(self.signing_time)]),
        ]
        algorithm = hashes.SHA1() if self.digest_oid == shapes.SHA1 else hashes.SHA256()
        signature = self.signature or self.clock.key.sign(signed_bytes(attributes), ec.ECDSA(algorithm))
        return shapes.SignerInfo(
            version=1,
            signer=shapes.IssuerAndSerial(
                issuer=asn1.decode_der(asn1.TLV, certificate.issuer.public_bytes()), serial=certificate.serial_number
            ),
            digest_algorithm=_algorithm(self.digest_oid),
            signed=attributes,
            signature_algorithm=_tlv(_algorithm(ObjectIdentifier("1.2.840.10045.4.3.2"))),
            signature=signature,
            unsigned=None,
        )

    def _named(self, certificate: x509.Certificate) -> shapes.Attribute:
        der = certificate.public_bytes(Encoding.DER)
        if self.by_sha1:
            first = shapes.CertificateId(digest=sha1(der, usedforsecurity=False).digest(), names=None)
            return _attribute(
                shapes.SIGNING_CERTIFICATE, shapes.SigningCertificate(certificates=[first], policies=None)
            )
        second = shapes.CertificateIdV2(algorithm=None, digest=sha256(der).digest(), names=None)
        return _attribute(
            shapes.SIGNING_CERTIFICATE_V2, shapes.SigningCertificateV2(certificates=[second], policies=None)
        )


def _algorithm(oid: ObjectIdentifier) -> shapes.Algorithm:
    return shapes.Algorithm(oid=oid, parameters=None)


def _attribute(kind: ObjectIdentifier, value: object) -> shapes.Attribute:
    return shapes.Attribute(kind=kind, values=asn1.SetOf([_tlv(value)]))


def _moment(at: datetime) -> shapes.Attribute:
    return _attribute(shapes.SIGNING_TIME, asn1.UTCTime(at))


def _tlv(value: object) -> asn1.TLV:
    return asn1.decode_der(asn1.TLV, asn1.encode_der(value))
