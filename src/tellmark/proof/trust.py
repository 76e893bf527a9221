"""Does a certificate lead to one that is known? A small path check (RFC 5280 §6)."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from tellmark.proof.errors import BadChain

_LONGEST_PATH = 6
_LARGEST_PEM = 4 << 20


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
