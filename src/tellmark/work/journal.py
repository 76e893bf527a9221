"""The journal of a batch: one line a file, on the disk before the file's copy gets its name."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import FileIO
from pathlib import Path

from tellmark.media.targets import cannot_write
from tellmark.values.errors import ErrorKind, TellmarkError

_SHORT = 16
"""Bytes kept of each digest in memory: enough against chance, and whoever can forge more can edit the journal."""


class AlreadyRunning(TellmarkError):
    """Another batch is writing into the same folder."""

    code = "batch.already_running"
    kind = ErrorKind.NOT_DONE


@dataclass(frozen=True, slots=True)
class Line:
    """One file that was marked: digests of the source, of the order it was marked by, and of its copy.

    *was* is the digest of the file that the copy takes the place of, empty where there was none.
    """

    source: str
    order: str
    target: str
    was: str = ""


class Journal:
    """What has been done in a target folder, by the path of each copy. Holds some 300 bytes a file, and no paths."""

    def __init__(self, stream: FileIO) -> None:
        self._stream = stream
        self._done: dict[bytes, tuple[bytes, bool]] = {}
        self._load()

    def of(self, relative: Path) -> Line | None:
        """Return the last line of *relative*, its digests shortened as `short` does."""
        proof, _ = self._done.get(bytes.fromhex(key_of(relative)), (None, False))
        if proof is None:
            return None
        return Line(*(proof[at : at + _SHORT].hex() for at in range(0, len(proof), _SHORT)))

    def is_of_this_run(self, relative: Path) -> bool:
        """Tell whether the line of *relative* was written by this run."""
        return self._done.get(bytes.fromhex(key_of(relative)), (b"", False))[1]

    def marked(self, relative: Path, line: Line, facts: dict[str, object]) -> None:
        """Write down, on the disk, that the copy *relative* has been made. Raises DiskFull or CannotWrite."""
        self._append({"path": _words(relative), "outcome": "marked", **_digests(line), **facts})
        self._done[bytes.fromhex(key_of(relative))] = _proof(line), True

    def failed(self, relative: Path, code: str) -> None:
        """Write down that *relative* was tried and why it was not done."""
        self._append({"path": _words(relative), "outcome": "failed", "code": code})

    def _append(self, entry: dict[str, object]) -> None:
        whole = self._stream.tell()
        try:
            write_whole(self._stream, json.dumps(entry, separators=(",", ":")).encode() + b"\n")
            os.fsync(self._stream.fileno())
        except (TellmarkError, OSError) as fault:
            self._stream.seek(whole)
            self._stream.truncate()  # half a line would spoil the next one
            raise fault if isinstance(fault, TellmarkError) else cannot_write(fault) from fault

    def _load(self) -> None:
        """Read what earlier runs wrote; a last line that was torn by a kill is cut off."""
        whole = 0
        with open(self._stream.fileno(), "rb", closefd=False) as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                self._note(line)
        self._stream.truncate(whole)
        self._stream.seek(whole)

    def _note(self, line: bytes) -> None:
        try:
            entry = json.loads(line)
            if entry["outcome"] == "marked":
                relative = Path(os.fsdecode(entry["path"].encode("utf-8", "surrogateescape")))
                made = Line(entry["source"], entry["order"], entry["target"], entry["was"])
                self._done[bytes.fromhex(key_of(relative))] = _proof(made), False
        except (ValueError, KeyError, TypeError, AttributeError):
            return  # a line that nobody can use is no proof: its file is done anew


@contextmanager
def open_journal(state: Path) -> Iterator[Journal]:
    """Open the journal in the folder *state* for this run alone. Raises AlreadyRunning, DiskFull or CannotWrite."""
    try:
        state.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(state / "journal.jsonl", os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as fault:
        raise cannot_write(fault) from fault
    with FileIO(descriptor, "r+") as stream:  # no buffer that would be written again, and fail again, at the end
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                "another batch is writing into the same folder", "Wait for it to end, or choose another --out."
            ) from None
        yield Journal(stream)


def write_whole(stream: FileIO, data: bytes) -> None:
    """Write all of *data*. Raises DiskFull or CannotWrite."""
    left = memoryview(data)
    try:
        while left:
            left = left[stream.write(left) :]
    except OSError as fault:
        raise cannot_write(fault) from fault


def short(digest: str) -> str:
    """Return the part of a SHA-256 that the journal compares."""
    return digest[: 2 * _SHORT]


def key_of(relative: Path) -> str:
    """Return the name under which the journal knows the copy *relative*: 32 hexadecimal digits."""
    return short(sha256(os.fsencode(relative)).hexdigest())


def _words(relative: Path) -> str:
    return os.fsencode(relative).decode("utf-8", "surrogateescape")


def _digests(line: Line) -> dict[str, object]:
    return {"source": line.source, "order": line.order, "target": line.target, "was": line.was}


def _proof(line: Line) -> bytes:
    made = b"".join(bytes.fromhex(short(digest)) for digest in (line.source, line.order, line.target))
    return made + bytes.fromhex(short(line.was))
