"""The anchor: the log's last checkpoint, kept where no backup of the installation reaches."""

import os
from pathlib import Path

from tellmark.proof.log.checkpoints import Checkpoint, read_checkpoint
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.merkle import Nodes
from tellmark.proof.log.notes import LARGEST, read_note
from tellmark.proof.log.since import contradiction
from tellmark.proof.log.trust import Trust, trusted
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.vkeys import VerifierKey
from tellmark.store.errors import LogRolledBack
from tellmark.values.durable import flushed
from tellmark.work.log_errors import AnchorUnusable


class FileAnchor:
    """An anchor in one file, which is a checkpoint like any other. *keys* are those that the log signs with, or did.

    The file is replaced as a whole; after a crash it is the old one or the new one. It never goes back.
    """

    def __init__(self, path: Path, keys: tuple[VerifierKey, ...]) -> None:
        self._path = path
        self._keys = keys

    def last(self) -> Checkpoint | None:
        """Return the checkpoint that was written last, None where there is no file. Raises AnchorUnusable."""
        try:
            with self._path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except FileNotFoundError:
            if not self._path.parent.is_dir():
                raise AnchorUnusable(
                    "the folder of the log's anchor is not there", "Mount it, or mend `anchor` in section [log]."
                ) from None
            return None
        except OSError as fault:
            raise AnchorUnusable(
                f"the log's anchor cannot be read: {fault.strerror or 'the system refused'}",
                "See that the file named by `anchor` in section [log] is yours to read.",
            ) from fault
        return self._read(data)

    def compare(self, now: Checkpoint, nodes: Nodes) -> None:
        """See that the log *now*, whose tree has *nodes*, grew from the anchored one. Ask before anything is signed.

        Raises LogRolledBack, and AnchorUnusable also where a log that has entries has no anchor: whoever brought
        back an old database could have taken the anchor away, or what it lies on may not be mounted.
        """
        kept = self.last()
        if kept is None and now.head.size:
            raise AnchorUnusable(
                "the log has entries, and its anchor is not there",
                "Mount what it lies on. If this log never had one, begin it with `tellmark log anchor`.",
            )
        if kept is not None and (fault := contradiction(kept, now, nodes)):
            raise LogRolledBack(f"this is not the log that was anchored: {fault.what}")

    def write(self, checkpoint: bytes) -> None:
        """Keep *checkpoint*, durably, in place of an earlier one. Raises LogRolledBack and AnchorUnusable."""
        new, kept = self._read(checkpoint), self.last()
        if kept is not None and (fault := contradiction(kept, new, None)):
            raise LogRolledBack(f"this is not the log that was anchored: {fault.what}")
        fresh = self._path.with_name(f".{self._path.name}.new")
        try:
            with fresh.open("wb") as file:
                file.write(checkpoint)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
            flushed(self._path.parent)
        except OSError as error:
            raise AnchorUnusable(
                f"the log's anchor cannot be written: {error.strerror or 'the system refused'}",
                "Free some space there, and see that the folder is yours to write.",
            ) from error

    def _read(self, data: bytes) -> Checkpoint:
        try:
            note = read_note(data)
            checkpoint = read_checkpoint(note.text)
            signed = trusted(note, Trust(self._keys, origin=checkpoint.origin)).state is LogState.INTACT
        except MalformedLog as error:
            raise _damaged() from error
        if not signed:
            raise _damaged()
        return checkpoint


def _damaged() -> AnchorUnusable:
    return AnchorUnusable(
        "the log's anchor is damaged, or this log did not sign it",
        "See who writes there. If it is of an earlier log of yours, take it away and run `tellmark log anchor`.",
    )
