"""Verifier keys and what signs: Ed25519 notes, cosignatures with Ed25519 and with ML-DSA-44 (C2SP tlog-cosignature)."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tellmark.proof.log.checkpoints import Checkpoint, read_checkpoint
from tellmark.proof.log.errors import AlgorithmNotOffered, BadVerifierKey
from tellmark.proof.log.merkle import Head
from tellmark.proof.log.notes import Note, NoteSignature, decoded, is_name, key_id

_CLOCK = 8
_LAST_STAMP = 253402300799  # the end of the year 9999: no witness means a later time


class KeyKind(IntEnum):
    """The signature type that stands first in a verifier key (C2SP signed-note)."""

    ED25519 = 0x01
    COSIGN_ED25519 = 0x04
    COSIGN_MLDSA44 = 0x06


_PUBLIC = {KeyKind.ED25519: 32, KeyKind.COSIGN_ED25519: 32, KeyKind.COSIGN_MLDSA44: 1312}


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Whom to believe: a name, the kind of signature, and the public key (32 or 1312 bytes)."""

    name: str
    kind: KeyKind
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names this key."""
        return key_id(self.name, bytes([self.kind]) + self.public)

    @property
    def text(self) -> str:
        """The key as it is published: name+id+key."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    @property
    def is_witness(self) -> bool:
        """Whether its signatures say when they were made, as a witness's must."""
        return self.kind is not KeyKind.ED25519

    def made(self, signature: NoteSignature) -> bool:
        """Tell whether *signature* names this key."""
        return signature.name == self.name and signature.key_id == self.id


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature of a known key: whether it *holds*, and for a cosignature when it was made, if it says so."""

    by: VerifierKey
    holds: bool
    at: datetime | None = None


def read_vkey(text: str) -> VerifierKey:
    """Read a verifier key. Raises BadVerifierKey."""
    name, _, rest = text.strip().partition("+")
    named, _, encoded = rest.partition("+")
    if not is_name(name):
        raise BadVerifierKey("it has no name")
    try:
        material = decoded(encoded)
        kind = KeyKind(material[0])
    except (ValueError, IndexError) as error:
        raise BadVerifierKey("its kind is not known here") from error
    key = VerifierKey(name, kind, material[1:])
    if len(key.public) != _PUBLIC[kind]:
        raise BadVerifierKey("it is too long or too short")
    if key.id.hex() != named:
        raise BadVerifierKey("its id is not that of its name and key")
    return key


def judged(note: Note, key: VerifierKey) -> Signed | None:
    """Judge the signature of *key* under a checkpoint; None if it has none there.

    Only the first signature that names the key counts, as in Go's sumdb/note. Raises AlgorithmNotOffered, and
    MalformedLog where the text is no checkpoint and the kind needs one.
    """
    for signature in note.signatures:
        if key.made(signature):
            return _held(note, key, signature.signature)
    return None


def _held(note: Note, key: VerifierKey, signature: bytes) -> Signed:
    if key.kind is KeyKind.ED25519:
        return Signed(key, _ed25519(key.public, signature, note.text.encode()))
    stamp = int.from_bytes(signature[:_CLOCK])
    if key.kind is KeyKind.COSIGN_ED25519:
        holds = _ed25519(key.public, signature[_CLOCK:], _cosigned(note.text, stamp))
    else:
        checkpoint = read_checkpoint(note.text)
        message = subtree_message(key.name, stamp, checkpoint.origin, 0, checkpoint.head)
        holds = holds_mldsa44(key.public, signature[_CLOCK:], message)
    if not holds or stamp > _LAST_STAMP:
        return Signed(key, holds=False)
    return Signed(key, holds=True, at=datetime.fromtimestamp(stamp, UTC) if stamp else None)


def _ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def holds_mldsa44(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether an ML-DSA-44 signature (FIPS 204, empty context) holds. Raises AlgorithmNotOffered."""
    try:
        from cryptography.hazmat.primitives.asymmetric import mldsa  # since cryptography 47; not all builds have it

        mldsa.MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except (ImportError, UnsupportedAlgorithm) as error:
        raise AlgorithmNotOffered from error
    except (InvalidSignature, ValueError):
        return False
    return True


def _cosigned(text: str, stamp: int) -> bytes:
    return f"cosignature/v1\ntime {stamp}\n{text}".encode()


def subtree_message(cosigner: str, stamp: int, origin: str, start: int, head: Head) -> bytes:
    """Return what an ML-DSA-44 cosigner signs: *head* has the subtree's end for its size. A checkpoint starts at 0."""
    names = [part.encode() for part in (cosigner, origin)]
    if any(not 0 < len(part) < 1 << 8 for part in names):
        raise BadVerifierKey("a name of 1 to 255 bytes is needed for ML-DSA-44")
    who, log = (bytes([len(part)]) + part for part in names)
    return b"subtree/v1\n\0" + who + stamp.to_bytes(8) + log + start.to_bytes(8) + head.size.to_bytes(8) + head.root


# --- signing --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """A verifier key and what signs for it: *sign* takes the message and returns the bare signature."""

    key: VerifierKey
    sign: Callable[[bytes], bytes]


def ed25519_signer(name: str, private: Ed25519PrivateKey, kind: KeyKind = KeyKind.ED25519) -> NoteSigner:
    """Return what signs as *name*: a log (the default), or a witness with KeyKind.COSIGN_ED25519."""
    if not is_name(name):
        raise BadVerifierKey("a key's name has no space and no plus in it")
    return NoteSigner(VerifierKey(name, kind, private.public_key().public_bytes_raw()), private.sign)


def signed_checkpoint(checkpoint: Checkpoint, signer: NoteSigner) -> Note:
    """Return *checkpoint* signed by its log with Ed25519 (kind 0x01). Never sign before its tiles are durable."""
    if signer.key.kind is not KeyKind.ED25519:
        raise ValueError("a log signs with an Ed25519 key of kind 0x01; let others cosign")
    signature = NoteSignature(signer.key.name, signer.key.id, signer.sign(checkpoint.text.encode()))
    return Note(checkpoint.text, (signature,))


def cosignature(note: Note, signer: NoteSigner, at: datetime) -> NoteSignature:
    """Return the line by which a cosigner says that it saw this checkpoint at *at*, and only growth before."""
    stamp = int(at.timestamp())
    match signer.key.kind:
        case KeyKind.COSIGN_ED25519:
            message = _cosigned(note.text, stamp)
        case KeyKind.COSIGN_MLDSA44:
            checkpoint = read_checkpoint(note.text)
            message = subtree_message(signer.key.name, stamp, checkpoint.origin, 0, checkpoint.head)
        case _:
            raise ValueError("a cosignature takes a key of kind 0x04 or 0x06")
    return NoteSignature(signer.key.name, signer.key.id, stamp.to_bytes(_CLOCK) + signer.sign(message))
