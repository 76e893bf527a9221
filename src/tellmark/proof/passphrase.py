"""Where the passphrase of the key files comes from: a file or an open descriptor, never an argument."""

import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from tellmark.proof.errors import KeyLocked
from tellmark.proof.files import broken

FILE = "TELLMARK_KEY_PASSPHRASE_FILE"
DESCRIPTOR = "TELLMARK_KEY_PASSPHRASE_FD"
MISSING = "Put the passphrase into a file and name it in TELLMARK_KEY_PASSPHRASE_FILE."
WRONG = "Put the passphrase that the key was locked with into the file that TELLMARK_KEY_PASSPHRASE_FILE names."
_LONGEST = 4096


def passphrase_from(environment: Mapping[str, str]) -> bytes | None:
    """Read the passphrase that *environment* points to, without its last line end; None where it names none.

    Raises KeyLocked when what it points to cannot be read or is empty.
    """
    try:
        if DESCRIPTOR in environment:
            text = os.read(int(environment[DESCRIPTOR]), _LONGEST)
        elif FILE in environment:
            with Path(environment[FILE]).open("rb") as file:
                text = file.read(_LONGEST)
        else:
            return None
    except (OSError, ValueError) as error:
        raise KeyLocked(
            "the passphrase of the signing key cannot be read", f"Name a file that you may read in {FILE}."
        ) from error
    if not (secret := text.rstrip(b"\r\n")):
        raise KeyLocked("the passphrase of the signing key is empty", f"Write it into the file that {FILE} names.")
    return secret


def sealed(key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey, secret: bytes | None) -> bytes:
    """Write *key* as PKCS #8 PEM, encrypted when there is a *secret*."""
    how: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if secret:
        how = serialization.BestAvailableEncryption(secret)
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)


def is_sealed(pem: bytes) -> bool:
    """Tell whether the key in *pem* is encrypted."""
    return b"BEGIN ENCRYPTED PRIVATE KEY" in pem


def unsealed(pem: bytes, secret: bytes | None, name: str) -> ec.EllipticCurvePrivateKey:
    """Open the P-256 key in *pem*; *name* is the file's own, for messages. Raises KeyLocked or BrokenKeyFolder."""
    key = _opened(pem, secret, name)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise broken(name)
    return key


def unsealed_ed25519(pem: bytes, secret: bytes | None, name: str) -> Ed25519PrivateKey:
    """Open the Ed25519 key in *pem*. Raises as `unsealed`."""
    key = _opened(pem, secret, name)
    if not isinstance(key, Ed25519PrivateKey):
        raise broken(name)
    return key


def _opened(pem: bytes, secret: bytes | None, name: str) -> PrivateKeyTypes:
    encrypted = is_sealed(pem)
    if encrypted and secret is None:
        raise KeyLocked("the signing key is encrypted and no passphrase was given", MISSING)
    try:
        return serialization.load_pem_private_key(pem, secret if encrypted else None)
    except (ValueError, TypeError) as error:
        if encrypted:
            raise KeyLocked("the passphrase does not open the signing key", WRONG) from error
        raise broken(name) from error
