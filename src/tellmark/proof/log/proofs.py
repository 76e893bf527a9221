"""`.tlog-proof` files: one entry's place in a log, checked offline by whoever holds the entry (C2SP tlog-proof)."""

import base64
from dataclasses import dataclass

from tellmark.proof.log.checkpoints import number, read_checkpoint
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.merkle import HASH
from tellmark.proof.log.notes import Note, decoded, read_note

MAGIC = "c2sp.org/tlog-proof@v1"

LARGEST_PROOF = 2 << 20
_MOST_STEPS = 63


@dataclass(frozen=True, slots=True)
class LogProof:
    """That an entry is number *index* of the log at *note*, its checkpoint. Nobody vouches for *extra*."""

    index: int
    path: tuple[bytes, ...]
    note: Note
    extra: bytes | None = None

    @property
    def data(self) -> bytes:
        """The file."""
        lines = [MAGIC]
        if self.extra is not None:
            lines.append(f"extra {base64.b64encode(self.extra).decode()}")
        lines.append(f"index {self.index}")
        lines += [base64.b64encode(step).decode() for step in self.path]
        return "\n".join(lines).encode() + b"\n\n" + self.note.data


def read_proof(data: bytes) -> LogProof:
    """Read a `.tlog-proof` file. Raises MalformedLog."""
    if len(data) > LARGEST_PROOF:
        raise _bad("larger than 2 MiB")
    above, blank, below = data.partition(b"\n\n")
    try:
        lines = above.decode().split("\n")
    except UnicodeDecodeError as error:
        raise _bad("not UTF-8") from error
    if lines.pop(0) != MAGIC or not blank:
        raise _bad("not a proof of this kind")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = _decoded(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index "):
        raise _bad("no index")
    index = number(lines.pop(0).removeprefix("index "))
    path = tuple(_decoded(line) for line in lines[: _MOST_STEPS + 1])
    if index is None or len(path) > _MOST_STEPS or any(len(step) != HASH for step in path):
        raise _bad("an index or a path that is none")
    note = read_note(below)
    read_checkpoint(note.text)  # a note of another kind is no checkpoint
    return LogProof(index, path, note, extra)


def _decoded(text: str) -> bytes:
    try:
        return decoded(text)
    except ValueError as error:
        raise _bad("a line that is not base64") from error


def _bad(what: str) -> MalformedLog:
    return MalformedLog("log proof", what)
