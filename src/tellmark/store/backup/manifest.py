"""The manifest: what a backup holds, and of which moment; signed by the installation, and written last."""

from collections.abc import Collection, Mapping

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.notes import Note, NoteSignature, read_note
from tellmark.proof.log.vkeys import KeyKind, NoteSigner, VerifierKey
from tellmark.store.backup.errors import BackupDamaged, BackupUnknown
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256

SCHEMA = "tellmark.backup/1"
NAME = "manifest"
ROWS, BLOBS, FILES = "rows/", "blobs/", "files/"


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a backup."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup holds.

    *revision* is that of the tables; *origin*, *checkpoint* (a signed note) and *entries* (how many leaves have a
    place) tell how far the log was; *epoch* is the installation's; *parts* every file by its name.
    """

    schema: str
    made_at: str
    version: str
    revision: str
    origin: str
    epoch: int
    entries: int
    checkpoint: str | None
    parts: Mapping[str, Part]

    @property
    def digest(self) -> str:
        """By which an installation knows the backup that it is being restored from."""
        return sha256(canonical(msgspec.to_builtins(self)))


def signed(manifest: Manifest, signer: NoteSigner) -> bytes:
    """Return the manifest as a signed note (C2SP signed-note): its schema, then the manifest in one line.

    No checkpoint reads like this: the second line of one is a number.
    """
    text = f"{SCHEMA}\n{canonical(msgspec.to_builtins(manifest)).decode()}\n"
    return Note(text, (NoteSignature(signer.key.name, signer.key.id, signer.sign(text.encode())),)).data


def read_manifest(data: bytes, publics: Collection[bytes]) -> Manifest:
    """Read a manifest that one of the keys *publics* (Ed25519) has signed. Raises BackupDamaged, BackupUnknown."""
    try:
        note = read_note(data)
    except MalformedLog as fault:
        raise BackupDamaged(f"the manifest of the backup is damaged: {fault.reason}") from fault
    _check_signed(note, publics)
    schema, _, line = note.text.partition("\n")
    try:
        manifest = msgspec.json.decode(line, type=Manifest)
    except msgspec.DecodeError as fault:
        raise BackupDamaged("the manifest of the backup is of another version of Tellmark, or none") from fault
    if {schema, manifest.schema} != {SCHEMA}:
        raise BackupDamaged("the manifest of the backup is of another version of Tellmark, or none")
    return manifest


def _check_signed(note: Note, publics: Collection[bytes]) -> None:
    for signature in note.signatures:
        for public in publics:
            if VerifierKey(signature.name, KeyKind.ED25519, public).made(signature):
                try:
                    Ed25519PublicKey.from_public_bytes(public).verify(signature.signature, note.text.encode())
                except InvalidSignature as fault:
                    raise BackupDamaged("the manifest of the backup is not as it was signed") from fault
                return
    raise BackupUnknown(note.signatures[0].name)
