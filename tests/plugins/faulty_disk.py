"""A disk that fails where it is told to: what a program did to the files of one folder, call by call, and one fault.

The calls are met in a preloaded library (`faulty_disk.c`), so that SQLite's and PostgreSQL's own are, too. A program is
first run without a fault, to learn its calls; then once for each of them, with the fault there.
"""

import mmap
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")
_PAGE = struct.Struct("=QQIIIII1024s1024s4x")
_RECORD = struct.Struct("=IIQQQIIII")


class Kind(IntEnum):
    """What a call does; the numbers are the library's."""

    WRITE = 0
    TRUNCATE = 1
    SYNC = 2
    CREATE = 3
    RENAME = 4
    LINK = 5
    UNLINK = 6
    MKDIR = 7
    RMDIR = 8
    SYNC_FAILED = 9
    REFUSED = 10


class Fault(IntEnum):
    """What happens at a call; the numbers are the library's."""

    NONE = 0
    KILL_BEFORE = 1
    KILL_AFTER = 2
    TORN = 3
    """Half of it is written, and the process dies."""
    SHORT = 4
    """Half of it is written, and the call says so, as it may."""
    NO_SPACE = 5
    IO_ERROR = 6
    LIE = 7
    """A flush says that it was done, and was not."""
    POWER_OFF = 8
    """Every process that calls from now on dies; what was not flushed may be lost (power_loss.py)."""


GROWING = frozenset({Kind.WRITE, Kind.CREATE, Kind.LINK, Kind.MKDIR})
"""Calls that a full disk refuses."""

MEETS: dict[Fault, frozenset[Kind]] = {
    Fault.KILL_BEFORE: frozenset(Kind),
    Fault.KILL_AFTER: frozenset(Kind),
    Fault.TORN: frozenset({Kind.WRITE}),
    Fault.SHORT: frozenset({Kind.WRITE}),
    Fault.NO_SPACE: GROWING,
    Fault.IO_ERROR: frozenset({Kind.WRITE, Kind.TRUNCATE, Kind.SYNC, Kind.CREATE, Kind.RENAME, Kind.LINK, Kind.MKDIR}),
    Fault.LIE: frozenset({Kind.SYNC}),
    Fault.POWER_OFF: frozenset(Kind),
}
"""Which kinds of call a fault can come upon."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call that changed something: its number, where in the program it stands, and all that it was to write."""

    number: int
    kind: Kind
    fault: Fault
    site: int
    path: Path
    target: Path | None
    offset: int
    data: bytes
    process: int


class Disk:
    """The faulty disk, seen from the tests: processes that run with its `environ` are on it."""

    def __init__(self, folder: Path, library: Path) -> None:
        self._file = folder / "disk"
        self._file.write_bytes(bytes(_PAGE.size))
        self._trace = folder / "disk.trace"
        self._trace.touch()
        for path in (self._file, self._trace):
            path.chmod(0o666)  # a database server runs as another user
        with self._file.open("r+b") as file:
            self._page = mmap.mmap(file.fileno(), _PAGE.size)
        self.environ = {"LD_PRELOAD": str(library), "FAULTY_DISK": str(self._file)}

    def arm(
        self,
        root: Path,
        tale: Path,
        fault: Fault = Fault.NONE,
        at: int = 0,
        *,
        among: frozenset[Kind] | None = None,
    ) -> None:
        """Watch *root* from now on, and let call number *at* meet *fault*; with *among*, those kinds after it, too.

        The file *tale*, where a child tells what it has done, is recorded in its place among the calls, and spared.
        """
        os.truncate(self._trace, 0)
        mask = sum(1 << kind for kind in among or ())
        names = [str(path.resolve()).encode() for path in (root, tale)]
        self._page[:] = _PAGE.pack(0, at, fault, among is not None, mask, 0, 0, *names)

    def disarm(self) -> None:
        """Watch nothing, and let nothing fail any more."""
        self._page[:] = bytes(_PAGE.size)

    @property
    def met(self) -> int:
        """How often the fault was met since the disk was armed."""
        return int(_PAGE.unpack(self._page[:])[6])

    @property
    def off(self) -> bool:
        """Whether the power is off."""
        return bool(_PAGE.unpack(self._page[:])[5])

    def calls(self) -> list[Call]:
        """Return the calls since the disk was armed."""
        return list(_calls(self._trace.read_bytes()))


def build(folder: Path) -> Path:
    """Compile the library into *folder*. Raises CalledProcessError with what the compiler says."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    assert compiler is not None
    library = folder / "faulty_disk.so"
    subprocess.run(
        [compiler, "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-o", library, SOURCE, "-ldl"], check=True
    )
    return library


def _calls(data: bytes) -> Iterator[Call]:
    place = 0
    while place < len(data):
        kind, fault, number, site, offset, path, target, length, process = _RECORD.unpack_from(data, place)
        place += _RECORD.size
        ends = [place + path, place + path + target, place + path + target + length]
        other = data[ends[0] : ends[1]]
        yield Call(
            number,
            Kind(kind),
            Fault(fault),
            site,
            Path(os.fsdecode(data[place : ends[0]])),
            Path(os.fsdecode(other)) if other else None,
            offset,
            data[ends[1] : ends[2]],
            process,
        )
        place = ends[2]
