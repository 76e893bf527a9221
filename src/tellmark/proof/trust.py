"""Whom do we know? Anchors, and a small path check that leads to them (RFC 5280 §6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from tellmark.proof.errors import BadChain
from tellmark.values.digests import sha256

LIST_DATE = "2026-09-06"
LIST_SHA256 = "0ecbff3511900992efc7807455c8532af65da187fa08b0546d23e9a9246b7bf8"

_LONGEST_PATH = 6
_LARGEST_PEM = 4 << 20


@dataclass(frozen=True, slots=True)
class Anchors:
    """Whose signatures are known: *pinned_pem* here, *listed_pem* on the C2PA trust list of *list_date* (ISO 8601).

    Both are PEM, empty for none; *list_date* is None without a list.
    """

    pinned_pem: bytes = b""
    listed_pem: bytes = b""
    list_date: str | None = None


def anchors_of(pinned_pem: bytes) -> Anchors:
    """Return what is pinned here together with the trust list that this version ships."""
    return Anchors(pinned_pem, _shipped(), LIST_DATE)


@cache
def _shipped() -> bytes:
    """Read the shipped list. Its digest is pinned, so that a damaged file cannot widen whom we trust."""
    pem = (files(__package__) / "trust_list" / "C2PA-TRUST-LIST.pem").read_bytes()
    if sha256(pem) != LIST_SHA256:
        raise BadChain(
            "the C2PA trust list in this installation is not the one that was shipped",
            "Install Tellmark anew.",
        )
    return pem


def certificates(pem: bytes) -> tuple[x509.Certificate, ...]:
    """Read every certificate of *pem*. Raises BadChain when one cannot be read, and for more than 4 MiB."""
    if not pem.strip():
        return ()
    try:
        if len(pem) > _LARGEST_PEM:
            raise ValueError
        return tuple(x509.load_pem_x509_certificates(pem))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadChain(
            "the certificates cannot be read as PEM",
            "Give the file as your certificate authority sent it: blocks that begin with -----BEGIN CERTIFICATE-----.",
        ) from error


def anchored(
    leaf: x509.Certificate,
    between: Sequence[x509.Certificate],
    anchors: Sequence[x509.Certificate],
    at: datetime,
) -> bool:
    """Tell whether *leaf* leads to one of *anchors* through *between*, every step in force at *at*.

    An anchor that is no authority vouches for itself only. Extended key usage is the caller's to judge.
    """
    current, left = leaf, list(between)[:_LONGEST_PATH]
    for _ in range(_LONGEST_PATH):
        if not in_force(current, at):
            return False
        if current in anchors or any(_issued(current, by, at) for by in anchors):
            return True
        step = next((by for by in left if _issued(current, by, at)), None)
        if step is None:
            return False
        left.remove(step)
        current = step
    return False


def in_force(certificate: x509.Certificate, at: datetime) -> bool:
    """Tell whether *at* lies within the certificate's term."""
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _issued(certificate: x509.Certificate, by: x509.Certificate, at: datetime) -> bool:
    return in_force(by, at) and _is_authority(by) and signed_by(certificate, by)


def signed_by(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    """Tell whether *by* is the issuer that *certificate* names, and made its signature."""
    try:
        certificate.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        if not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
