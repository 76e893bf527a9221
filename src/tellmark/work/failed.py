"""The list of files that a batch could not do, written so that it can be given back as `@list`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tellmark.work.sources import Source


class FailedList:
    """The list of what failed, which takes the place of the last run's only when it is whole."""

    def __init__(self, state: Path) -> None:
        self._path = state / "failed.txt"
        self._new = state / "failed.new"
        self._count = 0
        self._holds_all = True
        self._stream: BinaryIO | None = None

    @contextmanager
    def open(self) -> Iterator["FailedList"]:
        """Begin a new list."""
        with self._new.open("wb") as self._stream:
            yield self

    def add(self, source: Source) -> None:
        """Note a file; one whose name holds a line break or a tab cannot stand in a list."""
        line = os.fsencode(Path(os.path.abspath(source.path))) + b"\t" + os.fsencode(source.relative)  # noqa: PTH100 (resolve() would follow links)
        self._holds_all &= line.count(b"\t") == 1 and b"\n" not in line and b"\r" not in line
        self._count += 1
        if self._stream is not None:
            self._stream.write(line + b"\n")

    def close(self) -> Path | None:
        """End the list and return it, if it holds anything and everything."""
        if self._stream is not None:
            self._stream.flush()
        self._new.replace(self._path)
        return self._path if self._count and self._holds_all else None
