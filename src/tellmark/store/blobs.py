"""Blobs: bytes under a name, written once, whole or not at all."""

import errno
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from tellmark.store.errors import AlreadyThere, NotFound, StoreFailed, StoreFull, StoreUnreachable
from tellmark.values.durable import flushed
from tellmark.values.errors import TellmarkError

_PART = re.compile(r"[a-z0-9][a-z0-9._-]{0,127}")
_DEEPEST = 8


class Blobs(Protocol):
    """Where blobs lie. A name is parts of a-z, 0-9, dot, hyphen and underline, divided by slashes."""

    def put_new(self, name: str, data: bytes) -> None:
        """Write *data* durably under a new *name*. Raises AlreadyThere; the two who race are one that wins."""

    def get(self, name: str) -> bytes:
        """Return the bytes of *name*. Raises NotFound."""

    def names(self, prefix: str = "") -> Iterator[str]:
        """Yield the names that begin with *prefix*, sorted."""

    def remove(self, name: str) -> bool:
        """Remove *name*; return whether it was there."""

    def check(self) -> None:
        """See that the place answers, cheaply and without a trace. Raises what reading raises."""


class Folder:
    """Blobs as files in one folder, for its owner only."""

    def __init__(self, root: Path, random: Callable[[int], bytes]) -> None:
        self._root = root
        self._random = random

    def put_new(self, name: str, data: bytes) -> None:
        """As the port says. Raises StoreFull, StoreUnreachable or StoreFailed where the disk does not take it."""
        path = self._path(name)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _link_new(path, path.with_name(f".{self._random(8).hex()}.part"), data)
            for folder in path.parents[: len(name.split("/")) + 1]:  # a new folder has to last in its own, too
                flushed(folder)
        except FileExistsError as fault:
            raise AlreadyThere(
                "there is a blob of this name already", "Blobs are written once: use a new name."
            ) from fault
        except OSError as fault:
            raise _in_words(fault) from fault

    def get(self, name: str) -> bytes:
        """As the port says. Raises StoreFailed where the disk does not give it."""
        try:
            return self._path(name).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as fault:
            raise NotFound("there is no such blob here") from fault
        except OSError as fault:
            raise _in_words(fault) from fault

    def names(self, prefix: str = "") -> Iterator[str]:
        """As the port says."""
        found = (path.relative_to(self._root).as_posix() for path in self._root.rglob("*") if path.is_file())
        yield from sorted(name for name in found if name.startswith(prefix) and is_name(name))

    def remove(self, name: str) -> bool:
        """As the port says. Raises StoreUnreachable or StoreFailed where the disk refuses."""
        try:
            self._path(name).unlink()
            flushed(self._path(name).parent)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as fault:
            raise _in_words(fault) from fault
        return True

    def check(self) -> None:
        """As the port says. A folder is made by the first blob. Raises StoreUnreachable or StoreFailed."""
        try:
            next(self._root.iterdir(), None)
        except FileNotFoundError:
            return
        except OSError as fault:
            raise _in_words(fault) from fault

    def _path(self, name: str) -> Path:
        check_name(name)
        return self._root.joinpath(*name.split("/"))


def is_name(name: str) -> bool:
    """Tell whether *name* can be one of a blob: whatever leads elsewhere is none."""
    parts = name.split("/")
    return len(parts) <= _DEEPEST and all(_PART.fullmatch(part) for part in parts)


def check_name(name: str) -> None:
    """Raise ValueError for what is no name of a blob."""
    if not is_name(name):
        raise ValueError("no name for a blob: parts of a-z, 0-9, dot, hyphen and underline, divided by slashes")


def try_out(blobs: Blobs, random: Callable[[int], bytes]) -> None:
    """Write a small blob, read it back and remove it. Raises what the place raises, and StoreFailed for other bytes."""
    name, data = f"trial/{random(16).hex()}", random(32)
    blobs.put_new(name, data)
    try:
        if blobs.get(name) != data:
            raise StoreFailed("a blob that was just written came back with other bytes")
    finally:
        blobs.remove(name)


def _link_new(path: Path, hidden: Path, data: bytes) -> None:
    """Write a file that has its name only once its bytes are on the disk; a name that is taken is left alone."""
    try:
        descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(hidden, path)
    finally:
        hidden.unlink(missing_ok=True)


def _in_words(fault: OSError) -> TellmarkError:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StoreFull("there is no room left for the blob; nothing was written")
    if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StoreUnreachable("the folder of blobs takes no new files")
    return StoreFailed("the disk under the blobs refused to read or write")
