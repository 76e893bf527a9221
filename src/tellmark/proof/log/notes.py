"""Signed notes: a text, and below it lines that say who signed it (C2SP signed-note)."""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from tellmark.proof.log.errors import MalformedLog

LARGEST = 1 << 20
MOST_SIGNATURES = 100

_DASH = "— "


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One line under a note: the key's name, its id (4 bytes), and the signature itself."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line as it stands in the note, with its newline."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends with a newline, and its signatures, of which none has been checked."""

    text: str
    signatures: tuple[NoteSignature, ...]

    @property
    def data(self) -> bytes:
        """The note as bytes."""
        return (self.text + "\n" + "".join(one.line for one in self.signatures)).encode()

    def signed(self, *signatures: NoteSignature) -> "Note":
        """Return the note with more signatures below it."""
        return Note(self.text, self.signatures + signatures)


def read_note(data: bytes) -> Note:
    """Read a signed note of at most 1 MiB and 100 signatures. Raises MalformedLog."""
    if len(data) > LARGEST:
        raise _bad("larger than 1 MiB")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise _bad("not UTF-8") from error
    if any(char < " " and char != "\n" for char in whole):
        raise _bad("a control character in it")
    text, blank, below = whole.rpartition("\n\n")
    if not blank or not below.endswith("\n"):
        raise _bad("no signatures below it")
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise _bad(f"more than {MOST_SIGNATURES} signatures")
    return Note(text + "\n", tuple(_signature(line) for line in lines))


def _signature(line: str) -> NoteSignature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not is_name(name):
        raise _bad("a line below it that is no signature")
    try:
        data = decoded(encoded)
    except ValueError as error:
        raise _bad("a signature that is not base64") from error
    if len(data) < 5:
        raise _bad("a signature that is too short")
    return NoteSignature(name, data[:4], data[4:])


def is_name(name: str) -> bool:
    """Tell whether *name* may name a key: not empty, no space, no plus, no control character."""
    return bool(name) and not any(char.isspace() or char == "+" or char < " " for char in name)


def key_id(name: str, material: bytes) -> bytes:
    """Return the id (4 bytes) of the key with *name* and *material*, its type byte and public key."""
    return hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]


def decoded(text: str) -> bytes:
    """Read standard base64 in its one spelling. Raises ValueError."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if base64.b64encode(data).decode() != text:  # a second spelling would be a second document
        raise ValueError("not base64")
    return data


def _bad(what: str) -> MalformedLog:
    return MalformedLog("signed note", what)
