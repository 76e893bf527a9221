"""The list of files that a batch could not do, written so that it can be given back as `@list`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

from tellmark.media.targets import cannot_write
from tellmark.work.journal import write_whole
from tellmark.work.sources import Source


class FailedList:
    """The list of what failed, which takes the place of the last run's only when it is whole."""

    def __init__(self, state: Path) -> None:
        self._path = state / "failed.txt"
        self._new = state / "failed.new"
        self._count = 0
        self._holds_all = True
        self._stream: FileIO | None = None

    @contextmanager
    def open(self) -> Iterator["FailedList"]:
        """Begin a new list, of which nothing is left unless it is closed. Raises DiskFull or CannotWrite."""
        try:
            self._stream = self._new.open("wb", buffering=0)
        except OSError as fault:
            raise cannot_write(fault) from fault
        try:
            with self._stream:
                yield self
        finally:
            self._new.unlink(missing_ok=True)

    def add(self, source: Source) -> None:
        """Note a file; one whose name holds a line break or a tab cannot stand in a list."""
        line = os.fsencode(Path(os.path.abspath(source.path))) + b"\t" + os.fsencode(source.relative)  # noqa: PTH100 (resolve() would follow links)
        self._holds_all &= line.count(b"\t") == 1 and b"\n" not in line and b"\r" not in line
        self._count += 1
        if self._stream is not None:
            write_whole(self._stream, line + b"\n")

    def close(self) -> Path | None:
        """End the list and return it, if it holds anything and everything."""
        try:
            self._new.replace(self._path)
        except OSError as fault:
            raise cannot_write(fault) from fault
        return self._path if self._count and self._holds_all else None
