"""Does a chain from outside fit this installation, and does somebody else vouch in it?"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tellmark.proof.anchors import anchors_of
from tellmark.proof.certificates import ROOT_ROLE
from tellmark.proof.errors import BadChain
from tellmark.proof.profile import deviations
from tellmark.proof.trust import anchored, certificates, signed_by

_REMEDY = "Ask the authority for the leaf and its intermediates over the request of `tellmark key csr`, leaf first."


def fitting(
    chain: tuple[x509.Certificate, ...],
    key: ec.EllipticCurvePublicKey,
    ours: Sequence[ec.EllipticCurvePublicKey],
    at: datetime,
) -> tuple[x509.Certificate, ...]:
    """Return *chain* without its root when it fits *key* and the profile, and somebody else vouches for it.

    *ours* are the other keys that were made here: what they signed is no public certificate. Raises BadChain.
    """
    if not chain:
        raise BadChain("the file holds no certificate", _REMEDY)
    if chain[0].public_key() != key:
        raise BadChain("the first certificate does not belong to this installation's key", _REMEDY)
    if not all(signed_by(below, above) for below, above in pairwise(chain)):
        raise BadChain("the certificates do not follow one another, each signed by the next", _REMEDY)
    if fatal := [one for one in deviations(chain[0], at) if one.fatal]:
        raise BadChain(f"the certificate does not fit C2PA's profile: {fatal[0].what}", _REMEDY)
    _vouched(chain, [key, *ours], at)
    return tuple(one for one in chain if not signed_by(one, one))


def _vouched(chain: Sequence[x509.Certificate], ours: Sequence[ec.EllipticCurvePublicKey], at: datetime) -> None:
    """See that an authority other than this installation stands behind *chain*. Raises BadChain."""
    if signed_by(chain[0], chain[0]):
        raise BadChain("the certificate is signed by itself, so nobody vouches for it", _REMEDY)
    if any(_development(one) or any(_made_with(one, key) for key in ours) for one in chain):
        raise BadChain("the chain leads to a development root of Tellmark's own, which vouches for nobody", _REMEDY)
    if len(chain) == 1 and not anchored(chain[0], (), certificates(anchors_of(b"").listed_pem), at):
        raise BadChain("the certificate stands alone, and who issued it is not on the C2PA trust list", _REMEDY)


def _development(certificate: x509.Certificate) -> bool:
    names = certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return any(str(name.value).endswith(ROOT_ROLE) for name in names)


def _made_with(certificate: x509.Certificate, key: ec.EllipticCurvePublicKey) -> bool:
    """Tell whether *key* made the signature, whatever issuer the certificate names."""
    if not isinstance(how := certificate.signature_algorithm_parameters, ec.ECDSA):
        return False
    try:
        key.verify(certificate.signature, certificate.tbs_certificate_bytes, how)
    except InvalidSignature:
        return False
    return True
