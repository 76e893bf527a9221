"""Receipts: a `.tlog-proof` with its entry in it, made from a log's files, and checked offline by whoever holds it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tellmark.proof.log.checkpoints import Checkpoint, read_checkpoint
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.events import LoggedEvent, read_leaf
from tellmark.proof.log.files import Files
from tellmark.proof.log.merkle import (
    Head,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    proves_inclusion,
    root_hash,
)
from tellmark.proof.log.notes import LARGEST, read_note
from tellmark.proof.log.proofs import LogProof
from tellmark.proof.log.reads import Reads
from tellmark.proof.log.since import CHECKPOINT
from tellmark.proof.log.tiles import WIDTH, Tile, nodes_in
from tellmark.proof.log.trust import Standing, Trust, trusted
from tellmark.proof.log.verdict import LogState
from tellmark.values.errors import ErrorKind, TellmarkError


class NotInLog(TellmarkError):
    """The log has no entry of this number, or no event of this id, yet."""

    code = "proof.not_in_log"
    kind = ErrorKind.NOT_FOUND


def receipt(index: int, reads: Reads) -> LogProof:
    """Make the receipt of entry *index* of the log that *reads* reads, with the entry as its extra data.

    Whose the log is, is not asked; but the receipt is right under its checkpoint, or none is made. Raises NotInLog,
    MalformedLog and LogOutOfReach.
    """
    data = reads.get(CHECKPOINT, LARGEST)
    if data is None:
        raise NotInLog("there is no checkpoint, and so no log", "Name the folder or address that holds `checkpoint`.")
    note = read_note(data)
    head = read_checkpoint(note.text).head
    if not 0 <= index < head.size:
        raise NotInLog(
            f"the log has {entries(head.size)}, numbered from 0, and none of number {index}",
            "An event gets its place within a second or so; then ask again.",
        )
    files = Files(reads)
    entry = files.entries(_bundle(index, head.size))[index % WIDTH]
    path = inclusion_proof(index, head.size, nodes_in(files.hashes, head.size))
    if not proves_inclusion(path, index, leaf_hash(entry), head):
        raise MalformedLog("log", f"entry {index} and the tiles do not make the checkpoint's root; it was changed")
    return LogProof(index, path, note, entry)


def place_of(event: str, reads: Reads) -> int:
    """Return the number of the entry whose event has the id *event*, looking from the newest back.

    Raises NotInLog, MalformedLog and LogOutOfReach.
    """
    data = reads.get(CHECKPOINT, LARGEST)
    size = 0 if data is None else read_checkpoint(read_note(data).text).head.size
    files = Files(reads)
    for number in range(-(-size // WIDTH) - 1, -1, -1):
        bundle = _bundle(number * WIDTH, size)
        for place, entry in enumerate(files.entries(bundle)):
            if event.encode() in entry and (found := _event(entry)) is not None and found.id == event:
                return number * WIDTH + place
    raise NotInLog(
        f"the log has {entries(size)}, and none is the event of this id",
        "Check the id. An event gets its place within a second or so; then ask again.",
    )


def entries(count: int) -> str:
    """Word how many entries there are: no entry, 1 entry, 2 entries."""
    return {0: "no entry", 1: "1 entry"}.get(count, f"{count} entries")


def growth_proof(old: int, head: Head, reads: Reads) -> Sequence[bytes]:
    """Return the proof that the log of *head* grew from its first *old* entries. Raises MalformedLog, LogOutOfReach.

    The tiles are held against the root first: a damaged one must not look like a fork to whoever gets the proof.
    """
    nodes = nodes_in(Files(reads).hashes, head.size)
    if root_hash(head.size, nodes) != head.root:
        raise MalformedLog("log", "its tiles do not make the checkpoint's root")
    return consistency_proof(old, head.size, nodes)


@dataclass(frozen=True, slots=True)
class ReceiptVerdict:
    """What a receipt turned out to be: INTACT or what is wrong, said in *about*.

    *event* is what the entry says where it is one of Tellmark's events and INTACT; anybody's words otherwise are not
    shown. *standing* says who signed.
    """

    state: LogState
    about: str
    checkpoint: Checkpoint
    index: int
    standing: Standing
    event: LoggedEvent | None = None


def judge_receipt(proof: LogProof, trust: Trust, entry: bytes | None = None) -> ReceiptVerdict:
    """Judge a receipt; without *entry* its extra data is taken for it, and holds only if the log has just that.

    Raises AlgorithmNotOffered.
    """
    checkpoint = read_checkpoint(proof.note.text)
    standing = trusted(proof.note, trust)
    entry = proof.extra if entry is None else entry
    if standing.state is not LogState.INTACT:
        return ReceiptVerdict(standing.state, standing.about, checkpoint, proof.index, standing)
    if entry is None:
        about = "the file does not hold the entry that it is about; give the entry, too"
        return ReceiptVerdict(LogState.NOT_INCLUDED, about, checkpoint, proof.index, standing)
    if not proves_inclusion(proof.path, proof.index, leaf_hash(entry), checkpoint.head):
        about = "the entry is not the one that stands in this place of the log"
        return ReceiptVerdict(LogState.NOT_INCLUDED, about, checkpoint, proof.index, standing)
    return ReceiptVerdict(LogState.INTACT, "", checkpoint, proof.index, standing, _event(entry))


def _bundle(index: int, size: int) -> Tile:
    number = index // WIDTH
    return Tile(None, number, min(WIDTH, size - number * WIDTH))


def _event(entry: bytes) -> LoggedEvent | None:
    try:
        return read_leaf(entry)
    except MalformedLog:
        return None
