"""The shapes of RFC 3161, RFC 5652 and RFC 5035 that a time-stamp is made of, as `cryptography` reads and writes them.

It takes DER only, checks every length, and leaves nothing over. A SET OF whose order is not DER's is met in the wild
(OpenSSL sends certificates as they come), so those stand here as lists under the same tag.
"""

from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier

SHA1 = ObjectIdentifier("1.3.14.3.2.26")
SHA256 = ObjectIdentifier("2.16.840.1.101.3.4.2.1")
SHA384 = ObjectIdentifier("2.16.840.1.101.3.4.2.2")
SHA512 = ObjectIdentifier("2.16.840.1.101.3.4.2.3")
SIGNED_DATA = ObjectIdentifier("1.2.840.113549.1.7.2")
TST_INFO = ObjectIdentifier("1.2.840.113549.1.9.16.1.4")
CONTENT_TYPE = ObjectIdentifier("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = ObjectIdentifier("1.2.840.113549.1.9.4")
SIGNING_TIME = ObjectIdentifier("1.2.840.113549.1.9.5")
SIGNING_CERTIFICATE = ObjectIdentifier("1.2.840.113549.1.9.16.2.12")
SIGNING_CERTIFICATE_V2 = ObjectIdentifier("1.2.840.113549.1.9.16.2.47")


@asn1.sequence
class Algorithm:
    """AlgorithmIdentifier, of a digest: its parameters are NULL or absent."""

    oid: ObjectIdentifier
    parameters: asn1.Null | None


@asn1.sequence
class Imprint:
    """MessageImprint: the digest of what is stamped."""

    algorithm: Algorithm
    digest: bytes


@asn1.sequence
class Query:
    """TimeStampReq (RFC 3161 §2.4.1), without extensions."""

    version: int
    imprint: Imprint
    policy: ObjectIdentifier | None
    nonce: int | None
    with_certificates: Annotated[bool, asn1.Default(value=False)]


@asn1.sequence
class Status:
    """PKIStatusInfo."""

    status: int
    words: list[str] | None
    failure: asn1.BitString | None


@asn1.sequence
class Refusal:
    """TimeStampResp without a token."""

    status: Status


@asn1.sequence
class Granted:
    """TimeStampResp with its token, kept as it came."""

    status: Status
    token: asn1.TLV


@asn1.sequence
class Encapsulated:
    """EncapsulatedContentInfo: here, a TSTInfo."""

    kind: ObjectIdentifier
    content: Annotated[bytes, asn1.Explicit(0)]


@asn1.sequence
class IssuerAndSerial:
    """Which certificate is meant: whose, and which of theirs."""

    issuer: asn1.TLV
    serial: int


@asn1.sequence
class Attribute:
    """A signed attribute: its sort, and its values as they came."""

    kind: ObjectIdentifier
    values: asn1.SetOf[asn1.TLV]


@asn1.sequence
class SignerInfo:
    """Who signed, over which attributes, with what."""

    version: int
    signer: IssuerAndSerial
    digest_algorithm: Algorithm
    signed: Annotated[list[Attribute], asn1.Implicit(0)]
    signature_algorithm: asn1.TLV
    signature: bytes
    unsigned: Annotated[list[Attribute] | None, asn1.Implicit(1)]


@asn1.sequence
class SignedData:
    """SignedData (RFC 5652 §5.1)."""

    version: int
    digest_algorithms: asn1.SetOf[asn1.TLV]
    content: Encapsulated
    certificates: Annotated[list[x509.Certificate] | None, asn1.Implicit(0)]
    lists: Annotated[list[asn1.TLV] | None, asn1.Implicit(1)]
    signers: asn1.SetOf[SignerInfo]


@asn1.sequence
class Token:
    """TimeStampToken: a ContentInfo with SignedData in it."""

    kind: ObjectIdentifier
    content: Annotated[SignedData, asn1.Explicit(0)]


@asn1.sequence
class Accuracy:
    """How far off the authority's clock may be."""

    seconds: int | None
    millis: Annotated[int | None, asn1.Implicit(0)]
    micros: Annotated[int | None, asn1.Implicit(1)]


@asn1.sequence
class Info:
    """TSTInfo (RFC 3161 §2.4.2). The authority's own name for itself and extensions are read over."""

    version: int
    policy: ObjectIdentifier
    imprint: Imprint
    serial: int
    at: asn1.GeneralizedTime
    accuracy: Accuracy | None
    ordering: Annotated[bool, asn1.Default(value=False)]
    nonce: int | None
    authority: Annotated[list[asn1.TLV] | None, asn1.Implicit(0)]
    extensions: Annotated[list[asn1.TLV] | None, asn1.Implicit(1)]


@asn1.sequence
class CertificateId:
    """ESSCertID (RFC 2634 §5.4.1): the SHA-1 of a certificate."""

    digest: bytes
    names: list[asn1.TLV] | None


@asn1.sequence
class CertificateIdV2:
    """ESSCertIDv2 (RFC 5035 §4): the digest of a certificate, SHA-256 where nothing is said."""

    algorithm: Algorithm | None
    digest: bytes
    names: list[asn1.TLV] | None


@asn1.sequence
class SigningCertificate:
    """SigningCertificate: the first names the signer's own."""

    certificates: list[CertificateId]
    policies: list[asn1.TLV] | None


@asn1.sequence
class SigningCertificateV2:
    """SigningCertificateV2: the first names the signer's own."""

    certificates: list[CertificateIdV2]
    policies: list[asn1.TLV] | None
