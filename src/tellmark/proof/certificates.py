"""Private keys and the certificates of an installation's own chain: a root and the leaves that sign."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from tellmark.proof.errors import BadName

CLAIM_SIGNING = ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
"""Extended key usage of a C2PA claim signer (C2PA certificate profile, assurance level 1)."""

DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""Extended key usage id-kp-documentSigning (RFC 9336): for reports, never for content."""

UNKNOWN_COUNTRY = "ZZ"
"""User-assigned code: the country was not told (ISO 3166-1 §8.1.3). Never guessed."""

ROOT_ROLE = "Tellmark root"
SEED = 40
"""Random bytes for one private key: the order of P-256 and 64 bits more (FIPS 186-5 App. A.2.1)."""

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_BACKDATED = timedelta(hours=1)  # a verifier's clock may be behind ours
_ROOT_TERM = timedelta(days=25 * 365)
_CLAIM_TERM = timedelta(days=365)  # the profile allows 366
_REPORT_TERM = timedelta(days=10 * 365)
_LONGEST_NAME = 64  # X.520 ub-organization-name


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose certificate it is: the provider's name, the country (ISO 3166-1), and what the key is for."""

    organisation: str
    role: str
    country: str = UNKNOWN_COUNTRY

    def name(self) -> x509.Name:
        """Write the holder as a distinguished name C, O, CN. Raises BadName."""
        _check_name(self.organisation)
        if not (len(self.country) == 2 and self.country.isascii() and self.country.isupper()):
            raise BadName("a country is two letters (ISO 3166-1)", "Give it as in --country DE, or leave it out.")
        common = f"{self.organisation} {self.role}"[:_LONGEST_NAME].rstrip()
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, self.country),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, self.organisation),
                x509.NameAttribute(NameOID.COMMON_NAME, common),
            ]
        )


@dataclass(frozen=True, slots=True)
class Issuer:
    """A root certificate together with its private key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def private_key(seed: bytes) -> ec.EllipticCurvePrivateKey:
    """Make a P-256 key from SEED random bytes (FIPS 186-5 App. A.2.1). Raises ValueError for another length."""
    if len(seed) != SEED:
        raise ValueError(f"a private key takes {SEED} random bytes")
    return ec.derive_private_key(int.from_bytes(seed) % (_ORDER - 1) + 1, ec.SECP256R1())


def root(holder: Holder, key: ec.EllipticCurvePrivateKey, at: datetime, serial: int) -> Issuer:
    """Issue a self-signed root over *key*, in force from an hour before *at* for 25 years."""
    name = holder.name()
    certificate = (
        _begun(name, name, key.public_key(), at, _ROOT_TERM, serial)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Issuer(key, certificate)


def claim_leaf(
    issuer: Issuer, holder: Holder, key: ec.EllipticCurvePublicKey, at: datetime, serial: int
) -> x509.Certificate:
    """Issue a leaf that signs C2PA claims, in the shape of the profile for assurance level 1, for 365 days."""
    purposes = [CLAIM_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
    return _leaf(issuer, holder, key, at, _CLAIM_TERM, serial, purposes)


def report_leaf(
    issuer: Issuer, holder: Holder, key: ec.EllipticCurvePublicKey, at: datetime, serial: int
) -> x509.Certificate:
    """Issue a leaf that signs reports (RFC 9336) and cannot sign content, for ten years."""
    return _leaf(issuer, holder, key, at, _REPORT_TERM, serial, [DOCUMENT_SIGNING])


def request(holder: Holder, key: ec.EllipticCurvePrivateKey) -> bytes:
    """Write a PKCS #10 request for a public certificate over *key*, as PEM."""
    wanted = x509.CertificateSigningRequestBuilder().subject_name(holder.name())
    return wanted.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def serial_number(random: bytes) -> int:
    """Make a positive serial number from 20 random bytes (RFC 5280 §4.1.2.2)."""
    return int.from_bytes(random[:20]) >> 1 | 1


def as_pem(*certificates: x509.Certificate) -> bytes:
    """Write certificates one after the other as PEM."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def _leaf(
    issuer: Issuer,
    holder: Holder,
    key: ec.EllipticCurvePublicKey,
    at: datetime,
    term: timedelta,
    serial: int,
    purposes: list[ObjectIdentifier],
) -> x509.Certificate:
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    return (
        _begun(holder.name(), issuer.certificate.subject, key, at, term, serial)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(authority, critical=False)
        .sign(issuer.key, hashes.SHA256())
    )


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    at: datetime,
    term: timedelta,
    serial: int,
) -> x509.CertificateBuilder:
    begins = at - _BACKDATED
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(serial)
        .not_valid_before(begins)
        .not_valid_after(begins + term)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,  # X.509 calls it nonRepudiation
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise BadName(
            f"the provider's name has to be 1 to {_LONGEST_NAME} printable characters",
            "Give the legal name, or its registered short form, with --name.",
        )
