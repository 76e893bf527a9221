"""The sequencer: gives acknowledged leaves their places in the log, writes the tiles, and signs the checkpoint last.

The rows are the truth and the tiles follow from them. What is signed can never be taken back: so a checkpoint comes
after the rows and after the tiles, and before the first one everything is held against the last.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from tellmark.proof.log.append import Edge, edge_at, grown
from tellmark.proof.log.checkpoints import Checkpoint
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.files import Files
from tellmark.proof.log.merkle import HASH, Nodes, consistency_proof
from tellmark.proof.log.notes import Note
from tellmark.proof.log.tiles import LARGEST_BUNDLE, WIDTH, Tile, nodes_in
from tellmark.proof.log.vkeys import NoteSigner, judged, signed_checkpoint
from tellmark.store.database import Database
from tellmark.store.errors import AlreadyHeld, LogDamaged, LogForeign, LogRolledBack
from tellmark.store.events import EventId
from tellmark.store.leases import Lease
from tellmark.store.leaves import Backlog, Leaves, LeavesOfAll, number
from tellmark.store.log_folder import LogFolder
from tellmark.store.rebuilding import edge_of_rows, rebuilt
from tellmark.store.scope import Machinery
from tellmark.store.units import ReadUnit

LEASE = "sequencer"
SEQUENCER = Machinery(LEASE)


class Witnessing(Protocol):
    """Who else signs a checkpoint before it is published."""

    def cosigned(self, checkpoint: bytes, old_size: int, consistency: Sequence[bytes]) -> bytes:
        """Return *checkpoint* with cosignatures below it, within a few seconds, with as many as there were.

        *old_size* is that of the checkpoint before, *consistency* the proof (RFC 6962 §2.1.2) from there. The tiles of
        the new size can be read. Raises TellmarkError where it may not be published so: then it is tried again.
        """

    def recall(self, checkpoint: bytes) -> None:
        """Raise LogRolledBack if somebody who can be asked has signed this log otherwise than *checkpoint* says."""


class Anchor(Protocol):
    """Where else a checkpoint is kept, out of reach of whoever could roll this installation back."""

    def compare(self, now: Checkpoint, nodes: Nodes) -> None:
        """See that the log *now*, whose tree has *nodes*, grew from what is kept. Raises LogRolledBack and its kin."""

    def write(self, checkpoint: bytes) -> None:
        """Keep *checkpoint*, which is published. Raises TellmarkError where it cannot: then it is tried again."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a log is kept with: its files, its key, whose name is the origin, and who else signs and keeps it."""

    folder: LogFolder
    signer: NoteSigner
    witnessing: Witnessing | None = None
    anchor: Anchor | None = None


@contextmanager
def sequencing(database: Database, keeping: Keeping) -> Iterator["Sequencer"]:
    """Be the sequencer of *database*. Raises AlreadyHeld where another process is, LogRolledBack, LogForeign."""
    with database.alone(LEASE) as lease:
        edge = _found(database, keeping)
        _recall(keeping, edge)
        yield Sequencer(database, keeping, lease, edge)


class Sequencer:
    """The log as it stands, to be brought up to the rows. After any error of `advance` open a new one."""

    def __init__(self, database: Database, keeping: Keeping, lease: Lease, edge: Edge) -> None:
        self._database = database
        self._keeping = keeping
        self._lease = lease
        self._edge = edge
        self._anchored = keeping.anchor is None

    def advance(self, limit: int = 4096) -> bool:
        """Integrate at most *limit* leaves, if any wait; return whether it did. A first checkpoint may be empty.

        Raises TellmarkError where something on the way refuses; nothing was signed then, but for an anchor that did
        not take what was published.
        """
        published = self._keeping.folder.published()
        before = published[1].head.size if published else 0
        if published is not None and before == self._edge.size and not self._behind():
            self._anchor(published[0].data)
            return False
        with self._database.work(SEQUENCER) as unit:
            number(unit, limit)
            bodies = LeavesOfAll(unit).bodies(self._edge.size, limit)
        growth = grown(self._edge, bodies)
        self._keeping.folder.put(growth.files)
        note = self._signed(growth.edge, before)
        self._check_turn(growth.edge.size)
        self._anchored = self._keeping.anchor is None
        self._keeping.folder.publish(note)
        self._edge = growth.edge
        for tile in growth.files:
            if tile.width == WIDTH:
                self._keeping.folder.forget_partial(tile)
        self._anchor(note)
        return growth.edge.size > before

    def _behind(self) -> bool:
        """Tell whether there are rows that the log has not: waiting ones, or numbered ones that a crash left over."""
        with self._database.look(SEQUENCER) as look:
            rows = LeavesOfAll(look)
            return rows.backlog().count > 0 or rows.numbered() > self._edge.size

    def _signed(self, edge: Edge, old: int) -> bytes:
        """Sign, and let others cosign, the head of *edge*, whose rows and tiles are durable; *old* is published."""
        self._lease.check()
        note = _signed_alone(self._keeping, edge)
        if self._keeping.witnessing is None:
            return note
        nodes = nodes_in(Files(self._keeping.folder).hashes, edge.size)
        proof = consistency_proof(old, edge.size, nodes) if 0 < old < edge.size else ()
        return self._keeping.witnessing.cosigned(note, old, proof)

    def _check_turn(self, size: int) -> None:
        """Publish nothing where the lease is gone, or another has gone further meanwhile."""
        self._lease.check()
        if self._keeping.folder.size() > size:
            raise AlreadyHeld("another process has published a longer log meanwhile", "Let it go on with the log.")

    def _anchor(self, note: bytes) -> None:
        if not self._anchored and self._keeping.anchor is not None:
            self._keeping.anchor.write(note)
            self._anchored = True


@dataclass(frozen=True, slots=True)
class LogStanding:
    """How far a log is: entries *published* under its checkpoint, *numbered* in the rows, and what *waits*."""

    published: int
    numbered: int
    waits: Backlog


def standing(database: Database, folder: LogFolder) -> LogStanding:
    """Return how far the log is. Raises MalformedLog, StoreUnreachable and its kin."""
    published = folder.size()  # first: rows only grow, and nothing is published before them
    with database.look(SEQUENCER) as look:
        rows = LeavesOfAll(look)
        return LogStanding(published, rows.numbered(), rows.backlog())


def check_history(database: Database, keeping: Keeping) -> None:
    """See that rows, files and whoever else keeps the log tell one story, and write and sign nothing.

    Raises LogRolledBack, LogForeign, LogDamaged, and what the anchor raises.
    """
    published = _published(database, keeping)
    if published is None:
        return None
    note, checkpoint, edge = published
    if edge is None:
        if keeping.folder.size() != checkpoint.head.size:
            return check_history(database, keeping)  # it grew meanwhile, and its partial tiles went
        if edge_of_rows(database, SEQUENCER, checkpoint.head.size).head != checkpoint.head:
            raise _another_story(checkpoint)
        raise LogDamaged
    try:
        if keeping.anchor is not None:
            keeping.anchor.compare(checkpoint, nodes_in(Files(keeping.folder).hashes, edge.size))
        if keeping.witnessing is not None and edge.size:
            keeping.witnessing.recall(note.data)
    except LogRolledBack:
        if _rows_go_on(database, keeping, edge.size):
            raise LogDamaged from None  # the folder alone is older
        raise
    return None


def _rows_go_on(database: Database, keeping: Keeping, size: int) -> bool:
    """Tell whether the rows go further than the *size* entries of the files, and as the anchor has it, if there is one.

    The tiles that follow from them are laid out beside, for as long as it takes.
    """
    with database.look(SEQUENCER) as look:
        numbered = LeavesOfAll(look).numbered()
    if numbered <= size or keeping.anchor is None:
        return False
    with TemporaryDirectory() as beside:
        folder = LogFolder(Path(beside))
        edge = rebuilt(database, SEQUENCER, folder, numbered)
        try:
            now = Checkpoint(keeping.signer.key.name, edge.head)
            keeping.anchor.compare(now, nodes_in(Files(folder).hashes, edge.size))
        except LogRolledBack:
            return False
    return True


def integrated(unit: ReadUnit, folder: LogFolder, event: EventId) -> int | None:
    """Return the place of an event's leaf in the published log, None as long as it waits. Raises NotFound."""
    place = Leaves(unit).of(event).position
    return place if place is not None and place < folder.size() else None


def _recall(keeping: Keeping, edge: Edge) -> None:
    """Hold the log against what others keep of it, before anything more is signed. Raises LogRolledBack and its kin."""
    if keeping.anchor is not None:
        now = Checkpoint(keeping.signer.key.name, edge.head)
        keeping.anchor.compare(now, nodes_in(Files(keeping.folder).hashes, edge.size))
        if edge.size == 0:  # the log begins, and from now on has an anchor
            keeping.anchor.write(_signed_alone(keeping, edge))
    if keeping.witnessing is not None and edge.size:
        keeping.witnessing.recall(_signed_alone(keeping, edge))


def _signed_alone(keeping: Keeping, edge: Edge) -> bytes:
    return signed_checkpoint(Checkpoint(keeping.signer.key.name, edge.head), keeping.signer).data


def _found(database: Database, keeping: Keeping) -> Edge:
    """Return the edge of all numbered rows, whose tiles are there. Raises LogForeign, LogRolledBack unless they agree.

    Rows that are numbered and not published yet are what a crash, a witness that was missed, or a lost folder left
    over: somebody may have seen them signed, so that nothing smaller may be signed after them.
    """
    published = _published(database, keeping)
    if published is None:
        edge = Edge()
    else:
        _, checkpoint, read = published
        edge = _mended(database, keeping.folder, checkpoint) if read is None else read
    with database.look(SEQUENCER) as look:
        numbered = LeavesOfAll(look).numbered()
    return edge if edge.size == numbered else rebuilt(database, SEQUENCER, keeping.folder, numbered, edge)


def _published(database: Database, keeping: Keeping) -> tuple[Note, Checkpoint, Edge | None] | None:
    """Return the log as it was last published, with its edge; None for that where files and rows do not give it."""
    try:
        published = keeping.folder.published()
    except MalformedLog as error:
        raise LogForeign(
            f"the checkpoint in the log's folder cannot be read: {error.reason}",
            "Put back the last checkpoint from a backup, a witness or an anchor.",
        ) from error
    if published is None:
        return None
    note, checkpoint = published
    _check_ours(note, checkpoint, keeping.signer)
    with database.look(SEQUENCER) as look:
        rows = LeavesOfAll(look)
        numbered = rows.numbered()
        if numbered < checkpoint.head.size:
            raise LogRolledBack(
                f"the database has {numbered} entries, and its log was signed with {checkpoint.head.size}:"
                " it is an older copy"
            )
        edge = _read_edge(keeping.folder, checkpoint)
        whole = edge is not None and _ends_alike(keeping.folder, rows, edge.size)
    return note, checkpoint, edge if whole else None


def _check_ours(note: Note, checkpoint: Checkpoint, signer: NoteSigner) -> None:
    signed = judged(note, signer.key)
    if signed is None or not signed.holds or checkpoint.origin != signer.key.name:
        raise LogForeign(
            "the checkpoint in the log's folder is not signed by this installation's log key under its present name",
            "Put back the key and the setting log.origin that this log began with, or name another store.folder.",
        )


def _read_edge(folder: LogFolder, checkpoint: Checkpoint) -> Edge | None:
    """Return the edge that lies in the files, None where they are damaged."""

    def read(tile: Tile) -> bytes:
        data = folder.get(tile.path, LARGEST_BUNDLE if tile.level is None else WIDTH * HASH)
        if data is None:
            raise MalformedLog(tile.path, "there is no such file")
        return data

    try:
        edge = edge_at(checkpoint.head.size, read)
    except MalformedLog:
        return None
    return edge if edge.head == checkpoint.head else None


def _ends_alike(folder: LogFolder, rows: LeavesOfAll, size: int) -> bool:
    """Tell whether the last bundle of the log holds what the rows say: two histories do not end in the same events."""
    if not size:
        return True
    tile = Tile(None, (size - 1) // WIDTH, (size - 1) % WIDTH + 1)
    try:
        entries = Files(folder).entries(tile)
    except MalformedLog:
        return False
    return list(entries) == rows.bodies(tile.index * WIDTH, tile.width)


def _mended(database: Database, folder: LogFolder, checkpoint: Checkpoint) -> Edge:
    """Write every tile anew from the rows, if they give the signed root."""
    edge = rebuilt(database, SEQUENCER, folder, checkpoint.head.size)
    if edge.head != checkpoint.head:
        raise _another_story(checkpoint)
    return edge


def _another_story(checkpoint: Checkpoint) -> LogRolledBack:
    return LogRolledBack(
        f"the first {checkpoint.head.size} entries of the database are not those that its log was signed with"
    )
