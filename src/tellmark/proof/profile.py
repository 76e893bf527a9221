"""Does a certificate fit C2PA's profile for claim signers (assurance level 1)? Every deviation, explained."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tellmark.proof.certificates import CLAIM_SIGNING, DOCUMENT_SIGNING
from tellmark.proof.trust import in_force

_LONGEST_TERM = timedelta(days=366)
_POLICY = "1.3.6.1.4.1.62558.1.1"

_Sort = TypeVar("_Sort", bound=x509.ExtensionType)


@dataclass(frozen=True, slots=True)
class Deviation:
    """One point where a certificate departs from the profile. *fatal*: signing libraries refuse it."""

    code: str
    what: str
    fatal: bool


def deviations(leaf: x509.Certificate, at: datetime) -> tuple[Deviation, ...]:
    """Return every departure of *leaf* from C2PA's certificate profile AL1 (conformance programme, v0.2)."""
    try:
        return tuple(_all(leaf, at))
    except (ValueError, x509.DuplicateExtension):
        return (Deviation("profile.unreadable", "an extension of the certificate cannot be read", fatal=True),)


def _all(leaf: x509.Certificate, at: datetime) -> Iterator[Deviation]:
    yield from _form(leaf, at)
    yield from _subject(leaf)
    yield from _usage(leaf)
    yield from _purposes(leaf)
    yield from _lineage(leaf)


def _form(leaf: x509.Certificate, at: datetime) -> Iterator[Deviation]:
    if leaf.version is not x509.Version.v3:
        yield Deviation("profile.version", "it is not an X.509 version 3 certificate", fatal=True)
    if not in_force(leaf, at):
        yield Deviation("profile.term", "the present moment lies outside its term", fatal=True)
    if leaf.not_valid_after_utc - leaf.not_valid_before_utc > _LONGEST_TERM:
        yield Deviation("profile.too_long", "it is valid for more than 366 days", fatal=False)
    key = leaf.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048:
        return
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1 | ec.SECP384R1 | ec.SECP521R1):
        return
    if not isinstance(key, ed25519.Ed25519PublicKey):
        yield Deviation("profile.key", "its key is none of RSA of 2048 bits, P-256, P-384, P-521, Ed25519", fatal=True)


def _subject(leaf: x509.Certificate) -> Iterator[Deviation]:
    wanted = {NameOID.COUNTRY_NAME: "country", NameOID.ORGANIZATION_NAME: "organisation", NameOID.COMMON_NAME: "name"}
    for oid, word in wanted.items():
        if not leaf.subject.get_attributes_for_oid(oid):
            yield Deviation("profile.subject", f"its subject names no {word}", fatal=False)
    country = leaf.subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)
    if country and country[0].value == "ZZ":
        yield Deviation("profile.country", "its country is ZZ, which means that it was not told", fatal=False)


def _usage(leaf: x509.Certificate) -> Iterator[Deviation]:
    basic = _extension(leaf, x509.BasicConstraints)
    if basic is None or not basic.critical or basic.value.ca:
        yield Deviation(
            "profile.basic_constraints", "it does not say, marked critical, that it is no authority", fatal=True
        )
    usage = _extension(leaf, x509.KeyUsage)
    if usage is None or not usage.critical or not usage.value.digital_signature:
        yield Deviation("profile.key_usage", "its key usage is not digitalSignature, marked critical", fatal=True)
    elif usage.value.key_cert_sign:
        yield Deviation("profile.key_usage", "its key may sign certificates", fatal=True)


def _purposes(leaf: x509.Certificate) -> Iterator[Deviation]:
    extended = _extension(leaf, x509.ExtendedKeyUsage)
    purposes = set(extended.value) if extended else set()
    if not purposes or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in purposes:
        yield Deviation("profile.purposes", "its extended key usage is missing or means anything", fatal=True)
        return
    if CLAIM_SIGNING not in purposes:
        yield Deviation(
            "profile.claim_signing", f"claim signing ({CLAIM_SIGNING.dotted_string}) is missing", fatal=False
        )
    if ExtendedKeyUsageOID.EMAIL_PROTECTION not in purposes:
        # Libraries of 2026 accept documentSigning or claimSigning alone only where configured so (reference §1).
        spare = "documentSigning alone" if DOCUMENT_SIGNING in purposes else "neither emailProtection nor its like"
        yield Deviation("profile.email_protection", f"it holds {spare}, which c2pa refuses by default", fatal=True)


def _lineage(leaf: x509.Certificate) -> Iterator[Deviation]:
    if _extension(leaf, x509.SubjectKeyIdentifier) is None:
        yield Deviation("profile.ski", "it has no subject key identifier", fatal=False)
    if _extension(leaf, x509.AuthorityKeyIdentifier) is None:
        yield Deviation("profile.aki", "it has no authority key identifier", fatal=True)
    policies = _extension(leaf, x509.CertificatePolicies)
    if policies is None or all(one.policy_identifier.dotted_string != _POLICY for one in policies.value):
        yield Deviation("profile.policy", "it was not issued under C2PA's certificate policy", fatal=False)
    if _extension(leaf, x509.AuthorityInformationAccess) is None:
        yield Deviation("profile.ocsp", "it names no place to ask whether it was revoked", fatal=False)


def _extension(leaf: x509.Certificate, sort: type[_Sort]) -> x509.Extension[_Sort] | None:
    try:
        return leaf.extensions.get_extension_for_class(sort)
    except x509.ExtensionNotFound:
        return None
