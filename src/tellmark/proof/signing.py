"""A signature, and the certificates that say whose it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

_HALF = 32


@dataclass(frozen=True, slots=True)
class SigningChain:
    """What the world may see of a signer: it holds no secret and may travel into the sandbox.

    *chain_pem* is the leaf and the certificates between, without the root; *root_pem* is the root, empty where it
    is not known; *development* is true for a chain that this installation made for itself.
    """

    chain_pem: bytes
    root_pem: bytes
    algorithm: str
    not_after: datetime
    development: bool


@dataclass(frozen=True, slots=True)
class Signer:
    """A chain and what signs in its name: *sign* takes the data and returns r‖s, 64 bytes (RFC 7518 §3.4)."""

    chain: SigningChain
    sign: Callable[[bytes], bytes]


def es256(key: ec.EllipticCurvePrivateKey) -> Callable[[bytes], bytes]:
    """Return what signs with *key*: ECDSA over P-256 with SHA-256, the signature as r‖s."""

    def sign(data: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(_HALF) + s.to_bytes(_HALF)

    return sign
