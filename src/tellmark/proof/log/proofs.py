"""`.tlog-proof` files: one entry's place in a log, checked offline by whoever holds the entry (C2SP tlog-proof)."""

import base64
from collections.abc import Callable
from dataclasses import dataclass

from tellmark.proof.log.checkpoints import number, read_checkpoint
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.merkle import HASH, inclusion_proof, leaf_hash, proves_inclusion
from tellmark.proof.log.notes import Note, decoded, read_note
from tellmark.proof.log.tiles import Tile, hashes_of, nodes_in
from tellmark.proof.log.trust import Trust, trusted
from tellmark.proof.log.verdict import LogState

MAGIC = "c2sp.org/tlog-proof@v1"

_LARGEST = 2 << 20
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


def proof_of(index: int, note: Note, read: Callable[[Tile], bytes], extra: bytes | None = None) -> LogProof:
    """Make the proof for entry *index* of the log at *note*, whose tiles *read* returns. Raises MalformedLog."""
    size = read_checkpoint(note.text).head.size
    nodes = nodes_in(lambda tile: hashes_of(read(tile)), size)
    return LogProof(index, inclusion_proof(index, size, nodes), note, extra)


def read_proof(data: bytes) -> LogProof:
    """Read a `.tlog-proof` file. Raises MalformedLog."""
    if len(data) > _LARGEST:
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


def judge_proof(proof: LogProof, entry: bytes, trust: Trust) -> LogState:
    """Tell whether *proof* shows that *entry* is in a log that *trust* believes; INTACT, or what is wrong."""
    state = trusted(proof.note, trust).state
    if state is not LogState.INTACT:
        return state
    head = read_checkpoint(proof.note.text).head
    holds = proves_inclusion(proof.path, proof.index, leaf_hash(entry), head)
    return LogState.INTACT if holds else LogState.NOT_INCLUDED


def _decoded(text: str) -> bytes:
    try:
        return decoded(text)
    except ValueError as error:
        raise _bad("a line that is not base64") from error


def _bad(what: str) -> MalformedLog:
    return MalformedLog("log proof", what)
