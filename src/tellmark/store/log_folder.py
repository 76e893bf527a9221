"""The log's files as anybody may read them (C2SP tlog-tiles): each written whole, and durable before it counts."""

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree

from tellmark.proof.log.checkpoints import Checkpoint, read_checkpoint
from tellmark.proof.log.notes import LARGEST, Note, read_note
from tellmark.proof.log.tiles import Tile
from tellmark.store.errors import StoreFailed, StoreFull, StoreUnreachable
from tellmark.values.durable import flushed
from tellmark.values.errors import TellmarkError

CHECKPOINT = "checkpoint"


class LogFolder:
    """A log in a folder. It is a `Reads` (proof/log/reads.py); only the sequencer writes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, path: str, largest: int) -> bytes | None:
        """Return a file, None where there is none; of one larger than *largest* a byte more. Raises StoreFailed."""
        try:
            with (self._root / path).open("rb") as file:
                return file.read(largest + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as fault:
            raise _in_words(fault) from fault

    def published(self) -> tuple[Note, Checkpoint] | None:
        """Return the checkpoint that stands, as a signed note and read; None before the first. Raises MalformedLog."""
        data = self.get(CHECKPOINT, LARGEST)
        if data is None:
            return None
        note = read_note(data)
        return note, read_checkpoint(note.text)

    def size(self) -> int:
        """Return how many entries the published log has: an entry below it is integrated. Raises MalformedLog."""
        published = self.published()
        return published[1].head.size if published else 0

    def put(self, files: Mapping[Tile, bytes]) -> None:
        """Write tiles over whatever stands in their places; all are durable at the end, or some and an error.

        Raises StoreFull, StoreUnreachable or StoreFailed.
        """
        self._write({tile.path: data for tile, data in files.items()})

    def publish(self, checkpoint: bytes) -> None:
        """Let *checkpoint* stand from now on, durably. Its tiles must be durable. Raises as `put`."""
        self._write({CHECKPOINT: checkpoint})

    def forget_partial(self, full: Tile) -> None:
        """Remove the partial tiles that the *full* one has replaced (C2SP tlog-tiles allows it). Raises nothing."""
        path = self._root / full.path
        rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)

    def _write(self, files: Mapping[str, bytes]) -> None:
        try:
            folders: set[Path] = set()
            for name, data in files.items():
                target = self._root / name
                target.parent.mkdir(parents=True, exist_ok=True)
                _replace(target, data)
                folders |= {self._root.parent, *(self._root / above for above in Path(name).parents)}
            for folder in sorted(folders, reverse=True):  # a new folder has to last in its own, too
                flushed(folder)
        except OSError as fault:
            raise _in_words(fault) from fault


def _replace(target: Path, data: bytes) -> None:
    """Write *data* beside *target*, durably, and then in its place. One sequencer: the name beside is always free."""
    hidden = target.with_name(f".{target.name}.new")
    with open(os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), "wb") as file:  # noqa: PTH123 (a descriptor)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    hidden.replace(target)


def _in_words(fault: OSError) -> TellmarkError:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StoreFull("there is no room left for the files of the log; no new checkpoint stands")
    if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreUnreachable("the folder of the log cannot be read or written")
    return StoreFailed("the disk under the log refused to read or write; no new checkpoint stands")
